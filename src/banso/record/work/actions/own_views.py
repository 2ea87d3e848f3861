"""A member's own view of an account: setting it and taking it away."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from banso.platform.identity.api import Member
from banso.platform.journal.api import Batch, Kept, change_row, entry_of_new, moment, record_many
from banso.platform.kit.bands import BANDS
from banso.platform.kit.errors import WrongField
from banso.platform.kit.limits import limit
from banso.platform.kit.text import clean
from banso.record.work.models import OwnView
from banso.record.work.rules.views import DAYS, MOST_DAYS

if TYPE_CHECKING:
    from banso.record.customers.models import Account

SUBJECT = "own_view"
MOST_REASON = limit("work.reason", 500, "characters")


class BadView(WrongField):
    """A view cannot be kept like this; ``field`` says where."""

    code = "bad_view"


def set_own_view(
    account: Account,
    band: int,
    reason: str,
    *,
    member: Member,
    today: date,
    now: datetime,
    expires: date | None = None,
    batch: Batch | None = None,
) -> OwnView:
    """Say how one sees an account, until ``expires`` (ninety days from ``today``).

    It takes the place of the view before. Raises :class:`BadView`.
    """
    until = expires or today + timedelta(days=DAYS)
    why = _checked(band, reason, today, until)
    with transaction.atomic():
        # The account's row is the lock: of two who say something at once, the later one stands.
        type(account).objects.select_for_update(of=("self",)).get(pk=account.pk)
        _end(account, now)
        view = OwnView.objects.create(
            account=account, member=member, band=band, reason=why, at=moment(now), expires=until
        )
        record_many([entry_of_new(SUBJECT, view, ("account", "member", "band", "reason", "expires"), now, batch=batch)])
    return view


def end_own_view(account: Account, *, now: datetime) -> None:
    """Nobody has a view of the account any more; what was said stays in its history."""
    with transaction.atomic():
        _end(account, now)


def _end(account: Account, now: datetime) -> None:
    for view in OwnView.objects.select_for_update().filter(account=account, ended_at=None):
        change_row(SUBJECT, view, {"ended_at": moment(now)}, now)


def _checked(band: int, reason: str, today: date, until: date) -> str:
    if not 0 <= band < len(BANDS):
        raise BadView("band", _("Choose one of the five."))
    why = clean(reason)
    if why is None:
        raise BadView("reason", _("Say why: without a reason nobody can weigh it against the score."))
    if len(why) > MOST_REASON:
        raise BadView("reason", _("At most %(most)d characters; it has %(n)d.") % {"most": MOST_REASON, "n": len(why)})
    if until < today:
        raise BadView("expires", _("It would have expired already."), hint=_("Choose today or later."))
    if (until - today).days > MOST_DAYS:
        raise BadView("expires", _("A view holds for a year at most."), hint=_("Choose an earlier day."))
    return why


def _unmake(view: OwnView, now: datetime) -> None:
    """What was said by mistake and taken back at once is no part of the past."""
    view.delete()


revert_views = Kept(SUBJECT, OwnView, unmake=_unmake)
