"""The signals that were open at the end of a past day, from what was known then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np

from banso.judgement.metrics.api import Frame, Listed, listed_then
from banso.judgement.signals.api import OpenSignal, open_signals, standing_then, stored_signals
from banso.platform.attributes.api import attributes_of, select_columns
from banso.platform.kit.columns import Array, Columns
from banso.record.customers.api import accounts_by_id
from banso.surfaces.workspace import pages

_OF_ACCOUNT = ("name", "owner", "tier", "yearly_value")


def signals_then(
    tree: Any, sort: Sequence[tuple[str, str]], keys: Sequence[str], day: date, limit: int | None, offset: int
) -> Listed:
    """The signals of ``day`` that match, with the account's fields, and what people had said to them, as known then.

    Rows have ``id`` (of the stored signal; below 0 where it was never told), ``row_uid`` and ``row_url``.
    """
    opened = open_signals(day)
    nothing = Frame(np.zeros(0, dtype=np.int64), np.zeros(0, dtype="datetime64[D]"), {})
    fields = {row["id"]: row for row in listed_then(None, (), _OF_ACCOUNT, book=nothing, day=day).rows}
    known = [one for one in opened if one.account_id in fields]
    accounts = accounts_by_id({one.account_id for one in known})
    stored = stored_signals([(one.rule.slug, one.account_id, one.began) for one in known])
    standing = standing_then(list(stored.values()), day)
    rows = []
    for place, one in enumerate(known, start=1):
        there, account = stored.get((one.rule.slug, one.account_id, one.began)), accounts[one.account_id]
        state, answer = standing[there.pk] if there else ("open", "")
        row = _row(one, fields[one.account_id]) | {"account_uid": str(account.uid)}
        row |= {"state": str(state), "answer": answer or None}
        uid, url = (str(there.uid), "") if there else (f"{account.uid}-{place}", pages.account_url(str(account.uid)))
        rows.append(row | {"id": there.pk if there else -place, "row_uid": uid, "row_url": url})
    ids = np.array([row["id"] for row in rows], dtype=np.int64)
    places = select_columns(tree, sort, _columns(rows), ids=ids, subject="signal", today=day)
    shown = places[offset : offset + limit] if limit else places[offset:]
    wanted = ("id", "row_uid", "row_url", *keys)
    return Listed(len(places), [{key: rows[at].get(key) for key in wanted} for at in shown.tolist()])


def _row(one: OpenSignal, account: dict[str, Any]) -> dict[str, Any]:
    return {
        "rule": one.rule.slug,
        "account": account["name"],
        "owner": account["owner"],
        "tier": account["tier"],
        "yearly_value": account["yearly_value"],
        "began": one.began,
    }


def _columns(rows: Sequence[dict[str, Any]]) -> Columns:
    """The rows as columns of what lists may ask of signals; what nobody knew then is missing."""
    found: dict[str, Array] = {}
    for key in attributes_of("signal"):
        column = np.empty(len(rows), dtype=object)
        column[:] = [row.get(key) for row in rows]
        found[key] = column
    return found
