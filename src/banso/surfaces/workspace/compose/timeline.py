"""One timeline: what every app tells of an account or a person, merged, newest first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from banso.engagement.plays import api as plays
from banso.judgement.signals import api as signals
from banso.platform.identity.api import READ_BODIES, WORK, Member, allowed
from banso.platform.journal.api import Asked, Cursor, Item, at_day, merged
from banso.platform.kit.days import day_end, day_of, last_closed_day
from banso.platform.kit.errors import BansoError
from banso.platform.kit.limits import limit
from banso.platform.kit.text import fold
from banso.platform.tenancy.api import current_workspace
from banso.record.customers import api as customers
from banso.record.revenue import api as revenue
from banso.record.usage import api as usage
from banso.record.work import api as work
from banso.surfaces.workspace.compose import timeline_changes
from banso.surfaces.workspace.compose.common import names_of_members
from banso.surfaces.workspace.pages.shared import account_url
from banso.surfaces.workspace.pages.timeline import Chip, Line, Timeline

if TYPE_CHECKING:
    from banso.record.customers.models import Account, Person

PAGE = limit("lists.timeline", 40)
"""Items of a page."""
MOST_MONTHS = 120
_FIELDS = ("kinds", "q", "month", "from")


@dataclass(frozen=True)
class Place:
    """Whose timeline: ids (several where some were merged), its own address, and that of the page around it."""

    path: str
    page_url: str
    pin_url: str
    since: datetime
    accounts: Sequence[int] = ()
    persons: Sequence[int] = ()


@dataclass(frozen=True)
class State:
    """What the address asks for; ``start`` is where it begins, or goes on (``is_more``)."""

    kinds: tuple[str, ...] = ()
    search: str = ""
    month: str = ""
    start: str = ""
    before: str = ""
    day: date | None = None

    def url(self, path: str, **changes: object) -> str:
        """``path`` with this state, changed."""
        state = replace(self, **changes)  # type: ignore[arg-type]
        query = urlencode(state.carry())
        return f"{path}?{query}" if query else path

    def carry(self) -> list[tuple[str, str]]:
        """The state as fields of an address."""
        fields = [
            ("kinds", ",".join(self.kinds)),
            ("q", self.search),
            ("month", self.month),
            ("from", self.start),
            ("before", self.before),
            ("as_of", self.day.isoformat() if self.day else ""),
        ]
        return [(name, value) for name, value in fields if value]


def labels() -> dict[str, str]:
    """The kinds by which one filters, in the reader's language."""
    return {
        "touch": _("Touches"),
        "note": _("Notes"),
        "task": _("Tasks"),
        "comment": _("Comments"),
        "promise": _("Promises"),
        "own_view": _("Own views"),
        "signal": _("Signals"),
        "play": _("Plays"),
        "contract": _("Contracts"),
        "usage": _("Use"),
        "watch": _("Watch list"),
        "person": _("People"),
        "file": _("Files"),
        "hand_over": _("Hand-overs"),
        "merge": _("Merges"),
        "field": _("Fields"),
    }


OF_PERSONS = frozenset({"touch", "note", "task", "comment", "promise", "person", "merge", "field"})


def place_of_account(account: Account) -> Place:
    """The timeline of an account, with what was merged into it."""
    return Place(
        path=reverse("workspace:timeline", args=[account.uid]),
        page_url=account_url(str(account.uid)),
        pin_url=reverse("workspace:timeline_pin", args=[account.uid]),
        since=account.known_since,
        accounts=customers.same_accounts(account.pk),
    )


def place_of_person(person: Person) -> Place:
    """The timeline of a person, with whom was merged into them."""
    return Place(
        path=reverse("workspace:timeline_person", args=[person.uid]),
        page_url=reverse("workspace:person", args=[person.uid]),
        pin_url=reverse("workspace:timeline_person_pin", args=[person.uid]),
        since=person.known_since,
        persons=sorted(customers.same_persons([person.pk])),
    )


def read_state(query: QueryDict, day: date | None) -> State:
    """The state in an address."""
    kinds = [kind for kind in query.get("kinds", "").split(",") if kind in labels()]
    return State(
        kinds=tuple(dict.fromkeys(kinds)),
        search=query.get("q", "").replace("\x00", "").strip()[:200],
        month=query.get("month", "")[:7],
        start=query.get("from", "")[:80],
        before=query.get("before", "")[:80],
        day=day,
    )


def address(page: str, state: State) -> str:
    """The address of the page around a timeline, with the timeline's state in it."""
    parts = urlsplit(page)
    kept = [(name, value) for name, value in parse_qsl(parts.query) if name not in _FIELDS]
    ours = [(name, value) for name, value in state.carry() if name in _FIELDS]
    return urlunsplit(("", "", parts.path, urlencode(kept + ours), parts.fragment))


def without_host(page: str) -> str:
    """An address as this product says it."""
    parts = urlsplit(page)
    return urlunsplit(("", "", parts.path, urlencode(parse_qsl(parts.query)), parts.fragment))


def carried(query: QueryDict) -> dict[str, str]:
    """The fields of a page's address that are its timeline's."""
    return {name: value for name in _FIELDS if (value := query.get(name, ""))}


