"""The books of members: all for those who lead, one's own for everybody else."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from banso.judgement.reports.queries.book import LEAD, books_of, books_report, fairness, window_of
from banso.judgement.reports.queries.book_page import page_of
from banso.judgement.reports.web.files import answer
from banso.platform.identity.api import VIEW, MemberRequest, find_member, requires
from banso.platform.kit.errors import NotFound


@requires(VIEW)
@require_safe
def books_page(request: MemberRequest) -> HttpResponse:
    """Every book that the reader may see, side by side."""
    today, now = timezone.localdate(), timezone.now()
    first, last = window_of(today)
    found = books_of(request.member, first=first, last=last, today=today, now=now)
    context = {"found": found, "fairness": fairness(), "leads": request.member.role in LEAD}
    return render(request, "reports/books.html", context)


@requires(VIEW)
@require_safe
def book_page(request: MemberRequest, uid: UUID) -> HttpResponse:
    """One member's book: accounts, renewals due, what was lost and saved."""
    member = find_member(uid)
    if member.pk != request.member.pk and request.member.role not in LEAD:
        raise NotFound(_("There is no such member."))
    today, now = timezone.localdate(), timezone.now()
    page = page_of(member, request.member, today=today, now=now)
    return render(request, "reports/book.html", {"page": page, "fairness": fairness()})


@requires(VIEW)
@require_safe
def books_file(request: MemberRequest, form: str) -> HttpResponseBase:
    """The books as a file."""
    if form not in ("csv", "pdf"):
        raise NotFound(_("There is no such report."))
    today, now = timezone.localdate(), timezone.now()
    first, last = window_of(today)
    found = books_of(request.member, first=first, last=last, today=today, now=now)
    return answer(books_report(found), form, workspace=request.workspace.name, now=now)
