"""One sentence for the boss of the pages of books and targets: their numbers, counted, and their day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banso.judgement.reports.queries.book import Book, Books
from banso.judgement.reports.queries.targets import Compared
from banso.platform.ui import formats


def books_sentence(found: Books) -> str:
    """What all the books hold together, and what moved in them; empty where there is none."""
    if not found.books:
        return ""
    expansion, lost, cmrr = (
        sum((getattr(one, key) for one in found.books), Fraction(0)) for key in ("expansion", "lost", "cmrr")
    )
    return _(
        "Books of %(n)s members: %(accounts)s accounts with a CMRR of %(cmrr)s; from %(first)s to %(last)s "
        "%(expansion)s of expansion and %(lost)s of losses (%(unit)s; all counted, none estimated)."
    ) % {
        **_window(found),
        "n": _number(len(found.books)),
        "accounts": _number(sum(one.accounts for one in found.books)),
        "cmrr": found.scale.write(cmrr),
        "expansion": found.scale.write(expansion, signed=True),
        "lost": found.scale.write(-lost, signed=True),
    }


def book_sentence(book: Book, found: Books) -> str:
    """What one member's book holds, and how much of it was kept."""
    language = get_language() or "en"
    return _(
        "Book of %(name)s: %(accounts)s accounts with a CMRR of %(cmrr)s (%(unit)s); from %(first)s to %(last)s "
        "GRR %(grr)s, NRR %(nrr)s (all counted, none estimated)."
    ) % {
        **_window(found),
        "name": book.member.name,
        "accounts": _number(book.accounts),
        "cmrr": found.scale.write(book.cmrr),
        "grr": formats.percent(book.grr, language, digits=1),
        "nrr": formats.percent(book.nrr, language, digits=1),
    }


def targets_sentence(found: Sequence[Compared], title: str, today: date) -> str:
    """How many targets were reached of those whose months are over; empty where there is none."""
    if not found:
        return ""
    over = [one for one in found if one.is_over and one.off is not None]
    return _(
        "Targets, %(title)s, as of %(day)s: %(well)s of the %(over)s that are over were reached, of %(n)s in all "
        "(all counted, none estimated)."
    ) % {
        "title": title,
        "day": formats.day(today, get_language() or "en"),
        "well": _number(sum(bool(one.is_well) for one in over)),
        "over": _number(len(over)),
        "n": _number(len(found)),
    }


def _window(found: Books) -> dict[str, str]:
    language = found.scale.language
    days = {"first": formats.day(found.first, language), "last": formats.day(found.last, language)}
    return {**days, "unit": found.scale.words}


def _number(n: int) -> str:
    return formats.number(n, get_language() or "en")
