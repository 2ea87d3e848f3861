"""Which group an account was in from which day on: by an attribute, as it is now or as it was, or by cohort."""

# ruff: noqa: S608 - the engine's own tables and columns; values are numbers or bound

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from banso.platform.attributes.api import Attribute, attributes_of, columns_of, rows
from banso.platform.identity.api import members
from banso.platform.journal.api import decode, values_over_time
from banso.platform.kit.columns import Array
from banso.platform.kit.days import day_of
from banso.platform.kit.errors import BansoError
from banso.platform.kit.limits import limit
from banso.platform.lake.api import LakeSession
from banso.platform.tenancy.api import current_workspace
from banso.record.customers.api import OWNER, PARENT, PARTNER, SUBJECT, accounts_by_id, current_owners, current_parents
from banso.record.revenue.queries.contracts import products
from banso.record.revenue.queries.ledger import VIEW
from banso.record.revenue.rules.figures import Group
from banso.record.revenue.rules.storing import day_number, day_numbered

COHORT = "cohort"
"""Groups accounts by the month of their first MRR."""
ACCOUNT = "account"
"""Each account is a group."""
PRODUCT = "product"
"""Groups movements by their product, whoever's they are."""
TABLE = "grouped"
SINCE_EVER = -(2**40)
FOR_EVER = 2**40
MOST_GROUPS = limit("revenue.groups", 200)
Interval = tuple[date | None, str]
Laid = tuple[Array, Array, Array, list[str]]
"""Accounts, each with the days from which and before which it is in the group of a key."""


_NOT = (
    "name", "external_id", "reading", "domains", "timezone", "parent", "purchase_reason", "problem",
    "success_statement",
)  # fmt: skip
"""Texts of which each account has its own."""


class BadGroup(BansoError):
    """Revenue cannot be grouped like this."""

    code = "bad_group"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spans:
    """Groups of accounts over time, in the table :data:`TABLE` (account, since, until, grp) of an engine."""

    groups: tuple[Group, ...]


def groupings() -> dict[str, str]:
    """By which attributes of accounts figures can be grouped, with their labels: owner, and those with few values."""
    found = {OWNER: _("Owner")}
    for key, one in attributes_of(SUBJECT).items():
        few = one.type in ("choice", "bool") or (one.type == "text" and one.source in ("field", "custom"))
        if few and key not in _NOT:
            found.setdefault(key, str(one.label))
    return found


def groups_now(key: str, accounts: Collection[int]) -> tuple[dict[int, str], list[Group]]:
    """In which group of the attribute ``key`` each of ``accounts`` is now, and those groups in their order."""
    if key == OWNER:
        owners = current_owners(accounts)
        values: Iterable[Any] = [owners.get(one) for one in accounts]
    else:
        found = {row["id"]: row[key] for row in rows(SUBJECT, sorted(accounts), [key])} if accounts else {}
        values = [found.get(one) for one in accounts]
    keys = dict(zip(accounts, _keys(values), strict=True))
    return keys, _named(attributes_of(SUBJECT)[key], sorted(set(keys.values())))


def open_groups(
    engine: LakeSession,
    key: str,
    *,
    as_was: bool,
    intervals: Mapping[int, Sequence[Interval]] | None,
    only: Collection[int] | None = None,
) -> Spans:
    """Make the table of groups of ``only`` these accounts for ``key``. Call it after the movements were opened.

    Products need no table: movements have theirs. Before its first known value an account is taken to have had that
    value already: an import that names a segment says nothing of a transfer. Raises :class:`BadGroup`.
    """
    if intervals is not None:
        return Spans(groups=tuple(Group(key=one, label=one) for one in _given(engine, intervals)))
    if key == COHORT:
        return _cohorts(engine)
    if key == PRODUCT:
        return Spans(groups=tuple(_products(engine)))
    if key == ACCOUNT:
        return Spans(groups=tuple(_accounts(engine)))
    attribute = attributes_of(SUBJECT).get(key)
    if attribute is None:
        raise BadGroup(
            _("Accounts have no attribute “%(key)s”.") % {"key": key}, hint=_("Settings, Fields lists them.")
        )
    spans = _spans_of(engine, key) if as_was else _as_they_are(engine, attribute)
    keys = _lay_out(engine, *_those(spans, only))
    _not_too_many(str(attribute.label), len(keys))
    return Spans(groups=tuple(_named(attribute, keys)))


def _as_they_are(engine: LakeSession, attribute: Attribute) -> Laid:
    found: dict[int, Any]
    if attribute.key == OWNER:
        found = dict(current_owners())
    elif attribute.key == PARENT:
        found = dict(current_parents())
    else:
        ids, values = columns_of(SUBJECT, None, [attribute.key])
        found = {one: row[attribute.key] for one, row in zip(ids, values, strict=True)}
        seen = engine.sql(f"SELECT DISTINCT whose FROM {VIEW}")["whose"].tolist()
        # Archived accounts are in no list, and their revenue stays.
        others = [one for one in seen if one not in found]
        found |= {row["id"]: row[attribute.key] for row in rows(SUBJECT, others, [attribute.key])}
    size = len(found)
    accounts = np.fromiter(found, dtype=np.int64, count=size)
    return accounts, np.full(size, SINCE_EVER), np.full(size, FOR_EVER), _keys(found.values())


