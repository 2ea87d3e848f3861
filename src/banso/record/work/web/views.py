"""An account's tasks as a fragment, and what the buttons of a task do.

Every answer to a button is the task's row for htmx, and the page before for a plain form.
"""

from datetime import timedelta
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from banso.platform.identity.api import VIEW, WORK, MemberRequest, allowed, requires
from banso.platform.kit.errors import BansoError
from banso.platform.ui.api import go_back, say
from banso.record.customers.api import get_account
from banso.record.work import api
from banso.record.work.api import NewTask, Task
from banso.record.work.web.task_state import day_of, state_of
from banso.record.work.web.tasks import answer

_DEFAULT_SNOOZE = 1
_MOST_DAYS = 400


@requires(VIEW)
@require_GET
def of_account(request: MemberRequest, account: UUID) -> HttpResponse:
    """The tasks of an account."""
    found = get_account(str(account))
    context = {
        "account": found,
        "tasks": api.tasks_of_account(found.pk),
        "today": timezone.localdate(),
        "can_work": allowed(request.member, WORK),
    }
    return render(request, "work/of_account.html", context)


@requires(WORK)
@require_POST
def add(request: MemberRequest, account: UUID) -> HttpResponse:
    """Add a task to an account: ``title`` and perhaps ``due``."""
    found = get_account(str(account))
    asked = request.POST.get("due", "")
    due = day_of(asked) if asked else None
    wanted = NewTask(title=request.POST.get("title", ""), owner=request.member, account=found, due=due)
    task = api.create_task(wanted, member=request.member, now=timezone.now())
    say(request, _("Added: %(title)s") % {"title": task.title})
    return _answer(request, task)


@requires(WORK)
@require_POST
def finish(request: MemberRequest, uid: UUID) -> HttpResponse:
    """The task is done."""
    task = api.finish_task(api.find_task(uid), member=request.member, now=timezone.now())
    say(request, _("Done: %(title)s") % {"title": task.title}, undo=reverse("work:reopen", args=[task.uid]))
    return _answer(request, task)


@requires(WORK)
@require_POST
def reopen(request: MemberRequest, uid: UUID) -> HttpResponse:
    """The task is to be done after all."""
    task = api.reopen_task(api.find_task(uid), now=timezone.now())
    say(request, _("Open again: %(title)s") % {"title": task.title})
    return _answer(request, task)


@requires(WORK)
@require_POST
def snooze(request: MemberRequest, uid: UUID) -> HttpResponse:
    """The task can wait until the day ``until``, or ``days`` days (one, if neither is given)."""
    today = timezone.localdate()
    asked = request.POST.get("until", "")
    until = day_of(asked) if asked else today + timedelta(days=_days(request.POST.get("days", "")))
    task = api.snooze_task(api.find_task(uid), until=until, today=today, now=timezone.now())
    say(request, _("Later: %(title)s") % {"title": task.title}, undo=reverse("work:reopen", args=[task.uid]))
    return _answer(request, task)


@requires(WORK)
@require_POST
def step(request: MemberRequest, uid: UUID, number: int) -> HttpResponse:
    """A line of the checklist is done, or with an empty ``done`` is not."""
    done = bool(request.POST.get("done"))
    task = api.tick_step(api.find_task(uid), number, done=done, now=timezone.now())
    return _answer(request, task)


def _answer(request: MemberRequest, task: Task) -> HttpResponse:
    if request.GET.get("in") == "page":
        return answer(request, state_of(request, request.member))
    if request.headers.get("HX-Request") != "true":
        return go_back(request)
    return render(request, "work/task_fragment.html", {"task": task, "today": timezone.localdate(), "can_work": True})


def _days(text: str) -> int:
    if not text:
        return _DEFAULT_SNOOZE
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:6]) <= _MOST_DAYS:
        raise BansoError(
            _("“%(text)s” is not a number of days.") % {"text": text[:40]},
            hint=_("Choose 1 to %(most)d days.") % {"most": _MOST_DAYS},
        )
    return int(text)
