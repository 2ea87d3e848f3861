"""Charts that fill a card, each with the table behind it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import ceil, floor, log10

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from banso.platform.ui import formats, svg

LEFT = 38
TOP = 22
NARROW = 360
_LABEL_WIDTH = 72


@dataclass(frozen=True)
class Figure:
    """A drawn chart: the picture, what it shows in one sentence, its table, and its numbered marks."""

    svg: SafeString
    label: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    marks: list[tuple[int, str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Mark:
    """Something worth a number on the chart: the day and what happened."""

    day: date
    text: str


@dataclass(frozen=True)
class Bar:
    """One week: its first day, a count, how dark it is drawn (0 to 1), and a second number for the table."""

    day: date
    count: float
    shade: float = 1.0
    detail: float | None = None


@dataclass(frozen=True)
class Said:
    """One bin of a calibration curve: what was said, what happened, its interval (0 to 1), how many rows."""

    said: float
    happened: float
    low: float
    high: float
    n: int


@dataclass(frozen=True)
class Rated:
    """One subject in a comparison: its value and interval; ``strong`` is the one the page is about."""

    label: str
    value: float
    low: float | None
    high: float | None
    strong: bool = False


@dataclass(frozen=True)
class _Scale:
    """A stretch of values on a stretch of pixels."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        share = (value - self.low) / ((self.high - self.low) or 1.0)
        return self.start + share * (self.end - self.start)


def ticks(highest: float, count: int = 3) -> list[float]:
    """Round steps from 0 up to at most ``highest``: 1, 2 or 5 times a power of ten."""
    if highest <= 0:
        return [0.0]
    raw = highest / count
    power = 10.0 ** floor(log10(raw))
    step = next(size * power for size in (1, 2, 5, 10) if size * power >= raw)
    return [step * at for at in range(int(highest / step) + 1)]


def _month_ticks(first: date, last: date, width: int) -> list[date]:
    """First days of months, so many that their labels fit."""
    months = []
    at = date(first.year, first.month, 1)
    while at <= last:
        if at >= first:
            months.append(at)
        at = (at + timedelta(days=32)).replace(day=1)
    every = max(1, ceil(len(months) * _LABEL_WIDTH / max(1, width - LEFT)))
    return months[::every]


def _grid(levels: Sequence[tuple[float, str]], y: _Scale, width: int) -> str:
    return "".join(
        svg.line(LEFT, y(level), width - 12, y(level), stroke_opacity=0.3 if at == 0 else 0.16)
        + svg.text(word, LEFT - 6, y(level) + 4, text_anchor="end")
        for at, (level, word) in enumerate(levels)
    )


def _months(first: date, last: date, x: _Scale, foot: float, width: int, language: str) -> str:
    if first == last:
        return svg.text(formats.day(first, language, "short"), x(first.toordinal()), foot)
    words = []
    for at, month in enumerate(_month_ticks(first, last, width)):
        form = "month" if at == 0 or month.month == 1 else "short_month"
        words.append(svg.text(formats.day(month, language, form), x(month.toordinal()), foot))
    return "".join(words)


def _muted(*body: str) -> str:
    return svg.tag("g", *body, font_size=11, fill="currentColor", class_="text-muted-foreground")


def _circles(marks: Sequence[Mark], x: _Scale, y_of: Callable[[date], float]) -> str:
    drawn = []
    for at, mark in enumerate(marks, start=1):
        across, down = x(mark.day.toordinal()), y_of(mark.day)
        drawn.append(svg.tag("circle", cx=across, cy=down, r=8, fill="currentColor", class_="text-foreground"))
        drawn.append(
            svg.text(str(at), across, down + 4, fill="currentColor", class_="text-background", font_weight=600)
        )
    return svg.tag("g", *drawn, font_size=11, text_anchor="middle") if drawn else ""


def _numbered(marks: Sequence[Mark], language: str) -> list[tuple[int, str, str]]:
    return [(at, formats.day(mark.day, language, "short"), mark.text) for at, mark in enumerate(marks, start=1)]


