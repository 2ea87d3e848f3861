"""Reading tasks; each with a fixed number of queries."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Case, F, IntegerField, Q, QuerySet, When
from django.utils.translation import gettext as _

from banso.platform.kit.errors import NotFound
from banso.record.customers.api import same_accounts
from banso.record.work.models import UNFINISHED, Task, TaskState

_FINISHED_LAST = Case(When(state__in=UNFINISHED, then=0), default=1, output_field=IntegerField())


def find_task(uid: UUID | str) -> Task:
    """The workspace's task with this ``uid``; raises :class:`NotFound`."""
    try:
        return _whole().get(uid=uid)
    except (Task.DoesNotExist, ValueError, ValidationError) as error:
        raise NotFound(_("There is no such task.")) from error


def tasks_of_account(account_id: int, *, limit: int = 50) -> list[Task]:
    """An account's tasks: what is to do by due day, then what is over, the newest first."""
    rows = _whole().filter(account_id__in=same_accounts(account_id))
    return list(
        rows.order_by(_FINISHED_LAST, F("due").asc(nulls_last=True), F("done_at").desc(nulls_last=True), "pk")[:limit]
    )


def tasks_of_member(member_id: int, today: date, *, days: int = 0, limit: int = 100) -> list[Task]:
    """What a member has to do by ``today`` or within ``days`` after it, the most overdue first.

    A task without a due day comes last; what was put off beyond ``today`` is not in it.
    """
    last = date.fromordinal(today.toordinal() + days)
    rows = _whole().filter(awake(today), Q(due__lte=last) | Q(due__isnull=True), owner_id=member_id)
    return list(rows.order_by(F("due").asc(nulls_last=True), "pk")[:limit])


def tasks_caused_by(account_id: int, key: str, value: str | int) -> list[Task]:
    """An account's tasks whose cause has ``key`` with ``value``, in the order in which they were made."""
    rows = _whole().filter(account_id__in=same_accounts(account_id)).filter(**{f"cause__{key}": value})
    return list(rows.order_by("pk"))


def accounts_in_hand() -> set[int]:
    """Accounts with an unfinished task of a play."""
    rows = Task.objects.filter(state__in=UNFINISHED, account__isnull=False, cause__has_key="play")
    return {int(account) for account in rows.values_list("account_id", flat=True)}


def awake(today: date) -> Q:
    """Open on ``today``: not put off, or only until then."""
    return Q(state=TaskState.OPEN) | Q(state=TaskState.SNOOZED, snoozed_until__lte=today)


def _whole() -> QuerySet[Task]:
    return Task.objects.select_related("account", "owner", "done_by")
