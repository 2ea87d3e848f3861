"""The panel on Today: who went silent, and was on the list before."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils.translation import override

from banso.judgement.proof.actions.keep_lists import keep_lists, lists_missing
from banso.judgement.proof.api import silent_seen
from banso.judgement.proof.models import ListedDay
from banso.judgement.proof.queries.panel import SilentSeen, weeks_wanted
from banso.judgement.proof.rules import LeadTime
from banso.platform.tenancy.api import scope
from tests.cast import make_workspace
from tests.judgement.events import add_accounts, add_events

NOW = datetime(2026, 4, 1, tzinfo=UTC)
DAY = date(2026, 3, 31)


@pytest.fixture
def ids(db) -> Iterator[dict[str, int]]:
    """One account that goes on and one that stopped on 2025-07-03."""
    with scope(make_workspace(timezone="UTC")), override("en"):
        found = add_accounts(["on", "off"], now=NOW)
        start = datetime(2024, 7, 4, 9, tzinfo=UTC)
        events = [
            {"account": key, "at": start + timedelta(weeks=week)}
            for key in found
            for week in range(90)
            if key == "on" or week <= 52
        ]
        add_events(events, found, now=NOW)
        yield found


def test_the_weeks_that_can_have_warned() -> None:
    weeks = weeks_wanted(DAY)
    assert {week.weekday() for week in weeks} == {6}
    assert timedelta(0) <= DAY - weeks[-1] < timedelta(days=7)
    assert 720 < (DAY - weeks[0]).days <= 727  # 365 + 180 + 182 days at most


@pytest.mark.requirement("B2", "R38")
def test_an_account_that_was_listed_before_it_fell_silent(ids) -> None:
    assert silent_seen(DAY).text == ""  # no list is known yet
    week = date(2025, 8, 17)
    assert week in lists_missing(DAY)
    keep_lists([week], now=NOW)
    assert week not in lists_missing(DAY)
    assert ids["off"] in ListedDay.objects.get().accounts
    found = silent_seen(DAY)
    # Silence was certain 180 days after 2025-07-03.
    assert (found.lead.n, found.lead.alerted, found.lead.median) == (1, 1, 135)
    assert found.text.startswith("Accounts that went silent in the last 12 months: 1; on this list before: 1.")
    assert "(1 of 104 weekly lists are computed so far.)" in found.text


def test_with_enough_losses_it_says_how_early() -> None:
    lead = LeadTime(14, 11, 74.0, 30.0, 0.6)
    found = SilentSeen(DAY, lead, 20.0, 61.0, 104, 104)
    with override("en"):
        assert found.text == (
            "Of the 14 accounts that went silent in the last 12 months, 11 were on this list, "
            "at the median 74 days before. The list named 20 of 61 accounts on average."
        )
    with override("ja"):
        assert found.text.startswith("この 12 か月に使われなくなったアカウント 14 件のうち、11 件は先にこの一覧に")
