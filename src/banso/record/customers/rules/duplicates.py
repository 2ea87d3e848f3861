"""Whether two accounts, or two persons, may be one: by names with company forms taken apart, domains and addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from banso.platform.kit.text import fold

MOST_ALIKE: Final = 30
"""A word that more rows share than this tells nothing."""
_FORMS_JA: Final = (
    "特定非営利活動法人", "一般社団法人", "一般財団法人", "公益社団法人", "公益財団法人",
    "社会福祉法人", "医療法人社団",
    "独立行政法人", "国立大学法人", "学校法人", "宗教法人", "医療法人", "税理士法人", "弁護士法人", "監査法人",
    "株式会社",
    "有限会社", "合同会社", "合資会社", "合名会社", "相互会社", "協同組合",
)  # fmt: skip
_SHORT_JA: Final = "株|有|同|資|名|社|財|医|学|独|福"
_FORMS_EN: Final = (
    "incorporated", "inc", "corporation", "corp", "company", "co", "limited", "ltd", "llc", "llp", "lp", "plc", "kk",
    "gk", "gmbh", "ag", "kg", "ug", "sa", "sas", "sarl", "srl", "spa", "bv", "nv", "ab", "as", "oy", "pte", "pty",
    "pvt", "holdings", "group",
)  # fmt: skip
_BRACKETED = re.compile(rf"[(（]({_SHORT_JA})[)）]")
_DOTTED = re.compile(r"\b((?:[a-z]\.){2,})")
_WORDS = re.compile(r"[^\w]+")
_HONORIFIC = re.compile(r"(?:様|さま|さん|殿|御中|先生)$")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One row to compare; ``words`` are what it is recognised by, each with why: ``("domain", "aomine.example")``."""

    key: int
    words: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two rows that may be one, the lower id first, and why."""

    first: int
    second: int
    reasons: tuple[tuple[str, str], ...]


def bare_company(name: str) -> str:
    """A company's name without its form, blanks and signs: ``㈱青嶺``, ``青嶺 株式会社`` and ``（株）青嶺`` are one.

    A name that is nothing but a form stays as it is.
    """
    folded = _BRACKETED.sub(" ", fold(name))
    for form in _FORMS_JA:
        folded = folded.replace(fold(form), " ")
    folded = _DOTTED.sub(lambda found: found[1].replace(".", "") + " ", folded)
    words = [word for word in _WORDS.split(folded) if word]
    while len(words) > 1 and words[-1] in _FORMS_EN:
        words.pop()
    return "".join(words) or _WORDS.sub("", fold(name))


def bare_person(name: str) -> str:
    """A person's name without blanks and honorifics; the order of a Western name's parts does not matter."""
    folded = _HONORIFIC.sub("", fold(name).strip())
    parts = [part for part in _WORDS.split(folded) if part]
    return "".join(sorted(parts)) if folded.isascii() else "".join(parts)


def pairs(candidates: Iterable[Candidate], different: Iterable[tuple[int, int]] = ()) -> list[Pair]:
    """Pairs that share a word, the surest (with most reasons) first; ``different`` were looked at and are not one."""
    sharing: dict[tuple[str, str], list[int]] = {}
    for one in candidates:
        for word in dict.fromkeys(one.words):
            if word[1]:
                sharing.setdefault(word, []).append(one.key)
    known = {(min(pair), max(pair)) for pair in different}
    found: dict[tuple[int, int], list[tuple[str, str]]] = {}
    for word, keys in sharing.items():
        if 1 < len(keys) <= MOST_ALIKE:
            for first, second in combinations(sorted(keys), 2):
                if (first, second) not in known:
                    found.setdefault((first, second), []).append(word)
    made = [Pair(first, second, tuple(sorted(reasons))) for (first, second), reasons in found.items()]
    return sorted(made, key=lambda pair: (-len(pair.reasons), pair.first, pair.second))


def differing(first: Mapping[str, object], second: Mapping[str, object]) -> dict[str, tuple[object, object]]:
    """Fields in which both say something, and not the same."""
    empty: tuple[object, ...] = (None, "", [])
    return {
        name: (value, second.get(name))
        for name, value in first.items()
        if value not in empty and second.get(name) not in empty and value != second.get(name)
    }
