"""Cells of lists as HTML, made in Python: a template for each of four hundred cells costs more than the query."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from banso.platform.ui import charts, formats

MISSING = SafeString('<span class="text-muted-foreground">—</span>')
_ENDS = {
    "money": '<td class="num',
    "number": '<td class="num',
    "percent": '<td class="num',
    "date": '<td class="tabular-nums whitespace-nowrap',
}
_URGENT_DAYS = 30
_FALLEN = -10
_LEAST = 4.0
"""A line of counts that moves less is drawn flat."""


def cell_html(cell: Any, currency: str, language: str) -> SafeString:
    """A ``td`` of what ``cell`` holds: ``kind``, ``value`` and, where it has them, ``digits``, ``days``, ``url``,
    ``edit`` (the address of the form that changes it). Values of kinds are those of the lists' pages.
    """
    make = _MAKERS.get(cell.kind)
    if make is not None:
        return mark_safe(f"<td>{make(cell.value, language)}</td>")  # noqa: S308  (each maker escapes)
    change = escape(_("Change"))
    begin = _ENDS.get(cell.kind, '<td class="max-w-64 truncate')
    inner = _plain(cell, currency, language)
    if not cell.edit:
        return mark_safe(f'{begin}">{inner}</td>')  # noqa: S308
    # list.js asks for the form: a page of four hundred cells keeps its weight.
    button = (
        f'<button type="button" class="cell-edit" tabindex="-1" data-edit="{escape(cell.edit)}"'
        f' aria-label="{change}">✎</button>'
    )
    return mark_safe(f'{begin}" data-cell>{inner}{button}</td>')  # noqa: S308


def _plain(cell: Any, currency: str, language: str) -> str:
    kind, value = cell.kind, cell.value
    numbers: dict[str, Callable[[], str]] = {
        "money": lambda: formats.money_short(value, currency, language),
        "number": lambda: formats.number(value, language, digits=cell.digits),
        "percent": lambda: formats.percent(value, language),
    }
    if kind in numbers:
        return str(escape(numbers[kind]()))
    if value is None or value == "":
        return MISSING
    if kind == "date":
        return _day(cell, language)
    if kind == "link":
        return format_html('<a class="link" rel="noopener noreferrer" href="{}">{}</a>', value, value)
    if kind == "bool":
        value = _("yes") if value else _("no")
    return format_html('<a class="hover:underline" href="{}">{}</a>', cell.url, value) if cell.url else escape(value)


def _day(cell: Any, language: str) -> str:
    shown = escape(formats.day(cell.value, language))
    if cell.days is None:
        return str(shown)
    tone = "t-risk" if cell.days < _URGENT_DAYS else "text-muted-foreground"
    return format_html(
        '{} <span class="text-[.6875rem] {}">{}</span>', shown, tone, formats.days_away(cell.days, language)
    )


def _health(value: Any, language: str) -> str:
    if value.score is None or not value.band:
        return format_html('<span class="text-muted-foreground text-xs">{}</span>', value.why or formats.MISSING)
    badge = format_html(
        '<span class="badge tabular-nums min-w-8 justify-center" data-variant="{}" title="{}">{}'
        ' <span class="sr-only">{}</span></span>',
        value.band,
        formats.BANDS[value.band],
        formats.number(value.score, language),
        formats.BANDS[value.band],
    )
    line = charts.sparkline(value.trend, band=value.band, width=52) if value.trend else ""
    change = ""
    if value.change is not None:
        tone = "t-risk" if value.change <= _FALLEN else "text-muted-foreground"
        shown = formats.number(value.change, language, signed=True)
        change = format_html('<span class="tabular-nums text-[.6875rem] w-6 text-end {}">{}</span>', tone, shown)
    return f'<div class="flex items-center gap-1.5">{badge}{line}{change}</div>'


def _probability(value: Any, language: str) -> str:
    if not value:
        return MISSING
    low, high = (formats.percent(one, language).replace("%", "") for one in (value.low, value.high))
    drawn = charts.interval(value.value, value.low, value.high, width=44)
    return format_html(
        '<div class="flex items-center gap-1.5 tabular-nums"><span class="w-7 text-end">{}</span>{}'
        '<span class="text-[.6875rem] text-muted-foreground whitespace-nowrap">{}–{}</span></div>',
        formats.percent(value.value, language),
        drawn,
        low,
        high,
    )


def _chips(value: Any, language: str) -> str:
    if not value:
        return ""
    first = format_html(
        '<span class="badge whitespace-nowrap" data-variant="{}">{}</span>', value[0].tone, value[0].name
    )
    more = f' <span class="text-[.6875rem] text-muted-foreground">+{len(value) - 1}</span>' if len(value) > 1 else ""
    return first + more


def _trend(value: Any, language: str) -> str:
    return charts.sparkline(value, width=64, span=_LEAST) if value else MISSING


def _band(value: Any, language: str) -> str:
    return (
        format_html('<span class="badge" data-variant="{}">{}</span>', value, formats.BANDS[value])
        if value
        else MISSING
    )


_MAKERS: dict[str, Callable[[Any, str], str]] = {
    "health": _health,
    "probability": _probability,
    "signals": _chips,
    "trend": _trend,
    "band": _band,
}
