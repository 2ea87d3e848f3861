"""What a member did, week by week: for themselves and for those who lead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from banso.platform.identity.api import Member, Role
from banso.platform.kit.days import day_of
from banso.platform.kit.errors import NotFound
from banso.platform.tenancy.api import current_workspace
from banso.record.customers.api import active_account_ids, current_owners
from banso.record.work.api import TouchKind, member_activity

WEEKS = 13
_LEAD = (Role.OWNER, Role.EXECUTIVE, Role.ADMIN, Role.MANAGER)


@dataclass(frozen=True)
class Week:
    """Touches of one week by kind, in the order of the page's kinds."""

    monday: date
    counts: Sequence[int]
    total: int


@dataclass(frozen=True)
class Page:
    """The page. ``touched`` of ``book`` accounts were touched in the time."""

    name: str
    since: date
    until: date
    kinds: Sequence[str]
    weeks: Sequence[Week]
    total: int
    most: int
    book: int
    touched: int
    next_steps: int
    followed: int
    in_time: int
    later: int
    late: int


def find_seen(uid: UUID, reader: Member) -> Member:
    """The member, if ``reader`` may see what they did: their own, or anybody's for those who lead."""
    found = Member.objects.filter(uid=uid).first()
    if found is None or (found.pk != reader.pk and reader.role not in _LEAD):
        raise NotFound(_("There is no such member."))
    return found


def member_page(member: Member, *, now: datetime) -> Page:
    """Thirteen weeks up to today."""
    today = day_of(now, current_workspace().timezone)
    found = member_activity(member.pk, today, weeks=WEEKS)
    kinds = list(TouchKind)
    weeks = [
        Week(monday, [counts.get(kind, 0) for kind in kinds], sum(counts.values()))
        for monday, counts in found.weeks.items()
    ]
    owners = current_owners()
    book = {one for one in active_account_ids() if owners.get(one) == member.pk}
    return Page(
        name=member.name,
        since=weeks[0].monday if weeks else today - timedelta(weeks=WEEKS),
        until=today,
        kinds=[str(kind.label) for kind in kinds],
        weeks=list(reversed(weeks)),
        total=sum(week.total for week in weeks),
        most=max((week.total for week in weeks), default=0),
        book=len(book),
        touched=len(book & found.accounts),
        next_steps=found.next_steps,
        followed=found.followed,
        in_time=found.in_time,
        later=found.later,
        late=found.late,
    )
