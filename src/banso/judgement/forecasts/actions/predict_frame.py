"""Probabilities of a frame, each day by the model of its quarter."""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from banso.judgement.forecasts.actions.fit_quarters import models_of_quarters
from banso.judgement.forecasts.queries.labels import row_days
from banso.judgement.forecasts.rules import ELIGIBLE_SLUG, design, predict, quarter_of
from banso.judgement.metrics.api import Frame
from banso.platform.kit.days import EPOCH_DAY

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class FramePrediction:
    """One value per row of a frame; NaN without an event in the last 90 days."""

    silence_180d: Floats
    low: Floats
    high: Floats


def predict_frame(given: Frame) -> FramePrediction:
    """Judge every row by the model that was known on its day, fitting quarters that are not stored."""
    numbers = row_days(given)
    days = [int(number) for number in np.unique(numbers)]
    quarters = {number: quarter_of(EPOCH_DAY + timedelta(days=number)) for number in days}
    models = models_of_quarters(sorted(set(quarters.values())))
    rows = design(given.values)
    found = np.full((3, len(numbers)), np.nan)
    for number, quarter in quarters.items():
        here = (numbers == number) & (given.values[ELIGIBLE_SLUG] > 0)
        predicted = predict(models[quarter], rows[here])
        found[:, here] = predicted.probability, predicted.low, predicted.high
    return FramePrediction(*found)
