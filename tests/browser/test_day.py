"""The day of a CSM with a meeting, by keyboard: it stands first, its brief, the record of it, the task on the board."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import checks
from tests.browser.company import QUIET
from tests.browser.conftest import Enter
from tests.browser.test_morning import log_in_by_keys, newest_toast, press, tab_to

pytestmark = [pytest.mark.requirement("R120", "R170"), pytest.mark.usefixtures("patience")]

WHO = {"ja": "sato", "en": "smith"}
SAYS = {
    "ja": {"ask": "聞きたい 3 つのこと", "later": "あとで", "open": "未完了"},
    "en": {"ask": "Three questions to ask", "later": "later", "open": "open"},
}


@pytest.fixture
def patience():
    """Busy machines answer late."""
    expect.set_options(timeout=20_000)
    yield
    expect.set_options(timeout=5000)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_meeting_from_its_brief_to_a_task_on_the_board(product, enter: Enter, language: str):
    page = enter(None, language)
    watch = checks.Watch(page)
    log_in_by_keys(page, product, WHO[language])
    read_the_brief(page, QUIET[WHO[language]], SAYS[language])
    write_it_down(page)
    move_the_task(page)
    watch.settle()
    assert watch.take() == []


def read_the_brief(page: Page, name: str, says: dict[str, str]) -> None:
    """M leads to the meetings, Enter opens the brief."""
    meeting = page.locator("#meetings [data-item]", has_text=name)
    expect(meeting).to_have_count(1)
    press(page, "m")
    expect(page.locator("#meetings [data-item]").first).to_have_attribute("aria-current", "true")
    for _step in range(20):
        if meeting.get_attribute("aria-current") == "true":
            break
        press(page, "j")
    press(page, "Enter")
    page.wait_for_url(re.compile("/meetings/"))
    expect(page.locator("main")).to_contain_text(says["ask"])
    expect(page.locator("[aria-labelledby=ask-title] li")).to_have_count(3)


def write_it_down(page: Page) -> None:
    """W opens the record, filled in; its next step becomes a task."""
    press(page, "w")
    dialog = page.locator("dialog[open]")
    expect(dialog.locator("[name=subject]")).not_to_have_value("")
    expect(dialog.locator("[name=account]").first).not_to_have_value("")
    tab_to(page, "dialog[open] [name=next_step]")
    page.keyboard.type("Send the numbers")
    tab_to(page, "dialog[open] [name=make_task]")
    press(page, " ")
    press(page, "Control+Enter")
    expect(newest_toast(page)).to_be_visible()
    expect(page.locator("dialog[open]")).to_have_count(0)


def move_the_task(page: Page) -> None:
    """G K leads to the tasks; on the board the arrow moves the card, Z takes that back."""
    press(page, "g", "k")
    page.wait_for_url(re.compile("/tasks/"))
    page.goto("/tasks/?view=board")
    card = page.locator("[data-drop=open] [data-item]", has_text="Send the numbers")
    expect(card).to_have_count(1)
    for _step in range(40):
        press(page, "j")
        if card.get_attribute("aria-current") == "true":
            break
    press(page, "ArrowRight")
    expect(page.locator("[data-drop=snoozed] [data-item]", has_text="Send the numbers")).to_have_count(1)
    press(page, "z")
    expect(page.locator("[data-drop=open] [data-item]", has_text="Send the numbers")).to_have_count(1)
