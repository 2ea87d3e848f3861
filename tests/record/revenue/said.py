"""Companies with contracts: lines said of accounts, as tests of the ledger need them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from banso.platform.kit.days import day_start
from banso.platform.tenancy.api import current_workspace
from banso.record.customers.api import create_account
from banso.record.customers.models import Account
from banso.record.revenue.actions.state_lines import SaidLine, state_lines
from banso.record.revenue.models import Product
from banso.record.revenue.rules.amending import Terms
from banso.record.revenue.rules.knowing import Saying

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "revenue"
NOW = datetime(2026, 4, 1, 0, 30, tzinfo=UTC)


def account(name: str, *, now: datetime = NOW, **fields: Any) -> Account:
    """An account called ``name``, with that as its external id."""
    return create_account(name, external_id=name, fields=fields, now=now)


def product(key: str) -> Product:
    """The product called ``key``."""
    return Product.objects.get_or_create(key=key, defaults={"name": key, "created_at": NOW})[0]


def day(text: Any) -> date | None:
    return date.fromisoformat(text) if isinstance(text, str) and text else text or None


def terms(whose: Account, row: Mapping[str, Any]) -> Terms:
    """``row`` with ``mrr`` in main units, or ``quantity`` and ``unit_price``; days may be texts."""
    values: dict[str, Any] = {
        name: day(row.get(name))
        for name in ("end", "signed", "term_end", "notice", "trial_end", "pause_from", "pause_to", "past_due_since")
    }
    if "mrr" in row:
        values["amount"] = round(float(row["mrr"]) * 100)
    else:
        values["quantity"] = round(float(row["quantity"]) * 1_000_000)
        values["unit_price"] = round(float(row["unit_price"]) * 1_000_000)
    start = day(row["start"])
    assert start is not None
    return Terms(
        account=whose.pk,
        product=product(row.get("product", "core")).pk,
        currency=row.get("currency", "USD"),
        start=start,
        **{name: value for name, value in values.items() if value is not None},
    )


def say(rows: Iterable[Mapping[str, Any]], accounts: Mapping[str, Account], *, now: datetime = NOW) -> dict[str, int]:
    """State one line for each of ``rows`` (``line_id``, ``customer``, ``contract``, dates …); ``{line_id: id}``.

    ``recorded``, a day, is when it was known; else ``now``.
    """
    said = []
    for number, row in enumerate(rows):
        key = row.get("line_id") or f"L{number}"
        whose = accounts[row["customer"]]
        recorded = day(row.get("recorded"))
        at = now if recorded is None else day_start(recorded, current_workspace().timezone)
        said.append(
            SaidLine(
                key=key,
                contract=row.get("contract", key),
                account=whose.pk,
                known=(Saying(at, (terms(whose, row),), "stated"),),
            )
        )
    return state_lines(said, source="test", now=now)


def golden_rows() -> list[dict[str, Any]]:
    """The lines of the golden file."""
    with (GOLDEN / "waterfall_subscriptions.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def golden_company() -> dict[str, Account]:
    """The customers A to I with their lines."""
    rows = golden_rows()
    accounts = {name: account(name) for name in sorted({row["customer"] for row in rows})}
    say(rows, accounts)
    return accounts
