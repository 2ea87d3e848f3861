"""The quarterly update: what a workspace's own closed quarters say, held by the shipped constants.

Formula (science, section 2): the MAP of the sum of row log-losses, unweighted, with slopes
~ N(shipped, .1^2) and the intercept ~ N(-1.842, .5^2).
"""

import numpy as np
from numpy.typing import NDArray

from banso.judgement.forecasts.rules.interval import expit
from banso.judgement.forecasts.rules.model import PRIOR_SD, STARTING, Model

_ROUNDS = 100
_CLOSE = 1e-10
_ROUNDING = 1e-12

Floats = NDArray[np.float64]


def update(rows: Floats, lost: NDArray[np.bool_], accounts: NDArray[np.int64]) -> Model:
    """The model after closed rows; without any, the starting one.

    `rows` come from `design`; `lost` says whether silence followed; `accounts` names each row's
    account. One account's quarters overlap in outcome and resemble each other, so the covariance
    adds their scores up by account first (sandwich): treating rows as independent would make the
    interval too narrow.
    """
    if len(rows) == 0:
        return STARTING
    outcome = lost.astype(np.float64)
    prior = np.array(STARTING.coefficients)
    precision = np.diag(1.0 / np.square(PRIOR_SD))
    found = _maximum(rows, outcome, prior, precision)
    p = expit(rows @ found)
    hessian = precision + (rows * (p * (1 - p))[:, None]).T @ rows
    bread = np.linalg.inv(hessian)
    covariance = bread @ (precision + _spread(rows * (outcome - p)[:, None], accounts)) @ bread
    return Model(
        coefficients=tuple(found.tolist()),
        covariance=tuple(tuple(row) for row in covariance.tolist()),
        rows=len(outcome),
        losses=int(lost.sum()),
    )


def _maximum(rows: Floats, outcome: Floats, prior: Floats, precision: Floats) -> Floats:
    """Newton's method with halved steps; the objective is strictly convex, so it has one end."""

    def objective(beta: Floats) -> float:
        logit = rows @ beta
        loss = np.logaddexp(0.0, logit).sum() - outcome @ logit
        return float(loss + 0.5 * (beta - prior) @ precision @ (beta - prior))

    beta, height = prior, objective(prior)
    for _ in range(_ROUNDS):
        p = expit(rows @ beta)
        gradient = rows.T @ (p - outcome) + precision @ (beta - prior)
        step = np.linalg.solve(precision + (rows * (p * (1 - p))[:, None]).T @ rows, gradient)
        length = 1.0
        # Beside the end the objective differs by rounding alone, which must not stop the last steps.
        while objective(beta - length * step) > height + _ROUNDING * abs(height) and length > _CLOSE:
            length /= 2
        beta = beta - length * step
        height = objective(beta)
        if np.abs(length * step).max() < _CLOSE:
            break
    return beta


def _spread(scores: Floats, accounts: NDArray[np.int64]) -> Floats:
    """Sum over accounts of (sum of an account's scores) times its transpose."""
    _, number = np.unique(accounts, return_inverse=True)
    summed = np.zeros((int(number.max()) + 1, scores.shape[1]))
    np.add.at(summed, number, scores)
    return summed.T @ summed
