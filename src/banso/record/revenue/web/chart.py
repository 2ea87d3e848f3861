"""The time line of contracts: what was in force when, with the ends of terms, as a chart with its table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from banso.platform.ui import formats, svg
from banso.platform.ui.api import Figure
from banso.record.revenue.rules.facts import Stretch
from banso.record.revenue.web.words import day, language, money, short_money

_ROW: Final = 30
_BAR: Final = 18
_HEAD: Final = 18
_FOOT: Final = 22
_LEFT: Final = 4
_AHEAD: Final = timedelta(days=183)
_MOST_ROWS: Final = 12
_LABEL: Final = 70


def time_line(
    lines: Sequence[Stretch], names: Mapping[int, str], today: date, *, label: str, wide: int = 760
) -> Figure | None:
    """One row a line: its stretches, where a term ends, where notice was given; ``names`` are those of products."""
    if not lines:
        return None
    by_line: dict[int, list[Stretch]] = {}
    for one in sorted(lines, key=lambda one: (one.start, one.line)):
        by_line.setdefault(one.line, []).append(one)
    shown = list(by_line.values())[-_MOST_ROWS:]
    first = min(one.start for rows in shown for one in rows)
    ends = [end for rows in shown for one in rows for end in (one.end, one.term_end) if end]
    last = max([*ends, today + _AHEAD]) + timedelta(days=20)

    def draw(width: int) -> tuple[int, str]:
        span = (last - first).days or 1

        def x(at: date) -> float:
            return _LEFT + (at - first).days / span * (width - 2 * _LEFT)

        height = _HEAD + len(shown) * _ROW + _FOOT
        drawn = [_years(first, last, x, height, width)]
        for at, rows in enumerate(shown):
            drawn.append(_row(rows, names, x, _HEAD + at * _ROW, last))
        drawn.append(_now(x(today), height))
        return height, "".join(drawn)

    return Figure(svg.responsive(draw, label, wide=wide, narrow=340), label, _columns(), _table(lines, names))


def _row(rows: Sequence[Stretch], names: Mapping[int, str], at: Callable[[date], float], top: float, last: date) -> str:
    drawn = []
    for one in rows:
        start, end = at(one.start), at(min(one.end or last, last))
        drawn.append(_bar(one, start, end, top))
        if one.pause_from is not None:
            paused = at(one.pause_from), at(min(one.pause_to or one.end or last, last))
            drawn.append(
                svg.tag(
                    "rect",
                    x=paused[0],
                    y=top + 4.0,
                    width=max(1.0, paused[1] - paused[0]),
                    height=_BAR,
                    fill="currentColor",
                    class_="text-background",
                    opacity=0.7,
                )
            )
        if one.term_end is not None:
            drawn.append(_mark(at(one.term_end), top, notice=False))
        if one.notice is not None:
            drawn.append(_mark(at(one.notice), top, notice=True))
    name = names.get(rows[-1].product, "")
    words = svg.text(
        name, at(rows[0].start) + 6, top + 17.0, font_size=11, fill="currentColor", class_="text-foreground"
    )
    return "".join(drawn) + words


def _bar(one: Stretch, start: float, end: float, top: float) -> str:
    width = max(2.0, end - start - 1)
    bar = svg.tag(
        "rect", x=start, y=top + 4.0, width=width, height=_BAR, rx=3, fill="currentColor", opacity=0.22,
        class_="text-primary",
    )  # fmt: skip
    if width < _LABEL * 2:
        return bar
    amount = svg.text(
        short_money(one.mrr, one.currency), end - 8, top + 17.0, font_size=11, text_anchor="end",
        fill="currentColor", class_="text-muted-foreground",
    )  # fmt: skip
    return bar + amount


def _mark(x: float, top: float, *, notice: bool) -> str:
    if notice:
        return svg.tag("circle", cx=x, cy=top + 13.0, r=4, fill="currentColor", class_="t-risk")
    return svg.line(x, top + 1, x, top + 25, stroke_width=2, class_="text-foreground")


def _now(x: float, height: int) -> str:
    drawn = svg.line(x, 4, x, height - _FOOT, stroke_width=1, stroke_dasharray="3 3", class_="text-foreground")
    return drawn + svg.text(_("today"), x + 4, 12, font_size=11, fill="currentColor", class_="text-foreground")


def _years(first: date, last: date, at: Callable[[date], float], height: int, width: int) -> str:
    drawn = []
    before = -_LABEL * 1.0
    for year in range(first.year, last.year + 1):
        place = at(max(first, date(year, 1, 1)))
        if place - before < _LABEL / 1.6 or place > width - 24:
            continue
        before = place
        if date(year, 1, 1) > first:
            drawn.append(svg.line(place, _HEAD, place, height - _FOOT, stroke_opacity=0.16))
        drawn.append(svg.text(str(year), place, height - 6.0))
    return svg.tag("g", *drawn, font_size=11, fill="currentColor", class_="text-muted-foreground") if drawn else ""


def _columns() -> tuple[str, ...]:
    return (_("Product"), _("From"), _("Until"), _("MRR"), _("Term ends"), pgettext("contract", "Notice"))


def _table(lines: Sequence[Stretch], names: Mapping[int, str]) -> list[tuple[str, ...]]:
    return [
        (
            names.get(one.product, ""),
            formats.day(one.start, language()),
            day(one.end),
            money(one.mrr, one.currency),
            day(one.term_end),
            day(one.notice),
        )
        for one in sorted(lines, key=lambda one: (one.start, one.line))
    ]
