"""The book of each member: what they look after, what became of it, what is due, how much it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Final

from django.utils.translation import gettext as _

from banso.judgement.reports.queries.scale import Scale, scale_for
from banso.judgement.reports.rules import attribution, periods
from banso.platform.attributes.api import attributes_of, rows
from banso.platform.identity.api import Member, Role, members
from banso.platform.tenancy.api import current_workspace
from banso.record.customers.api import active_account_ids, current_owners, owners_over_time
from banso.record.revenue import api as revenue
from banso.record.revenue.api import Due, OwnerBook, Reading

LEAD: Final = (Role.OWNER, Role.EXECUTIVE, Role.ADMIN, Role.MANAGER)
AHEAD: Final = timedelta(days=90)
"""Renewals of so many days are due."""
_AT_RISK: Final = 1
"""A band of health, or a member's view, at or below which a renewal was in danger (0 critical, 1 poor)."""
_ZERO: Final = Fraction(0)
_WON: Final = ("renewed", "changed")


@dataclass(frozen=True, slots=True)
class Book:
    """One member's book. Money is exact minor units; rates are none where nothing was there at the opening.

    ``accounts`` are all that they look after now, ``paying`` those of them with CMRR. ``base`` is the MRR that the
    rates are of: the opening, and what came by hand-over. ``due`` are renewals of 90 days; ``saved`` those renewed
    within the window although they were in danger.
    """

    member: Member
    accounts: int
    paying: int
    cmrr: Fraction
    base: Fraction
    expansion: Fraction
    lost: Fraction
    churned: int
    transfer: Fraction
    due: Sequence[Due]
    due_mrr: Fraction
    saved: Sequence[Due]
    saved_mrr: Fraction
    open_tasks: int
    overdue_tasks: int
    texts: Mapping[str, str] = field(default_factory=dict)
    """Its amounts as written in the unit of the page."""

    @property
    def grr(self) -> float | None:
        """1 − losses ÷ base."""
        return float((self.base - self.lost) / self.base) if self.base > 0 else None

    @property
    def nrr(self) -> float | None:
        """1 + (expansion − losses) ÷ base."""
        return float((self.base + self.expansion - self.lost) / self.base) if self.base > 0 else None

    @property
    def load(self) -> float | None:
        """Accounts for each that the member can look after."""
        return self.accounts / self.member.capacity if self.member.capacity else None


@dataclass(frozen=True, slots=True)
class Books:
    """The books of a window, the greatest CMRR first."""

    first: date
    last: date
    scale: Scale
    books: Sequence[Book]


@dataclass(slots=True)
class _Facts:
    """What is counted by member (id as text) while books are made."""

    accounts: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    cmrr: dict[int, Fraction] = field(default_factory=dict)
    due: dict[str, list[Due]] = field(default_factory=lambda: defaultdict(list))
    saved: dict[str, list[Due]] = field(default_factory=lambda: defaultdict(list))
    churned: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    tasks: dict[str, tuple[int, int]] = field(default_factory=dict)


def books_of(reader: Member, *, first: date, last: date, today: date, now: datetime) -> Books:
    """The books that ``reader`` may see: of all members for those who lead, else their own.

    ``first`` and ``last`` are the days of the window in which movements count.
    """
    chosen = [one for one in members() if reader.role in LEAD or one.pk == reader.pk]
    counted = attribution.intervals(owners_over_time(), revenue.FAIR_DAYS)
    reading = Reading(intervals=counted, currency=current_workspace().currency)
    found = {one.member: one for one in revenue.by_owner(first, last, Reading(currency=reading.currency), now=now)}
    facts = _facts(counted, reading, first, last, today, now=now)
    convert = revenue.conversion(reading.currency, on=today)
    made = []
    with revenue.rates_are_there():
        for one in chosen:
            book = _book(one, found.get(one.pk), facts, lambda due: due.worth(convert))
            if book.accounts or book.base or book.cmrr or one.pk == reader.pk:
                made.append(book)
    made.sort(key=lambda book: (-book.cmrr, book.member.pk))
    scale = scale_for([one for book in made for one in (book.cmrr, book.base)], reading.currency)
    return Books(first, last, scale, [_written(one, scale) for one in made])


