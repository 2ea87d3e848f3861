"""Closed months, and what changed in one since it was closed, when, by whom and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banso.judgement.reports.queries.scale import Scale, scale_for
from banso.judgement.reports.queries.words import KIND_WORDS
from banso.judgement.reports.rules import periods
from banso.platform.identity.api import members
from banso.platform.ui import formats
from banso.record.customers.api import accounts_by_id
from banso.record.revenue import api as revenue
from banso.record.revenue.api import Reading, Restated

MOST = 24


@dataclass(frozen=True, slots=True)
class Closed:
    """A month: when and by whom it was closed; empty where it is open."""

    month: date
    label: str
    at: datetime | None
    by: str


@dataclass(frozen=True, slots=True)
class Changed:
    """What a month said of one account and kind when it was closed, what it says now, and what was said since."""

    name: str
    url: str
    kind: str
    before: str
    after: str
    difference: str
    why: Sequence[str]


@dataclass(frozen=True, slots=True)
class Restatement:
    """What changed in ``month`` since ``since`` (none: its end), in the unit of ``scale``."""

    month: date
    label: str
    is_closed: bool
    rows: Sequence[Changed]
    scale: Scale


def months_shown(today: date) -> list[Closed]:
    """The last two years of months that have ended, the newest first."""
    closed = revenue.frozen_months()
    by = {month: one.frozen_by.name if one.frozen_by else "" for month, one in closed.items()}
    language = get_language() or "en"
    ended = periods.plus(periods.month_of(today), -1)
    return [
        Closed(
            month,
            formats.day(month, language, "month"),
            closed[month].known_at if month in closed else None,
            by.get(month, ""),
        )
        for month in (periods.plus(ended, -back) for back in range(MOST))
    ]


def restatement(month: date, currency: str, *, now: datetime) -> Restatement:
    """What changed in ``month`` since it was closed, the greatest first."""
    found = revenue.restated(month, Reading(currency=currency), now=now)
    scale = scale_for([one for row in found for one in (row.before, row.after)], currency, exactly=True)
    accounts = accounts_by_id(sorted({one.account for one in found}))
    names = {one.pk: one.name for one in members(with_deactivated=True)}
    rows = []
    for one in found:
        account = accounts.get(one.account)
        why = said_since(one, names, scale.language)
        rows.append(
            Changed(
                account.name if account else formats.MISSING,
                reverse("workspace:account", args=[account.uid]) if account else "",
                str(KIND_WORDS[one.kind]),
                scale.write(one.before),
                scale.write(one.after),
                scale.write(one.after - one.before, signed=True),
                why,
            )
        )
    label = formats.day(month, scale.language, "month")
    return Restatement(month, label, month in revenue.frozen_months(), rows, scale)


def said_since(one: Restated, names: Mapping[int, str], language: str) -> list[str]:
    """What was said of the account since, each with its day, who said it and why."""
    return [
        _("%(day)s: %(who)s %(why)s")
        % {
            "day": formats.day(said.known_at, language),
            "who": names.get(said.member or 0) or (_("an import") if said.batch else ""),
            "why": said.reason,
        }
        for said in one.since
    ]
