"""Rows of usage events: checked, and written into the lake."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from banso.connectors.files.cells import Values, read_cells
from banso.connectors.files.opening import Beat, Source
from banso.connectors.files.problems import Problem, shown
from banso.connectors.files.report import Report
from banso.connectors.files.row_keys import RowKeys
from banso.platform.kit.columns import Array, Columns
from banso.platform.kit.days import day_end, day_of
from banso.platform.kit.hashing import key128
from banso.platform.tenancy.api import current_workspace
from banso.record.customers.api import ambiguous_keys, create_missing, resolve_accounts, resolve_end_users, taken_back
from banso.record.usage.api import known_keys

CHUNK = 50_000
"""Rows of one step: each step makes a part for every month it touches."""
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_NEVER = datetime(1970, 1, 1)  # noqa: DTZ001  (datetime64 has no zone)


@dataclass(slots=True)
class Event:
    """One event that can be written."""

    number: int
    at: datetime
    account: str
    end_user: str
    name: str
    feature: str
    message_id: str
    properties: str
    key: tuple[int, int]


class EventRows:
    """Events of the file in order, each with its key, and the faults of rows that are none."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._keys = RowKeys(source.options.source, source.layout, source.rows())
        self._headers = {column.target: column.header for column in source.columns if column.use == "field"}
        self._known: dict[str, int | None] = {}

    def read(self) -> Iterator[list[tuple[Values, Event | None]]]:
        """Chunks of rows from the first on, since keys count repeats; ``None`` where a row is refused."""
        source = self._source
        part: list[tuple[Values, Event | None]] = []
        for values in read_cells(source.rows(), "events", source.columns, source.base):
            part.append((values, None if self._is_cut(values) else self._event(values)))
            if len(part) == CHUNK:
                yield self._met(part)
                part = []
        if part:
            yield self._met(part)

    @staticmethod
    def _is_cut(values: Values) -> bool:
        """Whether the row has no cells that could be counted (ragged, NUL, broken quotes)."""
        return any(one.code in ("ragged", "nul", "quotes") for one in values.problems)

    def _event(self, values: Values) -> Event | None:
        key = self._keys.key(values.cells)
        fields = values.fields
        name, feature = fields.get("name"), fields.get("feature")
        if not name and not feature and not values.problems:
            values.problems.append(Problem(values.number, "required", self._headers.get("name", "")))
        if values.problems:
            return None
        message_id = fields.get("message_id") or ""
        if message_id:
            key = key128(self._source.options.source, "id", message_id)
        properties = (fields.get("properties") or {}) | {
            title: _plain(value) for title, value in values.properties.items() if value is not None
        }
        return Event(
            number=values.number,
            at=fields["at"],
            account=fields["account"],
            end_user=fields.get("end_user") or "",
            name=name or feature or "",
            feature=feature or name or "",
            message_id=message_id,
            properties=json.dumps(properties, ensure_ascii=False, sort_keys=True) if properties else "",
            key=key,
        )

    def _met(self, part: list[tuple[Values, Event | None]]) -> list[tuple[Values, Event | None]]:
        """Refuse events of accounts that are not there, unless they are to be made."""
        source = self._source.options.source
        new = {event.account for _values, event in part if event is not None} - self._known.keys()
        found = resolve_accounts(source, new)
        gone = taken_back(found.values())
        self._known.update({key: None if found.get(key) in gone else found.get(key) for key in new})
        unknown = {key for key in new if self._known[key] is None}
        doubtful = ambiguous_keys(source, unknown)
        met: list[tuple[Values, Event | None]] = []
        for values, event in part:
            if event is not None and self._known[event.account] is None:
                code = "ambiguous_account" if event.account in doubtful else "unknown_account"
                if code == "ambiguous_account" or not self._source.options.create_accounts:
                    header = self._headers["account"]
                    values.problems.append(Problem(event.number, code, header, shown(event.account)))
                    event = None  # noqa: PLW2901
            met.append((values, event))
        return met

    def is_new_account(self, key: str) -> bool:
        """Whether the account is to be made."""
        return self._known.get(key) is None


