"""Lines that ended with nothing in their place: when, what they were worth, and why as far as anybody said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from banso.platform.kit.errors import NotFound
from banso.record.customers.api import accounts_by_id, current_owners, survivor_ids
from banso.record.revenue.models import Line, Loss, Period, Product
from banso.record.revenue.queries.policy import class_name, policy, reason_name
from banso.record.revenue.queries.stretches import stretches
from banso.record.revenue.rules.facts import Policy
from banso.record.revenue.rules.mrr import COUNTED
from banso.record.revenue.rules.policy import class_of
from banso.record.revenue.rules.stretches import Run, in_force

if TYPE_CHECKING:
    from banso.record.customers.models import Account

PAST_DUE = "payment_failed"
"""The reason of a line that nobody paid, until somebody says another."""


@dataclass(frozen=True, kw_only=True)
class Lost:
    """A line that ended on ``ended_on`` (from then on it was not in force).

    ``mrr`` is what went with it, exact minor units; ``is_whole`` says that nothing of the account was left.
    ``reason`` is empty where nobody said one, which counts as avoidable.
    """

    line: Line
    account: Account
    product: str
    ended_on: date
    mrr: Fraction
    currency: str
    is_whole: bool
    reason: str
    policy: Policy
    loss: Loss | None = None
    owner: int | None = None

    @property
    def class_(self) -> str:
        """avoidable, unavoidable or involuntary."""
        return class_of(self.reason, self.policy)

    @property
    def class_name(self) -> str:
        """The class in the reader's language."""
        return class_name(self.class_)

    @property
    def reason_name(self) -> str:
        """The reason in the reader's language; empty where nobody said one."""
        return reason_name(self.reason, self.policy) if self.reason else ""


def losses(first: date, last: date, today: date, *, accounts: Collection[int] | None = None) -> list[Lost]:
    """Lines that ended from ``first`` to ``last``, the newest first; of all accounts or of ``accounts``.

    A constant number of queries.
    """
    policy_ = policy()
    wanted = _accounts_with_ends(first, last, policy_) if accounts is None else set(accounts)
    if not wanted:
        return []
    by_account: dict[int, list[Run]] = defaultdict(list)
    for run in in_force(stretches(wanted), policy_, today):
        by_account[run.account].append(run)
    found = [(run, end, runs) for runs in by_account.values() for run, end in _ended(runs, first, last)]
    return _told(found, policy_)


def loss_of(line: Line, ended_on: date, today: date) -> Lost:
    """The end of this line on that day; raises :class:`NotFound` where it went on, or something followed it."""
    named = set(line.statements.values_list("periods__account_id", flat=True)) | {line.contract.account_id}
    accounts = set(survivor_ids([one for one in named if one]).values())
    for one in losses(ended_on, ended_on, today, accounts=accounts):
        if one.line.pk == line.pk:
            return one
    raise NotFound(_("This line did not end on that day."), hint=_("Perhaps something followed it since."))


def by_month(found: Iterable[Lost]) -> dict[date, dict[str, tuple[int, Fraction]]]:
    """``{month: {class: (lines, MRR)}}``, the first month first."""
    months: dict[date, dict[str, tuple[int, Fraction]]] = {}
    for one in sorted(found, key=lambda one: one.ended_on):
        classes = months.setdefault(one.ended_on.replace(day=1), {})
        n, mrr = classes.get(one.class_, (0, Fraction(0)))
        classes[one.class_] = (n + 1, mrr + one.mrr)
    return months


def by_reason(found: Iterable[Lost]) -> list[tuple[str, int, Fraction]]:
    """``(reason, lines, MRR)``, those that cost most first; the empty reason is nobody's word."""
    sums: dict[str, tuple[int, Fraction]] = {}
    for one in found:
        n, mrr = sums.get(one.reason, (0, Fraction(0)))
        sums[one.reason] = (n + 1, mrr + one.mrr)
    return sorted(((reason, n, mrr) for reason, (n, mrr) in sums.items()), key=lambda one: (-one[2], -one[1], one[0]))


def _accounts_with_ends(first: date, last: date, policy_: Policy) -> set[int]:
    """Accounts of which a line may have ended in the window; more than that, never fewer."""
    window = (first, last)
    dunning = (first - timedelta(days=policy_.dunning_days + 1), last)
    ends = Q(end__range=window) | Q(notice__isnull=False, term_end__range=window) | Q(notice__range=window)
    periods = Period.objects.filter(ends | Q(past_due_since__range=dunning), statement__withdrawn_at=None)
    named = set(periods.filter(kind__in=COUNTED).values_list("account_id", flat=True).distinct())
    return set(survivor_ids(named).values())


def _ended(runs: Sequence[Run], first: date, last: date) -> list[tuple[Run, date]]:
    """Runs that end in the window with nothing of the same product after them."""
    found = []
    for run in runs:
        if run.end is None or not first <= run.end <= last:
            continue
        after = [one for one in runs if one.on(run.end)]
        if all(one.product != run.product and one.line != run.line for one in after):
            found.append((run, run.end))
    return found


def _told(found: Sequence[tuple[Run, date, Sequence[Run]]], policy_: Policy) -> list[Lost]:
    ids = [run.line for run, _end, _runs in found]
    lines = _lines(ids)
    said = _said(ids)
    names = dict(Product.objects.values_list("pk", "name"))
    accounts = accounts_by_id({run.account for run, _end, _runs in found})
    owners = current_owners({run.account for run, _end, _runs in found})
    rows = []
    for run, end, runs in found:
        loss = said.get((run.line, end))
        unpaid = PAST_DUE if run.lost_by == "past_due" and PAST_DUE in policy_.involuntary else ""
        rows.append(
            Lost(
                line=lines[run.line],
                account=accounts[run.account],
                product=names.get(run.product, ""),
                ended_on=end,
                mrr=Fraction(0) if run.paused else run.mrr,
                currency=run.currency,
                is_whole=not any(one.on(end) and not one.paused for one in runs),
                reason=loss.reason if loss else unpaid,
                policy=policy_,
                loss=loss,
                owner=owners.get(run.account),
            )
        )
    return sorted(rows, key=lambda one: (-one.ended_on.toordinal(), -one.mrr, one.line.pk))


def _lines(ids: Collection[int]) -> Mapping[int, Line]:
    found: dict[int, Line] = {}
    every = sorted(set(ids))
    for at in range(0, len(every), 500):
        found.update(Line.objects.select_related("contract").in_bulk(every[at : at + 500]))
    return found


def _said(ids: Collection[int]) -> dict[tuple[int, date], Loss]:
    found: dict[tuple[int, date], Loss] = {}
    every = sorted(set(ids))
    for at in range(0, len(every), 500):
        for one in Loss.objects.filter(line__in=every[at : at + 500]).select_related("said_by"):
            found[one.line_id, one.ended_on] = one
    return found
