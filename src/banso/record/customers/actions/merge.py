"""Making two accounts, or two persons, one, and two again.

Only ``merged_into`` is set, and fields of the survivor that somebody chose from the other: every fact keeps its id and
is read through the survivor. So taking it back gives exactly what was.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from banso.platform.journal.api import EXISTS, Change, Revert, UndoConflict, record, undo_change
from banso.platform.kit.errors import Conflict, NotFound
from banso.record.customers.actions.change_account import change_account
from banso.record.customers.actions.people import change_person
from banso.record.customers.declarations import DIFFERENT, PERSON, SUBJECT
from banso.record.customers.models import Account, Different, Person
from banso.record.customers.queries.accounts import custom_keys, values_now
from banso.record.customers.queries.duplicates import preview_accounts, preview_persons
from banso.record.customers.queries.people import person_values
from banso.record.customers.rules.fields import KNOWN_SINCE, MERGED_INTO, loaded

R = TypeVar("R", Account, Person)


def merge_accounts(own: Account, other: Account, *, now: datetime, take: Collection[str] | None = None) -> list[Change]:
    """Make ``own`` stand for ``other`` too; returns the changes, which together can be undone.

    ``take`` names the fields whose value is the other's (default: those that ``own`` says nothing of); domains are
    put together. Raises :class:`Conflict` where one of the two is merged already.
    """
    chosen = {one.name: one for one in preview_accounts(own, other).fields}
    wanted = set(take) & set(chosen) if take is not None else {one for one in chosen if chosen[one].takes_other}
    with transaction.atomic():
        _lock(Account, own, other)
        values = values_now({other.pk: other}, custom_keys())[other.pk]
        fields: dict[str, Any] = {name: loaded(name, values[name]) for name in wanted}
        domains = list(dict.fromkeys([*(own.domains or []), *(other.domains or [])]))
        if domains != (own.domains or []):
            fields["domains"] = domains
        start = _newest()
        if fields:
            change_account(own, fields, now=now, reason=_merged(other))
        if other.known_since < own.known_since:
            known = {KNOWN_SINCE: (own.known_since.isoformat(), other.known_since.isoformat())}
            own.known_since = other.known_since
            own.save(update_fields=["known_since"])
            record(subject=SUBJECT, subject_id=own.pk, changes=known, now=now, reason=_merged(other))
        _point(Account, SUBJECT, own, other, now)
        return list(Change.objects.filter(pk__gt=start, recorded_at=now, subject=SUBJECT).order_by("pk"))


def merge_persons(own: Person, other: Person, *, now: datetime, take: Collection[str] | None = None) -> list[Change]:
    """Make ``own`` stand for ``other`` too, addresses and contacts with them; see :func:`merge_accounts`.

    The tags of both are put together.
    """
    chosen = {one.name: one for one in preview_persons(own, other).fields}
    wanted = set(take) & set(chosen) if take is not None else {one for one in chosen if chosen[one].takes_other}
    with transaction.atomic():
        _lock(Person, own, other)
        values = person_values({other.pk: other})[other.pk]
        fields = {name: values[name] for name in wanted}
        tags = list(dict.fromkeys([*own.tag_list, *other.tag_list]))
        if tags != own.tag_list:
            fields["tags"] = tags
        start = _newest()
        if fields:
            change_person(own, fields, now=now, reason=_merged(other))
        _point(Person, PERSON, own, other, now)
        return list(Change.objects.filter(pk__gt=start, recorded_at=now, subject=PERSON).order_by("pk"))


def unmerge(row: Account | Person, *, now: datetime) -> int:
    """Make the merged ``row`` a row of its own again, and give its survivor what it said before.

    Returns how many fields were changed since and stay as they are. Raises :class:`NotFound`.
    """
    subject = SUBJECT if isinstance(row, Account) else PERSON
    rows = Change.objects.filter(subject=subject, subject_id=row.pk, changes__has_key=MERGED_INTO, undoes=None)
    change = rows.order_by("-pk").first()
    if row.merged_into_id is None or change is None:
        raise NotFound(_("This is not merged."), hint=_("Reload the page."))
    with transaction.atomic():
        together = Change.objects.filter(
            subject=subject, recorded_at=change.recorded_at, reason=change.reason, undoes=None
        )
        conflicts = 0
        for one in together.order_by("-pk"):
            if not Change.objects.filter(undoes=one).exists():
                conflicts += len(undo_change(one, now).conflicts)
    row.refresh_from_db()
    return conflicts


def _lock(model: type[R], own: R, other: R) -> None:
    if own.pk == other.pk:
        raise Conflict(_("These are one already."), hint=_("Choose two."))
    for row in model.objects.select_for_update().filter(pk__in=[own.pk, other.pk]):
        if row.merged_into_id is not None:
            raise Conflict(
                _("“%(name)s” is merged into another already.") % {"name": row.name}, hint=_("Reload the page.")
            )


def _point(model: type[R], subject: str, own: R, other: R, now: datetime) -> None:
    """Let ``other``, and whatever was merged into it, point at ``own``: a survivor is never merged itself."""
    before: list[int] = list(model.objects.filter(merged_into_id=other.pk).values_list("pk", flat=True))
    model.objects.filter(pk__in=[other.pk, *before]).update(merged_into_id=own.pk)
    other.merged_into_id = own.pk
    for pk in before:
        changes = {MERGED_INTO: (other.pk, own.pk)}
        record(subject=subject, subject_id=pk, changes=changes, now=now, reason=_merged(other))
    record(subject=subject, subject_id=other.pk, changes={MERGED_INTO: (None, own.pk)}, now=now, reason=_merged(other))


def _newest() -> int:
    return Change.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def _merged(other: Account | Person) -> str:
    return _("Merged: %(name)s") % {"name": other.name}


def tell_apart(subject: str, first: int, second: int, *, now: datetime, decided_by: int | None = None) -> Change | None:
    """Remember that two rows are not one, so that they are not proposed again; can be undone."""
    low, high = sorted((first, second))
    with transaction.atomic():
        made, is_new = Different.objects.get_or_create(
            subject=subject, first=low, second=high, defaults={"decided_at": now, "decided_by": decided_by}
        )
        if not is_new:
            return None
        return record(subject=DIFFERENT, subject_id=made.pk, changes={EXISTS: (False, True)}, now=now)


def revert_different(reverts: Sequence[Revert], now: datetime) -> list[UndoConflict]:
    """Forget that two rows are not one."""
    Different.objects.filter(pk__in=[one.subject_id for one in reverts]).delete()
    return []
