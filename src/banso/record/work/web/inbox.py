"""A member's inbox: the list, opening, marking. Each sees their own alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from banso.platform.identity.api import VIEW, MemberRequest, requires
from banso.platform.kit.errors import BansoError
from banso.platform.mail.api import mail_is_on
from banso.platform.ui.api import go_back, say
from banso.record.work.actions import read_inbox
from banso.record.work.models import InboxItem, InboxKind
from banso.record.work.queries.inbox import InboxPage, find_item, unread_by_kind
from banso.record.work.queries.inbox import inbox as inbox_of
from banso.record.work.queries.inbox_words import said, sentence
from banso.record.work.web.sentences import inbox_sentence

_MOST_PAGES = 10_000


@dataclass(frozen=True, slots=True)
class Filter:
    """What the address asks for."""

    kind: str
    unread: bool
    page: int

    def query(self, **changes: object) -> str:
        """The address of the list with ``changes``."""
        values = {"kind": self.kind, "unread": "1" if self.unread else "", **changes}
        kept = urlencode({name: value for name, value in values.items() if value})
        return reverse("work:inbox") + (f"?{kept}" if kept else "")

    @property
    def page_query(self) -> str:
        """What stands behind the question mark of this list, for buttons that come back to it."""
        values = {"kind": self.kind, "unread": "1" if self.unread else "", "page": self.page if self.page > 1 else ""}
        return urlencode({name: value for name, value in values.items() if value})


@dataclass(frozen=True, slots=True)
class Line:
    """One item as it is shown."""

    item: InboxItem
    text: str
    quote: str


@requires(VIEW)
@require_safe
def inbox(request: MemberRequest) -> HttpResponse:
    """The page."""
    return render(request, "work/inbox.html", _context(request))


@requires(VIEW)
@require_POST
def open_item(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Mark an item as read and go to what it is about."""
    item = find_item(uid, request.member.pk)
    read_inbox.mark_read(item, timezone.now())
    inside = item.url.startswith("/") and url_has_allowed_host_and_scheme(item.url, None)
    return HttpResponseRedirect(item.url if inside else reverse("work:inbox"))


@requires(VIEW)
@require_POST
def toggle(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Read becomes unread, and the reverse."""
    item = find_item(uid, request.member.pk)
    if item.read_at is None:
        read_inbox.mark_read(item, timezone.now())
    else:
        read_inbox.mark_unread(item)
    return _answer(request)


@requires(VIEW)
@require_POST
def read_all(request: MemberRequest) -> HttpResponse:
    """Everything that is shown, also beyond this page, is read."""
    now = timezone.now()
    count = read_inbox.mark_all_read(request.member.pk, now, kind=_filter(request).kind)
    if count:
        text = ngettext("%(n)d item is read.", "%(n)d items are read.", count) % {"n": count}
        say(request, text, undo=reverse("work:inbox_undo") + "?" + urlencode({"at": now.isoformat()}))
    return _answer(request)


@requires(VIEW)
@require_POST
def undo(request: MemberRequest) -> HttpResponse:
    """Take "all read" back; ``at`` is the moment it was said at."""
    try:
        at = parse_datetime(request.GET.get("at", ""))
    except ValueError:
        at = None
    if at is None or timezone.is_naive(at):
        raise BansoError(_("There is nothing to take back."), code="nothing_to_undo")
    read_inbox.unread_again(request.member.pk, _in_range(at))
    say(request, _("They are unread again."))
    return go_back(request)


def _in_range(at: datetime) -> datetime:
    """As UTC, which no clock of another zone takes out of the calendar."""
    try:
        return at.astimezone(UTC)
    except OverflowError as error:
        raise BansoError(_("There is nothing to take back."), code="nothing_to_undo") from error


def _answer(request: MemberRequest) -> HttpResponse:
    if request.headers.get("HX-Request") != "true":
        return go_back(request)
    return render(request, "work/inbox_fragment.html", _context(request))


def _context(request: MemberRequest) -> dict[str, object]:
    wanted = _filter(request)
    found: InboxPage = inbox_of(request.member.pk, kind=wanted.kind, unread_only=wanted.unread, page=wanted.page)
    unread = unread_by_kind(request.member.pk)
    return {
        "lines": [Line(item, sentence(item), said(item, "text")) for item in found.items],
        "filter": wanted,
        "kinds": _kinds(wanted, unread),
        "unread": sum(unread.values()),
        "sentence": inbox_sentence(request.member, unread, timezone.localdate()),
        "shown_unread": unread.get(wanted.kind, 0) if wanted.kind else sum(unread.values()),
        "toggle_unread": wanted.query(unread="" if wanted.unread else "1"),
        "previous_url": wanted.query(page=wanted.page - 1) if wanted.page > 1 else "",
        "next_url": wanted.query(page=wanted.page + 1) if found.more else "",
        "today": timezone.localdate(),
        "by_mail": mail_is_on(),
    }


def _kinds(wanted: Filter, unread: dict[str, int]) -> Sequence[tuple[str, str, bool, int | None]]:
    """The tabs: all, then each kind, with how many are unread."""
    tabs = [("", _("All"), sum(unread.values()))]
    tabs += [(kind.value, str(kind.label), unread.get(kind.value, 0)) for kind in InboxKind]
    return [(label, wanted.query(kind=kind), wanted.kind == kind, count or None) for kind, label, count in tabs]


def _filter(request: HttpRequest) -> Filter:
    given = request.GET
    kind = given.get("kind", "")
    text = given.get("page", "")
    page = int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 1
    return Filter(
        kind=kind if kind in InboxKind.values else "",
        unread=bool(given.get("unread")),
        page=min(max(page, 1), _MOST_PAGES),
    )
