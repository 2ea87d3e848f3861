"""A segment is made by its form: tried, saved, looked at, and used as a condition of the list of accounts."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import checks
from tests.browser.conftest import Enter


@pytest.mark.requirement("R9", "R33")
def test_a_segment_from_the_form_to_the_list(enter: Enter) -> None:
    page = enter("owens")
    page.goto("/segments/")
    page.get_by_role("link", name="New segment").click()
    page.get_by_label("Name in English").fill("Seen lately")
    page.get_by_label("Attribute").select_option("days_since_last_event")
    page.get_by_label("Comparison").select_option("lt")
    page.get_by_label("Value").fill("14")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("Days since the last event <")).to_be_visible()
    page.get_by_role("button", name="Who would be in it?").click()
    dry_run = page.get_by_role("status").filter(has_text="It would contain")
    expect(dry_run).to_be_visible()
    count = re.search(r"contain (\d+)", dry_run.inner_text())
    assert count is not None
    assert list(checks.axe(page)) == []
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page).to_have_url(re.compile(r"/segments/seen_lately/$"))
    members = page.locator("ul[data-list] > li")
    expect(members).to_have_count(min(int(count[1]), 100))
    first = members.first.inner_text().strip()
    page.get_by_role("link", name="As a list").click()
    expect(page).to_have_url(re.compile(r"/accounts/\?filter="))
    expect(page.locator("#list")).to_contain_text(first)
    expect(page.locator("#list")).to_contain_text(f"{count[1]} of")
