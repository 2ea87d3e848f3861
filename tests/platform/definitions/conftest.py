"""Two small kinds of definitions: colours, and palettes that use them."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from banso.platform.definitions import kinds as registry
from banso.platform.definitions.api import DefinitionKind, register
from banso.platform.definitions.queries import shipped
from banso.platform.kit.errors import BansoError

RED = """\
# The colour of what needs a hand today.
slug: red
version: 1
name: {en: Red, ja: 赤}
hue: 0  # degrees
"""
WARM = """\
slug: warm
version: 1
name: {en: Warm, ja: 暖色}
colours: [red]
"""


class BadColour(BansoError):
    """A colour that is none."""


def validate_colour(body):
    if not isinstance(body.get("hue"), int) or not 0 <= body["hue"] < 360:
        raise BadColour("hue: it must be a whole number from 0 to 359.", hint="Look at a colour wheel.")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[SimpleNamespace]:
    """Folders of shipped definitions that a test may change, as an upgrade would."""
    kept = dict(registry._kinds)
    registry._kinds.clear()
    folder = tmp_path / "wheel"
    for name, files in {"colours": {"red": RED}, "palettes": {"warm": WARM}}.items():
        (folder / name).mkdir(parents=True)
        for slug, text in files.items():
            (folder / name / f"{slug}.yaml").write_text(text, encoding="utf-8")
    register(
        DefinitionKind(
            kind="colour",
            shipped=folder / "colours",
            validate=validate_colour,
            impact=lambda old, new: [f"{'none' if old is None else old['hue']} to {new['hue']}"],
        )
    )
    register(
        DefinitionKind(
            kind="palette",
            shipped=folder / "palettes",
            validate=lambda _body: None,
            uses=lambda body: [("colour", slug) for slug in body["colours"]],
        )
    )

    def ship(kind: str, name: str, text: str) -> None:
        (folder / kind / name).write_text(text, encoding="utf-8")
        shipped.cache_clear()

    shipped.cache_clear()
    yield SimpleNamespace(folder=folder, ship=ship, out=tmp_path / "out")
    registry._kinds.clear()
    registry._kinds.update(kept)
    shipped.cache_clear()
