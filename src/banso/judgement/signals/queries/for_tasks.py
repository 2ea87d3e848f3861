"""Signals as what a task is about: the record, which knows no signals, is told these two."""

from __future__ import annotations

from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banso.judgement.signals.models import Signal, SignalState
from banso.judgement.signals.queries.definitions import signal_rules
from banso.platform.definitions.api import in_language
from banso.platform.ui import formats
from banso.record.customers.api import same_accounts

_MOST = 30


def open_of_account(account_id: int) -> list[tuple[int, str]]:
    """The open signals of an account, with those merged into it, the newest first."""
    rows = Signal.objects.filter(account_id__in=same_accounts(account_id), state=SignalState.OPEN)
    return [
        (pk, _words(rule, began))
        for pk, rule, began in rows.order_by("-began", "-pk").values_list("pk", "rule", "began")[:_MOST]
    ]


def words_of(signal_id: int) -> str:
    """What a signal says and since when; empty where it is gone."""
    found = Signal.objects.filter(pk=signal_id).values_list("rule", "began").first()
    return _words(*found) if found else ""


def _words(slug: str, began: date) -> str:
    rule = signal_rules().get(slug)
    day = formats.day(began, get_language() or "en", "short")
    return _("%(signal)s, since %(day)s") % {"signal": in_language(rule.name) if rule else slug, "day": day}
