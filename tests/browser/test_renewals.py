"""A CSM leads a renewal by its day of notice: two checkpoints, a next step, and a quick close; and takes it back."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import checks
from tests.browser.company import QUIET
from tests.browser.conftest import Enter

SAYS: dict[str, dict[str, Any]] = {
    "sato": {
        "reasons": ("更新の話はこれから", "担当者は続けたいと言っている"),
        "step": "見積を送る",
        "answered": "チェックポイントに回答しました",
        "apart": re.compile("段階わるい|段階よい|回答済み"),
        "closed": "変更して更新",
        "goal": "見積から受注までを 3 日にする",
    },
    "smith": {
        "reasons": ("We have not talked about it", "Their manager wants to go on"),
        "step": "Send the quote",
        "answered": "The checkpoint is answered",
        "apart": re.compile("than the score|answered"),
        "closed": "renewed with changes",
        "goal": "Quote to order in three days",
    },
}


@pytest.fixture(autouse=True)
def patience():
    """Busy machines answer late."""
    expect.set_options(timeout=20_000)
    yield
    expect.set_options(timeout=5000)


def answer(page: Page, number: int, view: str, reason: str, said: str) -> None:
    """Answer one of the two checkpoints."""
    page.locator(f"#renewal a[href$='/look/{number}']").click()
    form = page.locator("#remote form")
    form.locator(f"[name=view][value='{view}']").check()
    form.locator("[name=reason]").fill(reason)
    assert not list(checks.axe(page))
    page.keyboard.press("Control+Enter")
    expect(page.locator("#toaster .toast").last).to_contain_text(said)
    expect(form).to_be_hidden()
    expect(page.locator("#renewal")).to_contain_text(reason)


@pytest.mark.requirement("R29", "R127", "R128", "B7")
@pytest.mark.parametrize("who", SAYS)
def test_a_renewal_from_its_day_of_notice_to_a_quick_close(enter: Enter, who: str):
    says, page = SAYS[who], enter(who, "ja" if who == "sato" else "en")
    page.goto("/renewals/")
    row = page.locator("#renewals [data-item]", has_text=QUIET[who])
    expect(row).to_have_count(1)
    row.locator("a[data-key=Enter]").click()
    page.wait_for_url("**/renewals/*/*/")

    answer(page, 6, "0", says["reasons"][0], says["answered"])
    answer(page, 3, "4", says["reasons"][1], says["answered"])
    expect(page.locator("#renewal")).to_contain_text(says["apart"])

    page.locator("#renewal a[href$='/step']").click()
    page.locator("#remote [name=next_step]").fill(says["step"])
    page.keyboard.press("Control+Enter")
    expect(page.locator("#remote form")).to_be_hidden()
    expect(page.locator("#renewal")).to_contain_text(says["step"])

    page.locator("a[href$='/close/changed']").click()
    form = page.locator("#remote form")
    form.locator("[name^=quantity_]").fill("25")
    expect(form.locator("[name=goal]")).to_have_value(says["goal"])
    page.keyboard.press("Control+Enter")
    # First what it makes of the movements, then it is saved.
    expect(form.locator("[role=status]")).to_contain_text("1,000,000")
    assert not list(checks.axe(page))
    page.keyboard.press("Control+Enter")
    expect(form).to_be_hidden()
    expect(page.locator("#toaster .toast").last).to_contain_text(says["closed"])
    expect(page.locator("header", has=page.locator("h1"))).to_contain_text(says["closed"])
    assert page.locator("a[href$='/close/changed']").count() == 0

    page.goto("/renewals/?state=closed")
    expect(page.locator("#renewals [data-item]", has_text=QUIET[who])).to_contain_text(says["closed"])
