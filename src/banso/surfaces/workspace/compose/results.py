"""What an import would do, and what it or its undo has done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from banso.connectors.files.api import KINDS, RECORDS, Report
from banso.platform.attributes.api import attributes_of
from banso.platform.journal.api import Batch
from banso.record.customers.api import OWNER, PARENT, SUBJECT, accounts_by_id
from banso.surfaces.workspace import pages
from banso.surfaces.workspace.compose import words
from banso.surfaces.workspace.compose.common import names_of_members
from banso.surfaces.workspace.compose.kinds import kind_words

MOST_CONFLICTS = 50
_TONES = {"new": "good", "changed": "info", "refused": "risk", "quarantined": "warn"}
_OF_RECORDS = ("new", "changed", "unchanged", "refused")
_EVER = {"events": ("new", "duplicate", "quarantined", "refused")}


def outcome_lines(report: Report) -> list[pages.OutcomeLine]:
    """What would become of the file's rows."""
    if not report.outcomes:
        return []
    return _lines(report.kind, report.outcomes, fields=sum(report.fields.values()))


def applied_lines(batch: Batch) -> list[pages.OutcomeLine]:
    """What became of them."""
    lines = _lines(batch.kind, batch.report.get("applied") or batch.mapping.get("applied") or {}, fields=0)
    held = f"{reverse('workspace:quarantine')}?batch={batch.uid}"
    return [
        line if not line.n or line.label != _label(batch.kind, "quarantined") else _linked(line, held) for line in lines
    ]


def _linked(line: pages.OutcomeLine, url: str) -> pages.OutcomeLine:
    return pages.OutcomeLine(line.label, line.n, line.tone, line.note, url)


def _lines(kind: str, counts: Mapping[str, int], *, fields: int) -> list[pages.OutcomeLine]:
    shown = [key for key in _EVER.get(kind, _OF_RECORDS) if counts]
    return [
        pages.OutcomeLine(
            label=_label(kind, key),
            n=counts.get(key, 0),
            tone=_TONES.get(key, "outline"),
            note=_("%(n)s values") % {"n": fields} if key == "changed" and fields else "",
        )
        for key in shown
    ]


def _label(kind: str, outcome: str) -> str:
    if kind == "events":
        words_ = {
            "new": _("New events"),
            "duplicate": _("There already"),
            "quarantined": _("To quarantine"),
            "refused": _("Cannot be imported"),
        }
    else:
        words_ = {
            "new": kind_words(kind).new,
            "changed": kind_words(kind).changed,
            "unchanged": _("Without a change"),
            "refused": _("Cannot be imported"),
        }
    return words_.get(outcome, outcome)


def samples(report: Report) -> list[pages.Sample]:
    """Some of the values that change, old and new."""
    if report.kind in RECORDS:
        return _record_samples(report)
    if report.kind != "accounts":
        return []
    attributes = attributes_of(SUBJECT) if report.samples else {}
    pairs = [one[side] for one in report.samples for side in ("old", "new") if one["field"] in (OWNER, PARENT)]
    ids = [one for one in pairs if isinstance(one, int)]
    people = names_of_members(ids)
    parents = {one: account.name for one, account in accounts_by_id(ids).items()}

    def said(field: str, value: Any) -> str:
        if field in (OWNER, PARENT) and isinstance(value, int):
            value = (people if field == OWNER else parents).get(value)
        return words.said(attributes.get(field), value)

    return [
        pages.Sample(
            row=one["row"],
            name=one.get("name") or one["key"],
            field=str(attributes[one["field"]].label) if one["field"] in attributes else one["field"],
            old=said(one["field"], one["old"]),
            new=said(one["field"], one["new"]),
        )
        for one in report.samples
    ]


def _record_samples(report: Report) -> list[pages.Sample]:
    fields = KINDS[report.kind]
    return [
        pages.Sample(
            row=one["row"],
            name=one.get("name") or one["key"],
            field=str(fields[one["field"]].label) if one["field"] in fields else one["field"],
            old=words.said(None, one["old"]),
            new=words.said(None, one["new"]),
        )
        for one in report.samples
    ]


def conflicts(examples: Sequence[Mapping[str, Any]]) -> list[pages.Conflict]:
    """Fields of accounts that an undo left alone."""
    attributes = attributes_of(SUBJECT) if examples else {}
    shown = [one for one in examples if one["subject"] == SUBJECT][:MOST_CONFLICTS]
    accounts = accounts_by_id([one["subject_id"] for one in shown])
    found = []
    for one in shown:
        account = accounts.get(one["subject_id"])
        attribute = attributes.get(one["field"])
        found.append(
            pages.Conflict(
                name=account.name if account else str(one["subject_id"]),
                url=pages.account_url(str(account.uid)) if account else "",
                field=str(attribute.label) if attribute else one["field"],
                found=words.said(attribute, one["found"]),
            )
        )
    return found
