"""Reports of revenue: the waterfall, the movements behind a figure, rates, CMRR."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from banso.record.revenue.rules.facts import Unit
from banso.record.revenue.rules.figures import CommittedReport, Moved, RateReport, Step, Waterfall

COHORT = "cohort"
"""Groups accounts by the month of their first MRR."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How books are read; every report takes one.

    ``group`` is the key of an attribute of accounts, ``owner`` or :data:`COHORT`; ``as_was`` takes the value that
    held on each movement's day (with transfers between groups), else the one of now. ``intervals`` gives groups
    that the caller knows instead: by account, days from which on a key holds (the earliest first; none: since ever).
    ``currency`` is the workspace's where it is empty; ``constant`` holds the rates of the day before the first period.
    ``known`` reads what was known at the end of that day; ``frozen`` shows closed months as they were closed, with
    corrections after them. ``accounts`` leaves only these.
    """

    unit: Unit = "account"
    step: Step = "month"
    group: str = ""
    as_was: bool = False
    intervals: Mapping[int, Sequence[tuple[date | None, str]]] | None = None
    currency: str = ""
    constant: bool = False
    known: date | None = None
    frozen: bool = False
    net: bool = False
    accounts: Collection[int] | None = None


PLAIN = Reading()


def waterfall(first: date, last: date, reading: Reading = PLAIN, *, now: datetime) -> Waterfall:
    """Movements of the periods from the one that has ``first`` to the one that has ``last``.

    Raises :class:`~banso.platform.kit.errors.BansoError` where a rate of exchange is missing.
    """
    raise NotImplementedError


def drill(
    first: date,
    last: date,
    reading: Reading = PLAIN,
    *,
    now: datetime,
    kinds: Collection[str] = (),
    group: str | None = None,
    limit: int = 1000,
) -> list[Moved]:
    """The movements from ``first`` to ``last`` (days, both included), the greatest first.

    ``kinds`` and ``group`` (a key of ``reading.group``) leave only these.
    """
    raise NotImplementedError


def rates(first: date, last: date, reading: Reading = PLAIN, *, now: datetime) -> RateReport:
    """Retention, churn, renewals, growth from ``first`` to ``last``, each with what it was divided from."""
    raise NotImplementedError


def cmrr(as_of: date, reading: Reading = PLAIN, *, now: datetime) -> CommittedReport:
    """MRR in force at the end of ``as_of``, plus what was signed, less what is under notice; as known then or now."""
    raise NotImplementedError
