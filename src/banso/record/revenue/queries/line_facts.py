"""Lines as columns for whoever counts them on many days, each row with when it was what was known."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any, Final

import numpy as np
from django.db.models import CharField, Count, Max, Min, Q, Sum
from django.db.models.functions import Cast

from banso.platform.kit.columns import Array, Columns
from banso.record.customers.api import merged_accounts
from banso.record.revenue.models import Contract, Period, Statement
from banso.record.revenue.queries.stretches import prices
from banso.record.revenue.rules.mrr import COUNTED

FOREVER: Final = np.datetime64("9999-12-31", "us")
"""The end of what is known still."""
NO_DAY: Final = np.iinfo(np.int64).max
"""A day that is not set: after every day."""
_DAYS: Final = (
    "start", "end", "signed", "term_end", "notice", "trial_end", "pause_from", "pause_to", "past_due_since",
)  # fmt: skip
_IDS: Final = ("line", "account", "contract", "product")
_AT_ONCE: Final = 20_000
"""Rows that are plain objects at a time; columns take a tenth of their memory."""


@dataclass(frozen=True)
class LineFacts:
    """Every period of a line that MRR is made of, in every statement that holds, by line and start.

    ``columns``: line, account (the survivor of merging), contract, product; mrr (minor units a month) and quantity
    (NaN where nobody counted); currency (a place in ``currencies``); notice_days and auto_renews (of the contract as
    it is now); the days of a period as day numbers (:data:`NO_DAY` where not set); known and until (UTC instants): the
    row was what was known from ``known`` on, and no more from ``until`` on (:data:`FOREVER`: still).
    """

    columns: Columns
    currencies: tuple[str, ...]


def line_facts(accounts: Sequence[int] | None = None) -> LineFacts:
    """The lines of all accounts, or of those that ``accounts`` stand for."""
    merged = merged_accounts()
    known = _known_times()
    currencies: dict[str, int] = {}
    price = prices()
    texts = {f"text_{name}": Cast(name, CharField()) for name in _DAYS}
    columns = (
        "statement_id", "statement__line_id", "account_id", "statement__line__contract_id", "product_id",
        "statement__line__contract__notice_days", "statement__line__contract__auto_renews",
        "currency", "amount", "unit_price", "quantity", "interval", "interval_count", "discount",
    )  # fmt: skip
    periods = Period.objects.filter(statement__withdrawn_at=None, kind__in=COUNTED)
    if accounts is not None:
        same = {int(one) for one in accounts}
        same |= {one for one, survivor in merged.items() if survivor in same}
        periods = periods.filter(account__in=same)
    rows = periods.annotate(**texts).order_by("statement__line_id", "start", "pk").values_list(*columns, *texts)
    parts = [_part(some, known, merged, currencies, price) for some in _chunks(rows.iterator(chunk_size=5_000))]
    if not parts:
        parts = [_part([], known, merged, currencies, price)]
    return LineFacts({name: np.concatenate([part[name] for part in parts]) for name in parts[0]}, tuple(currencies))


def known_from(lines: Collection[int], since: datetime) -> datetime | None:
    """When the first of what was said of these lines, or taken back, from ``since`` on was known."""
    ids = list(lines)
    found = []
    for place in range(0, len(ids), 500):
        rows = Statement.objects.filter(Q(stated_at__gte=since) | Q(withdrawn_at__gte=since))
        first = rows.filter(line__in=ids[place : place + 500]).aggregate(first=Min("known_at"))["first"]
        found += [first] if first else []
    return min(found, default=None)


def state_of_lines() -> str:
    """Another text whenever anything was said of any line, or taken back."""
    said = Statement.objects.aggregate(newest=Max("pk"), n=Count("pk"), withdrawn=Count("withdrawn_at"))
    contracts = Contract.objects.aggregate(
        n=Count("pk"), days=Sum("notice_days"), renew=Count("pk", filter=Q(auto_renews=True))
    )
    return " ".join(str(one) for one in (*said.values(), *contracts.values()))


def _known_times() -> dict[int, tuple[datetime, datetime | None]]:
    """From when until when each statement that was not withdrawn was the last one known of its line."""
    rows = Statement.objects.filter(withdrawn_at=None).order_by("line_id", "known_at", "pk")
    found: dict[int, tuple[datetime, datetime | None]] = {}
    before: tuple[int, int, datetime] | None = None
    for pk, line, known_at in rows.values_list("pk", "line_id", "known_at").iterator(chunk_size=5_000):
        if before is not None and before[1] == line:
            found[before[0]] = before[2], known_at
        found[pk] = known_at, None
        before = pk, line, known_at
    return found


def _chunks(rows: Iterable[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    left = iter(rows)
    while some := list(islice(left, _AT_ONCE)):
        yield some


def _part(
    rows: Sequence[tuple[Any, ...]],
    known: dict[int, tuple[datetime, datetime | None]],
    merged: dict[int, int],
    currencies: dict[str, int],
    price: Any,
) -> Columns:
    names = (
        "statement", "line", "account", "contract", "product", "notice_days", "auto_renews",
        "currency", "amount", "unit_price", "quantity", "interval", "count", "discount", *_DAYS,
    )  # fmt: skip
    given = dict(zip(names, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(names, ())
    times = [known[one] for one in given["statement"]]
    found: Columns = {name: np.array(given[name], dtype=np.int64) for name in ("line", "contract", "product")}
    found["account"] = np.array([merged.get(one, one) for one in given["account"]], dtype=np.int64)
    found["notice_days"] = np.array([one or 0 for one in given["notice_days"]], dtype=np.int64)
    found["auto_renews"] = np.array([bool(one) for one in given["auto_renews"]], dtype=bool)
    found["currency"] = np.array(
        [currencies.setdefault(one, len(currencies)) for one in given["currency"]], dtype=np.int64
    )
    priced = zip(
        *(given[name] for name in ("amount", "unit_price", "quantity", "interval", "count", "discount", "currency")),
        strict=True,
    )
    found["mrr"] = np.array([float(price(*one)) for one in priced], dtype=np.float64)
    found["quantity"] = np.array(
        [np.nan if one is None else one / 1_000_000 for one in given["quantity"]], dtype=np.float64
    )
    found |= {name: _days(given[name]) for name in _DAYS}
    found["known"] = _instants([since for since, _until in times])
    found["until"] = _instants([until for _since, until in times])
    return found


def _days(texts: Sequence[str | None]) -> Array:
    days = np.array(["NaT" if one is None else one[:10] for one in texts], dtype="datetime64[D]")
    numbers: Array = days.astype(np.int64)
    return np.where(np.isnat(days), NO_DAY, numbers)


def _instants(values: Sequence[datetime | None]) -> Array:
    plain = [FOREVER if one is None else one.astimezone(UTC).replace(tzinfo=None) for one in values]
    return np.array(plain, dtype="datetime64[us]")
