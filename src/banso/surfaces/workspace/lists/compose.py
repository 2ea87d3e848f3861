"""A list as a page: columns, rows, groups, views, and what is wrong with its filter."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from banso.judgement.health.api import HEALTH
from banso.platform.attributes.api import Attribute, Audience, FilterError, attributes_of, count, rows, uids_of
from banso.platform.identity.api import IMPORT, WORK, Member, allowed
from banso.platform.kit.days import day_of
from banso.platform.tenancy.api import current_workspace
from banso.surfaces.workspace import pages
from banso.surfaces.workspace.compose import words
from banso.surfaces.workspace.compose.book import as_of
from banso.surfaces.workspace.compose.sentences import list_sentence
from banso.surfaces.workspace.lists.cells import cell, digits_of, group_label, kind_of
from banso.surfaces.workspace.lists.find import Found, find_all, find_rows
from banso.surfaces.workspace.lists.groups import Group, grouped
from banso.surfaces.workspace.lists.lines import lines
from banso.surfaces.workspace.lists.saved import saved_tab, tabs
from banso.surfaces.workspace.lists.spec import ListSpec
from banso.surfaces.workspace.liststate import SIZES, ListState
from banso.surfaces.workspace.pages.lists import Sorted

_UID, _KEY = "00000000-0000-0000-0000-000000000000", "one-of-the-keys"
"""Stand in the address of a cell's form until it is known of which: reversing it four hundred times takes long."""
ADDED_UP = {"people", "events", "tasks", "touches", "minutes"}
"""Units of numbers that can be added; of any other number a group shows the mean."""


@dataclass(frozen=True)
class Drawing:
    """What the parts of one page share."""

    spec: ListSpec
    state: ListState
    member: Member
    attributes: Mapping[str, Attribute]
    columns: Sequence[str]
    today: date
    editable: frozenset[str]
    edit_url: str

    @property
    def keys(self) -> list[str]:
        """The attributes to be read: those shown, what stands within and beside them, what links need."""
        spec = self.spec
        shown = [key for key in self.columns if key not in spec.extras]
        within = [other for key in shown for other in spec.beside.get(key, ())]
        linked = [spec.links[key][1] for key in shown if key in spec.links]
        return list(dict.fromkeys([spec.name, *([spec.sub] if spec.sub else []), *shown, *within, *linked]))


def list_page(spec: ListSpec, member: Member, state: ListState, *, now: datetime) -> pages.ListPage:
    """The page of a list; a filter that cannot be understood is shown with what is wrong."""
    drawing = draw(spec, member, state, now=now)
    try:
        found, groups, problem = *_found(drawing, now), ""
    except FilterError as error:
        problem = str(error)
        plain = draw(spec, member, state.changed(tree=None, search="", sort=spec.sort, group=""), now=now)
        found, groups = _found(plain, now)
    attributes, path = drawing.attributes, spec.path
    page = pages.ListPage(
        noun=spec.noun,
        title=str(spec.title),
        icon=spec.icon,
        path=path,
        as_of=_as_of(spec, state, found),
        currency=current_workspace().currency,
        total=count(spec.subject),
        found=found.total,
        name_label=str(attributes[spec.name].label),
        columns=[_column(drawing, key) for key in drawing.columns],
        groups=groups,
        is_grouped=bool(state.group and not problem),
        views=tabs(spec, state, member),
        saved=saved_tab(spec, state, member),
        conditions=[
            pages.Condition(*words.condition(tree, attributes), without=state.without_condition(at).url(path))
            for at, tree in enumerate(state.conditions())
        ],
        problem=problem,
        note=spec.note(drawing.columns, found.day),
        search_label=str(spec.inside.label) if spec.inside and allowed(member, spec.inside.permission) else "",
        **_choosing(drawing),
        **_turning(state, path, found, groups),
        **_addresses(spec, state),
        **_allowed(drawing),
    )

    return replace(page, sentence=list_sentence(page, drawing.today))


