"""Models of quarters in the product: what they rest on, and that nothing learnt later changes them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from banso.judgement.forecasts.actions.fit_quarters import models_of_quarters
from banso.judgement.forecasts.api import known_use, predict_frame
from banso.judgement.forecasts.models import FittedQuarter
from banso.judgement.forecasts.rules import STARTING, Model
from banso.judgement.metrics.api import frame
from banso.platform.tenancy.api import scope
from banso.record.usage.api import retract_events
from tests.cast import make_workspace
from tests.judgement.events import add_accounts, add_events

NOW = datetime(2026, 4, 1, tzinfo=UTC)
QUARTER = date(2025, 12, 31)
ACCOUNTS = [f"a{number}" for number in range(12)]


@pytest.fixture
def ids(db) -> Iterator[dict[str, int]]:
    """Twelve accounts used weekly from 2024 on; the first four stop on 2025-05-01."""
    with scope(make_workspace(timezone="UTC")):
        found = add_accounts([*ACCOUNTS, "late"], now=NOW)
        start = datetime(2024, 1, 3, 9, tzinfo=UTC)
        stop = datetime(2025, 5, 1, tzinfo=UTC)
        weeks = [start + timedelta(weeks=week) for week in range(110)]
        add_events(
            [
                {"account": account, "at": at}
                for number, account in enumerate(ACCOUNTS)
                for at in weeks
                if number >= 4 or at < stop
            ],
            found,
            now=NOW,
        )
        yield found


def assert_same(model: Model, other: Model) -> None:
    """The same fit of the same rows. Their inputs are sums of floats, which the engine adds up in parts."""
    assert (model.rows, model.losses) == (other.rows, other.losses)
    assert model.coefficients == pytest.approx(other.coefficients, rel=1e-9)


@pytest.mark.requirement("R35")
def test_a_quarter_learns_from_what_was_closed_and_is_kept(ids, monkeypatch) -> None:
    model = models_of_quarters([QUARTER])[QUARTER]
    # Quarter ends 2024-03-31 to 2025-06-30, four accounts silent after the last.
    assert (model.rows, model.losses) == (6 * 12, 4)
    assert model.coefficients != STARTING.coefficients
    assert FittedQuarter.objects.get().rows == 72
    monkeypatch.setattr("banso.judgement.forecasts.actions.fit_quarters._fitted", dict.fromkeys)
    assert models_of_quarters([QUARTER])[QUARTER] == model


@pytest.mark.requirement("R35", "B2")
def test_what_is_learnt_later_changes_no_earlier_model(ids) -> None:
    before = models_of_quarters([QUARTER])[QUARTER]
    use = known_use(QUARTER)
    later = datetime(2026, 1, 2, tzinfo=UTC)
    # Known after the quarter's end: a return of the silent ones, and use of long ago.
    add_events(
        [{"account": account, "at": "2025-09-01T09:00:00Z", "known_at": later} for account in ACCOUNTS[:4]]
        + [{"account": "late", "at": f"2024-0{month}-05T09:00:00Z", "known_at": later} for month in range(1, 7)],
        ids,
        now=NOW,
    )
    FittedQuarter.objects.all().delete()
    assert known_use(QUARTER) == use
    assert_same(models_of_quarters([QUARTER])[QUARTER], before)


def test_back_filled_and_undone_facts_fit_a_quarter_again(ids) -> None:
    before = models_of_quarters([QUARTER])[QUARTER]
    batch = add_events([{"account": account, "at": "2025-09-01T09:00:00Z"} for account in ACCOUNTS[:4]], ids, now=NOW)
    filled = models_of_quarters([QUARTER])[QUARTER]
    assert (filled.rows, filled.losses) == (72, 0)
    retract_events(batch, NOW)
    assert_same(models_of_quarters([QUARTER])[QUARTER], before)


def test_a_feed_that_stopped_teaches_nothing(ids) -> None:
    # The last event is of 2026-02-04; at 2027-03-31 nobody has been seen since, so no later quarter is closed.
    late = date(2027, 3, 31)
    model = models_of_quarters([late])[late]
    assert (model.rows, model.losses) == (6 * 12, 4)


def test_too_few_closed_rows_leave_the_shipped_constants(ids) -> None:
    early = date(2024, 9, 30)  # one closed quarter, twelve rows
    assert models_of_quarters([early])[early] == STARTING


def test_only_accounts_with_recent_use_have_a_probability(ids) -> None:
    given = frame([QUARTER])
    found = predict_frame(given)
    active = np.isin(given.accounts, [ids[account] for account in ACCOUNTS[4:]])
    assert np.isnan(found.silence_180d[~active]).all()
    assert ((found.low < found.silence_180d) & (found.silence_180d < found.high))[active].all()