def line_over_time(  # noqa: PLR0913 – every one is a part of the picture
    points: Sequence[tuple[date, float | None]],
    *,
    label: str,
    name: str,
    language: str,
    levels: Sequence[tuple[float, str]],
    span: tuple[date, date] | None = None,
    marks: Sequence[Mark] = (),
    digits: int = 0,
    wide: int = 808,
) -> Figure:
    """A value over days. ``levels`` are the lines behind it with their words, lowest and highest bound the axis;
    ``span`` is the stretch between two days that a page compares.
    """
    first, last = points[0][0], points[-1][0]
    floor_, roof = levels[0][0], levels[-1][0]
    known = {at: value for at, value in points if value is not None}

    def draw(width: int) -> tuple[int, str]:
        x = _Scale(first.toordinal(), last.toordinal(), LEFT, width - 18)
        y = _Scale(floor_, roof, 112 + TOP, TOP)
        drawn = [_muted(_grid(levels, y, width), _months(first, last, x, 130 + TOP, width, language))]
        if span:
            drawn.append(_stretch(x(span[0].toordinal()), x(span[1].toordinal())))
        drawn.append(_thread([(x(at.toordinal()), None if value is None else y(value)) for at, value in points]))
        drawn.extend(_ends(span or (first, last), known, x, y, digits, language))
        drawn.append(_circles(marks, x, lambda _day: 10.0))
        return 136 + TOP, "".join(drawn)

    rows = [(formats.day(at, language), formats.number(value, language, digits=digits)) for at, value in points]
    return Figure(
        svg.responsive(draw, label, wide=wide, narrow=NARROW),
        label,
        (_("Day"), name),
        rows[::-1],
        _numbered(marks, language),
    )


def _stretch(start: float, end: float) -> str:
    width = max(0.0, end - start)
    return svg.tag(
        "rect", x=start, y=TOP, width=width, height=112, fill="currentColor", opacity=0.06, class_="text-primary"
    )


def _thread(spots: Sequence[tuple[float, float | None]]) -> str:
    """The line itself, broken where values are missing; a value alone is a dot."""
    drawn = [
        svg.polyline(part) if len(part) > 1 else svg.tag("circle", cx=part[0][0], cy=part[0][1], r=1)
        for part in svg.runs(spots)
    ]
    look = {"fill": "none", "stroke": "currentColor", "stroke_linejoin": "round", "class_": "text-foreground"}
    return svg.tag("g", *drawn, stroke_width=1.6, **look) if drawn else ""


def _ends(
    days: tuple[date, date], known: dict[date, float], x: _Scale, y: _Scale, digits: int, language: str
) -> list[str]:
    """Dots with their numbers at both ends, the first one's to its left if there is room."""
    drawn = []
    for at, day in enumerate(days):
        value = known.get(day)
        if value is None:
            continue
        across, down = x(day.toordinal()), y(value)
        drawn.append(svg.tag("circle", cx=across, cy=down, r=3.5, fill="currentColor", class_="text-primary"))
        right = at == 0 and across < LEFT + 40
        drawn.append(
            svg.text(
                formats.number(value, language, digits=digits),
                across + 7 if right else across - 7,
                down - 7 if down > TOP + 14 else down + 16,
                text_anchor="start" if right else "end",
                font_size=11,
                font_weight=600,
                fill="currentColor",
            )
        )
    return drawn


def weekly_bars(
    bars: Sequence[Bar],
    *,
    label: str,
    names: tuple[str, str],
    language: str,
    marks: Sequence[Mark] = (),
    wide: int = 808,
) -> Figure:
    """Counts by week. ``names`` are those of the count and of the second number, for the table."""
    highest = max((bar.count for bar in bars), default=0.0)
    levels = [(level, formats.number(level, language)) for level in ticks(highest)]
    first, last = bars[0].day, bars[-1].day
    counts = {bar.day: bar.count for bar in bars}

    def draw(width: int) -> tuple[int, str]:
        step = (width - LEFT - 12) / len(bars)
        x = _Scale(first.toordinal(), last.toordinal() or 1, LEFT + step / 2, width - 12 - step / 2)
        y = _Scale(0, max(highest, 1), 128 + TOP, TOP + 8)
        drawn = [_muted(_grid(levels, y, width), _months(first, last, x, 146 + TOP, width, language))]
        columns = [_column(bar, LEFT + at * step, step, y, language) for at, bar in enumerate(bars) if bar.count]
        if columns:
            drawn.append(svg.tag("g", *columns, class_="text-primary", fill="currentColor"))
        drawn.append(_circles(marks, x, lambda day: max(9.0, y(_count_near(counts, day)) - 12)))
        return 152 + TOP, "".join(drawn)

    rows = [
        (
            formats.day(bar.day, language),
            formats.number(bar.count, language),
            formats.number(bar.detail, language),
        )
        for bar in bars
    ]
    return Figure(
        svg.responsive(draw, label, wide=wide, narrow=NARROW),
        label,
        (_("Week from"), *names),
        rows[::-1],
        _numbered(marks, language),
    )


def _column(bar: Bar, left: float, step: float, y: _Scale, language: str) -> str:
    said = f"{formats.day(bar.day, language)}: {formats.number(bar.count, language)}"
    return svg.tag(
        "rect",
        svg.tag("title", said),
        x=left + step * 0.12,
        y=y(bar.count),
        width=step * 0.76,
        height=y(0) - y(bar.count),
        rx=min(2.0, step / 4),
        opacity=0.25 + 0.65 * bar.shade,
    )