def _choosing(drawing: Drawing) -> dict[str, Any]:
    """What can be chosen on the page itself."""
    choices, state = _choices(drawing), drawing.state
    groupable = [one for one in choices if one.value in drawing.attributes]
    return {
        "attributes": choices,
        "groupable": [pages.Choice(one.value, one.label, on=one.value == state.group_key) for one in groupable],
        "sizes": [pages.Choice(str(size), str(size), on=size == state.size) for size in SIZES],
        "carry": state.carry(),
        "search": state.search,
        "view": state.view,
    }


def _turning(state: ListState, path: str, found: Found, groups: Sequence[pages.ListGroup]) -> dict[str, Any]:
    """Which rows of how many are shown, and the pages before and after."""
    shown = sum(len(group.rows) for group in groups)
    open_rows = found.total - sum(group.count for group in groups if group.is_folded)
    first = (state.page - 1) * state.size + 1 if shown else 0
    last = first + shown - 1 if shown else 0
    return {
        "first": first,
        "last": last,
        "shown": shown,
        "previous_url": state.url(path, page=state.page - 1) if state.page > 1 else "",
        "next_url": state.url(path, page=state.page + 1) if last < open_rows and shown else "",
    }


def _addresses(spec: ListSpec, state: ListState) -> dict[str, Any]:
    path = spec.path
    return {
        "csv_url": state.url(reverse("workspace:list_csv", args=[spec.noun])),
        "query": state.url("").removeprefix("?"),
        "here": state.url(path, page=state.page),
        "clear_url": state.url(path, tree=None, search=""),
        "name_sort": _sort_url(spec.name, state, path),
        "name_sorted": _sorted(spec.name, state),
        "empty_title": str(spec.empty_title),
        "empty_text": str(spec.empty_text),
    }


def _allowed(drawing: Drawing) -> dict[str, Any]:
    spec, member = drawing.spec, drawing.member
    can_edit, editing = bool(drawing.editable), spec.editing
    return {
        "can_edit": can_edit,
        "can_import": allowed(member, IMPORT),
        "can_archive": can_edit and editing is not None and editing.archive is not None,
        "can_hand_over": can_edit and editing is not None and bool(editing.owner),
        "can_join": can_edit and editing is not None and editing.joining is not None,
        "can_tag": editing is not None and editing.tags in drawing.editable,
        "can_save": allowed(member, WORK),
        "has_phone_cards": spec.has_phone_cards,
    }


def dialog_page(spec: ListSpec, member: Member, state: ListState, *, now: datetime) -> pages.ListPage:
    """What the dialogs of a list need: the list without its rows."""
    drawing = draw(spec, member, state, now=now)
    choices = _choices(drawing)
    return pages.ListPage(
        noun=spec.noun,
        title=str(spec.title),
        icon=spec.icon,
        path=spec.path,
        filter_url=reverse("workspace:list_filter", args=[spec.noun]),
        currency=current_workspace().currency,
        found=0,
        total=0,
        name_label="",
        columns=(),
        groups=(),
        saved=saved_tab(spec, state, member),
        attributes=choices,
        chosen=[one for key in drawing.columns for one in choices if one.value == key],
        ops=[pages.Choice(op, label) for op, label in words.ops().items()],
        carry=state.carry(),
        filter_json=json.dumps(state.tree, ensure_ascii=False, indent=1) if state.tree is not None else "",
        can_save=allowed(member, WORK),
        view=state.view,
        audiences=[(str(value), str(label)) for value, label in Audience.choices],
    )


