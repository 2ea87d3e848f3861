"""Every subject that is declared can be listed by each of its attributes: the SQL of its rows is right."""

from datetime import date, datetime

import pytest

from banso.platform.attributes.api import attributes_of, columns_of, rows, select, uids_of
from banso.platform.identity.api import Member
from banso.platform.kit.days import day_end
from banso.platform.tenancy.api import scope
from banso.record.customers.api import create_account
from banso.record.work.models import Touch
from tests.cast import Cast

SUBJECTS = ("account", "person", "task", "touch", "signal")
DAY = date(2026, 3, 31)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_attribute_filters_sorts_and_shows(cast: Cast, subject):
    with scope(cast.workspace):
        attributes = attributes_of(subject)
        for key in attributes:
            page = select(subject, {"not": {"attribute": key, "op": "missing"}}, sort=[(key, "desc")])
            assert page.total == 0
        assert columns_of(subject, None, list(attributes)) == ([], [])
        assert rows(subject, [1], list(attributes)) == []
        assert uids_of(subject, [1]) == {}


@pytest.fixture
def touches(cast: Cast, now) -> dict[str, int]:
    """Touches about the beginning and the end of a day in Tokyo."""
    start, end = day_end(date(2026, 3, 30), "Asia/Tokyo"), day_end(DAY, "Asia/Tokyo")
    with scope(cast.workspace):
        account = create_account("青嶺物流", now=now)
        member = Member.objects.get(pk=cast.csm.pk)
        made = {}
        times: dict[str, datetime] = {
            "before": start.replace(microsecond=0) - (end - start) / 86_400,
            "first": start,
            "late": end - (end - start) / 86_400 / 1_000_000,
            "after": end,
        }
        for name, at in times.items():
            touch = Touch.objects.create(
                kind="call", account=account, at=at, subject=name, subject_fold=name, author=member, created_at=now
            )
            made[name] = touch.pk
    return made


@pytest.mark.parametrize(
    ("op", "value", "expected"),
    [
        ("eq", "2026-03-31", ["first", "late"]),
        ("ne", "2026-03-31", ["before", "after"]),
        ("lt", "2026-03-31", ["before"]),
        ("le", "2026-03-31", ["before", "first", "late"]),
        ("gt", "2026-03-31", ["after"]),
        ("ge", "2026-03-31", ["first", "late", "after"]),
        ("between", ["2026-03-30", "2026-03-31"], ["before", "first", "late"]),
        ("in", ["2026-03-30", "2026-04-01"], ["before", "after"]),
    ],
)
@pytest.mark.requirement("R66")
def test_an_instant_counts_as_the_day_it_was_in_the_workspace(cast, touches, op, value, expected):
    names = {one: name for name, one in touches.items()}
    with scope(cast.workspace):
        page = select("touch", {"attribute": "at", "op": op, "value": value}, sort=[("at", "asc")])
        assert [names[one] for one in page.ids] == expected
        assert rows("touch", [touches["late"]], ["at", "account", "author"]) == [
            {"id": touches["late"], "at": DAY, "account": "青嶺物流", "author": "Sato"}
        ]


def test_another_workspace_sees_none_of_it(cast, touches):
    with scope(cast.elsewhere):
        assert select("touch").total == 0
        assert rows("touch", list(touches.values()), ["subject"]) == []
        assert uids_of("touch", list(touches.values())) == {}
