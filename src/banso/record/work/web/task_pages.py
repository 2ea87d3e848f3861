"""The page of one task: made, changed, handed over, cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from banso.platform.identity.api import VIEW, WORK, MemberRequest, allowed, requires
from banso.platform.journal.api import find_change, history, undo_change
from banso.platform.kit.errors import NotFound
from banso.platform.ui.api import go_back, say, say_undone
from banso.record.customers.api import get_account
from banso.record.work.actions.change_task import NOTE, change_task, hand_over_task
from banso.record.work.actions.checked import BadTask
from banso.record.work.actions.create_task import SUBJECT, NewTask, create_task
from banso.record.work.actions.move_task import cancel_task
from banso.record.work.models import Task
from banso.record.work.queries.task_history import history_of, said_now, who_changed
from banso.record.work.queries.task_links import play_of, signal_words
from banso.record.work.queries.task_words import recurrence_words
from banso.record.work.queries.tasks import find_task
from banso.record.work.web.task_form import DAY, MemberField, TaskForm, owner_of
from banso.record.work.web.task_merge import Merged, merge, token_of


class HandOverForm(forms.Form):
    """To whom, and what they should know."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, prefix="over")
        self.fields["to"] = MemberField(label=_("To"), empty="—")
        self.fields["note"] = forms.CharField(
            label=_("What they should know"), required=False, max_length=NOTE, widget=forms.Textarea({"rows": 3})
        )


class SnoozeForm(forms.Form):
    """Until when a task can wait."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["until"] = forms.DateField(label=_("Put off until"), widget=forms.DateInput(DAY, format="%Y-%m-%d"))


@requires(VIEW)
@require_safe
def task(request: MemberRequest, uid: UUID) -> HttpResponse:
    """One task with its checklist, comments and history."""
    return _page(request, find_task(uid))


@requires(WORK)
@require_http_methods(["GET", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    """A new task; ``account``, ``person``, ``signal``, ``title``, ``due`` in the address are filled in."""
    asked = request.GET
    first = {"owner": str(request.member.uid), "title": asked.get("title", "")[:300], "due": asked.get("due", "")[:10]}
    first |= {name: asked.get(name, "")[:40] for name in ("person", "signal")}
    if asked.get("account"):
        first["account"] = get_account(asked["account"]).name
    form = TaskForm(request.POST or None, initial=first)
    if form.is_bound and form.is_valid():
        try:
            made = _create(form, request)
        except BadTask as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            undo = reverse("work:task_cancel", args=[made.uid])
            say(request, _("Added: %(title)s") % {"title": made.title}, undo=undo)
            return HttpResponseRedirect(_next(request))
    status = 422 if form.is_bound else 200
    return render(request, "work/task_new.html", {"form": form, "next": _next(request)}, status=status)


@requires(WORK)
@require_POST
def edit(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Save the form of a task: the fields that were changed in it.

    What somebody else has changed in the meantime stays, unless the form says something else about the same field:
    then both are shown (409) and nothing is overwritten until somebody says so.
    """
    found = find_task(uid)
    form = TaskForm(request.POST, task=found)
    if form.is_valid():
        merged = merge(found, form.cleaned_data, request.POST.get("seen", ""))
        if merged.both:
            return _conflict(request, found, form, merged)
        before = _newest(found)
        try:
            change_task(found, form.changes(merged.mine), member=request.member, now=timezone.now())
        except BadTask as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            change = _newest(found)
            undo = reverse("work:task_undo", args=[found.uid, change]) if change and change != before else ""
            say(request, _("Saved: %(title)s") % {"title": form.cleaned_data["title"]}, undo=undo)
            return HttpResponseRedirect(reverse("work:task", args=[found.uid]))
    return _page(request, found, form=form, seen=request.POST.get("seen", ""), status=422)


@requires(WORK)
@require_safe
def links(request: MemberRequest) -> HttpResponse:
    """The people and open signals of the account that is typed, to choose from."""
    return render(
        request, "work/task_links.html", {"form": TaskForm(initial={"account": request.GET.get("account", "")})}
    )


