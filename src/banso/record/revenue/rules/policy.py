"""The revenue policy as a definition says it: its faults, and the values it stands for. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise
from re import compile as pattern
from typing import Any, Final, get_args, get_type_hints

from banso.platform.kit.limits import limit
from banso.platform.kit.problems import Problem
from banso.record.revenue.rules.facts import Policy

CLASSES: Final = ("avoidable", "unavoidable", "involuntary")
"""Of reasons for churn. What nobody gave a reason for counts as the first."""
MOST_DAYS = limit("revenue.policy_days", 365, "days")
MOST_REASONS = limit("revenue.reasons", 100)
MOST_CHECKPOINTS = limit("revenue.checkpoints", 4)
MOST_MONTHS = limit("revenue.checkpoint_months", 12)
_USUAL: Final = list(Policy().checkpoints)
"""Versions that were written before checkpoints could be chosen do not name them."""
_DAYS: Final = ("grace_days", "dunning_days")
_HINTS: Final = get_type_hints(Policy)
_CHOICES: Final = {name: get_args(_HINTS[name]) for name in ("pause", "cancel", "fx")}
_KEYS: Final = frozenset(
    {
        "slug",
        "version",
        "owner",
        "name",
        "description",
        "retired",
        "gross_margin",
        "reasons",
        "checkpoints",
        *_DAYS,
        *_CHOICES,
    }
)
_SLUG: Final = pattern(r"[a-z][a-z0-9_]{0,62}")


def problems_of(body: Mapping[str, Any]) -> list[Problem]:
    """All faults of a policy's body; none means that :func:`read_policy` takes it."""
    found = [Problem(str(key), "unknown_key") for key in sorted(set(body) - _KEYS, key=str)]
    if body.get("slug") != "default":
        found.append(Problem("slug", "only_default"))
    for name in _DAYS:
        value = body.get(name)
        if not (type(value) is int and 0 <= value <= MOST_DAYS):
            found.append(Problem(name, "not_days", str(MOST_DAYS)))
    for name, choices in _CHOICES.items():
        if body.get(name) not in choices:
            found.append(Problem(name, "not_choice", ", ".join(choices)))
    margin = body.get("gross_margin")
    if type(margin) not in (int, float) or not 0 <= margin <= 100:  # type: ignore[operator]
        found.append(Problem("gross_margin", "not_percent"))
    return [*found, *_reason_problems(body.get("reasons")), *_checkpoint_problems(body.get("checkpoints", _USUAL))]


def _checkpoint_problems(value: Any) -> Iterator[Problem]:
    if not isinstance(value, list) or not 1 <= len(value) <= MOST_CHECKPOINTS:
        yield Problem("checkpoints", "not_checkpoints", str(MOST_CHECKPOINTS))
    elif any(type(one) is not int or not 1 <= one <= MOST_MONTHS for one in value):
        yield Problem("checkpoints", "not_months", str(MOST_MONTHS))
    elif any(later >= earlier for earlier, later in pairwise(value)):
        yield Problem("checkpoints", "not_descending")


def _is_named(names: Any) -> bool:
    texts = [names.get(language) if isinstance(names, Mapping) else None for language in ("en", "ja")]
    return all(isinstance(text, str) and text.strip() and len(text) <= 200 for text in texts)


def _reason_problems(reasons: Any) -> Iterator[Problem]:
    if not isinstance(reasons, Mapping) or set(reasons) != set(CLASSES):
        yield Problem("reasons", "not_classes", ", ".join(CLASSES))
        return
    seen: dict[str, str] = {}
    for class_ in CLASSES:
        one = reasons[class_]
        if not isinstance(one, Mapping):
            yield Problem(f"reasons.{class_}", "not_reasons")
            continue
        for slug, names in one.items():
            path = f"reasons.{class_}.{slug}"
            if not isinstance(slug, str) or not _SLUG.fullmatch(slug):
                yield Problem(path, "bad_slug")
            elif slug in seen:
                yield Problem(path, "twice", seen[slug])
            seen[str(slug)] = class_
            if not _is_named(names):
                yield Problem(path, "not_named")
    if len(seen) > MOST_REASONS:
        yield Problem("reasons", "too_many", str(MOST_REASONS))


def read_policy(body: Mapping[str, Any]) -> Policy:
    """The policy that a body without faults is."""
    reasons: Mapping[str, Mapping[str, Mapping[str, str]]] = body["reasons"]
    return Policy(
        grace_days=body["grace_days"],
        dunning_days=body["dunning_days"],
        pause=body["pause"],
        cancel=body["cancel"],
        fx=body["fx"],
        # As it is written: 72.5 is 29/40, not the nearest float.
        gross_margin=Fraction(str(body["gross_margin"])) / 100,
        checkpoints=tuple(body.get("checkpoints", _USUAL)),
        avoidable=tuple(reasons["avoidable"]),
        unavoidable=tuple(reasons["unavoidable"]),
        involuntary=tuple(reasons["involuntary"]),
        reason_names={slug: dict(names) for class_ in CLASSES for slug, names in reasons[class_].items()},
    )


def class_of(reason: str, policy: Policy) -> str:
    """``avoidable``, ``unavoidable`` or ``involuntary``; avoidable where the tree does not know the reason."""
    if reason in policy.unavoidable:
        return "unavoidable"
    return "involuntary" if reason in policy.involuntary else "avoidable"
