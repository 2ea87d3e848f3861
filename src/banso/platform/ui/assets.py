"""What the build left in ``static/dist``: names of the entry files, and the icons.

The folder is made by ``scripts/build_assets.py`` (``make assets``) and travels in the wheel.
"""

import json
from functools import cache
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

DIST = Path(__file__).parent / "static" / "dist"


class UnknownIcon(LookupError):
    """An icon that was not there when the assets were built."""


@cache
def _read(name: str) -> dict[str, str]:
    try:
        content: dict[str, str] = json.loads((DIST / name).read_text())
    except FileNotFoundError as error:
        message = f"{DIST / name} is missing; run: make assets"
        raise ImproperlyConfigured(message) from error
    return content


def entry(name: str) -> str:
    """The static path of an entry file: ``app.css`` → ``dist/app-1A2B3C4D.css``."""
    return f"dist/{_read('manifest.json')[name]}"


def icon_body(name: str) -> str:
    """What stands inside the SVG element of the Lucide icon ``name``."""
    try:
        return _read("icons.json")[name]
    except KeyError as error:
        message = f"The icon “{name}” is not among the built ones; run: make assets"
        raise UnknownIcon(message) from error
