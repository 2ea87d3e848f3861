"""What each figure of a report is called and how it is defined, in both languages (``definitions/*.yaml``)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, cast

import yaml

from banso.platform.definitions.api import in_language
from banso.record.revenue.rules.figures import FigureUnit

FOLDER: Final = Path(__file__).parent.parent / "definitions"


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
    one = {**_read("rates"), **_read("proposals")}[key]
    words = {name: in_language(one[name]) if name in one else "" for name in ("numerator", "denominator")}
    return Definition(key, one["unit"], in_language(one["name"]), in_language(one["definition"]), **words)


def definitions() -> list[Definition]:
    """Every definition of the report of rates, in order."""
    return [definition_of(key) for key in UNITS]
