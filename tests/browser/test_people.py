"""The people of an account with the keyboard: the map is there, a contact is changed, and the change taken back."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Enter
from tests.browser.product import Product
from tests.browser.test_morning import newest_toast, press, tab_to

OWNERS = {"ja": "oda", "en": "owens"}
GAPS = {"ja": "スポンサーがいない", "en": "No sponsor"}


@pytest.fixture(autouse=True)
def patience():
    """Busy machines answer late."""
    expect.set_options(timeout=20_000)
    yield
    expect.set_options(timeout=5000)


def title(page: Page, text: str):
    return page.locator("#people tbody tr", has_text=text)


@pytest.mark.requirement("R13", "R14", "B16")
@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_contact_is_changed_by_keyboard(product: Product, enter: Enter, language: str):
    page = enter(OWNERS[language], language)
    page.goto(f"/accounts/{product.samples['account']}/", timeout=90_000)
    expect(page.locator("#people svg a")).not_to_have_count(0)
    expect(page.locator("#people")).to_contain_text(GAPS[language])
    press(page, "p")
    expect(page.locator("#people tbody tr[aria-current=true]")).to_have_count(1)
    press(page, "e")
    page.wait_for_url(re.compile("/people/contacts/"))
    tab_to(page, "[name=title]")
    page.keyboard.type("Head of pallets")
    press(page, "Enter")
    page.wait_for_url(re.compile("/accounts/"))
    expect(title(page, "Head of pallets")).to_have_count(1)
    expect(newest_toast(page)).to_be_visible()
    press(page, "z")
    expect(title(page, "Head of pallets")).to_have_count(0)
    expect(page.locator("#people tbody tr")).not_to_have_count(0)
