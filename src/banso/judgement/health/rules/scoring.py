"""Points, score, coverage and cap of a card, for one account or for columns of accounts.

Formulas (science, "Specification of cards"): R = sum w_k z_k with z_k the points, or the frozen
neutral where the value is missing; weights stay fixed and sum to 1; coverage = sum of w_k present;
below 60 % the score is withheld; S = min(R, caps).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from banso.judgement.health.rules.card import Card, CardMetric, Curve
from banso.platform.kit.bands import BANDS

MINIMUM_COVERAGE = 0.6
# Weights are shares of a sum, so 60 % may arrive as .5999999999999999.
_ROUNDING = 1e-9

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Score:
    """One account's score, 0 to 100. `score` and `band` are None when withheld.

    `raw` is R, before caps; `points` are z_k by metric; `caps` the metrics whose cap holds,
    lowest cap first.
    """

    raw: float
    score: float | None
    coverage: float
    band: str | None
    points: dict[str, float]
    caps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScoreColumns:
    """Scores of many accounts; every array has one value per account.

    `score` and `band` (0 critical … 4 strong) are NaN where the score is withheld, `raw` where
    no value is present at all.
    """

    raw: Floats
    score: Floats
    coverage: Floats
    band: Floats


def points(curve: Curve, values: ArrayLike) -> Floats:
    """Piecewise linear points of values; NaN stays NaN.

    At or below the first declared value: the first points; above the last: the last. Where two
    declared values are equal, the first wins at that value and the last leads on from it, so a
    curve may jump.
    """
    given = np.asarray(values, dtype=np.float64)
    at = np.array([value for value, _ in curve])
    worth = np.array([gained for _, gained in curve])
    upper = np.searchsorted(at, given, side="left")
    inside = (upper > 0) & (upper < len(at))
    right = np.where(inside, upper, 1)
    # Inside, the value left of `given` is strictly smaller, so the width is never 0.
    width = np.where(inside, at[right] - at[right - 1], 1.0)
    share = np.where(inside, (given - at[right - 1]) / width, 0.0)
    between = worth[right - 1] + share * (worth[right] - worth[right - 1])
    found = np.where(inside, between, np.where(upper == 0, worth[0], worth[-1]))
    return np.where(np.isnan(given), np.nan, found)


def points_or_neutral(metric: CardMetric, value: float | None) -> float:
    """The points one value counts with: the neutral when it is missing."""
    if value is None or np.isnan(value):
        return metric.neutral
    return float(points(metric.curve, [value])[0])


def is_missing(value: float | None) -> bool:
    """None and NaN are both "no value"."""
    return value is None or bool(np.isnan(value))


def score_columns(card: Card, columns: Mapping[str, Floats]) -> ScoreColumns:
    """Score all accounts of a frame at once; a column that is not there counts as missing.

    `columns` holds one float array per metric slug, NaN where an account has no value.
    """
    length = len(next(iter(columns.values()))) if columns else 0
    raw, coverage = np.zeros(length), np.ones(length)
    ceiling = np.full(length, np.inf)
    for metric in card.metrics:
        values = columns.get(metric.slug)
        if values is None:
            values = np.full(length, np.nan)
        gained = points(metric.curve, values)
        present = ~np.isnan(gained)
        raw += metric.weight * np.where(present, gained, metric.neutral)
        coverage -= metric.weight * ~present
        if metric.critical is not None:
            # A missing value is no evidence of trouble: only points that are there can cap.
            capped = present & (gained <= metric.critical.threshold)
            ceiling = np.where(capped, np.minimum(ceiling, metric.critical.cap), ceiling)
    withheld = coverage < MINIMUM_COVERAGE - _ROUNDING
    result = np.where(withheld, np.nan, np.minimum(raw, ceiling))
    band = np.searchsorted(np.array(card.band_edges), result, side="right").astype(np.float64)
    coverage = np.where(coverage < _ROUNDING, 0.0, coverage)
    return ScoreColumns(
        raw=np.where(coverage > 0, raw, np.nan),
        score=result,
        coverage=coverage,
        band=np.where(withheld, np.nan, band),
    )


def score(card: Card, values: Mapping[str, float | None]) -> Score:
    """Score one account from its values; absent, None and NaN are missing."""
    columns = {slug: np.array([_number(values.get(slug))]) for slug in card.slugs}
    found = score_columns(card, columns)
    withheld = bool(np.isnan(found.score[0]))
    gained = {m.slug: points_or_neutral(m, values.get(m.slug)) for m in card.metrics}
    return Score(
        raw=float(sum(m.weight * gained[m.slug] for m in card.metrics)),
        score=None if withheld else float(found.score[0]),
        coverage=float(found.coverage[0]),
        band=None if withheld else BANDS[int(found.band[0])],
        points=gained,
        caps=_caps(card, values, gained),
    )


def _number(value: float | None) -> float:
    return float("nan") if value is None else float(value)


def _caps(card: Card, values: Mapping[str, float | None], gained: Mapping[str, float]) -> tuple[str, ...]:
    holding = [
        (metric.critical.cap, metric.slug)
        for metric in card.metrics
        if metric.critical is not None
        and not is_missing(values.get(metric.slug))
        and gained[metric.slug] <= metric.critical.threshold
    ]
    return tuple(slug for _, slug in sorted(holding))
