"""Reading templates as a guard does: what they include, what they style or script, what they say untranslated."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

INCLUDES = re.compile(r"{%-?\s*(?:include|extends)\s+(\S+)")
COMPONENT = re.compile(r"<c-([a-z][\w.-]*)")
_SILENT = [
    re.compile(r"{#.*?#}"),
    re.compile(r"{%\s*comment.*?%}.*?{%\s*endcomment\s*%}", re.DOTALL),
    re.compile(r"{%\s*verbatim.*?%}.*?{%\s*endverbatim\s*%}", re.DOTALL),
]
_TRANSLATED = re.compile(r"{%\s*blocktrans(?:late)?\b.*?%}.*?{%\s*endblocktrans(?:late)?\s*%}", re.DOTALL)
_TAG = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)

FORBIDDEN = {
    "style attribute": re.compile(r"""\s:?style\s*=\s*["'{]""", re.IGNORECASE),
    "style element": re.compile(r"<style\b", re.IGNORECASE),
    "inline script": re.compile(
        r"<script\b(?![^>]*\bsrc=)(?![^>]*\btype=[\"']application/(?:ld\+)?json)", re.IGNORECASE
    ),
    "event attribute": re.compile(r"\s(?:on[a-z]{3,}|hx-on[\w:.-]*)\s*=", re.IGNORECASE),
    "script address": re.compile(r"javascript:|[\"']js:", re.IGNORECASE),
    "another host": re.compile(
        r"""<(?:script|link|img|iframe)\b[^>]*?(?:src|href)=["'](?:https?:)?//""", re.IGNORECASE
    ),
}

# Attributes that a person reads or hears, of HTML and of our components.
SPOKEN = {
    "alt", "aria-description", "aria-label", "caption", "confirm", "description", "empty", "heading", "hint",
    "label", "note", "placeholder", "subtitle", "summary", "text", "title", "hx-confirm",
}  # fmt: skip
_UNSPOKEN_ELEMENTS = {"code", "kbd", "script", "style", "pre"}
# Identifiers, which no language translates; the rest of a tag whose two ends stand in two branches.
_NO_WORDS = re.compile(r"\b\w*_\w*\b|[\w-]+=\"[^\"]*\"\s*/?>")
# Names, and abbreviations that both languages write alike.
ALIKE = {"Banso", "CSV", "JSON", "YAML", "AUC", "CSM", "UTC", "ID", "English", "日本語"}


def without_comments(source: str) -> str:
    for pattern in _SILENT:
        source = pattern.sub(lambda match: "\n" * match.group().count("\n"), source)
    return source


def included(source: str) -> Iterator[str]:
    """What the template includes or extends; a name that is computed comes as it is written."""
    for match in INCLUDES.finditer(without_comments(source)):
        yield match.group(1)


def components(source: str) -> Iterator[str]:
    for match in COMPONENT.finditer(without_comments(source)):
        if match.group(1) not in {"vars", "slot"}:
            yield match.group(1)


def inline(source: str) -> Iterator[tuple[int, str]]:
    """(line, what) of everything that the Content-Security-Policy would block."""
    text = without_comments(source)
    for what, pattern in FORBIDDEN.items():
        for match in pattern.finditer(text):
            yield text.count("\n", 0, match.start()) + 1, what


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[int, str]] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._attributes(tag, attrs)
        self._silent += tag in _UNSPOKEN_ELEMENTS

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._attributes(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in _UNSPOKEN_ELEMENTS

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._speak(data)

    def _attributes(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in SPOKEN and tag not in {"c-vars", "meta"}:
                self._speak(value or "")

    def _speak(self, text: str) -> None:
        words = re.findall(r"[A-Za-z]{2,}|[\u3041-\u30ff\u4e00-\u9fff]+", _NO_WORDS.sub(" ", text))
        if any(word not in ALIKE for word in words):
            self.found.append((self.getpos()[0], " ".join(text.split())[:60]))


def untranslated(source: str) -> list[tuple[int, str]]:
    """(line, text) of words that stand in the template outside of any translation tag."""
    text = without_comments(source)
    for pattern in (_TRANSLATED, _TAG):
        text = pattern.sub(lambda match: "\n" * match.group().count("\n"), text)
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.found
