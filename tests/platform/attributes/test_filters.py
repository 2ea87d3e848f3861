"""What the filter language refuses, and how it says so."""

import json
from datetime import date

import pytest

from banso.platform.attributes.attribute import Attribute, Choice
from banso.platform.attributes.filters import (
    MAX_CHOICES,
    MAX_CONDITIONS,
    MAX_DEPTH,
    Context,
    FilterError,
    Group,
    Leaf,
    Not,
    parse,
    parse_sort,
    tree_from_json,
)

ATTRIBUTES = {
    one.key: one
    for one in (
        Attribute(key="health", subject="account", type="number", label="Health"),
        Attribute(key="yearly_value", subject="account", type="money", label="Yearly value"),
        Attribute(key="notice_by", subject="account", type="date", label="Notice by"),
        Attribute(key="name", subject="account", type="text", label="Name"),
        Attribute(key="industry", subject="account", type="text", label="Industry", column="industry"),
        Attribute(key="homepage", subject="account", type="link", label="Homepage"),
        Attribute(key="is_pilot", subject="account", type="bool", label="Pilot"),
        Attribute(
            key="tier",
            subject="account",
            type="choice",
            label="Tier",
            choices=(Choice("high", "High"), Choice("mid", "Mid")),
        ),
    )
}
YEN = Context("JPY", date(2026, 3, 31))
HEALTHY = {"attribute": "health", "op": "ge", "value": 60}


def leaf(key, op, value):
    return {"attribute": key, "op": op, "value": value}


def refused(tree, context=YEN):
    with pytest.raises(FilterError) as caught:
        parse(tree, ATTRIBUTES, context)
    return caught.value


def test_a_tree_becomes_checked_conditions():
    node = parse({"all": [HEALTHY, {"not": leaf("name", "contains", "ｱｸﾒ")}]}, ATTRIBUTES, YEN)
    assert node == Group(
        "all",
        (
            Leaf(ATTRIBUTES["health"], "ge", (60.0,)),
            Not(Leaf(ATTRIBUTES["name"], "contains", ("あくめ",))),
        ),
    )


def test_no_tree_means_every_row():
    assert parse(None, ATTRIBUTES, YEN) is None


@pytest.mark.parametrize(
    ("tree", "path", "words"),
    [
        ({"all": [HEALTHY, {"not": leaf("helth", "lt", 40)}]}, "all[1].not", ["helth", "Did you mean “health”?"]),
        (leaf("health", "contains", "4"), "", ["contains", "number", "between"]),
        (leaf("tier", "lt", "high"), "", ["lt", "choice", "eq, ne, in, missing"]),
        (leaf("is_pilot", "in", [True]), "", ["in", "yes/no"]),
        (leaf("health", ["eq"], 4), "", ["['eq']"]),
        ({"all": []}, "all", ["empty", "at least one"]),
        ({"any": [HEALTHY, {"all": {}}]}, "any[1].all", ["empty"]),
        ({}, "", ["not a condition"]),
        ([HEALTHY], "", ["must be an object"]),
        ({"all": [HEALTHY], "any": [HEALTHY]}, "", ["not a condition", "all, any"]),
        ({"none": [HEALTHY]}, "", ["none"]),
        (HEALTHY | {"unit": "points"}, "", ["unit"]),
        ({"op": "lt", "value": 4}, "", ["key"]),
        ({"attribute": "health", "op": "lt"}, "", ["no value"]),
        (leaf("health", "lt", None), "", ["number such as"]),
        (leaf("health", "lt", "40"), "", ["number such as"]),
        (leaf("health", "lt", True), "", ["number such as"]),
        (leaf("health", "lt", float("nan")), "", ["number such as"]),
        (leaf("health", "lt", float("inf")), "", ["number such as"]),
        (leaf("health", "lt", 10**400), "", ["number such as"]),
        (leaf("health", "between", [1]), "", ["lowest, highest"]),
        (leaf("health", "between", [9, 1]), "", ["after the highest"]),
        (leaf("health", "in", []), "", ["needs a list"]),
        (leaf("health", "in", [1, "x"]), "value[1]", ["number such as"]),
        (leaf("health", "in", list(range(MAX_CHOICES + 1))), "", [str(MAX_CHOICES)]),
        (leaf("tier", "eq", "gold"), "", ["high, mid"]),
        (leaf("tier", "eq", 3), "", ["high, mid"]),
        (leaf("is_pilot", "eq", 1), "", ["true or false"]),
        (leaf("name", "eq", ""), "", ["missing"]),
        (leaf("name", "contains", "  "), "", ["missing"]),
        (leaf("name", "eq", "a\x00b"), "", ["NUL"]),
        (leaf("name", "eq", "\ud800"), "", ["half of a character"]),
        (leaf("name", "eq", "x" * 1_001), "", ["1000"]),
        (leaf("notice_by", "lt", "31/03/2026"), "", ["2026-03-31"]),
        (leaf("notice_by", "lt", "2026-02-30"), "", ["2026-03-31"]),
        (leaf("notice_by", "lt", "20260331"), "", ["2026-03-31"]),
        (leaf("notice_by", "lt", {"days_from_now": 1.5}), "", ["days_from_now"]),
        (leaf("notice_by", "lt", {"days_from_now": 10**9}), "", ["days_from_now"]),
        (leaf("yearly_value", "lt", 0.5), "", ["decimals"]),
        (leaf("yearly_value", "lt", "a lot"), "", ["amount"]),
        (leaf("yearly_value", "lt", "1e99999999"), "", ["amount"]),
        (leaf("yearly_value", "lt", float("nan")), "", ["amount"]),
        (leaf("yearly_value", "lt", [1]), "", ["amount"]),
        ({"attribute": "health", "op": "missing", "value": 3}, "", ["takes no value"]),
    ],
)
def test_what_is_wrong_is_named_with_its_place(tree, path, words):
    error = refused(tree)
    assert error.path == path
    assert str(error).startswith(f"{path or 'filter'}: ")
    for word in words:
        assert word in str(error)


