"""Back-tests of small worlds: what is refused, what is too thin, which days and segments count."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils.translation import override

from banso.judgement.proof.api import BadRhythm, NothingClosed, backtest
from banso.judgement.proof.queries.backtests import month_ends
from banso.platform.attributes.api import FilterError
from banso.platform.kit.errors import NotFound
from banso.platform.tenancy.api import scope
from tests.cast import make_workspace
from tests.judgement.events import add_accounts, add_events

NOW = datetime(2026, 4, 1, tzinfo=UTC)


@pytest.fixture
def ids(db) -> Iterator[dict[str, int]]:
    """Forty accounts used weekly through 2025; every second one stops some day of the year."""
    keys = [f"a{number}" for number in range(40)]
    with scope(make_workspace(timezone="UTC")), override("en"):
        found = add_accounts(keys, now=NOW)
        start = datetime(2025, 1, 2, 9, tzinfo=UTC)
        events = [
            {"account": key, "at": start + timedelta(weeks=week)}
            for number, key in enumerate(keys)
            for week in range(64)
            if number % 2 or week < 6 + number
            # Those who will stop use it every third week only in the end.
            if number % 2 or week < number or week % 3 == 0
        ]
        add_events(events, found, now=NOW)
        yield found


def test_a_subject_that_is_not_there(ids) -> None:
    for subject in ("scorecard:nothing", "metric:nothing", "model:churn", "starter"):
        with pytest.raises(NotFound):
            backtest(subject, now=NOW)


def test_days_that_are_not_closed(ids) -> None:
    with pytest.raises(NothingClosed):
        backtest("metric:events_90d", now=NOW, first=date(2025, 12, 31))
    with pytest.raises(BadRhythm, match="fortnight"):
        backtest("metric:events_90d", now=NOW, every="fortnight")
    with pytest.raises(FilterError):
        backtest("metric:events_90d", now=NOW, filter_tree={"attribute": "nothing", "op": "eq", "value": 1})


@pytest.mark.requirement("B2")
def test_all_closed_days_are_judged_and_thin_segments_refused(ids) -> None:
    found = backtest("metric:active_weeks_13", now=NOW)
    assert found.days == (date(2025, 3, 31), date(2025, 6, 30), date(2025, 9, 30))
    assert found.everybody.auc is not None
    assert found.everybody.auc > 0.6
    assert found.cases[0].value >= found.cases[-1].value
    body = found.to_json()
    keys = {"n", "events", "auc", "auc_interval", "pr_auc", "brier", "log_loss", "calibration", "lift_at"}
    assert keys | {"baselines", "engaged", "verdict"} <= set(body)
    assert keys | {"baselines", "verdict"} == set(body["engaged"])
    assert body["brier"] is None
    few = {"attribute": "active_weeks_52", "op": "lt", "value": 3}
    thin = backtest("metric:active_weeks_13", now=NOW, filter_tree=few).to_json()
    assert thin["auc"] is None
    assert "too few to judge" in thin["verdict"]


@pytest.mark.requirement("B2")
def test_a_kept_answer_follows_the_facts(ids) -> None:
    first = backtest("metric:active_weeks_13", now=NOW)
    assert backtest("metric:active_weeks_13", now=NOW) == first
    add_events([{"account": f"a{n}", "at": "2026-03-01T09:00:00Z"} for n in range(0, 40, 2)], ids, now=NOW)
    assert backtest("metric:active_weeks_13", now=NOW).everybody.events < first.everybody.events


def test_month_ends() -> None:
    assert month_ends(date(2024, 1, 31), date(2024, 4, 29)) == [
        date(2024, 1, 31),
        date(2024, 2, 29),
        date(2024, 3, 31),
    ]
    assert month_ends(date(2024, 11, 30), date(2025, 1, 31))[-1] == date(2025, 1, 31)
    assert month_ends(date(2024, 2, 1), date(2024, 2, 28)) == []
