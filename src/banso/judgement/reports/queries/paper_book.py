"""Books of members as sheets: all beside each other, and one of them whole."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from banso.judgement.reports.queries.book import Book, Books, fairness
from banso.judgement.reports.queries.book_page import accounts_of, book_for, lost_of, transfers_of, worth_by_account
from banso.judgement.reports.queries.papers import moves_sheet
from banso.judgement.reports.queries.sheets import Cell, Column, Report, Sheet, Value
from banso.platform.attributes.api import attributes_of, rows
from banso.platform.identity.api import Member
from banso.platform.kit.bands import BANDS
from banso.platform.ui import formats
from banso.record.customers.api import accounts_by_id
from banso.record.revenue.api import Due

_EVERY = 1_000_000
_HEALTH = ("health", "health_band")


def books_report(found: Books) -> Report:
    """Every book as a line of a sheet."""
    return Report(name="books", title=_("Book of business"), about=[_about(found)], sheets=[_sums(found, found.books)])


def _about(found: Books) -> str:
    language = found.scale.language
    return _("Movements from %(first)s to %(last)s") % {
        "first": formats.day(found.first, language),
        "last": formats.day(found.last, language),
    }


def _sums(found: Books, books: Sequence[Book], *, key: str = "") -> Sheet:
    columns = [
        Column(_("Member")),
        Column(_("Accounts"), "count"),
        Column(_("CMRR"), "money"),
        Column(_("Base"), "money"),
        Column(_("Expansion"), "money"),
        Column(_("Lost"), "money"),
        Column(_("GRR"), "share"),
        Column(_("NRR"), "share"),
        Column(_("Lost accounts"), "count"),
        Column(_("Renewals due"), "count"),
        Column(_("Renewals due, a month"), "money"),
        Column(_("Saved"), "count"),
        Column(_("Handed over, net"), "money"),
        Column(_("Open tasks"), "count"),
        Column(_("Overdue tasks"), "count"),
    ]
    lines: list[list[Value]] = [
        [one.member.name, one.accounts, one.cmrr, one.base, one.expansion, one.lost, one.grr, one.nrr, one.churned,
         len(one.due), one.due_mrr, len(one.saved), one.transfer, one.open_tasks, one.overdue_tasks]
        for one in books
    ]  # fmt: skip
    title, currency = _("Books"), found.scale.currency
    return Sheet(title=title, columns=columns, rows=lines, currency=currency, notes=[fairness()], key=key)


def book_report(member: Member, reader: Member, *, today: date, now: datetime) -> Report:
    """What the page of ``member`` shows to ``reader``, with every account and movement."""
    found, book = book_for(member, reader, today=today, now=now)
    lost = lost_of(member, found, now=now, limit=_EVERY)
    over = transfers_of(member, found, now=now, limit=_EVERY)
    currency = found.scale.currency
    sheets = [
        _accounts(member, found, book, today=today, now=now),
        _sums(found, [book], key="sums"),
        _due(book),
        moves_sheet(lost, _("What was lost"), currency, key="lost"),
        moves_sheet(over, _("Handed over"), currency, key="transfers"),
    ]
    title = _("Book of business: %(name)s") % {"name": member.name}
    return Report(name="book", title=title, about=[_about(found)], sheets=sheets)


def _accounts(member: Member, found: Books, book: Book, *, today: date, now: datetime) -> Sheet:
    mine = accounts_of(member)
    worth = worth_by_account(mine, found.scale.currency, today=today, now=now)
    accounts = accounts_by_id(mine)
    keys = [key for key in _HEALTH if key in attributes_of("account")]
    values: dict[int, dict[str, Any]] = dict(zip(mine, rows("account", mine, keys), strict=True)) if keys else {}
    due: dict[int, Due] = {}
    for one in sorted(book.due, key=lambda one: one.term_end):
        due.setdefault(one.account.pk, one)
    lines: list[list[Value]] = []
    for pk in sorted((pk for pk in mine if pk in accounts), key=lambda pk: (-worth.get(pk, 0), pk)):
        score = values.get(pk, {})
        band = score.get("health_band")
        word = "" if band is None else str(formats.BANDS[BANDS[int(band)]])
        ends = due[pk].term_end if pk in due else None
        lines.append([accounts[pk].name, score.get("health"), word, worth.get(pk, 0), ends])
    columns = [
        Column(_("Account")),
        Column(_("Health"), "count"),
        Column(_("Band")),
        Column(_("CMRR"), "money"),
        Column(_("Term ends"), "day"),
    ]
    return Sheet(title=_("Accounts"), columns=columns, rows=lines, currency=found.scale.currency, key="accounts")


def _due(book: Book) -> Sheet:
    lines: list[list[Value]] = [
        [one.account.name, one.term_end, one.last_notice, Cell(amount, "money", currency), currency, one.stage_name]
        for one in book.due
        for currency, amount in one.mrr.items()
    ]  # fmt: skip
    columns = [
        Column(_("Account")),
        Column(_("Term ends"), "day"),
        Column(_("Notice by"), "day"),
        Column(_("MRR"), "money"),
        Column(_("Currency")),
        Column(_("Stage")),
    ]
    return Sheet(title=_("Renewals due in 90 days"), columns=columns, rows=lines, key="due")
