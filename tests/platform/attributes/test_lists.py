"""Lists through the front door: pages, values, order, tenancy."""

from datetime import date

import numpy as np
import pytest

from banso.platform.attributes.api import (
    FilterError,
    attributes_of,
    count,
    rows,
    select,
    select_columns,
    write_values,
)
from banso.platform.kit.errors import NotFound
from banso.platform.kit.text import fold, reading_key
from banso.platform.tenancy.api import NoWorkspace, scope
from banso.record.customers.models import Account

pytestmark = pytest.mark.usefixtures("declared")


def account(now, name, **fields):
    reading = fields.pop("reading", name)
    return Account.objects.create(
        name=name, name_fold=fold(name), reading=reading, sort_key=reading_key(reading), known_since=now, **fields
    )


@pytest.fixture
def four(workspace, now):
    return [
        account(now, "山田商事", reading="ヤマダショウジ", size=40, yearly_value=1_200_000).pk,
        account(now, "ガス会社", reading="ガスガイシャ", size=10, notice_by=date(2026, 5, 1)).pk,
        account(now, "Ａｃｍｅ", reading="アクメ", size=None).pk,
        account(now, "Banyan", size=10, yearly_value=300_000).pk,
    ]


def test_a_page_knows_the_total_and_comes_in_order(four):
    page = select("account", sort=[("size", "desc"), ("name", "asc")], limit=2, offset=1)
    assert page.total == 4
    # By size, then by reading: Latin stands before kana.
    assert page.ids == [four[3], four[1]]
    assert select("account", sort=[("size", "asc")]).ids == [four[1], four[3], four[0], four[2]]


@pytest.mark.requirement("R9")
def test_text_is_found_in_any_width_case_and_kana(four):
    for typed in ("acme", "ＡＣＭＥ", "aCm"):
        assert select("account", {"attribute": "name", "op": "starts", "value": typed}).ids == [four[2]]
    assert select("account", {"attribute": "name", "op": "contains", "value": "がす"}).ids == [four[1]]
    assert select("account", {"attribute": "name", "op": "contains", "value": "%"}).ids == []


def test_missing_is_part_of_ne_and_of_not(four):
    for tree in (
        {"attribute": "size", "op": "ne", "value": 10},
        {"not": {"attribute": "size", "op": "eq", "value": 10}},
    ):
        assert select("account", tree).ids == [four[0], four[2]]
    assert count("account", {"attribute": "size", "op": "missing"}) == 1


def test_money_is_asked_in_major_units(four, workspace):
    tree = {"attribute": "yearly_value", "op": "ge", "value": 300_000}
    assert select("account", tree).ids == [four[0], four[3]]
    workspace.currency = "USD"  # the same integers are cents now
    assert select("account", tree).ids == []
    assert select("account", {"attribute": "yearly_value", "op": "eq", "value": 3_000}).ids == [four[3]]


def test_relative_days_count_from_the_day_given(four):
    tree = {"attribute": "notice_by", "op": "le", "value": {"days_from_now": 30}}
    assert select("account", tree, today=date(2026, 4, 1)).ids == [four[1]]
    assert select("account", tree, today=date(2026, 3, 31)).ids == []
    with pytest.raises(FilterError, match="not known here"):
        select("account", tree)


def test_hidden_rows_are_not_listed(four, now):
    Account.objects.filter(pk=four[0]).update(archived_at=now)
    Account.objects.filter(pk=four[1]).update(merged_into=four[2])
    assert select("account").ids == four[2:]
    assert count("account") == 2


