"""Touches: the panel of an account, the page of one, logging, changing, deleting."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from banso.platform.identity.api import READ_BODIES, VIEW, WORK, MemberRequest, allowed, requires
from banso.platform.kit.errors import BansoError
from banso.platform.ui.api import WRONG, show_form
from banso.record.customers.api import get_account
from banso.record.work.actions.create_task import NewTask, create_task
from banso.record.work.actions.files import BadFile, keep_files
from banso.record.work.actions.log_touch import BadTouch, change_touch, delete_touch, log_touch
from banso.record.work.models import Meeting, Touch, TouchKind
from banso.record.work.queries.comments import comment_counts
from banso.record.work.queries.touches import bodies_of, find_touch, touches_of_account
from banso.record.work.web.answering import done
from banso.record.work.web.touch_form import TouchForm, first_values

SHOWN = 6
MORE = 20
CHANGED = "touches-changed"
_GIVEN = ("account", "kind", "subject", "body", "direction", "next_step")


@requires(VIEW)
@require_safe
def touches_of(request: MemberRequest, account: UUID) -> HttpResponse:
    """The newest touches of an account; ``after`` is the last that was seen, ``q`` is in the subject.

    Who may read what was said finds by it too; for others it is not searched: a hit would tell what stands in it.
    """
    found = get_account(str(account))
    after, text = request.GET.get("after", ""), request.GET.get("q", "")
    last = find_touch(after) if after else None
    size = MORE if after or text else SHOWN
    rows = touches_of_account(
        found.pk,
        before=(last.at, last.pk) if last else None,
        limit=size + 1,
        text=text,
        in_bodies=allowed(request.member, READ_BODIES),
    )
    context = _list_context(request, rows[:size]) | {
        "account": found, "more": rows[size - 1] if len(rows) > size else None, "q": text,
    }  # fmt: skip
    return render(request, "work/touches_more.html" if after else "work/touches_of.html", context)


@requires(VIEW)
@require_safe
def touch(request: MemberRequest, uid: UUID) -> HttpResponse:
    """One touch with everything about it."""
    found = find_touch(uid)
    return render(request, "work/touch.html", _list_context(request, [found]) | {"touch": found})


@requires(WORK)
@require_http_methods(["GET", "POST"])
def touch_new(request: MemberRequest) -> HttpResponse:
    """Log a touch. The address may propose account, person (several), kind, at, subject, body and meeting."""
    now = timezone.now()
    form = TouchForm(request.POST or None, initial=_proposed(request), now=now)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                made = log_touch(form.wanted(with_body=True), member=request.member, now=now)
                _follow(request, form, made)
        except (BadTouch, BadFile) as error:
            _add_error(form, error)
        else:
            return done(request, _("Logged: %(subject)s") % {"subject": made.subject}, now, changed=_changed(form))
    return _show(request, form, title=_("Log a touch"))


@requires(WORK)
@require_http_methods(["GET", "POST"])
def touch_edit(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Change a touch; what was said in it only by who may read it."""
    found, now = find_touch(uid), timezone.now()
    reads = allowed(request.member, READ_BODIES)
    initial = {"body": bodies_of([found]).get(found.pk, "")} if reads else {}
    form = TouchForm(request.POST or None, initial=initial, touch=found, now=now)
    if not reads:
        del form.fields["body"]
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                made = change_touch(found, form.wanted(with_body=reads), now=now)
                _follow(request, form, made)
        except (BadTouch, BadFile) as error:
            _add_error(form, error)
        else:
            text = _("Changed: %(subject)s") % {"subject": made.subject}
            return done(request, text, now, changed=_changed(form), to=reverse("work:touch", args=[made.uid]))
    return _show(request, form, title=_("Change the touch"))


@requires(WORK)
@require_POST
def touch_delete(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Delete a touch."""
    found, now = find_touch(uid), timezone.now()
    delete_touch(found, now=now)
    place = reverse("workspace:account", args=[found.account.uid]) if found.account else "/"
    return done(request, _("Deleted: %(subject)s") % {"subject": found.subject}, now, changed=CHANGED, to=place)


@requires(WORK)
@require_POST
def touch_task(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Make a task of the touch's next step, or of its subject."""
    found, now = find_touch(uid), timezone.now()
    title = found.next_step or found.subject
    create_task(
        NewTask(title=title, owner=request.member, account=found.account, cause={"touch": str(found.uid)}),
        member=request.member,
        now=now,
    )
    return done(request, _("Added: %(title)s") % {"title": title}, now, changed="tasks-changed")


def _follow(request: MemberRequest, form: TouchForm, made: Touch) -> None:
    """What comes with a touch: its files, a task of the next step, the meeting that it is the record of."""
    if files := request.FILES.getlist("files"):
        keep_files(files, member=request.member, now=form.now, touch=made)
    if form.wants_task:
        due = form.cleaned_data["due"]
        wanted = NewTask(
            title=form.cleaned_data["next_step"], owner=request.member, account=made.account, due=due,
            cause={"touch": str(made.uid)},
        )  # fmt: skip
        create_task(wanted, member=request.member, now=form.now)
    if meeting := request.POST.get("meeting"):
        _tie_meeting(request, meeting, made)


def _tie_meeting(request: MemberRequest, uid: str, made: Touch) -> None:
    try:
        Meeting.objects.filter(uid=UUID(uid), member=request.member).update(touch=made)
    except ValueError as error:
        raise BadTouch("kind", _("There is no such meeting.")) from error


def _changed(form: TouchForm) -> str:
    return f"{CHANGED}, tasks-changed, files-changed" if form.wants_task else f"{CHANGED}, files-changed"


def _show(request: MemberRequest, form: TouchForm, *, title: str) -> HttpResponse:
    context = {
        "form": form,
        "account": form.found_account,
        "meeting": request.POST.get("meeting") or request.GET.get("meeting", ""),
    }
    status = WRONG if form.is_bound else 200
    return show_form(request, "work/_touch_form.html", context, title=title, status=status)


def _add_error(form: TouchForm, error: BansoError) -> None:
    field = getattr(error, "field", None)
    form.add_error(field if field in form.fields else None, str(error))


def _proposed(request: MemberRequest) -> dict[str, Any]:
    now = timezone.now()
    given: dict[str, Any] = {name: request.GET[name] for name in _GIVEN if request.GET.get(name)}
    if given.get("kind") not in {None, *TouchKind.values}:
        del given["kind"]
    if people := request.GET.getlist("person"):
        given["people"] = people
    if at := _moment(request.GET.get("at", "")):
        given["at"] = at
    return first_values(request.member, now) | given


def _moment(text: str) -> Any:
    try:
        at = parse_datetime(text)
    except ValueError:
        return None
    if at is None:
        return None
    return timezone.localtime(at) if timezone.is_aware(at) else at


def _list_context(request: MemberRequest, rows: list[Touch]) -> dict[str, Any]:
    """Touches as templates show them: what was said is not even there for who may not read it."""
    reads = allowed(request.member, READ_BODIES)
    bodies = bodies_of(rows) if reads else {}
    counts = comment_counts("touch", [row.pk for row in rows])
    return {
        "touches": [
            {"row": row, "body": bodies.get(row.pk, ""), "comments": counts.get(row.pk, 0), **_sides(row)}
            for row in rows
        ],
        "reads_bodies": reads,
        "can_work": allowed(request.member, WORK),
    }


def _sides(row: Touch) -> dict[str, Any]:
    people = list(row.people.all())
    return {
        "people": [one.person for one in people if one.person],
        "members": [one.member for one in people if one.member],
    }
