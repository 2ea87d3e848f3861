"""What columns are called out there; the names themselves are in synonyms*.yaml."""

import re
from functools import cache
from pathlib import Path

import yaml

from banso.platform.kit.text import fold

CONFIDENCE = {"sure": 1.0, "likely": 0.9, "perhaps": 0.65}
_BRACKETS = re.compile(r"[(\[<【「].*?[)\]>】」]")
_NOISE = re.compile(r"[\W_]+")


def header_key(header: str) -> str:
    """A header as it is compared: ``年額（円）`` and ``年額`` are one, and so are ``Account ID`` and ``account_id``."""
    folded = fold(header)
    return _NOISE.sub("", _BRACKETS.sub("", folded)) or _NOISE.sub("", folded)


@cache
def tables() -> dict[str, dict[str, dict[str, list[str]]]]:
    """``{kind: {field: {level: [name]}}}`` as the files have it: ``synonyms.yaml`` and one more for each other kind."""
    found: dict[str, dict[str, dict[str, list[str]]]] = {}
    for path in sorted(Path(__file__).parent.glob("synonyms*.yaml")):
        found |= yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


@cache
def names(kind: str) -> dict[str, dict[str, float]]:
    """``{header key: {field: confidence}}`` of a kind of import."""
    found: dict[str, dict[str, float]] = {}
    for field, levels in tables().get(kind, {}).items():
        for level, listed in levels.items():
            for name in listed:
                found.setdefault(header_key(name), {}).setdefault(field, CONFIDENCE[level])
        found.setdefault(header_key(field), {})[field] = 1.0
    return found
