"""Changing one value where it stands in a list; and taking such a change back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from banso.platform.attributes.api import attributes_of, ids_of
from banso.platform.identity.api import WORK, MemberRequest, allowed, requires
from banso.platform.journal.api import Change, acting, find_change, undo_change
from banso.platform.kit.errors import BansoError, Conflict, NotFound
from banso.platform.ui.api import go_back, is_fragment, say, say_undone
from banso.surfaces.workspace.compose.common import names_of_members
from banso.surfaces.workspace.lists.compose import draw, list_rows
from banso.surfaces.workspace.lists.editing import ValueForm, Writing, editable_keys, said_kept, seal
from banso.surfaces.workspace.lists.find import find_some
from banso.surfaces.workspace.lists.spec import Editing, ListSpec, list_named, lists
from banso.surfaces.workspace.liststate import start_state


@requires(WORK)
@require_http_methods(["GET", "POST"])
def list_cell(request: MemberRequest, noun: str, uid: UUID, key: str) -> HttpResponse:
    """The form of one value in the place of its cell, or what became of it.

    The value as it was seen travels with the form: where it is another one by now, both are shown (409) and nothing
    is overwritten until somebody says so.
    """
    spec = list_named(noun)
    attributes = attributes_of(spec.subject)
    if key == spec.name or key not in editable_keys(spec, attributes, request.member) or spec.editing is None:
        raise NotFound(_("“%(key)s” cannot be changed here.") % {"key": key[:60]})
    found = ids_of(spec.subject, [uid])
    if not found:
        raise NotFound(_("There is no such row."))
    editing, one, attribute = spec.editing, found[0], attributes[key]
    is_owner = key == editing.owner
    kept = editing.kept([one], key).get(one)
    if request.method == "GET":
        if request.GET.get("show"):
            return _shown(request, spec, one, key)
        form = ValueForm(attribute, value=kept, is_owner=is_owner)
        return _form(request, spec, uid, form, seen=seal(kept))
    form = ValueForm(attribute, request.POST, value=kept, is_owner=is_owner)
    seen = request.POST.get("seen", "")
    if not form.is_valid():
        return _form(request, spec, uid, form, seen=seen, status=422)
    wanted = form.kept()
    if seen != seal(kept) and seal(wanted) != seal(kept):
        theirs = said_kept(attribute, kept, is_owner=is_owner)
        other = {"theirs": theirs, "who": _who(spec, one, key)}
        return _form(request, spec, uid, form, seen=seal(kept), conflict=other, status=409)
    return _save(request, spec, editing, one, form, wanted, uid=uid, kept=kept)


def _save(
    request: MemberRequest,
    spec: ListSpec,
    editing: Editing,
    one: int,
    form: ValueForm,
    wanted: Any,
    *,
    uid: UUID,
    kept: Any,
) -> HttpResponse:
    key = form.attribute.key
    if seal(wanted) == seal(kept):
        return _shown(request, spec, one, key)
    try:
        with transaction.atomic(), acting(actor_id=request.member.pk, source="web"):
            if seal(editing.kept([one], key).get(one)) != seal(kept):
                raise Conflict(_("It was changed this very moment."), hint=_("Look at it again."))
            where = _journaled(spec, one, key)
            before = _newest(*where)
            editing.write([one], {key: wanted}, Writing(request.member, timezone.now()))
            change = _newest(*where)
    except Conflict:
        raise
    except BansoError as error:
        form.add_error("value", error.message)
        return _form(request, spec, uid, form, seen=seal(kept), status=422)
    if change is not None and change != before:
        text = _("%(label)s changed.") % {"label": form.attribute.label}
        say(request, text, undo=reverse("workspace:list_undo", args=[change.uid]))
    return _shown(request, spec, one, key)


def _journaled(spec: ListSpec, one: int, key: str) -> tuple[str, int]:
    """The subject and id under which the changes of a value are kept."""
    found = spec.editing.journaled(one, key) if spec.editing and spec.editing.journaled else None
    return found or (spec.subject, one)


def _newest(subject: str, one: int) -> Change | None:
    return Change.objects.filter(subject=subject, subject_id=one).order_by("-pk").first()


def _who(spec: ListSpec, one: int, key: str) -> str:
    """Who changed the value last."""
    subject, pk = _journaled(spec, one, key)
    for change in Change.objects.filter(subject=subject, subject_id=pk).order_by("-pk")[:20]:
        if key in change.changes:
            return names_of_members([change.actor]).get(change.actor or 0, "")
    return ""


def _form(
    request: MemberRequest,
    spec: ListSpec,
    uid: UUID,
    form: ValueForm,
    *,
    seen: str,
    status: int = 200,
    conflict: Mapping[str, str] | None = None,
) -> HttpResponse:
    url = reverse("workspace:list_cell", args=[spec.noun, uid, form.attribute.key])
    context = {"form": form, "url": url, "seen": seen, "conflict": conflict, "label": form.attribute.label}
    return render(request, "workspace/_cell_form.html", context, status=status)


def _shown(request: MemberRequest, spec: ListSpec, one: int, key: str) -> HttpResponse:
    """The cell as it stands in the list, with the toast of what was done."""
    now = timezone.now()
    drawing = draw(spec, request.member, start_state(spec).changed(columns=(key,)), now=now)
    found = find_some(spec, [one], drawing.keys)
    lines = list_rows(drawing, found, drawing.today, is_past=False)
    if not is_fragment(request):
        return go_back(request)
    if not lines or not lines[0].cells:
        raise NotFound(_("There is no such row."))
    context = {"cell": lines[0].cells[0], "page": {"currency": request.workspace.currency}}
    return render(request, "workspace/_cell_shown.html", context)


@requires(WORK)
@require_POST
def list_undo(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Take one change of a row back."""
    change = find_change(uid)
    spec = next(
        (one for one in lists() if one.editing and change.subject in {one.subject, *one.editing.subjects}), None
    )
    if spec is None or spec.editing is None or not allowed(request.member, spec.editing.permission):
        raise NotFound(_("There is no such change."))
    with acting(actor_id=request.member.pk, source="web"):
        undone = undo_change(change, timezone.now())
    say_undone(request, len(undone.conflicts))
    return go_back(request)