def _written(book: Book, scale: Scale) -> Book:
    texts = {key: scale.write(getattr(book, key)) for key in ("cmrr", "base", "due_mrr", "saved_mrr")}
    texts |= {key: scale.write(amount, signed=True) for key, amount in
              (("expansion", book.expansion), ("lost", -book.lost), ("transfer", book.transfer))}  # fmt: skip
    return replace(book, texts=texts)


def _facts(
    counted: Mapping[int, Sequence[tuple[date | None, str]]],
    reading: Reading,
    first: date,
    last: date,
    today: date,
    *,
    now: datetime,
) -> _Facts:
    facts = _Facts()
    owners = current_owners()
    for account in active_account_ids():
        if account in owners:
            facts.accounts[str(owners[account])].add(account)
    plain = Reading(currency=reading.currency)
    committed = revenue.cmrr(date.fromordinal(today.toordinal() - 1), plain, now=now)
    facts.cmrr = {one.account: one.cmrr for one in committed.accounts}
    for due in revenue.terms_due(today, today + AHEAD, today):
        if not due.is_closed:
            facts.due[str(due.owner or "")].append(due)
    before = today - timedelta(days=1)
    for due in revenue.terms_due(first, before, today, accounts=revenue.looked_at(first, before)):
        if due.stage in _WON and _was_in_danger(due):
            facts.saved[attribution.on(counted.get(due.account.pk, ()), due.term_end)].append(due)
    for one in revenue.drill(first, last, reading, now=now, kinds=("churn",), limit=1_000_000):
        facts.churned[one.group].add(one.account)
    facts.tasks = _tasks(facts.accounts)
    return facts


def _was_in_danger(due: Due) -> bool:
    looks = due.renewal.checkpoints.all() if due.renewal is not None else ()
    said = [band for one in looks for band in (one.score_band, one.view) if band is not None]
    return any(band <= _AT_RISK for band in said)


def _tasks(accounts: Mapping[str, Collection[int]]) -> dict[str, tuple[int, int]]:
    keys = [key for key in ("open_tasks", "overdue_tasks") if key in attributes_of("account")]
    if len(keys) < 2:
        return {}
    found = {}
    for member, ids in accounts.items():
        values = rows("account", sorted(ids), keys)
        found[member] = (
            int(sum(row[keys[0]] or 0 for row in values)),
            int(sum(row[keys[1]] or 0 for row in values)),
        )
    return found


def _book(member: Member, owned: OwnerBook | None, facts: _Facts, worth: Callable[[Due], Fraction]) -> Book:
    key = str(member.pk)
    mine = facts.accounts[key]
    due, saved = facts.due[key], facts.saved[key]
    open_tasks, overdue = facts.tasks.get(key, (0, 0))
    return Book(
        member=member,
        accounts=len(mine),
        paying=sum(facts.cmrr.get(one, _ZERO) > 0 for one in mine),
        cmrr=sum((facts.cmrr.get(one, _ZERO) for one in mine), _ZERO),
        base=owned.opening + max(owned.transfer, _ZERO) if owned else _ZERO,
        expansion=sum((owned.fair[kind] for kind in revenue.EXPANSION), _ZERO) if owned else _ZERO,
        lost=-sum((owned.fair[kind] for kind in revenue.LOSSES), _ZERO) if owned else _ZERO,
        churned=len(facts.churned[key]),
        transfer=owned.transfer if owned else _ZERO,
        due=due,
        due_mrr=sum((worth(one) for one in due), _ZERO),
        saved=saved,
        saved_mrr=sum((worth(one) for one in saved), _ZERO),
        open_tasks=open_tasks,
        overdue_tasks=overdue,
    )


def window_of(today: date) -> tuple[date, date]:
    """The twelve months whose movements a book counts: up to the last day that has ended."""
    last = date.fromordinal(today.toordinal() - 1)
    return periods.plus(periods.month_of(last), -11), last


def fairness() -> str:
    """How movements are counted when an account changes hands, in a sentence."""
    return _(
        "When an account changes hands, what is lost within %(days)s days counts for who had it before; what is won "
        "counts for the new owner at once. Rates are of the MRR at the opening and of what came by hand-over."
    ) % {"days": revenue.FAIR_DAYS}
