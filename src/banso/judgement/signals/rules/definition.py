"""Definitions of signals and of Today: their YAML bodies as values, and what is wrong with them.

What every definition must have (slug, version, names) is checked by the platform's definitions.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from string import Formatter
from typing import Any

from banso.judgement.signals.rules.never_started import NeverStarted
from banso.judgement.signals.rules.ranking import TodayRules
from banso.judgement.signals.rules.replay import Rule
from banso.judgement.signals.rules.silence import Silence
from banso.judgement.signals.rules.usage_fell import UsageFell

_RULES: dict[str, type[Any]] = {"silence": Silence, "usage_fell": UsageFell, "never_started": NeverStarted}
SENTENCES: dict[str, dict[str, set[str]]] = {
    "silence": {
        "longest": {"gap", "longest", "gaps", "usual", "share"},
        "usual": {"gap", "longest", "gaps", "usual", "share"},
    },
    "usage_fell": {"fell": {"now", "before", "week"}, "none": {"now", "before", "week"}},
    "never_started": {"waiting": {"days"}},
}
"""The sentences each rule needs, and what may stand in their braces."""
LANGUAGES = ("en", "ja")
TONES = ("risk", "warn", "info", "good")
_SIGNAL_KEYS = {
    "slug", "version", "owner", "rule", "name", "description", "parameters", "chance", "tone", "play", "sentences"
}  # fmt: skip
_TODAY_KEYS = {"slug", "version", "owner", "name", "description", "play", "parameters"}
_SHARES = {"quantile", "min_week_share", "default_chance", "help_share"}


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: where in the body (``sentences.fell.ja``), what kind, and the word it is about."""

    path: str
    code: str
    given: str = ""


@dataclass(frozen=True, slots=True)
class SignalRule:
    """One version of a signal's definition: how to detect it, and what to say and do about it."""

    slug: str
    version: int
    rule: str
    detect: Rule
    name: Mapping[str, str]
    description: Mapping[str, str]
    sentences: Mapping[str, Mapping[str, str]]
    chance: float
    tone: str
    play: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TodayDefinition:
    """One version of Today's definition; ``play`` is for an account at risk without a signal."""

    version: int
    rules: TodayRules
    capacity: int
    play: str


def read_signal(body: Mapping[str, Any]) -> SignalRule:
    """A body that :func:`problems_of_signal` found faultless, as values."""
    return SignalRule(
        slug=body["slug"],
        version=body["version"],
        rule=body["rule"],
        detect=_RULES[body["rule"]](**body["parameters"]),
        name=body["name"],
        description=body.get("description", {}),
        sentences=body["sentences"],
        chance=float(body["chance"]),
        tone=body["tone"],
        play=body["play"],
        parameters=body["parameters"],
    )


def read_today(body: Mapping[str, Any]) -> TodayDefinition:
    """A body that :func:`problems_of_today` found faultless, as values."""
    given = dict(body["parameters"])
    capacity = given.pop("capacity")
    return TodayDefinition(body["version"], TodayRules(**given), capacity, body["play"])


def problems_of_signal(body: Mapping[str, Any]) -> list[Problem]:
    """All faults of a signal's body; none means that :func:`read_signal` takes it."""
    found = list(_keys(body, _SIGNAL_KEYS))
    rule = body.get("rule")
    if rule not in _RULES:
        return [*found, Problem("rule", "unknown_rule", str(rule))]
    found += _parameters(body.get("parameters"), {field.name for field in fields(_RULES[rule])})
    if not _is_share(body.get("chance")):
        found.append(Problem("chance", "not_a_share"))
    if body.get("tone") not in TONES:
        found.append(Problem("tone", "unknown_tone"))
    found += _play(body)
    sentences = body.get("sentences")
    for name, allowed in SENTENCES[rule].items():
        texts = sentences.get(name) if isinstance(sentences, Mapping) else None
        found += _sentence(f"sentences.{name}", texts, allowed)
    return found


def problems_of_today(body: Mapping[str, Any]) -> list[Problem]:
    """All faults of Today's body; none means that :func:`read_today` takes it."""
    names = {field.name for field in fields(TodayRules)} | {"capacity"}
    return [*_keys(body, _TODAY_KEYS), *_parameters(body.get("parameters"), names), *_play(body)]


def _keys(body: Mapping[str, Any], known: set[str]) -> Iterator[Problem]:
    for key in sorted(set(body) - known, key=str):
        yield Problem(str(key), "unknown_key")


def _play(body: Mapping[str, Any]) -> Iterator[Problem]:
    if not isinstance(body.get("play"), str) or not body["play"]:
        yield Problem("play", "missing")


def _sentence(path: str, texts: object, allowed: set[str]) -> Iterator[Problem]:
    for language in LANGUAGES:
        text = texts.get(language) if isinstance(texts, Mapping) else None
        if not isinstance(text, str) or not text.strip():
            yield Problem(f"{path}.{language}", "missing")
            continue
        try:
            used = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
        except ValueError:
            yield Problem(f"{path}.{language}", "braces")
            continue
        for name in sorted(used - allowed):
            yield Problem(f"{path}.{language}", "unknown_placeholder", name)


def _parameters(given: object, names: set[str]) -> Iterator[Problem]:
    if not isinstance(given, Mapping):
        yield Problem("parameters", "missing")
        return
    for name in sorted(names - set(given)):
        yield Problem(f"parameters.{name}", "missing")
    for name, value in given.items():
        path = f"parameters.{name}"
        if name not in names:
            yield Problem(path, "unknown_key")
        elif isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 10**6:
            yield Problem(path, "not_a_number")
        elif name in _SHARES and not _is_share(value):
            yield Problem(path, "not_a_share")
        elif isinstance(value, float) and _is_count(name):
            yield Problem(path, "not_a_whole_number")


def _is_count(name: str) -> bool:
    return name.endswith(("_days", "_weeks", "_gaps", "_peers")) or name == "capacity"


def _is_share(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1
