"""What a CSM writes down in a day, with the keyboard alone: a touch from Today, a note with a mention, a task of it."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import checks
from tests.browser.company import QUIET
from tests.browser.conftest import Enter

SAYS = {
    "sato": {"subject": "更新の相談", "note": "来週までに見積を送る ", "who": "@おだ", "task": "来週までに見積を送る"},
    "smith": {"subject": "Asked about the renewal", "note": "Send the quote ", "who": "@oda", "task": "Send the quote"},
}


@pytest.fixture(autouse=True)
def patience():
    """Busy machines answer late."""
    expect.set_options(timeout=20_000)
    yield
    expect.set_options(timeout=5000)


def move_to(page: Page, selector: str) -> None:
    for _step in range(40):
        page.keyboard.press("j")
        if page.locator(f"[data-item][aria-current=true]{selector}").count():
            return
    raise AssertionError(f"J never reaches {selector}")


@pytest.mark.requirement("R2", "R3", "R134")
@pytest.mark.parametrize("who", SAYS)
def test_a_touch_a_note_and_a_task_by_keys_alone(enter: Enter, who: str):
    says, page = SAYS[who], enter(who, "ja" if who == "sato" else "en")
    page.goto("/")
    expect(page.locator("#queue [data-item]").first).to_contain_text(QUIET[who])
    page.keyboard.press("l")
    form = page.locator("#remote form")
    expect(form.locator("[name=subject]")).to_be_focused()
    expect(form.locator("[name=account_name]")).to_have_value(QUIET[who])
    assert not list(checks.axe(page))
    page.keyboard.type(says["subject"])
    page.keyboard.press("Control+Enter")
    expect(page.locator("#toaster .toast").last).to_contain_text(says["subject"])
    expect(form).to_be_hidden()

    page.keyboard.press("o")
    expect(page.locator("#touches")).to_contain_text(says["subject"])
    page.keyboard.press("n")
    expect(page.locator("#remote .rich-surface")).to_be_focused()
    page.keyboard.type(says["note"] + says["who"])
    expect(page.locator("#remote .mention-list [role=option]")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("#remote [data-mention]")).to_have_text("@Oda")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#notes [data-mention]")).to_have_text("@Oda")

    move_to(page, "[id^=note-]")
    page.keyboard.press("m")
    expect(page.locator("#tasks")).to_contain_text(says["task"])
    # The touch is taken back for ten seconds; the note's task is the newest act.
    page.keyboard.press("z")
    expect(page.locator("#tasks")).not_to_contain_text(says["task"])
