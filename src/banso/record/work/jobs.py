"""Work in the background about the inbox: the mail with new signals."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from banso.platform.identity.api import Member, members
from banso.platform.jobs.api import Job, Step, handler, in_every_workspace
from banso.platform.mail.api import MailType, NewMail, language_of, mail_is_on, put_mails, readers, register_type
from banso.record.work.actions.files import remove_old_files
from banso.record.work.models import InboxKind
from banso.record.work.queries.inbox import unread_signals
from banso.record.work.queries.inbox_words import digest_of

DIGEST_JOB: Final = "work.signal_digest"
DIGEST_AT: Final = "0 8 * * *"
FILES_JOB: Final = "work.remove_files"
FILES_AT: Final = "20 3 * * *"
MOST_SIGNALS: Final = 20

for _order, _slug, _label, _on in (
    (20, InboxKind.MENTION, _("Somebody mentions me"), True),
    (30, InboxKind.ASSIGNMENT, _("Somebody gives me a task"), True),
    (40, InboxKind.HAND_OVER, _("Somebody hands an account over to me"), True),
    (50, InboxKind.COMMENT, _("Somebody comments on what is mine"), True),
    (55, InboxKind.APPROVAL, _("Somebody asks for my approval, or gives the one that I asked for"), True),
    (60, InboxKind.SIGNAL, _("New signals on my accounts, once a day"), False),
):
    register_type(MailType(_slug.value, _label, by_default=_on, order=_order))


@handler(DIGEST_JOB)
def signal_digest(job: Job, now: datetime) -> Iterator[Step]:
    """One mail a day with the unread signals of the day before, to those who chose it."""
    if not mail_is_on():
        return
    slot = job.slot or job.created_at
    wanted = readers(members(), InboxKind.SIGNAL)
    for number, member in enumerate(wanted):
        if number < job.cursor.get("next", 0):
            continue
        mail = _digest(member, slot)
        write = partial(put_mails, [mail], now=now) if mail is not None else None
        yield Step(write, {"next": number + 1}, number + 1, len(wanted))


def _digest(member: Member, slot: datetime) -> NewMail | None:
    items, left_out = unread_signals(member.pk, slot - timedelta(days=1), limit=MOST_SIGNALS)
    if not items:
        return None
    with translation.override(language_of(member)):
        letter = digest_of(items, left_out)
    return NewMail(
        member=member, type=InboxKind.SIGNAL, key=f"digest:{member.pk}:{slot.date().isoformat()}", letter=letter
    )


@handler(FILES_JOB)
def remove_files(job: Job, now: datetime) -> Iterator[Step]:
    """Once a day the bytes of files go that were deleted thirty days ago."""
    done = job.cursor.get("done", 0)
    while True:
        # The bytes first: a row without its path would leave them behind for ever.
        count = remove_old_files(now)
        done += count
        yield Step(None, {"done": done}, done, None)
        if not count:
            return


in_every_workspace(FILES_JOB, FILES_AT)
in_every_workspace(DIGEST_JOB, DIGEST_AT)
