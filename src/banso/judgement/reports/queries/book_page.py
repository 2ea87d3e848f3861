"""The page of one book: its accounts, what is due, what was lost, won and handed over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.urls import reverse

from banso.judgement.reports.queries.book import Book, Books, books_of, window_of
from banso.judgement.reports.queries.moves import Move, moves_listed
from banso.judgement.reports.rules import attribution
from banso.platform.attributes.api import attributes_of, rows
from banso.platform.identity.api import Member
from banso.platform.kit.bands import BANDS
from banso.record.customers.api import accounts_by_id, active_account_ids, current_owners, owners_over_time
from banso.record.revenue import api as revenue
from banso.record.revenue.api import Due, Moved, Reading

MOST = 200


@dataclass(frozen=True, slots=True)
class Line:
    """An account of the book: CMRR as written, health with its band, the next renewal."""

    name: str
    url: str
    cmrr: str
    health: float | None
    band: str
    due: Due | None


@dataclass(frozen=True, slots=True)
class Page:
    """One member's book; ``left_out`` accounts are not listed."""

    book: Book
    books: Books
    lines: Sequence[Line]
    left_out: int
    lost: Sequence[Move]
    transfers: Sequence[Move]


def page_of(member: Member, reader: Member, *, today: date, now: datetime) -> Page:
    """What the page of ``member`` shows to ``reader``."""
    found, book = book_for(member, reader, today=today, now=now)
    mine = accounts_of(member)
    lost = lost_of(member, found, now=now, limit=MOST)
    transfers = transfers_of(member, found, now=now, limit=MOST)
    return Page(
        book,
        found,
        _lines(mine, book, found, today=today, now=now),
        max(len(mine) - MOST, 0),
        moves_listed(lost, found.scale, now=now),
        moves_listed(transfers, found.scale, now=now),
    )


def book_for(member: Member, reader: Member, *, today: date, now: datetime) -> tuple[Books, Book]:
    """The books that ``reader`` sees, and of them the one of ``member``, also where it is empty."""
    first, last = window_of(today)
    found = books_of(member if reader.pk == member.pk else reader, first=first, last=last, today=today, now=now)
    book = next((one for one in found.books if one.member.pk == member.pk), None)
    if book is None:
        found = books_of(member, first=first, last=last, today=today, now=now)
        book = next(one for one in found.books if one.member.pk == member.pk)
    return found, book


def accounts_of(member: Member) -> list[int]:
    """The accounts that a member looks after now."""
    owners = current_owners()
    return [one for one in active_account_ids() if owners.get(one) == member.pk]


def lost_of(member: Member, found: Books, *, now: datetime, limit: int) -> list[Moved]:
    """What was lost in the window and counts for the member."""
    counted = attribution.intervals(owners_over_time(), revenue.FAIR_DAYS)
    fairly = Reading(intervals=counted, currency=found.scale.currency)
    return revenue.drill(
        found.first, found.last, fairly, now=now, kinds=revenue.LOSSES, group=str(member.pk), limit=limit
    )


def transfers_of(member: Member, found: Books, *, now: datetime, limit: int) -> list[Moved]:
    """What was handed to the member in the window, and what they handed over."""
    owned = Reading(group="owner", as_was=True, currency=found.scale.currency)
    return revenue.drill(
        found.first, found.last, owned, now=now, kinds=("transfer",), group=str(member.pk), limit=limit
    )


def worth_by_account(accounts: Sequence[int], currency: str, *, today: date, now: datetime) -> dict[int, Fraction]:
    """CMRR of each at the end of the day before ``today``."""
    day = date.fromordinal(today.toordinal() - 1)
    committed = revenue.cmrr(day, Reading(currency=currency, accounts=accounts), now=now)
    return {one.account: one.cmrr for one in committed.accounts}


def _lines(mine: Sequence[int], book: Book, found: Books, *, today: date, now: datetime) -> list[Line]:
    worth = worth_by_account(mine, found.scale.currency, today=today, now=now)
    shown = sorted(mine, key=lambda one: -worth.get(one, 0))[:MOST]
    accounts = accounts_by_id(shown)
    keys = [key for key in ("health", "health_band") if key in attributes_of("account")]
    values: dict[int, dict[str, Any]] = dict(zip(shown, rows("account", shown, keys), strict=True)) if keys else {}
    due: dict[int, Due] = {}
    for one in sorted(book.due, key=lambda one: one.term_end):
        due.setdefault(one.account.pk, one)
    return [
        Line(
            accounts[pk].name,
            reverse("workspace:account", args=[accounts[pk].uid]),
            found.scale.write(worth.get(pk, 0)),
            values.get(pk, {}).get("health"),
            _band(values.get(pk, {}).get("health_band")),
            due.get(pk),
        )
        for pk in shown
        if pk in accounts
    ]


def _band(number: float | None) -> str:
    return "" if number is None else BANDS[int(number)]
