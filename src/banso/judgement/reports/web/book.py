"""The books of members: all for those who lead, one's own for everybody else."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from banso.judgement.reports.queries.book import LEAD, books_of, fairness, window_of
from banso.judgement.reports.queries.book_page import page_of
from banso.judgement.reports.queries.paper_book import book_report, books_report
from banso.judgement.reports.queries.sentences import book_sentence, books_sentence
from banso.judgement.reports.web.files import answer, checked_form
from banso.platform.identity.api import VIEW, Member, MemberRequest, find_member, requires
from banso.platform.kit.errors import NotFound


@requires(VIEW)
@require_safe
def books_page(request: MemberRequest) -> HttpResponse:
    """Every book that the reader may see, side by side."""
    today, now = timezone.localdate(), timezone.now()
    first, last = window_of(today)
    found = books_of(request.member, first=first, last=last, today=today, now=now)
    context = {
        "found": found,
        "fairness": fairness(),
        "leads": request.member.role in LEAD,
        "sentence": books_sentence(found),
    }
    return render(request, "reports/books.html", context)


@requires(VIEW)
@require_safe
def book_page(request: MemberRequest, uid: UUID) -> HttpResponse:
    """One member's book: accounts, renewals due, what was lost and saved."""
    member = _seen(request, uid)
    today, now = timezone.localdate(), timezone.now()
    page = page_of(member, request.member, today=today, now=now)
    said = book_sentence(page.book, page.books)
    return render(request, "reports/book.html", {"page": page, "fairness": fairness(), "sentence": said})


@requires(VIEW)
@require_safe
def books_file(request: MemberRequest, form: str) -> HttpResponseBase:
    """The books as a file."""
    checked_form(form)
    today, now = timezone.localdate(), timezone.now()
    first, last = window_of(today)
    found = books_of(request.member, first=first, last=last, today=today, now=now)
    return answer(request, books_report(found), form, now=now)


@requires(VIEW)
@require_safe
def book_file(request: MemberRequest, uid: UUID, form: str) -> HttpResponseBase:
    """One member's book as a file, for whom its page is."""
    checked_form(form)
    member = _seen(request, uid)
    today, now = timezone.localdate(), timezone.now()
    return answer(request, book_report(member, request.member, today=today, now=now), form, now=now)


def _seen(request: MemberRequest, uid: UUID) -> Member:
    """The member whose book it is; raises :class:`NotFound` for who may not see it."""
    member = find_member(uid)
    if member.pk != request.member.pk and request.member.role not in LEAD:
        raise NotFound(_("There is no such member."))
    return member
