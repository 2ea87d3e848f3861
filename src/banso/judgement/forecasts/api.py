"""The front door of forecasts: probability of silence with its state, what later followed; CMRR of the months ahead."""

from banso.judgement.forecasts.actions.forecast_revenue import current_forecast, issue_forecast
from banso.judgement.forecasts.actions.predict_frame import FramePrediction, predict_frame
from banso.judgement.forecasts.actions.produce import SILENCE_HIGH, SILENCE_LOW
from banso.judgement.forecasts.declarations import SILENCE
from banso.judgement.forecasts.models import RevenueForecast
from banso.judgement.forecasts.queries.asked import asked_scenario
from banso.judgement.forecasts.queries.issued import Came, Issued, issued, known_now, what_if
from banso.judgement.forecasts.queries.labels import (
    KnownUse,
    eligible_frames,
    known_use,
    known_uses,
    row_days,
    was_used_after,
)
from banso.judgement.forecasts.queries.picture import ahead_chart, tried_chart
from banso.judgement.forecasts.queries.standing import (
    ENGAGED_SLUG,
    ENGAGED_WEEKS,
    Standing,
)
from banso.judgement.forecasts.queries.standing import standing as state
from banso.judgement.forecasts.queries.words import naive_words, probability_text, refusal
from banso.judgement.forecasts.rules import (
    ELIGIBLE_SLUG,
    HORIZON_DAYS,
    INPUT_SLUGS,
    INTERVAL_LEVEL,
    State,
    closed_quarters,
    observed_until,
)
from banso.judgement.forecasts.rules.committed import CLOSED_AFTER, Outcome, Record, Scenario

__all__ = [
    "CLOSED_AFTER",
    "ELIGIBLE_SLUG",
    "ENGAGED_SLUG",
    "ENGAGED_WEEKS",
    "HORIZON_DAYS",
    "INPUT_SLUGS",
    "INTERVAL_LEVEL",
    "SILENCE",
    "SILENCE_HIGH",
    "SILENCE_LOW",
    "Came",
    "FramePrediction",
    "Issued",
    "KnownUse",
    "Outcome",
    "Record",
    "RevenueForecast",
    "Scenario",
    "Standing",
    "State",
    "ahead_chart",
    "asked_scenario",
    "closed_quarters",
    "current_forecast",
    "eligible_frames",
    "issue_forecast",
    "issued",
    "known_now",
    "known_use",
    "known_uses",
    "naive_words",
    "observed_until",
    "predict_frame",
    "probability_text",
    "refusal",
    "row_days",
    "state",
    "tried_chart",
    "was_used_after",
    "what_if",
]
