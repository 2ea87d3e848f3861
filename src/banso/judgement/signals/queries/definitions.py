"""The rules of signals and of Today that are in force, and faults of definitions in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from banso.judgement.signals.declarations import SIGNAL, TODAY
from banso.judgement.signals.models import EndReason
from banso.judgement.signals.rules import (
    RULES,
    SignalRule,
    TodayDefinition,
    problems_of_signal,
    problems_of_today,
    read_signal,
    read_today,
)
from banso.platform.attributes.api import Attribute, Choice
from banso.platform.definitions.api import DefinitionsInvalid, Fault, active, bilingual, get
from banso.platform.kit.problems import Problem
from banso.platform.tenancy.api import Workspace

_WORDS: dict[str, Promise] = {
    "unknown_key": gettext_lazy("this key is not known"),
    "missing": gettext_lazy("this is missing"),
    "unknown_rule": gettext_lazy("there is no rule “%(given)s”; take one of: %(rules)s"),
    "unknown_tone": gettext_lazy("take risk, warn, info or good"),
    "not_a_number": gettext_lazy("write a number that is not negative"),
    "not_a_whole_number": gettext_lazy("write a whole number"),
    "not_a_share": gettext_lazy("write a number from 0 to 1"),
    "not_a_list": gettext_lazy("list at least one"),
    "not_a_slug": gettext_lazy("write the slug of one, or leave it out"),
    "braces": gettext_lazy("a brace is not closed"),
    "unknown_placeholder": gettext_lazy("nothing is known that could stand for {%(given)s}"),
}


def validate_signal(body: Mapping[str, Any]) -> None:
    """Refuse a signal's body with faults; raises :class:`DefinitionsInvalid`."""
    _refuse(problems_of_signal(body))


def validate_today(body: Mapping[str, Any]) -> None:
    """Refuse Today's body with faults; raises :class:`DefinitionsInvalid`."""
    _refuse(problems_of_today(body))


def signal_rules() -> dict[str, SignalRule]:
    """The rules in force, by slug."""
    return {
        slug: read_signal({**found.body, "slug": slug, "version": found.version})
        for slug, found in active(SIGNAL).items()
    }


def today_definition() -> TodayDefinition:
    """Today's parameters in force."""
    found = get(TODAY, TODAY)
    return read_today({**found.body, "version": found.version})


def _refuse(problems: Sequence[Problem]) -> None:
    if problems:
        raise DefinitionsInvalid(
            [
                Fault("", one.path, str(_WORDS[one.code]) % {"given": one.given, "rules": ", ".join(RULES)})
                for one in problems
            ]
        )


def own_attributes(workspace: Workspace) -> list[Attribute]:
    """The rule of a signal and why it ended, with the workspace's rules and the known reasons as choices."""
    names = {slug: bilingual(found.body["name"]) for slug, found in active(SIGNAL).items()}
    choices = tuple(Choice(slug, name) for slug, name in names.items())
    ends = tuple(Choice(one.value, one.label) for one in EndReason)
    return [
        Attribute(
            key="rule", subject=SIGNAL, type="choice", label=gettext_lazy("Signal"), column="rule", choices=choices
        ),
        Attribute(
            key="end_reason",
            subject=SIGNAL,
            type="choice",
            label=gettext_lazy("Why it ended"),
            column="why_ended",
            choices=ends,
        ),
    ]
