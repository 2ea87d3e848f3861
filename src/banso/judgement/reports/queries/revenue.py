"""The Revenue page: the waterfall with its table, rates, what was lost and why, CMRR."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from typing import Final

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banso.judgement.reports.queries.scale import Scale, scale_for
from banso.judgement.reports.queries.words import CLASS_WORDS, KIND_HELP, KIND_WORDS
from banso.judgement.reports.rules import periods
from banso.platform.ui import formats
from banso.platform.ui.money_figures import Fall, Part, axis_start, split_bar, waterfall
from banso.record.revenue import api as revenue
from banso.record.revenue.api import Reading, Row, Waterfall

GAINS: Final = ("new", "upsell", "cross_sell", "price_up", "reactivation")
OTHER: Final = ("transfer", "correction", "fx")
"""What moves MRR without anything being sold or lost; shown only where there is any."""
Open = Callable[[date, date, str, str], str]
"""The address that opens a figure: its days, its kind, its group."""
_ZERO: Final = Fraction(0)


@dataclass(frozen=True, slots=True)
class Head:
    """The heading of a column of movements, with what it means."""

    key: str
    label: str
    help: str


@dataclass(frozen=True, slots=True)
class Figure:
    """An amount as written, and where it opens; ``tone`` is risk for a loss that stands out."""

    text: str
    url: str = ""
    is_zero: bool = False
    is_strong: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table of movements; ``opening`` and ``closing`` at its ends. ``note`` says what is special."""

    label: str
    opening: Figure
    moves: Sequence[Figure]
    closing: Figure
    note: str = ""
    is_part: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """The table of movements: its heads, its lines, its total."""

    heads: Sequence[Head]
    lines: Sequence[Line]
    total: Line | None


@dataclass(frozen=True, slots=True)
class Share:
    """A class of what was lost."""

    key: str
    name: str
    amount: str
    share: float
    tone: str
    shade: float