def test_rows_answer_typed_values_in_the_order_asked_for(four):
    write_values(
        "account",
        four[:2],
        {
            "health": [81.5, None],
            "is_pilot": np.array([1.0, np.nan]),
            "last_seen": np.array(["2026-03-30", "NaT"], dtype="datetime64[D]"),
            "spend": [1_200, 0],
            "band": ["strong", None],
            "nickname": ["ヤマさん", ""],
        },
    )
    keys = ["name", "yearly_value", "notice_by", "health", "is_pilot", "last_seen", "spend", "band", "nickname"]
    assert rows("account", [four[1], four[0]], keys) == [
        dict(
            zip(["id", *keys], [four[1], "ガス会社", None, date(2026, 5, 1), *[None] * 3, 0, None, None], strict=True)
        ),
        dict(
            zip(
                ["id", *keys],
                [four[0], "山田商事", 1_200_000, None, 81.5, True, date(2026, 3, 30), 1_200, "strong", "ヤマさん"],
                strict=True,
            )
        ),
    ]
    assert select("account", {"attribute": "nickname", "op": "contains", "value": "やま"}).ids == [four[0]]
    assert select("account", {"attribute": "is_pilot", "op": "eq", "value": True}).ids == [four[0]]


def test_choices_sort_in_the_order_of_their_declaration(four):
    write_values("account", four, {"band": ["strong", "critical", None, "fair"]})
    assert select("account", sort=[("band", "asc")]).ids == [four[1], four[3], four[0], four[2]]
    assert select("account", sort=[("band", "desc")]).ids == [four[0], four[3], four[1], four[2]]


@pytest.mark.requirement("R66")
def test_a_frame_of_a_past_day_answers_like_the_stored_values(four):
    columns = {
        "name": np.array(["山田商事", "ガス会社", "Ａｃｍｅ", "Banyan"], dtype=object),
        "sort_key": np.array([reading_key(one) for one in ("ヤマダ", "ガス", "アクメ", "Banyan")], dtype=object),
        "health": np.array([10.0, np.nan, 50.0, 10.0]),
        "nickname": np.array([None, None, None, None], dtype=object),
    }
    ids = np.array(four)
    tree = {"not": {"attribute": "health", "op": "gt", "value": 40}}
    assert select_columns(tree, [("health", "asc"), ("name", "asc")], columns, ids=ids).tolist() == [3, 0, 1]
    tree = {"attribute": "nickname", "op": "contains", "value": "x"}  # type: ignore[dict-item]
    assert select_columns(tree, [], columns, ids=ids).tolist() == []
    # With no column for the reading, the name itself is read.
    del columns["sort_key"]
    assert select_columns(None, [("name", "asc")], columns, ids=ids[:]).tolist() == [2, 3, 1, 0]


def test_another_workspace_sees_nothing(four, cast):
    write_values("account", four, {"health": [1.0, 2.0, 3.0, 4.0]})
    with scope(cast.elsewhere):
        assert select("account", {"attribute": "health", "op": "missing"}) == select("account")
        assert select("account").total == 0
        assert rows("account", four, ["name"]) == []
        assert write_values("account", four, {"health": [9.0] * 4}) == 0
    assert [row["health"] for row in rows("account", four, ["health"])] == [1.0, 2.0, 3.0, 4.0]


def test_without_a_workspace_nothing_is_listed(db):
    with pytest.raises(NoWorkspace):
        select("account")


def test_markup_and_formulas_are_plain_text(workspace, now):
    names = ["<script>alert(1)</script>", "=HYPERLINK(1)", "'; DROP TABLE customers_account; --", "100%s", "{{ x }}"]
    made = [account(now, name).pk for name in names]
    for one, name in zip(made, names, strict=True):
        assert select("account", {"attribute": "name", "op": "eq", "value": name}).ids == [one]


def test_a_list_needs_the_same_queries_for_any_number_of_rows(four, now, django_assert_num_queries):
    write_values("account", four, {"health": [1.0, 2.0, 3.0, 4.0]})
    tree = {"attribute": "health", "op": "gt", "value": 1}
    for _ in range(2):
        with django_assert_num_queries(2):  # the slots, the scan
            select("account", tree, sort=[("name", "asc")], limit=50)
        with django_assert_num_queries(2):  # the slots, the rows
            rows("account", four, ["name", "health"])
        write_values("account", [account(now, f"More {n}").pk for n in range(4)], {"health": [5.0] * 4})


def test_an_unknown_subject_is_named():
    with pytest.raises(NotFound, match="account"):
        attributes_of("planet")
