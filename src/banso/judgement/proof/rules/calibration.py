"""How true a probability is: Brier, log-loss, reliability in bins and the slope of Cox."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_SURE = 1e-15
_Z = 1.959963984540054
_ROUNDS = 50
# A slope past this means outcomes are separated: the likelihood has no maximum.
_SEPARATED = 50.0

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Bin:
    """Rows of similar probability: mean predicted, observed rate and its 95 % Wilson bounds."""

    n: int
    events: int
    predicted: float
    observed: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Equal-mass bins, and intercept and slope of a logit of the outcome on the logit predicted.

    Slope 1 and intercept 0 are right; a slope over 1 says the probabilities are too timid. Both
    are None where the outcomes do not determine them.
    """

    bins: tuple[Bin, ...]
    intercept: float | None
    slope: float | None


def brier(probability: Floats, lost: Flags) -> float:
    """Mean squared distance of probability and outcome."""
    return float(np.mean((probability - lost) ** 2))


def log_loss(probability: Floats, lost: Flags) -> float:
    """Mean of -ln(probability given to what happened)."""
    given = np.where(lost, probability, 1 - probability)
    return float(-np.log(np.clip(given, _SURE, 1)).mean())


def wilson(events: int, n: int) -> tuple[float, float]:
    """95 % bounds of a rate from counts."""
    rate = events / n
    centre = rate + _Z**2 / (2 * n)
    half = _Z * np.sqrt(rate * (1 - rate) / n + _Z**2 / (4 * n**2))
    scale = 1 + _Z**2 / n
    return max(0.0, float((centre - half) / scale)), min(1.0, float((centre + half) / scale))


def calibration(probability: Floats, lost: Flags) -> Calibration | None:
    """Reliability in min(10, floor(events/5)) equal-mass bins; None with fewer than 5 events."""
    count = min(10, int(lost.sum()) // 5)
    if count == 0:
        return None
    order = np.argsort(probability, kind="stable")
    bins = tuple(_bin(probability[rows], lost[rows]) for rows in np.array_split(order, count))
    intercept, slope = _cox(probability, lost)
    return Calibration(bins, intercept, slope)


def _bin(probability: Floats, lost: Flags) -> Bin:
    n, events = len(lost), int(lost.sum())
    low, high = wilson(events, n)
    return Bin(n, events, float(probability.mean()), events / n, low, high)


def _cox(probability: Floats, lost: Flags) -> tuple[float | None, float | None]:
    """Newton's method on two coefficients; (None, None) where there is no maximum."""
    p = np.clip(probability, _SURE, 1 - _SURE)
    rows = np.column_stack([np.ones(len(p)), np.log(p) - np.log1p(-p)])
    beta = np.array([0.0, 1.0])
    for _ in range(_ROUNDS):
        fitted = 1 / (1 + np.exp(-np.clip(rows @ beta, -500, 500)))
        hessian = (rows * (fitted * (1 - fitted))[:, None]).T @ rows
        if np.linalg.det(hessian) < _SURE:
            return None, None
        step = np.linalg.solve(hessian, rows.T @ (fitted - lost))
        beta = beta - step
        if np.abs(beta).max() > _SEPARATED:
            return None, None
        if np.abs(step).max() < 1e-10:
            return float(beta[0]), float(beta[1])
    return None, None
