"""The front door of forecasts: probability of silence with its state, and what later followed."""

from banso.judgement.forecasts.actions.predict_frame import FramePrediction, predict_frame
from banso.judgement.forecasts.actions.produce import SILENCE, SILENCE_HIGH, SILENCE_LOW
from banso.judgement.forecasts.queries.labels import (
    KnownUse,
    eligible_frames,
    known_use,
    known_uses,
    row_days,
    was_used_after,
)
from banso.judgement.forecasts.queries.standing import (
    ENGAGED_SLUG,
    ENGAGED_WEEKS,
    Standing,
)
from banso.judgement.forecasts.queries.standing import standing as state
from banso.judgement.forecasts.queries.words import probability_text
from banso.judgement.forecasts.rules import (
    ELIGIBLE_SLUG,
    HORIZON_DAYS,
    INPUT_SLUGS,
    INTERVAL_LEVEL,
    State,
    closed_quarters,
    observed_until,
)

__all__ = [
    "ELIGIBLE_SLUG",
    "ENGAGED_SLUG",
    "ENGAGED_WEEKS",
    "HORIZON_DAYS",
    "INPUT_SLUGS",
    "INTERVAL_LEVEL",
    "SILENCE",
    "SILENCE_HIGH",
    "SILENCE_LOW",
    "FramePrediction",
    "KnownUse",
    "Standing",
    "State",
    "closed_quarters",
    "eligible_frames",
    "known_use",
    "known_uses",
    "observed_until",
    "predict_frame",
    "probability_text",
    "row_days",
    "state",
    "was_used_after",
]
