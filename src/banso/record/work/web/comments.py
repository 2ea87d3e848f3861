"""Comments under a task, touch, note or account, as a fragment."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from banso.platform.identity.api import VIEW, WORK, MemberRequest, allowed, requires
from banso.platform.kit.errors import BansoError
from banso.platform.ui.api import WRONG, go_back, is_fragment, say, show_form
from banso.record.work.actions.comments import add_comment, change_comment, delete_comment
from banso.record.work.queries.comments import Commented, comments_of, find_comment, find_commented
from banso.record.work.web.acts import undo_url
from banso.record.work.web.answering import done
from banso.record.work.web.notes import TextForm

CHANGED = "comments-changed"


@requires(VIEW)
@require_safe
def comments(request: MemberRequest, subject: str, uid: UUID) -> HttpResponse:
    """What was said to a task, touch, note or account (``subject``), and the form to say more."""
    return _show(request, find_commented(subject, uid), TextForm())


@requires(WORK)
@require_POST
def comment_add(request: MemberRequest, subject: str, uid: UUID) -> HttpResponse:
    """Say something to it; the answer is the fragment with it."""
    about, now = find_commented(subject, uid), timezone.now()
    form = TextForm(request.POST)
    if form.is_valid():
        try:
            add_comment(subject, about.id, form.result, member=request.member, now=now)
        except BansoError as error:
            form.add_error("text", str(error))
        else:
            say(request, _("Comment added."), undo=undo_url(request, now))
            return _show(request, about, TextForm()) if is_fragment(request) else go_back(request)
    return _show(request, about, form, status=WRONG)


@requires(WORK)
@require_http_methods(["GET", "POST"])
def comment_edit(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Rewrite one's own comment."""
    found, now = find_comment(uid), timezone.now()
    form = TextForm(request.POST or None, before=found.html)
    if request.method == "POST" and form.is_valid():
        try:
            change_comment(found, form.result, member=request.member, now=now)
        except BansoError as error:
            if error.status != WRONG:
                raise
            form.add_error("text", str(error))
        else:
            return done(request, _("Comment changed."), now, changed=CHANGED)
    status = WRONG if form.is_bound else 200
    return show_form(request, "work/_note_form.html", {"form": form}, title=_("Change the comment"), status=status)


@requires(WORK)
@require_POST
def comment_delete(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Delete one's own comment."""
    found, now = find_comment(uid), timezone.now()
    delete_comment(found, member=request.member, now=now)
    return done(request, _("Comment deleted."), now, changed=CHANGED)


def _show(request: MemberRequest, about: Commented, form: TextForm, *, status: int = 200) -> HttpResponse:
    rows = comments_of(about.subject, about.id)
    context = {
        "about": about,
        "comments": [{"row": row, "own": row.author_id == request.member.pk} for row in rows],
        "form": form,
        "can_work": allowed(request.member, WORK),
    }
    page = "work/comments.html" if is_fragment(request) else "work/comments_page.html"
    return render(request, page, context, status=status)
