"""Why an account without a signal stands on Today: what weighs on its health, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banso.judgement.health.api import AccountExplanation, explain_accounts
from banso.judgement.metrics.api import stored_days
from banso.platform.definitions.api import in_language
from banso.platform.ui import formats

_ABOUT = timedelta(days=7)
_QUIET = 14
_WORTH_SAYING = 3.0
"""Points of health: a smaller fall in four weeks is noise."""
_WEAK = 60
"""Points of a metric: below "good"."""
_MOST = 2


def reasons(account_ids: Sequence[int], day: date, recency: Mapping[int, float]) -> dict[int, str]:
    """Why each account stands there as of ``day``: the largest falls of its health in about four weeks,
    else how long it has not been used (``recency``, days) and its weakest parts.
    """
    if not account_ids:
        return {}
    found = explain_accounts(account_ids, day, _four_weeks_before(day))
    return {account: _sentence(found[account], recency[account]) for account in account_ids}


def _four_weeks_before(day: date) -> date | None:
    """The computed day nearest to four weeks ago: computing another one would make a page wait."""
    wanted = day - timedelta(days=28)
    near = stored_days(wanted - _ABOUT, wanted + _ABOUT)
    return min(near, key=lambda one: abs(one - wanted), default=None)


def _sentence(given: AccountExplanation, recency: float) -> str:
    language = get_language() or "en"
    change = given.found.change
    if change is not None and change <= -_WORTH_SAYING and (falls := _falls(given, language)):
        return _fell(given, falls, language)
    sentences = [_health(given, language)]
    if recency >= _QUIET:
        sentences.insert(0, _("Not used for %(days)s days.") % {"days": formats.number(int(recency), language)})
    return " ".join(sentences)


def _fell(given: AccountExplanation, falls: str, language: str) -> str:
    since = given.found.since.score if given.found.since else None
    return _("Health went from %(since)s to %(score)s in %(days)s days: %(falls)s.") % {
        "since": formats.number(since, language),
        "score": formats.number(given.found.now.score, language),
        "days": formats.number((given.day - (given.since or given.day)).days, language),
        "falls": falls,
    }


def _health(given: AccountExplanation, language: str) -> str:
    score = given.found.now.score
    if score is None:
        return _("Too little is known for a score of health.")
    words = {"score": formats.number(score, language), "parts": _weakest(given, language)}
    if words["parts"]:
        return _("Health is %(score)s of 100; weakest: %(parts)s.") % words
    return _("Health is %(score)s of 100 and nothing weighs on it.") % words


def _falls(given: AccountExplanation, language: str) -> str:
    rows = [row for row in given.found.rows if row.cause in {"data", "went_missing"} and (row.change or 0) < -1]
    rows.sort(key=lambda row: row.change or 0)
    return _("; ").join(
        _("%(metric)s %(before)s → %(after)s (%(change)s points)")
        % {
            "metric": _name(given, row.metric, language),
            "before": _value(row.value_since, language),
            "after": _value(row.value, language),
            "change": formats.number(row.change, language, digits=1, signed=True),
        }
        for row in rows[:_MOST]
    )


def _weakest(given: AccountExplanation, language: str) -> str:
    levels = [row for row in given.found.rows if row.cause == "level" and row.value is not None]
    rows = [row for row in levels if (row.points or 0) < _WEAK]
    rows.sort(key=lambda row: -(row.weight or 0) * (100 - (row.points or 0)))
    return _("; ").join(
        _("%(metric)s %(value)s (%(points)s of 100 points)")
        % {
            "metric": _name(given, row.metric, language),
            "value": _value(row.value, language),
            "points": formats.number(row.points, language),
        }
        for row in rows[:_MOST]
    )


def _name(given: AccountExplanation, slug: str | None, language: str) -> str:
    return in_language(given.names.get(slug or "", {"en": slug or ""}), language)


def _value(value: float | None, language: str) -> str:
    whole = value is None or round(value, 1) == round(value)
    return formats.number(value, language, digits=0 if whole else 1)
