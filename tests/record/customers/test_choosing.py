"""Accounts and people are chosen by searching for their names; addresses of merged ones lead to the one that stays."""

import re

import pytest
from django.urls import reverse

from banso.record.customers.api import create_account, create_person, merge_accounts, merge_persons, persons_by_mail
from banso.record.customers.models import Account, Person
from tests.cast import browser_of

pytestmark = pytest.mark.requirement("R139")


@pytest.fixture
def three(cast, now):
    """Two accounts with one word in their names, one of them with a reading, and another."""
    return [
        create_account("潮見倉庫", now=now, fields={"reading": "しおみそうこ"}, external_id="A-1"),
        create_account("潮見倉庫大阪", now=now),
        create_account("青嶺物流", now=now),
    ]


def options(answer) -> list[str]:
    return re.findall(r'data-label="([^"]*)"', answer.content.decode())


def test_they_are_proposed_by_name_and_reading(three, cast, now):
    browser = browser_of(cast.viewer)
    assert options(browser.get("/choose/accounts", {"q": "ｼｵﾐ"})) == ["潮見倉庫"]
    assert options(browser.get("/choose/accounts", {"q": "潮見"})) == ["潮見倉庫", "潮見倉庫大阪"]
    create_person("見本 太郎", now=now, fields={"reading": "みほん たろう"})
    assert options(browser.get("/choose/people", {"q": "みほん"})) == ["見本 太郎"]
    assert options(browser_of(cast.stranger).get("/choose/accounts", {"q": "潮見"})) == []


def test_two_accounts_are_merged_by_their_names(three, cast):
    browser, page = browser_of(cast.owner), reverse("customers:account_merge")
    unsure = browser.get(page, {"own_name": "潮", "other_name": "青嶺物流"})
    assert unsure.status_code == 422
    assert "潮見倉庫大阪" in unsure.content.decode()
    assert 'value="潮"' in unsure.content.decode()
    ready = browser.get(page, {"own_name": "潮見倉庫", "own": str(three[0].uid), "other_name": "大阪"}).content.decode()
    assert f'name="other" value="{three[1].uid}"' in ready
    assert browser.post(page, {"own": str(three[0].uid), "other": str(three[1].uid)}).status_code == 302
    three[1].refresh_from_db()
    assert three[1].merged_into_id == three[0].pk


def test_another_name_typed_over_a_choice_counts(three, cast):
    page = reverse("customers:account_merge")
    asked = {"own_name": "青嶺物流", "own": str(three[0].uid), "other": str(three[1].uid)}
    shown = browser_of(cast.owner).get(page, asked).content.decode()
    assert f'name="own" value="{three[2].uid}"' in shown


def test_a_contact_is_added_at_an_account_found_by_name(three, cast, now):
    person = create_person("見本 太郎", now=now)
    browser, page = browser_of(cast.csm), reverse("customers:contact_add", args=[person.uid])
    assert 'role="combobox"' in browser.get(page).content.decode()
    wrong = browser.get(page, {"account_name": "誰もいない"})
    assert wrong.status_code == 422
    assert 'value="誰もいない"' in wrong.content.decode()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_address_of_a_merged_account_leads_to_the_one_that_stays(three, cast, now, language):
    cast.csm.language = language
    cast.csm.save()
    merge_accounts(three[0], three[1], now=now)
    answer = browser_of(cast.csm).get(f"/accounts/{three[1].uid}/?as_of=2026-03-01", follow=True)
    assert answer.redirect_chain == [(f"/accounts/{three[0].uid}/?as_of=2026-03-01", 302)]
    assert {"ja": "潮見倉庫の一部", "en": "part of 潮見倉庫"}[language] in answer.content.decode()
    assert Account.objects.get(pk=three[1].pk).name == "潮見倉庫大阪"


def test_the_address_of_a_merged_person_likewise(cast, now):
    one = create_person("見本 太郎", now=now, fields={"mails": ["taro@mihon.example"]})
    other = create_person("見本 タロウ", now=now)
    merge_persons(one, other, now=now)
    answer = browser_of(cast.csm).get(f"/people/{other.uid}/", follow=True)
    assert answer.redirect_chain == [(f"/people/{one.uid}/", 302)]
    assert "見本 太郎の一部" in answer.content.decode()
    assert set(persons_by_mail(["taro@mihon.example"]).values()) == {Person.objects.get(pk=one.pk)}