def timeline(place: Place, state: State, member: Member, *, now: datetime) -> Timeline:
    """The part of the timeline that ``state`` asks for; a constant number of queries."""
    before = _before(state)
    asked = _asked(place, state, member, before)
    items = _read(asked, _until(state, now))
    shown, more = items[:PAGE], len(items) > PAGE
    pinned = _pinned(place, state, member, now)
    names = names_of_members(item.member for item in [*shown, *pinned])
    pins = {(item.kind, item.uid) for item in pinned}
    is_more = bool(state.before)
    return Timeline(
        path=place.path,
        page_url=place.page_url,
        lines=list(_lines(place, shown, names, pins, before if is_more else None)),
        pins=[] if is_more else [Line(one, _who(one, names), _link(place, one), pinned=True) for one in pinned],
        chips=[] if is_more else _chips(place, state),
        search=state.search,
        carry=[(name, value) for name, value in state.carry() if name in ("kinds", "as_of")],
        months=_months(place, now),
        month=state.month,
        more_url=state.url(place.path, before=str(shown[-1].place), start="", month="") if more else "",
        newest_url=state.url(place.path, start="", month="") if state.start or state.month else "",
        clear_url=State(day=state.day).url(place.path),
        pin_url=place.pin_url,
        can_pin=allowed(member, WORK) and state.day is None,
        is_past=state.day is not None,
    )


def find_item(place: Place, kind: str, uid: str, member: Member, *, now: datetime) -> Item | None:
    """One item of the timeline, if it is there."""
    asked = Asked(accounts=place.accounts, persons=place.persons, limit=1, only={kind: [work.item_of(uid)]})
    return next(iter(_read(asked, last_closed_day(now, current_workspace().timezone))), None)


def _asked(place: Place, state: State, member: Member, before: Cursor | None) -> Asked:
    zone = current_workspace().timezone
    return Asked(
        accounts=place.accounts,
        persons=place.persons,
        before=before,
        until=day_end(state.day, zone) if state.day else None,
        limit=PAGE + 1,
        text=fold(state.search),
        groups=state.kinds,
        bodies=allowed(member, READ_BODIES),
    )


def _read(asked: Asked, until: date) -> list[Item]:
    streams = [
        *work.timeline(asked),
        *customers.timeline(asked),
        *revenue.timeline(asked),
        *usage.timeline(asked, until),
        *signals.timeline(asked),
        *plays.timeline(asked),
        *timeline_changes.timeline(asked),
    ]
    return merged(streams, asked.limit)


def _pinned(place: Place, state: State, member: Member, now: datetime) -> list[Item]:
    until = day_end(state.day, current_workspace().timezone) if state.day else None
    found = work.pins(accounts=place.accounts, persons=place.persons, until=until)
    if not found:
        return []
    asked = replace(_asked(place, State(day=state.day), member, None), only=found)
    return _read(asked, _until(state, now))


def _until(state: State, now: datetime) -> date:
    """The day up to which use is told."""
    return state.day or last_closed_day(now, current_workspace().timezone)


def _before(state: State) -> Cursor | None:
    if state.before:
        return Cursor.parse(state.before)
    if state.start:
        first = Cursor.parse(state.start)
        return Cursor(first.at, first.kind, first.id + 1)
    return Cursor(at_day(_after(state.month))) if state.month else None


def _after(month: str) -> date:
    """The day after a month that is written as 2026-03."""
    try:
        first = date.fromisoformat(f"{month}-01")
        return (first + timedelta(days=31)).replace(day=1)
    except (ValueError, OverflowError) as error:
        raise BansoError(
            _("“%(text)s” is not a month.") % {"text": month}, hint=_("Write it as 2026-03."), code="bad_month"
        ) from error


def _months(place: Place, now: datetime) -> list[date]:
    """The months one can jump to, newest first."""
    zone = current_workspace().timezone
    month, first = day_of(now, zone).replace(day=1), day_of(place.since, zone).replace(day=1)
    found: list[date] = []
    while month >= first and len(found) < MOST_MONTHS:
        found.append(month)
        month = (month - timedelta(days=1)).replace(day=1)
    return found


def _chips(place: Place, state: State) -> list[Chip]:
    found: list[Chip] = []
    for kind, label in labels().items():
        if place.persons and kind not in OF_PERSONS:
            continue
        on = kind in state.kinds
        kinds = tuple(one for one in state.kinds if one != kind) if on else (*state.kinds, kind)
        found.append(Chip(label, state.url(place.path, kinds=kinds, before="", start=""), on))
    return found


def _lines(
    place: Place, items: Sequence[Item], names: Mapping[int, str], pins: set[tuple[str, UUID]], after: Cursor | None
) -> Iterator[Line]:
    zone = current_workspace().timezone
    last = day_of(after.at, zone).replace(day=1) if after else None
    for item in items:
        month = day_of(item.at, zone).replace(day=1)
        yield Line(
            item,
            _who(item, names),
            _link(place, item),
            pinned=(item.kind, item.uid) in pins,
            month=month if month != last else None,
        )
        last = month


def _who(item: Item, names: Mapping[int, str]) -> str:
    return names.get(item.member or 0, "") or item.who


def _link(place: Place, item: Item) -> str:
    return f"{State(start=str(item.place)).url(place.path)}#item-{item.uid}"