@requires(WORK)
@require_POST
def undo(request: MemberRequest, uid: UUID, change: UUID) -> HttpResponse:
    """Take one change of a task back."""
    found = find_task(uid)
    row = find_change(change)
    if row.subject != SUBJECT or row.subject_id != found.pk:
        raise NotFound(_("There is no such change."))
    result = undo_change(row, timezone.now())
    say_undone(request, len(result.conflicts))
    return go_back(request)


@requires(WORK)
@require_POST
def cancel(request: MemberRequest, uid: UUID) -> HttpResponse:
    """The task need not be done; it can be opened again."""
    found = cancel_task(find_task(uid), now=timezone.now())
    say(request, _("Cancelled: %(title)s") % {"title": found.title}, undo=reverse("work:reopen", args=[found.uid]))
    if request.POST.get("next"):
        return go_back(request)
    return HttpResponseRedirect(reverse("work:tasks"))


@requires(WORK)
@require_POST
def hand_over(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Give the task to another member, with a note."""
    found = find_task(uid)
    form = HandOverForm(request.POST)
    if form.is_valid():
        to, note = form.cleaned_data["to"], form.cleaned_data["note"]
        try:
            hand_over_task(found, to, note=note, member=request.member, now=timezone.now())
        except BadTask as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            text = _("%(name)s has it now: %(title)s") % {"name": to.name, "title": found.title}
            say(request, text, undo=reverse("work:task_undo", args=[found.uid, _newest(found)]))
            return HttpResponseRedirect(reverse("work:task", args=[found.uid]))
    return _page(request, found, over=form, status=422)


def _create(form: TaskForm, request: MemberRequest) -> Task:
    values = form.cleaned_data
    wanted = NewTask(
        title=values["title"],
        owner=owner_of(form),
        account=values["account"],
        person=values["person"],
        signal_id=values["signal"],
        detail=values["detail"],
        kind=values["kind"],
        due=values["due"],
        priority=values["priority"],
        recurrence=values["recurrence"],
        minutes=values["minutes"],
        steps=[step["title"] for step in values["steps"]],
    )
    return create_task(wanted, member=request.member, now=timezone.now())


def _conflict(request: MemberRequest, found: Task, form: TaskForm, merged: Merged) -> HttpResponse:
    """Both values of each field that two people changed; what only the other one changed stands in the form."""
    there = TaskForm(task=found)
    data = request.POST.copy()
    for name in merged.theirs - merged.mine:
        data[name] = there.get_initial_for_field(there.fields[name], name) or ""
    names = [name for name in form.field_order if name in merged.both]
    lines = [(str(form.fields[name].label), said_now(found, name), who_changed(found, name)) for name in names]
    return _page(request, found, form=TaskForm(data, task=found), conflicts=lines, status=409)


def _page(
    request: MemberRequest,
    found: Task,
    *,
    form: TaskForm | None = None,
    over: HandOverForm | None = None,
    conflicts: Sequence[tuple[str, str, str]] = (),
    seen: str = "",
    status: int = 200,
) -> HttpResponse:
    play, play_name = play_of(found)
    context = {
        "task": found,
        "seen": seen or token_of(found),
        "conflicts": conflicts,
        "play": play,
        "play_name": play_name,
        "signal": signal_words(found.signal_id) if found.signal_id else "",
        "form": form or TaskForm(task=found),
        "over": over or HandOverForm(),
        "snooze": SnoozeForm(),
        "today": timezone.localdate(),
        "can_work": allowed(request.member, WORK),
        "recurrence": recurrence_words(found.recurrence),
        "history": history_of(found),
    }
    return render(request, "work/task.html", context, status=status)


def _newest(found: Task) -> UUID | None:
    """The newest change of a task that is there."""
    changes = history(SUBJECT, found.pk, limit=1)
    return changes[0].uid if changes else None


def _next(request: MemberRequest) -> str:
    """Where a new task leads back to: the account it was made from, else the tasks."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    if wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and len(wanted) < 500:
        return wanted
    return reverse("work:tasks")
