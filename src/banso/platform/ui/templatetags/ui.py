"""Tags and filters of the interface: ``{% load ui %}``."""

from datetime import date, datetime
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from banso.platform.ui import assets, cells, charts, figures, formats
from banso.platform.ui.formats import Number

register = template.Library()


def _language() -> str:
    return get_language() or "en"


@register.simple_tag
def asset(name: str) -> str:
    """The address of a built entry file: ``{% asset "app.css" %}``."""
    return static(assets.entry(name))


@register.simple_tag
def icon(name: str, css: str = "size-4") -> SafeString:
    """A Lucide icon, hidden from screen readers: words beside it, or the button's label, say it."""
    # The body comes from our own build, the class from our own templates.
    return format_html(
        '<svg class="{} shrink-0" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" '
        'stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">{}</svg>',
        css,
        mark_safe(assets.icon_body(name)),  # noqa: S308
    )


@register.filter
def number(value: Number | None, digits: int = 0) -> str:
    """``{{ n|number }}``, ``{{ x|number:2 }}``."""
    return formats.number(value, _language(), digits=digits)


@register.filter
def signed(value: Number | None, digits: int = 0) -> str:
    """``+0.57``, ``−8.33``."""
    return formats.number(value, _language(), digits=digits, signed=True)


@register.filter
def step(value: Number | None, digits: int = 0) -> str:
    """A change as the second part of a sum: ``− 28.76``, ``+ 0.57``."""
    text = formats.number(value, _language(), digits=digits, signed=True)
    return text if value is None else f"{text[0]} {text[1:]}" if text[0] in "+−" else f"+ {text}"


@register.filter
def percent(value: float | None, digits: int = 0) -> str:
    """A share from 0 to 1 as a percentage."""
    return formats.percent(value, _language(), digits=digits)


@register.filter
def money(minor: int | None, currency: str) -> str:
    """The whole amount; ``minor`` in integer minor units."""
    return formats.money(minor, currency, _language())


@register.filter
def money_short(minor: int | None, currency: str) -> str:
    """The amount as said aloud: 1,240万円, ¥12.4M."""
    return formats.money_short(minor, currency, _language())


@register.filter
def day(value: date | datetime | None, form: str = "full") -> str:
    """A day in the reader's language; a moment is taken in the workspace's time zone."""
    if isinstance(value, datetime):
        value = timezone.localtime(value) if timezone.is_aware(value) else value
    return formats.day(value, _language(), form)


@register.filter
def clock(value: datetime | None) -> str:
    """The time of a moment in the workspace's time zone."""
    if value is not None and timezone.is_aware(value):
        value = timezone.localtime(value)
    return formats.clock(value, _language())


@register.filter
def days_away(days: int | None) -> str:
    """today, in 16 days, 3 days ago."""
    return formats.days_away(days, _language())


@register.filter
def band_word(band: str | None) -> str:
    """The word of a band of health; an em dash without one."""
    return str(formats.BANDS[band]) if band else formats.MISSING


@register.filter
def is_missing(value: object) -> bool:
    """None, NaN or empty."""
    return formats.is_missing(value)


@register.simple_tag
def score_badge(score: float | None, band: str | None, *, words: bool = False) -> SafeString:
    """A score of health in its band's colour, with the band's word beside it or for screen readers."""
    if score is None or not band:
        return format_html('<span class="text-muted-foreground text-xs">{}</span>', formats.MISSING)
    return format_html(
        '<span class="badge tabular-nums min-w-8 justify-center" data-variant="{}" title="{}">{} '
        '<span class="{}">{}</span></span>',
        band,
        formats.BANDS[band],
        formats.number(score, _language()),
        "" if words else "sr-only",
        formats.BANDS[band],
    )


@register.simple_tag
def sparkline(values: list[float | None], band: str = "", width: int = 60) -> SafeString:
    """A small line without axes; gaps stay gaps."""
    return charts.sparkline(values, band=band, width=width)


@register.simple_tag
def interval(value: float, low: float, high: float, width: int = 56) -> SafeString:
    """A probability with its interval on a scale from 0 to 1."""
    return charts.interval(value, low, high, width=width)


@register.simple_tag
def delta_bar(value: float | None, scale: float, width: int = 120) -> SafeString:
    """A bar to the left (worse) or right (better) of a middle line; ``scale`` fills one half."""
    return charts.delta(value, scale, width=width)


@register.simple_tag
def meter(share: float, label: str, tone: str = "good", width: int = 120) -> SafeString:
    """How much of a whole is there, as a bar."""
    return charts.meter(share, label, tone=tone, width=width)


@register.simple_tag
def cell(value: Any, currency: str) -> SafeString:
    """A cell of a list: ``{% cell cell page.currency %}``."""
    return cells.cell_html(value, currency, _language())


@register.inclusion_tag("ui/figure.html")
def figure(chart: figures.Figure) -> dict[str, Any]:
    """A chart with its table behind it."""
    return {"chart": chart}
