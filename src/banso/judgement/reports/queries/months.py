"""Closed months, and what changed in one since it was closed, when, by whom and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banso.judgement.reports.queries.moves import batch_words
from banso.judgement.reports.queries.scale import Scale, scale_for
from banso.judgement.reports.queries.words import KIND_WORDS
from banso.judgement.reports.rules import periods
from banso.platform.definitions import api as definitions
from banso.platform.identity.api import members
from banso.platform.journal.api import Batch
from banso.platform.kit.days import day_end, day_of
from banso.platform.tenancy.api import current_workspace
from banso.platform.ui import formats
from banso.record.customers.api import accounts_by_id
from banso.record.revenue import api as revenue
from banso.record.revenue.api import Reading, Restated, SaidSince

MOST = 24


@dataclass(frozen=True, slots=True)
class Closed:
    """A month: when and by whom it was closed; empty where it is open."""

    month: date
    label: str
    at: datetime | None
    by: str


@dataclass(frozen=True, slots=True)
class Why:
    """What moved a figure, in words, and where it is looked at."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Changed:
    """What a month said of one account and kind when it was closed, what it says now, and what was said since."""

    name: str
    url: str
    kind: str
    before: str
    after: str
    difference: str
    why: Sequence[Why]


@dataclass(frozen=True, slots=True)
class Restatement:
    """What changed in ``month`` since ``since`` (none: its end), in the unit of ``scale``."""

    month: date
    label: str
    is_closed: bool
    rows: Sequence[Changed]
    scale: Scale
    policy: Sequence[str] = ()


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
    sources = Sources(found, scale.language)
    rows = []
    for one in found:
        account = accounts.get(one.account)
        rows.append(
            Changed(
                account.name if account else formats.MISSING,
                reverse("workspace:account", args=[account.uid]) if account else "",
                str(KIND_WORDS[one.kind]),
                scale.write(one.before),
                scale.write(one.after),
                scale.write(one.after - one.before, signed=True),
                sources.of(one),
            )
        )
    label = formats.day(month, scale.language, "month")
    policy = policy_since(month, scale.language)
    return Restatement(month, label, month in revenue.frozen_months(), rows, scale, policy)


class Sources:
    """Puts what was said since into words: the day, by whom or by which row of an import, and why."""

    def __init__(self, found: Sequence[Restated], language: str) -> None:
        self.language, self.zone = language, current_workspace().timezone
        self.names = {one.pk: one.name for one in members(with_deactivated=True)}
        self.batches = Batch.objects.in_bulk({said.batch for one in found for said in one.since if said.batch})

    def of(self, one: Restated) -> list[Why]:
        """What was said of the account since; where nothing was, what else may have moved it."""
        if one.since:
            return [self._said(said) for said in one.since]
        return [Why(_("Nothing was said of its lines: a merge, an exchange rate or the revenue policy moved it."))]

    def _said(self, said: SaidSince) -> Why:
        batch = self.batches.get(said.batch or 0)
        who = self.names.get(said.member or 0, "")
        if batch is not None:
            who = batch_words(batch, said.row)
        words = {"day": self._day(said.known_at), "who": who or _("unknown"), "why": said.reason}
        url = reverse("workspace:import", args=[batch.uid]) if batch is not None else ""
        if said.taken_back_at is not None:
            words["then"] = self._day(said.taken_back_at)
            return Why(_("%(then)s: taken back what %(who)s had said on %(day)s") % words, url)
        if said.reason:
            return Why(_("%(day)s: %(who)s, because: %(why)s") % words, url)
        return Why(_("%(day)s: %(who)s, no reason given") % words, url)

    def _day(self, at: datetime) -> str:
        return formats.day(day_of(at, self.zone), self.language)


def policy_since(month: date, language: str) -> list[str]:
    """How the revenue policy changed since the month was closed, or ended: it moves accounts whose lines did not."""
    closed, zone = revenue.frozen_months().get(month), current_workspace().timezone
    since = closed.known_at if closed is not None else day_end(periods.month_end(month), zone)
    names = {one.pk: one.name for one in members(with_deactivated=True)}
    found = [one for slug in definitions.active(revenue.REVENUE_POLICY)
             for one in definitions.history(revenue.REVENUE_POLICY, slug)]  # fmt: skip
    return [
        _("%(day)s: %(who)s changed the revenue policy, because: %(why)s")
        % {
            "day": formats.day(day_of(one.created_at, zone), language),
            "who": names.get(one.author or 0) or _("unknown"),
            "why": one.reason,
        }
        for one in found
        if one.created_at is not None and one.created_at > since
    ]
