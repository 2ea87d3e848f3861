"""What a figure opens to: its movements, and the lines of each with where they came from."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Final

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from banso.judgement.reports.queries.scale import Scale
from banso.judgement.reports.queries.words import KIND_WORDS, REASON_WORDS
from banso.judgement.signals.api import SeenHealth, health_before
from banso.platform.journal.api import Batch
from banso.platform.ui import formats
from banso.record.customers.api import accounts_by_id
from banso.record.revenue import api as revenue
from banso.record.revenue.api import Classed, Moved, Reading

MOST: Final = 200
KINDS_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "all": (),
    "gains": ("new", "upsell", "cross_sell", "price_up", "reactivation"),
    "expansion": tuple(revenue.EXPANSION),
    "losses": tuple(revenue.LOSSES),
}
"""Kinds by the names of figures that are made of several."""
OPENED: Final = (*KINDS_OF, *KIND_WORDS)
"""What a figure of the page may open."""
_TONES: Final = {"avoidable": "risk", "unknown": "warn", "unavoidable": "outline", "involuntary": "info"}


@dataclass(frozen=True, slots=True)
class Move:
    """One movement. ``account_url`` leads to the account as it was the day before; ``loss_url`` asks for the
    reason, ``seen_url`` tells what was seen before. ``health`` is that of the day before a loss, as known then, and
    ``health_url`` explains it.
    """

    day: date
    name: str
    account_url: str
    kind: str
    why: str
    class_name: str
    class_tone: str
    loss_url: str
    amount: str
    original: str
    is_loss: bool
    lines_url: str
    seen_url: str = ""
    note: str = ""
    health: SeenHealth | None = None
    health_url: str = ""


@dataclass(frozen=True, slots=True)
class Moves:
    """The movements behind a figure; ``left_out`` of them are not listed."""

    title: str
    amount: str
    rows: Sequence[Move]
    count: int
    left_out: int


@dataclass(frozen=True, slots=True)
class Source:
    """Where a statement came from: an import's row, or a member."""

    text: str
    url: str
    day: datetime


@dataclass(frozen=True, slots=True)
class LinePart:
    """One period of a line."""

    product: str
    quantity: str
    price: str
    monthly: str
    start: date
    end: date | None
    notice: date | None
    signed: date | None


@dataclass(frozen=True, slots=True)
class LineShown:
    """A line with its periods and every statement about it."""

    key: str
    contract: str
    contract_url: str
    parts: Sequence[LinePart] = ()
    sources: Sequence[Source] = field(default_factory=tuple)


def moves_of(
    first: date, last: date, kind: str, group: str | None, reading: Reading, scale: Scale, *, now: datetime
) -> Moves:
    """The movements of ``kind`` (or a name of :data:`KINDS_OF`) from ``first`` to ``last``, the greatest first."""
    kinds = KINDS_OF.get(kind, (kind,))
    found = revenue.drill(first, last, reading, now=now, kinds=kinds, group=group, limit=100_000)
    whole = sum((one.amount for one in found), start=Fraction(0))
    rows = moves_listed(found[:MOST], scale, now=now)
    language = scale.language
    when = formats.day(first, language, "month")
    if (first.year, first.month) != (last.year, last.month):
        when = f"{when}–{formats.day(last, language, 'month')}"
    word = KIND_WORDS.get(kind) or {"losses": _("Lost"), "gains": _("Won"), "expansion": _("Expansion")}.get(kind, "")
    title = _("%(month)s: %(kind)s") % {"month": when, "kind": word or _("all movements")}
    return Moves(title, scale.write(whole, signed=True), rows, len(found), max(len(found) - MOST, 0))


def moves_listed(found: Sequence[Moved], scale: Scale, *, now: datetime) -> list[Move]:
    """Movements as they are listed, in their order; a constant number of queries."""
    accounts = accounts_by_id(sorted({one.account for one in found}))
    names = {one.pk: one.name for one in revenue.products()}
    why = {id(one.moved): one for one in revenue.classed(found)}
    seen = health_before((one.account, one.day) for one in found if one.amount < 0)
    rows = []
    for one in found:
        account = accounts.get(one.account)
        uid = str(account.uid) if account else ""
        name = account.name if account else formats.MISSING
        move = _move(one, name, uid, names, why.get(id(one)), scale, now=now)
        rows.append(_with_health(move, uid, seen.get((one.account, one.day)) if one.amount < 0 else None))
    return rows


def _with_health(move: Move, uid: str, seen: SeenHealth | None) -> Move:
    if seen is None or seen.day is None or not uid:
        return move
    explained = f"{reverse('workspace:account', args=[uid])}?as_of={seen.day.isoformat()}#health"
    return replace(move, health=seen, health_url=explained)


