"""The secret address of a member's tasks: made, made anew, revoked. Only its hash is kept."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction

from banso.platform.identity.api import Member
from banso.platform.journal.api import EXISTS, record
from banso.record.work.models import CalendarFeed
from banso.record.work.rules.feed_tokens import digest

SUBJECT = "calendar_feed"


def make_feed(member: Member, *, now: datetime) -> str:
    """A new secret token for ``member``; the one before, if there was one, opens nothing any more."""
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        feed, _made = CalendarFeed.objects.update_or_create(
            member=member, defaults={"token_hash": digest(token), "created_at": now}
        )
        # The journal says that it was made, and nothing of the secret.
        record(subject=SUBJECT, subject_id=feed.pk, changes={EXISTS: (False, True), "made": (None, now)}, now=now)
    return token


def revoke_feed(member: Member, *, now: datetime) -> bool:
    """The address opens nothing any more; whether there was one."""
    with transaction.atomic():
        feed = CalendarFeed.objects.filter(member=member).first()
        if feed is None:
            return False
        record(subject=SUBJECT, subject_id=feed.pk, changes={EXISTS: (True, False)}, now=now)
        feed.delete()
    return True
