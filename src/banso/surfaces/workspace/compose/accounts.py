"""The list of accounts: any attribute as column, filter and sort, as of any day."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from banso.judgement.forecasts.api import SILENCE, SILENCE_HIGH, SILENCE_LOW
from banso.judgement.forecasts.api import state as state_of_silence
from banso.judgement.health.api import BAND, HEALTH, band_name
from banso.judgement.signals.api import open_signals, rule_records
from banso.platform.attributes.api import Attribute, FilterError, attributes_of
from banso.platform.identity.api import IMPORT, Member, allowed
from banso.platform.kit.days import day_of
from banso.platform.tenancy.api import current_workspace
from banso.record.customers.api import accounts_by_id, active_account_ids
from banso.surfaces.workspace import pages
from banso.surfaces.workspace.compose import common, words
from banso.surfaces.workspace.compose.book import as_of, trends
from banso.surfaces.workspace.compose.rows import Found, find_rows
from banso.surfaces.workspace.compose.today import probability
from banso.surfaces.workspace.liststate import ListState

PAGE_SIZE = 50
SIGNALS = "signals"
_HIDDEN = {BAND, SILENCE_LOW, SILENCE_HIGH}
"""Shown within another column."""
_BESIDE = {HEALTH: (BAND,), SILENCE: (SILENCE_LOW, SILENCE_HIGH)}


def accounts_page(member: Member, state: ListState, *, now: datetime) -> pages.AccountsPage:
    """The page of the list; a filter that cannot be understood is shown with what is wrong."""
    workspace = current_workspace()
    total = len(active_account_ids())
    attributes = attributes_of("account")
    columns = [key for key in state.columns if key == SIGNALS or key in attributes]
    keys = [key for column in columns if column != SIGNALS for key in (column, *_BESIDE.get(column, ()))]
    try:
        found, problem = find_rows(state, ["name", "industry", *keys], now=now, size=PAGE_SIZE), ""
    except FilterError as error:
        problem = str(error)
        found = find_rows(replace(state, tree=None, search=""), ["name", "industry", *keys], now=now, size=PAGE_SIZE)
    today_ = day_of(now, workspace.timezone)
    first = (state.page - 1) * PAGE_SIZE + 1 if found.rows else 0
    path = reverse("workspace:accounts")
    last = first + len(found.rows) - 1 if found.rows else 0
    return pages.AccountsPage(
        as_of=as_of(found.day, found.latest, current=state.day is None, query=_without_day(state)),
        currency=workspace.currency,
        total=total,
        found=found.total,
        columns=[_column(key, attributes, state, path) for key in columns],
        rows=_rows(found, columns, attributes, today_),
        views=_views(member, state, path),
        conditions=[
            pages.Condition(*words.condition(tree, attributes), without=state.without_condition(at).url(path))
            for at, tree in enumerate(state.conditions())
        ],
        attributes=_choices(attributes, columns),
        ops=[pages.Choice(op, label) for op, label in words.ops().items()],
        carry=state.carry(),
        search=state.search,
        filter_json=json.dumps(state.tree, ensure_ascii=False, indent=1) if state.tree is not None else "",
        problem=problem,
        first=first,
        last=last,
        previous_url=state.url(path, page=state.page - 1) if state.page > 1 else "",
        next_url=state.url(path, page=state.page + 1) if last < found.total else "",
        csv_url=state.url(reverse("workspace:accounts_csv")),
        clear_url=state.url(path, tree=None, search=""),
        name_sort=_sort_url("name", state, path),
        name_sorted=_sorted("name", state),
        note=_note(found.day) if SILENCE in columns else "",
        can_import=allowed(member, IMPORT),
    )


def _without_day(state: ListState) -> str:
    return replace(state, day=None).url("").removeprefix("?")


def _note(day: date) -> str:
    standing = state_of_silence(day)
    return f"{standing.text()} {standing.caution}"


def _column(key: str, attributes: dict[str, Attribute], state: ListState, path: str) -> pages.Column:
    if key == SIGNALS:
        return pages.Column(SIGNALS, _("Signals"), "signals")
    attribute = attributes[key]
    return pages.Column(
        key,
        str(attribute.label),
        kind_of(attribute),
        sort=_sort_url(key, state, path),
        sorted=_sorted(key, state),
        title=key,
    )


def kind_of(attribute: Attribute) -> pages.CellKind:
    """How an attribute's values are drawn."""
    if attribute.key == HEALTH:
        return "health"
    if attribute.key == SILENCE:
        return "probability"
    if attribute.type == "number":
        return "percent" if attribute.unit == "share" else "number"
    if attribute.type in ("money", "date", "bool", "link"):
        return attribute.type
    return "text"


