"""A manager finds why a month fell, says why, and takes the page along; and keeps a reading of it as a view."""

import re
import zlib
from contextlib import suppress
from datetime import date, timedelta
from urllib.parse import unquote

import pytest
from playwright.sync_api import Page, expect

from tests.browser import checks
from tests.browser.conftest import Enter
from tests.browser.product import Product

LOST_DAYS_AGO = 80
"""tests/browser/contracts.py: a contract that ended so many days ago, of which nobody has said why."""
LOST = "img src"
"""Stands in the name of its account."""


@pytest.fixture
def patience():
    """Busy machines answer late."""
    expect.set_options(timeout=20_000)
    yield
    expect.set_options(timeout=5000)


@pytest.mark.requirement("R42", "R47", "R51")
@pytest.mark.usefixtures("patience")
def test_a_manager_finds_why_a_month_fell(product: Product, enter: Enter):
    page = enter("mori", "ja", accept_downloads=True)
    watch = checks.Watch(page)
    page.goto("/")
    enter_the_company(page)
    page.keyboard.press("g")
    page.keyboard.press("r")
    page.wait_for_url("**/revenue/")
    month = (date.fromisoformat(product.today) - timedelta(days=LOST_DAYS_AGO)).replace(day=1)
    open_the_churn_of(page, month)
    see_what_was_known(page)
    split = page.locator("#split").inner_text()
    say_why(page)
    expect(page.locator("#split")).not_to_have_text(split, use_inner_text=True)
    expect(page.locator("#split")).to_contain_text("防げない")
    take_it_along(page)
    watch.settle()
    assert watch.take() == []


def enter_the_company(page: Page) -> None:
    """The manager belongs to two workspaces: choose the one with revenue."""
    page.locator("aside details:has(form[action*=switch]) > summary").click()
    page.locator("form[action*=switch] button[value=ayumi]").click()
    expect(page.locator("aside details:has(form[action*=switch]) > summary")).to_contain_text("歩み")


def open_the_churn_of(page: Page, month: date) -> None:
    """The churn of that month opens to its movements, without leaving the page."""
    page.locator(f'table a[href*="open={month.isoformat()}~"][href*="~churn~"]').first.click()
    row = page.locator("#moves tbody", has_text=LOST)
    expect(row).to_have_count(1)
    expect(row).to_contain_text("防げたに数える")
    # A movement opens to its lines, and these say where they came from.
    row.locator("details").last.locator("summary").click()
    expect(row).to_contain_text("出所")


def see_what_was_known(page: Page) -> None:
    """What was seen before stands with the movement; its account opens as it was the day before."""
    row = page.locator("#moves tbody", has_text=LOST)
    row.locator("details").first.locator("summary").click()
    expect(row.locator("details").first.locator("div").first).not_to_be_empty()
    row.locator("td a").first.click()
    page.wait_for_url(re.compile(r"/accounts/.*as_of="))
    expect(page.locator(".asof")).to_be_visible()
    page.go_back()
    page.wait_for_url("**/revenue/*open=*")
    assert "~churn~" in unquote(page.url)


def say_why(page: Page) -> None:
    """The reason is asked for in a dialog."""
    row = page.locator("#moves tbody", has_text=LOST)
    row.locator("a[data-dialog]").click()
    dialog = page.locator("#remote")
    expect(dialog.locator("form")).to_be_visible()
    choose_unavoidable(dialog)
    dialog.locator("form button:not([type])").last.click()
    expect(page.locator("#moves tbody", has_text=LOST)).to_contain_text("防げない")


def choose_unavoidable(dialog) -> None:
    """Choose the first reason below the class of what could not be avoided."""
    field = dialog.locator("select[name=reason]")
    value = field.evaluate(
        """(select) => [...select.querySelectorAll("optgroup")]
             .find((group) => group.label.includes("防げない")).querySelector("option").value"""
    )
    field.select_option(value)


def take_it_along(page: Page) -> None:
    """The page as a PDF in Japanese: its title is in it as it is read."""
    page.locator("summary", has_text="PDF").click()
    with page.expect_download() as started:
        page.get_by_role("link", name="このページの PDF").click()
    content = started.value.path().read_bytes()
    assert content.startswith(b"%PDF-")
    title = "売上".encode("utf-16-be")
    assert any(title in part or title.hex().encode() in part.lower() for part in unpacked(content))


def unpacked(pdf: bytes) -> list[bytes]:
    """The streams of a PDF, unpacked."""
    found = []
    for part in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        with suppress(zlib.error):
            found.append(zlib.decompressobj().decompress(part))
    return found


@pytest.mark.requirement("R61", "R66", "R68")
@pytest.mark.usefixtures("patience")
def test_a_manager_keeps_a_reading_as_a_view_and_comes_back_through_it(product: Product, enter: Enter):
    page = enter("mori", "ja")
    watch = checks.Watch(page)
    page.goto("/")
    enter_the_company(page)
    page.goto("/revenue/")
    filter_and_group(page)
    save_the_view(page, "ハイタッチの製品別")
    page.goto("/revenue/?view=all")
    expect(page.locator("main button[data-open=filter]")).to_have_count(1)
    # By its tab, and by the palette from anywhere.
    page.locator("nav[aria-label=ビュー] a", has_text="ハイタッチの製品別").click()
    is_the_view(page)
    page.goto("/tasks/")
    page.keyboard.press("Control+k")
    page.locator("#palette-input").fill("ハイタッチの製")
    page.locator("#palette-list [role=option]", has_text="ハイタッチの製品別").click()
    page.wait_for_url("**/revenue/?view=*")
    is_the_view(page)
    see_shares(page)
    watch.settle()
    assert watch.take() == []


def filter_and_group(page: Page) -> None:
    """Only accounts of high touch, by product."""
    page.locator("main button[data-open=filter]").last.click()
    dialog = page.locator("#filter")
    dialog.locator("select[name=attribute]").select_option("tier")
    dialog.locator("input[name=value]").fill("high")
    dialog.locator("form button:not([type])").first.click()
    page.wait_for_url("**/revenue/?*filter=*")
    page.locator("header summary", has_text="見方").click()
    page.locator("#o-group").select_option("product")
    page.locator("header form button", has_text="表示").click()
    page.wait_for_url("**/revenue/?*group=product*")


def save_the_view(page: Page, name: str) -> None:
    """For everybody."""
    page.locator("main button[data-open=view]").click()
    page.locator("#view-name").fill(name)
    page.locator("#view-audience").select_option("team")
    page.locator("#view form:has(#view-name) button").click()
    page.wait_for_url("**/revenue/?view=*")


def is_the_view(page: Page) -> None:
    """Its tab is the current one, its filter stands in words, its groups are there."""
    expect(page.locator("nav[aria-label=ビュー] a[aria-current]")).to_have_text("ハイタッチの製品別")
    expect(page.locator("main button[data-open=filter]").first).to_contain_text("ハイタッチ")
    expect(page.locator("section[aria-labelledby=groups] tbody tr").first).to_be_visible()


def see_shares(page: Page) -> None:
    """Shares over time, of MRR and of accounts, by another attribute."""
    section = page.locator("#shares")
    expect(section).to_contain_text("MRR 構成比")
    expect(section.locator("svg rect").first).to_be_attached()
    section.locator("select[name=by]").select_option("owner")
    expect(section.locator("h2")).to_contain_text("担当別の MRR 構成比")
    section.locator("button", has_text="アカウント").click()
    expect(section.locator("h2")).to_contain_text("担当別のアカウント構成比")
