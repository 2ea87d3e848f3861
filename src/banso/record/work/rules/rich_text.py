"""Rich text of members: a short list of elements, the mentions in it, its plain text."""

import re
from collections.abc import Iterator
from html import escape
from html.parser import HTMLParser
from typing import Final

import nh3

from banso.platform.kit.limits import limit

MOST = limit("work.note", 100_000, "characters")
"""Characters of HTML that are kept of one note or comment."""
TAGS: Final = frozenset(
    {"a", "blockquote", "br", "code", "em", "h3", "h4", "hr", "li", "ol", "p", "pre", "s", "span", "strong", "u", "ul"}
)
_ATTRIBUTES = {"a": {"href"}, "span": {"data-mention"}}
_DROPPED_WHOLE = {"script", "style", "template", "noscript", "iframe", "object", "svg", "math", "title", "textarea"}
_SCHEMES = {"http", "https", "mailto", "tel"}
_UID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_BLOCKS = frozenset({"p", "li", "h3", "h4", "blockquote", "pre", "br", "hr", "ul", "ol"})
_BLANK_LINES = re.compile(r"\n{2,}")


def _kept(tag: str, name: str, value: str) -> str | None:
    if tag == "span" and name == "data-mention":
        return value if _UID.fullmatch(value) else None
    return value


_CLEANER = nh3.Cleaner(
    tags=set(TAGS),
    clean_content_tags=_DROPPED_WHOLE,
    attributes=_ATTRIBUTES,
    attribute_filter=_kept,
    url_schemes=_SCHEMES,
    url_relative="deny",
    link_rel="noopener noreferrer nofollow",
)


def clean_html(html: str) -> str:
    """``html`` with nothing but the allowed elements and attributes; the same again for what is clean already."""
    return str(_CLEANER.clean(html.replace("\x00", ""))).strip()


def from_text(text: str) -> str:
    """Plain text as rich text: empty lines part paragraphs."""
    parts = [part for part in _BLANK_LINES.split(text.replace("\r\n", "\n").strip()) if part.strip()]
    return "".join(f"<p>{escape(part).replace(chr(10), '<br>')}</p>" for part in parts)


def plain_text(html: str) -> str:
    """What one reads, a line for each block."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.text).split("\n"))
    return "\n".join(line for line in lines if line)


def first_line(html: str, most: int = 120) -> str:
    """The first line of the text, shortened at ``most`` characters."""
    line = plain_text(html).partition("\n")[0]
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def mentions(html: str) -> list[str]:
    """The uids of the members who are named, each once, in order."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return list(dict.fromkeys(reader.mentioned))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self.mentioned: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.text.append("\n")
        self.mentioned += _uids(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.text.append("\n")

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def _uids(tag: str, attrs: list[tuple[str, str | None]]) -> Iterator[str]:
    if tag == "span":
        for name, value in attrs:
            if name == "data-mention" and value and _UID.fullmatch(value):
                yield value
