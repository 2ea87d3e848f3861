"""Charts of money: the waterfall of a stretch of months, and curves that fall with age."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10
from typing import Final

from django.utils.safestring import SafeString, mark_safe

from banso.platform.ui import svg

NARROW: Final = 360
WIDE: Final = 808
_LEFT: Final = 52
_TOP: Final = 26
_HEIGHT: Final = 176
_LABELLED: Final = 48
"""A step narrower than this carries no numbers: the table below has them."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a bar: its size (0 or more), its tone (``good``, ``risk``, ``muted``), how dark, and its name."""

    size: float
    tone: str
    shade: float
    name: str


@dataclass(frozen=True, slots=True)
class Fall:
    """One step of a waterfall: what came and what went between ``before`` and ``after``."""

    label: str
    before: float
    after: float
    gains: Sequence[Part]
    losses: Sequence[Part]


Write = Callable[[float], str]


def waterfall(
    steps: Sequence[Fall], *, label: str, write: Write, write_change: Write, ends: tuple[str, str]
) -> SafeString:
    """Bars from the first ``before`` to the last ``after``; the axis begins near the lowest point, not at 0.

    ``ends`` are the words below the first and the last bar; :func:`axis_start` says where the axis begins.
    """
    low, high = _bounds(steps)

    def draw(width: int) -> tuple[int, str]:
        picture = _Picture(width, low, high, len(steps))
        drawn = [picture.grid(write), picture.end(0, steps[0].before, ends[0], write)]
        drawn += [picture.step(at, step, write_change) for at, step in enumerate(steps)]
        drawn.append(picture.end(len(steps) + 1, steps[-1].after, ends[1], write))
        return _TOP + _HEIGHT + 26, "".join(drawn)

    return svg.responsive(draw, label, wide=WIDE, narrow=NARROW)


def axis_start(steps: Sequence[Fall]) -> float:
    """Where the axis of :func:`waterfall` begins: a page says so when it is not 0."""
    return _bounds(steps)[0]


def _bounds(steps: Sequence[Fall]) -> tuple[float, float]:
    tops = [step.before + sum(part.size for part in step.gains) for step in steps]
    feet = [min(step.before, step.after) for step in steps]
    lowest, highest = min(feet), max([*tops, steps[-1].after])
    span = highest - lowest
    if lowest - span * 0.6 <= 0 or span <= 0:
        return 0.0, highest or 1.0
    step = 10.0 ** floor(log10(span))
    return max(0.0, floor((lowest - span * 0.15) / step) * step), highest


class _Picture:
    """Places of a waterfall in a picture of one width."""

    def __init__(self, width: int, low: float, high: float, steps: int) -> None:
        self.width, self.low, self.high = width, low, high
        self.each = (width - _LEFT - 4) / (steps + 2)
        self.has_words = self.each >= _LABELLED
        self.every = max(1, ceil(34 / self.each))

    def y(self, value: float) -> float:
        share = (value - self.low) / ((self.high - self.low) or 1.0)
        return _TOP + _HEIGHT * (1 - share)

    def x(self, at: float) -> float:
        return _LEFT + at * self.each

    def grid(self, write: Write) -> str:
        drawn = [svg.line(_LEFT, self.y(self.low), self.width - 4, self.y(self.low), stroke_opacity=0.3)]
        for level in levels_of(self.low, self.high):
            drawn.append(svg.line(_LEFT, self.y(level), self.width - 4, self.y(level), stroke_opacity=0.16))
            drawn.append(svg.text(write(level), _LEFT - 6, self.y(level) + 4, text_anchor="end"))
        return svg.tag("g", *drawn, font_size=11, fill="currentColor", class_="text-muted-foreground")

    def end(self, at: int, value: float, word: str, write: Write) -> str:
        left, across = self.x(at) + self.each * 0.15, self.x(at + 0.5)
        bar = self._bar(left, value, self.low, self.each * 0.7, opacity=0.45, rx=2, class_="text-muted-foreground")
        words = svg.text(word, across, _TOP + _HEIGHT + 18, class_="text-muted-foreground")
        if self.has_words:
            words += svg.text(write(value), across, self.y(value) - 6, font_weight=600)
        return svg.tag("g", bar, words, font_size=11, text_anchor="middle", fill="currentColor")

    def step(self, at: int, step: Fall, write: Write) -> str:
        left, half = self.x(at + 1) + self.each * 0.1, self.each * 0.4
        gained, lost = sum(one.size for one in step.gains), sum(one.size for one in step.losses)
        top = step.before + gained
        drawn = [self._joint(self.x(at + 1) - self.each * 0.15, left, step.before)]
        drawn += self._stack(left, step.before, step.gains, half * 0.92, up=True)
        drawn += self._stack(left + half, top, step.losses, half * 0.92, up=False)
        words = []
        if self.has_words and gained:
            words.append(svg.text(write(gained), left + half / 2, self.y(top) - 5, font_weight=600, class_="t-good"))
        if self.has_words and lost:
            words.append(
                svg.text(write(-lost), left + half * 1.5, self.y(top - lost) + 13, font_weight=600, class_="t-risk")
            )
        if at % self.every == 0:
            words.append(svg.text(step.label, self.x(at + 1.5), _TOP + _HEIGHT + 18, class_="text-muted-foreground"))
        drawn.append(svg.tag("g", *words, font_size=11, text_anchor="middle") if words else "")
        return svg.tag("g", *drawn, fill="currentColor")

    def _stack(self, left: float, start: float, parts: Sequence[Part], width: float, *, up: bool) -> Iterable[str]:
        at = start
        for part in parts:
            if part.size <= 0:
                continue
            to = at + part.size if up else at - part.size
            css = {"good": "t-good", "risk": "t-risk"}.get(part.tone, "text-muted-foreground")
            yield self._bar(left, max(at, to), min(at, to), width, part.name, opacity=part.shade, class_=css)
            at = to

    def _bar(self, left: float, high: float, low: float, width: float, title: str = "", **look: str | float) -> str:
        inner = (svg.tag("title", escape(title)),) if title else ()
        height = max(0.5, self.y(max(low, self.low)) - self.y(high))
        return svg.tag("rect", *inner, x=left, y=self.y(high), width=max(1.0, width), height=height, **look)

    def _joint(self, start: float, end: float, value: float) -> str:
        return svg.line(start, self.y(value), end, self.y(value), stroke_opacity=0.4, class_="text-muted-foreground")


