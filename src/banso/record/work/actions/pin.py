"""Pinning: one item of a timeline stays on top, for everybody, until somebody takes it down."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from banso.platform.identity.api import Member
from banso.platform.journal.api import EXISTS, record
from banso.platform.kit.errors import BansoError
from banso.platform.kit.limits import limit
from banso.record.work.models import Pin

SUBJECT = "pin"
MOST_PINS = limit("work.pins", 20)
"""Pinned items of one timeline; more of them would hide what is new."""
_KIND = 20


def pin(
    *,
    account_id: int | None = None,
    person_id: int | None = None,
    kind: str,
    item: UUID,
    member: Member,
    now: datetime,
) -> Pin:
    """Pin ``item`` of the stream ``kind``; a second time changes nothing."""
    if not kind or len(kind) > _KIND:
        raise BansoError(_("This cannot be pinned."), code="bad_pin")
    place = {"account_id": account_id, "person_id": person_id}
    rows = Pin.objects.filter(_on(account_id, person_id))
    with transaction.atomic():
        there = rows.filter(kind=kind, item=item).first()
        if there is not None:
            return there
        if rows.count() >= MOST_PINS:
            raise BansoError(
                _("%(most)d items are pinned already.") % {"most": MOST_PINS},
                hint=_("Take one down before you pin another."),
                code="too_many_pins",
            )
        made = Pin.objects.create(**place, kind=kind, item=item, pinned_by=member, pinned_at=now)
        _record(made, was=False, now=now)
    return made


def unpin(*, account_id: int | None = None, person_id: int | None = None, kind: str, item: UUID, now: datetime) -> bool:
    """Take it down; whether it was pinned."""
    with transaction.atomic():
        there = Pin.objects.filter(_on(account_id, person_id), kind=kind, item=item).first()
        if there is None:
            return False
        _record(there, was=True, now=now)
        there.delete()
    return True


def _on(account_id: int | None, person_id: int | None) -> Q:
    return Q(account_id=account_id) if account_id is not None else Q(person_id=person_id)


def item_of(text: str) -> UUID:
    """The uid of an item as a form sends it; raises :class:`BansoError`."""
    try:
        return UUID(text)
    except (ValueError, ValidationError) as error:
        raise BansoError(_("This cannot be pinned."), hint=_("Reload the page."), code="bad_pin") from error


def _record(pin: Pin, *, was: bool, now: datetime) -> None:
    changes = {
        EXISTS: (was, not was),
        "account": _moved(pin.account_id, was=was),
        "person": _moved(pin.person_id, was=was),
        "kind": _moved(pin.kind, was=was),
        "item": _moved(str(pin.item), was=was),
    }
    record(subject=SUBJECT, subject_id=pin.pk, changes=changes, now=now)


def _moved(value: object, *, was: bool) -> tuple[object, object]:
    return (value, None) if was else (None, value)