def _count_near(counts: dict[date, float], day: date) -> float:
    """The count of the week that ``day`` lies in; bars stand at the first day of their week."""
    inside = [start for start in counts if start <= day]
    return counts[max(inside)] if inside else 0.0


def calibration(bins: Sequence[Said], *, label: str, language: str) -> Figure:
    """What was said against what happened, with intervals; on the dotted line both are equal."""
    highest = max([0.1, *(max(one.said, one.high) for one in bins)])
    roof = min(1.0, ceil(highest * 10) / 10)
    levels = [(level, formats.percent(level, language)) for level in ticks(roof, 5)]

    def draw(width: int) -> tuple[int, str]:
        x = _Scale(0, roof, LEFT + 16, width - 20)
        y = _Scale(0, roof, 158 + TOP, TOP - 10)
        words = [svg.line(x(0), y(0), x(roof), y(roof), stroke_dasharray="3 4", stroke_opacity=0.6)]
        words += [
            svg.line(x(0), y(0), x(roof), y(0), stroke_opacity=0.3),
            svg.line(x(0), y(0), x(0), y(roof), stroke_opacity=0.3),
        ]
        for level, word in levels:
            words.append(svg.text(word, x(level), y(0) + 16, text_anchor="middle"))
            if level:
                words.append(svg.text(word, x(0) - 6, y(level) + 4, text_anchor="end"))
        spots = []
        for one in bins:
            spots.append(
                svg.line(x(one.said), y(max(0.0, one.low)), x(one.said), y(min(roof, one.high)), stroke_width=1.5)
            )
            spots.append(svg.tag("circle", cx=x(one.said), cy=y(one.happened), r=4))
        return 158 + TOP + 24, _muted(*words) + (
            svg.tag("g", *spots, fill="currentColor", class_="text-primary") if spots else ""
        )

    rows = [
        (
            formats.percent(one.said, language, digits=1),
            formats.percent(one.happened, language, digits=1),
            f"{formats.percent(one.low, language, digits=1)}–{formats.percent(one.high, language, digits=1)}",
            formats.number(one.n, language),
        )
        for one in bins
    ]
    columns = (_("Said"), _("Happened"), _("95% interval"), _("Rows"))
    return Figure(svg.responsive(draw, label, wide=520, narrow=NARROW), label, columns, rows)


def _text_width(text: str, size: float) -> float:
    """About how wide bold text is drawn: a character of Japanese is as wide as it is high."""
    return sum(size if char >= "\u2e80" else size * 0.6 for char in text)


def _rated(x: _Scale, one: Rated, down: float, start: float) -> str:
    """One line of a comparison: its name, its interval, its value; what leaves the scale is drawn at its end."""
    css = "text-primary" if one.strong else "text-muted-foreground"
    weight = 600 if one.strong else None
    name = {"text_anchor": "end", "fill": "currentColor"}
    drawn = [svg.text(one.label, start - 10, down + 4, font_size=12, font_weight=weight, **name)]
    if one.low is not None and one.high is not None:
        drawn.append(svg.line(x(max(x.low, one.low)), down, x(min(x.high, one.high)), down, stroke_width=2, class_=css))
    value = x(min(x.high, max(x.low, one.value)))
    drawn.append(svg.tag("circle", cx=value, cy=down, r=5, fill="currentColor", class_=css))
    return "".join(drawn)


def comparison(
    rated: Sequence[Rated], *, label: str, name: str, language: str, low: float = 0.5, high: float = 1.0
) -> Figure:
    """Values with intervals, one below the other, on one scale."""

    def draw(width: int) -> tuple[int, str]:
        longest = max((_text_width(one.label, 12) for one in rated), default=0.0)
        start = min(max(width * 0.36, longest + 14), width * 0.6)
        x = _Scale(low, high, start, width - 16)
        foot = 16 + 30 * len(rated)
        steps = [low + (high - low) * at / 5 for at in range(6)]
        words = [svg.line(x(step), 8, x(step), foot, stroke_opacity=0.15) for step in steps]
        words += [
            svg.text(formats.number(step, language, digits=1), x(step), foot + 16, text_anchor="middle")
            for step in steps
        ]
        drawn = [_muted(*words)]
        drawn += [_rated(x, one, 24.0 + at * 30, start) for at, one in enumerate(rated)]
        return foot + 24, "".join(drawn)

    rows = [
        (
            one.label,
            formats.number(one.value, language, digits=3),
            f"{formats.number(one.low, language, digits=3)}–{formats.number(one.high, language, digits=3)}",
        )
        for one in rated
    ]
    return Figure(
        svg.responsive(draw, label, wide=520, narrow=NARROW), label, (_("Method"), name, _("95% interval")), rows
    )
