"""Rules that hold the score and a member's view against money: on columns, and from the book of a company."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from banso.judgement.metrics import api as metrics
from banso.judgement.signals.rules import HealthyFalls, Ledger, ViewAgainstMoney, WeakGrows
from banso.judgement.signals.rules.episodes import OPEN

pytestmark = pytest.mark.requirement("B7")

Rows = list[tuple[int, int, int, int]]
"""account, day, band, growth in thousandths."""


def ledger(paying: Rows, views: list[tuple[int, int, int, int]] | None = None, until: int = 100) -> Ledger:
    def columns(rows: Any, names: tuple[str, ...]) -> dict[str, Any]:
        table = np.array(rows or [], dtype=np.int64).reshape(len(rows or []), len(names))
        return {name: table[:, at] for at, name in enumerate(names)}

    accounts = np.array([1, 2, 3], dtype=np.int64)
    facts = {
        "paying": columns(paying, ("account", "day", "band", "growth")),
        "view": columns(views, ("account", "band", "since", "until")),
    }
    return Ledger(until, accounts, np.zeros(3, dtype=np.int64), facts)


def told(rule: Any, found: Ledger) -> list[tuple[Any, ...]]:
    episodes = rule.episodes(found, 0)
    ended = [None if one == OPEN else one for one in episodes.ended.tolist()]
    change = episodes.evidence["change"].tolist()
    return list(
        zip(episodes.account.tolist(), episodes.began.tolist(), ended, episodes.reason.tolist(), change, strict=True)
    )


@pytest.mark.parametrize(
    ("rule", "band", "growth", "holds"),
    [
        (HealthyFalls(), 3, 950, True),
        (HealthyFalls(), 4, 500, True),
        (HealthyFalls(), 3, 951, False),
        (HealthyFalls(), 2, 500, False),
        (HealthyFalls(), -1, 500, False),
        (WeakGrows(), 1, 1050, True),
        (WeakGrows(), 1, 1049, False),
        (WeakGrows(), 2, 2000, False),
        (WeakGrows(), -1, 2000, False),
    ],
)
def test_which_score_and_money_disagree(rule: Any, band: int, growth: int, holds: bool) -> None:
    assert bool(told(rule, ledger([(1, 50, band, growth)]))) == holds


def test_it_begins_and_ends_on_days_looked_at() -> None:
    rows: Rows = [
        (1, 10, 4, 1000),
        (1, 17, 4, 800),
        (1, 24, 3, 800),
        (1, 31, 3, 1000),
        (1, 38, 3, 700),
        (2, 38, 0, 700),
    ]
    assert told(HealthyFalls(), ledger(rows)) == [(1, 17, 31, "agreed", -20), (1, 38, None, "", -30)]
    # What came later is not known yet.
    assert told(HealthyFalls(), ledger(rows[:3], until=24)) == [(1, 17, None, "", -20)]


def test_who_is_not_in_the_book_any_more_ends_it() -> None:
    rows: Rows = [(1, 10, 4, 0), (2, 10, 2, 1000), (2, 17, 2, 1000)]
    assert told(HealthyFalls(), ledger(rows)) == [(1, 10, 17, "agreed", -100)]


def test_a_view_counts_while_it_holds() -> None:
    rows: Rows = [(1, day, 2, 800) for day in (10, 17, 24, 31)] + [(2, day, 2, 1200) for day in (10, 17)]
    views = [(1, 4, 15, 30), (2, 0, 0, 99), (3, 4, 0, 99)]
    assert told(ViewAgainstMoney(), ledger(rows, views)) == [(2, 10, 24, "agreed", 20), (1, 17, 31, "agreed", -20)]
    assert told(ViewAgainstMoney(), ledger(rows)) == []


def test_the_book_says_what_the_score_did_not_see(cast: Any) -> None:
    from banso.judgement.signals.api import open_signals, refresh
    from tests.cast import NOW
    from tests.judgement.signals.company import Use, days
    from tests.record.revenue.said import account, say

    last = date(2026, 3, 31)
    accounts = {name: account(name, now=NOW - timedelta(days=500)) for name in ("Falls", "Steady")}
    use = Use()
    for one in accounts.values():
        use.add(one, days(last - timedelta(days=400), last, 1), n=3)
    rows = [
        {"customer": name, "line_id": f"{name}{n}", "start": "2025-01-01", "mrr": 10, "currency": "JPY",
         "recorded": "2025-01-01", "end": "2026-02-01" if name == "Falls" and n else None,
         "notice": "2026-01-10" if name == "Falls" and n else None}
        for name in accounts
        for n in range(2)
    ]  # fmt: skip
    say(rows, accounts)
    metrics.compute([last - timedelta(days=back) for back in (70, 1, 0)], now=NOW)
    refresh(last, NOW)
    found = [one for one in open_signals(last) if one.rule.slug == "healthy_falls"]
    strong = metrics.book(last, ["health_band"]).values["health_band"]
    assert [one.account_id for one in found] == ([accounts["Falls"].pk] if strong.min() >= 3 else [])
