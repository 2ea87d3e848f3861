"""An executive approves a metric; operations change it; its page says so with the difference, and asks again."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import checks
from tests.browser.conftest import Enter

METRIC = "/definitions/metric/touches_90d/"


@pytest.mark.requirement("R48")
def test_a_metric_is_approved_changed_and_approved_again(enter: Enter) -> None:
    executive, operations = enter("kuroda"), enter("ota")
    executive.goto(METRIC)
    expect(approval(executive)).to_contain_text("未承認")
    expect(executive.get_by_role("link", name="編集")).to_have_count(0)
    executive.get_by_role("button", name="版 1 を承認").click()
    expect(approval(executive)).to_contain_text("Kurodaさんが")
    expect(approval(executive)).to_contain_text("に承認しました")
    assert list(checks.axe(executive)) == []

    operations.goto(METRIC)
    operations.get_by_role("link", name="編集").click()
    operations.locator("[name=owner]").fill("CS Ops")
    operations.locator("[name=reason]").fill("責任者を決めた")
    operations.get_by_role("button", name="保存", exact=True).click()
    expect(operations).to_have_url(re.compile(METRIC + "$"))
    expect(approval(operations)).to_contain_text("承認したあと、次の点が変わりました")
    expect(approval(operations)).to_contain_text("owner: Banso → CS Ops")
    operations.get_by_role("button", name="承認を依頼").click()
    expect(approval(operations)).to_contain_text("承認を依頼しました")

    # The news travels by the journal: the page asks for it until it is there.
    asked = executive.get_by_role("button", name=re.compile("Otaさんから承認の依頼：直近 90 日の接点"))
    for _try in range(30):
        executive.goto("/inbox/?kind=approval")
        if asked.count():
            break
        executive.wait_for_timeout(1_000)
    asked.click()
    expect(executive).to_have_url(re.compile(METRIC + "$"))
    expect(approval(executive)).to_contain_text("owner: Banso → CS Ops")
    executive.get_by_role("button", name="版 2 を承認").click()
    expect(approval(executive)).to_contain_text("承認済み")
    # The last act is taken back by its toast.
    executive.get_by_role("button", name="元に戻す").first.click()
    expect(approval(executive)).to_contain_text("承認依頼中")

    executive.goto("/definitions/?state=asked")
    expect(executive.locator("[data-list]").get_by_text("touches_90d")).to_be_visible()


def approval(page: Page) -> Locator:
    """The part of the page that says who stands by the definition."""
    return page.get_by_role("region", name="承認")
