"""Committed MRR: what is in force or paused, plus what is signed and not yet live, less what is under notice.

A term that ends without notice stays in, because it may renew by itself; forecasts say how likely that is.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from banso.record.revenue.rules.facts import Policy, Stretch
from banso.record.revenue.rules.mrr import COUNTED
from banso.record.revenue.rules.stretches import end_of, first_paid_day, in_force

NOTHING = Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cmrr:
    """CMRR and what it is made of, in minor units a month; ``notice_given`` is negative or nothing."""

    mrr: Fraction = NOTHING
    paused: Fraction = NOTHING
    signed_not_live: Fraction = NOTHING
    notice_given: Fraction = NOTHING

    @property
    def cmrr(self) -> Fraction:
        return self.mrr + self.paused + self.signed_not_live + self.notice_given

    def __add__(self, other: "Cmrr") -> "Cmrr":
        return Cmrr(
            mrr=self.mrr + other.mrr,
            paused=self.paused + other.paused,
            signed_not_live=self.signed_not_live + other.signed_not_live,
            notice_given=self.notice_given + other.notice_given,
        )

    def converted(self, currency: str, convert: Callable[[Fraction, str], Fraction]) -> "Cmrr":
        """The same from ``currency`` into that of ``convert``."""
        return Cmrr(
            mrr=convert(self.mrr, currency),
            paused=convert(self.paused, currency),
            signed_not_live=convert(self.signed_not_live, currency),
            notice_given=convert(self.notice_given, currency),
        )


@dataclass(frozen=True, slots=True)
class _Dated:
    """A stretch with the days on which it really begins and ends to count."""

    stretch: Stretch
    start: date
    end: date | None


def cmrr_by_account(
    stretches: Iterable[Stretch],
    as_of: date,
    policy: Policy,
    known_until: date | None = None,
    *,
    horizon: date | None = None,
) -> dict[tuple[int, str], Cmrr]:
    """CMRR at the end of ``as_of`` by (account, currency), from what was signed and given notice of by then.

    With ``horizon``, a later day, only what begins, and what ends under notice, until then counts: what is committed
    for that day. Accounts that have nothing are left out.
    """
    found: dict[tuple[int, str], Cmrr] = defaultdict(Cmrr)
    of_product: dict[tuple[int, int], list[Stretch]] = defaultdict(list)
    counted = [stretch for stretch in stretches if stretch.kind in COUNTED and stretch.mrr]
    for stretch in counted:
        if stretch.signed is not None and stretch.signed <= as_of < first_paid_day(stretch):
            of_product[stretch.account, stretch.product] = []
    for stretch in counted:
        if (stretch.account, stretch.product) in of_product:
            of_product[stretch.account, stretch.product].append(stretch)
    for run in in_force(counted, policy, known_until):
        if not run.on(as_of):
            continue
        ends = run.end is not None and (horizon is None or run.end <= horizon)
        noticed = run.notice is not None and run.notice <= as_of and ends
        found[run.account, run.currency] += Cmrr(
            mrr=NOTHING if run.paused else run.mrr,
            paused=run.mrr if run.paused else NOTHING,
            notice_given=-run.mrr if noticed else NOTHING,
        )
    for (account, _), lines in of_product.items():
        for currency, amount in _signed(lines, as_of, policy, known_until, horizon):
            found[account, currency] += Cmrr(signed_not_live=amount)
    return dict(found)


def cmrr(
    stretches: Iterable[Stretch],
    as_of: date,
    policy: Policy,
    known_until: date | None = None,
    *,
    horizon: date | None = None,
    convert: Callable[[Fraction, str], Fraction] | None = None,
) -> Cmrr:
    """CMRR of all accounts together; ``convert`` brings a currency's amount into the report's."""
    total = Cmrr()
    for (_, currency), part in cmrr_by_account(stretches, as_of, policy, known_until, horizon=horizon).items():
        total += part if convert is None else part.converted(currency, convert)
    return total


def _signed(
    lines: Sequence[Stretch], as_of: date, policy: Policy, known_until: date | None, horizon: date | None
) -> Iterable[tuple[str, Fraction]]:
    """What the lines of one account and product that are signed and not live add, less what they take the place of.

    A line takes the place of those that end on or before its start, within the grace, and are not under notice
    (what is under notice was taken off already). Steps of a ramp take the place of each other.
    """
    ahead: list[_Dated] = []
    standing: list[_Dated] = []
    for stretch in lines:
        start = first_paid_day(stretch)
        end, _ = end_of(stretch, policy, known_until)
        if (stretch.notice is not None and stretch.notice <= as_of) or (end is not None and end <= start):
            continue
        dated = _Dated(stretch, start, end)
        if start <= as_of:
            if end is None or as_of < end:
                standing.append(dated)
        elif stretch.signed is not None and stretch.signed <= as_of and (horizon is None or start <= horizon):
            ahead.append(dated)
    grace = timedelta(days=policy.grace_days)
    for line in sorted(ahead, key=lambda one: one.start):
        yield line.stretch.currency, line.stretch.mrr
        for old in list(standing):
            if old.end is not None and line.start - grace <= old.end <= line.start:
                standing.remove(old)
                yield old.stretch.currency, -old.stretch.mrr
        standing.append(line)
