"""A CSM's day by keyboard, in both languages: the meeting first with its brief, notes that become tasks in one step,
one's own view beside the score, an answer "wrong, because …" that counts, one sentence for the boss.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import checks
from tests.browser.company import FADING, QUIET
from tests.browser.conftest import Enter
from tests.browser.product import Product
from tests.browser.test_morning import log_in_by_keys, move_to, newest_toast, press, queue, tab_to

pytestmark = [pytest.mark.requirement("R120", "R170"), pytest.mark.usefixtures("patience")]

WHO = {"ja": "sato", "en": "smith"}
SAYS = {
    "ja": {
        "ask": "聞きたい 3 つのこと", "success": "見積から受注までを 3 日にする", "note": "次回までに数字をそろえる",
        "view": "部長が替わって前向き", "view_word": "良好", "wrong": "棚卸しで止まっているだけ",
        "sentence": r"ヘルス.*180 日.*%.*区間.*%",
    },
    "en": {
        "ask": "Three questions to ask", "success": "Quote to order in three days", "note": "Have the numbers ready",
        "view": "The new director wants it", "view_word": "good", "wrong": "Closed for stocktaking",
        "sentence": r"health .* of 100, .* 180 days .*% \(95% interval .*%\)",
    },
}  # fmt: skip


@pytest.fixture
def patience():
    """Busy machines answer late."""
    expect.set_options(timeout=20_000)
    yield
    expect.set_options(timeout=5000)


@pytest.mark.requirement("R3", "R31", "R134")
@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_day_of_a_csm(product: Product, enter: Enter, language: str):
    """product.md, “A CSM's day”, points 1, 3, 4 and 9."""
    page = enter(None, language, permissions=["clipboard-read", "clipboard-write"])
    watch = checks.Watch(page)
    says, name, other = SAYS[language], QUIET[WHO[language]], FADING[WHO[language]]
    log_in_by_keys(page, product, WHO[language])
    read_the_brief(page, name, says)
    copy_the_sentence(page, says)
    write_it_down(page)
    a_note_becomes_a_task(page, says)
    move_the_task(page)
    say_the_own_view(page, name, says)
    say_wrong_and_see_it_counted(page, other, says)
    watch.settle()
    assert watch.take() == []


def read_the_brief(page: Page, name: str, says: dict[str, str]) -> None:
    """The meetings stand before the queue; M leads to them, Enter opens the brief."""
    order = "() => document.querySelector('#meetings').compareDocumentPosition(document.querySelector('#queue'))"
    assert page.evaluate(order) == 4  # the queue follows
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
    expect(page.locator("main")).to_contain_text(says["success"])


def copy_the_sentence(page: Page, says: dict[str, str]) -> None:
    """Y puts one sentence with its number and its error into the clipboard, here and on other pages."""
    assert re.search(says["sentence"], copied(page)), copied(page)
    brief = page.url
    for address in ("/", "/accounts/", "/signals/", "/segments/", "/touches/"):
        page.goto(address)
        assert re.search(r"\d", copied(page)), address
    page.goto(brief)


def copied(page: Page) -> str:
    """What Y copies."""
    button = page.locator("[data-key=y]")
    expect(button).to_be_visible()
    page.evaluate("() => navigator.clipboard.writeText('')")
    press(page, "y")
    page.wait_for_function("async () => (await navigator.clipboard.readText()) !== ''")
    text: str = page.evaluate("() => navigator.clipboard.readText()")
    assert text == button.get_attribute("data-copy")
    return text


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


def a_note_becomes_a_task(page: Page, says: dict[str, str]) -> None:
    """O leads to the account, N to a note, and M makes a task of it: one key."""
    press(page, "o")
    page.wait_for_url(re.compile("/accounts/"))
    expect(page.locator("#notes")).to_be_visible()
    press(page, "n")
    expect(page.locator("#remote .rich-surface")).to_be_focused()
    page.keyboard.type(says["note"])
    press(page, "Control+Enter")
    note = page.locator("#notes [data-item]", has_text=says["note"])
    expect(note).to_have_count(1)
    for _step in range(60):
        press(page, "j")
        if note.get_attribute("aria-current") == "true":
            break
    press(page, "m")
    expect(page.locator("#tasks")).to_contain_text(says["note"])


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


def say_the_own_view(page: Page, name: str, says: dict[str, str]) -> None:
    """V on Today: how it stands as one sees it, because, until; it stands beside the score, which stays."""
    press(page, "g", "t")
    page.wait_for_url(re.compile(r"//[^/]+/$"))
    row = queue(page).filter(has_text=name)
    score = row.locator(".badge").first.inner_text()
    move_to(page, name)
    press(page, "v")
    form = page.locator("dialog[open] form")
    expect(form.locator("[name=expires]")).not_to_have_value("")
    tab_to(page, "dialog[open] [name=band]")
    chosen = page.locator("dialog[open] label", has_text=says["view_word"]).locator("[name=band]")
    for _step in range(6):
        press(page, "ArrowRight")
        if chosen.is_checked():
            break
    tab_to(page, "dialog[open] [name=reason]")
    page.keyboard.type(says["view"])
    press(page, "Control+Enter")
    expect(newest_toast(page)).to_contain_text(name)
    page.goto("/")
    beside = row.locator(f"[title*='{says['view']}']")
    expect(beside).to_contain_text(says["view_word"])
    assert row.locator(".badge").first.inner_text() == score


def say_wrong_and_see_it_counted(page: Page, name: str, says: dict[str, str]) -> None:
    """W with a reason; the rule that made it has one answer more, and no other rule."""
    before = answers(page)
    page.goto("/")
    move_to(page, name)
    press(page, "w")
    expect(page.locator("dialog[open] textarea")).to_be_focused()
    page.keyboard.type(says["wrong"])
    tab_to(page, "dialog[open] footer button:not([data-close])")
    press(page, "Enter")
    expect(newest_toast(page)).to_contain_text(name)
    after = answers(page)
    assert sorted(after[rule] - before[rule] for rule in before) == [0] * (len(before) - 1) + [1]


def answers(page: Page) -> dict[str, int]:
    """How many have answered for each rule, from the page of signals: of "3 of 4 right" the greater number."""
    page.goto("/signals/")
    rows = page.locator("main tbody").first.locator("tr")
    names = rows.locator("a[data-key=Enter]").all_inner_texts()
    said = rows.locator("[data-answers]").all_inner_texts()
    return {
        rule: max([0, *map(int, re.findall(r"\d+", text.split("(")[0].split("（")[0]))])
        for rule, text in zip(names, said, strict=True)
    }