def _move(
    one: Moved, name: str, uid: str, names: Mapping[int, str], why: Classed | None, scale: Scale, *, now: datetime
) -> Move:
    reason = str(REASON_WORDS.get(one.reason, ""))
    class_name = class_tone = note = ""
    if why is not None:
        if why.reason:
            reason = revenue.reason_name(why.reason, revenue.policy())
        class_name = _class_word(why)
        class_tone = _TONES.get(why.class_, "outline")
        note = why.note
    product = names.get(one.product, "")
    before = one.day - timedelta(days=1)
    url = reverse("workspace:account", args=[uid]) if uid else ""
    ids = ".".join(str(line) for line in one.lines[:50])
    is_loss = one.amount < 0
    return Move(
        one.day,
        name,
        f"{url}?as_of={before.isoformat()}" if url and is_loss and before < now.date() else url,
        f"{KIND_WORDS[one.kind]} · {product}" if product else str(KIND_WORDS[one.kind]),
        reason,
        class_name,
        class_tone,
        loss_url(why) if why is not None else "",
        scale.write(one.amount, signed=True),
        _original(one, scale),
        is_loss,
        f"{reverse('reports:lines')}?ids={ids}" if ids else "",
        reverse("signals:before", args=[uid, one.day.isoformat()]) if uid and why is not None and why.line else "",
        note,
    )


def _class_word(why: Classed) -> str:
    words = {
        "avoidable": _("avoidable"),
        "unavoidable": _("unavoidable"),
        "involuntary": _("involuntary"),
        "unknown": _("counts as avoidable"),
        "pause": _("paused"),
    }
    return words[why.class_]


def loss_url(why: Classed) -> str:
    """Where the reason of a loss is said; empty where no line ended."""
    if why.line is None:
        return ""
    try:
        return reverse("revenue:loss", args=[why.line, why.moved.day.isoformat()])
    except NoReverseMatch:
        return ""


def _original(one: Moved, scale: Scale) -> str:
    if one.currency == scale.currency:
        return ""
    return formats.money(round(one.original), one.currency, scale.language)


def lines_shown(ids: Collection[int], language: str) -> list[LineShown]:
    """Lines with what is said of them now, and where every statement about them came from."""
    return [_line(one, language) for one in revenue.origins(ids)]


def _line(one: revenue.Origin, language: str) -> LineShown:
    said = one.said
    contract = said.line.contract
    parts = []
    for period in said.periods:
        monthly = revenue.monthly_of(period)
        price = formats.MISSING
        if period.unit_price is not None:
            price = f"{formats.number(period.unit_price / 1_000_000, language, digits=_digits(period.unit_price))}"
        elif period.amount is not None:
            price = formats.money(period.amount, period.currency, language)
        quantity = "" if period.quantity is None else formats.number(
            period.quantity / 1_000_000, language, digits=_digits(period.quantity)
        )  # fmt: skip
        parts.append(
            LinePart(
                period.product.name,
                quantity,
                f"{price} / {_interval(period)}",
                formats.money(round(monthly), period.currency, language),
                period.start,
                period.end,
                period.notice,
                period.signed,
            )
        )
    sources = [
        Source(*_source(statement, one), statement.stated_at)
        for statement in said.statements
        if statement.withdrawn_at is None
    ]
    return LineShown(said.line.key, str(contract), _contract_url(contract), parts, sources)


def _digits(millionths: int) -> int:
    return 0 if millionths % 1_000_000 == 0 else 2


def _interval(period: object) -> str:
    count = getattr(period, "interval_count", 1)
    word = period.get_interval_display()  # type: ignore[attr-defined]
    return f"{count} {word}" if count != 1 else str(word)


def _source(statement: object, one: revenue.Origin) -> tuple[str, str]:
    batch = one.batches.get(getattr(statement, "batch", None) or 0)
    if batch is not None:
        url = reverse("workspace:import", args=[batch.uid])
        return batch_words(batch, getattr(statement, "row_number", None)), url
    member = getattr(statement, "stated_by", None)
    return (_("By hand: %(name)s") % {"name": member.name} if member else _("Unknown"), "")


def batch_words(batch: Batch, row: int | None) -> str:
    """An import by the name of its file, and the row of it."""
    words = {"name": batch.file_name or batch.source, "row": row}
    return (_("Import %(name)s, row %(row)s") if row else _("Import %(name)s")) % words


def _contract_url(contract: object) -> str:
    try:
        return reverse("revenue:contract", args=[contract.uid])  # type: ignore[attr-defined]
    except NoReverseMatch:
        return ""
