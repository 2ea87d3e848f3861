"""The figures of one back-test over labelled rows, always with counts, interval and verdict."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from banso.judgement.proof.rules.calibration import Calibration, brier, calibration, log_loss
from banso.judgement.proof.rules.ranking import (
    auc,
    average_precision,
    bootstrap_auc,
    lift_by_day,
    lift_of_share,
)
from banso.judgement.proof.rules.verdict import MINIMUM_LOSSES, Interval, Verdict, verdict_of

LIFT_SHARES = (5, 10, 20)  # percent

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sample:
    """Labelled rows: account and day (number since 1970) of each, its risk, whether it was lost.

    `baselines` are risks of simpler rules on the same rows; the one named `line` is the bar.
    """

    accounts: NDArray[np.int64]
    days: NDArray[np.int64]
    risk: Floats
    lost: NDArray[np.bool_]
    baselines: Mapping[str, Floats]

    def where(self, keep: NDArray[np.bool_]) -> "Sample":
        """The rows `keep` selects."""
        baselines = {name: risk[keep] for name, risk in self.baselines.items()}
        return Sample(self.accounts[keep], self.days[keep], self.risk[keep], self.lost[keep], baselines)


@dataclass(frozen=True, slots=True)
class Baseline:
    """What a simpler rule reaches on the same rows."""

    n: int
    events: int
    auc: float
    auc_interval: Interval


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of a sample. With fewer than 10 losses only the counts stand, the rest is None or empty.

    `brier`, `log_loss` and `calibration` exist for probabilities only. `lift_at` is keyed by
    percent of rows ("5", "10", "20") and "capacity" where one was given.
    """

    n: int
    events: int
    verdict: Verdict
    auc: float | None = None
    auc_interval: Interval | None = None
    pr_auc: float | None = None
    brier: float | None = None
    log_loss: float | None = None
    calibration: Calibration | None = None
    lift_at: Mapping[str, float] | None = None
    baselines: Mapping[str, Baseline] | None = None


def figures(
    sample: Sample, *, line: str | None, is_probability: bool, capacity: int | None = None, seed: int = 0
) -> Figures:
    """Judge a risk on labelled rows.

    `line` names the baseline to beat, None when the subject is the line itself. `capacity` adds
    the lift of that many rows a day. The seed fixes the bootstrap.
    """
    n, events = len(sample.lost), int(sample.lost.sum())
    # Where nobody stayed there is nothing to rank against either.
    if min(events, n - events) < MINIMUM_LOSSES:
        return Figures(n, events, verdict_of(events, None))
    names = list(sample.baselines)
    draws = bootstrap_auc([sample.risk, *sample.baselines.values()], sample.lost, sample.accounts, seed)
    reached = auc(sample.risk, sample.lost)
    baselines = {
        name: Baseline(n, events, auc(risk, sample.lost), _interval(draws[:, number]))
        for number, (name, risk) in enumerate(sample.baselines.items(), start=1)
    }
    difference, difference_interval = None, None
    if line is not None:
        difference = reached - baselines[line].auc
        difference_interval = _interval(draws[:, 0] - draws[:, 1 + names.index(line)])
    lift_at = {str(share): lift_of_share(sample.risk, sample.lost, share / 100) for share in LIFT_SHARES}
    if capacity is not None:
        lift_at["capacity"] = lift_by_day(sample.risk, sample.lost, sample.days, capacity)
    interval = _interval(draws[:, 0])
    return Figures(
        n,
        events,
        verdict_of(events, interval, difference, difference_interval),
        auc=reached,
        auc_interval=interval,
        pr_auc=average_precision(sample.risk, sample.lost),
        brier=brier(sample.risk, sample.lost) if is_probability else None,
        log_loss=log_loss(sample.risk, sample.lost) if is_probability else None,
        calibration=calibration(sample.risk, sample.lost) if is_probability else None,
        lift_at=lift_at,
        baselines=baselines,
    )


def _interval(draws: Floats) -> Interval:
    low, high = np.quantile(draws, [0.025, 0.975])
    return float(low), float(high)
