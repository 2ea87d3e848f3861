"""Segments: who is in them now and on a past day, who came and went, and what uses them."""

from datetime import date, timedelta
from typing import Any

import pytest

from banso.judgement.metrics import api as metrics
from banso.judgement.metrics.api import (
    counts,
    look_back,
    members_of,
    moved_since,
    movements,
    pick,
    refresh_segments,
    segments_of_account,
    sizes,
    unpick,
)
from banso.platform.attributes.api import FilterError, columns_of, rows, select
from banso.platform.definitions.api import DefinitionsInvalid, get, save, where_used
from banso.platform.journal.api import publish
from banso.platform.kit.errors import BansoError, NotFound
from banso.record.customers.api import change_account
from tests.judgement.signals.company import Use, account, days, moment

pytestmark = pytest.mark.requirement("R9")

DAY = date(2026, 3, 31)
NOW = moment(DAY + timedelta(days=1))
FIRST = DAY - timedelta(days=300)


def body(slug: str, **more: Any) -> dict[str, Any]:
    return {"slug": slug, "version": 1, "owner": "ops", "name": {"en": slug, "ja": slug}, **more}


def define(slug: str, *, after: int | None = None, **more: Any) -> None:
    save("segment", body(slug, **more), after=after, author=None, reason="test", now=NOW)


@pytest.fixture
def company(cast: Any) -> Any:
    """A busy account, one that stopped 200 days before the end, one that nobody ever used."""
    busy, stopped, never = (account(name, FIRST) for name in ("Busy", "Stopped", "Never"))
    use = Use()
    use.add(busy, days(FIRST, DAY, 2))
    use.add(stopped, days(FIRST, DAY - timedelta(days=200), 2))
    publish(NOW)
    return busy, stopped, never


def test_members_follow_the_newest_day_and_have_a_past(company: Any) -> None:
    busy, stopped, _never = company
    weeks = [DAY - timedelta(days=7 * back) for back in range(4)]
    metrics.compute(weeks, now=NOW)
    assert members_of("engaged") == [busy.pk]
    assert members_of("gone") == [stopped.pk]
    # Known then: three weeks before, the last use was 179 days ago.
    assert members_of("gone", weeks[3]) == []
    assert members_of("gone", weeks[2]) == [stopped.pk]
    assert [(one.account_id, one.day, one.entered, one.cause) for one in movements("gone", weeks[3])] == [
        (stopped.pk, weeks[2], True, "data")
    ]
    assert movements("engaged", FIRST) == [] or all(not one.entered for one in movements("engaged", FIRST))
    assert counts(weeks[3])["gone"] == [(weeks[2], 1), (weeks[1], 1), (DAY, 1)]
    assert sizes()["gone"] == 1
    assert [one.slug for one in segments_of_account(stopped.pk)] == ["gone"]


def test_a_segment_is_a_filter_and_a_column_now_and_on_a_past_day(company: Any) -> None:
    busy, stopped, never = company
    metrics.compute([DAY], now=NOW)
    gone = {"attribute": "segment_gone", "op": "eq", "value": True}
    assert select("account", gone).ids == [stopped.pk]
    assert set(select("account", {"not": gone}).ids) == {busy.pk, never.pk}
    assert select("account", {"attribute": "segment_gone", "op": "missing"}).ids == []
    in_order = select("account", None, sort=[("segment_gone", "desc"), ("name", "asc")]).ids
    assert in_order == [stopped.pk, busy.pk, never.pk]
    found = rows("account", [busy.pk, stopped.pk], ["segment_gone", "segment_engaged", "name"])
    assert [(one["segment_gone"], one["segment_engaged"]) for one in found] == [(False, True), (True, False)]
    ids, values = columns_of("account", gone, ["segment_gone"])
    assert (ids, values) == ([stopped.pk], [{"segment_gone": True}])
    then = metrics.listed_then(gone, [("name", "asc")], ["segment_gone"], book=metrics.book(DAY), day=DAY)
    assert [(one["id"], one["segment_gone"]) for one in then.rows] == [(stopped.pk, True)]
    before = DAY - timedelta(days=30)
    then = metrics.listed_then(gone, (), ["segment_gone"], book=metrics.book(before), day=before)
    assert then.total == 0


