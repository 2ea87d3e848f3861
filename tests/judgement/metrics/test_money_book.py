"""Metrics of money in frames and in the book: from real lines, as known then, stale where lines came or went."""

import csv
import gzip
import os
from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from banso.judgement.metrics import api as metrics
from banso.judgement.metrics.rules.money import NO_DAY, Reading, books, by_account, count_terms
from banso.judgement.metrics.rules.terms import Measure, Term
from banso.platform.journal.api import publish, record
from banso.platform.kit.columns import Columns
from banso.platform.kit.days import EPOCH_DAY
from banso.record.customers.models import Account
from banso.record.revenue.models import Statement
from tests.cast import NOW
from tests.judgement.metrics.company import Used, put
from tests.judgement.signals.company import moment
from tests.record.revenue.said import account, say

DAY = date(2026, 3, 31)
PEER = Path(os.environ.get("BANSO_PEER", "/work/shared/data/peer_fightchurn"))


def values(day: date, of: Account, *slugs: str) -> dict[str, float | None]:
    found = metrics.frame([day], slugs).row_of(of.pk)
    assert found is not None
    return found


@pytest.mark.requirement("R59")
def test_seats_are_held_against_who_uses_them(cast: Any) -> None:
    acme, quiet = (account(name, now=moment(DAY - timedelta(days=90))) for name in ("Acme", "Quiet"))
    put([Used(acme.pk, user, "a", moment(DAY), moment(DAY)) for user in (1, 2, 3)], now=NOW)
    line = {"customer": "Acme", "start": "2026-01-01", "quantity": 4, "unit_price": 250, "currency": "JPY"}
    say([{**line, "recorded": "2026-01-01"}], {"Acme": acme})
    say([{"customer": "Quiet", "start": "2026-01-01", "mrr": 1, "currency": "JPY", "line_id": "Q",
          "recorded": "2026-01-01"}], {"Quiet": quiet})  # fmt: skip
    slugs = ("mrr", "seats", "mrr_per_seat", "seats_used_30d", "active_users_30d")
    assert values(DAY, acme, *slugs) == {
        "mrr": 1000, "seats": 4, "mrr_per_seat": 250, "seats_used_30d": 0.75, "active_users_30d": 3,
    }  # fmt: skip
    assert values(DAY, quiet, *slugs) == {
        "mrr": 100, "seats": None, "mrr_per_seat": None, "seats_used_30d": None, "active_users_30d": None,
    }  # fmt: skip


@pytest.mark.requirement("B3")
def test_an_amendment_counts_from_when_it_was_known(cast: Any) -> None:
    acme = account("Acme", now=moment(DAY - timedelta(days=200)))
    line = {"customer": "Acme", "line_id": "one", "start": "2026-01-01", "currency": "JPY"}
    say([{**line, "mrr": 3, "recorded": "2026-01-10"}], {"Acme": acme})
    say([{**line, "mrr": 5, "recorded": "2026-03-01"}], {"Acme": acme})
    seen = [values(day, acme, "mrr")["mrr"] for day in (date(2026, 1, 9), date(2026, 2, 28), date(2026, 3, 1), DAY)]
    assert seen == [None, 300, 500, 500]


@pytest.mark.requirement("B3")
def test_days_are_stale_when_lines_come_or_go_that_were_known_before(cast: Any) -> None:
    acme = account("Acme", now=moment(DAY - timedelta(days=200)))
    early = date(2026, 1, 31)
    metrics.compute([early, DAY], now=NOW)
    line = {"customer": "Acme", "line_id": "one", "start": "2026-02-01", "currency": "JPY", "mrr": 3}
    say([{**line, "recorded": "2026-02-10"}], {"Acme": acme})
    assert DAY not in metrics.due_days(NOW)
    publish(NOW)
    assert metrics.due_days(NOW) == [DAY]  # in January nobody knew of it
    assert metrics.book(DAY, ["mrr"], now=NOW).values["mrr"].tolist() == [300]
    said = Statement.objects.get()
    Statement.objects.filter(pk=said.pk).update(withdrawn_at=NOW)
    record(subject="line", subject_id=said.line_id, changes={"statement": (said.pk, None)}, now=NOW)
    publish(NOW)
    assert metrics.due_days(NOW) == [DAY]


# --- beside fightchurn -----------------------------------------------------------------------------------------


@pytest.mark.skipif(not (PEER / "expected_metrics.csv.gz").exists(), reason="the peer's data is not here")
@pytest.mark.requirement("R26")
def test_tenure_is_the_peers_row_by_row() -> None:
    with (PEER / "subscriptions.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    lines = _columns(rows)
    with gzip.open(PEER / "expected_metrics.csv.gz", "rt", encoding="utf-8") as file:
        told = [row for row in csv.DictReader(file) if row["metric_name"] == "account_tenure"]
    by_day: dict[date, dict[int, float]] = defaultdict(dict)
    for row in told:
        by_day[date.fromisoformat(row["metric_date"][:10])][int(row["account_id"])] = float(row["metric_value"])
    assert sum(map(len, by_day.values())) == 6600
    wanted: dict[str, Term] = {"tenure": Measure(kind="tenure", fact="line", window=31)}
    for day, expected in by_day.items():
        accounts = np.array(sorted(expected), dtype=np.int64)
        end = np.datetime64(day + timedelta(days=1), "us")
        # The peer knows every end beforehand and waits for no renewal.
        found = books(lines, (day - EPOCH_DAY).days, end, np.ones(1), Reading(grace_days=0))
        assert (
            dict(zip(accounts.tolist(), count_terms(wanted, found, accounts)["tenure"].tolist(), strict=True))
            == expected
        )


def _columns(rows: list[dict[str, str]]) -> Columns:
    size = len(rows)
    found: Columns = {
        name: np.full(size, NO_DAY)
        for name in ("signed", "term_end", "notice", "trial_end", "pause_from", "pause_to", "past_due_since")
    }
    for name in ("start", "end"):
        texts = [row[f"{name}_date"][:10] for row in rows]
        found[name] = np.array(
            [(date.fromisoformat(text) - EPOCH_DAY).days if text else NO_DAY for text in texts], dtype=np.int64
        )
    found["account"] = np.array([int(row["account_id"]) for row in rows], dtype=np.int64)
    found["mrr"] = np.array([float(Fraction(row["mrr"])) for row in rows])
    found |= {name: np.zeros(size, dtype=np.int64) for name in ("line", "product", "currency", "notice_days")}
    found["quantity"], found["auto_renews"] = np.full(size, np.nan), np.zeros(size, dtype=bool)
    found["known"] = np.full(size, np.datetime64("2000-01-01", "us"))
    found["until"] = np.full(size, np.datetime64("9999-12-31", "us"))
    return by_account(found)
