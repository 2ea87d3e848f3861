"""Pages whose whole state stands in their address, so that it can be kept under a name: lists and reports alike.

A page says which fields of its address a view keeps and what they have to be; saving, renaming, sharing, deleting and
beginning with a view is the same for all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from banso.platform.attributes.api import (
    Audience,
    SavedView,
    find_view,
    may_change_view,
    usual_view,
    views_of,
    views_of_all,
)
from banso.platform.identity.api import WORK, Member, MemberRequest, allowed
from banso.platform.kit.errors import NotFound
from banso.platform.kit.text import fold

WHOLE: Final = "all"
"""The name of the view that is the page as it is without any."""
Keep = Callable[[QueryDict, Member], dict[str, str]]


@dataclass(frozen=True, kw_only=True)
class Viewed:
    """Such a page. ``subject`` is what its views are kept under, ``noun`` what it is called in addresses.

    ``fields`` are those of the address that a view keeps; ``keep`` answers what a view keeps of an address, and raises
    BansoError for what the page could not show. ``built_ins`` are the names of views that every workspace has.
    """

    subject: str
    noun: str
    title: str | Promise
    icon: str
    url_name: str
    keep: Keep
    fields: tuple[str, ...] = ()
    built_ins: Callable[[Member], Collection[str]] = lambda _member: (WHOLE,)

    @property
    def path(self) -> str:
        """Where the page stands."""
        return reverse(self.url_name)


@dataclass(frozen=True)
class ViewTab:
    """A view one can go to with one click. ``who`` says whose it is where it is not everybody's."""

    name: str
    url: str
    current: bool
    who: str = ""
    count: int | None = None


@dataclass(frozen=True)
class SavedTab:
    """The saved view that the page began with, and what the reader may do with it."""

    uid: str
    name: str
    audience: str
    owner: str
    is_mine: bool
    is_usual: bool
    is_changed: bool
    url: str


@dataclass(frozen=True)
class Given:
    """What an address means: ``state``, the fields of the page; ``view`` the view that it began with.

    ``is_kept``: all of it was said by that view, and nothing by the address.
    """

    state: Mapping[str, str]
    view: str = ""
    is_kept: bool = False


@dataclass(frozen=True)
class ViewBar:
    """What a page shows of its views. ``carry`` are the fields of the present state, which forms send along."""

    noun: str
    path: str
    views: Sequence[ViewTab]
    saved: SavedTab | None
    carry: Sequence[tuple[str, str]]
    can_save: bool
    view: str
    audiences: Sequence[tuple[str, str]]
    is_counted: bool = True


_pages: dict[str, Viewed] = {}


def register_viewed(page: Viewed) -> None:
    """Let views of ``page`` be saved; its module says so when it is loaded."""
    _pages[page.noun] = page


def viewed_pages() -> list[Viewed]:
    """Every page that has views."""
    return list(_pages.values())


def viewed(noun: str) -> Viewed:
    """The page called so; raises NotFound."""
    if noun not in _pages:
        raise NotFound(_("There is no such list."), hint=", ".join(_pages))
    return _pages[noun]


def viewed_about(subject: str) -> Viewed:
    """The page whose views are kept under ``subject``; raises NotFound."""
    for page in _pages.values():
        if page.subject == subject:
            return page
    raise NotFound(_("There is no such list."))


def plain(query: QueryDict) -> dict[str, str]:
    """The fields of an address or a form, each once."""
    return {key: text for key in query if isinstance(text := query.get(key), str)}


def views_named(text: str, member: Member, *, limit: int = 8) -> list[tuple[Viewed, SavedView]]:
    """The views with ``text`` in their names that the member finds in tabs, each with its page. One query."""
    pages = {page.subject: page for page in _pages.values()}
    wanted = fold(text)
    found = [(pages[view.subject], view) for view in views_of_all(pages, member) if wanted in fold(view.name)]
    return found[:limit]


def given_in(page: Viewed, request: MemberRequest) -> Given:
    """What the address says, else the view it names, else the member's usual view.

    Raises NotFound for a view that is not there or not theirs to see.
    """
    query = request.GET
    said = {key: query[key] for key in page.fields if query.get(key)}
    named = query.get("view", "").strip()[:60]
    if said:
        return Given(said, named)
    view = named or usual_view(page.subject, request.member)
    if not view or view == WHOLE:
        return Given({}, view)
    try:
        return Given(dict(saved_view(page.subject, view, request.member).state), view, is_kept=True)
    except NotFound:
        if named:
            raise
        return Given({})  # the usual view was deleted or taken back by its owner


def view_bar(page: Viewed, state: Mapping[str, str], view: str, member: Member) -> ViewBar:
    """The views of ``page`` as a member sees them, who sees it in ``state``, which began with ``view``. Few queries."""
    listed = views_of(page.subject, member)
    chosen = next((one for one in listed if str(one.uid) == view), None) or linked_view(page.subject, view, member)
    now = dict(state)
    same = None if chosen else next((one for one in listed if one.state == now), None)
    current = chosen or same
    tabs = [ViewTab(_("Standard"), f"{page.path}?view={WHOLE}", current is None)] if listed or chosen else []
    tabs += [
        ViewTab(
            one.name,
            f"{page.path}?view={one.uid}",
            current is not None and one.pk == current.pk,
            "" if one.owner_id == member.pk else one.owner.name,
        )
        for one in listed
    ]
    return ViewBar(
        noun=page.noun,
        path=page.path,
        views=tabs,
        saved=saved_tab(current, page.path, member, is_changed=current.state != now) if current else None,
        carry=[*now.items(), *([("view", view)] if view else [])],
        can_save=allowed(member, WORK),
        view=str(current.uid) if current else "",
        audiences=[(str(value), str(label)) for value, label in Audience.choices],
    )


def saved_tab(view: SavedView, path: str, member: Member, *, is_changed: bool) -> SavedTab:
    """A saved view that a page stands in, and what the member may do with it."""
    return SavedTab(
        uid=str(view.uid),
        name=view.name,
        audience=str(Audience(view.audience).label),
        owner="" if view.owner_id == member.pk else view.owner.name,
        is_mine=may_change_view(view, member),
        is_usual=usual_view(view.subject, member) == str(view.uid),
        is_changed=is_changed,
        url=f"{path}?view={view.uid}",
    )


def linked_view(subject: str, view: str, member: Member) -> SavedView | None:
    """The view that an address names by its uid; None where it names none that is there and theirs to see."""
    try:
        UUID(view)
        return saved_view(subject, view, member)
    except (ValueError, NotFound):
        return None


def saved_view(subject: str, uid: str, member: Member) -> SavedView:
    """The view of ``subject`` with this uid; raises NotFound where it is not there or not theirs to see."""
    view = find_view(uid, member)
    if view.subject != subject:
        raise NotFound(_("There is no such view."))
    return view


__all__ = [
    "WHOLE",
    "Given",
    "SavedTab",
    "ViewBar",
    "ViewTab",
    "Viewed",
    "given_in",
    "linked_view",
    "plain",
    "register_viewed",
    "saved_tab",
    "saved_view",
    "view_bar",
    "viewed",
    "viewed_about",
    "viewed_pages",
    "views_named",
]
