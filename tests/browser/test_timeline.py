"""The timeline with the keyboard: move, pin, take it back; a kind, a search; the address keeps it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Enter
from tests.browser.product import Product

OWNERS = {"ja": "oda", "en": "owens"}
NOTES = {"ja": "メモ", "en": "Notes"}


@pytest.fixture(autouse=True)
def patience():
    """Busy machines answer late."""
    expect.set_options(timeout=20_000)
    yield
    expect.set_options(timeout=5000)


def lines(page: Page):
    return page.locator("#timeline > ol > li[data-item]")


@pytest.mark.requirement("R3", "B16")
@pytest.mark.parametrize("language", ["ja", "en"])
def test_it_is_read_filtered_and_pinned_by_keyboard(product: Product, enter: Enter, language: str):
    page = enter(OWNERS[language], language)
    address = f"/accounts/{product.samples['account']}/"
    page.goto(address)
    expect(lines(page).first).to_be_visible()
    pinned = page.locator("#timeline-pins li")
    expect(pinned).to_have_count(1)
    page.keyboard.press("h")
    expect(page.locator("#timeline > ol [aria-current=true]")).to_have_count(1)
    page.keyboard.press("p")
    expect(pinned).to_have_count(2)
    page.keyboard.press("z")
    expect(pinned).to_have_count(1)
    page.locator("#timeline nav a", has_text=re.compile(f"^{NOTES[language]}$")).click()
    expect(page).to_have_url(re.compile("kinds=note"))
    expect(lines(page)).to_have_count(1)
    page.reload()
    expect(lines(page)).to_have_count(1)
    page.goto(f"{address}timeline?q=%E9%A0%86%E8%AA%BF")
    expect(lines(page)).to_have_count(1)
