"""Plays that are meant for some touch tiers: what Today and the account propose, what can be started, the form."""

import copy
import re

import pytest
from django.utils import timezone

from banso.engagement.plays.api import PlayRun, play_named
from banso.judgement.signals.api import Signal
from banso.platform.definitions.api import get, save
from banso.record.customers.api import change_account
from tests.cast import browser_of

pytestmark = pytest.mark.requirement("R124")

NAME = "潮見倉庫"


def for_high(play: str, cast) -> None:
    """Let a play be meant for high touch."""
    body = copy.deepcopy(get("play", play).body) | {"tiers": ["high"]}
    save("play", body, after=1, author=cast.owner.pk, reason="tiers", now=timezone.now())


@pytest.fixture
def tiered(morning):
    """The play of the silence signal is meant for high touch; the quiet account is in tech touch."""
    for_high("re_engage", morning.cast)
    change_account(morning.accounts[NAME], {"tier": "tech"}, now=timezone.now())
    return morning


def proposed(page: str, account) -> str:
    found = re.search(r'name="play" value="(\w+)"', page.partition(f'id="item-{account.uid}"')[2].partition("</li>")[0])
    return found[1] if found else ""


def test_today_proposes_what_is_meant_for_the_tier(morning, text):
    account, browser = morning.accounts[NAME], browser_of(morning.cast.csm)
    change_account(account, {"tier": "tech"}, now=timezone.now())
    usual = proposed(text(browser.get("/")), account)
    assert usual
    for_high(usual, morning.cast)
    assert proposed(text(browser.get("/")), account) != usual
    change_account(account, {"tier": "high"}, now=timezone.now())
    assert proposed(text(browser.get("/")), account) == usual


@pytest.mark.parametrize(("language", "words"), [("ja", "ハイタッチ"), ("en", "High touch")])
def test_it_cannot_be_started_elsewhere_and_says_for_whom_it_is(tiered, language, words):
    tiered.cast.csm.language = language
    tiered.cast.csm.save()
    account, browser = tiered.accounts[NAME], browser_of(tiered.cast.csm)
    signal = Signal.objects.get(rule="silence", account=account)
    answer = browser.post(f"/accounts/{account.uid}/start", {"play": "re_engage", "signal": str(signal.uid)})
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert not PlayRun.objects.exists()
    page = browser.get(f"/signals/{signal.uid}/").content.decode()
    assert f"/accounts/{account.uid}/start" not in page
    change_account(account, {"tier": "high"}, now=timezone.now())
    assert f"/accounts/{account.uid}/start" in browser.get(f"/signals/{signal.uid}/").content.decode()
    assert browser.post(f"/accounts/{account.uid}/start", {"play": "re_engage"}).status_code == 302
    assert PlayRun.objects.count() == 1


def test_the_definition_shows_its_tiers_in_words_and_the_form_changes_them(tiered):
    browser = browser_of(tiered.cast.owner)
    page = browser.get("/definitions/play/re_engage/").content.decode()
    assert "対象にする階層" in page
    assert "ハイタッチ" in page
    form = browser.get("/definitions/play/re_engage/edit").content.decode()
    assert 'name="tiers" value="high" checked' in form
    sent = {"version": "2", "reason": "x", "do": "save", "tiers": ["mid", "tech"]}
    assert browser.post("/definitions/play/re_engage/edit", sent).status_code == 302
    assert play_named("re_engage").tiers == ("mid", "tech")
    del sent["tiers"]
    assert browser.post("/definitions/play/re_engage/edit", sent | {"version": "3"}).status_code == 302
    assert play_named("re_engage").tiers == ()


def test_forms_name_their_values_in_words(tiered):
    page = browser_of(tiered.cast.owner).get("/definitions/signal/silence/edit").content.decode()
    assert "使われない最短の日数" in page
    assert ">min_days<" not in page
    assert (
        "ふだんの間隔を言うのに要る"
        in browser_of(tiered.cast.viewer).get("/definitions/signal/silence/").content.decode()
    )
