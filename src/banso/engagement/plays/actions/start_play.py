"""Starting a play: its tasks, once per signal; and taking the start back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from banso.engagement.plays.models import PlayRun
from banso.engagement.plays.queries.definitions import name_of, play_named, tiers_of
from banso.engagement.plays.rules import Play
from banso.judgement.signals.api import AnswerKind, answer_account, undo_answer
from banso.platform.definitions.api import in_language
from banso.platform.identity.api import Member
from banso.platform.journal.api import EXISTS, record
from banso.platform.kit.days import day_of
from banso.platform.kit.errors import BansoError, Conflict
from banso.platform.tenancy.api import current_workspace
from banso.record.customers.api import current_owners
from banso.record.work.api import NewTask, Task, cancel_task, create_tasks, tasks_caused_by

if TYPE_CHECKING:
    from banso.judgement.signals.models import Signal
    from banso.record.customers.models import Account

SUBJECT = "play_run"


def start_play(
    account: Account, signal: Signal | None, member: Member, now: datetime, *, play: str
) -> tuple[PlayRun, list[Task]]:
    """Start ``play`` for ``account``: makes its tasks and takes the account off Today.

    ``signal`` is what called for it, if anything did; a second start for the same signal, or for the same
    account while its tasks are unfinished, makes nothing and returns what there is. Tasks are the member's
    who looks after the account if there is one, else ``member``'s, in their language. Raises :class:`BansoError`
    (``other_tier``) where the play is not meant for the account's touch tier.
    """
    definition = play_named(play)
    if (there := _under_way(account, signal, play)) is not None:
        return there, tasks_of(there)
    if not definition.is_for(account.tier):
        raise BansoError(
            _("“%(play)s” is not meant for %(account)s.") % {"play": name_of(definition), "account": account.name},
            code="other_tier",
            hint=_("It is for: %(tiers)s. Change the account’s tier, or start another play.")
            % {"tiers": tiers_of(definition)},
        )
    try:
        with transaction.atomic():
            run = PlayRun.objects.create(
                play=play,
                version=definition.version,
                account=account,
                signal=signal,
                answer=answer_account(account, AnswerKind.START, member=member, now=now),
                started_by=member,
                started_at=now,
            )
            changes = {EXISTS: (False, True), "play": (None, play), "account": (None, account.pk)}
            record(subject=SUBJECT, subject_id=run.pk, changes=changes, now=now)
            tasks = create_tasks(_tasks(definition, run, member, now), member=member, now=now)
            return run, tasks
    except IntegrityError:
        # Two clicks at once: the other one won.
        if (there := _under_way(account, signal, play)) is None:
            raise
        return there, tasks_of(there)


def undo_start(run: PlayRun, *, now: datetime) -> PlayRun:
    """Take the start back: its unfinished tasks are cancelled, the account returns to Today."""
    with transaction.atomic():
        take_back(run, now)
        record(subject=SUBJECT, subject_id=run.pk, changes={EXISTS: (True, False)}, now=now)
    return run


def take_back(run: PlayRun, now: datetime) -> None:
    """What :func:`undo_start` does but for the run's own row in the journal."""
    if not PlayRun.objects.filter(pk=run.pk, undone_at__isnull=True).update(undone_at=now):
        raise Conflict(_("This start was taken back already."), code="undone")
    run.undone_at = now
    for task in tasks_of(run):
        if not task.is_finished:
            cancel_task(task, now=now, reason=_("The start of the play was taken back."))
    if run.answer is not None and run.answer.undone_at is None:
        undo_answer(run.answer, now=now)


def tasks_of(run: PlayRun) -> list[Task]:
    """The tasks that the start made, in their order."""
    return tasks_caused_by(run.account_id, "run", run.pk)


def _under_way(account: Account, signal: Signal | None, play: str) -> PlayRun | None:
    rows = PlayRun.objects.filter(account=account, play=play, undone_at__isnull=True).order_by("-pk")
    if signal is not None:
        return rows.filter(signal=signal).first()
    last = rows.filter(signal__isnull=True).first()
    if last is None or all(task.is_finished for task in tasks_of(last)):
        return None
    return last


def under_way(account: Account, play: str) -> bool:
    """Whether the play was started for the account without a signal, and has unfinished tasks."""
    return _under_way(account, None, play) is not None


def _tasks(definition: Play, run: PlayRun, member: Member, now: datetime) -> list[NewTask]:
    owner = _owner(run.account_id, member)
    workspace = current_workspace()
    language = owner.language or workspace.language
    first = day_of(now, workspace.timezone)
    cause = {"play": definition.slug, "version": definition.version, "run": run.pk}
    return [
        NewTask(
            title=in_language(step.title, language),
            owner=owner,
            account=run.account,
            kind=step.kind,
            due=first + timedelta(days=step.due_days),
            minutes=step.minutes,
            cause=cause,
            signal_id=run.signal_id,
            steps=[in_language(line, language) for line in step.checklist],
        )
        for step in definition.steps
    ]


def _owner(account_id: int, member: Member) -> Member:
    owner_id = current_owners([account_id]).get(account_id)
    if owner_id in (None, member.pk):
        return member
    return Member.objects.filter(pk=owner_id, deactivated_at__isnull=True).first() or member
