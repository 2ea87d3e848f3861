"""Statements about the past, and parents."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banso.record.customers.actions.checking import BadAccount, checked
from banso.record.customers.rules.family import cycle
from banso.record.customers.rules.fields import derived
from banso.record.customers.rules.past import State, state

T0 = datetime(2020, 1, 1, tzinfo=UTC)


def _at(day: int) -> datetime:
    return T0 + timedelta(days=day)


def test_a_statement_about_the_past_changes_the_present_only_where_nothing_later_is_known():
    known = State({"tier": "high"}, {"tier": [(_at(10), "high")]})
    assert state(known, {"tier": "tech"}, _at(5)) == {"tier": (None, "tech")}
    assert known.values["tier"] == "high"
    assert not known.touched
    assert state(known, {"tier": "mid"}, _at(20)) == {"tier": ("high", "mid")}
    assert known.values["tier"] == "mid"
    assert state(known, {"tier": "mid"}, _at(25)) == {}


@given(st.lists(st.integers(0, 30), unique=True, max_size=12))
def test_any_order_of_statements_leads_to_the_same_present(days):
    by_day = {day: f"value {day}" for day in days}
    forward, shuffled = State({}, {}), State({}, {})
    for day in sorted(by_day):
        state(forward, {"x": by_day[day]}, _at(day))
    for day, value in by_day.items():
        state(shuffled, {"x": value}, _at(day))
    assert forward.values.get("x") == shuffled.values.get("x")
    for day in range(31):
        latest = max((one for one in by_day if one <= day), default=None)
        expected = None if latest is None else by_day[latest]
        entries = [value for at, value in (shuffled.past or {}).get("x", []) if at <= _at(day)]
        assert (entries[-1] if entries else None) == expected


@pytest.mark.parametrize(
    ("parents", "path"),
    [
        ({1: 2, 2: 3}, None),
        ({1: 1}, [1, 1]),
        ({1: 2, 2: 1}, [1, 2, 1]),
        ({1: 2, 2: 3, 3: 1}, [1, 2, 3, 1]),
        ({1: 2, 2: 3, 3: 2}, None),
    ],
)
def test_circles_among_parents(parents, path):
    assert cycle(parents, 1) == path


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "), ("name", "x" * 301), ("name", "a\x00b"), ("country", "Japan"), ("timezone", "Mars"),
        ("currency", "XQQ"), ("tier", "gold"), ("size", -1), ("size", True), ("notice_by", "2026-01-01"),
        ("domains", ["no domain"]), ("yearly_value", 1.5),
    ],
)  # fmt: skip
def test_values_that_a_field_refuses(field, value):
    with pytest.raises(BadAccount) as refused:
        checked(field, value)
    assert refused.value.field == field


def test_the_order_follows_the_reading():
    assert derived("青嶺物流", "アオミネ")["sort_key"].startswith("あおみね")
    assert derived("Ａcme", "")["name_fold"] == "acme"
