"""The touch tiers in force, and the accounts that nobody was in touch with for longer than theirs allows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Max
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banso.platform.definitions.api import DefinitionsInvalid, Fault, active, in_language
from banso.platform.identity.api import Member
from banso.platform.kit.days import day_of
from banso.platform.tenancy.api import current_workspace
from banso.record.customers.api import accounts_in_tiers, current_owners
from banso.record.work.models import Touch
from banso.record.work.rules.tiers import SLUGS, Tier, days_over, problems_of, read_tier

TIER: Final = "tier"
_WORDS: Final[dict[str, Promise]] = {
    "unknown_key": gettext_lazy("this key is not known"),
    "unknown_tier": gettext_lazy("there is no tier “%(given)s”; take high, mid, tech or community"),
    "not_days": gettext_lazy("write a whole number of days from 1 to %(given)s, or leave it out for no cadence"),
}


@dataclass(frozen=True, slots=True)
class Overdue:
    """An account that should have heard from us. ``last`` is None where there was no touch; it counts from then."""

    account_id: int
    uid: UUID
    name: str
    tier: Tier
    owner_id: int | None
    last: datetime | None
    since: date
    days_over: int


def validate_tier(body: Mapping[str, Any]) -> None:
    """Refuse a tier's body with faults; raises :class:`DefinitionsInvalid`."""
    if found := problems_of(body):
        raise DefinitionsInvalid([Fault("", one.path, str(_WORDS[one.code]) % {"given": one.given}) for one in found])


def impact_of_tier(old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> list[str]:
    """What another cadence would have made overdue on the day of the newest touch, in sentences."""
    newest = Touch.objects.filter(deleted_at=None).aggregate(at=Max("at"))["at"]
    if newest is None:
        return []
    day = day_of(newest, current_workspace().timezone)
    before, after = (
        len(overdue_accounts(day, known={new["slug"]: read_tier({"version": 1, **body})})) if body is not None else 0
        for body in (old, new)
    )
    return [
        _("Overdue on %(day)s: %(after)s accounts of this tier (now %(before)s).")
        % {"day": day.isoformat(), "after": after, "before": before}
    ]


def tiers() -> dict[str, Tier]:
    """The tiers in force by slug, the closest first."""
    found = {slug: read_tier(one.body) for slug, one in active(TIER).items()}
    return {slug: found[slug] for slug in SLUGS if slug in found}


def cadence_days(tier: str | None) -> int | None:
    """Within how many days somebody should be in touch with an account of ``tier``; None: that is not said."""
    one = tiers().get(tier or "")
    return one.cadence_days if one else None


def tier_name(tier: Tier) -> str:
    """Its name in the reader's language."""
    return in_language(tier.name)


def overdue_accounts(
    today: date, *, owner: Member | None = None, known: Mapping[str, Tier] | None = None
) -> list[Overdue]:
    """Accounts whose last touch is longer ago than the cadence of their tier, the most overdue first; five queries.

    ``owner`` keeps those in their care. An account that was never touched counts from the day it became known.
    """
    in_force = tiers() if known is None else known
    timed = {slug: one for slug, one in in_force.items() if one.cadence_days}
    rows = accounts_in_tiers(list(timed))
    owners = current_owners()
    last = last_touches()
    zone = current_workspace().timezone
    found = []
    for row in rows:
        if owner is not None and owners.get(row.id) != owner.pk:
            continue
        at = last.get(row.id)
        since = day_of(at or row.known_since, zone)
        over = days_over(since, today, timed[row.tier].cadence_days)
        if over:
            found.append(Overdue(row.id, row.uid, row.name, timed[row.tier], owners.get(row.id), at, since, over))
    return sorted(found, key=lambda one: (-one.days_over, one.account_id))


def last_touches(ids: Sequence[int] | None = None) -> dict[int, datetime]:
    """``{account: when the last touch was}`` of all accounts, or of ``ids``; one query."""
    rows = Touch.objects.filter(account__isnull=False, deleted_at=None)
    if ids is not None:
        rows = rows.filter(account_id__in=ids)
    found = rows.order_by().values_list("account_id").annotate(at=Max("at"))
    return {account: at for account, at in found if account is not None}
