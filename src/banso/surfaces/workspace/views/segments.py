"""Segments: the list, one with its members, the form with a dry run, and picking by hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from banso.judgement.metrics import api as metrics
from banso.judgement.metrics.api import SEGMENT
from banso.platform.attributes.api import attributes_of, count
from banso.platform.definitions import api as definitions
from banso.platform.identity.api import DEFINE, VIEW, WORK, MemberRequest, allowed, requires
from banso.platform.kit.days import day_of
from banso.platform.kit.errors import BansoError
from banso.platform.ui.api import day_in, go_back, say
from banso.record.customers.api import account_meant, get_account
from banso.surfaces.workspace.compose import segments as compose
from banso.surfaces.workspace.compose import words
from banso.surfaces.workspace.compose.sentences import segment_sentence

_FEW = 5_000
"""With more accounts than this a new segment gets its past from the worker's next night, not while one waits."""


@requires(VIEW)
@require_safe
def segments(request: MemberRequest) -> HttpResponse:
    """Every segment with its size, its trend, and who came and went in four weeks."""
    lines = compose.segment_lines(_today(request))
    largest = max(lines, key=lambda line: line.members, default=None)
    asked = {
        "lines": lines,
        "can_define": allowed(request.member, DEFINE),
        "sentence": segment_sentence(largest, count("account"), _today(request)) if largest else "",
    }
    return render(request, "workspace/segments.html", asked)


@requires(VIEW)
@require_safe
def segment(request: MemberRequest, slug: str) -> HttpResponse:
    """One segment: its conditions, its members (also of a past day), who came and went."""
    page = compose.segment_page(slug, _today(request), day_in(request))
    asked = {
        "page": page,
        "sentence": segment_sentence(page.line, count("account"), page.day or _today(request)),
        "can_define": allowed(request.member, DEFINE),
        "can_work": allowed(request.member, WORK),
        "max_day": metrics.closed_day(timezone.now()),
    }
    return render(request, "workspace/segment.html", asked)


@requires(DEFINE)
@require_http_methods(["GET", "HEAD", "POST"])
def segment_new(request: MemberRequest) -> HttpResponse:
    """The form of a new segment; a list may send its filter along."""
    return _edit(request, None)


@requires(DEFINE)
@require_http_methods(["GET", "HEAD", "POST"])
def segment_edit(request: MemberRequest, slug: str) -> HttpResponse:
    """The form of a segment."""
    return _edit(request, slug)


def _edit(request: MemberRequest, slug: str | None) -> HttpResponse:
    if request.method != "POST":
        return _show(request, compose.form_of(slug, request.member.name, request.GET), 200)
    form = compose.form_from(slug, request.POST)
    if form.problem:
        return _show(request, form, 422)
    if request.POST.get("do") == "save":
        return _save(request, form)
    if request.POST.get("do") == "try":
        return _try(request, form)
    return _show(request, form, 200)


def _try(request: MemberRequest, form: compose.SegmentForm) -> HttpResponse:
    compose.try_out(form)
    return _show(request, form, 422 if form.problem else 200)


def _save(request: MemberRequest, form: compose.SegmentForm) -> HttpResponse:
    compose.try_out(form)
    if form.problem:
        return _show(request, form, 422)
    now = timezone.now()
    reason = form.values["reason"] or (_("made by hand") if form.is_new else "")
    try:
        made = definitions.save(
            SEGMENT, form.body(), after=form.version, author=request.member.pk, reason=reason, now=now
        )
    except BansoError as error:
        form.problem, form.hint = error.message, error.hint
        return _show(request, form, error.status if error.status == 409 else 422)
    _look(form.is_new, made.slug, now, request)
    back = reverse("workspace:definition_back", args=[SEGMENT, made.slug, form.version or 0])
    say(request, _("Saved: %(name)s.") % {"name": made.name}, undo=back)
    return HttpResponseRedirect(reverse("workspace:segment", args=[made.slug]))


def _look(is_new: bool, slug: str, now: datetime, request: MemberRequest) -> None:  # noqa: FBT001
    """Bring the members up to date while one waits; a new segment gets its past with it where that is quick."""
    newest = metrics.latest_day()
    if newest is None:
        return
    if is_new and newest.accounts <= _FEW:
        since = newest.day - timedelta(days=91)
        weeks = [one for one in metrics.stored_days(since, newest.day) if (newest.day - one).days % 7 == 0]
        metrics.look_back(weeks, [slug])
    metrics.refresh_segments(_today(request), now, [slug])


def _show(request: MemberRequest, form: compose.SegmentForm, status: int) -> HttpResponse:
    attributes = sorted(
        (one for one in attributes_of("account").values() if one.source != "segment"),
        key=lambda one: str(one.label).casefold(),
    )
    asked = {"form": form, "attributes": attributes, "ops": words.ops().items()}
    return render(request, "workspace/segment_edit.html", asked, status=status)


@requires(WORK)
@require_POST
def segment_pick(request: MemberRequest, slug: str) -> HttpResponse:
    """Put accounts (``account``: uids or external ids) into a hand-picked segment."""
    name = request.POST.get("account_name", "").strip()
    if name and not request.POST.get("account"):
        accounts = [account_meant(name).pk]
    else:
        accounts = [get_account(ref).pk for ref in _refs(request)]
    count = metrics.pick(slug, accounts, member=request.member, now=timezone.now())
    words_ = ngettext("%(count)s account was put in.", "%(count)s accounts were put in.", count)
    say(request, words_ % {"count": count})
    return go_back(request)


@requires(WORK)
@require_POST
def segment_unpick(request: MemberRequest, slug: str) -> HttpResponse:
    """Take accounts out of a hand-picked segment."""
    accounts = [get_account(ref).pk for ref in _refs(request)]
    count = metrics.unpick(slug, accounts, now=timezone.now())
    words_ = ngettext("%(count)s account was taken out.", "%(count)s accounts were taken out.", count)
    say(request, words_ % {"count": count})
    return go_back(request)


@requires(VIEW)
@require_safe
def segments_of_account(request: MemberRequest, uid: str) -> HttpResponse:
    """The segments of an account, and the hand-picked ones it can be put into: a fragment of its page."""
    account = get_account(str(uid))
    inside = metrics.segments_of_account(account.pk)
    picked = [one for one in metrics.segments().values() if one.picked and one not in inside]
    asked = {
        "uid": uid,
        "inside": [(one, definitions.in_language(one.name)) for one in inside],
        "picked": [(one, definitions.in_language(one.name)) for one in picked],
        "can_work": allowed(request.member, WORK),
    }
    return render(request, "workspace/segments_of_account.html", asked)


def _refs(request: MemberRequest) -> list[str]:
    refs = [part for text in request.POST.getlist("account") for part in text.replace(",", " ").split()]
    if not refs:
        raise BansoError(_("Name an account."), hint=_("Its external id, or several with commas between."))
    return refs[:1000]


def _today(request: MemberRequest) -> date:
    return day_of(timezone.now(), request.workspace.timezone)
