"""Faults of a metric's body in words: where in the file, what is wrong, what to do."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banso.judgement.metrics.rules.terms import BadMetric
from banso.platform.kit.errors import BansoError

_WORDS: dict[str, Promise] = {
    "slug": gettext_lazy("write a slug: small letters, digits and _, beginning with a letter"),
    "unknown_key": gettext_lazy("this key is not known; known are: %(known)s"),
    "unknown_value": gettext_lazy("“%(value)s” is not known; known are: %(known)s"),
    "missing_text": gettext_lazy("the text is missing"),
    "both_languages": gettext_lazy("give a text in both languages: {en: …, ja: …}"),
    "not_bool": gettext_lazy("write true or false"),
    "not_whole": gettext_lazy("“%(value)s” is not a whole number from 1"),
    "not_a_number": gettext_lazy("“%(value)s” is not a number"),
    "too_small": gettext_lazy("write a number of %(least)s or more"),
    "not_a_term": gettext_lazy("give {metric: slug} or {aggregation: …, window: …}"),
    "not_with": gettext_lazy("%(kind)s cannot have this"),
    "needs_window": gettext_lazy("%(kind)s needs a window, such as {days: 90}"),
    "length": gettext_lazy("write a length of time, such as {days: 90}, {weeks: 13} or {months: 24}"),
    "too_long": gettext_lazy("give %(most)s days at most"),
    "faded": gettext_lazy("give %(most)s half-lives at most; nothing is left of what is older"),
    "not_whole_buckets": gettext_lazy("%(days)s days are not a whole number of buckets of %(size)s days"),
    "where": gettext_lazy("write {feature: [name, name]}"),
    "users_of_features": gettext_lazy("users cannot be narrowed to features; count events, days or weeks instead"),
    "task_state": gettext_lazy("write {state: open} or {state: overdue}"),
    "circle": gettext_lazy("%(steps)s goes round in a circle"),
    "unknown_metric": gettext_lazy("there is no metric “%(metric)s”"),
    "no_own_window": gettext_lazy("“%(metric)s” has no window of its own to go back by"),
    "unshifted": gettext_lazy("%(kind)s cannot be taken for an earlier time"),
}


class MetricInvalid(BansoError):
    """A metric's body that cannot be used; the message names the metric, the place and the fault."""

    code = "bad_metric"


class NoMetric(BansoError):
    """A metric that does not exist was asked for."""

    code = "no_metric"
    status = 404

    def __init__(self, slug: str, known: list[str]) -> None:
        super().__init__(
            _("There is no metric “%(slug)s”.") % {"slug": slug},
            hint=_("Metrics: %(known)s.") % {"known": ", ".join(known)},
        )


def in_words(slug: object, error: BadMetric) -> MetricInvalid:
    """The fault in the reader's language."""
    words = str(_WORDS[error.fault]) % error.given
    place = f"{error.path}: " if error.path else ""
    return MetricInvalid(
        _("Metric %(slug)s cannot be used: %(fault)s.") % {"slug": slug, "fault": f"{place}{words}"},
        hint=_("Correct the place named and check again."),
    )
