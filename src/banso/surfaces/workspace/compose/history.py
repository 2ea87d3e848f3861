"""What happened to an account, from the journal and from signals."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from banso.judgement.signals.api import Signal, signal_rules, signals_of_account
from banso.platform.attributes.api import Attribute
from banso.platform.definitions.words import in_language
from banso.platform.journal.api import EXISTS, Change, history
from banso.record.customers.api import OWNER, SUBJECT
from banso.surfaces.workspace import pages
from banso.surfaces.workspace.compose import words
from banso.surfaces.workspace.compose.common import names_of_members

if TYPE_CHECKING:
    from banso.record.customers.models import Account

MOST = 40


def history_lines(
    account: Account, attributes: Mapping[str, Attribute], *, until: date | None = None
) -> tuple[list[pages.HistoryLine], int]:
    """The newest entries first, and how many older ones there are; of a past day, nothing that came after it."""
    changes = history(SUBJECT, account.pk)
    owners = [one for change in changes for one in change.changes.get(OWNER, ())]
    names = names_of_members([*(change.actor for change in changes), *owners])
    lines = [_changed(change, names, attributes) for change in changes]
    lines += [line for signal in signals_of_account(account.pk) for line in _signal(signal)]
    lines = [line for line in lines if until is None or line.at <= until]
    lines.sort(key=lambda line: line.at, reverse=True)
    return lines[:MOST], max(len(lines) - MOST, 0)


def _changed(change: Change, names: dict[int, str], attributes: Mapping[str, Attribute]) -> pages.HistoryLine:
    said = []
    if EXISTS in change.changes:
        there = change.changes[EXISTS][1]
        said.append(_("The account was recorded") if there else _("The account was taken back"))
    else:
        for key, (old, new) in change.changes.items():
            attribute = attributes.get(key)
            label = str(attribute.label) if attribute else key
            before, after = (names.get(one) if key == OWNER else one for one in (old, new))
            said.append(f"{label}: {words.said(attribute, before)} → {words.said(attribute, after)}")
    who = names.get(change.actor or 0, change.source)
    reason = f" · {change.reason}" if change.reason else ""
    assumed = " · " + _("assumed to have been known then") if change.basis == "assumed" else ""
    return pages.HistoryLine(
        at=timezone.localtime(change.known_at).date(),
        icon="pencil",
        tone="info",
        title=_(", ").join(said),
        detail=f"{who}{reason}{assumed}",
    )


def _signal(signal: Signal) -> list[pages.HistoryLine]:
    rule = signal_rules().get(signal.rule)
    name = in_language(rule.name) if rule else signal.rule
    lines = [pages.HistoryLine(signal.began, "activity", "risk", _("Signal: %(name)s") % {"name": name})]
    if signal.ended:
        text = _("Signal ended: %(name)s") % {"name": name}
        lines.append(pages.HistoryLine(signal.ended, "circle-check", "good", text, signal.get_end_reason_display()))
    return lines
