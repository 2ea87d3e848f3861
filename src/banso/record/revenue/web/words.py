"""Amounts, kinds and stages of revenue in the reader's language, for pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banso.platform.kit.money import to_major
from banso.platform.ui import formats
from banso.record.revenue.actions.preview import Preview
from banso.record.revenue.models import Period
from banso.record.revenue.queries.movement_words import KIND_NAMES, REASON_NAMES

STANDING_TONES: Final = {"step_in": "warn", "noticed": "risk", "grace": "warn", "overdue": "risk"}
_MILLION: Final = 1_000_000


def language() -> str:
    """The reader's language."""
    return get_language() or "en"


def money(amount: Fraction, currency: str) -> str:
    """An exact amount of minor units, to the nearest one."""
    return formats.money(round(amount), currency, language())


def short_money(amount: Fraction, currency: str) -> str:
    """An exact amount of minor units as said aloud."""
    return formats.money_short(round(amount), currency, language())


def signed_money(amount: Fraction, currency: str) -> str:
    """With its sign, also the plus."""
    return f"+{money(amount, currency)}" if amount > 0 else money(amount, currency)


def monies(amounts: Mapping[str, Fraction]) -> str:
    """Amounts of several currencies beside each other; an em dash for none."""
    said = [money(amount, currency) for currency, amount in sorted(amounts.items()) if amount]
    return " + ".join(said) or formats.MISSING


def day(value: date | None, form: str = "full") -> str:
    """A day as people write it; an em dash for none."""
    return formats.day(value, language(), form) if value else formats.MISSING


def quantity(millionths: int | None) -> str:
    """A quantity without needless decimals; an em dash where nobody counted."""
    return formats.MISSING if millionths is None else plain(Decimal(millionths) / _MILLION)


def plain(value: Decimal) -> str:
    """A number without needless decimals."""
    places = max(0, -int(value.normalize().as_tuple().exponent))
    return formats.number(value, language(), digits=places)


def price(period: Period) -> str:
    """What a period costs, in words: 12 × ¥1,000 a month, less 10%."""
    if period.unit_price is not None:
        unit = plain(Decimal(period.unit_price) / _MILLION)
        text = f"{quantity(period.quantity)} × {unit} {period.currency}"
    else:
        amount = plain(to_major(period.amount or 0, period.currency))
        text = f"{amount} {period.currency}"
        if period.quantity is not None:
            text = _("%(amount)s for %(quantity)s") % {"amount": text, "quantity": quantity(period.quantity)}
    every = period.get_interval_display()
    if period.interval_count > 1:
        every = f"{period.interval_count} {every}"
    text = f"{text} / {every}"
    if period.discount:
        text = _("%(price)s, less %(share)s") % {
            "price": text,
            "share": formats.percent(
                period.discount / 10_000, language(), digits=0 if period.discount % 100 == 0 else 2
            ),
        }
    return text


@dataclass(frozen=True, slots=True)
class ShownMove:
    """One line of a preview."""

    day: str
    kind: str
    reason: str
    product: str
    amount: str
    is_gone: bool
    is_loss: bool
    unless_renewed: bool


@dataclass(frozen=True, slots=True)
class ShownPreview:
    """What a change makes, for the page."""

    moves: list[ShownMove]
    before: str
    after: str
    restates: list[str]


def shown_preview(found: Preview, today: date) -> ShownPreview:
    """A preview in words."""
    moves = [
        ShownMove(
            day=day(one.day),
            kind=str(KIND_NAMES[one.kind]),
            reason=str(REASON_NAMES[one.reason]) if one.reason else "",
            product=one.product,
            amount=signed_money(one.amount, one.currency),
            is_gone=one.sign < 0,
            is_loss=one.amount < 0,
            unless_renewed=one.unless_renewed,
        )
        for one in found.moves
    ]
    return ShownPreview(moves, monies(found.before), monies(found.after), _months(found, today))


def _months(found: Preview, today: date) -> list[str]:
    """Months that are over and look different afterwards."""
    over: Iterable[date] = (one.day.replace(day=1) for one in found.moves if one.day < today.replace(day=1))
    return [day(month, "month") for month in sorted(set(over))]
