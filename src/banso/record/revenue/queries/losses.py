"""Lines that ended with nothing in their place: when, what they were worth, and why as far as anybody said."""

# ruff: noqa: S608 - the engine's own tables and columns; values are numbers

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from banso.platform.kit.errors import NotFound
from banso.platform.lake.api import LakeSession, session
from banso.record.customers.api import accounts_by_id, current_owners, survivor_ids
from banso.record.revenue.models import Line, Loss, Product
from banso.record.revenue.queries.ledger import RUNS, Unstored, open_runs, uncollected
from banso.record.revenue.queries.policy import class_name, policy, reason_name
from banso.record.revenue.rules.facts import Policy
from banso.record.revenue.rules.policy import class_of
from banso.record.revenue.rules.storing import day_number, day_numbered, together

if TYPE_CHECKING:
    from banso.record.customers.models import Account

PAST_DUE = "payment_failed"
"""The reason of a line that nobody paid, until somebody says another."""


@dataclass(frozen=True, kw_only=True)
class Ended:
    """A line that ended on ``ended_on`` (from then on it was not in force) with nothing in its place.

    ``mrr`` is what went with it, exact minor units; ``is_whole`` says that nothing of the account was left.
    ``reason`` is empty where nobody said one, which counts as avoidable.
    """

    line_id: int
    account_id: int
    product_id: int
    ended_on: date
    mrr: Fraction
    currency: str
    is_whole: bool
    reason: str
    policy: Policy

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


@dataclass(frozen=True, kw_only=True)
class Lost(Ended):
    """The same with what stands around it."""

    line: Line
    account: Account
    product: str
    loss: Loss | None = None
    owner: int | None = None


def losses(first: date, last: date, now: datetime, *, accounts: Collection[int] | None = None) -> list[Lost]:
    """Lines that ended from ``first`` to ``last``, the newest first; of all accounts or of ``accounts``."""
    return told(ended(first, last, now, accounts=accounts))


def ended(first: date, last: date, now: datetime, *, accounts: Collection[int] | None = None) -> list[Ended]:
    """As :func:`losses`, without what stands around them: for sums, and to choose those that are shown."""
    policy_ = policy()
    said = dict(_reasons(first, last))
    with uncollected(), session() as engine:
        open_runs(engine, Unstored(now), accounts=accounts)
        rows = list(_ends(engine, day_number(first), day_number(last)))
    found = []
    for line, account, product, day, currency, whole, num, den, paused, lost_by, is_whole in rows:
        on = day_numbered(day)
        unpaid = PAST_DUE if lost_by == "past_due" and PAST_DUE in policy_.involuntary else ""
        found.append(
            Ended(
                line_id=line,
                account_id=account,
                product_id=product,
                ended_on=on,
                mrr=Fraction(0) if paused else together(whole, num, den),
                currency=currency,
                is_whole=is_whole,
                reason=said.get((line, on), unpaid),
                policy=policy_,
            )
        )
    return sorted(found, key=lambda one: (-one.ended_on.toordinal(), -one.mrr, one.line_id))


def told(found: Sequence[Ended]) -> list[Lost]:
    """``found`` with their lines, accounts and what was said of them; a constant number of queries for a page."""
    lines = [one.line_id for one in found]
    by_id, said = _lines(lines), _said(lines)
    names = dict(Product.objects.values_list("pk", "name"))
    ids = {one.account_id for one in found}
    accounts, owners = accounts_by_id(ids), current_owners(ids)
    return [
        Lost(
            **{each.name: getattr(one, each.name) for each in fields(Ended)},
            line=by_id[one.line_id],
            account=accounts[one.account_id],
            product=names.get(one.product_id, ""),
            loss=said.get((one.line_id, one.ended_on)),
            owner=owners.get(one.account_id),
        )
        for one in found
    ]


def loss_of(line: Line, ended_on: date, now: datetime) -> Lost:
    """The end of this line on that day; raises :class:`NotFound` where it went on, or something followed it."""
    named = set(line.statements.values_list("periods__account_id", flat=True)) | {line.contract.account_id}
    accounts = set(survivor_ids([one for one in named if one]).values())
    for one in ended(ended_on, ended_on, now, accounts=accounts):
        if one.line_id == line.pk:
            return told([one])[0]
    raise NotFound(_("This line did not end on that day."), hint=_("Perhaps something followed it since."))


def by_month(found: Iterable[Ended]) -> dict[date, dict[str, tuple[int, Fraction]]]:
    """``{month: {class: (lines, MRR)}}``, the first month first."""
    months: dict[date, dict[str, tuple[int, Fraction]]] = {}
    for one in sorted(found, key=lambda one: one.ended_on):
        classes = months.setdefault(one.ended_on.replace(day=1), {})
        n, mrr = classes.get(one.class_, (0, Fraction(0)))
        classes[one.class_] = (n + 1, mrr + one.mrr)
    return months


def by_reason(found: Iterable[Ended]) -> list[tuple[str, int, Fraction]]:
    """``(reason, lines, MRR)``, those that cost most first; the empty reason is nobody's word."""
    sums: dict[str, tuple[int, Fraction]] = {}
    for one in found:
        n, mrr = sums.get(one.reason, (0, Fraction(0)))
        sums[one.reason] = (n + 1, mrr + one.mrr)
    return sorted(((reason, n, mrr) for reason, (n, mrr) in sums.items()), key=lambda one: (-one[2], -one[1], one[0]))


def _ends(engine: LakeSession, first: int, last: int) -> Iterator[tuple[Any, ...]]:
    """Runs that end in the window with nothing of the same product, or line, after them."""
    columns = engine.sql(
        f"SELECT r.line, r.account, r.product, r.until, r.currency, r.whole, r.num, r.den, r.paused, r.lost_by,"
        f" NOT bool_or(coalesce(NOT a.paused, FALSE)) AS is_whole FROM {RUNS} r LEFT JOIN {RUNS} a"
        " ON a.account = r.account AND a.start <= r.until AND a.until > r.until"
        f" WHERE r.until BETWEEN {first} AND {last} GROUP BY ALL"
        " HAVING NOT bool_or(coalesce(a.product = r.product OR a.line = r.line, FALSE))"
    )
    return zip(*(column.tolist() for column in columns.values()), strict=True)


def _reasons(first: date, last: date) -> Iterator[tuple[tuple[int, date], str]]:
    rows = Loss.objects.filter(ended_on__range=(first, last)).values_list("line_id", "ended_on", "reason")
    return (((line, day), reason) for line, day, reason in rows)


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
