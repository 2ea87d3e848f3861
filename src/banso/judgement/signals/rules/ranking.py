"""Today's order: whom to help first. Values in, order out.

    score = value at risk × chance × urgency

Value at risk is the account's yearly value, or its CMRR once the workspace has contracts. Where it is
not known it counts as the middle (median) value of those that are known, so that a missing figure
neither hides nor lifts an account; where none is known all count as 1. Chance is the larger of the
probability of no use in 180 days and the prior chance of the rules whose signals are open; without
either it is ``default_chance``. Urgency is higher for what began in the last days. What a member could
change by helping is not measured yet and counts as ``help_share`` for all.
"""

from dataclasses import dataclass

import numpy as np

from banso.platform.kit.columns import Array


@dataclass(frozen=True, slots=True)
class TodayRules:
    """Parameters of Today, from its definition."""

    window_days: int = 28
    engaged_weeks: int = 8
    urgent_days: int = 7
    urgent_factor: float = 2.0
    default_chance: float = 0.2
    help_share: float = 1.0
    gone_days: int = 180
    done_days: int = 28


@dataclass(frozen=True, slots=True)
class Ranked:
    """The order, best first: ``order`` are positions in the columns that were given."""

    order: Array
    score: Array
    chance: Array
    urgency: Array
    value: Array


def rank(rules: TodayRules, *, day: int, value: Array, silence: Array, prior: Array, newest: Array) -> Ranked:
    """Rank accounts. One value per account in each column.

    ``value``: yearly value or CMRR, NaN where unknown. ``silence``: probability of no use, NaN where none.
    ``prior``: the largest prior chance among its open signals, NaN without one. ``newest``: day
    number on which its newest open signal began, or any day long ago. Equal scores are ordered by
    the higher chance of silence, then by value, then as they were given.
    """
    counted = _filled(value)
    known = np.fmax(silence, prior)
    chance = np.where(np.isnan(known), rules.default_chance, known)
    urgency = np.where(newest > day - rules.urgent_days, rules.urgent_factor, 1.0)
    score = counted * chance * urgency * rules.help_share
    order = np.lexsort((-counted, -np.nan_to_num(silence), -score))
    return Ranked(order, score, chance, urgency, counted)


def _filled(value: Array) -> Array:
    known = value[~np.isnan(value)]
    return np.where(np.isnan(value), np.median(known) if len(known) else 1.0, value)