def test_a_new_version_moves_members_and_says_why(company: Any) -> None:
    busy, _stopped, never = company
    metrics.compute([DAY], now=NOW)
    tree = {"attribute": "name", "op": "eq", "value": "Never"}
    define("mine", filter=tree)
    look_back([DAY - timedelta(days=7)], ["mine"])
    refresh_segments(DAY, NOW, ["mine"])
    assert members_of("mine") == [never.pk]
    assert movements("mine", FIRST) == []
    later = DAY + timedelta(days=1)
    define("mine", filter={"attribute": "name", "op": "eq", "value": "Busy"}, after=1)
    refresh_segments(later, NOW, ["mine"])
    moved = [(one.account_id, one.day, one.entered, one.cause) for one in movements("mine", DAY)]
    assert moved == [(busy.pk, later, True, "definition"), (never.pk, later, False, "definition")]
    assert moved_since(DAY)["mine"] == (1, 1)
    assert members_of("mine", DAY, version=1) == [never.pk]
    change_account(busy, {"name": "Other"}, now=NOW)
    refresh_segments(later + timedelta(days=1), NOW)
    assert movements("mine", later)[0].cause == "data"


def test_a_stay_of_no_day_leaves_no_trace_and_a_retired_segment_no_members(company: Any) -> None:
    metrics.compute([DAY], now=NOW)
    define("mine", filter={"attribute": "name", "op": "eq", "value": "Never"})
    refresh_segments(DAY, NOW, ["mine"])
    define("mine", filter={"attribute": "name", "op": "eq", "value": "Nobody"}, after=1)
    refresh_segments(DAY, NOW, ["mine"])
    assert (members_of("mine"), movements("mine", FIRST)) == ([], [])
    save("segment", body("gone", retired=True, filter=get("segment", "gone").body["filter"]),
         after=1, author=None, reason="x", now=NOW)  # fmt: skip
    refresh_segments(DAY + timedelta(days=1), NOW)
    assert "gone" not in sizes()
    with pytest.raises(NotFound):
        members_of("gone")


def test_picking_by_hand(company: Any, cast: Any) -> None:
    busy, stopped, _never = company
    metrics.compute([DAY], now=NOW)
    assert pick("references", [busy.pk, stopped.pk], member=cast.csm, now=NOW) == 2
    assert pick("references", [busy.pk], member=cast.csm, now=NOW) == 0
    assert members_of("references") == [busy.pk, stopped.pk]
    assert members_of("references", DAY) == []
    later = NOW + timedelta(days=3)
    assert unpick("references", [stopped.pk], now=later) == 1
    refresh_segments(DAY + timedelta(days=5), later)
    assert members_of("references") == [busy.pk]
    assert {one.cause for one in movements("references", FIRST)} == {"picked"}
    with pytest.raises(BansoError, match="filter"):
        pick("gone", [busy.pk], member=cast.csm, now=NOW)


@pytest.mark.parametrize(
    ("more", "error", "words"),
    [
        ({}, DefinitionsInvalid, "give a filter"),
        ({"picked": True, "filter": {"attribute": "name", "op": "missing"}}, DefinitionsInvalid, "picked by hand or"),
        ({"picked": "yes"}, DefinitionsInvalid, "true or false"),
        ({"filter": {"attribute": "segment_gone", "op": "eq", "value": True}}, DefinitionsInvalid, "other segments"),
        ({"filter": {"attribute": "colour", "op": "eq", "value": 1}}, DefinitionsInvalid, "no attribute “colour”"),
        ({"filter": {"attribute": "name", "op": "lt", "value": 1}}, DefinitionsInvalid, "cannot be asked"),
        ({"picked": True, "mood": 1}, DefinitionsInvalid, "not known"),
    ],
)
def test_faults_are_named(workspace: Any, more: dict[str, Any], error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        define("mine", **more)


def test_shipped_filters_can_be_asked_and_name_their_metrics(company: Any) -> None:
    metrics.compute([DAY], now=NOW)
    for slug, segment in metrics.segments().items():
        save("segment", {**get("segment", slug).body, "owner": "us"}, after=1, author=None, reason="x", now=NOW)
        assert isinstance(metrics.matching(segment, DAY), set)
    users = {one.slug for one in where_used("metric", "active_weeks_52") if one.kind == "segment"}
    assert users == {"engaged", "engaged_below_40"}


def test_a_filter_that_lost_its_field_keeps_its_members(company: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    metrics.compute([DAY], now=NOW)

    def lost(*_args: Any, **_more: Any) -> None:
        raise FilterError("", "There is no attribute.")

    monkeypatch.setattr("banso.judgement.metrics.queries.segments.select", lost)
    refresh_segments(DAY + timedelta(days=1), NOW)
    assert len(members_of("gone")) == 1
