"""The rows of a back-test: eligible accounts on each day, what the subject said, what followed."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from banso.judgement.forecasts.api import (
    ENGAGED_SLUG,
    ENGAGED_WEEKS,
    eligible_frames,
    row_days,
    was_used_after,
)
from banso.judgement.metrics.api import Frame
from banso.judgement.proof.queries.segments import in_segment
from banso.judgement.proof.queries.subjects import EVENTS, LINE, Subject
from banso.platform.kit.columns import Array

DIGITS = 10

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Rows:
    """Labelled rows in columns; `risk` is NaN where the subject has no value."""

    accounts: Array
    days: Array
    risk: Floats
    line: Floats
    events: Floats
    engaged: Flags
    lost: Flags

    def where(self, keep: Flags) -> "Rows":
        """The rows `keep` selects."""
        return Rows(*(getattr(self, field.name)[keep] for field in fields(self)))


def labelled_rows(subject: Subject, days: Sequence[date], tree: Any | None) -> Rows:
    """Rows of all `days`; inputs and segment as known then, outcomes as known now.

    `tree` is a filter over the account's attributes as of each day. The 180 days after each of
    `days` must be over.
    """
    slugs = list(dict.fromkeys([*subject.slugs, LINE, EVENTS, ENGAGED_SLUG]))
    parts = [_part(subject, given, tree) for given in eligible_frames(days, slugs)]
    accounts, numbers, *floats = (np.concatenate(column) for column in zip(*parts, strict=True))
    risk, line, events, engaged = floats
    lost = ~was_used_after(accounts, numbers)
    return Rows(accounts, numbers, risk, line, events, engaged >= ENGAGED_WEEKS, lost)


def _part(subject: Subject, given: Frame, tree: Any | None) -> tuple[Array, ...]:
    if tree is not None:
        given = given.take(in_segment(given, tree))
    risks = (subject.risk(given), -given.values[LINE], -given.values[EVENTS])
    # Equal use must tie: sums of decays differ in the last digit by the order they were added in.
    even = [np.round(risk, DIGITS) for risk in risks]
    return (given.accounts, row_days(given), *even, given.values[ENGAGED_SLUG])