def test_depth_and_number_of_conditions_are_limited():
    deepest = HEALTHY
    for _ in range(MAX_DEPTH - 1):
        deepest = {"not": deepest}
    assert parse(deepest, ATTRIBUTES, YEN)
    assert "20 levels" in str(refused({"not": deepest}))
    assert parse({"all": [HEALTHY] * MAX_CONDITIONS}, ATTRIBUTES, YEN)
    assert str(MAX_CONDITIONS) in str(refused({"all": [HEALTHY] * (MAX_CONDITIONS + 1)}))


def test_money_is_written_in_major_units_of_the_workspace_currency():
    assert parse(leaf("yearly_value", "ge", 1_200_000), ATTRIBUTES, YEN).values == (1_200_000,)  # type: ignore[union-attr]
    dollars = Context("USD")
    assert parse(leaf("yearly_value", "ge", 19.99), ATTRIBUTES, dollars).values == (1_999,)  # type: ignore[union-attr]
    assert parse(leaf("yearly_value", "ge", "19.99"), ATTRIBUTES, dollars).values == (1_999,)  # type: ignore[union-attr]
    assert "2 decimals" in str(refused(leaf("yearly_value", "ge", 19.999), dollars))


def test_days_may_be_counted_from_the_day_of_the_list():
    tree = leaf("notice_by", "between", [{"days_from_now": 0}, {"days_from_now": 90}])
    assert parse(tree, ATTRIBUTES, YEN).values == (date(2026, 3, 31), date(2026, 6, 29))  # type: ignore[union-attr]
    assert "not known here" in str(refused(tree, Context("JPY")))


def test_a_column_without_folded_form_is_compared_letter_for_letter():
    assert parse(leaf("industry", "eq", "ｱｸﾒ"), ATTRIBUTES, YEN).values == ("ｱｸﾒ",)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "line 1, column 2"),
        ("", "not JSON"),
        ('{"attribute": "health", "op": "lt", "value": NaN}', "NaN"),
        ('{"all": [], "all": []}', "stands twice"),
        ('{"not":' * 100_000, "too long"),
        ("[" * 200_000, "20 levels"),
        ('{"value": ' + "9" * 5_000 + "}", "too long"),
    ],
)
def test_broken_json_is_refused(text, words):
    with pytest.raises(FilterError, match=words):
        tree_from_json(text)


def test_good_json_is_read():
    assert tree_from_json(json.dumps(HEALTHY)) == HEALTHY


def test_a_sort_is_checked():
    assert parse_sort([("health", "desc"), ("name", "asc")], ATTRIBUTES) == (
        (ATTRIBUTES["health"], True),
        (ATTRIBUTES["name"], False),
    )
    for sort in ([("helth", "asc")], [("health", "up")], [("health",)], ["health"], [("health", "asc")] * 6):
        with pytest.raises(FilterError, match="sort"):
            parse_sort(sort, ATTRIBUTES)