def draw(spec: ListSpec, member: Member, state: ListState, *, now: datetime) -> Drawing:
    """What a page of ``state`` is drawn from."""
    attributes = attributes_of(spec.subject)
    editing = spec.editing
    may = editing is not None and allowed(member, editing.permission) and state.day is None
    return Drawing(
        spec,
        state,
        member,
        attributes,
        [key for key in state.columns if key in spec.extras or (key in attributes and key != spec.name)],
        day_of(now, current_workspace().timezone),
        frozenset(editing.keys(attributes)) if editing and may else frozenset(),
        reverse("workspace:list_cell", args=[spec.noun, _UID, _KEY]),
    )


def list_rows(drawing: Drawing, found: Sequence[Mapping[str, Any]], day: date, *, is_past: bool) -> list[pages.ListRow]:
    """Rows with their cells, in order. Few queries, however many rows."""
    spec = drawing.spec
    ids = [row["id"] for row in found]
    uids = uids_of(spec.subject, ids)
    trend = lines(day, ids, HEALTH) if HEALTH in drawing.columns and spec.subject == "account" else {}
    extras = {key: spec.extras[key].load(day, ids) for key in drawing.columns if key in spec.extras}
    digits = {key: digits_of([row.get(key) for row in found]) for key in drawing.columns}
    address = spec.row_url(_UID, day=day if is_past else None)
    made = []
    for row in found:
        uid = row.get("row_uid") or uids.get(row["id"])
        if uid is None:
            continue
        cells = [
            pages.Cell(spec.extras[key].kind, extras[key].get(row["id"]))
            if key in extras
            else cell(
                spec,
                drawing.attributes[key],
                row,
                today=drawing.today,
                digits=digits[key],
                trend=trend.get(row["id"], ()),
                edit=_edit_url(drawing, str(uid), key),
            )
            for key in drawing.columns
        ]
        sub = row.get(spec.sub) if spec.sub else ""
        url = row.get("row_url") or address.replace(_UID, str(uid))
        name = drawing.attributes[spec.name]
        title = words.choice_label(name, row[spec.name]) if name.choices else row[spec.name]
        made.append(pages.ListRow(str(uid), title or "—", url, str(sub or ""), cells))
    return made


def _edit_url(drawing: Drawing, uid: str, key: str) -> str:
    return drawing.edit_url.replace(_KEY, key).replace(_UID, uid) if key in drawing.editable else ""


def _found(drawing: Drawing, now: datetime) -> tuple[Found, list[pages.ListGroup]]:
    spec, state = drawing.spec, drawing.state
    by = drawing.attributes.get(state.group_key)
    if state.group and by is None:
        raise FilterError("group", _("There is no attribute “%(key)s”.") % {"key": state.group_key})
    if by is None:
        found = find_rows(spec, state, drawing.keys, now=now, size=state.size)
        made = list_rows(drawing, found.rows, found.day, is_past=found.is_past)
        return found, [pages.ListGroup("", found.total, (), "", is_folded=False, rows=made)]
    return _in_groups(drawing, by, now)


def _in_groups(drawing: Drawing, by: Attribute, now: datetime) -> tuple[Found, list[pages.ListGroup]]:
    spec, state = drawing.spec, drawing.state
    frame = find_rows(spec, state.changed(page=1), drawing.keys, now=now, size=1)
    numbers = [key for key in drawing.columns if kind_of_key(drawing, key) in ("number", "money")]
    is_past = frame.is_past
    wanted = list(dict.fromkeys([by.key, *numbers, *(drawing.keys if is_past else ())]))
    ids, values = find_all(spec, state, wanted, now=now)
    groups = grouped(by, ids, values, numbers, descending=state.group.startswith("-"))
    open_ids = [one for group in groups if group.key not in state.folded for one in group.ids]
    start = (state.page - 1) * state.size
    on_page = open_ids[start : start + state.size]
    by_id = {row["id"]: row for row in values} if is_past else {}
    shown = [by_id[one] for one in on_page] if is_past else rows(spec.subject, on_page, drawing.keys)
    made = list_rows(drawing, shown, frame.day, is_past=is_past)
    by_row = {row["id"]: line for row, line in zip(shown, made, strict=False)}
    result, at = [], 0
    for group in groups:
        folded = group.key in state.folded
        size = 0 if folded else len(group.ids)
        if (at < start + state.size and at + size > start) or (folded and start <= at <= start + state.size):
            lines = [] if folded else [by_row[one] for one in group.ids if one in by_row]
            result.append(_group(drawing, by, group, lines, folded=folded))
        at += size
    return Found(frame.day, frame.latest, frame.is_past, len(ids), list(shown)), result


