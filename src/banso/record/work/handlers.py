"""What the inbox makes of things that happen below: approvals that are asked for and given."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from banso.platform.definitions.api import find_approval
from banso.platform.identity.api import APPROVE, Member, allowed, members
from banso.platform.journal.api import Changed
from banso.record.work.api import InboxKind, tell, untell

if TYPE_CHECKING:
    from banso.platform.definitions.models import Approval


def tell_of_approvals(events: Sequence[Changed], now: datetime) -> None:
    """Who may approve hears that it is asked for; who asked hears that it was given; neither once it is taken back."""
    people = {one.pk: one for one in members()}
    for event in events:
        for field in ("asked_at", "approved_at"):
            old, new = event.changes.get(field, (None, None))
            if old:
                untell(_key(event, field, old))
            approval = find_approval(event.subject_id) if new else None
            if approval is not None:
                _tell(approval, event, field, new, people, now)


def _tell(approval: Approval, event: Changed, field: str, at: Any, people: dict[int, Member], now: datetime) -> None:
    is_given = field == "approved_at"
    asked_by = people.get(approval.asked_by or 0)
    if is_given:
        whom = [asked_by] if asked_by is not None else []
    else:
        whom = [one for one in people.values() if allowed(one, APPROVE)]
    tell(
        whom,
        InboxKind.APPROVAL,
        _key(event, field, at),
        actor=people.get(event.actor or 0),
        params={"title": approval.body["name"], "is_given": is_given},
        url=reverse("workspace:definition", args=[approval.kind, approval.slug]),
        now=now,
    )


def _key(event: Changed, field: str, at: Any) -> str:
    """The same for what is told and for taking it back: the moment is in the journal's row of both."""
    return f"approval:{event.subject_id}:{field}:{at}"
