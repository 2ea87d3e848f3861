"""The front door of health: scores of frames, explanations, cards."""

from banso.judgement.health.queries.cards import (
    NEED_PLAY,
    bands_without_play,
    card_in_force,
    card_named,
    play_for_band,
)
from banso.judgement.health.queries.explanations import AccountExplanation, explain_accounts
from banso.judgement.health.queries.explanations import explain_account as explain
from banso.judgement.health.queries.scores import BAND, COVERAGE, HEALTH, RAW, score_frame
from banso.judgement.health.queries.trends import CHANGE, VELOCITY
from banso.judgement.health.rules import Card, ScoreColumns
from banso.platform.kit.bands import BANDS

__all__ = [
    "BAND",
    "CHANGE",
    "COVERAGE",
    "HEALTH",
    "NEED_PLAY",
    "RAW",
    "VELOCITY",
    "AccountExplanation",
    "Card",
    "ScoreColumns",
    "band_name",
    "bands_without_play",
    "card_in_force",
    "card_named",
    "explain",
    "explain_accounts",
    "play_for_band",
    "score_frame",
]


def band_name(index: float | None) -> str | None:
    """The band of a stored index (0 critical … 4 strong); None and NaN are "withheld"."""
    return None if index is None or index != index else BANDS[int(index)]  # noqa: PLR0124 - NaN
