"""A probability with its interval: on the logit, p +- z * se (science, section 2)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from banso.judgement.forecasts.rules.model import Model

INTERVAL_LEVEL = 0.95
_Z = 1.959963984540054  # normal quantile at (1 + level) / 2

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Prediction:
    """Probabilities with their 95 % bounds, one value per account, all between 0 and 1."""

    probability: Floats
    low: Floats
    high: Floats


def expit(logit: Floats) -> Floats:
    """1 / (1 + exp(-x)) without overflow."""
    return np.where(logit >= 0, 1.0, np.exp(-np.abs(logit))) / (1.0 + np.exp(-np.abs(logit)))


def predict(model: Model, rows: Floats) -> Prediction:
    """Probability and interval of rows as `design` makes them.

    The interval is that of the coefficients: how sure the level of such accounts is, not how
    sure one account's fate.
    """
    logit = rows @ np.array(model.coefficients)
    variance = np.einsum("ij,jk,ik->i", rows, np.array(model.covariance), rows)
    half = _Z * np.sqrt(variance)
    return Prediction(expit(logit), expit(logit - half), expit(logit + half))
