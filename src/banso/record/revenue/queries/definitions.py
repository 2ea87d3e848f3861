"""What each figure of a report is called and how it is defined, in both languages (``definitions/*.yaml``)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, cast, get_args

import yaml

from banso.platform.definitions.api import Body, in_language
from banso.platform.kit.errors import BansoError
from banso.record.revenue.rules.figures import FigureUnit

RATE: Final = "rate"
"""The kind of definitions that figures are: a workspace approves what the program computes, and does not change it."""
FOLDER: Final = Path(__file__).parent.parent / "definitions"


_SAID: Final = ("definition", "numerator", "denominator")


@dataclass(frozen=True, slots=True)
class Definition:
    """A figure in the reader's language; ``numerator`` and ``denominator`` are empty where nothing is divided."""

    key: str
    unit: FigureUnit
    name: str
    definition: str
    numerator: str
    denominator: str


@cache
def _read(report: str) -> dict[str, dict[str, Any]]:
    return cast("dict[str, dict[str, Any]]", yaml.safe_load((FOLDER / f"{report}.yaml").read_text(encoding="utf-8")))


UNITS: Final[dict[str, FigureUnit]] = {key: one["unit"] for key, one in _read("rates").items()}
"""Every figure of the report of rates, in order, with its unit."""
OF_PROPOSALS: Final = tuple(_read("proposals"))
"""Every figure of proposals, in order."""


def definition_of(key: str) -> Definition:
    """How a figure is defined; raises ``KeyError``."""
    one = {**_read("rates"), **_read("proposals"), **_read("costs"), **_read("shown")}[key]
    words = {name: in_language(one[name]) if name in one else "" for name in ("numerator", "denominator")}
    return Definition(key, one["unit"], in_language(one["name"]), in_language(one["definition"]), **words)


def definitions() -> list[Definition]:
    """Every definition of the report of rates, in order."""
    return [definition_of(key) for key in UNITS]


def validate_rate(body: Body) -> None:
    """Raises a :class:`BansoError` for a figure that does not say what it is, or divides by nothing."""
    said = [name for name in _SAID if set(body.get(name, {})) == {"en", "ja"}]
    if body.get("unit") not in get_args(FigureUnit) or said not in (["definition"], list(_SAID)):
        raise BansoError(f"{body.get('slug')}: unit and definition, and both or neither of what is divided.")
