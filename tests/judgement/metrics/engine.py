"""The compiler over tables in memory: no lake, no database."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import ibis
import numpy as np
import pyarrow as pa

from banso.judgement.metrics.queries.frames import LAST, SCHEMAS, _statement
from banso.judgement.metrics.rules.terms import Term
from tests.judgement.metrics.oracle import Event

DAY = 86_400_000_000
Found = dict[int, dict[int, dict[str, float | None]]]


def compiled(terms: Mapping[str, Term], events: Iterable[Event], days: Sequence[int]) -> Found:
    """Day → account → slug → value, by one statement for all ``days`` (sorted, different)."""
    shift = LAST - days[-1]
    statement = _statement(tuple(terms.items()), days[0] + shift, len(days))
    listed = list(events)
    con = ibis.duckdb.connect(threads=1)
    try:
        con.con.execute("SET enable_progress_bar = false").fetchall()
        for name, columns in _tables(listed, days, shift).items():
            con.con.register(name, pa.table(columns, schema=_arrow(name)))
        rows = con.con.sql(statement).to_arrow_table().to_pylist()
    finally:
        con.disconnect()
    found: Found = {day: {} for day in days}
    for row in rows:
        account = found[days[row["t"]]]
        assert row["account"] not in account
        account[row["account"]] = {slug: row[slug] for slug in terms}
    return found


def _arrow(name: str) -> pa.Schema:
    kinds = {"int64": pa.int64(), "string": pa.string(), "timestamp": pa.timestamp("us")}
    return pa.schema([(column, kinds[kind]) for column, kind in SCHEMAS[name].items()])


def _tables(events: list[Event], days: Sequence[int], shift: int) -> dict[str, dict[str, list[Any]]]:
    """Roll-ups with one row for each event: the compiler must not count on their being rolled up."""
    instants = [np.datetime64(round(event.at * DAY), "us").item() for event in events]
    every = range(days[0], days[-1] + 1)
    return {
        "users": {
            "account": [event.account for event in events],
            "end_user": [event.user for event in events],
            "day": [event.day + shift for event in events],
            "known_day": [event.known_day + shift for event in events],
            "n": [1] * len(events),
            "last_at": instants,
        },
        "features": {
            "account": [event.account for event in events],
            "feature": [event.feature for event in events],
            "day": [event.day + shift for event in events],
            "known_day": [event.known_day + shift for event in events],
            "n": [1] * len(events),
        },
        "targets": {
            "t": list(range(len(days))),
            "day": [day + shift for day in days],
            "ends": [np.datetime64((day + 1) * DAY, "us").item() for day in days],
        },
        "calendar": {
            "day": [day + shift for day in every],
            "t": [next(t for t, target in enumerate(days) if target >= day) for day in every],
        },
    }
