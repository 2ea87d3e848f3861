"""The score before a loss: that of the day before, as known then, read for many at once."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from banso.judgement.metrics.api import compute
from banso.judgement.signals.api import health_before
from banso.platform.journal.api import publish
from banso.platform.tenancy.api import scope
from tests.cast import browser_of
from tests.judgement.signals.company import Use, account, days
from tests.record.revenue.contracts import contract, stop_clock

LOST = date(2026, 3, 1)
FIRST = date(2025, 4, 1)


@pytest.fixture
def lost(cast, now, monkeypatch):
    """Two that left on the first of March, one with a score and one that was never used; days of February computed."""
    stop_clock(monkeypatch, now)
    with scope(cast.workspace):
        used, never = account("去る商事", FIRST), account("静かな商事", FIRST)
        Use().add(used, days(FIRST, LOST - timedelta(days=5), 3))
        for one in (used, never):
            contract(one, lines=[{"start": FIRST, "end": LOST, "amount": 80_000}], now=now)
        publish(now)
        compute([LOST - timedelta(days=10), LOST - timedelta(days=2)], now=now)
        yield {"used": used, "never": never}


@pytest.mark.requirement("R51", "B7")
def test_the_nearest_computed_day_before_is_told(lost):
    used = lost["used"].pk
    found = health_before([(used, LOST), (used, LOST - timedelta(days=5)), (used, date(2025, 6, 1))])
    # The day itself and later ones are not looked at; a day too far back is not told.
    assert {day: (seen.day, seen.days) for (_account, day), seen in found.items()} == {
        LOST: (LOST - timedelta(days=2), 2),
        LOST - timedelta(days=5): (LOST - timedelta(days=10), 5),
    }
    assert found[used, LOST].band
    assert found[used, LOST].score is not None
    assert health_before([]) == {}


@pytest.mark.requirement("R51", "B7")
def test_the_rows_of_a_loss_show_the_score_and_lead_to_its_explanation(cast, lost):
    client = browser_of(cast.viewer)
    opened = "?from=2026-03&to=2026-03&open=2026-03-01~2026-03-31~churn~"
    page = client.get(reverse("reports:moves") + opened).content.decode()
    assert f"/accounts/{lost['used'].uid}/?as_of=2026-02-27#health" in page
    assert "2 日前のヘルス" in page
    # Who was never used has no score, and the row says so.
    assert page.count("点数なし") == 1


@pytest.mark.requirement("R51")
def test_many_are_read_with_the_queries_of_one(lost):
    pairs = [(one.pk, LOST - timedelta(days=back)) for one in lost.values() for back in range(8)]
    with CaptureQueriesContext(connection) as few:
        health_before(pairs[:1])
    with CaptureQueriesContext(connection) as many:
        health_before(pairs)
    assert len(many) == len(few)
