"""The schedule of the morning: at eight, on weekdays, a mail with Today to each member who wants it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Final

from django.utils.translation import gettext_lazy as _

from banso.judgement.signals.api import told_until
from banso.platform.identity.api import WORK, allowed, members
from banso.platform.jobs.api import Job, Step, handler, in_every_workspace
from banso.platform.mail.api import MailType, mail_is_on, put_mails, readers, register_type
from banso.record.customers.api import active_account_ids
from banso.surfaces.workspace.compose.morning_mail import LATEST, MORNING, day_of_slot, morning_mail

MORNING_JOB: Final = "workspace.morning_mail"
MORNING_AT: Final = "0 8 * * 1-5"

register_type(MailType(MORNING, _("Today, at eight on weekdays"), order=10))


@handler(MORNING_JOB)
def morning_mails(job: Job, now: datetime) -> Iterator[Step]:
    """Put the mails of this morning down, one step a member: a kill in between doubles and loses none."""
    slot = job.slot or job.created_at
    if not mail_is_on() or now - slot > LATEST or not active_account_ids() or told_until() is None:
        return
    day = day_of_slot(slot)
    wanted = sorted(readers([one for one in members() if allowed(one, WORK)], MORNING), key=lambda one: one.pk)
    for number, member in enumerate(wanted, start=1):
        if member.pk <= job.cursor.get("member", 0):
            continue
        mail = morning_mail(member, now=now, day=day)
        write = partial(put_mails, [mail], now=now) if mail is not None else None
        yield Step(write, {"member": member.pk}, number, len(wanted))


in_every_workspace(MORNING_JOB, MORNING_AT)
