"""Scores of frames, and the part of the book that health makes."""

from typing import Any

import numpy as np
from django.utils.translation import gettext_lazy as _

from banso.judgement.health.queries.cards import (
    card_from,
    card_in_force,
    definition_in_force,
    definitions_of_segments,
)
from banso.judgement.health.queries.scope import inside, segment_of
from banso.judgement.health.rules import Card, ScoreColumns, score_columns
from banso.judgement.metrics.api import Frame, Producer, segment_named
from banso.platform.attributes.api import Attribute
from banso.platform.definitions.api import Definition
from banso.platform.kit.columns import Array, Columns
from banso.platform.kit.errors import NotFound

HEALTH = "health"
RAW = "health_raw"
COVERAGE = "health_coverage"
BAND = "health_band"
_COLUMNS = ("score", "raw", "coverage", "band")


def score_frame(given: Frame, card: Card | None = None) -> ScoreColumns:
    """Score every row of a frame by the cards in force; or by one card those rows that it is meant for."""
    if card is not None:
        found = score_columns(card, given.values)
        return _only(found, inside(card.scope, given)) if card.scope else found
    found = score_columns(card_in_force(), given.values)
    free = np.ones(len(given), dtype=bool)
    for definition in definitions_of_segments() if len(given) else ():
        own = card_from(definition)
        rows = inside(own.scope, given) & free
        free &= ~rows
        if rows.any():
            found = _instead(found, rows, score_columns(own, given.take(rows).values))
    return found


def _only(found: ScoreColumns, rows: Array) -> ScoreColumns:
    """Scores of ``rows``; NaN elsewhere."""
    return ScoreColumns(*(np.where(rows, getattr(found, name), np.nan) for name in _COLUMNS))


def _instead(found: ScoreColumns, rows: Array, other: ScoreColumns) -> ScoreColumns:
    """``other``, which has one score for each of ``rows``, in their places."""
    made = []
    for name in _COLUMNS:
        column = getattr(found, name).copy()
        column[rows] = getattr(other, name)
        made.append(column)
    return ScoreColumns(*made)


def _attribute(key: str, label: Any, unit: str) -> Attribute:
    return Attribute(key=key, subject="account", type="number", label=label, unit=unit, source="health")


ATTRIBUTES = {
    HEALTH: _attribute(HEALTH, _("Health"), "points"),
    RAW: _attribute(RAW, _("Health before caps"), "points"),
    COVERAGE: _attribute(COVERAGE, _("Coverage of health"), "share"),
    BAND: _attribute(BAND, _("Health band (0 critical to 4 strong)"), "band"),
}


def produce(given: Frame) -> Columns:
    """The columns of health for a frame; NaN where the score is withheld."""
    found = score_frame(given)
    return {HEALTH: found.score, RAW: found.raw, COVERAGE: found.coverage, BAND: found.band}


def version() -> dict[str, Any]:
    """The cards that made a day's health, kept with the day: the general one, and those of segments where there are."""
    card = definition_in_force()
    scoped = [_of_segment(one) for one in definitions_of_segments()]
    return {"slug": card.slug, "version": card.version, **({"scoped": scoped} if scoped else {})}


def _of_segment(card: Definition) -> dict[str, Any]:
    slug = segment_of(card.body)
    try:
        version = segment_named(slug).version
    except NotFound:
        version = 0
    return {"slug": card.slug, "version": card.version, "segment": slug, "segment_version": version}


PRODUCER = Producer(name=HEALTH, columns=ATTRIBUTES, produce=produce, version=version)
