"""Saved views: a list's state under a name, for oneself, for everybody, or for whoever has the link."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from banso.platform.attributes.models import Audience, SavedView, UsualView
from banso.platform.identity.api import DEFINE, Member, allowed
from banso.platform.journal.api import EXISTS, record
from banso.platform.kit.errors import BansoError, Conflict, NotFound
from banso.platform.kit.limits import limit
from banso.platform.kit.text import clean

VIEW_SUBJECT: Final = "saved_view"
"""The name under which the journal knows saved views."""
MAX_NAME = limit("lists.view_name", 80, "characters")
MOST_OWN = limit("lists.views", 200)
"""How many views one member may keep of one list."""


class BadView(BansoError):
    """A view cannot be saved so; ``status`` 422 because a form said it."""

    code = "bad_view"
    status = 422


def views_of(subject: str, member: Member) -> list[SavedView]:
    """The views of ``subject`` that stand in the member's list: their own, and everybody's. One query."""
    return views_of_all([subject], member)


def views_of_all(subjects: Iterable[str], member: Member) -> list[SavedView]:
    """The same of several subjects. One query."""
    mine = Q(owner=member) | Q(audience=Audience.TEAM)
    rows = SavedView.objects.filter(mine, subject__in=list(subjects), deleted_at=None)
    return list(rows.select_related("owner").order_by("created_at", "pk"))


def shared_views(subject: str) -> list[SavedView]:
    """The views of ``subject`` that everybody sees."""
    rows = SavedView.objects.filter(subject=subject, audience=Audience.TEAM, deleted_at=None)
    return list(rows.select_related("owner").order_by("created_at", "pk"))


def find_view(uid: UUID | str, member: Member) -> SavedView:
    """The view called ``uid``, if the member may see it; a private one of somebody else is not found."""
    try:
        found = SavedView.objects.select_related("owner").get(uid=uid, deleted_at=None)
    except (SavedView.DoesNotExist, ValueError, ValidationError) as error:
        raise _unknown() from error
    if found.audience == Audience.PRIVATE and found.owner_id != member.pk:
        raise _unknown()
    return found


def save_view(
    subject: str, name: str, state: Mapping[str, str], *, audience: str, member: Member, now: datetime
) -> SavedView:
    """Keep ``state`` under ``name``; raises :class:`BadView`."""
    kept = {"name": _named(name), "audience": _audience(audience), "state": dict(state)}
    if SavedView.objects.filter(subject=subject, owner=member, deleted_at=None).count() >= MOST_OWN:
        raise BadView(_("You keep %(count)s views of this list.") % {"count": MOST_OWN}, hint=_("Delete one first."))
    with transaction.atomic():
        view = SavedView.objects.create(subject=subject, owner=member, created_at=now, changed_at=now, **kept)
        record(
            subject=VIEW_SUBJECT,
            subject_id=view.pk,
            changes={EXISTS: (False, True), **{name: (None, value) for name, value in kept.items()}},
            now=now,
        )
    return view


def change_view(
    view: SavedView,
    *,
    member: Member,
    now: datetime,
    name: str | None = None,
    audience: str | None = None,
    state: Mapping[str, str] | None = None,
) -> SavedView:
    """Rename a view, let others see it, or keep another state under its name. Raises :class:`BadView`."""
    _may_change(view, member)
    wanted: dict[str, Any] = {}
    if name is not None:
        wanted["name"] = _named(name)
    if audience is not None:
        wanted["audience"] = _audience(audience)
    if state is not None:
        wanted["state"] = dict(state)
    changes = {key: (getattr(view, key), value) for key, value in wanted.items() if getattr(view, key) != value}
    if not changes:
        return view
    with transaction.atomic():
        for key, value in wanted.items():
            setattr(view, key, value)
        view.changed_at = now
        view.save(update_fields=[*wanted, "changed_at"])
        record(subject=VIEW_SUBJECT, subject_id=view.pk, changes=changes, now=now)
    return view


def delete_view(view: SavedView, *, member: Member, now: datetime) -> None:
    """Take a view away; :func:`restore_view` brings it back."""
    _may_change(view, member)
    with transaction.atomic():
        if SavedView.objects.filter(pk=view.pk, deleted_at=None).update(deleted_at=now):
            record(subject=VIEW_SUBJECT, subject_id=view.pk, changes={EXISTS: (True, False)}, now=now)


def restore_view(uid: UUID | str, *, member: Member, now: datetime) -> SavedView:
    """Bring a deleted view back; raises NotFound for one that the member could not delete."""
    view = SavedView.objects.select_related("owner").filter(uid=uid, deleted_at__isnull=False).first()
    if view is None or not _may(view, member):
        raise _unknown()
    with transaction.atomic():
        SavedView.objects.filter(pk=view.pk).update(deleted_at=None)
        record(subject=VIEW_SUBJECT, subject_id=view.pk, changes={EXISTS: (False, True)}, now=now)
    view.refresh_from_db()
    return view


def usual_view(subject: str, member: Member) -> str:
    """The view that the member's list begins with: a saved one's uid or a built-in one's name; empty for none."""
    found = UsualView.objects.filter(subject=subject, member=member).values_list("view", flat=True).first()
    return found or ""


def set_usual_view(subject: str, view: str, *, member: Member) -> None:
    """Let the member's list begin with ``view``; an empty one is the whole list."""
    if not view:
        UsualView.objects.filter(subject=subject, member=member).delete()
        return
    UsualView.objects.update_or_create(subject=subject, member=member, defaults={"view": view[:60]})


def may_change_view(view: SavedView, member: Member) -> bool:
    """Whether the view is the member's own, or everybody's and the member keeps order in definitions."""
    return _may(view, member)


def _may(view: SavedView, member: Member) -> bool:
    return view.owner_id == member.pk or (view.audience == Audience.TEAM and allowed(member, DEFINE))


def _may_change(view: SavedView, member: Member) -> None:
    if not _may(view, member):
        raise Conflict(
            _("This view belongs to %(name)s.") % {"name": view.owner.name},
            hint=_("Save it under a name of your own."),
            code="not_yours",
        )


def _named(name: str) -> str:
    cleaned = clean(name.strip())
    if cleaned is None or len(cleaned) > MAX_NAME:
        raise BadView(_("A view needs a name of at most %(count)s characters.") % {"count": MAX_NAME})
    return cleaned


def _audience(audience: str) -> str:
    if audience not in Audience.values:
        raise BadView(_("Choose who may see the view."))
    return audience


def _unknown() -> NotFound:
    return NotFound(_("There is no such view."), hint=_("Perhaps it was deleted, or is private."))