def levels_of(low: float, high: float) -> list[float]:
    """Round values between, about four."""
    span = high - low
    if span <= 0:
        return [high]
    raw = span / 4
    power = 10.0 ** floor(log10(raw))
    step = next(size * power for size in (1, 2, 2.5, 5, 10) if size * power >= raw)
    first = ceil(low / step)
    return [step * at for at in range(first, floor(high / step) + 1)]


def curves(
    lines: Sequence[tuple[str, Sequence[float | None], bool]],
    *,
    label: str,
    write: Write,
    write_age: Callable[[int], str],
) -> SafeString:
    """Lines that begin at 1 (all) and go on with age: name, values at ages 0, 1, 2 …, whether it stands out."""
    longest = max((len(values) for _name, values, _strong in lines), default=1)
    known = [value for _name, values, _strong in lines for value in values if value is not None]
    roof = max([1.0, *known])
    low = max(0.0, floor(min([1.0, *known]) * 10 - 0.5) / 10)

    def draw(width: int) -> tuple[int, str]:
        def x(age: float) -> float:
            return _LEFT + (width - _LEFT - 14) * age / max(1, longest - 1)

        def y(value: float) -> float:
            return _TOP + _HEIGHT * (1 - (value - low) / ((roof - low) or 1.0))

        words = [svg.line(_LEFT, y(level), width - 14, y(level), stroke_opacity=0.16) for level in levels_of(low, roof)]
        words += [svg.text(write(level), _LEFT - 6, y(level) + 4, text_anchor="end") for level in levels_of(low, roof)]
        every = max(1, ceil(longest * 34 / max(1, width - _LEFT)))
        words += [
            svg.text(write_age(age), x(age), _TOP + _HEIGHT + 18, text_anchor="middle")
            for age in range(0, longest, every)
        ]
        drawn = [svg.tag("g", *words, font_size=11, fill="currentColor", class_="text-muted-foreground")]
        for name, values, strong in lines:
            drawn.append(
                _curve(name, [(x(age), None if one is None else y(one)) for age, one in enumerate(values)], strong)
            )
        return _TOP + _HEIGHT + 26, "".join(drawn)

    return svg.responsive(draw, label, wide=WIDE, narrow=NARROW)


def _curve(name: str, points: Sequence[tuple[float, float | None]], strong: bool) -> str:  # noqa: FBT001
    look = {"class_": "text-primary"} if strong else {"class_": "text-muted-foreground", "opacity": 0.45}
    parts = [
        svg.polyline(part) if len(part) > 1 else svg.tag("circle", cx=part[0][0], cy=part[0][1], r=1.5)
        for part in svg.runs(points)
    ]
    return svg.tag(
        "g",
        svg.tag("title", escape(name)),
        *parts,
        fill="none",
        stroke="currentColor",
        stroke_width=2.2 if strong else 1.2,
        stroke_linejoin="round",
        **look,
    )


def split_bar(parts: Sequence[Part], *, label: str) -> SafeString:
    """One bar that is split into its parts, with thin gaps between."""
    whole = sum(part.size for part in parts) or 1.0
    drawn, at = [], 0.0
    for part in parts:
        width = part.size / whole * 100
        if width > 0:
            css = {"risk": "t-risk", "info": "text-primary", "good": "t-good"}.get(part.tone, "text-muted-foreground")
            rest = max(0.4, width - 0.4)
            drawn.append(svg.tag("rect", x=at, width=rest, height=10, opacity=part.shade, class_=css))
        at += width
    body = svg.tag("g", *drawn, fill="currentColor") if drawn else ""
    whole_bar = svg.tag(
        "svg",
        body,
        class_="w-full h-2.5 block",
        viewBox="0 0 100 10",
        preserveAspectRatio="none",
        role="img",
        aria_label=label,
    )
    return mark_safe(whole_bar)  # noqa: S308 – every value went through escape()


HEAT: Final = (
    "bg-rose-500/25",
    "bg-rose-500/12",
    "bg-amber-500/15",
    "bg-emerald-500/8",
    "bg-emerald-500/15",
    "bg-emerald-500/25",
    "bg-emerald-500/40",
)
_STEPS: Final = (0.5, 0.7, 0.85, 0.95, 1.0, 1.1)


def heat(share: float | None) -> str:
    """The class of a cell of a heat map that holds what is left of 1; its number stands in it, too."""
    if share is None:
        return ""
    return HEAT[sum(share >= step for step in _STEPS)]
