"""Faults of a scorecard's body in words: where in the file, what is wrong, what to do."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banso.judgement.health.rules import Problem, problems_of
from banso.platform.kit.errors import BansoError

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
    "curve_falls": gettext_lazy("the values must not fall from pair to pair; sort them"),
}


class BadScorecard(BansoError):
    """A scorecard's body that cannot be used; the message names every fault with its place."""

    code = "bad_scorecard"


def validate(body: object) -> None:
    """Refuse a body with faults, all of them in one message; raises BadScorecard."""
    found = problems_of(body)
    if not found:
        return
    slug = body.get("slug", "?") if isinstance(body, Mapping) else "?"
    lines = "\n".join(f"  {fault_text(problem)}" for problem in found)
    raise BadScorecard(
        _("Scorecard %(slug)s cannot be used:\n%(faults)s") % {"slug": slug, "faults": lines},
        hint=_("Correct the places named and check again."),
    )


def fault_text(problem: Problem) -> str:
    """One fault: its place in the file and what to do."""
    words = str(_WORDS[problem.code]) % problem.given
    return f"{problem.path}: {words}" if problem.path else words
