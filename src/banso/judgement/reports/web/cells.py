"""Values of sheets as files hold them: for people in print, for spreadsheets in CSV."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from banso.judgement.reports.queries.scale import exact
from banso.judgement.reports.queries.sheets import Cell, Kind, Value
from banso.platform.kit.money import minor_digits
from banso.platform.kit.sheets import plain
from banso.platform.ui import formats


def shown(value: Value, kind: Kind, currency: str, language: str) -> str:
    """As print shows it."""
    if isinstance(value, Cell):
        kind, currency, value = value.kind, value.currency, value.value
    if value is None or value == "":
        return formats.MISSING if value is None else ""
    if isinstance(value, date):
        return formats.day(value, language, "month" if kind == "month" else "full")
    if isinstance(value, str):
        return value
    if kind == "money":
        digits = minor_digits(currency)
        return formats.number(exact(Fraction(value), currency, digits), language, digits=digits)
    if kind == "share":
        return formats.percent(float(value), language, digits=1)
    return formats.number(float(value), language, digits=2 if kind == "ratio" else 0)


def raw(value: Value, kind: Kind, currency: str) -> str:
    """As CSV holds it: money in main units with its decimals, shares from 0 to 1, days as 2026-03-31."""
    if isinstance(value, Cell):
        kind, currency, value = value.kind, value.currency, value.value
    if value is None:
        return ""
    if isinstance(value, date):
        return f"{value:%Y-%m}" if kind == "month" else value.isoformat()
    if isinstance(value, str):
        return plain(value)
    if kind == "money":
        return f"{exact(Fraction(value), currency, minor_digits(currency)):f}"
    if kind in ("share", "ratio"):
        return f"{float(value):.10f}".rstrip("0").rstrip(".")
    return str(int(value))
