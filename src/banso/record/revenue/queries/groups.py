"""Which group an account was in from which day on: by an attribute, as it is now or as it was, or by cohort."""

# ruff: noqa: S608 - the engine's own tables and columns; values are numbers or bound

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from banso.platform.attributes.api import Attribute, attributes_of, columns_of, rows
from banso.platform.identity.api import members
from banso.platform.journal.api import decode, values_over_time
from banso.platform.kit.days import day_of
from banso.platform.kit.errors import BansoError
from banso.platform.kit.limits import limit
from banso.platform.lake.api import LakeSession
from banso.platform.tenancy.api import current_workspace
from banso.record.customers.api import OWNER, PARENT, PARTNER, SUBJECT, accounts_by_id, current_owners, current_parents
from banso.record.revenue.queries.ledger import VIEW
from banso.record.revenue.rules.figures import Group
from banso.record.revenue.rules.storing import day_number

COHORT = "cohort"
"""Groups accounts by the month of their first MRR."""
TABLE = "grouped"
SINCE_EVER = -(2**40)
FOR_EVER = 2**40
MOST_GROUPS = limit("revenue.groups", 200)
Interval = tuple[date | None, str]


class BadGroup(BansoError):
    """Revenue cannot be grouped like this."""

    code = "bad_group"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spans:
    """Groups of accounts over time, in the table :data:`TABLE` (account, since, until, grp) of an engine."""

    groups: tuple[Group, ...]


def open_groups(
    engine: LakeSession, key: str, *, as_was: bool, intervals: Mapping[int, Sequence[Interval]] | None
) -> Spans:
    """Make the table of groups for the attribute ``key``. Call it after the movements were opened.

    Before its first known value an account is taken to have had that value already: an import that names a segment
    says nothing of a transfer. Raises :class:`BadGroup`.
    """
    if intervals is not None:
        _lay_out(engine, intervals)
        return Spans(groups=tuple(Group(key=one, label=one) for one in _keys(intervals)))
    if key == COHORT:
        return _cohorts(engine)
    attribute = attributes_of(SUBJECT).get(key)
    if attribute is None:
        raise BadGroup(
            _("Accounts have no attribute “%(key)s”.") % {"key": key}, hint=_("Settings, Fields lists them.")
        )
    spans = _as_they_were(engine, key) if as_was else _as_they_are(engine, attribute)
    keys = _keys(spans)
    if len(keys) > MOST_GROUPS:
        raise BadGroup(
            _("“%(label)s” has %(count)d different values.") % {"label": attribute.label, "count": len(keys)},
            hint=_("Choose an attribute with at most %(most)d.") % {"most": MOST_GROUPS},
        )
    _lay_out(engine, spans)
    return Spans(groups=tuple(_named(attribute, keys)))


def _as_they_are(engine: LakeSession, attribute: Attribute) -> dict[int, list[Interval]]:
    if attribute.key == OWNER:
        return {one: [(None, str(member))] for one, member in current_owners().items()}
    if attribute.key == PARENT:
        return {one: [(None, str(parent))] for one, parent in current_parents().items()}
    ids, values = columns_of(SUBJECT, None, [attribute.key])
    found = {one: row[attribute.key] for one, row in zip(ids, values, strict=True)}
    seen = engine.sql(f"SELECT DISTINCT whose FROM {VIEW}")["whose"].tolist()
    # Archived accounts are in no list, and their revenue stays.
    others = [one for one in seen if one not in found]
    found |= {row["id"]: row[attribute.key] for row in rows(SUBJECT, others, [attribute.key])}
    return {one: [(None, _key(value))] for one, value in found.items() if value is not None}


def _as_they_were(engine: LakeSession, key: str) -> dict[int, list[Interval]]:
    zone = current_workspace().timezone
    past = engine.fetch(values_over_time(engine, SUBJECT, key))
    days: dict[Any, date] = {}
    found: dict[int, list[Interval]] = {}
    texts = decode(past["value"].tolist())
    for account, at, value in zip(past["subject_id"].tolist(), past["at"].tolist(), texts, strict=True):
        if at not in days:
            days[at] = day_of(at.replace(tzinfo=UTC), zone)
        spans = found.setdefault(account, [])
        text = "" if value is None else _key(value)
        if not spans:
            spans.append((None, text))
        elif spans[-1][0] == days[at]:
            spans[-1] = (days[at], text)
        elif spans[-1][1] != text:
            spans.append((days[at], text))
    return found


def _lay_out(engine: LakeSession, spans: Mapping[int, Sequence[Interval]]) -> None:
    table: list[tuple[int, int, int, str]] = []
    for account, steps in spans.items():
        starts = [SINCE_EVER if since is None else day_number(since) for since, _one in steps]
        ends = [*starts[1:], FOR_EVER]
        table += [(account, start, end, key) for start, end, (_since, key) in zip(starts, ends, steps, strict=True)]
        if starts[0] != SINCE_EVER:
            table.append((account, SINCE_EVER, starts[0], ""))
    columns = list(zip(*table, strict=True)) or [(), (), (), ()]
    engine.memtable(
        TABLE,
        {
            "account": np.array(columns[0], dtype=np.int64),
            "since": np.array(columns[1], dtype=np.int64),
            "until": np.array(columns[2], dtype=np.int64),
            "grp": np.array(columns[3], dtype=str),
        },
    )


def _cohorts(engine: LakeSession) -> Spans:
    first = "(DATE '1970-01-01' + CAST(min(day) AS INTEGER))"
    engine.collect(
        TABLE,
        f"SELECT whose AS account, CAST({SINCE_EVER} AS BIGINT) AS since, CAST({FOR_EVER} AS BIGINT) AS until,"
        f" strftime({first}, '%Y-%m') AS grp FROM {VIEW} GROUP BY whose",
    )
    keys = engine.sql(f"SELECT DISTINCT grp FROM {TABLE} ORDER BY grp")["grp"].tolist()
    return Spans(groups=tuple(Group(key=one, label=one) for one in keys))


def _keys(spans: Mapping[int, Iterable[Interval]]) -> list[str]:
    return sorted({key for steps in spans.values() for _since, key in steps})


def _key(value: Any) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.isoformat()
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _named(attribute: Attribute, keys: Sequence[str]) -> list[Group]:
    """Groups with what people read, in the order of choices, else by name; nothing known comes last."""
    if attribute.key == OWNER:
        names = {str(one.pk): one.name for one in members(with_deactivated=True)}
    elif attribute.key in (PARENT, PARTNER):
        ids = [int(one) for one in keys if one.isdigit()]
        names = {str(one.pk): one.name for one in accounts_by_id(ids).values()}
    else:
        names = {one.value: str(one.label) for one in attribute.choices}
        if attribute.type == "bool":
            names = {"1": _("yes"), "0": _("no")}
    places = {one.value: place for place, one in enumerate(attribute.choices)}
    found = [Group(key=one, label=names.get(one, one)) for one in keys]
    return sorted(found, key=lambda one: (not one.key, places.get(one.key, len(places)), one.label))
