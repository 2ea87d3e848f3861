"""The morning, with the keyboard alone: see whom to help, why, what to do; do it; take it back. In both languages."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import checks
from tests.browser.company import FADING, FRESH, PASSWORD, QUIET
from tests.browser.conftest import Enter
from tests.browser.product import Product

CSMS = {"ja": "sato", "en": "smith"}
SAYS = {
    "ja": {
        "today": "今日", "since": r"\d+月\d+日から", "money": "CMRR 400万円",
        "success": "見積から受注までを 3 日にする", "silence": "利用の途切れ", "compare": "いつ・なぜ変わったか",
    },
    "en": {
        "today": "Today", "since": r"since \d+ \w+", "money": "CMRR ¥4M", "success": "Quote to order in three days",
        "silence": "Silence", "compare": "When and why it changed",
    },
}  # fmt: skip
SECONDS = 60_000


@pytest.fixture(autouse=True)
def patience():
    """Busy machines answer late."""
    expect.set_options(timeout=SECONDS)
    yield
    expect.set_options(timeout=5000)


def queue(page: Page) -> Locator:
    return page.locator("#queue [data-item]")


def current(page: Page) -> Locator:
    return page.locator("[data-item][aria-current=true]")


def tasks(page: Page) -> Locator:
    return page.locator("#tasks [data-item]")


def newest_toast(page: Page) -> Locator:
    return page.locator("#toaster .toast:not([aria-hidden=true])").last


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until it has the focus; as often as on the page there are places to go."""
    for _step in range(60):
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} cannot be reached with Tab")


def log_in_by_keys(page: Page, product: Product, who: str) -> None:
    page.goto("/")
    tab_to(page, "[name=login]")
    page.keyboard.type(product.people[who])
    press(page, "Tab")
    page.keyboard.type(PASSWORD)
    press(page, "Enter")
    page.wait_for_url(re.compile(r"//[^/]+/$"))


@pytest.mark.requirement("R38", "R170", "R31", "B6", "B16")
@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_morning_by_keyboard(product: Product, enter: Enter, language: str):
    who = CSMS[language]
    page = enter(None, language)
    watch = checks.Watch(page)
    log_in_by_keys(page, product, who)
    see_whom_to_help(page, QUIET[who], SAYS[language])
    see_why(page, QUIET[who], SAYS[language])
    start_the_play(page, QUIET[who])
    finish_a_task(page)
    snooze_and_take_back(page, FADING[who])
    say_wrong(page, FADING[who], FRESH[who])
    watch.settle()
    assert watch.take() == []


def see_whom_to_help(page: Page, name: str, says: dict[str, str]) -> None:
    """Whom first, why, since when, how much money, what to do; J and K."""
    expect(page.locator("h1")).to_have_text(says["today"])
    first = queue(page).first
    expect(first).to_contain_text(name)
    expect(first).to_contain_text(says["money"])
    expect(first).to_contain_text(says["silence"])
    expect(first).to_contain_text(re.compile(says["since"]))
    expect(first.locator("[data-key=Enter]")).to_be_visible()
    expect(first).to_have_attribute("aria-current", "true")
    press(page, "j")
    expect(queue(page).nth(1)).to_have_attribute("aria-current", "true")
    expect(current(page)).to_have_count(1)
    press(page, "k")
    expect(first).to_have_attribute("aria-current", "true")


def see_why(page: Page, name: str, says: dict[str, str]) -> None:
    """The account says what success means there, and why its health changed; and back."""
    press(page, "o")
    expect(page.locator("h1")).to_have_text(name)
    expect(page.locator("main section").filter(has_text=says["success"]).first).to_be_visible()
    health = page.locator("#health")
    expect(health).to_contain_text(says["compare"])
    expect(health.locator("tbody tr").nth(5)).to_be_attached()
    expect(health.locator("li").first).to_be_visible()
    press(page, "g", "t")
    expect(page.locator("h1")).to_have_text(says["today"])


def start_the_play(page: Page, name: str) -> None:
    """Start it, take that back, start it again."""
    before = tasks(page).count()
    press(page, "Enter")
    expect(newest_toast(page)).to_contain_text(name)
    expect(queue(page).filter(has_text=name)).to_have_count(0)
    expect(tasks(page)).not_to_have_count(before)
    press(page, "z")
    expect(queue(page).filter(has_text=name)).to_have_count(1)
    expect(tasks(page)).to_have_count(before)
    press(page, "Enter")
    expect(queue(page).filter(has_text=name)).to_have_count(0)
    expect(tasks(page)).not_to_have_count(before)


def finish_a_task(page: Page) -> None:
    """Go to the tasks, finish the first, take that back, finish it."""
    started = tasks(page).count()
    press(page, "t")
    expect(tasks(page).first).to_have_attribute("aria-current", "true")
    title = tasks(page).first.locator("div").first.inner_text().split("\n")[0]
    press(page, "d")
    expect(newest_toast(page)).to_contain_text(title)
    expect(tasks(page)).to_have_count(started - 1)
    press(page, "z")
    expect(tasks(page)).to_have_count(started)
    press(page, "t", "d")
    expect(tasks(page)).to_have_count(started - 1)