def past_of(engine: LakeSession, key: str) -> dict[int, list[Interval]]:
    """From which day on each account had which value of ``key``; the first is taken to have held since ever."""
    found: dict[int, list[Interval]] = {}
    accounts, since, _until, keys = _spans_of(engine, key)
    for account, start, value in zip(accounts.tolist(), since.tolist(), keys, strict=True):
        found.setdefault(account, []).append((None if start == SINCE_EVER else day_numbered(start), value))
    return found


def _those(spans: Laid, only: Collection[int] | None) -> Laid:
    """What ``spans`` say of ``only`` these accounts."""
    if only is None:
        return spans
    accounts, since, until, keys = spans
    kept = np.isin(accounts, np.fromiter(only, dtype=np.int64, count=len(only)))
    return accounts[kept], since[kept], until[kept], [key for key, one in zip(keys, kept.tolist(), strict=True) if one]


def _not_too_many(label: str, n: int) -> None:
    if n > MOST_GROUPS:
        raise BadGroup(
            _("“%(label)s” has %(count)d different values.") % {"label": label, "count": n},
            hint=_("Choose an attribute with at most %(most)d, or filter the accounts.") % {"most": MOST_GROUPS},
        )


def _accounts(engine: LakeSession) -> list[Group]:
    whose = engine.sql(f"SELECT DISTINCT whose FROM {VIEW} ORDER BY whose")["whose"]
    _not_too_many(_("Account"), len(whose))
    keys = [str(one) for one in whose.tolist()]
    _lay_out(engine, whose, np.full(len(keys), SINCE_EVER), np.full(len(keys), FOR_EVER), keys)
    found = accounts_by_id(whose.tolist())
    order = sorted(found.values(), key=lambda one: (one.sort_key, one.pk))
    return [Group(key=str(one.pk), label=one.name) for one in order]


def _products(engine: LakeSession) -> list[Group]:
    seen = set(engine.sql(f"SELECT DISTINCT product FROM {VIEW}")["product"].tolist())
    return [Group(key=str(one.pk), label=one.name) for one in products() if one.pk in seen]


def _spans_of(engine: LakeSession, key: str) -> Laid:
    """Of several values of one day the last holds; one that says the same again is no change."""
    past = engine.fetch(values_over_time(engine, SUBJECT, key))
    accounts, keys = past["subject_id"], np.array(_keys(decode(past["value"].tolist())), dtype=object)
    instants, places = np.unique(past["at"], return_inverse=True)
    zone = current_workspace().timezone
    local = [day_number(day_of(at.replace(tzinfo=UTC), zone)) for at in instants.tolist()]
    days = np.array(local, dtype=np.int64)[places]
    last = np.ones(len(accounts), dtype=bool)
    last[:-1] = (accounts[1:] != accounts[:-1]) | (days[1:] != days[:-1])
    accounts, keys, days = accounts[last], keys[last], days[last]
    is_new = np.ones(len(accounts), dtype=bool)
    is_new[1:] = (accounts[1:] != accounts[:-1]) | (keys[1:] != keys[:-1])
    accounts, keys, days = accounts[is_new], keys[is_new], days[is_new]
    is_first = np.ones(len(accounts), dtype=bool)
    is_first[1:] = accounts[1:] != accounts[:-1]
    since = np.where(is_first, SINCE_EVER, days)
    until = np.full(len(accounts), FOR_EVER)
    until[:-1] = np.where(is_first[1:], FOR_EVER, since[1:])
    return accounts, since, until, keys.tolist()


def _given(engine: LakeSession, intervals: Mapping[int, Sequence[Interval]]) -> list[str]:
    table: list[tuple[int, int, int, str]] = []
    for account, steps in intervals.items():
        starts = [SINCE_EVER if since is None else day_number(since) for since, _one in steps]
        ends = [*starts[1:], FOR_EVER]
        table += [(account, start, end, key) for start, end, (_since, key) in zip(starts, ends, steps, strict=True)]
        if starts and starts[0] != SINCE_EVER:
            table.append((account, SINCE_EVER, starts[0], ""))
    columns: list[tuple[Any, ...]] = list(zip(*table, strict=True)) or [()] * 4
    accounts, since, until = (np.array(one, dtype=np.int64) for one in columns[:3])
    return _lay_out(engine, accounts, since, until, list(columns[3]))


def _lay_out(engine: LakeSession, accounts: Array, since: Array, until: Array, keys: Sequence[str]) -> list[str]:
    """Make the table of groups; their keys."""
    columns = {"account": accounts, "since": since, "until": until, "grp": np.array(keys, dtype=str)}
    engine.memtable(TABLE, columns)
    return sorted(set(keys))


def _cohorts(engine: LakeSession) -> Spans:
    first = "(DATE '1970-01-01' + CAST(min(day) AS INTEGER))"
    engine.collect(
        TABLE,
        f"SELECT whose AS account, CAST({SINCE_EVER} AS BIGINT) AS since, CAST({FOR_EVER} AS BIGINT) AS until,"
        f" strftime({first}, '%Y-%m') AS grp FROM {VIEW} GROUP BY whose",
    )
    keys = engine.sql(f"SELECT DISTINCT grp FROM {TABLE} ORDER BY grp")["grp"].tolist()
    return Spans(groups=tuple(Group(key=one, label=one) for one in keys))


def _keys(values: Iterable[Any]) -> list[str]:
    """Values as keys of groups; many are alike."""
    seen: dict[Any, str] = {None: ""}
    found = []
    for value in values:
        known = value if not isinstance(value, list) else tuple(value)
        if known not in seen:
            seen[known] = _key(value)
        found.append(seen[known])
    return found


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