def _group(
    drawing: Drawing, by: Attribute, group: Group, lines: Sequence[pages.ListRow], *, folded: bool
) -> pages.ListGroup:
    state, currency = drawing.state, current_workspace().currency
    others = tuple(one for one in state.folded if one != group.key)
    return pages.ListGroup(
        label=group_label(by, group, currency),
        count=len(group.ids),
        sums=[_sum(drawing, key, group) for key in drawing.columns],
        toggle=state.url(drawing.spec.path, folded=others if folded else (*others, group.key)),
        is_folded=folded,
        rows=lines,
    )


def _sum(drawing: Drawing, key: str, group: Group) -> pages.Cell | None:
    if key not in group.sums:
        return None
    attribute, total = drawing.attributes[key], group.sums[key]
    if attribute.type == "money":
        return pages.Cell("money", round(total))
    if attribute.unit in ADDED_UP:
        return pages.Cell("number", total)
    mean = total / group.known[key]
    return pages.Cell("number", mean, digits=1, key="mean")


def kind_of_key(drawing: Drawing, key: str) -> pages.CellKind:
    """How a column is drawn."""
    extra = drawing.spec.extras.get(key)
    return extra.kind if extra else kind_of(drawing.attributes[key])


def _as_of(spec: ListSpec, state: ListState, found: Found) -> pages.AsOf | None:
    if not spec.has_past:
        return None
    query = state.changed(day=None).url("").removeprefix("?")
    if spec.then is not None:
        return pages.AsOf(found.day, found.latest, is_past=state.day is not None, now_url=f"?{query}")
    return as_of(found.day, found.latest, current=state.day is None, query=query)


def _column(drawing: Drawing, key: str) -> pages.Column:
    spec, state = drawing.spec, drawing.state
    extra = spec.extras.get(key)
    if extra is not None:
        return pages.Column(key, str(extra.label), extra.kind)
    attribute = drawing.attributes[key]
    return pages.Column(
        key,
        str(attribute.label),
        kind_of(attribute),
        sort=_sort_url(key, state, spec.path),
        sorted=_sorted(key, state),
    )


def _sort_url(key: str, state: ListState, path: str) -> str:
    way = "desc" if _sorted(key, state) == "ascending" else "asc"
    return state.url(path, sort=((key, way),))


def _sorted(key: str, state: ListState) -> Sorted:
    for sorted_key, way in state.sort[:1]:
        if sorted_key == key:
            return "ascending" if way == "asc" else "descending"
    return ""


def _choices(drawing: Drawing) -> list[pages.Choice]:
    groups = {
        "field": _("Fields"),
        "custom": _("Your own fields"),
        "metric": _("Metrics"),
        "health": _("Health"),
        "forecast": _("Probabilities"),
        "segment": _("Segments"),
    }
    spec, order = drawing.spec, list(groups)
    hidden = {*spec.hidden, spec.name}
    shown = [one for one in drawing.attributes.values() if one.key not in hidden]
    shown.sort(key=lambda one: (order.index(one.source), str(one.label).casefold()))
    made = [
        pages.Choice(one.key, str(one.label), on=one.key in drawing.columns, group=str(groups[one.source]))
        for one in shown
    ]
    extras = [
        pages.Choice(key, str(extra.label), on=key in drawing.columns, group=_("Pictures"))
        for key, extra in spec.extras.items()
    ]
    return [*made, *extras]
