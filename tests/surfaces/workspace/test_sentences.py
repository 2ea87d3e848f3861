"""One sentence of each page, to be copied: a number, and how far it can be off."""

import html
import re
from datetime import timedelta

import pytest
from django.urls import reverse

from banso.record.customers.api import accounts_by_id, active_account_ids, create_contact, create_person
from banso.record.work.api import NewTouch, log_touch, tell
from tests.cast import browser_of

pytestmark = pytest.mark.requirement("R31")

PAGES = {
    "/": r"\d+ (社|accounts).*%.*95%",
    "/accounts/": r"(すべて数えた値|all counted)",
    "/accounts/?q=青嶺": r"3 .*(1|33)",
    "/people/": r"^$",
    "/tasks/": r"(未完了|to do).*(すべて数えた値|all counted)",
    "/tasks/?view=board&who=all": r"(全員|everybody).*\d+、?.*(すべて数えた値|all counted)",
    "/tasks/?view=calendar": r"(期限切れ|late).*(すべて数えた値|all counted)",
    "/inbox/": r"(未読 \d+ 件|\d+ unread).*(すべて数えた値|all counted)",
    "/data/quality": r"\d+ (項目|of).*(すべて数えた値|all counted)",
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


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_page_of_a_person_and_the_inbox_say_what_there_is(morning, now, language):
    morning.cast.csm.language = language
    morning.cast.csm.save()
    browser, account = browser_of(morning.cast.csm), next(iter(accounts_by_id(active_account_ids()).values()))
    person = create_person("山田 花", now=now)
    create_contact(person, account, now=now)
    address = reverse("workspace:person", args=[person.uid])
    never = sentence(browser.get(address).content.decode())
    assert re.search(r"(記録はありません|no touch is recorded)", never), never
    assert account.name in never
    at = now - timedelta(days=3)
    log_touch(NewTouch(kind="call", subject="電話", at=at, account=account, people=[person]), member=None, now=now)
    met = sentence(browser.get(address).content.decode())
    assert re.search(r"\d (日前|days ago).*(すべて数えた値|all counted)", met), met
    tell([morning.cast.csm], "mention", "k", account=account, now=now)
    told = sentence(browser.get("/inbox/").content.decode())
    assert re.search(r"(あなたへのメンション|メンション|Mentions) 1", told), told


def test_the_bar_at_the_foot_of_a_phone_has_the_pages_of_the_day(morning):
    page = browser_of(morning.cast.csm).get("/").content.decode()
    bar = page.partition('class="md:hidden')[2].partition("</nav>")[0]
    assert re.findall(r'href="([^"]*)"', bar) == ["/", "/inbox/", "/accounts/", "/tasks/"]
    assert "data-sidebar-toggle" in bar
