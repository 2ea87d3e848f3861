"""Changing many rows of a list at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from banso.platform.attributes.api import Attribute, attributes_of, ids_of
from banso.platform.identity.api import WORK, MemberRequest, allowed, requires
from banso.platform.jobs.api import Job, run_job
from banso.platform.journal.api import Batch, BatchState, acting, find_batch, undo_batch
from banso.platform.kit.errors import BansoError, Conflict, NotAllowed, NotFound
from banso.platform.kit.limits import limit
from banso.platform.ui.api import go_back, is_fragment, say
from banso.surfaces.workspace import pages
from banso.surfaces.workspace.lists import bulk
from banso.surfaces.workspace.lists.bulk_page import bulk_page, said_preview
from banso.surfaces.workspace.lists.editing import JoinForm, ValueForm, Writing, editable_keys
from banso.surfaces.workspace.lists.find import find_ids
from banso.surfaces.workspace.lists.saved import state_in
from banso.surfaces.workspace.lists.spec import Editing, ListSpec, list_named

AT_ONCE = 200
"""So many rows are changed within the request; more by the worker, with progress."""
MOST_NOTE = limit("lists.note", 500, "characters")


@dataclass
class Asked:
    """What a form of the bar or the dialog asks for."""

    spec: ListSpec
    act: bulk.Act
    attribute: Attribute | None
    form: ValueForm | JoinForm | None
    ids: list[int]
    keys: list[str]
    note: str

    def edit(self) -> bulk.Edit:
        """The edit that was typed; raises BansoError where nothing was."""
        if self.act == "archive":
            return bulk.Edit("archive", note=self.note)
        if self.act == "join" and self.form is not None:
            return bulk.Edit("join", value=self.form.kept(), note=self.note)
        if self.attribute is None or self.form is None:
            raise BansoError(_("Choose a field."), status=422)
        value = self.form.kept()
        if self.act in ("tag", "untag") and not value:
            raise BansoError(_("Write at least one tag."), status=422)
        kept = value.isoformat() if hasattr(value, "isoformat") else value
        return bulk.Edit(self.act, self.attribute.key, kept, self.note)


@requires(WORK)
@require_POST
def list_bulk_preview(request: MemberRequest, noun: str) -> HttpResponse:
    """The dialog: what is to become of the selected rows, and what it would do."""
    asked = _asked(request, noun)
    shown, problem, status = None, "", 200
    typed = "value" in request.POST or asked.act == "archive"
    if typed and (asked.form is None or asked.form.is_valid()):
        try:
            edit = asked.edit()
            writing = Writing(request.member, timezone.now(), reason=asked.note)
            shown = said_preview(asked.spec, bulk.preview(asked.spec, asked.ids, edit, writing), edit)
        except BansoError as error:
            problem, status = error.message, 422
    elif typed:
        status = 422
    return render(request, "workspace/_bulk_dialog.html", _dialog(request, asked, shown, problem), status=status)


@requires(WORK)
@require_POST
def list_bulk(request: MemberRequest, noun: str) -> HttpResponse:
    """Do it: few rows at once, many by the worker, whose progress is then shown."""
    asked = _asked(request, noun)
    expected = request.POST.get("expected", "")
    if expected.isdigit() and int(expected[:9]) != len(asked.ids):
        raise Conflict(
            _("There were %(before)s rows when you looked, and there are %(now)s now.")
            % {"before": expected, "now": len(asked.ids)},
            hint=_("Nothing was changed. Select them again."),
        )
    now = timezone.now()
    try:
        if asked.form is not None and not asked.form.is_valid():
            raise BansoError(_("This value does not fit."), status=422)
        edit = asked.edit()
        bulk.preview(asked.spec, asked.ids, edit, Writing(request.member, now))
    except BansoError as error:
        context = _dialog(request, asked, None, error.message)
        template = "workspace/_bulk_dialog.html" if is_fragment(request) else "workspace/bulk_ask.html"
        return render(request, template, context, status=422)
    with acting(actor_id=request.member.pk, source="web"):
        batch, job = bulk.start(asked.spec, asked.ids, edit, member=request.member, now=now)
    if len(asked.ids) > AT_ONCE:
        return _go(request, reverse("workspace:list_bulk_show", args=[batch.uid]))
    _run(job)
    words = ngettext("%(n)s row changed.", "%(n)s rows changed.", len(asked.ids)) % {"n": len(asked.ids)}
    say(request, words, undo=reverse("workspace:list_bulk_undo", args=[batch.uid]))
    return _go(request, request.POST.get("back", "") or asked.spec.path)


@requires(WORK)
@require_safe
def list_bulk_show(request: MemberRequest, uid: UUID) -> HttpResponse:
    """How far a bulk edit is, and what one may do about it."""
    return render(request, "workspace/bulk.html", {"page": bulk_page(_batch(request, uid), now=timezone.now())})


@requires(WORK)
@require_safe
def list_bulk_progress(request: MemberRequest, uid: UUID) -> HttpResponse:
    """The part that asks for itself again; the whole page once the state has changed."""
    page = bulk_page(_batch(request, uid), now=timezone.now())
    response = render(request, "workspace/_bulk_progress.html", {"page": page})
    if is_fragment(request) and page.state != request.GET.get("state"):
        response.headers["HX-Refresh"] = "true"
    return response


@requires(WORK)
@require_POST
def list_bulk_stop(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Cancel: what was changed so far is taken back."""
    batch = _batch(request, uid)
    if batch.state == BatchState.APPLYING:
        bulk.stop(batch, now=timezone.now(), member=request.member)
        say(request, _("Stopped. What was changed so far is being taken back."))
    return HttpResponseRedirect(reverse("workspace:list_bulk_show", args=[batch.uid]))


