"""Notes: the panel of an account, the page of one, writing, changing, deleting, and tasks out of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from banso.platform.identity.api import VIEW, WORK, MemberRequest, allowed, requires
from banso.platform.kit.errors import BansoError
from banso.platform.ui.api import WRONG, show_form
from banso.record.customers.api import find_person, get_account
from banso.record.work.actions.create_task import NewTask, create_task
from banso.record.work.actions.files import keep_files
from banso.record.work.actions.notes import add_note, change_note, delete_note
from banso.record.work.models import Note
from banso.record.work.queries.comments import comment_counts
from banso.record.work.queries.notes import find_note, notes_of_account
from banso.record.work.rules.rich_text import MOST, first_line, from_text, plain_text
from banso.record.work.web.answering import done
from banso.record.work.web.naming import account_meant

SHOWN = 5
MORE = 20
MOST_TITLE = 300
CHANGED = "notes-changed"


class TextForm(forms.Form):
    """A text with or without the editor: ``html`` is what the editor makes, ``text`` what is typed without it."""

    text = forms.CharField(
        label=gettext_lazy("Text"), required=False, max_length=MOST, widget=forms.Textarea({"rows": 4})
    )
    html = forms.CharField(required=False, max_length=MOST * 2, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, before: str = "") -> None:
        self.before = before
        super().__init__(data, initial={"text": plain_text(before), "html": before})

    @property
    def result(self) -> str:
        """The rich text that was written."""
        html, text = str(self.cleaned_data["html"]), str(self.cleaned_data["text"])
        if html and html != self.before:
            return html
        if self.before and text.replace("\r\n", "\n").strip() == plain_text(self.before):
            # Untouched in a browser without the editor: its form stays as it is.
            return self.before
        return from_text(text)


class NoteForm(TextForm):
    """A new note from nowhere in particular: the account is asked for."""

    account_name = forms.CharField(
        label=gettext_lazy("Account"),
        max_length=400,
        error_messages={"required": gettext_lazy("A note is about an account: say which.")},
    )
    account = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def clean_account_name(self) -> str:
        """The account is found by its name."""
        name: str = self.cleaned_data["account_name"].strip()
        self.found = account_meant(name, self.data.get("account", ""))
        return name


@requires(VIEW)
@require_safe
def notes_of(request: MemberRequest, account: UUID) -> HttpResponse:
    """The newest notes of an account and the form of a new one; ``after`` is the last seen, ``q`` is in the text."""
    found = get_account(str(account))
    after, text = request.GET.get("after", ""), request.GET.get("q", "")
    last = find_note(after) if after else None
    size = MORE if after or text else SHOWN
    rows = notes_of_account(found.pk, before=(last.created_at, last.pk) if last else None, limit=size + 1, text=text)
    context = _list_context(request, rows[:size]) | {
        "account": found, "more": rows[size - 1] if len(rows) > size else None, "q": text,
    }  # fmt: skip
    return render(request, "work/notes_more.html" if after else "work/notes_of.html", context)


@requires(VIEW)
@require_safe
def note(request: MemberRequest, uid: UUID) -> HttpResponse:
    """One note with its comments."""
    found = find_note(uid)
    return render(request, "work/note.html", _list_context(request, [found]) | {"note": found})


@requires(WORK)
@require_http_methods(["GET", "POST"])
def note_new(request: MemberRequest) -> HttpResponse:
    """Write a note about ``account`` or ``person``, with files."""
    given = request.POST if request.method == "POST" else request.GET
    about = _about("" if "account_name" in given else given.get("account", ""), given.get("person", ""))
    known = bool(about["account"] or about["person"])
    form = TextForm(request.POST or None) if known else NoteForm(request.POST or None)
    now = timezone.now()
    if request.method == "POST" and form.is_valid():
        if isinstance(form, NoteForm):
            about["account"] = form.found
        try:
            with transaction.atomic():
                made = add_note(form.result, member=request.member, now=now, **about)
                if files := request.FILES.getlist("files"):
                    keep_files(files, member=request.member, now=now, note=made)
        except BansoError as error:
            form.add_error("text", str(error))
        else:
            return done(request, _("Note kept."), now, changed=f"{CHANGED}, files-changed")
    return _show(request, form, title=_("Write a note"), about=about)


@requires(WORK)
@require_http_methods(["GET", "POST"])
def note_edit(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Rewrite one's own note."""
    found, now = find_note(uid), timezone.now()
    form = TextForm(request.POST or None, before=found.html)
    if request.method == "POST" and form.is_valid():
        try:
            change_note(found, form.result, member=request.member, now=now)
        except BansoError as error:
            if error.status != WRONG:
                raise
            form.add_error("text", str(error))
        else:
            place = reverse("work:note", args=[found.uid])
            return done(request, _("Note changed."), now, changed=CHANGED, to=place)
    return _show(request, form, title=_("Change the note"), note=found)


@requires(WORK)
@require_POST
def note_delete(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Delete one's own note."""
    found, now = find_note(uid), timezone.now()
    delete_note(found, member=request.member, now=now)
    place = reverse("workspace:account", args=[found.account.uid]) if found.account else "/"
    return done(request, _("Note deleted."), now, changed=CHANGED, to=place)


@requires(WORK)
@require_POST
def note_task(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Make a task of a note in one step: ``selection`` is what was marked in it; else its first line is the title."""
    found, now = find_note(uid), timezone.now()
    marked = " ".join(request.POST.get("selection", "").split())
    title = marked[:MOST_TITLE] or first_line(found.html, MOST_TITLE)
    wanted = NewTask(title=title, owner=request.member, account=found.account, cause={"note": str(found.uid)})
    create_task(wanted, member=request.member, now=now)
    return done(request, _("Added: %(title)s") % {"title": title}, now, changed="tasks-changed")


def _show(request: MemberRequest, form: TextForm, *, title: str, **more: Any) -> HttpResponse:
    status = WRONG if form.is_bound else 200
    return show_form(request, "work/_note_form.html", {"form": form, **more}, title=title, status=status)


def _about(account: str, person: str) -> dict[str, Any]:
    return {
        "account": get_account(account) if account else None,
        "person": find_person(person) if person else None,
    }


def _list_context(request: MemberRequest, rows: list[Note]) -> dict[str, Any]:
    counts = comment_counts("note", [row.pk for row in rows])
    return {
        "notes": [
            {"row": row, "comments": counts.get(row.pk, 0), "own": row.author_id == request.member.pk} for row in rows
        ],
        "can_work": allowed(request.member, WORK),
    }