def _sort_url(key: str, state: ListState, path: str) -> str:
    way = "desc" if _sorted(key, state) == "ascending" else "asc"
    return state.url(path, sort=((key, way),))


def _sorted(key: str, state: ListState) -> Any:
    for sorted_key, way in state.sort[:1]:
        if sorted_key == key:
            return "ascending" if way == "asc" else "descending"
    return ""


def _rows(
    found: Found, columns: Sequence[str], attributes: dict[str, Attribute], today_: date
) -> list[pages.AccountRow]:
    ids = [row["id"] for row in found.rows]
    accounts = accounts_by_id(ids)
    lines = trends(found.day, ids) if HEALTH in columns else {}
    chips: dict[int, list[pages.SignalChip]] = {}
    if SIGNALS in columns and ids:
        records = rule_records()
        for signal in open_signals(found.day, ids):
            chips.setdefault(signal.account_id, []).extend(common.chips([signal], records))
    digits = {key: _digits([row.get(key) for row in found.rows]) for key in columns}
    return [
        pages.AccountRow(
            uid=str(accounts[row["id"]].uid),
            name=row["name"],
            url=pages.account_url(str(accounts[row["id"]].uid))
            + (f"?as_of={found.day.isoformat()}" if found.is_past else ""),
            sub=row.get("industry") or "",
            cells=[
                pages.Cell("signals", chips.get(row["id"], []))
                if key == SIGNALS
                else _cell(attributes[key], row, lines.get(row["id"], ()), digits[key], today_)
                for key in columns
            ],
        )
        for row in found.rows
        if row["id"] in accounts
    ]


def _digits(values: Sequence[Any]) -> int:
    numbers = [value for value in values if isinstance(value, float)]
    return 0 if all(value == round(value) for value in numbers) else 1


def _cell(
    attribute: Attribute, row: dict[str, Any], trend: Sequence[float | None], digits: int, today_: date
) -> pages.Cell:
    kind, value = kind_of(attribute), row.get(attribute.key)
    if kind == "health":
        change = value - trend[0] if value is not None and trend and trend[0] is not None else None
        why = "" if value is not None else _("no score")
        return pages.Cell(kind, pages.Health(value, band_name(row.get(BAND)), trend, change, why))
    if kind == "probability":
        return pages.Cell(kind, probability(row))
    if kind == "date":
        days = (value - today_).days if value is not None and attribute.key == "notice_by" else None
        return pages.Cell(kind, value, days=days)
    if attribute.choices and value is not None:
        return pages.Cell("text", words.choice_label(attribute, value))
    return pages.Cell(kind, value, digits=digits)


def _views(member: Member, state: ListState, path: str) -> list[pages.ViewTab]:
    trees: list[tuple[str, Any]] = [
        (_("All"), None),
        (_("Mine"), {"attribute": "owner", "op": "eq", "value": member.name}),
        (_("Engaged"), {"attribute": "active_weeks_52", "op": "ge", "value": 8}),
        (
            _("Engaged, health below 40"),
            _both("active_weeks_52", "ge", 8, {"attribute": HEALTH, "op": "lt", "value": 40}),
        ),
        (_("Notice within 90 days"), {"attribute": "notice_by", "op": "between", "value": [_in_days(0), _in_days(90)]}),
        (_("Gone for 180 days"), {"attribute": "days_since_last_event", "op": "ge", "value": 180}),
    ]
    return [
        pages.ViewTab(name, state.url(path, tree=tree, search=""), current=not state.search and state.tree == tree)
        for name, tree in trees
    ]


def _in_days(days: int) -> dict[str, int]:
    return {"days_from_now": days}


def _both(key: str, op: str, value: Any, other: dict[str, Any]) -> dict[str, Any]:
    return {"all": [{"attribute": key, "op": op, "value": value}, other]}


def _choices(attributes: dict[str, Attribute], columns: Sequence[str]) -> list[pages.Choice]:
    groups = {
        "field": _("Fields"),
        "custom": _("Your own fields"),
        "metric": _("Metrics"),
        "health": _("Health"),
        "forecast": _("Probabilities"),
    }
    order = list(groups)
    shown = [one for one in attributes.values() if one.key not in _HIDDEN and one.key != "name"]
    shown.sort(key=lambda one: (order.index(one.source), str(one.label).casefold()))
    return [
        pages.Choice(one.key, str(one.label), on=one.key in columns, group=str(groups[one.source])) for one in shown
    ]