def check_events(source: Source, report: Report, beat: Beat | None) -> None:
    """Count what would become of every row."""
    if not source.has("at") or not source.has("account"):
        report.rows = sum(1 for _row in source.rows())
        return
    reader = EventRows(source)
    latest = _latest(source.now)
    high, low = [], []
    accounts: set[str] = set()
    for part in reader.read():
        for values, event in part:
            report.rows += 1
            if event is None:
                report.outcomes["refused"] += 1
                for problem in values.problems:
                    report.refuse(problem)
                continue
            if reader.is_new_account(event.account):
                accounts.add(event.account)
            if EARLIEST <= event.at < latest:
                high.append(event.key[0])
                low.append(event.key[1])
            else:
                report.outcomes["quarantined"] += 1
                reason = "too_early" if event.at < EARLIEST else "too_late"
                report.sample(row=event.number, key=event.account, field="at", new=event.at.isoformat(), old=reason)
        if beat is not None:
            beat("rows", report.rows)
    new = _count_new(np.array(high, dtype=np.int64), np.array(low, dtype=np.int64))
    report.outcomes["new"] += new
    report.outcomes["duplicate"] += len(high) - new
    if accounts:
        report.fields["new_accounts"] = len(accounts)


def event_columns(source: Source, events: list[Event], accounts: dict[str, int]) -> Columns:
    """Columns for the lake. End users that are new are made, in transactions of their own: they harm nobody alone."""
    first_seen: dict[str, datetime] = {}
    for event in events:
        if event.end_user and event.at < first_seen.get(event.end_user, datetime.max.replace(tzinfo=UTC)):
            first_seen[event.end_user] = event.at
    pairs = [(accounts[event.account], event.end_user) for event in events if event.end_user]
    users = resolve_end_users(source.options.source, pairs, first_seen=first_seen)
    at = np.array([event.at.replace(tzinfo=None) for event in events] or [_NEVER], dtype="datetime64[us]")[
        : len(events)
    ]
    now = np.datetime64(source.now.astimezone(UTC).replace(tzinfo=None), "us")
    history = source.options.history
    return {
        "account": np.array([accounts[event.account] for event in events], dtype=np.int64),
        "end_user": np.array(
            [users[(accounts[event.account], event.end_user)] if event.end_user else 0 for event in events],
            dtype=np.int64,
        ),
        "at": at,
        "known_at": np.minimum(at, now) if history else np.full(len(events), now),
        "basis": np.full(len(events), "assumed" if history else "observed", dtype=object),
        "name": np.array([event.name for event in events], dtype=object),
        "feature": np.array([event.feature for event in events], dtype=object),
        "properties": np.array([event.properties for event in events], dtype=object),
        "source": np.full(len(events), source.options.source, dtype=object),
        "message_id": np.array([event.message_id for event in events], dtype=object),
        "key_hi": np.array([event.key[0] for event in events], dtype=np.int64),
        "key_lo": np.array([event.key[1] for event in events], dtype=np.int64),
        "row_number": np.array([event.number for event in events], dtype=np.int64),
    }


def accounts_of(source: Source, events: list[Event], batch: Any) -> dict[str, int]:
    """``{key: account id}`` of the events' accounts; missing ones are made where the person chose so."""
    keys = dict.fromkeys(event.account for event in events)
    if not source.options.create_accounts:
        return resolve_accounts(source.options.source, keys)
    first: dict[str, datetime] = {}
    for event in events:
        first[event.account] = min(event.at, first.get(event.account, event.at))
    return create_missing(
        keys, source=source.options.source, batch=batch, known=first, now=source.now, history=source.options.history
    )


def _latest(now: datetime) -> datetime:
    """The end of tomorrow: what is later is no event yet."""
    zone = current_workspace().timezone
    return day_end(day_of(now, zone) + timedelta(days=1), zone)


def _count_new(high: Array, low: Array) -> int:
    """How many different keys are not in the lake yet."""
    keys = np.empty(len(high), dtype=[("hi", np.int64), ("lo", np.int64)])
    keys["hi"], keys["lo"] = high, low
    keys = np.unique(keys)
    return int(len(keys) - known_keys(np.array(keys["hi"]), np.array(keys["lo"])).sum())


def _plain(value: Any) -> Any:
    """Numbers without a fraction as whole ones."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
