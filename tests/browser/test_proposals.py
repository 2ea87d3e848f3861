"""A CSM opens a proposal for a goal of the customer's, moves it on, and wins it with the line that followed."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import checks
from tests.browser.company import QUIET
from tests.browser.conftest import Enter

SAYS: dict[str, dict[str, Any]] = {
    "sato": {
        "goal": "見積から受注までを 2 日にする",
        "refused": "顧客のどの目標に役立つのかを書いてください",
        "stage": "目標を合意",
        "contract": "基本契約",
        "won": "成約",
    },
    "smith": {
        "goal": "Quote to order within two days",
        "refused": "Say which goal of theirs it serves",
        "stage": "goal agreed with customer",
        "contract": "Master agreement",
        "won": "won",
    },
}


@pytest.fixture(autouse=True)
def patience():
    """Busy machines answer late."""
    expect.set_options(timeout=20_000)
    yield
    expect.set_options(timeout=5000)


def open_account(page: Page, name: str) -> None:
    """The page of the account, its money with it."""
    page.goto(f"/accounts/?q={name}")
    page.locator("[data-item] a[href*='/accounts/']").first.click()
    page.wait_for_url("**/accounts/*-*/")
    expect(page.locator("#money-title")).to_be_visible()


@pytest.mark.requirement("R55", "R128", "B16")
@pytest.mark.parametrize("who", SAYS)
def test_a_proposal_from_a_goal_to_the_line_that_followed(enter: Enter, who: str):
    says, page = SAYS[who], enter(who, "ja" if who == "sato" else "en")
    open_account(page, QUIET[who])
    page.locator("a[href*='/proposals/new?whose=']").click()
    form = page.locator("#remote form")
    form.locator("[name=product]").select_option(label="基本プラン")
    form.locator("[name=mrr]").fill("75000")
    form.locator("[name=goal]").fill("")
    page.keyboard.press("Control+Enter")
    # Without a goal of theirs it is refused, and what was typed stays.
    expect(form.locator("[role=alert]")).to_contain_text(says["refused"])
    expect(form.locator("[name=mrr]")).to_have_value("75000")
    assert not list(checks.axe(page))
    form.locator("[name=goal]").fill(says["goal"])
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/proposals/*-*/")
    expect(page.locator("#proposal")).to_contain_text(says["goal"])

    # Moved on from the list, in the row.
    page.goto("/proposals/")
    row = page.locator("#proposals [data-item]", has_text=says["goal"])
    row.locator("select[name=stage]").select_option("agreed")
    expect(page.locator("#toaster .toast").last).to_contain_text(says["stage"])
    row = page.locator("#proposals [data-item]", has_text=says["goal"])
    expect(row.locator("select[name=stage]")).to_have_value("agreed")

    # The contract that follows says so, and wins it.
    open_account(page, QUIET[who])
    page.locator("#money-title ~ ul a", has_text=says["contract"]).first.click()
    page.wait_for_url("**/contracts/*/")
    page.locator("a[href$='/amend']").first.click()
    form = page.locator("#remote form")
    form.locator("[name=quantity]").fill("25")
    form.locator("[name=goal]").fill("")
    form.locator("[name=proposal]").select_option(index=1)
    page.keyboard.press("Control+Enter")
    expect(form.locator("[role=status]")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(form).to_be_hidden()
    page.goto("/proposals/?state=won")
    row = page.locator("#proposals [data-item]", has_text=says["goal"])
    expect(row).to_contain_text(says["won"])
    row.locator("a[href*='/contracts/']").click()
    page.wait_for_url("**/contracts/*/")
    expect(page.locator("h1")).to_contain_text(says["contract"])
