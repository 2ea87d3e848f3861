"""The page of one book: its accounts, what is due, what was lost, won and handed over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
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
from banso.record.revenue.api import Due, Reading

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
    first, last = window_of(today)
    found = books_of(member if reader.pk == member.pk else reader, first=first, last=last, today=today, now=now)
    book = next((one for one in found.books if one.member.pk == member.pk), None)
    if book is None:
        found = books_of(member, first=first, last=last, today=today, now=now)
        book = next(one for one in found.books if one.member.pk == member.pk)
    owners = current_owners()
    mine = [one for one in active_account_ids() if owners.get(one) == member.pk]
    key = str(member.pk)
    counted = attribution.intervals(owners_over_time(), revenue.FAIR_DAYS)
    fairly = Reading(intervals=counted, currency=found.scale.currency)
    lost = revenue.drill(first, last, fairly, now=now, kinds=revenue.LOSSES, group=key, limit=MOST)
    owned = Reading(group="owner", as_was=True, currency=found.scale.currency)
    transfers = revenue.drill(first, last, owned, now=now, kinds=("transfer",), group=key, limit=MOST)
    return Page(
        book,
        found,
        _lines(mine, book, found, today=today, now=now),
        max(len(mine) - MOST, 0),
        moves_listed(lost, found.scale, now=now),
        moves_listed(transfers, found.scale, now=now),
    )


def _lines(mine: Sequence[int], book: Book, found: Books, *, today: date, now: datetime) -> list[Line]:
    day = date.fromordinal(today.toordinal() - 1)
    committed = revenue.cmrr(day, Reading(currency=found.scale.currency, accounts=mine), now=now)
    worth = {one.account: one.cmrr for one in committed.accounts}
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
