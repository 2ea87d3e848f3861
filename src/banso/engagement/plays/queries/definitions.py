"""The plays in force, and faults of a play's definition in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from banso.engagement.plays.rules import KINDS, Play, problems_of, read_play
from banso.platform.definitions.api import Definition, DefinitionsInvalid, Fault, active, get, in_language
from banso.record.work.api import TIERS, tier_name, tiers

PLAY = "play"

_WORDS: dict[str, Promise] = {
    "unknown_key": gettext_lazy("this key is not known"),
    "missing": gettext_lazy("this is missing"),
    "no_steps": gettext_lazy("list at least one step"),
    "unknown_kind": gettext_lazy("“%(given)s” is not a kind of task; take one of: %(kinds)s"),
    "no_tiers": gettext_lazy("list at least one of: %(given)s; or leave it out, for all"),
    "unknown_tier": gettext_lazy("there is no tier “%(given)s”; take some of: %(tiers)s"),
    "not_a_whole_number": gettext_lazy("write a whole number from 0 to %(given)s"),
}


def validate(body: Mapping[str, Any]) -> None:
    """Refuse a play's body with faults; raises :class:`DefinitionsInvalid`."""
    kinds = ", ".join(KINDS)
    if found := problems_of(body, TIERS):
        raise DefinitionsInvalid(
            [
                Fault(
                    "",
                    one.path,
                    str(_WORDS[one.code]) % {"given": one.given, "kinds": kinds, "tiers": ", ".join(TIERS)},
                )
                for one in found
            ]
        )


def plays() -> dict[str, Play]:
    """The plays in force, by slug."""
    return {slug: _read(found) for slug, found in active(PLAY).items()}


def play_named(slug: str, version: int | None = None) -> Play:
    """A play, the version in force unless one is given; raises NotFound."""
    return _read(get(PLAY, slug, version))


def summary(play: Play) -> str:
    """What it takes, in the reader's language: how many steps and minutes."""
    steps = len(play.steps)
    return ngettext("%(steps)s step, %(minutes)s minutes", "%(steps)s steps, %(minutes)s minutes", steps) % {
        "steps": steps,
        "minutes": play.minutes,
    }


def tiers_of(play: Play) -> str:
    """The tiers it is meant for in the reader's language; empty for all."""
    known = tiers()
    return _(", ").join(tier_name(known[one]) if one in known else one for one in play.tiers)


def name_of(play: Play) -> str:
    """Its name in the reader's language."""
    return in_language(play.name)


def _read(found: Definition) -> Play:
    return read_play({**found.body, "slug": found.slug, "version": found.version})
