"""The list of accounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banso.judgement.forecasts.api import SILENCE, SILENCE_HIGH, SILENCE_LOW
from banso.judgement.forecasts.api import state as state_of_silence
from banso.judgement.health.api import BAND, HEALTH
from banso.judgement.metrics import api as metrics
from banso.judgement.signals.api import open_signals
from banso.platform.attributes.api import Attribute
from banso.platform.definitions.api import in_language
from banso.platform.identity.api import EDIT_ACCOUNTS, Member
from banso.platform.kit.errors import BansoError
from banso.record.customers.api import (
    FIELDS,
    PARENT,
    accounts_by_id,
    archive_accounts,
    change_accounts,
    custom_keys,
    values_now,
)
from banso.record.revenue.api import with_lines
from banso.surfaces.workspace import pages
from banso.surfaces.workspace.compose import common
from banso.surfaces.workspace.forms import OF_LINES
from banso.surfaces.workspace.lists.editing import Writing
from banso.surfaces.workspace.lists.lines import lines
from banso.surfaces.workspace.lists.spec import BuiltIn, Editing, Extra, Joining, ListSpec

SIGNALS = "signals"
USE = "weekly_use"
USE_METRIC = "active_users_7d"


def _chips(day: date, ids: Sequence[int]) -> Mapping[int, Any]:
    chips: dict[int, list[pages.SignalChip]] = {}
    for signal in open_signals(day, ids) if ids else ():
        chips.setdefault(signal.account_id, []).extend(common.chips([signal], {}))
    return chips


def _use(day: date, ids: Sequence[int]) -> Mapping[int, Any]:
    return lines(day, ids, USE_METRIC)


def _views(member: Member) -> list[BuiltIn]:
    engaged = {"attribute": "active_weeks_52", "op": "ge", "value": 8}
    weak = {"attribute": HEALTH, "op": "lt", "value": 40}
    soon = [{"days_from_now": 0}, {"days_from_now": 90}]
    return [
        BuiltIn("mine", _("Mine"), {"attribute": "owner", "op": "eq", "value": member.name}),
        BuiltIn("engaged", _("Engaged"), engaged),
        BuiltIn("weak", _("Engaged, health below 40"), {"all": [engaged, weak]}),
        BuiltIn("notice", _("Notice within 90 days"), {"attribute": "notice_by", "op": "between", "value": soon}),
        BuiltIn("gone", _("Gone for 180 days"), {"attribute": "days_since_last_event", "op": "ge", "value": 180}),
    ]


def _editable(attributes: Mapping[str, Attribute]) -> list[str]:
    return [
        key
        for key, one in attributes.items()
        if (key in FIELDS and key not in (PARENT, "partner", "timezone", "currency")) or one.source == "custom"
    ]


def _kept(ids: Sequence[int], key: str) -> Mapping[int, Any]:
    values = values_now(accounts_by_id(ids), custom_keys())
    return {one: row.get(key) for one, row in values.items()}


def _write(ids: Sequence[int], changes: Mapping[str, Any], writing: Writing) -> None:
    # A job keeps days as text.
    days = {key: date.fromisoformat(one) for key, one in changes.items() if key == "notice_by" and isinstance(one, str)}
    if set(OF_LINES) & set(changes):
        there = with_lines(ids)
        if there and len(ids) == 1:
            raise BansoError(
                _("It comes from the account's contracts."), hint=_("Change a contract instead."), code="of_lines"
            )
        ids = [one for one in ids if one not in there]
    change_accounts(ids, {**changes, **days}, now=writing.now, batch=writing.batch, reason=writing.reason)


def _archive(ids: Sequence[int], writing: Writing) -> None:
    archive_accounts(ids, now=writing.now, batch=writing.batch, reason=writing.reason)


def _picked() -> list[tuple[str, str]]:
    return [(slug, in_language(one.name)) for slug, one in metrics.segments().items() if one.picked]


def _join(ids: Sequence[int], slug: str, writing: Writing) -> None:
    metrics.pick(slug, ids, member=writing.member, now=writing.now, batch=writing.batch)


def _note(columns: Sequence[str], day: date) -> str:
    if SILENCE not in columns:
        return ""
    standing = state_of_silence(day)
    return f"{standing.text()} {standing.caution}"


ACCOUNTS = ListSpec(
    noun="accounts",
    subject="account",
    title=gettext_lazy("Accounts"),
    icon="building-2",
    url_name="workspace:accounts",
    name="name",
    sub="industry",
    row_urls=("workspace:account",),
    columns=(HEALTH, SILENCE, "decayed_weeks_13", "yearly_value", "notice_by", "tier", SIGNALS, "owner"),
    sort=(("name", "asc"),),
    search=(("name", "contains"), ("reading", "contains"), ("external_id", "eq")),
    hidden=frozenset({BAND, SILENCE_LOW, SILENCE_HIGH}),
    beside={HEALTH: (BAND,), SILENCE: (SILENCE_LOW, SILENCE_HIGH)},
    extras={
        SIGNALS: Extra(gettext_lazy("Signals"), "signals", _chips),
        USE: Extra(gettext_lazy("Weekly use"), "trend", _use),
    },
    views=_views,
    editing=Editing(
        permission=EDIT_ACCOUNTS,
        keys=_editable,
        kept=_kept,
        write=_write,
        tags="tags",
        archive=_archive,
        joining=Joining(choices=_picked, members=metrics.members_of, join=_join),
    ),
    has_past=True,
    has_phone_cards=True,
    note=_note,
    empty_title=gettext_lazy("No accounts yet"),
    empty_text=gettext_lazy(
        "Here will stand the customers of your company with any of their attributes as columns, to filter and sort."
    ),
)
