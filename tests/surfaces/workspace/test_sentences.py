"""One sentence of each page, to be copied: a number, and how far it can be off."""

import html
import re

import pytest

from tests.cast import browser_of

pytestmark = pytest.mark.requirement("R31")

PAGES = {
    "/": r"\d+ (社|accounts).*%.*95%",
    "/accounts/": r"(すべて数えた値|all counted)",
    "/accounts/?q=青嶺": r"3 .*(1|33)",
    "/people/": r"^$",
    "/signals/": r"(少なすぎます|too few|95%)",
    "/segments/": r"(すべて数えた値|all counted)",
    "/segments/gone/": r"(1 社|1 of 3)",
}


def sentence(page: str) -> str:
    found = re.search(r'data-copy="([^"]*)" data-key="y"', page)
    return html.unescape(found[1]) if found else ""


@pytest.mark.parametrize("language", ["ja", "en"])
def test_pages_have_a_sentence_with_its_number_and_its_error(morning, language):
    morning.cast.csm.language = language
    morning.cast.csm.save()
    browser = browser_of(morning.cast.csm)
    said = {address: sentence(browser.get(address).content.decode()) for address in PAGES}
    assert {address for address, pattern in PAGES.items() if not re.search(pattern, said[address])} == set(), said


def test_the_bar_at_the_foot_of_a_phone_has_the_pages_of_the_day(morning):
    page = browser_of(morning.cast.csm).get("/").content.decode()
    bar = page.partition('class="md:hidden')[2].partition("</nav>")[0]
    assert re.findall(r'href="([^"]*)"', bar) == ["/", "/inbox/", "/accounts/", "/tasks/"]
    assert "data-sidebar-toggle" in bar
