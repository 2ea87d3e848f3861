"""The chart of what is to come: what was, what is expected with its interval, and simpler forecasts beside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil
from typing import Final

from django.utils.safestring import SafeString

from banso.platform.ui import svg
from banso.platform.ui.money_figures import levels_of

_LEFT: Final = 74
_TOP: Final = 14
_HEIGHT: Final = 190
_LABEL: Final = 52

Line = Sequence[float | None]


def forecast(  # noqa: PLR0913 – every one is a part of the picture
    days: Sequence[str],
    *,
    past: Line,
    mean: Line,
    low: Line,
    high: Line,
    beside: Line,
    other: Line = (),
    label: str,
    write: Callable[[float], str],
) -> SafeString:
    """Lines over the same ``days`` (their words below): ``past`` and ``mean`` drawn through, the band from ``low`` to
    ``high``, ``beside`` dashed, ``other`` (a scenario) in the accent colour. The axis begins near the lowest point.
    """
    known = [one for line in (past, mean, low, high, beside, other) for one in line if one is not None]
    bottom, top = min(known, default=0.0), max(known, default=1.0)
    room = (top - bottom) * 0.12 or top * 0.1 or 1.0
    bottom, top = max(0.0, bottom - room), top + room

    def draw(width: int) -> tuple[int, str]:
        def x(at: int) -> float:
            return _LEFT + (width - _LEFT - 14) * at / max(1, len(days) - 1)

        def y(value: float) -> float:
            return _TOP + _HEIGHT * (1 - (value - bottom) / ((top - bottom) or 1.0))

        def spots(line: Line) -> list[tuple[float, float | None]]:
            return [(x(at), None if one is None else y(one)) for at, one in enumerate(line)]

        levels = levels_of(bottom, top)
        words = [svg.line(_LEFT, y(level), width - 14, y(level), stroke_opacity=0.16) for level in levels]
        words += [svg.text(write(level), _LEFT - 6, y(level) + 4, text_anchor="end") for level in levels]
        every = max(1, ceil(len(days) * _LABEL / max(1, width - _LEFT)))
        words += [
            svg.text(days[at], x(at), _TOP + _HEIGHT + 18, text_anchor="middle") for at in range(0, len(days), every)
        ]
        return _TOP + _HEIGHT + 26, "".join(
            [
                svg.tag("g", *words, font_size=11, fill="currentColor", class_="text-muted-foreground"),
                _band(spots(low), spots(high)),
                _line(spots(beside), "text-muted-foreground", width=1.4, dashes="3 4"),
                _line(spots(past), "text-muted-foreground", width=1.8),
                _line(spots(mean), "text-foreground", width=2.0),
                _line(spots(other), "text-primary", width=2.2, dashes="7 4"),
            ]
        )

    return svg.responsive(draw, label, wide=808, narrow=360)


def _band(low: Sequence[tuple[float, float | None]], high: Sequence[tuple[float, float | None]]) -> str:
    there = [(a, b) for a, b in zip(low, high, strict=True) if a[1] is not None and b[1] is not None]
    if len(there) < 2:
        return ""
    points = [one for one, _other in there] + [other for _one, other in reversed(there)]
    path = " ".join(f"{across:.1f},{down:.1f}" for across, down in points if down is not None)
    return svg.tag("polygon", points=path, fill="currentColor", opacity=0.14, class_="text-primary")


def _line(spots: Sequence[tuple[float, float | None]], css: str, *, width: float, dashes: str = "") -> str:
    drawn = [
        svg.polyline(part) if len(part) > 1 else svg.tag("circle", cx=part[0][0], cy=part[0][1], r=2)
        for part in svg.runs(spots)
    ]
    if not drawn:
        return ""
    look = {"stroke_dasharray": dashes} if dashes else {}
    return svg.tag(
        "g", *drawn, fill="none", stroke="currentColor", stroke_width=width, stroke_linejoin="round", class_=css, **look
    )
