"""Files: the panel of an account, handing in, handing out, deleting."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from banso.platform.identity.api import READ_BODIES, VIEW, WORK, MemberRequest, allowed, requires
from banso.platform.kit.errors import NotAllowed, NotFound
from banso.platform.ui.api import WRONG, show_form
from banso.record.customers.api import get_account
from banso.record.work.actions.files import BadFile, delete_file, keep_files, place_of
from banso.record.work.models import Attachment
from banso.record.work.queries.notes import files_of_account, find_file, find_note
from banso.record.work.queries.touches import find_touch
from banso.record.work.rules.uploads import MOST_AT_ONCE, MOST_BYTES, served_as
from banso.record.work.web.answering import done

CHANGED = "files-changed"
_BLOCK = 1 << 16
MOST_REQUEST = MOST_AT_ONCE * MOST_BYTES + 1024 * 1024


@requires(VIEW)
@require_safe
def files_of(request: MemberRequest, account: UUID) -> HttpResponse:
    """The files of an account."""
    found = get_account(str(account))
    rows = files_of_account(found.pk, with_touches=allowed(request.member, READ_BODIES))
    return render(
        request, "work/files_of.html", {"account": found, "files": rows, "can_work": allowed(request.member, WORK)}
    )


@requires(WORK)
@require_http_methods(["GET", "POST"])
def file_add(request: MemberRequest, subject: str, uid: UUID) -> HttpResponse:
    """Hand in files for an account, a note or a touch (``subject``)."""
    about, now = _about(subject, uid), timezone.now()
    error, status = "", 200
    if request.method == "POST":
        try:
            _check_size(request)
            made = keep_files(request.FILES.getlist("files"), member=request.member, now=now, **about)
        except BadFile as bad:
            error, status = str(bad), WRONG
        else:
            text = ngettext("%(n)d file kept.", "%(n)d files kept.", len(made)) % {"n": len(made)}
            return done(request, text, now, changed=f"{CHANGED}, notes-changed, touches-changed")
    context = {
        "error": error, "subject": subject, "uid": uid,
        "most": MOST_AT_ONCE, "megabytes": MOST_BYTES // (1024 * 1024),
    }  # fmt: skip
    return show_form(request, "work/_file_form.html", context, title=_("Add files"), status=status)


@requires(VIEW)
@require_safe
def file(request: MemberRequest, uid: UUID) -> StreamingHttpResponse:
    """Hand a file out, to be saved; never to be shown by the browser as a page of ours."""
    found = _readable(request, uid)
    place = place_of(found)
    if not place.is_file():
        raise NotFound(_("The file is not on the disk any more."), hint=_("Ask whoever runs Banso."))
    # Opened when it is read: what nobody reads (HEAD) leaves nothing open.
    answer = StreamingHttpResponse(_blocks(place), content_type=served_as(found.media_type))
    answer["Content-Length"] = str(place.stat().st_size)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=found.name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "private, no-store"
    return answer


@requires(WORK)
@require_POST
def file_delete(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Delete a file."""
    found, now = _readable(request, uid), timezone.now()
    delete_file(found, now=now)
    text = _("Deleted: %(name)s") % {"name": found.name}
    return done(request, text, now, changed=f"{CHANGED}, notes-changed, touches-changed")


def _blocks(place: Path) -> Iterator[bytes]:
    with place.open("rb") as stream:
        while block := stream.read(_BLOCK):
            yield block


def _readable(request: MemberRequest, uid: UUID) -> Attachment:
    """The file; that of a touch is part of what was said in it."""
    found = find_file(uid)
    if found.touch_id is not None and not allowed(request.member, READ_BODIES):
        raise NotAllowed(
            _("Your role, %(role)s, may not read what was said in touches.")
            % {"role": request.member.get_role_display()},
            hint=_("An owner or admin of the workspace can give you another role."),
        )
    return found


def _about(subject: str, uid: UUID) -> dict[str, Any]:
    if subject == "account":
        return {"account": get_account(str(uid))}
    if subject == "note":
        return {"note": find_note(uid)}
    if subject == "touch":
        return {"touch": find_touch(uid)}
    raise NotFound(_("Files are kept with accounts, notes and touches."))


def _check_size(request: MemberRequest) -> None:
    # Before the body is read: what is far too large should not fill the disk first.
    given = request.META.get("CONTENT_LENGTH") or "0"
    if given.isdigit() and int(given) > MOST_REQUEST:
        raise BadFile(
            _("This is too much at once."),
            hint=_("A file has at most %(most)d MB.") % {"most": MOST_BYTES // (1024 * 1024)},
        )
