"""Back-tests against lost contracts: who had MRR, and who had no line left 180 days later."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from banso.judgement.proof.api import BadTarget, NothingClosed, backtest
from banso.judgement.proof.queries.losses import Losses
from banso.platform.kit.days import EPOCH_DAY
from tests.cast import NOW
from tests.judgement.metrics.company import Used, put
from tests.judgement.signals.company import days, moment
from tests.record.revenue.said import account, say

pytestmark = pytest.mark.requirement("B2")

LAST = date(2026, 3, 31)


def line(name: str, start: str, end: str | None = None, **more: Any) -> dict[str, Any]:
    return {
        "customer": name, "line_id": f"{name}-{start}", "start": start, "end": end, "term_end": end, "currency": "JPY",
        "mrr": 10, "recorded": start, **more,
    }  # fmt: skip


def lost(name: str, day: date, accounts: dict[str, Any]) -> bool:
    found = Losses(LAST).left_after(np.array([accounts[name].pk]), np.array([(day - EPOCH_DAY).days]))
    return bool(found[0])


def test_lost_is_who_has_no_line_left(cast: Any) -> None:
    accounts = {name: account(name, now=NOW) for name in ("Stays", "Leaves", "Late", "Half", "Paused", "Back")}
    say(
        [
            line("Stays", "2024-01-01"),
            line("Leaves", "2024-01-01", "2025-07-01"),
            line("Late", "2024-01-01", "2025-07-01"),
            line("Late", "2025-07-01", recorded="2025-07-20"),
            line("Half", "2024-01-01", "2025-07-01"),
            line("Half", "2024-02-01"),
            line("Paused", "2024-01-01", pause_from="2025-06-01"),
            line("Back", "2024-01-01", "2025-04-01"),
            line("Back", "2025-09-01"),
        ],
        accounts,
    )
    day = date(2025, 3, 31)
    assert {name: lost(name, day, accounts) for name in accounts} == {
        "Stays": False, "Leaves": True, "Late": False, "Half": False, "Paused": False, "Back": False,
    }  # fmt: skip
    assert not lost("Leaves", date(2024, 12, 31), accounts)


def test_a_score_is_judged_by_lost_contracts_and_refused_where_few_are(cast: Any) -> None:
    accounts = {f"A{n}": account(f"A{n}", now=NOW - timedelta(days=900)) for n in range(42)}
    rows, used = [], []
    for number, (name, one) in enumerate(accounts.items()):
        leaves = number % 3 == 0
        rows.append(line(name, "2024-01-01", "2025-06-01" if leaves else None))
        if number % 10 != 9:  # some never used anything
            until = date(2025, 1, 15) if leaves else date(2025, 12, 31)
            used += [Used(one.pk, 1, "a", moment(day), moment(day)) for day in days(date(2024, 6, 1), until, 14)]
    put(used, now=NOW)
    say(rows, accounts)
    asked: Any = {"now": NOW, "target": "churned", "first": date(2025, 1, 1), "last": date(2025, 3, 31)}
    found = backtest("metric:decayed_weeks_13", **asked)
    body = found.to_json()
    assert body["target"] == "churned"
    assert body["n"] == 42 * len(found.days) - body["left_out"]
    assert body["events"] == 12
    assert body["auc"] == 1
    assert "契約" in body["verdict"] or "contract" in body["verdict"] or "AUC" in body["verdict"]
    thin = backtest("metric:decayed_weeks_13", now=NOW, target="churned", last=date(2024, 3, 31))
    assert thin.everybody.auc is None


def test_other_targets_and_workspaces_without_contracts_are_refused(cast: Any) -> None:
    with pytest.raises(NothingClosed):
        backtest("metric:decayed_weeks_13", now=NOW, target="churned")
    with pytest.raises(BadTarget):
        backtest("metric:decayed_weeks_13", now=NOW, target="happy")
