"""Reading touches; each with a fixed number of queries. What was said is read apart, by who may."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Max, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from banso.platform.kit.errors import NotFound
from banso.platform.kit.text import searched
from banso.record.customers.api import same_accounts, same_persons
from banso.record.work.models import Attachment, Touch, TouchBody, TouchPerson

Place = tuple[datetime, int]
"""A place in a list that is ordered by time: the moment and id of the last item seen."""
MOST_SAYING = 1_000
"""So many touches are looked for by what was said: a filter takes no longer lists of values."""


def find_touch(uid: UUID | str) -> Touch:
    """The workspace's touch with this ``uid``; raises :class:`NotFound`, also for a deleted one."""
    try:
        return _whole().get(uid=uid)
    except (Touch.DoesNotExist, ValueError, ValidationError) as error:
        raise NotFound(_("There is no such touch."), hint=_("Perhaps somebody has deleted it.")) from error


def touches_of_account(
    account_id: int, *, before: Place | None = None, limit: int = 50, text: str = "", in_bodies: bool = False
) -> list[Touch]:
    """An account's touches, with those of accounts merged into it, the newest first; ``text`` is in their subject.

    With ``in_bodies``, for readers with ``read_bodies`` alone, it may be in what was said too.
    """
    rows = _whole().filter(account_id__in=same_accounts(account_id))
    return _page(rows, before, limit, text, in_bodies=in_bodies)


def touches_of_person(person_id: int, *, before: Place | None = None, limit: int = 50, text: str = "") -> list[Touch]:
    """The touches that a person took part in, the newest first."""
    took_part = TouchPerson.objects.filter(person_id__in=list(same_persons([person_id]))).values("touch_id")
    return _page(_whole().filter(pk__in=took_part), before, limit, text)


def newest_touches(*, before: Place | None = None, limit: int = 50, text: str = "") -> list[Touch]:
    """The workspace's touches, the newest first."""
    return _page(_whole(), before, limit, text)


def last_touch_of_persons(person_ids: Iterable[int]) -> dict[int, datetime]:
    """``{person: when they last took part in a touch}``; who never did is left out."""
    whose = same_persons(person_ids)
    found: dict[int, datetime] = {}
    rows = TouchPerson.objects.filter(person_id__in=list(whose), touch__deleted_at=None)
    for person_id, at in rows.values_list("person_id").annotate(at=Max("touch__at")):
        one = whose[person_id]
        found[one] = max(at, found.get(one, at))
    return found


def bodies_of(touches: Sequence[Touch]) -> dict[int, str]:
    """What was said in each touch. For readers with ``read_bodies`` alone."""
    rows = TouchBody.objects.filter(touch_id__in=[touch.pk for touch in touches])
    return dict(rows.values_list("touch_id", "text"))


def touches_saying(text: str) -> list[int]:
    """Ids of the newest touches in which ``text`` was said. For readers with ``read_bodies`` alone."""
    wanted = searched(text)
    if not wanted:
        return []
    rows = TouchBody.objects.filter(text_fold__contains=wanted, touch__deleted_at=None)
    return list(rows.order_by("-touch__at", "-touch_id").values_list("touch_id", flat=True)[:MOST_SAYING])


def people_ids_of(touches: Sequence[Touch]) -> dict[int, list[int]]:
    """``{touch: ids of the persons who took part}``, in order."""
    rows = TouchPerson.objects.filter(touch_id__in=[touch.pk for touch in touches], person__isnull=False)
    found: dict[int, list[int]] = {}
    for touch_id, person_id in rows.order_by("person_id").values_list("touch_id", "person_id"):
        found.setdefault(touch_id, []).append(person_id)
    return found


def kept_keys(source: str, keys: Iterable[str]) -> dict[str, Touch]:
    """``{key: touch}`` of what a source has brought already, also what was deleted since."""
    return {str(touch.key): touch for touch in Touch.objects.filter(source=source, key__in=list(keys))}


def _page(
    rows: QuerySet[Touch], before: Place | None, limit: int, text: str, *, in_bodies: bool = False
) -> list[Touch]:
    if text and (wanted := searched(text)):
        found = Q(subject_fold__contains=wanted)
        rows = rows.filter(found | Q(body__text_fold__contains=wanted) if in_bodies else found)
    if before is not None:
        at, pk = before
        rows = rows.filter(Q(at__lt=at) | Q(at=at, pk__lt=pk))
    return list(rows.order_by("-at", "-pk")[:limit])


def _whole() -> QuerySet[Touch]:
    people = TouchPerson.objects.select_related("person", "member").order_by("pk")
    files = Attachment.objects.filter(deleted_at=None).order_by("pk")
    return (
        Touch.objects.filter(deleted_at=None)
        .select_related("account", "author")
        .prefetch_related(Prefetch("people", queryset=people), Prefetch("files", queryset=files))
    )
