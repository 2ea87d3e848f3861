"""The workspace's revenue policy: the shipped definition, or its own version."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from banso.platform.definitions.api import DefinitionsInvalid, Fault, active, in_language
from banso.record.revenue.rules.facts import Policy
from banso.record.revenue.rules.policy import problems_of, read_policy

REVENUE_POLICY: Final = "revenue_policy"
SHIPPED: Final = Path(__file__).parent.parent / "definitions" / "revenue_policy"
SLUG: Final = "default"
_WORDS: Final[dict[str, Promise]] = {
    "unknown_key": gettext_lazy("this key is not known"),
    "only_default": gettext_lazy("there is one policy, and its slug is “default”"),
    "not_days": gettext_lazy("write a whole number of days from 0 to %(given)s"),
    "not_choice": gettext_lazy("take one of: %(given)s"),
    "not_percent": gettext_lazy("write percent from 0 to 100"),
    "not_classes": gettext_lazy("reasons are grouped under: %(given)s"),
    "not_reasons": gettext_lazy("write reasons as {slug: {en: …, ja: …}}; {} where there is none"),
    "bad_slug": gettext_lazy("a reason's slug is of a–z, 0–9 and _, beginning with a letter"),
    "twice": gettext_lazy("this reason stands under “%(given)s” already"),
    "not_named": gettext_lazy("name it in both languages: {en: …, ja: …}"),
    "not_checkpoints": gettext_lazy("write one to %(given)s months, such as [6, 3]"),
    "not_months": gettext_lazy("write whole months from 1 to %(given)s"),
    "not_descending": gettext_lazy("write each month once, the earliest checkpoint (most months before) first"),
    "too_many": gettext_lazy("at most %(given)s reasons"),
}
_CLASS_NAMES: Final[dict[str, Promise]] = {
    "avoidable": gettext_lazy("avoidable"),
    "unavoidable": gettext_lazy("unavoidable"),
    "involuntary": gettext_lazy("involuntary"),
}


def policy() -> Policy:
    """The policy in force."""
    return read_policy(active(REVENUE_POLICY)[SLUG].body)


def policy_version() -> int:
    """The version of the policy in force; results keep the one that made them."""
    return active(REVENUE_POLICY)[SLUG].version


def validate_policy(body: Mapping[str, Any]) -> None:
    """Refuse a policy's body with faults; raises :class:`DefinitionsInvalid`."""
    if found := problems_of(body):
        raise DefinitionsInvalid([Fault("", one.path, str(_WORDS[one.code]) % {"given": one.given}) for one in found])


def reason_name(slug: str, policy_: Policy) -> str:
    """A reason in the reader's language; the slug itself where the tree has it no more."""
    names = policy_.reason_names.get(slug)
    return in_language(names) if names else slug


def class_name(class_: str) -> str:
    """``avoidable`` and its like in the reader's language."""
    return str(_CLASS_NAMES[class_])
