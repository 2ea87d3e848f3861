"""A mail's content as data, and its two looks: plain text, and HTML by way of MJML.

Apps say what a mail says; nobody but this module knows how mails look. A letter is kept as JSON with its effect and is
drawn when it is sent.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import mrml
from django.template.loader import render_to_string

WIDTH: Final = 76


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a section. ``url`` is a path of the product."""

    text: str
    note: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading with rows under it; ``more`` says what was left out."""

    title: str
    rows: Sequence[Row] = ()
    more: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What a mail says. Texts are plain: they are escaped where they are drawn."""

    subject: str
    heading: str
    paragraphs: Sequence[str] = ()
    quote: str = ""
    sections: Sequence[Section] = ()
    button: str = ""
    url: str = ""

    def as_json(self) -> dict[str, Any]:
        """For the effect's payload."""
        kept: dict[str, Any] = _printable(asdict(self))
        return kept

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Letter:
        """The reverse of :meth:`as_json`."""
        sections = [
            Section(title=one["title"], more=one["more"], rows=[Row(**row) for row in one["rows"]])
            for one in data["sections"]
        ]
        return cls(**{**data, "sections": sections})


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What stands around every letter: where links lead, and how to stop this type of mail."""

    base: str
    language: str
    why: str
    stop: str
    stop_url: str
    settings: str
    settings_url: str


def html_of(letter: Letter, frame: Frame) -> str:
    """The letter as HTML that mail programs draw alike."""
    source = render_to_string("mail/letter.mjml", {"letter": letter, "frame": frame, "base": frame.base})
    return str(mrml.to_html(source).content)


def text_of(letter: Letter, frame: Frame) -> str:
    """The letter as plain text."""
    lines = [letter.heading, "=" * min(_width(letter.heading), WIDTH), ""]
    for paragraph in letter.paragraphs:
        lines += [_wrapped(paragraph), ""]
    if letter.quote:
        lines += [*(f"> {line}" for line in letter.quote.splitlines()), ""]
    for section in letter.sections:
        lines += [section.title, "-" * min(_width(section.title), WIDTH)]
        for row in section.rows:
            lines.append(f"* {row.text}")
            lines += [f"  {part}" for part in (row.note, _absolute(row.url, frame)) if part]
        lines += [section.more, ""] if section.more else [""]
    if letter.url:
        lines += [f"{letter.button}: {_absolute(letter.url, frame)}", ""]
    lines += ["-- ", frame.why, f"{frame.stop}: {frame.stop_url}", f"{frame.settings}: {frame.settings_url}"]
    return "\n".join(lines) + "\n"


def _printable(value: Any) -> Any:
    """Without control characters, which no mail program shows and MJML refuses; lines stay lines."""
    if isinstance(value, str):
        return "".join(char if char.isprintable() or char == "\n" else " " for char in value)
    if isinstance(value, Mapping):
        return {name: _printable(one) for name, one in value.items()}
    return [_printable(one) for one in value]


def _absolute(url: str, frame: Frame) -> str:
    return f"{frame.base}{url}" if url else ""


def _wrapped(text: str) -> str:
    return "\n".join(textwrap.fill(line, WIDTH, break_long_words=False) for line in text.splitlines())


def _width(text: str) -> int:
    """How many columns a line takes: full-width characters take two."""
    return sum(2 if ord(char) > 0x2E7F else 1 for char in text)
