"""What the guards know of the house: its source, its apps, and the layer order that pyproject.toml states."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import AppConfig, apps
from django.db import models

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "banso"


@cache
def pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def contract(identity: str) -> dict[str, Any]:
    return next(c for c in pyproject()["tool"]["importlinter"]["contracts"] if c["id"] == identity)


@cache
def ranks() -> dict[str, tuple[int, int]]:
    """``"record.customers"`` → (rank of the group, rank in the group); a higher pair is a higher app."""
    groups = [layer.strip("()") for layer in contract("groups")["layers"]]
    found = {}
    for group in groups:
        layers: list[str] = next(
            (
                c["layers"]
                for c in pyproject()["tool"]["importlinter"]["contracts"]
                if c["type"] == "layers" and c["containers"] == [f"banso.{group}"]
            ),
            [],
        )
        for depth, layer in enumerate(layers):
            for name in re.findall(r"\w+", layer):
                found[f"{group}.{name}"] = (-groups.index(group), -depth)
    return found


def package(app: AppConfig) -> str:
    """``"record.customers"`` of the app's dotted name."""
    return app.name.removeprefix("banso.")


def own_apps() -> list[AppConfig]:
    return [app for app in apps.get_app_configs() if app.name.startswith("banso.")]


def own_models() -> list[type[models.Model]]:
    """Every concrete model of the product, also those that Django makes for many-to-many relations."""
    return [model for app in own_apps() for model in app.get_models(include_auto_created=True)]


def is_lower(below: str, above: str) -> bool:
    """Whether package ``below`` stands strictly lower than package ``above``."""
    return ranks()[below] < ranks()[above]


def python_files(*, migrations: bool = False) -> Iterator[Path]:
    for path in sorted(SOURCE.rglob("*.py")):
        if migrations or "migrations" not in path.parts:
            yield path


def templates() -> list[Path]:
    return sorted(SOURCE.rglob("templates/**/*.html"))


def package_of(path: Path) -> str:
    """``"record.customers"`` of a file below it; ``"config"`` for the files on top."""
    parts = path.relative_to(SOURCE).parts
    return ".".join(parts[:2]) if len(parts) > 2 and parts[0] != "config" else "config"


def label_of(path: Path) -> str:
    return package_of(path).rpartition(".")[2]


def where(path: Path, line: int | None = None) -> str:
    name = str(path.relative_to(ROOT))
    return f"{name}:{line}" if line else name
