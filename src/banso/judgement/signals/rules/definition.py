"""Definitions of signals and of Today: their YAML bodies as values, and what is wrong with them.

What every definition must have (slug, version, names) is checked by the platform's definitions.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from string import Formatter
from typing import Any

from banso.judgement.signals.rules.against_money import HealthyFalls, ViewAgainstMoney, WeakGrows
from banso.judgement.signals.rules.agreement import Happened, PromiseMissed, ViewDiffers
from banso.judgement.signals.rules.key_user import KeyUserGone
from banso.judgement.signals.rules.never_started import NeverStarted
from banso.judgement.signals.rules.people import ChampionGone, NoSponsor, SponsorSilent
from banso.judgement.signals.rules.ranking import TodayRules
from banso.judgement.signals.rules.replay import Rule
from banso.judgement.signals.rules.silence import Silence
from banso.judgement.signals.rules.touches import NoTouch, SingleThreaded
from banso.judgement.signals.rules.usage_fell import UsageFell
from banso.platform.kit.problems import Problem

RULES: dict[str, type[Any]] = {
    "silence": Silence,
    "usage_fell": UsageFell,
    "never_started": NeverStarted,
    "no_touch": NoTouch,
    "single_threaded": SingleThreaded,
    "no_sponsor": NoSponsor,
    "sponsor_silent": SponsorSilent,
    "champion_gone": ChampionGone,
    "key_user_gone": KeyUserGone,
    "promise_missed": PromiseMissed,
    "view_differs": ViewDiffers,
    "happened": Happened,
    "healthy_falls": HealthyFalls,
    "weak_grows": WeakGrows,
    "view_against_money": ViewAgainstMoney,
}
SENTENCES: dict[str, dict[str, set[str]]] = {
    "silence": {
        "longest": {"gap", "longest", "gaps", "usual", "share"},
        "usual": {"gap", "longest", "gaps", "usual", "share"},
    },
    "usage_fell": {"fell": {"now", "before", "week"}, "none": {"now", "before", "week"}},
    "never_started": {"waiting": {"days"}},
    "no_touch": {"last": {"days", "cadence"}, "never": {"days", "cadence"}},
    "single_threaded": {"one": {"touches", "window"}},
    "no_sponsor": {"none": {"days", "people"}},
    "sponsor_silent": {"last": {"days", "limit"}, "never": {"days", "limit"}},
    "champion_gone": {"left": {"day", "days"}},
    "key_user_gone": {"silent": {"share", "days", "usual"}, "left": {"share", "days"}},
    "promise_missed": {"one": {"due", "promises"}, "several": {"due", "promises"}},
    "view_differs": {"lower": {"view", "score"}, "higher": {"view", "score"}},
    "happened": {"one": {"day", "events"}, "several": {"day", "events"}},
    "healthy_falls": {"fell": {"score", "change"}},
    "weak_grows": {"grew": {"score", "change"}},
    "view_against_money": {"fell": {"view", "change"}, "grew": {"view", "change"}},
}
"""The sentences each rule needs, and what may stand in their braces."""
LANGUAGES = ("en", "ja")
TONES = ("risk", "warn", "info", "good")
_SIGNAL_KEYS = {
    "slug", "version", "owner", "rule", "name", "description", "parameters", "chance", "tone", "play", "sentences",
    "scope",
}  # fmt: skip
_TODAY_KEYS = {"slug", "version", "owner", "name", "description", "play", "parameters"}
_SHARES = {"quantile", "min_week_share", "default_chance", "help_share", "min_share", "fall_share", "growth_share"}


@dataclass(frozen=True, slots=True)
class SignalRule:
    """One version of a signal's definition: how to detect it, and what to say and do about it.

    With ``scope`` only accounts of that segment have it; ``play`` is empty where nobody has said what to do.
    """

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
    scope: str = ""


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
        detect=RULES[body["rule"]](**{name: _parameter(one) for name, one in body["parameters"].items()}),
        name=body["name"],
        description=body.get("description", {}),
        sentences=body["sentences"],
        chance=float(body["chance"]),
        tone=body["tone"],
        play=body.get("play") or "",
        parameters=body["parameters"],
        scope=body.get("scope") or "",
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
    if rule not in RULES:
        return [*found, Problem("rule", "unknown_rule", str(rule))]
    found += _parameters(body.get("parameters"), {field.name for field in fields(RULES[rule])})
    if not _is_share(body.get("chance")):
        found.append(Problem("chance", "not_a_share"))
    if body.get("tone") not in TONES:
        found.append(Problem("tone", "unknown_tone"))
    found += [Problem(key, "not_a_slug") for key in ("play", "scope") if not _is_slug(body.get(key, ""))]
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
        elif name == "kinds":
            if not isinstance(value, list) or not value or not all(isinstance(one, str) and one for one in value):
                yield Problem(path, "not_a_list")
        elif isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 10**6:
            yield Problem(path, "not_a_number")
        elif name in _SHARES and not _is_share(value):
            yield Problem(path, "not_a_share")
        elif isinstance(value, float) and _is_count(name):
            yield Problem(path, "not_a_whole_number")


def _parameter(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _is_slug(value: object) -> bool:
    return isinstance(value, str) and (not value or value.replace("_", "a").isalnum())


def _is_count(name: str) -> bool:
    ends = ("_days", "_weeks", "_gaps", "_peers", "_touches", "_band")
    return name.endswith(ends) or name in ("bands", "capacity")


def _is_share(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1
