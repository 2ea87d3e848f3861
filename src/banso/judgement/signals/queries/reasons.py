"""Why an account without a signal stands on Today: what weighs on its health, in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banso.judgement.health.api import AccountExplanation, explain_accounts
from banso.platform.definitions.api import in_language
from banso.platform.ui import formats

_BACK = timedelta(days=28)
_WORTH_SAYING = 3.0
"""Points of health: a smaller fall in four weeks is noise."""
_MOST = 2


def reasons(account_ids: Sequence[int], day: date) -> dict[int, str]:
    """A sentence for each account as of ``day``: its largest falls in four weeks, else its weakest parts."""
    if not account_ids:
        return {}
    found = explain_accounts(account_ids, day, day - _BACK)
    return {account: _sentence(found[account]) for account in account_ids}


def _sentence(given: AccountExplanation) -> str:
    language = get_language() or "en"
    score = given.found.now.score
    if score is None:
        return _("Too little is known for a score of health.")
    change = given.found.change
    since = given.found.since.score if given.found.since else None
    if change is not None and since is not None and change <= -_WORTH_SAYING and (falls := _falls(given, language)):
        return _("Health went from %(since)s to %(score)s in four weeks: %(falls)s.") % {
            "since": formats.number(since, language),
            "score": formats.number(score, language),
            "falls": falls,
        }
    return _("Health is %(score)s of 100; weakest are: %(parts)s.") % {
        "score": formats.number(score, language),
        "parts": _weakest(given, language),
    }


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
    rows = [row for row in given.found.rows if row.cause == "level" and row.value is not None]
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