@requires(WORK)
@require_POST
def list_bulk_undo(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Give every row its old value back; what was changed since by others stays."""
    batch = _batch(request, uid)
    with acting(actor_id=request.member.pk, source="web"):
        job = undo_batch(batch, timezone.now(), created_by=request.member.pk)
    if (batch.rows_total or 0) > AT_ONCE:
        return HttpResponseRedirect(reverse("workspace:list_bulk_show", args=[batch.uid]))
    _run(job)
    batch.refresh_from_db()
    kept = batch.report.get("undo", {}).get("conflicts", 0)
    say(request, _("Taken back.") if not kept else _("Taken back, but for what others have changed since."))
    return go_back(request)


def _run(job: Job) -> None:
    run_job(job, timezone.now)


def _go(request: MemberRequest, address: str) -> HttpResponse:
    """To another page, from htmx as from a plain form; never to another site."""
    if not address.startswith("/") or address.startswith("//"):
        address = "/"
    if not is_fragment(request):
        return HttpResponseRedirect(address)
    response = HttpResponse(status=200)
    response.headers["HX-Redirect"] = address
    return response


def _batch(request: MemberRequest, uid: UUID) -> Batch:
    batch = find_batch(uid)
    if batch.kind != bulk.BATCH_KIND:
        raise NotFound(_("There is no such change."))
    spec = list_named(str(batch.options.get("noun", "")))
    if spec.editing is None or not allowed(request.member, spec.editing.permission):
        raise NotAllowed(_("You may not change what stands in this list."))
    return batch


def _asked(request: MemberRequest, noun: str) -> Asked:
    spec, sent = list_named(noun), request.POST
    attributes = attributes_of(spec.subject)
    keys = [key for key in editable_keys(spec, attributes, request.member) if key != spec.name]
    given = sent.get("act", "set")
    act = cast("bulk.Act", given if given in bulk.ACTS else "set")
    editing = spec.editing
    if editing is None or not _can(editing, act):
        raise NotFound(_("This cannot be done in this list."))
    key = {"owner": editing.owner, "tag": editing.tags, "untag": editing.tags}.get(act, sent.get("key", ""))
    attribute = attributes.get(key) if key in keys else None
    form: ValueForm | JoinForm | None = None
    if act == "join" and editing.joining is not None:
        form = JoinForm(editing.joining.choices(), sent if "value" in sent else None)
    elif attribute is not None and act != "archive":
        data = sent if "value" in sent else None
        form = ValueForm(attribute, data, is_owner=key == editing.owner)
    ids = _ids(request, spec, sent)
    return Asked(spec, act, attribute, form, ids, keys, sent.get("note", "").strip()[:MOST_NOTE])


def _can(editing: Editing, act: bulk.Act) -> bool:
    """Whether rows of a list have what the act is about."""
    about = {"archive": editing.archive, "owner": editing.owner, "join": editing.joining}
    return bool(about.get(act, True))


def _ids(request: MemberRequest, spec: ListSpec, sent: QueryDict) -> list[int]:
    if sent.get("all"):
        ids = find_ids(spec, state_in(spec, sent, None, request.member), now=timezone.now())
    else:
        ids = ids_of(spec.subject, [uid for uid in map(_uid, sent.getlist("uid")) if uid is not None])
    if not ids:
        raise BansoError(_("Nothing is selected."), hint=_("Select rows with X, or all that match."), status=422)
    return ids


def _uid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _nothing_to_join(asked: Asked) -> str:
    if not isinstance(asked.form, JoinForm) or asked.form.known:
        return ""
    return _("There is no segment yet that is picked by hand. Make one on the page of segments.")


def _dialog(request: MemberRequest, asked: Asked, shown: Any, problem: str) -> dict[str, Any]:
    attributes = attributes_of(asked.spec.subject)
    state_fields = ("view", "filter", "sort", "columns", "q", "group", "size")
    return {
        "spec": asked.spec,
        "act": asked.act,
        "form": asked.form,
        "count": len(asked.ids),
        "note": asked.note,
        "problem": problem or _nothing_to_join(asked),
        "preview": shown,
        "key": asked.attribute.key if asked.attribute else "",
        "fields": [pages.Choice(key, str(attributes[key].label)) for key in asked.keys],
        "uids": [] if request.POST.get("all") else request.POST.getlist("uid"),
        "all": bool(request.POST.get("all")),
        "carry": [(name, value) for name in state_fields for value in request.POST.getlist(name)],
        "back": request.POST.get("back", ""),
    }
