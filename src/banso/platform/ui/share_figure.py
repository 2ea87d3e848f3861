"""How a whole is spread over groups, period after period: columns of one height, split into shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import ceil
from typing import Final

from django.utils.safestring import SafeString, mark_safe

from banso.platform.ui import svg

_WIDE: Final = 808
_NARROW: Final = 360
_LEFT: Final = 44
_TOP: Final = 8
_HEIGHT: Final = 190
_LOOKS: Final = (
    ("text-primary", 0.95), ("text-muted-foreground", 0.75), ("text-primary", 0.6), ("text-muted-foreground", 0.5),
    ("text-primary", 0.35), ("text-muted-foreground", 0.3), ("text-primary", 0.18), ("text-muted-foreground", 0.15),
)  # fmt: skip
TOLD_APART: Final = len(_LOOKS)
"""So many groups can be told apart; more are put together."""


@dataclass(frozen=True, slots=True)
class Shares:
    """One group: its share of each period (none: there was no whole), and each share as written."""

    name: str
    values: Sequence[float | None]
    texts: Sequence[str]


def stacked(groups: Sequence[Shares], periods: Sequence[str], *, label: str, levels: Sequence[str]) -> SafeString:
    """Columns of shares, the first group at the foot; ``levels`` are the words for 0, a half and the whole."""

    def draw(width: int) -> tuple[int, str]:
        each = (width - _LEFT - 4) / max(1, len(periods))
        every = max(1, ceil(44 / each))
        drawn = []
        for level, text in zip((0.0, 0.5, 1.0), levels, strict=True):
            y = _TOP + _HEIGHT * (1 - level)
            drawn.append(svg.line(_LEFT, y, width - 4, y, stroke_opacity=0.16))
            drawn.append(svg.text(text, _LEFT - 6, y + 4, text_anchor="end"))
        # The last period is always named; the others as far as there is room.
        named = [at for at in range(len(periods)) if (len(periods) - 1 - at) % every == 0]
        drawn += [
            svg.text(periods[at], _LEFT + (at + 0.5) * each, _TOP + _HEIGHT + 18, text_anchor="middle") for at in named
        ]
        words = svg.tag("g", *drawn, font_size=11, fill="currentColor", class_="text-muted-foreground")
        return _TOP + _HEIGHT + 26, words + "".join(_columns(groups, periods, each))

    return svg.responsive(draw, label, wide=_WIDE, narrow=_NARROW)


def swatch(at: int) -> SafeString:
    """The look of the group at place ``at``, for a legend."""
    css, shade = _LOOKS[at]
    body = svg.tag("rect", width=10, height=10, rx=2, fill="currentColor", opacity=shade)
    drawn = svg.tag("svg", body, class_=f"{css} size-2.5 inline-block", viewBox="0 0 10 10", aria_hidden="true")
    return mark_safe(drawn)  # noqa: S308 – nothing of it was given by anybody


def _columns(groups: Sequence[Shares], periods: Sequence[str], each: float) -> list[str]:
    drawn = []
    for place, period in enumerate(periods):
        foot = float(_TOP + _HEIGHT)
        for (css, shade), group in zip(_LOOKS, groups, strict=False):
            height = (group.values[place] or 0.0) * _HEIGHT
            if height <= 0:
                continue
            title = svg.tag("title", escape(f"{period}: {group.name} {group.texts[place]}"))
            left, width = _LEFT + (place + 0.12) * each, each * 0.76
            drawn.append(
                svg.tag(
                    "rect", title, x=left, y=foot - height, width=width, height=max(0.5, height - 1.0),
                    fill="currentColor", opacity=shade, class_=css,
                )
            )  # fmt: skip
            foot -= height
    return drawn
