"""The probability of silence: values in, values out."""

from banso.judgement.forecasts.rules.interval import INTERVAL_LEVEL, Prediction, predict
from banso.judgement.forecasts.rules.model import (
    ELIGIBLE_SLUG,
    HORIZON_DAYS,
    INPUT_SLUGS,
    STARTING,
    STARTING_VERSION,
    Input,
    Model,
    design,
)
from banso.judgement.forecasts.rules.quarters import closed_quarters, observed_until, quarter_of
from banso.judgement.forecasts.rules.state import MINIMUM_ROWS, PROVISIONAL_LOSSES, State, state_of
from banso.judgement.forecasts.rules.update import update

__all__ = [
    "ELIGIBLE_SLUG",
    "HORIZON_DAYS",
    "INPUT_SLUGS",
    "INTERVAL_LEVEL",
    "MINIMUM_ROWS",
    "PROVISIONAL_LOSSES",
    "STARTING",
    "STARTING_VERSION",
    "Input",
    "Model",
    "Prediction",
    "State",
    "closed_quarters",
    "design",
    "observed_until",
    "predict",
    "quarter_of",
    "state_of",
    "update",
]
