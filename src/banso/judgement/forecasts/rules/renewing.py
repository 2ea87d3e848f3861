"""How likely an account is lost in a month: by its terms, its signs of silence, and its own and its cohort's past.

A row is an account with MRR at the end of one month. It was lost where nothing of that was left a month later (what
comes under notice counts as lost then). The logit of the loss is linear in: whether a term ends in the month, whether
a last day of notice passes, how silent the account looked (z of the logit of ``silence_180d``, else of health turned
round), for how long it had paid, and how many terms it had renewed. Coefficients are the MAP with the priors below, so
that a little history moves them a little.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from banso.judgement.forecasts.rules.interval import expit

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

INPUTS = ("one", "term", "notice", "silence", "paid", "renewed")
PRIOR = np.array([-4.5, 1.5, 0.5, 0.4, -0.2, -0.2])
PRIOR_SD = np.array([2.0, 1.5, 1.0, 0.3, 0.3, 0.3])
MINIMUM_LOSSES = 10
"""Losses seen before a probability may be said at all (science, section 2)."""
MINIMUM_ACCOUNTS = 20
"""Accounts from which on a figure is more than a range (science, section 4: 19 accounts, error .33)."""
MOST_ROWS = 600_000
_ROUNDS = 60
_CLOSE = 1e-9

StateCode = Literal["thin", "range", "full"]


@dataclass(frozen=True, slots=True)
class Standing:
    """What may be said: ``thin`` no probability, ``range`` an interval only, ``full`` all of it.

    ``losses`` of ``months`` account-months; ``accounts`` have something to lose now.
    """

    code: StateCode
    losses: int
    months: int
    accounts: int
    needed: int = MINIMUM_LOSSES
    accounts_needed: int = MINIMUM_ACCOUNTS


@dataclass(frozen=True, slots=True)
class Fitted:
    """Coefficients in the order of :data:`INPUTS`, and what they were learnt from."""

    coefficients: tuple[float, ...]
    months: int
    losses: int


@dataclass(frozen=True, slots=True)
class Past:
    """What is known of accounts month by month. ``base``: (accounts, days); ``term``, ``notice``: flags of the month
    after each day, the last ones ahead; ``silence``: z on each day, 0 where nothing is known; ``months_paid``: months
    since the first payment on each day.
    """

    base: Floats
    term: Flags
    notice: Flags
    silence: Floats
    months_paid: Floats

    @property
    def steps(self) -> int:
        """How many whole months are behind."""
        return int(self.base.shape[1]) - 1


def fit(past: Past) -> Fitted:
    """What the months behind say."""
    rows, lost = _rows(past)
    found = _maximum(rows, lost.astype(np.float64)) if len(rows) else PRIOR
    return Fitted(tuple(found.tolist()), len(rows), int(lost.sum()))


def standing(fitted: Fitted, accounts: int) -> Standing:
    """What may be said after such a fit."""
    code: StateCode = "full"
    if fitted.losses < MINIMUM_LOSSES:
        code = "thin"
    elif accounts < MINIMUM_ACCOUNTS:
        code = "range"
    return Standing(code, fitted.losses, fitted.months, accounts)


def kept(past: Past, fitted: Fitted) -> Floats:
    """The probability that each account still has something at the end of each month ahead: (accounts, months)."""
    steps, ahead = past.steps, past.term.shape[1] - past.steps
    renewed = np.log1p(_renewals(past)[:, -1])
    survival = np.ones(len(past.base))
    found = np.empty((len(past.base), ahead))
    for month in range(ahead):
        at = steps + month
        design = _design(
            past.term[:, at], past.notice[:, at], past.silence[:, -1], past.months_paid[:, -1] + month, renewed
        )
        survival = survival * (1 - expit(design @ np.array(fitted.coefficients)))
        found[:, month] = survival
    return found


def _rows(past: Past) -> tuple[Floats, Flags]:
    renewed = np.log1p(_renewals(past))
    parts: list[Floats] = []
    outcomes: list[Flags] = []
    size = 0
    for step in reversed(range(past.steps)):
        there = past.base[:, step] > 0
        size += int(there.sum())
        if size > MOST_ROWS and parts:
            break
        parts.append(
            _design(
                past.term[there, step],
                past.notice[there, step],
                past.silence[there, step],
                past.months_paid[there, step],
                renewed[there, step],
            )
        )
        outcomes.append(past.base[there, step + 1] <= 0)
    if not parts:
        return np.empty((0, len(INPUTS))), np.empty(0, dtype=bool)
    return np.concatenate(parts), np.concatenate(outcomes)


def _renewals(past: Past) -> Floats:
    """How many ends of terms each account had come through by each day."""
    through = past.term[:, : past.steps] & (past.base[:, :-1] > 0) & (past.base[:, 1:] > 0)
    counted: Floats = np.concatenate([np.zeros((len(through), 1)), np.cumsum(through, axis=1)], axis=1)
    return counted


def _design(term: Flags, notice: Flags, silence: Floats, months: Floats, renewed: Floats) -> Floats:
    paid = (np.log1p(np.maximum(months, 0)) - 2.5) / 0.8
    return np.column_stack([np.ones(len(term)), term, notice, silence, paid, renewed])


def _maximum(rows: Floats, lost: Floats) -> Floats:
    """Newton's method on a strictly convex objective, with halved steps."""
    precision = np.diag(1 / np.square(PRIOR_SD))

    def objective(beta: Floats) -> float:
        logit = rows @ beta
        off = beta - PRIOR
        return float(np.logaddexp(0.0, logit).sum() - lost @ logit + 0.5 * off @ precision @ off)

    beta, height = PRIOR.copy(), objective(PRIOR)
    for _ in range(_ROUNDS):
        p = expit(rows @ beta)
        gradient = rows.T @ (p - lost) + precision @ (beta - PRIOR)
        step = np.linalg.solve(precision + (rows * (p * (1 - p))[:, None]).T @ rows, gradient)
        length = 1.0
        while (reached := objective(beta - length * step)) > height + 1e-12 * abs(height) and length > _CLOSE:
            length /= 2
        beta, height = beta - length * step, reached
        if np.abs(length * step).max() < _CLOSE:
            break
    return beta