@dataclass(frozen=True, slots=True)
class Split:
    """What was lost by class, with the part that counts as avoidable; ``unknown`` movements have no reason yet."""

    total: str
    shares: Sequence[Share]
    avoidable: str
    avoidable_share: float
    bar: SafeString | None
    unknown: int


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page of a waterfall shows."""

    found: Waterfall
    scale: Scale
    chart: SafeString
    starts_at: str
    table: Table
    groups: Sequence[tuple[str, Line]]


def read(first: date, last: date, reading: Reading, *, now: datetime) -> Waterfall | None:
    """The waterfall of months, netted where that is asked for; None in a workspace without any line."""
    found = netted(revenue.waterfall(first, periods.month_end(last), reading, now=now))
    return found if any(row.opening or row.closing or any(row.moves.values()) for row in found.rows) else None


def netted(found: Waterfall) -> Waterfall:
    """The waterfall with its months classed by their two ends, where it has them so."""
    by_group = {key: tuple(_netted(row) for row in rows) for key, rows in found.by_group.items()}
    return replace(found, rows=tuple(_netted(row) for row in found.rows), by_group=by_group)


def _netted(row: Row) -> Row:
    if row.net is None:
        return row
    rest = row.closing - row.opening - row.correction - row.net_transfer - sum(row.net.values(), _ZERO)
    return replace(row, moves=row.net, transfer=row.net_transfer, fx=rest)


def shown(found: Waterfall, open_at: Open, *, exactly: bool, reading: Reading, strong: str = "") -> Shown:
    """A waterfall as the page shows it; ``strong`` is the address of the figure that is open."""
    scale = scale_for(
        [one for row in found.rows for one in (row.opening, row.closing)], found.currency, exactly=exactly
    )
    kinds = [*revenue.KINDS, *(key for key in OTHER if any(moved(row, key) for row in _every(found)))]
    heads = [Head(key, str(KIND_WORDS[key]), str(KIND_HELP[key])) for key in kinds]
    lines = [_line(row, label_of(row, found.step), kinds, scale, open_at, strong) for row in found.rows]
    total = _line(summed(found.rows), _("All together"), kinds, scale, open_at, strong)
    groups = [
        (one.label or _("no value"), _line(summed(found.by_group[one.key]), one.label, kinds, scale, open_at, strong))
        for one in found.groups
        if found.by_group.get(one.key)
    ]
    steps = [_fall(row, found.step, scale) for row in found.rows]
    start = axis_start(steps)
    chart = waterfall(
        steps,
        label=_("MRR from %(first)s to %(last)s") % {"first": lines[0].opening.text, "last": lines[-1].closing.text},
        write=lambda value: _level(value, scale),
        write_change=lambda value: formats.number(value, scale.language, digits=scale.digits, signed=True),
        ends=(_("Opening"), _("Closing")),
    )
    return Shown(found, scale, chart, _level(start, scale) if start else "", Table(heads, lines, total), groups)


def summed(rows: Sequence[Row]) -> Row:
    """Periods that follow each other, as one."""
    return Row(
        first=rows[0].first,
        last=rows[-1].last,
        group=rows[0].group,
        opening=rows[0].opening,
        moves={kind: sum((row.moves.get(kind, _ZERO) for row in rows), _ZERO) for kind in revenue.KINDS},
        transfer=sum((row.transfer for row in rows), _ZERO),
        correction=sum((row.correction for row in rows), _ZERO),
        fx=sum((row.fx for row in rows), _ZERO),
        closing=rows[-1].closing,
    )


def label_of(row: Row, step: str) -> str:
    """The name of a period: a month, ``2026年4月–6月``, a fiscal year by its first month."""
    language = get_language() or "en"
    first = formats.day(row.first, language, "month")
    if step == "month":
        return first
    last = periods.month_of(row.last)
    if last == row.first.replace(day=1):
        return first
    return f"{first}–{formats.day(last, language, 'month' if last.year != row.first.year else 'short_month')}"


def losses_of(found: Waterfall, reading: Reading, *, now: datetime) -> list[revenue.Moved]:
    """Every movement of the window that lost MRR."""
    window = (found.rows[0].first, found.rows[-1].last)
    return revenue.drill(*window, reading, now=now, kinds=revenue.LOSSES, limit=100_000)


def split_of(moves: Sequence[revenue.Moved], scale: Scale) -> Split | None:
    """What was lost, by whether it could have been avoided; None where nothing was lost."""
    found = revenue.classed(moves)
    sums = revenue.split(found)
    whole = sum(sums.values(), _ZERO)
    if whole <= 0:
        return None
    looks = {"avoidable": ("risk", 1.0), "unknown": ("risk", 0.5), "unavoidable": ("muted", 0.6),
             "involuntary": ("info", 1.0), "pause": ("muted", 0.3)}  # fmt: skip
    shares = [
        Share(key, str(CLASS_WORDS[key]), scale.write(sums[key]), float(sums[key] / whole), *looks[key])
        for key in revenue.SPLIT
        if sums[key]
    ]
    said = ", ".join(f"{one.name} {formats.percent(one.share, scale.language)}" for one in shares)
    counted = sums["avoidable"] + sums["unknown"]
    return Split(
        scale.write(-whole),
        shares,
        scale.write(counted),
        float(counted / whole),
        split_bar([Part(one.share, one.tone, one.shade, one.name) for one in shares], label=said),
        sum(one.class_ == "unknown" for one in found),
    )


def _every(found: Waterfall) -> list[Row]:
    return [*found.rows, *(row for rows in found.by_group.values() for row in rows)]


def moved(row: Row, key: str) -> Fraction:
    """What a period moved by ``key``: a kind of movement, or one of :data:`OTHER`."""
    moves: Mapping[str, Fraction] = row.moves  # type: ignore[assignment]
    return moves[key] if key in moves else getattr(row, key, _ZERO)


def _line(row: Row, label: str, kinds: Sequence[str], scale: Scale, open_at: Open, strong: str) -> Line:
    def figure(key: str, amount: Fraction, *, signed: bool) -> Figure:
        url = open_at(row.first, row.last, key, row.group) if amount else ""
        return Figure(scale.write(amount, signed=signed and amount < 0), url, not amount, bool(url) and url == strong)

    return Line(
        label,
        Figure(scale.write(row.opening)),
        [figure(key, moved(row, key), signed=True) for key in kinds],
        figure("all", row.closing, signed=False),
        _("closed") if row.is_frozen else "",
    )


def _fall(row: Row, step: str, scale: Scale) -> Fall:
    language = get_language() or "en"
    form = "short_month" if step == "month" else "month"
    looks = {"new": 1.0, "upsell": 0.6, "cross_sell": 0.6, "price_up": 0.6, "reactivation": 0.3}
    gains = [Part(scale.of(row.moves[key]), "good", looks[key], str(KIND_WORDS[key])) for key in looks]  # type: ignore[index]
    losses = [
        Part(scale.of(-row.moves[key]), "risk", 1.0 if key == "churn" else 0.45, str(KIND_WORDS[key]))
        for key in ("downsell", "product_drop", "price_down", "churn")
    ]  # fmt: skip
    for key in OTHER:
        amount = scale.of(moved(row, key))
        (gains if amount > 0 else losses).append(Part(abs(amount), "muted", 0.5, str(KIND_WORDS[key])))
    return Fall(formats.day(row.first, language, form), scale.of(row.opening), scale.of(row.closing), gains, losses)


def _level(value: float, scale: Scale) -> str:
    return formats.number(value, scale.language, digits=scale.digits)
