"""Build hooks: dependencies from requirements.in; built assets and compiled translations into the wheel.

Whoever installs Banso needs no Node and no GNU gettext: both run here, once, from Python wheels.
"""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

MARK = "src/banso/platform/ui/static/dist/manifest.json"


class DependenciesHook(MetadataHookInterface):
    """Reads the direct dependencies and those of extras from requirements.in, where each has its reason."""

    PLUGIN_NAME = "custom"

    def update(self, metadata: dict[str, Any]) -> None:
        lines = (Path(self.root) / "requirements.in").read_text(encoding="utf-8").splitlines()
        wanted: dict[str, list[str]] = {"": []}
        for line in lines:
            package, _hash, reason = line.partition("#")
            if package.strip():
                extra = re.match(r" \[(\w+)\]", reason)
                wanted.setdefault(extra[1] if extra else "", []).append(package.strip())
        metadata["dependencies"] = wanted.pop("")
        metadata["optional-dependencies"] = wanted


class AssetsHook(BuildHookInterface[Any]):
    """Builds what is git-ignored; leaves early when it is there (an sdist carries it)."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":  # `make assets` and `make messages` keep a checkout up to date
            return
        root = Path(self.root)
        if not (root / MARK).exists():
            subprocess.run([sys.executable, str(root / "scripts" / "build_assets.py")], cwd=root, check=True)
        compiled = [po.with_suffix(".mo").exists() for po in root.glob("src/banso/**/locale/*/LC_MESSAGES/*.po")]
        if not all(compiled):
            subprocess.run([sys.executable, str(root / "scripts" / "messages.py"), "compile"], cwd=root, check=True)
