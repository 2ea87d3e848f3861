"""What a workspace calls things: an installer says 工事 for a project, an agency “client” for an account. Pure.

The standard word is replaced in texts of the product, in labels, headings and sentences alike: a noun for a noun, so
that Japanese stays grammatical and English needs no more than number, article and capital looked after.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from banso.platform.kit.limits import limit
from banso.platform.kit.problems import Problem

MOST_WORD = limit("words.length", 40, "characters")
FORMS: Final = ("en", "plural", "ja")
"""What is said of each term: one of them in English, several of them (left out: the regular plural), Japanese."""


@dataclass(frozen=True, slots=True)
class Term:
    """A standard word. ``has_other_sense``: in English; it is meant where the Japanese has the noun too."""

    en: str
    plural: str
    ja: str
    has_other_sense: bool = False


TERMS: Final[dict[str, Term]] = {
    "account": Term("account", "accounts", "アカウント"),
    "contract": Term("contract", "contracts", "契約"),
    "product": Term("product", "products", "製品"),
    "order": Term("order", "orders", "注文", has_other_sense=True),
    "project": Term("project", "projects", "案件"),
    "device": Term("device", "devices", "機器"),
    "parent": Term("parent", "parents", "親"),
    "csm": Term("CSM", "CSMs", "CSM"),
}
_KEPT = r"%\(\w+\)[a-z]|\{[^{}]*\}|“banso [^”]*”|\bbanso [a-z-]+(?: [a-z-]+)?"
"""Not words: places for values, commands to type."""
_MARKS: Final = frozenset(" -‐・ー’.()（）")
"""What may stand in a word beside letters and digits: nothing that HTML, or a place for a value, is made of."""
_VOWELS: Final = frozenset("aeiouAEIOU")


def problems_of(said: Any) -> Iterator[Problem]:
    """All faults of ``{term: {en, plural, ja}}``."""
    if not isinstance(said, Mapping):
        yield Problem("", "not_words")
        return
    for term, forms in said.items():
        if term not in TERMS:
            yield Problem(str(term), "unknown_term", ", ".join(TERMS))
        elif not isinstance(forms, Mapping) or set(forms) - set(FORMS):
            yield Problem(str(term), "not_words")
        else:
            yield from _form_problems(str(term), forms)


def _form_problems(term: str, forms: Mapping[str, Any]) -> Iterator[Problem]:
    for form in FORMS:
        text = forms.get(form, "")
        if not isinstance(text, str) or len(text) > MOST_WORD:
            yield Problem(f"{term}.{form}", "too_long", str(MOST_WORD))
        elif not all(char.isalnum() or char in _MARKS for char in text):
            yield Problem(f"{term}.{form}", "not_a_word")
        elif form != "plural" and not text.strip():
            yield Problem(f"{term}.{form}", "both_languages")


def plural_of(word: str) -> str:
    """The regular plural of an English noun."""
    if re.search(r"(?:s|x|z|ch|sh)$", word, re.IGNORECASE):
        return f"{word}es"
    return f"{word[:-1]}ies" if re.search(r"[^aeiou]y$", word, re.IGNORECASE) else f"{word}s"


class Words:
    """The words of one workspace; equal words are the same in every cache."""

    def __init__(self, said: Mapping[str, Mapping[str, str]]) -> None:
        self._said = tuple(
            (
                term,
                forms["en"].strip(),
                (forms.get("plural") or "").strip() or plural_of(forms["en"].strip()),
                forms["ja"],
            )
            for term, forms in sorted(said.items())
        )

    def __bool__(self) -> bool:
        return bool(self._said)

    def say(self, text: str, language: str, japanese: str) -> str:
        """``text`` in the workspace's words; ``japanese`` is the same text in (standard) Japanese."""
        return _say(self._said, text, language.split("-", maxsplit=1)[0] == "ja", japanese)

    def standard(self, text: str) -> str:
        """``text``, a heading of a file say, with the standard words in the place of the workspace's."""
        back: dict[str, str] = {}
        for term, one, several, ja in self._said:
            standard = TERMS[term]
            back |= {one.lower(): standard.en, several.lower(): standard.plural, ja.lower(): standard.ja}
        parts = [
            rf"(?<![A-Za-z]){re.escape(one)}(?![A-Za-z])" if one.isascii() else re.escape(one)
            for one in sorted(back, key=len, reverse=True)
        ]
        return (
            re.sub("|".join(parts), lambda found: back[found[0].lower()], text, flags=re.IGNORECASE) if parts else text
        )


_Said = tuple[tuple[str, str, str, str], ...]


@lru_cache(maxsize=20_000)
def _say(said: _Said, text: str, in_japanese: bool, japanese: str) -> str:  # noqa: FBT001 - a part of the key
    if in_japanese:
        pattern, words = _japanese(said)
        return pattern.sub(lambda found: found[0] if found[1] else words[found[2]], text)
    english, new = _english(said)

    def put(found: re.Match[str]) -> str:
        article, old = found[2] or "", found[3]
        if not old:
            return found[0]
        term, word = new[old.lower()]
        if TERMS[term].has_other_sense and TERMS[term].ja not in japanese:
            return found[0]
        if old[0].isupper() and (old[0] != TERMS[term].en[0] or not found.start(3)):
            word = word[0].upper() + word[1:]
        return _article(article, word) + word

    return english.sub(put, text)


def _article(article: str, word: str) -> str:
    if not article:
        return ""
    return article[0] + ("n " if word[0] in _VOWELS else " ")


@lru_cache(maxsize=100)
def _japanese(said: _Said) -> tuple[re.Pattern[str], dict[str, str]]:
    words = {TERMS[term].ja: ja for term, _en, _plural, ja in said}
    # A word of Latin letters stands alone; others stand without blanks between.
    parts = [rf"(?<![A-Za-z]){one}(?![A-Za-z])" if one.isascii() else one for one in words]
    return re.compile(f"({_KEPT})|({'|'.join(parts)})"), words


@lru_cache(maxsize=100)
def _english(said: _Said) -> tuple[re.Pattern[str], dict[str, tuple[str, str]]]:
    new: dict[str, tuple[str, str]] = {}
    for term, one, several, _ja in said:
        new[TERMS[term].en.lower()] = (term, one)
        new[TERMS[term].plural.lower()] = (term, several)
    words = "|".join(sorted(new, key=len, reverse=True))
    pattern = rf"({_KEPT})|\b([Aa]n? )?(?<![\w/_.=@-])({words})(?![\w_=@/-]|\.\w)"
    return re.compile(pattern, re.IGNORECASE), new
