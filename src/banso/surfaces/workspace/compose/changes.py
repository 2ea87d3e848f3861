"""What is different from the day before: health that moved, signals that began or ended."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from functools import partial

import numpy as np
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banso.judgement.health.api import HEALTH, explain_accounts
from banso.judgement.metrics.api import stored, stored_days
from banso.judgement.signals.api import Signal, SignalState, signal_rules, told_until
from banso.platform.definitions.api import in_language
from banso.platform.identity.api import Member, Role
from banso.platform.ui import formats
from banso.record.customers.api import accounts_by_id, active_account_ids, current_owners
from banso.surfaces.workspace import pages

LEAST = 3.0
"""Points of health that are worth a line; less is the ordinary breath of a score."""
MOST_EACH = 3
MOST_SIGNALS = 4
REASONS = 2
_WORSE = partial(pages.ChangeLine, icon="trending-down", tone="risk")
_BETTER = partial(pages.ChangeLine, icon="trending-up", tone="good")
_BEGAN = partial(pages.ChangeLine, icon="activity", tone="warn")
_ENDED = partial(pages.ChangeLine, icon="circle-check", tone="good")
_BACK = timedelta(days=8)
"""How far the day before may lie: nights are missed, weeks are not."""


def day_before(day: date) -> date | None:
    """The newest day before ``day`` that has been computed, a week back at most."""
    days = stored_days(day - _BACK, day - timedelta(days=1))
    return days[-1] if days else None


def change_lines(day: date, before: date, member: Member | None) -> list[pages.ChangeLine]:
    """What changed for the accounts of ``member``, or for all: the worse first, then the better, then signals."""
    seen = set(_accounts_of(member))
    fell, rose = _moved(day, before, seen)
    lines = list(_health(fell + rose, day, before))
    if day == told_until():
        lines += _signals(day, before, seen)
    return lines


def _accounts_of(member: Member | None) -> list[int]:
    active = active_account_ids()
    if member is None:
        return active
    owners = current_owners()
    mine = {member.pk, None} if member.role == Role.OWNER else {member.pk}
    return [account for account in active if owners.get(account) in mine]


def _moved(day: date, before: date, seen: Collection[int]) -> tuple[list[int], list[int]]:
    """The accounts whose health fell most, and rose most."""
    frame = stored([before, day], [HEALTH])
    scores = frame.values[HEALTH]
    is_new = frame.days == np.datetime64(day, "D")
    old = dict(zip(frame.accounts[~is_new].tolist(), scores[~is_new].tolist(), strict=True))
    moves = [
        (score - old[account], account)
        for account, score in zip(frame.accounts[is_new].tolist(), scores[is_new].tolist(), strict=True)
        if account in seen and account in old and abs(score - old[account]) >= LEAST  # NaN is not
    ]
    moves.sort()
    fell = [account for change, account in moves[:MOST_EACH] if change < 0]
    rose = [account for change, account in reversed(moves[-MOST_EACH:]) if change > 0]
    return fell, rose


def _health(ids: list[int], day: date, before: date) -> Iterator[pages.ChangeLine]:
    language = get_language() or "en"
    accounts = accounts_by_id(ids)
    for account_id, found in explain_accounts(ids, day, before).items() if ids else ():
        account, then, now = accounts.get(account_id), found.found.since, found.found.now
        if account is None or then is None or found.found.change is None:
            continue
        reasons = sorted(
            (row for row in found.found.rows if row.change and row.metric), key=lambda row: -abs(row.change or 0)
        )
        words = [
            f"{in_language(found.names[row.metric or ''])} "
            f"({formats.number(row.change, language, digits=1, signed=True)})"
            for row in reasons[:REASONS]
            if row.metric in found.names
        ]
        line = _WORSE if found.found.change < 0 else _BETTER
        yield line(
            account=account.name,
            url=f"{pages.account_url(str(account.uid))}?since={before.isoformat()}#health",
            text=_("%(before)s → %(after)s: %(reasons)s")
            % {
                "before": formats.number(then.score, language),
                "after": formats.number(now.score, language),
                "reasons": _(", ").join(words),
            },
        )


def _signals(day: date, before: date, seen: Collection[int]) -> list[pages.ChangeLine]:
    rows = Signal.objects.select_related("account").filter(
        Q(began__gt=before, began__lte=day) | Q(ended__gt=before, ended__lte=day)
    )
    rules = signal_rules()
    lines = []
    for row in rows.exclude(state=SignalState.DISMISSED).order_by("-began", "pk"):
        if row.account_id not in seen or row.rule not in rules:
            continue
        name = in_language(rules[row.rule].name)
        began = _("Signal: %(name)s") % {"name": name}
        ended = _("Signal ended: %(name)s") % {"name": name}
        if row.ended:
            ended = f"{ended} ({row.get_end_reason_display()})"
        lines.append(
            (_ENDED if row.ended else _BEGAN)(
                account=row.account.name,
                url=pages.account_url(str(row.account.uid)),
                text=ended if row.ended else began,
            )
        )
    return lines[:MOST_SIGNALS]
