"""Saved mappings, and what becomes of mails that failed."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from banso.connectors.files import api as files
from banso.platform.identity.api import IMPORT, MemberRequest, requires
from banso.platform.jobs.api import cancel_effect, find_effect, send_again
from banso.platform.journal.api import find_batch
from banso.platform.kit.errors import BansoError, NotAllowed
from banso.platform.ui.api import go_back, say
from banso.surfaces.workspace.compose.imports import import_page
from banso.surfaces.workspace.compose.kinds import may_import


@requires(IMPORT)
@require_POST
def save_mapping(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Save the choices that an import was last tried with, under ``mapping_name``."""
    batch, now = find_batch(uid), timezone.now()
    if not may_import(request.member, batch.kind):
        raise NotAllowed(_("You may not import this."), hint=_("Ask an admin of the workspace."))
    report = files.report_of(batch)
    try:
        name = request.POST.get("mapping_name", "")
        options = files.Options.from_json(batch.options)
        saved = files.save_mapping(name, batch.kind, options, report, now=now, created_by=request.member.pk)
    except BansoError as error:
        page = import_page(batch, request.member, now=now, error=(error.message, error.hint), sent=request.POST)
        return render(request, "workspace/import.html", {"page": page}, status=422)
    text = _("Saved as “%(name)s”. The next file with these columns is read alike.") % {"name": saved.name}
    say(request, text, undo=reverse("workspace:mapping_remove", args=[saved.uid]))
    return HttpResponseRedirect(reverse("workspace:import", args=[batch.uid]))


@requires(IMPORT)
@require_POST
def remove_mapping(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Forget a saved mapping."""
    mapping = files.find_mapping(uid)
    files.remove_mapping(mapping, now=timezone.now())
    undo = reverse("workspace:mapping_restore", args=[mapping.uid])
    say(request, _("Removed: %(name)s") % {"name": mapping.name}, undo=undo)
    return go_back(request)


@requires(IMPORT)
@require_POST
def restore_mapping(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Take the removal back."""
    mapping = files.find_mapping(uid)
    files.restore_mapping(mapping, now=timezone.now())
    say(request, _("Back again: %(name)s") % {"name": mapping.name})
    return go_back(request)


@requires(IMPORT)
@require_POST
def effect_again(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Send what failed, or perhaps arrived, once more."""
    effect = find_effect(uid)
    if send_again(effect, timezone.now()):
        say(request, _("It is sent again."))
    else:
        say(request, _("It is %(state)s already.") % {"state": effect.get_state_display()}, error=True)
    return go_back(request)


@requires(IMPORT)
@require_POST
def effect_leave(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Leave it: it is not sent any more."""
    effect = find_effect(uid)
    if cancel_effect(effect, timezone.now()):
        say(request, _("It is left."))
    else:
        say(request, _("It is %(state)s already.") % {"state": effect.get_state_display()}, error=True)
    return go_back(request)
