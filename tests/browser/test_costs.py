"""Who runs operations enters what winning customers cost, sees it on Revenue, corrects it and takes it back."""

import re
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from banso.record.revenue.rules.terms import add_months
from tests.browser import checks
from tests.browser.conftest import Enter
from tests.browser.product import Product
from tests.browser.test_revenue import enter_the_company


@pytest.fixture
def patience():
    """Busy machines answer late."""
    expect.set_options(timeout=30_000)
    yield
    expect.set_options(timeout=5000)


@pytest.mark.requirement("R57", "R58")
@pytest.mark.usefixtures("patience")
def test_a_cost_is_entered_seen_on_revenue_and_taken_back(product: Product, enter: Enter):
    page = enter("mori", "ja")
    watch = checks.Watch(page)
    page.goto("/")
    with page.expect_navigation():  # else what is asked for next comes before the switch
        enter_the_company(page)
    month = f"{add_months(date.fromisoformat(product.today).replace(day=1), -2):%Y-%m}"
    before, payback = spent(page, month), paid_back(page)
    page.locator("#acquisition").get_by_role("link", name="費用").click()
    page.wait_for_url("**/costs/")
    page.get_by_role("link", name="費用を追加").first.click()
    page.locator("[name=month]").fill(month)
    page.locator("[name=amount]").fill("900000")
    page.locator("[name=attribute]").select_option("tier")
    page.locator("[name=value]").fill("high")
    page.locator("[name=note]").fill("展示会と広告")
    page.get_by_role("button", name="保存").click()
    page.wait_for_url("**/costs/?year=*")
    expect(said(page)).to_contain_text("900,000円")
    assert spent(page, month) == before + 900_000
    assert paid_back(page) > payback
    correct(page, month, "600000")
    assert spent(page, month) == before + 600_000
    correct(page, month, "750000")
    # The page says what was done and takes it back.
    page.get_by_role("button", name="元に戻す").click()
    expect(said(page)).to_contain_text("600,000円")
    said(page).get_by_role("link", name="変更").click()
    page.get_by_role("button", name="この費用を削除").click()
    page.wait_for_url("**/costs/?year=*")
    assert (spent(page, month), paid_back(page)) == (before, payback)
    watch.settle()
    assert watch.take() == []


def spent(page: Page, month: str) -> int:
    """What winning customers cost in the month, as Revenue divides it."""
    page.goto(f"/revenue/?from={month}&to={month}")
    first = page.locator("#acquisition dl > div").first
    expect(first).to_contain_text("円 ÷")
    found = re.search(r"([\d,]+)円 ÷", first.inner_text())
    assert found
    return int(found[1].replace(",", ""))


def paid_back(page: Page) -> float:
    """After how many months a new customer has paid that."""
    return float(page.locator("#acquisition dl > div", has_text="回収期間").locator("dd").first.inner_text())


def said(page: Page):
    """The row of the cost."""
    return page.locator("tr", has_text="展示会と広告")


def correct(page: Page, month: str, amount: str) -> None:
    """Enter another amount."""
    page.goto(f"/costs/?year={month[:4]}")
    said(page).get_by_role("link", name="変更").click()
    page.locator("[name=amount]").fill(amount)
    page.get_by_role("button", name="保存").click()
    page.wait_for_url("**/costs/?year=*")
