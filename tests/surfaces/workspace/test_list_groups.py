"""Groups of a list: counts, sums, folding, and that pages hold together."""

from datetime import date

import pytest
from django.urls import reverse

from banso.platform.attributes.api import Attribute, Choice
from banso.platform.tenancy.api import scope
from banso.record.customers.api import create_account
from banso.surfaces.workspace.lists.groups import NONE, grouped, step_of
from tests.cast import Cast, browser_of


def attribute(type_: str, **more) -> Attribute:
    return Attribute(key="x", subject="account", type=type_, label="x", **more)  # type: ignore[arg-type]


def test_groups_stand_in_the_order_of_the_choices_without_a_value_last():
    choices = (Choice("high", "h"), Choice("mid", "m"), Choice("low", "l"))
    values = [{"x": one, "n": 2.0} for one in ("low", None, "high", "low", "mid")]
    found = grouped(attribute("choice", choices=choices), [1, 2, 3, 4, 5], values, ["n"])
    assert [(group.value, group.ids, group.sums["n"]) for group in found] == [
        ("high", [3], 2.0), ("mid", [5], 2.0), ("low", [1, 4], 4.0), (None, [2], 2.0),
    ]  # fmt: skip
    assert found[-1].key == NONE


def test_days_make_months_and_numbers_round_steps():
    days = [{"x": date(2026, 3, 31)}, {"x": date(2026, 3, 1)}, {"x": date(2026, 4, 1)}]
    assert [group.ids for group in grouped(attribute("date"), [1, 2, 3], days, [])] == [[1, 2], [3]]
    numbers = [{"x": float(one)} for one in (0, 9, 15, 79)]
    assert [group.value for group in grouped(attribute("number"), [1, 2, 3, 4], numbers, [])] == [
        (0.0, 10.0), (10.0, 20.0), (70.0, 80.0),
    ]  # fmt: skip
    assert step_of([]) == 1.0
    assert step_of([5.0, 5.0]) == 1.0
    assert step_of([0.0, 1_000_000.0]) == 200_000.0


@pytest.fixture
def accounts(cast: Cast, now) -> None:
    with scope(cast.workspace):
        for number in range(30):
            tier = ("high", "mid", None)[number % 3]
            create_account(f"見本{number:02d}", now=now, fields={"tier": tier, "yearly_value": 1_000_000})


@pytest.mark.requirement("R66")
def test_a_grouped_list_counts_sums_and_folds(cast, accounts, text):
    browser = browser_of(cast.csm)
    address = reverse("workspace:accounts")
    page = text(browser.get(address, {"group": "tier", "columns": "yearly_value"}))
    assert page.index("ハイタッチ</a>") < page.index("ミドルタッチ</a>") < page.index("値なし</a>")
    assert page.count("1,000万円") >= 3, "ten accounts of a million each"
    folded = text(browser.get(address, {"group": "tier", "columns": "yearly_value", "fold": "=high"}))
    assert "見本00" not in folded
    assert "見本01" in folded
    assert 'aria-expanded="false"' in folded


def test_pages_of_a_grouped_list_hold_every_row_once(cast, accounts, text):
    browser = browser_of(cast.csm)
    seen: list[str] = []
    for page in (1, 2):
        body = text(browser.get(reverse("workspace:accounts"), {"group": "tier", "size": "25", "page": str(page)}))
        table = body.partition("<table")[2].partition("</table>")[0]
        seen += [f"見本{number:02d}" for number in range(30) if f">見本{number:02d}</a>" in table]
    assert sorted(seen) == [f"見本{number:02d}" for number in range(30)]


def test_a_group_that_does_not_exist_says_so(cast, accounts, text):
    page = text(browser_of(cast.csm).get(reverse("workspace:accounts"), {"group": "no_such"}))
    assert 'role="alert"' in page
