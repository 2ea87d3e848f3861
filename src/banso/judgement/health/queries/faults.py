"""Faults of a scorecard's body in words: where in the file, what is wrong, what to do."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banso.judgement.health.queries.cards import KIND, STARTER
from banso.judgement.health.queries.scope import segment_of, too_late
from banso.judgement.health.rules import Problem, problems_of
from banso.judgement.metrics.api import segment_named
from banso.platform.definitions.api import Body, active
from banso.platform.kit.errors import BansoError, NotFound
from banso.platform.tenancy.api import NoWorkspace, current_workspace

_WORDS: dict[str, Promise] = {
    "not_a_mapping": gettext_lazy("this must be a mapping of keys to values"),
    "unknown_key": gettext_lazy("this key is not known; known are: %(known)s"),
    "slug": gettext_lazy("write a slug: small letters, digits and _, beginning with a letter"),
    "bands": gettext_lazy("give the four lower edges of the bands, rising, between 0 and 100"),
    "band": gettext_lazy("this is no band; bands are: %(known)s"),
    "no_metrics": gettext_lazy("list at least one metric"),
    "no_weight": gettext_lazy("give at least one metric a weight above 0"),
    "metric_twice": gettext_lazy("%(metric)s is listed twice; leave one of them out"),
    "weight": gettext_lazy("write a number that is not negative"),
    "points": gettext_lazy("write a number from 0 to 100"),
    "curve": gettext_lazy("give at least two pairs [value, points]"),
    "curve_pair": gettext_lazy("write a pair [value, points] of two numbers"),
    "starter": gettext_lazy("the starter card is for every account that no other card is meant for; make another card"),
    "no_segment": gettext_lazy("there is no segment “%(segment)s”"),
    "too_late": gettext_lazy(
        "the segment “%(segment)s” asks about %(keys)s, which is only there after health: choose one that asks about "
        "fields and metrics alone, or whose accounts are picked by hand"
    ),
    "curve_falls": gettext_lazy("the values must not fall from pair to pair; sort them"),
}


class BadScorecard(BansoError):
    """A scorecard's body that cannot be used; the message names every fault with its place."""

    code = "bad_scorecard"


def validate(body: object) -> None:
    """Refuse a body with faults, all of them in one message; raises BadScorecard."""
    found = problems_of(body)
    if not found and isinstance(body, dict):
        found = _scope_problems(body)
    if not found:
        return
    slug = body.get("slug", "?") if isinstance(body, Mapping) else "?"
    lines = "\n".join(f"  {fault_text(problem)}" for problem in found)
    raise BadScorecard(
        _("Scorecard %(slug)s cannot be used:\n%(faults)s") % {"slug": slug, "faults": lines},
        hint=_("Correct the places named and check again."),
    )


def _scope_problems(body: Body) -> list[Problem]:
    """Whether the segment is there and can be worked out before health; what is shipped is read without a workspace."""
    slug = segment_of(body)
    try:
        current_workspace()
    except NoWorkspace:
        return []
    if not slug:
        return []
    if body.get("slug") == STARTER:
        return [Problem("scope", "starter")]
    try:
        late = too_late(segment_named(slug).tree)
    except NotFound:
        return [Problem("scope", "no_segment", {"segment": slug})]
    return [Problem("scope", "too_late", {"segment": slug, "keys": ", ".join(late)})] if late else []


def segment_fault(body: Body) -> tuple[str, str] | None:
    """What is wrong with the filter of a segment that a card in force is meant for: place and words."""
    slug = str(body.get("slug", ""))
    cards = [one for one in active(KIND).values() if segment_of(one.body) == slug]
    late = too_late(body.get("filter")) if cards else []
    if not late:
        return None
    words = _("the scorecard “%(card)s” is meant for this segment, so it cannot ask about %(keys)s")
    return "filter", words % {"card": cards[0].name, "keys": ", ".join(late)}


def fault_text(problem: Problem) -> str:
    """One fault: its place in the file and what to do."""
    words = str(_WORDS[problem.code]) % problem.given
    return f"{problem.path}: {words}" if problem.path else words
