"""Reading promises and members' own views; each with a fixed number of queries."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Case, F, IntegerField, QuerySet, When
from django.utils.translation import gettext as _

from banso.platform.attributes.api import attributes_of, rows
from banso.platform.kit.bands import BANDS
from banso.platform.kit.errors import NotFound
from banso.record.customers.api import same_accounts, same_accounts_of
from banso.record.work.models import OwnView, Promise, PromiseState

_OPEN_FIRST = Case(When(state=PromiseState.OPEN, then=0), default=1, output_field=IntegerField())
_HEALTH_BAND = "health_band"


def find_promise(uid: UUID | str) -> Promise:
    """The workspace's promise with this ``uid``; raises :class:`NotFound`, also for a deleted one."""
    try:
        return _promises().get(uid=uid)
    except (Promise.DoesNotExist, ValueError, ValidationError) as error:
        raise NotFound(_("There is no such promise."), hint=_("Perhaps somebody has deleted it.")) from error


def promises_of_account(account_id: int, *, open_only: bool = False, limit: int = 100) -> list[Promise]:
    """An account's promises: the open ones by due day, then what is over, the newest first."""
    found = _promises().filter(account_id__in=same_accounts(account_id))
    if open_only:
        found = found.filter(state=PromiseState.OPEN)
    return list(
        found.order_by(_OPEN_FIRST, F("closed_at").desc(nulls_first=True), F("due").asc(nulls_last=True), "pk")[:limit]
    )


def open_promises(*, limit: int = 1_000) -> list[Promise]:
    """Every open promise of the workspace by due day."""
    rows = _promises().filter(state=PromiseState.OPEN)
    return list(rows.order_by(F("due").asc(nulls_last=True), "pk")[:limit])


def late_promises(today: date, account_ids: Collection[int] | None = None, *, limit: int = 10_000) -> list[Promise]:
    """Open promises that were due before ``today``, the latest first: each is missed, whether or not one says so."""
    found = _promises().filter(state=PromiseState.OPEN, due__lt=today)
    if account_ids is not None:
        found = found.filter(account_id__in=list(same_accounts_of(account_ids)))
    return list(found.order_by("due", "pk")[:limit])


def own_view_of(account_ids: Collection[int], today: date) -> dict[int, OwnView]:
    """``{account: the view in force on today}``; expired ones are left out. Read through merged accounts."""
    whose = same_accounts_of(account_ids)
    found: dict[int, OwnView] = {}
    views = OwnView.objects.filter(account_id__in=list(whose), ended_at=None, expires__gte=today)
    for view in views.select_related("member").order_by("at", "pk"):
        found[whose[view.account_id]] = view
    return found


def own_views_of_account(account_id: int, *, limit: int = 20) -> list[OwnView]:
    """Every view somebody has had of an account, the newest first."""
    found = OwnView.objects.filter(account_id__in=same_accounts(account_id)).select_related("member")
    return list(found.order_by("-at", "-pk")[:limit])


def score_bands(account_ids: Collection[int]) -> dict[int, int]:
    """``{account: band of its score}``, 0 to 4; an account without a score is left out.

    By the attribute's name: who scores is none of this app's business.
    """
    if not account_ids or _HEALTH_BAND not in attributes_of("account"):
        return {}
    found = rows("account", list(account_ids), [_HEALTH_BAND])
    values = {row["id"]: row[_HEALTH_BAND] for row in found if row[_HEALTH_BAND] is not None}
    return {pk: int(value) for pk, value in values.items() if 0 <= value < len(BANDS)}


def _promises() -> QuerySet[Promise]:
    return Promise.objects.filter(deleted_at=None).select_related("account", "person", "closed_by", "created_by")
