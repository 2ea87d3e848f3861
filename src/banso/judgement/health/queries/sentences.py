"""A sentence for each reason of an explanation, in the reader's language."""

from collections.abc import Callable, Mapping

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banso.judgement.health.rules import Row
from banso.platform.definitions.words import in_language
from banso.platform.ui import formats

Names = Mapping[str, Mapping[str, str]]
"""Names of metrics by slug and language."""


def sentence(row: Row, names: Names) -> str:
    """What `row` says, with its numbers, in the active language."""
    return _WRITERS[row.cause](row, _words(row, names))


def _words(row: Row, names: Names) -> dict[str, str]:
    language = get_language() or "en"
    return {
        "metric": in_language(names.get(row.metric or "", {"en": row.metric or ""}), language),
        "before": value_text(row.value_since, language),
        "after": value_text(row.value, language),
        "points": formats.number(row.points, language, digits=1),
        "weight": formats.percent(row.weight, language, digits=1),
        "weight_before": formats.percent(row.weight_since, language, digits=1),
        "contribution": formats.number(row.contribution, language, digits=1),
        "change": formats.number(row.change, language, digits=1, signed=True),
    }


def value_text(value: float | None, language: str) -> str:
    """A metric's value: whole numbers plain, others with up to two decimals."""
    if value is None or value == round(value):
        return formats.number(value, language)
    return formats.number(value, language, digits=1 if abs(value) >= 10 else 2)


def _level(row: Row, words: dict[str, str]) -> str:
    if row.contribution is None and row.value is None:
        return _("%(metric)s: no value.") % words
    if row.contribution is None:
        return _("%(metric)s is %(after)s: %(points)s of 100 points.") % words
    if row.value is None:
        return (
            _(
                "%(metric)s has no value and counts with %(points)s neutral points: "
                "%(contribution)s at a weight of %(weight)s."
            )
            % words
        )
    return _("%(metric)s is %(after)s: %(points)s of 100 points, %(contribution)s at a weight of %(weight)s.") % words


def _data(row: Row, words: dict[str, str]) -> str:
    return _("%(metric)s went from %(before)s to %(after)s: %(change)s points.") % words


def _curve(row: Row, words: dict[str, str]) -> str:
    return _("The scorecard gives other points for %(metric)s now: %(change)s points.") % words


def _weight(row: Row, words: dict[str, str]) -> str:
    return _("The weight of %(metric)s went from %(weight_before)s to %(weight)s: %(change)s points.") % words


def _arrived(row: Row, words: dict[str, str]) -> str:
    return _("%(metric)s has a value now, %(after)s: %(change)s points.") % words


def _went_missing(row: Row, words: dict[str, str]) -> str:
    return _("%(metric)s has no value any more, it was %(before)s: %(change)s points.") % words


def _cap(row: Row, words: dict[str, str]) -> str:
    if row.contribution is None or row.metric is None:
        return _("No cap holds the score down.")
    if row.contribution < 0 and row.change:
        return (
            _("%(metric)s is so low that it caps the score: %(contribution)s points, a change of %(change)s.") % words
        )
    if row.contribution < 0:
        return _("%(metric)s is so low that it caps the score: %(contribution)s points.") % words
    if row.change:
        return _("%(metric)s does not cap the score any more: %(change)s points.") % words
    return _("%(metric)s is low, but its cap is above the score.") % words


_WRITERS: dict[str, Callable[[Row, dict[str, str]], str]] = {
    "level": _level,
    "data": _data,
    "curve": _curve,
    "weight": _weight,
    "arrived": _arrived,
    "went_missing": _went_missing,
    "cap": _cap,
}
