"""New signals come into the inbox of whoever owns the account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from banso.judgement.signals.models import Signal, SignalState
from banso.judgement.signals.queries.why import why
from banso.judgement.signals.rules import SignalRule
from banso.platform.identity.api import Member
from banso.record.customers.api import accounts_by_id, current_owners
from banso.record.work.api import InboxKind, News, tell_many

FIRST_DAYS: Final = 7
"""Of a workspace's first signals only so recent ones are news."""


def tell_owners(
    made: Sequence[Signal], rules: Mapping[str, SignalRule], *, day: date, first_time: bool, now: datetime
) -> int:
    """Tell the owners of accounts of signals that are new and open, each once; how many items are new."""
    since = day - timedelta(days=FIRST_DAYS) if first_time else date.min
    news = [signal for signal in made if signal.state == SignalState.OPEN and signal.began >= since]
    if not news:
        return 0
    owners = current_owners({signal.account_id for signal in news})
    members = Member.objects.in_bulk(set(owners.values()))
    accounts = accounts_by_id([signal.account_id for signal in news])
    told = [
        News(
            members=[members[owners[signal.account_id]]],
            key=f"signal:{signal.uid}",
            account=accounts[signal.account_id],
            params={"title": dict(rules[signal.rule].name), "text": _why(rules[signal.rule], signal, day)},
            url=reverse("workspace:account", args=[accounts[signal.account_id].uid]),
        )
        for signal in news
        if signal.account_id in owners and signal.account_id in accounts
    ]
    return len(tell_many(told, InboxKind.SIGNAL, now=now))


def _why(rule: SignalRule, signal: Signal, day: date) -> dict[str, str]:
    words = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            words[language] = why(rule, signal.evidence, day)
    return words