def snooze_and_take_back(page: Page, name: str) -> None:
    move_to(page, name)
    press(page, "s")
    expect(newest_toast(page)).to_contain_text(name)
    expect(queue(page).filter(has_text=name)).to_have_count(0)
    press(page, "z")
    expect(queue(page).filter(has_text=name)).to_have_count(1)


def say_wrong(page: Page, name: str, other: str) -> None:
    """Wrong, because …: the reason is asked for, Escape leaves everything as it was, and it can be undone."""
    move_to(page, other)
    press(page, "w")
    expect(page.locator("dialog[open] textarea")).to_be_focused()
    press(page, "Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
    move_to(page, name)
    press(page, "w")
    expect(page.locator("dialog[open] textarea")).to_be_focused()
    page.keyboard.type("closed for holidays j k d s")
    tab_to(page, "dialog[open] footer button:not([data-close])")
    press(page, "Enter")
    expect(newest_toast(page)).to_contain_text(name)
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(queue(page).filter(has_text=other)).to_have_count(1)
    press(page, "z")
    expect(queue(page).filter(has_text=name)).to_have_count(1)


def move_to(page: Page, name: str) -> None:
    """J or K until the row is the current one."""
    at = [name in text for text in queue(page).all_inner_texts()].index(True)
    for _step in range(60):
        here = queue(page).evaluate_all("(all) => all.findIndex((item) => item.ariaCurrent === 'true')")
        if here == at:
            return
        # From outside of the queue, K leads back into it.
        press(page, "j" if 0 <= here < at else "k")
    raise AssertionError(f"{name} cannot be reached")


@pytest.mark.requirement("R38", "R170")
def test_the_first_task_is_two_clicks_away(product: Product, enter: Enter):
    page = enter("oda")
    page.goto("/")
    before = tasks(page).count()
    queue(page).locator("[data-key=Enter]").first.click()  # one
    expect(tasks(page)).not_to_have_count(before)
    first = tasks(page).first
    title = first.locator("div").first.inner_text().split("\n")[0]
    first.locator("[data-key=d]").click()  # two
    expect(newest_toast(page)).to_contain_text(title)


@pytest.mark.requirement("R170")
def test_keys_rest_while_somebody_types(enter: Enter):
    page = enter("oda")
    page.goto("/accounts/")
    page.locator("[name=q]").focus()
    page.keyboard.type("jkf?ga")
    expect(page.locator("[name=q]")).to_have_value("jkf?ga")
    expect(page.locator("dialog[open]")).to_have_count(0)
    assert page.url.endswith("/accounts/")


@pytest.mark.requirement("R170")
def test_keys_can_be_switched_off(enter: Enter):
    """WCAG 2.1.4. They are on again afterwards."""
    page = enter("owens")
    page.goto("/profile")
    page.locator("[name=shortcuts]").uncheck()
    page.locator("main form button[type=submit], main form button:not([type])").first.click()
    expect(page.locator("html")).to_have_attribute("data-keys", "off")
    page.goto("/")
    press(page, "?", "g", "a")
    expect(page.locator("dialog[open]")).to_have_count(0)
    assert page.url.endswith("/")
    page.goto("/profile")
    page.locator("[name=shortcuts]").check()
    page.locator("main form button[type=submit], main form button:not([type])").first.click()
    expect(page.locator("html")).to_have_attribute("data-keys", "on")


@pytest.mark.requirement("R170")
def test_the_list_of_accounts_by_keyboard(enter: Enter):
    page = enter("owens")
    page.goto("/")
    press(page, "g", "a")
    expect(page).to_have_url(re.compile("/accounts/"))
    press(page, "j", "j")
    name = current(page).locator("a").first.inner_text()
    press(page, "Enter")
    expect(page.locator("h1")).to_have_text(name)


@pytest.mark.requirement("R170")
def test_the_content_can_be_reached_before_the_menu(enter: Enter):
    page = enter("owens")
    page.goto("/accounts/")
    press(page, "Tab")
    assert page.evaluate("() => document.activeElement.getAttribute('href')") == "#main"
    press(page, "Enter")
    press(page, "Tab")
    assert page.evaluate("() => document.getElementById('main').contains(document.activeElement)")


def test_a_past_day_shows_nothing_that_came_after_it(product: Product, enter: Enter):
    """The signal of this week is not on the page of three months ago, nor what is to be done now."""
    page = enter("owens")
    page.goto(f"/accounts/{product.samples['account']}/")
    expect(page.locator("#timeline > ol")).to_contain_text("Silence")
    expect(page.locator("#signals")).to_contain_text("Silence")
    page.goto(f"/accounts/{product.samples['account']}/?as_of={product.past}")
    expect(page.locator("#timeline > ol > li").first).to_be_visible()
    expect(page.locator("#timeline > ol")).not_to_contain_text("Silence")
    expect(page.locator("#tasks, #signals, #now")).to_have_count(0)
