"""When a renewal asks for what, and what becomes of a line that is amended, ended or renewed."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banso.record.revenue.rules.amending import NoSuchDay, Terms, amended, corrected, ended, holding, paused, renewed
from banso.record.revenue.rules.renewals import next_term_end, standing, term_months, window

TODAY = date(2026, 4, 1)


@pytest.mark.requirement("R29", "R127")
@pytest.mark.parametrize(
    ("days", "notice", "more", "expected"),
    [
        (300, 30, {}, "ahead"),
        (181, 30, {}, "ahead"),
        (180, 30, {}, "step_in"),
        (30, 30, {}, "step_in"),
        (29, 30, {}, "late_notice"),
        (200, 180, {}, "step_in"),
        (1, None, {}, "step_in"),
        (40, 30, {"noticed": True}, "noticed"),
        (0, 30, {}, "grace"),
        (-29, 30, {}, "grace"),
        (-30, 30, {}, "overdue"),
        (-1, 30, {"runs_on": True}, "overdue"),
        (-1, 30, {"closed": True}, "closed"),
    ],
)
def test_how_a_renewal_stands(days, notice, more, expected):
    said = {"closed": False, "runs_on": False, "noticed": False, "checkpoints": (6, 3)} | more
    assert standing(TODAY + timedelta(days=days), TODAY, notice_days=notice, grace_days=30, **said) == expected


@pytest.mark.requirement("R29")
def test_there_is_time_to_step_in_before_the_day_of_notice():
    found = window(date(2026, 12, 31), 60, (6, 3))
    assert (found.opens, found.closes) == (date(2026, 7, 4), date(2026, 11, 1))
    # A notice of half a year and more: the window opens before it, not after.
    early = window(date(2026, 12, 31), 365, (6, 3))
    assert window(date(2026, 12, 31), 60, (4,)).opens == date(2026, 9, 2), "as the policy has its first checkpoint"
    assert early.opens < early.closes == date(2025, 12, 31)


def test_terms_that_renew_themselves_follow_each_other():
    assert term_months(date(2024, 2, 29), date(2025, 2, 28)) == 12
    assert next_term_end(date(2024, 1, 31), date(2024, 7, 31), TODAY, 30) == date(2026, 7, 31)
    # The last end stays in sight for the days of grace.
    assert next_term_end(date(2025, 3, 20), date(2026, 3, 20), TODAY, 30) == date(2026, 3, 20)
    assert next_term_end(date(2025, 3, 20), date(2026, 3, 20), TODAY, 5) == date(2027, 3, 20)


LINE = Terms(account=1, product=1, amount=100, currency="JPY", start=date(2025, 1, 1))


def test_what_becomes_of_periods():
    open_ = [LINE]
    changed = amended(open_, date(2025, 6, 1), {"amount": 200})
    assert [(one.start, one.end, one.amount) for one in changed] == [
        (date(2025, 1, 1), date(2025, 6, 1), 100),
        (date(2025, 6, 1), None, 200),
    ]
    # What was agreed for later stays.
    again = amended(changed, date(2025, 3, 1), {"amount": 150, "end": date(2025, 9, 1)})
    assert [(one.start, one.end, one.amount) for one in again] == [
        (date(2025, 1, 1), date(2025, 3, 1), 100),
        (date(2025, 3, 1), date(2025, 6, 1), 150),
        (date(2025, 6, 1), None, 200),
    ]
    assert [one.amount for one in amended(open_, date(2025, 1, 1), {"amount": 5})] == [5]
    assert corrected(changed, date(2025, 6, 1), {"start": date(2025, 5, 1)})[1].start == date(2025, 5, 1)
    assert ended(changed, date(2025, 3, 1), date(2025, 2, 1))[0].notice == date(2025, 2, 1)
    assert paused(changed, date(2025, 7, 1), None)[1].pause_from == date(2025, 7, 1)
    assert holding(changed, date(2024, 1, 1)) is None
    for wrong in (
        lambda: amended(open_, date(2024, 1, 1), {}),
        lambda: corrected(open_, date(2025, 1, 2), {}),
        lambda: ended(open_, date(2025, 1, 1), None),
        lambda: paused(open_, date(2024, 1, 1), None),
        lambda: renewed(open_, date(2025, 1, 1), date(2026, 1, 1), {}),
    ):
        with pytest.raises(NoSuchDay):
            wrong()


def test_a_new_term_begins_without_what_the_old_one_had():
    old = Terms(
        account=1, product=1, amount=100, currency="JPY", start=date(2025, 1, 1), end=date(2026, 1, 1),
        term_end=date(2026, 1, 1), notice=date(2025, 12, 1), past_due_since=date(2025, 11, 1),
    )  # fmt: skip
    before, after = renewed([old], date(2026, 1, 1), date(2027, 1, 1), {"amount": 110})
    assert (before.end, before.notice) == (date(2026, 1, 1), None)
    assert (after.start, after.end, after.term_end, after.amount) == (
        date(2026, 1, 1), date(2027, 1, 1), date(2027, 1, 1), 110,
    )  # fmt: skip
    assert (after.notice, after.past_due_since) == (None, None)
    rolling = renewed([LINE], date(2026, 1, 1), date(2027, 1, 1), {})
    assert rolling[1].end is None


@given(days=st.lists(st.integers(1, 900), max_size=6), at=st.integers(0, 900))
def test_periods_never_overlap_whatever_is_amended(days, at):
    periods = [LINE]
    for number, day in enumerate([*days, at]):
        periods = amended(periods, LINE.start + timedelta(days=day), {"amount": number})
    spans = sorted((one.start, one.end) for one in periods)
    for (_start, end), (start, _end) in pairwise(spans):
        assert end is not None
        assert end <= start
    assert spans[0][0] == LINE.start
    assert spans[-1][1] is None
