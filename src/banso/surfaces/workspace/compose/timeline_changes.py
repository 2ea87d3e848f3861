"""Changes of fields for the timeline, from the journal: hand-overs, merges, and all others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from banso.platform.attributes.api import Attribute, attributes_of
from banso.platform.journal.api import EXISTS, Asked, Change, Item, newest
from banso.platform.kit.text import fold
from banso.record.customers.api import OWNER, PARENT, SUBJECT, accounts_by_id
from banso.surfaces.workspace.compose import words
from banso.surfaces.workspace.compose.common import names_of_members

MERGED = "merged_into"
SEARCHED = 2_000
"""So many changes are looked through for a text; the journal keeps values, not words."""
_OWNED = Q(changes__has_key=OWNER) & ~Q(changes__has_key=EXISTS)
_KINDS = {
    "hand_over": _OWNED,
    "merge": Q(changes__has_key=MERGED),
    "field": ~_OWNED & ~Q(changes__has_key=MERGED),
}


def timeline(asked: Asked) -> list[list[Item]]:
    """The streams of changes, each newest first; a constant number of queries."""
    subject, ids = (SUBJECT, asked.accounts) if asked.accounts else ("person", asked.persons)
    attributes = attributes_of(subject)
    found = []
    for kind, condition in _KINDS.items():
        if not asked.wants(kind):
            continue
        rows = Change.objects.filter(condition, subject=subject)
        rows = rows.filter(subject_id=ids[0]) if len(ids) == 1 else rows.filter(subject_id__in=list(ids))
        if asked.text:
            wide = Asked(before=asked.before, until=asked.until, limit=SEARCHED, only=asked.only)
            items = _items(kind, list(newest(rows, kind, wide, at="known_at")), attributes)
            there = (one for one in items if asked.text in fold(f"{one.title} {one.detail}"))
            found.append(list(islice(there, asked.limit)))
        else:
            found.append(list(_items(kind, list(newest(rows, kind, asked, at="known_at")), attributes)))
    return found


def _items(kind: str, rows: list[Change], attributes: Mapping[str, Attribute]) -> Iterator[Item]:
    names = _Names(rows)
    for row in rows:
        assumed = _("assumed to have been known then") if row.basis == "assumed" else ""
        yield Item(
            kind=kind,
            at=row.known_at,
            id=row.pk,
            uid=row.uid,
            title=_title(row, names, attributes),
            detail=" · ".join(one for one in (row.reason, assumed) if one),
            member=row.actor,
            who="" if row.actor else row.source,
            icon="pencil",
        )


class _Names:
    """Names behind the ids that changes hold."""

    def __init__(self, rows: list[Change]) -> None:
        self.members = names_of_members(_ids(rows, OWNER))
        others = _ids(rows, PARENT) | _ids(rows, MERGED)
        self.accounts = {one: account.name for one, account in accounts_by_id(others).items()} if others else {}

    def of(self, key: str, value: Any) -> Any:
        if key == OWNER:
            return self.members.get(value)
        return self.accounts.get(value, value) if key in (PARENT, MERGED) else value


def _ids(rows: list[Change], key: str) -> set[int]:
    return {one for row in rows for one in row.changes.get(key, ()) if isinstance(one, int)}


def _title(change: Change, names: _Names, attributes: Mapping[str, Attribute]) -> str:
    if EXISTS in change.changes:
        made = _("Recorded here for the first time")
        return made if change.changes[EXISTS][1] else _("The record was taken back")
    said = []
    for key, (old, new) in change.changes.items():
        attribute = attributes.get(key)
        label = _("Merged into") if key == MERGED else str(attribute.label) if attribute else key
        before, after = (words.said(attribute, names.of(key, one)) for one in (old, new))
        said.append(f"{label}: {before} → {after}")
    return _(", ").join(said)
