"""Charts that stand in a row of text: drawn on the server, hidden from screen readers beside their numbers."""

from collections.abc import Sequence

from django.utils.safestring import SafeString

from banso.platform.ui import svg

_MIN_SPAN = 34.0
"""A line of health that moves less than this is drawn flat: a small change must look small."""


def sparkline(
    values: Sequence[float | None], *, band: str = "", width: int = 60, height: int = 18, span: float = _MIN_SPAN
) -> SafeString:
    """A line through ``values`` at equal steps, in the colour of ``band``; ``span`` is the least range drawn."""
    known = [value for value in values if value is not None and value == value]  # noqa: PLR0124 – NaN
    if not known:
        return svg.small(
            width,
            height,
            svg.line(1, height / 2, width - 1, height / 2, stroke_opacity=0.2),
            "spark",
            aria_hidden="true",
        )
    middle = (min(known) + max(known)) / 2
    spread = max(span, (max(known) - min(known)) * 1.15) or 1.0
    step = (width - 2) / max(1, len(values) - 1)
    points = (
        (1 + at * step, None if value is None else height / 2 - (height - 4) * (value - middle) / spread)
        for at, value in enumerate(values)
    )
    parts = svg.runs(points)
    body = "".join(_dot_or_line(part) for part in parts)
    return svg.small(width, height, body, f"spark t-{band}" if band else "spark", aria_hidden="true")


def _dot_or_line(part: list[tuple[float, float]]) -> str:
    if len(part) == 1:
        return svg.tag("circle", cx=part[0][0], cy=part[0][1], r=1, fill="currentColor")
    return svg.polyline(part)


def interval(value: float, low: float, high: float, *, width: int = 56, height: int = 12) -> SafeString:
    """A mark at ``value`` with a bar from ``low`` to ``high``, all from 0 to 1."""
    body = (
        svg.tag("rect", y=height / 2 - 0.5, width=width, height=1, fill="currentColor", opacity=0.25)
        + svg.tag(
            "rect",
            x=low * width,
            y=height / 2 - 2,
            width=max(0.5, (high - low) * width),
            height=4,
            rx=1,
            fill="currentColor",
            opacity=0.45,
        )
        + svg.tag(
            "rect",
            x=min(width - 2.0, max(0.0, value * width - 1)),
            y=1,
            width=2,
            height=height - 2,
            class_="text-foreground",
            fill="currentColor",
        )
    )
    return svg.small(width, height, body, "text-muted-foreground", aria_hidden="true")


def delta(value: float | None, scale: float, *, width: int = 120, height: int = 12) -> SafeString:
    """A bar from the middle to the left (negative) or right (positive); ``scale`` fills one half."""
    middle = width / 2
    change = value or 0.0
    length = min(middle - 1, abs(change) / scale * middle) if scale else 0.0
    body = svg.tag("rect", x=middle, width=1, height=height, class_="text-border", fill="currentColor")
    if length:
        body += svg.tag(
            "rect",
            x=middle - length if change < 0 else middle + 1,
            y=2,
            width=length,
            height=height - 4,
            rx=1.5,
            fill="currentColor",
        )
    return svg.small(width, height, body, "t-risk" if change < 0 else "t-good", aria_hidden="true")


def meter(share: float, label: str, *, tone: str = "good", width: int = 120) -> SafeString:
    """A bar filled to ``share`` (0 to 1)."""
    filled = min(1.0, max(0.0, share)) * width
    body = svg.tag("rect", width=width, height=6, rx=3, class_="text-muted", fill="currentColor") + svg.tag(
        "rect", width=filled, height=6, rx=3, fill="currentColor"
    )
    return svg.small(width, 6, body, f"t-{tone}", role="img", aria_label=label)
