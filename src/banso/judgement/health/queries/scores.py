"""Scores of frames, and the part of the book that health makes."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from banso.judgement.health.queries.cards import card_in_force
from banso.judgement.health.rules import Card, ScoreColumns, score_columns
from banso.judgement.metrics.api import Frame, Producer
from banso.platform.attributes.api import Attribute
from banso.platform.kit.columns import Columns

HEALTH = "health"
RAW = "health_raw"
COVERAGE = "health_coverage"
BAND = "health_band"


def score_frame(given: Frame, card: Card | None = None) -> ScoreColumns:
    """Score every row of a frame, by the card in force unless another is given."""
    return score_columns(card or card_in_force(), given.values)


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
    """The card that made a day's health, kept with the day."""
    card = card_in_force()
    return {"slug": card.slug, "version": card.version}


PRODUCER = Producer(name=HEALTH, columns=ATTRIBUTES, produce=produce, version=version)
