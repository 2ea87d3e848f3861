"""Reading meetings: of a member's day, and which account they are with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from banso.platform.identity.api import members
from banso.platform.kit.days import day_end, day_start
from banso.platform.kit.errors import NotFound
from banso.platform.tenancy.api import current_workspace
from banso.record.customers.api import accounts_by_domain, accounts_by_id, accounts_of_persons, persons_by_mail
from banso.record.work.models import Meeting
from banso.record.work.rules.meeting_match import candidates, domains_of, strangers

if TYPE_CHECKING:
    from banso.record.customers.models import Account

MOST: Final = 500


@dataclass(frozen=True, slots=True)
class Matched:
    """Which account a meeting is with; where ``account_id`` is None, ``candidates`` are to be asked about."""

    account_id: int | None
    candidates: Sequence[int]


def find_meeting(uid: UUID | str, member_id: int) -> Meeting:
    """A meeting of the member's own calendar; raises :class:`NotFound`, also for somebody else's."""
    try:
        return _whole().get(uid=uid, member_id=member_id)
    except (Meeting.DoesNotExist, ValueError, ValidationError) as error:
        raise NotFound(_("There is no such meeting in your calendar.")) from error


def meetings_of_member(member_id: int, day: date) -> list[Meeting]:
    """A member's meetings on a day of the workspace, in order, called-off ones left out; one query."""
    return meetings_between(member_id, day, day)


def meetings_between(member_id: int, first: date, last: date) -> list[Meeting]:
    """A member's meetings from ``first`` to ``last``, both included, in order; one query."""
    zone = current_workspace().timezone
    rows = _whole().filter(member_id=member_id, cancelled_at=None, starts_at__lt=day_end(last, zone))
    # One that takes no time still is on the day on which it begins.
    since = day_start(first, zone)
    found = rows.filter(ends_at__gte=since).order_by("starts_at", "ends_at", "pk")[:MOST]
    return [one for one in found if one.ends_at > since or one.starts_at >= since]


def match(mails: Sequence[Iterable[str]]) -> list[Matched]:
    """For each list of attendees' addresses, which account it is with; five queries for all."""
    own = own_mails()
    others = [strangers(one, own) for one in mails]
    everybody = {mail for one in others for mail in one}
    persons = persons_by_mail(everybody)
    works_at = accounts_of_persons([one.pk for one in persons.values()])
    by_mail = {mail: works_at.get(person.pk, []) for mail, person in persons.items()}
    by_domain = accounts_by_domain({domain for mail in everybody for domain in domains_of(mail)})
    return [Matched(*candidates(one, by_mail, by_domain)) for one in others]


def asked_about(meetings: Iterable[Meeting]) -> dict[int, list[Account]]:
    """``{meeting: accounts it may be with}`` for those that nobody and nothing has matched yet."""
    open_ones = [one for one in meetings if one.account_id is None and not one.is_matched_by_hand]
    if not open_ones:
        return {}
    found = match([[person["mail"] for person in one.attendees] for one in open_ones])
    accounts: Mapping[int, Account] = accounts_by_id([account for one in found for account in one.candidates])
    return {
        meeting.pk: [accounts[account] for account in one.candidates if account in accounts]
        for meeting, one in zip(open_ones, found, strict=True)
        if one.candidates
    }


def own_mails() -> set[str]:
    """The folded addresses of everybody of the workspace."""
    return {one.login.email.casefold() for one in members(with_deactivated=True)}


def _whole() -> QuerySet[Meeting]:
    return Meeting.objects.select_related("account", "touch", "member")
