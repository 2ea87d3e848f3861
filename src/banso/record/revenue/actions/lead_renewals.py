"""Every night: the renewals whose checkpoint has come get their row, and who looks after the account is told."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from banso.platform.identity.api import Member, members
from banso.record.revenue.actions.renewals import touch_renewal
from banso.record.revenue.queries.policy import policy
from banso.record.revenue.queries.renewals import Due, Look, renewals
from banso.record.revenue.rules.renewals import MONTH_DAYS
from banso.record.work.api import InboxKind, News, tell_many

LEAD_JOB: Final = "revenue.lead_renewals"
NEWLY: Final = timedelta(days=7)
"""A checkpoint that has been due for longer is told no more: the page of renewals shows it."""


def lead_renewals(today: date, now: datetime) -> int:
    """Bring up the checkpoints that came due in the last days; returns how many. Done twice it tells nothing new."""
    people = {one.pk: one for one in members()}
    news = []
    ahead = timedelta(days=max(policy().checkpoints) * MONTH_DAYS)
    with transaction.atomic():
        for due in renewals(today, today + ahead, today):
            newly = [look for look in due.looks if look.is_due and look.day > today - NEWLY]
            if not newly:
                continue
            touch_renewal(due.contract, due.term_end, now=now)
            owner = people.get(due.owner or 0)
            news += [_news(due, look, [owner]) for look in newly if owner is not None]
        tell_many(news, InboxKind.SIGNAL, now=now)
    return len(news)


def _news(due: Due, look: Look, owners: list[Member]) -> News:
    return News(
        members=owners,
        key=f"checkpoint:{due.contract.uid}:{due.term_end.isoformat()}:{look.months}",
        account=due.account,
        params={"title": {language: _title(due, look, language) for language in ("en", "ja")}},
        url=reverse("revenue:renewal", args=[due.contract.uid, due.term_end.isoformat()]),
    )


def _title(due: Due, look: Look, language: str) -> str:
    with translation.override(language):
        words = {"name": due.account.name, "n": look.months}
        return _("%(name)s: checkpoint %(n)d months before the renewal") % words
