"""Well-formed SVG from Python values. No style attributes and no scripts: the policy of the pages forbids both."""

from collections.abc import Callable, Iterable
from html import escape

from django.utils.safestring import SafeString, mark_safe

Value = str | float | int


def tag(name: str, *content: str, **attributes: Value | None) -> str:
    """One element. ``content`` is markup already; attributes are escaped, ``stroke_width`` becomes
    ``stroke-width``, ``class_`` becomes ``class``, None is left out, floats get two decimals.
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_text(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}/>" if not content else f"<{name}{written}>{''.join(content)}</{name}>"


def _text(value: Value) -> str:
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return escape(str(value))


def text(content: str, x: float, y: float, **attributes: Value | None) -> str:
    """A line of text at a point."""
    return tag("text", escape(content), x=x, y=y, **attributes)


def line(x1: float, y1: float, x2: float, y2: float, **attributes: Value | None) -> str:
    """A straight line in the colour of the text around it."""
    return tag("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke="currentColor", **attributes)


def polyline(points: Iterable[tuple[float, float]], **attributes: Value | None) -> str:
    """A line through points."""
    return tag("polyline", points=" ".join(f"{x:.1f},{y:.1f}" for x, y in points), **attributes)


def small(width: int, height: int, body: str, css: str, **attributes: Value | None) -> SafeString:
    """A chart of a fixed size that stands in a row of text."""
    drawn = tag(
        "svg",
        body,
        class_=f"{css} shrink-0",
        width=width,
        height=height,
        viewBox=f"0 0 {width} {height}",
        **attributes,
    )
    return mark_safe(drawn)  # noqa: S308 – every value went through escape()


def responsive(draw: Callable[[int], tuple[int, str]], label: str, *, wide: int, narrow: int) -> SafeString:
    """The same chart drawn twice, for a wide and for a narrow place, so that its words stay readable.

    ``draw`` takes a width and returns the height and the markup.
    """
    drawn = []
    for width, css in ((wide, "hidden @2xl:block"), (narrow, "@2xl:hidden")):
        height, body = draw(width)
        drawn.append(
            tag(
                "svg",
                body,
                class_=f"w-full {css}",
                viewBox=f"0 0 {width} {height}",
                role="img",
                aria_label=label,
            )
        )
    return mark_safe("".join(drawn))  # noqa: S308 – every value went through escape()


def runs(values: Iterable[tuple[float, float | None]]) -> list[list[tuple[float, float]]]:
    """Points split where a value is missing: a gap must not be drawn as a line."""
    parts: list[list[tuple[float, float]]] = [[]]
    for x, y in values:
        if y is None or y != y:  # noqa: PLR0124 – NaN
            parts.append([])
        else:
            parts[-1].append((x, y))
    return [part for part in parts if part]
