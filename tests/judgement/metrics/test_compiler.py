"""The compiled metrics equal the oracle, for the shipped ones and for any that can be written."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from banso.judgement.metrics.rules.language import parse
from banso.judgement.metrics.rules.terms import Term, facts_of, resolve
from tests.judgement.metrics import oracle
from tests.judgement.metrics.declared import declared
from tests.judgement.metrics.engine import Found, compiled
from tests.judgement.metrics.oracle import Event

SHIPPED = Path(__file__).resolve().parents[3] / "src/banso/judgement/metrics/definitions"
FIRST = 15_000
FEATURES = ("", "a", "b", "c")


def shipped() -> dict[str, Term]:
    """The metrics of usage that come with the product."""
    bodies = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(SHIPPED.glob("*.yaml"))]
    metrics = {metric.slug: metric for metric in map(parse, bodies)}
    found = {slug: resolve(slug, metrics) for slug in metrics}
    return {slug: term for slug, term in found.items() if facts_of(term) == {"event"}}


@st.composite
def events(draw: st.DrawFn, span: int = 900, most: int = 60) -> list[Event]:
    """Events of three accounts within ``span`` days, some known late, some at one instant."""
    found = []
    for _ in range(draw(st.integers(0, most))):
        day = FIRST + draw(st.integers(0, span))
        late = draw(st.sampled_from([0, 0, 0, 1, 3, 8, 40, 400]))
        found.append(
            Event(
                account=draw(st.integers(1, 3)),
                user=draw(st.integers(0, 3)),
                feature=draw(st.sampled_from(FEATURES)),
                at=day + draw(st.sampled_from([0.0, 0.25, 0.5, 0.999])),
                known_day=day + late,
            )
        )
    return found


RHYTHMS = ([0], [0, 1, 2, 3], [0, 7, 14, 21, 28], [0, 30, 60], [0, 3, 50, 51, 400])
"""Few, because a statement is compiled for each."""


def asked(span: int = 900) -> st.SearchStrategy[list[int]]:
    """Days before, among and behind the events."""
    return st.builds(
        lambda start, rhythm: [start + step for step in rhythm],
        st.integers(FIRST - 5, FIRST + span),
        st.sampled_from(RHYTHMS),
    )


def check(terms: dict[str, Term], listed: Sequence[Event], days: Sequence[int]) -> None:
    found = compiled(terms, listed, days)
    for day in days:
        expected = oracle.values(terms, listed, day)
        assert set(found[day]) == set(expected)
        for account, row in expected.items():
            for slug, value in row.items():
                got = found[day][account][slug]
                assert (got is None) == (value is None), (day, account, slug, got, value)
                if value is not None and got is not None:
                    # Counts are exact; sums of weights and quotients may end in another last digit.
                    # A time is a difference of instants: a millionth of a second is 1.2e-11 days.
                    small = 1e-11 if slug.startswith("days_since") else 0.0
                    near = math.isclose(got, value, rel_tol=1e-12, abs_tol=small)
                    assert got == value or (near and not value.is_integer()), (day, account, slug, got, value)


@pytest.mark.requirement("B3")
@settings(max_examples=15)
@given(listed=events(), days=asked())
def test_shipped_metrics_equal_the_oracle(listed: list[Event], days: list[int]) -> None:
    check(shipped(), listed, days)


def windows(size: int = 1) -> st.SearchStrategy[dict[str, int]]:
    return st.integers(1, 60).map(lambda count: {"days": count * size})


@st.composite
def measures(draw: st.DrawFn) -> dict[str, Any]:
    """Any aggregation that the language has."""
    kind = draw(st.sampled_from(["count", "count_distinct", "decayed", "share_of_max", "new", "tenure"]))
    body: dict[str, Any] = {"aggregation": {"kind": kind}}
    if kind == "tenure":
        return body
    aggregation = body["aggregation"]
    if kind == "decayed":
        size = draw(st.sampled_from([1, 7, 30]))
        aggregation |= {"of": {"bucket": size}, "half_life": draw(st.integers(1, 20)), "scale": 52}
        body["window"] = draw(windows(size))
    elif kind == "count_distinct":
        of = draw(st.sampled_from(["user", "feature", "day", "week", "month", 10]))
        aggregation["of"] = {"bucket": of} if isinstance(of, int) else of
        body["window"] = draw(windows({"week": 7, "month": 30, 10: 10}.get(of, 1)))
    else:
        if kind != "count":
            aggregation["of"] = draw(st.sampled_from(["user", "feature"]))
        body["window"] = draw(windows())
    if kind in ("count", "count_distinct") and aggregation.get("of") != "user" and draw(st.booleans()):
        body["where"] = {"feature": draw(st.sampled_from([["a"], ["a", "b"]]))}
    if (
        kind in ("count", "count_distinct")
        and aggregation.get("of") in ("user", "feature", None)
        and draw(st.booleans())
    ):
        body.pop("window")
    if draw(st.booleans()):
        body["offset"] = {"days": draw(st.integers(1, 100))}
    return body


@pytest.mark.requirement("B3")
@settings(max_examples=10)
@given(bodies=st.lists(measures(), min_size=1, max_size=4), listed=events(400, 40), days=asked(400))
def test_any_metric_equals_the_oracle(bodies: list[dict[str, Any]], listed: list[Event], days: list[int]) -> None:
    metrics = {f"m_{number}": parse(declared(f"m_{number}", **body)) for number, body in enumerate(bodies)}
    check({slug: resolve(slug, metrics) for slug in metrics}, listed, days)


def without_unknown(found: Found, until: int) -> Found:
    return {day: rows for day, rows in found.items() if day <= until}


@pytest.mark.requirement("B3")
@settings(max_examples=15)
@given(listed=events(), more=events(), days=asked(), data=st.data())
def test_what_becomes_known_later_changes_nothing_before(
    listed: list[Event], more: list[Event], days: list[int], data: st.DataObject
) -> None:
    """As of K nothing moves, whatever is added that became known after K: over all metrics."""
    until = data.draw(st.sampled_from(days))
    later = [
        Event(one.account, one.user, one.feature, one.at, max(one.known_day, until + 1 + one.known_day % 50))
        for one in more
    ]
    before = without_unknown(compiled(shipped(), listed, days), until)
    after = without_unknown(compiled(shipped(), [*listed, *later], days), until)
    assert before.keys() == after.keys()
    for day, rows in before.items():
        assert rows.keys() == after[day].keys()
        for account, row in rows.items():
            for slug, value in row.items():
                other = after[day][account][slug]
                same = value == other or (
                    # Another order of summing may end in another last digit.
                    slug.startswith("decayed") and math.isclose(value or 0, other or 0, rel_tol=1e-12)
                )
                assert same, (day, account, slug, value, other)


def test_a_metric_fades_to_nothing_and_counts_stay_whole_over_ten_years() -> None:
    """One event, asked for every quarter of twelve years: no residue is left of what left the window."""
    listed = [Event(1, 1, "a", FIRST + 0.5, FIRST), Event(2, 1, "a", FIRST + 2000.5, FIRST + 2000)]
    days = [FIRST + 91 * number for number in range(48)]
    check(shipped(), listed, days)


def test_both_ends_of_a_window() -> None:
    """The day asked for is in its own window; the window's first day is too, the one before it not."""
    terms = {"n": shipped()["events_30d"]}
    listed = [Event(1, 1, "a", day + 0.5, day) for day in (FIRST, FIRST + 29, FIRST + 30)]
    found = compiled(terms, listed, [FIRST, FIRST + 29, FIRST + 30])
    assert [found[day][1]["n"] for day in found] == [1, 2, 2]
