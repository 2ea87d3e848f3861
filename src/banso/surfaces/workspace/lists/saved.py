"""Which view a list shows, and the views one can go to from it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from django.http import QueryDict

from banso.judgement.metrics.api import closed_day
from banso.platform.attributes.api import FilterError, count, usual_view, views_of
from banso.platform.identity.api import Member, allowed
from banso.platform.kit.errors import NotFound
from banso.platform.ui import viewed
from banso.platform.ui.viewed import linked_view, saved_view
from banso.surfaces.workspace import pages
from banso.surfaces.workspace.lists.spec import ListSpec, state_of
from banso.surfaces.workspace.liststate import ListState, read_kept, read_state, says_more, whole_tree


def state_in(spec: ListSpec, query: QueryDict, day: date | None, member: Member) -> ListState:
    """The state that an address means: what it says, else the view it names, else the member's usual view.

    Raises NotFound for a view that is not there or not theirs to see.
    """
    given = read_state(spec, query, day)
    if says_more(query):
        return _with_inside(spec, given, member)
    name = given.view or usual_view(spec.subject, member)
    if not name:
        return given
    try:
        kept = _kept_state(spec, name, day, member)
    except NotFound:
        if given.view:
            raise
        return given  # the usual view was deleted or taken back by its owner
    return _with_inside(spec, kept.changed(page=given.page, folded=given.folded), member)


def _with_inside(spec: ListSpec, state: ListState, member: Member) -> ListState:
    """The state with the rows that have the words within, for a member who may read that."""
    if spec.inside is None or not state.search or not allowed(member, spec.inside.permission):
        return state
    return state.changed(inside=tuple(spec.inside.find(state.search)))


def _kept_state(spec: ListSpec, name: str, day: date | None, member: Member) -> ListState:
    for view in spec.built_ins(member):
        if view.slug == name:
            return state_of(spec, view).changed(day=day)
    return read_kept(spec, saved_view(spec.subject, name, member).state, view=name, day=day)


def counted_tabs(spec: ListSpec, state: ListState, member: Member, *, now: datetime) -> list[pages.ViewTab]:
    """The same with how many rows each has now; a query a view. None where its filter cannot be asked any more."""
    states = [state_of(spec, built_in) for built_in in spec.built_ins(member)]
    states += [read_kept(spec, view.state, view=str(view.uid), day=None) for view in views_of(spec.subject, member)]
    day = closed_day(now)
    return [
        replace(tab, count=_count(spec, one, day)) for tab, one in zip(tabs(spec, state, member), states, strict=True)
    ]


def _count(spec: ListSpec, state: ListState, day: date) -> int | None:
    try:
        return count(spec.subject, whole_tree(spec, state), today=day)
    except FilterError:
        return None


def tabs(spec: ListSpec, state: ListState, member: Member) -> list[pages.ViewTab]:
    """The views that everybody has, the member's own and everybody's saved ones."""
    now = state.kept()
    made = []
    for built_in in spec.built_ins(member):
        current = not state.search and state_of(spec, built_in).kept() == now
        made.append(pages.ViewTab(built_in.name, _url(spec, built_in.slug, state), current=current))
    for view in views_of(spec.subject, member):
        kept = read_kept(spec, view.state, view=str(view.uid), day=state.day)
        who = "" if view.owner_id == member.pk else view.owner.name
        current = state.view == str(view.uid) or kept.kept() == now
        made.append(pages.ViewTab(view.name, _url(spec, str(view.uid), state), current=current, who=who))
    if any(tab.current for tab in made[len(spec.built_ins(member)) :]):
        return [pages.ViewTab(tab.name, tab.url, tab.current and tab.url.endswith(state.view), tab.who) for tab in made]
    return made


def _url(spec: ListSpec, name: str, state: ListState) -> str:
    day = f"as_of={state.day.isoformat()}&" if state.day else ""
    return f"{spec.path}?{day}view={name}"


def saved_tab(spec: ListSpec, state: ListState, member: Member) -> pages.SavedTab | None:
    """The saved view that the list began with, if it did and it is still there."""
    view = linked_view(spec.subject, state.view, member)
    if view is None:
        return None
    kept = read_kept(spec, view.state, view=state.view, day=None)
    return viewed.saved_tab(view, spec.path, member, is_changed=kept.kept() != state.kept())
