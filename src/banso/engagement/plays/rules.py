"""Plays as values, and what is wrong with the body of one. No framework, no clock.

What every definition must have (slug, version, names) is checked by the platform's definitions.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from banso.platform.kit.limits import limit
from banso.platform.kit.problems import Problem

KINDS = ("todo", "call", "mail", "meeting", "check")
LANGUAGES = ("en", "ja")
_KEYS = {"slug", "version", "owner", "name", "description", "steps", "tiers"}
_STEP_KEYS = {"title", "kind", "due_days", "minutes", "checklist"}
_MOST_DAYS = limit("plays.days", 400, "days")
_MOST_MINUTES = 24 * 60

Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PlayStep:
    """One task of a play: due ``due_days`` after the start, with the lines of its checklist."""

    title: Words
    kind: str
    due_days: int
    minutes: int | None
    checklist: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Play:
    """One version of a play; with ``tiers`` it is meant for accounts in these touch tiers only."""

    slug: str
    version: int
    name: Words
    description: Words
    steps: tuple[PlayStep, ...]
    tiers: tuple[str, ...] = ()

    def is_for(self, tier: str | None) -> bool:
        """Whether it is meant for an account in ``tier`` (None: in none)."""
        return not self.tiers or tier in self.tiers

    @property
    def minutes(self) -> int:
        """What all its tasks take together."""
        return sum(step.minutes or 0 for step in self.steps)


def read_play(body: Mapping[str, Any]) -> Play:
    """A body that :func:`problems_of` found faultless, as values."""
    return Play(
        slug=body["slug"],
        version=body["version"],
        name=body["name"],
        description=body.get("description", {}),
        steps=tuple(
            PlayStep(
                title=step["title"],
                kind=step["kind"],
                due_days=step["due_days"],
                minutes=step.get("minutes"),
                checklist=tuple(step.get("checklist", ())),
            )
            for step in body["steps"]
        ),
        tiers=tuple(body.get("tiers", ())),
    )


def problems_of(body: Mapping[str, Any], tiers: Collection[str]) -> list[Problem]:
    """All faults of a play's body; none means that :func:`read_play` takes it. ``tiers`` are those there are."""
    found = [Problem(str(key), "unknown_key") for key in sorted(set(body) - _KEYS, key=str)]
    named = body.get("tiers", list(tiers))
    if not isinstance(named, list) or not named:
        found.append(Problem("tiers", "no_tiers", ", ".join(tiers)))
    else:
        found += [Problem("tiers", "unknown_tier", str(one)[:60]) for one in named if one not in tiers]
    steps = body.get("steps")
    if not isinstance(steps, list) or not steps:
        return [*found, Problem("steps", "no_steps")]
    for number, step in enumerate(steps):
        found += _step(f"steps[{number}]", step)
    return found


def _step(path: str, step: object) -> Iterator[Problem]:
    if not isinstance(step, Mapping):
        yield Problem(path, "missing")
        return
    for key in sorted(set(step) - _STEP_KEYS, key=str):
        yield Problem(f"{path}.{key}", "unknown_key")
    yield from _words(f"{path}.title", step.get("title"))
    if step.get("kind") not in KINDS:
        yield Problem(f"{path}.kind", "unknown_kind", str(step.get("kind")))
    if not _is_whole(step.get("due_days"), _MOST_DAYS):
        yield Problem(f"{path}.due_days", "not_a_whole_number", str(_MOST_DAYS))
    if "minutes" in step and not _is_whole(step["minutes"], _MOST_MINUTES):
        yield Problem(f"{path}.minutes", "not_a_whole_number", str(_MOST_MINUTES))
    lines = step.get("checklist", [])
    for number, line in enumerate(lines if isinstance(lines, list) else [None]):
        yield from _words(f"{path}.checklist[{number}]", line)


def _words(path: str, texts: object) -> Iterator[Problem]:
    for language in LANGUAGES:
        text = texts.get(language) if isinstance(texts, Mapping) else None
        if not isinstance(text, str) or not text.strip():
            yield Problem(f"{path}.{language}", "missing")


def _is_whole(value: object, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most
