"""Handing an account over: from which day on, to whom, with a note, and its open tasks with it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django import forms
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from banso.platform.identity.api import EDIT_ACCOUNTS, Member, MemberRequest, members, requires
from banso.platform.journal.api import Change, find_change, undo_change
from banso.platform.kit.days import day_start
from banso.platform.kit.errors import BansoError, NotFound
from banso.platform.tenancy.api import current_workspace
from banso.platform.ui.api import go_back, say, say_undone
from banso.record.customers.api import OWNER, SUBJECT, change_account, current_owners, get_account
from banso.record.work.api import UNFINISHED, Task, add_note, change_task, tasks_of_account, tell, untell
from banso.surfaces.workspace import pages

if TYPE_CHECKING:
    from banso.record.customers.models import Account

MOST_TASKS = 500
_SUBJECTS = (SUBJECT, "task", "note")


class HandOverForm(forms.Form):
    """Whom, from when on, with what to know."""

    def __init__(self, data: object = None, *, owner: int | None, tasks: int) -> None:
        super().__init__(data, initial={"day": timezone.localdate(), "tasks": True})  # type: ignore[arg-type]  # a QueryDict
        people = [("", "—"), *((str(one.pk), one.name) for one in members() if one.pk != owner)]
        self.fields["to"] = forms.ChoiceField(label=gettext_lazy("New owner"), choices=people)
        self.fields["day"] = forms.DateField(
            label=gettext_lazy("From when on"),
            widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            help_text=gettext_lazy("Past days stay with whoever had the account then."),
        )
        self.fields["note"] = forms.CharField(
            label=gettext_lazy("What they should know"),
            max_length=5_000,
            widget=forms.Textarea({"rows": 6}),
            help_text=gettext_lazy("It goes to their inbox and stays with the account as a note."),
        )
        if tasks:
            self.fields["tasks"] = forms.BooleanField(
                label=gettext_lazy("Give them the open tasks of the account too"), required=False
            )

    def clean_day(self) -> date:
        """Nobody has an account before it is so."""
        day: date = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet. Choose today or a day before."))
        return day


@requires(EDIT_ACCOUNTS)
@require_http_methods(["GET", "POST"])
def hand_over(request: MemberRequest, uid: UUID) -> HttpResponse:
    """The form, and handing over. What was typed stays when something is wrong with it."""
    account = get_account(str(uid))
    owner = current_owners([account.pk]).get(account.pk)
    tasks = _open_tasks(account, owner)
    form = HandOverForm(request.POST or None, owner=owner, tasks=len(tasks))
    if request.method == "POST" and form.is_valid():
        try:
            change, to = _hand_over(request.member, account, form, tasks)
        except BansoError as error:
            form.add_error(None, f"{error.message} {error.hint}".strip())
        else:
            text = _("%(account)s is with %(name)s now.") % {"account": account.name, "name": to.name}
            say(request, text, undo=reverse("workspace:hand_over_undo", args=[change.uid]) if change else "")
            return HttpResponseRedirect(pages.account_url(str(account.uid)))
    context = {
        "form": form,
        "account": account,
        "owner": next((one.name for one in members(with_deactivated=True) if one.pk == owner), ""),
        "tasks": tasks,
        "url": pages.account_url(str(account.uid)),
    }
    return render(request, "workspace/hand_over.html", context, status=422 if form.is_bound else 200)


def _open_tasks(account: Account, owner: int | None) -> list[Task]:
    """What the present owner still has to do there."""
    rows = tasks_of_account(account.pk, limit=MOST_TASKS)
    return [one for one in rows if one.state in UNFINISHED and owner is not None and one.owner_id == owner]


def _hand_over(by: Member, account: Account, form: HandOverForm, tasks: list[Task]) -> tuple[Change | None, Member]:
    said, now = form.cleaned_data, timezone.now()
    to = next(one for one in members() if str(one.pk) == said["to"])
    day: date = said["day"]
    since = None if day == timezone.localdate() else day_start(day, current_workspace().timezone)
    with transaction.atomic():
        change_account(account, {OWNER: to.pk}, now=now, valid_from=since, reason=_("Hand-over"))
        change = Change.objects.filter(subject=SUBJECT, subject_id=account.pk, recorded_at=now).order_by("-pk").first()
        if said.get("tasks"):
            for task in tasks:
                change_task(task, {"owner": to}, member=by, now=now, reason=_("Hand-over"))
        lines = "".join(f"<p>{escape(line)}</p>" for line in said["note"].splitlines() if line.strip())
        add_note(lines, member=by, now=now, account=account)
        tell(
            [to],
            "hand_over",
            f"hand_over:{change.uid if change else account.uid}",
            account=account,
            actor=by,
            params={"title": account.name, "text": said["note"]},
            url=pages.account_url(str(account.uid)),
            now=now,
        )
    return change, to


@requires(EDIT_ACCOUNTS)
@require_POST
def undo(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Take a whole hand-over back: the account, its tasks, the note, and what was told of it."""
    change, now = find_change(uid), timezone.now()
    if change.subject != SUBJECT or OWNER not in change.changes:
        raise NotFound(_("There is no such hand-over."))
    together = Change.objects.filter(
        recorded_at=change.recorded_at, actor=change.actor, subject__in=_SUBJECTS, undoes=None
    )
    with transaction.atomic():
        left = sum(len(undo_change(one, now).conflicts) for one in together.order_by("-pk"))
        untell(f"hand_over:{change.uid}")
    say_undone(request, left)
    return go_back(request)
