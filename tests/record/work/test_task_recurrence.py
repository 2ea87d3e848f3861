"""When a task comes again."""

from datetime import date, timedelta

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from banso.record.work.rules import recurrence
from banso.record.work.rules.recurrence import USUAL, BadRule, next_due, normal_rule, usual

pytestmark = pytest.mark.requirement("R120")

DAYS = st.dates(date(2000, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("rule", "due", "done", "expected"),
    [
        (recurrence.EVERY_DAY, "2026-04-01", "2026-04-01", "2026-04-02"),
        (recurrence.EVERY_WEEKDAY, "2026-04-03", "2026-04-03", "2026-04-06"),
        (recurrence.EVERY_WEEK, "2026-04-01", "2026-04-01", "2026-04-08"),
        (recurrence.EVERY_2_WEEKS, "2026-04-01", "2026-04-01", "2026-04-15"),
        (recurrence.EVERY_MONTH, "2026-01-31", "2026-01-31", "2026-02-28"),
        (recurrence.EVERY_MONTH, "2026-03-15", "2026-03-01", "2026-04-15"),
        (recurrence.EVERY_QUARTER, "2026-01-31", "2026-01-30", "2026-04-30"),
        (recurrence.EVERY_YEAR, "2028-02-29", "2028-02-29", "2029-02-28"),
        # Done late: what was missed meanwhile is not made up for.
        (recurrence.EVERY_WEEK, "2026-04-01", "2026-04-20", "2026-04-22"),
        # Done early: the next one is the one after it.
        (recurrence.EVERY_WEEK, "2026-04-08", "2026-04-01", "2026-04-15"),
        # Without a day it counts from the day on which it was done.
        (recurrence.EVERY_MONTH, None, "2026-04-10", "2026-05-10"),
        ("FREQ=MONTHLY;BYDAY=2TU", "2026-04-14", "2026-04-14", "2026-05-12"),
        ("FREQ=WEEKLY;UNTIL=20260405", "2026-04-01", "2026-04-01", None),
    ],
)
def test_when_it_comes_again(rule, due, done, expected):
    day = date.fromisoformat(due) if due else None
    found = next_due(normal_rule(rule, day), day, date.fromisoformat(done))
    assert found == (date.fromisoformat(expected) if expected else None)


def test_the_31st_comes_back_after_february():
    rule = normal_rule(recurrence.EVERY_MONTH, date(2026, 1, 31))
    days, day = [], date(2026, 1, 31)
    for _month in range(4):
        found = next_due(rule, day, day)
        assert found is not None
        day = found
        days.append((day.month, day.day))
    assert days == [(2, 28), (3, 31), (4, 30), (5, 31)]


@given(st.sampled_from(USUAL), DAYS, st.integers(-40, 400))
def test_the_next_day_is_later_and_of_the_rule(rule, due, late):
    tied = normal_rule(rule, due)
    done = due + timedelta(days=late)
    found = next_due(tied, due, done)
    assert found is not None
    assert found > due
    assert found > done
    assert found - max(due, done) <= timedelta(days=366)
    assert usual(tied) == rule
    assert normal_rule(tied, due) == tied


@given(st.sampled_from(USUAL), DAYS)
def test_it_is_a_rule_that_other_programs_read(rule, due):
    assert rrulestr(normal_rule(rule, due))


@pytest.mark.parametrize(
    "text",
    [
        "weekly", "FREQ=HOURLY", "FREQ=SECONDLY", "INTERVAL=2", "FREQ=DAILY;COUNT=3", "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=1000", "FREQ=DAILY;FREQ=DAILY", "FREQ=DAILY;BYHOUR=3", "FREQ=DAILY;UNTIL=20269999",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=MONTHLY;BYDAY=2MO;BYMONTHDAY=1", "FREQ=MONTHLY;BYSETPOS=9",
        "FREQ=WEEKLY;BYDAY=XX", "FREQ=MONTHLY;BYMONTHDAY=32", "\x00", "FREQ=DAILY\nDTSTART:20200101", "FREQ=DAILY;=",
    ],
)  # fmt: skip
def test_what_is_no_rule(text):
    with pytest.raises(BadRule):
        normal_rule(text, date(2026, 4, 1))


@given(st.text(max_size=60))
def test_any_text_is_a_rule_or_is_refused(text):
    try:
        rule = normal_rule(text, date(2026, 4, 1))
    except BadRule:
        return
    assert rule == "" or rule.startswith("FREQ=") or "FREQ=" in rule


def test_a_space_and_small_letters_are_understood():
    assert normal_rule(" rrule:freq=weekly; byday=mo ") == "FREQ=WEEKLY;BYDAY=MO"
    assert normal_rule("  ") == ""
