"""The page of tasks (queue, board, calendar), and what is done with several of them at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from banso.platform.identity.api import VIEW, WORK, MemberRequest, allowed, find_member, members, requires
from banso.platform.journal.api import find_batch
from banso.platform.kit.errors import BansoError, NotFound
from banso.platform.ui.api import go_back, say
from banso.record.customers.api import accounts_named
from banso.record.work.actions.bulk_tasks import BATCH_KIND, BulkEdit, bulk_tasks, undo_bulk
from banso.record.work.actions.change_task import change_task
from banso.record.work.actions.move_task import finish_task, reopen_task, snooze_task
from banso.record.work.models import Priority, TaskState
from banso.record.work.queries.task_lists import tasks_by_uid
from banso.record.work.queries.tasks import find_task
from banso.record.work.web.task_state import Shown, context_of, day_of, state_of

LATER_DAYS: Final = 1
_ACTS: Final = ("done", "cancel")


@requires(VIEW)
@require_safe
def tasks(request: MemberRequest) -> HttpResponse:
    """The page; ``view`` is queue, board or calendar, ``who`` mine, all or a member."""
    state = state_of(request, request.member)
    if request.headers.get("HX-Request") == "true":
        return render(request, "work/tasks_fragment.html", list_context(request, state))
    return render(request, "work/tasks.html", list_context(request, state) | _around(state))


@requires(WORK)
@require_POST
def move(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Move a card of the board: ``to`` is a state or a priority, as the address's ``by`` says."""
    state = state_of(request, request.member)
    to, task, now = request.POST.get("to", ""), find_task(uid), timezone.now()
    today = timezone.localdate()
    if state.by == "priority" and to in map(str, Priority.values):
        task = change_task(task, {"priority": int(to)}, member=request.member, now=now)
        say(request, _("Priority %(word)s: %(title)s") % {"word": task.get_priority_display(), "title": task.title})
    elif state.by == "state" and to == TaskState.DONE:
        finish_task(task, member=request.member, now=now)
        say(request, _("Done: %(title)s") % {"title": task.title}, undo=reverse("work:reopen", args=[task.uid]))
    elif state.by == "state" and to == TaskState.SNOOZED:
        if task.state == TaskState.DONE:
            task = reopen_task(task, now=now)
        snooze_task(task, until=today + timedelta(days=LATER_DAYS), today=today, now=now)
        say(request, _("Later: %(title)s") % {"title": task.title}, undo=reverse("work:reopen", args=[task.uid]))
    elif state.by == "state" and to == TaskState.OPEN:
        reopen_task(task, now=now)
        say(request, _("Open again: %(title)s") % {"title": task.title})
    else:
        raise BansoError(_("There is no such column on the board."), hint=_("Reload the page."))
    return answer(request, state)


@requires(WORK)
@require_POST
def bulk(request: MemberRequest) -> HttpResponse:
    """Change the selected tasks: ``task`` (several), with owner, due, priority, or ``act`` done or cancel."""
    state = state_of(request, request.member)
    uids = [uid for uid in request.POST.getlist("task") if _is_uid(uid)]
    found = tasks_by_uid(uids)
    edit = _edit_of(request.POST)
    done = bulk_tasks(
        [task.pk for task in found], edit, member=request.member, today=timezone.localdate(), now=timezone.now()
    )
    text = ngettext("%(n)d task changed.", "%(n)d tasks changed.", done.changed) % {"n": done.changed}
    if skipped := done.skipped + len(uids) - len(found):
        text += " " + ngettext(
            "%(n)d was finished already and is left alone.", "%(n)d were finished already and are left alone.", skipped
        ) % {"n": skipped}
    say(request, text, undo=reverse("work:tasks_undo", args=[done.batch.uid]))
    return answer(request, state)


@requires(WORK)
@require_POST
def undo(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Give every task of a bulk edit back what it was."""
    batch = find_batch(uid)
    if batch.kind != BATCH_KIND:
        raise NotFound(_("There is no such change."))
    batch = undo_bulk(batch, member=request.member, clock=timezone.now)
    kept = batch.report.get("undo", {}).get("conflicts", 0)
    text = _("Taken back.")
    if kept:
        text += " " + ngettext(
            "%(n)d value was changed since and stays.", "%(n)d values were changed since and stay.", kept
        ) % {"n": kept}
    say(request, text)
    return go_back(request)


@requires(VIEW)
@require_safe
def suggest(request: MemberRequest) -> HttpResponse:
    """Names of accounts that begin to be typed: the options of a list."""
    return render(request, "work/account_options.html", {"accounts": accounts_named(request.GET.get("q", "")[:200])})


def answer(request: MemberRequest, state: Shown) -> HttpResponse:
    """The list anew, with a toast; for a plain form the page it came from."""
    if request.headers.get("HX-Request") != "true":
        if request.headers.get("Referer"):
            return go_back(request)
        return HttpResponseRedirect(f"{reverse('work:tasks')}?{state.query}")
    return render(request, "work/tasks_fragment.html", list_context(request, state) | {"told": True})


def list_context(request: MemberRequest, state: Shown) -> dict[str, Any]:
    """What ``work/_tasks.html`` is drawn from."""
    return context_of(state) | {"can_work": allowed(request.member, WORK)}


def _around(state: Shown) -> dict[str, Any]:
    """The tabs and the choices above the list."""
    views = (("queue", _("Queue")), ("board", _("Board")), ("calendar", _("Calendar")))
    return {
        "tabs": [(label, "?" + state.address(view=key), key == state.view, None) for key, label in views],
        "members": members(),
        "priorities": [(value, label) for value, label in reversed(Priority.choices)],
        "carry": [
            (key, value) for key, value in (("view", state.view), ("by", state.by)) if value not in {"queue", "state"}
        ],
    }


def _edit_of(sent: Mapping[str, str]) -> BulkEdit:
    changes: dict[str, Any] = {}
    if owner := sent.get("owner"):
        changes["owner"] = find_member(owner)
    if due := sent.get("due"):
        changes["due"] = day_of(due)
    if priority := sent.get("priority"):
        if priority not in map(str, Priority.values):
            raise BansoError(
                _("“%(given)s” is not a priority.") % {"given": priority[:40]}, hint=_("Choose one of the list.")
            )
        changes["priority"] = int(priority)
    act = sent.get("act", "")
    if act and act not in _ACTS:
        raise BansoError(_("“%(given)s” cannot be done with tasks.") % {"given": act[:40]}, hint=_("Reload the page."))
    return BulkEdit(changes=changes, act=act)  # type: ignore[arg-type]  # one of _ACTS, or none


def _is_uid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
