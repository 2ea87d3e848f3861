"""Accounts of a list are put into a hand-picked segment, many at once, and taken back."""

import pytest
from django.urls import reverse

from banso.judgement.metrics.api import SEGMENT, members_of, pick, unpick
from banso.platform.definitions.api import save
from banso.platform.journal.api import Batch
from banso.record.customers.api import create_account
from tests.cast import browser_of

pytestmark = pytest.mark.requirement("R9")


@pytest.fixture
def accounts(cast, now):
    return [create_account(f"見本{number}", now=now) for number in range(4)]


@pytest.fixture
def segment(cast, now):
    body = {
        "slug": "pilots",
        "name": {"en": "Pilots", "ja": "試験導入"},
        "description": {"en": "Who tries it.", "ja": "試している会社。"},
        "picked": True,
    }
    save(SEGMENT, body, after=None, author=cast.owner.pk, reason="first", now=now)
    return "pilots"


def sent(accounts, **form):
    return {"uid": [str(one.uid) for one in accounts], "act": "join"} | form


def test_selected_accounts_are_put_in_and_taken_back(cast, accounts, segment, text, now):
    pick(segment, [accounts[0].pk], member=None, now=now)
    browser = browser_of(cast.csm)
    preview = text(
        browser.post(reverse("workspace:list_bulk_preview", args=["accounts"]), sent(accounts[:3], value=segment))
    )
    assert "3 件のうち 2 件が変わります" in preview
    assert "試験導入" in preview
    assert members_of(segment) == [accounts[0].pk]
    browser.post(reverse("workspace:list_bulk", args=["accounts"]), sent(accounts[:3], value=segment))
    assert members_of(segment) == [one.pk for one in accounts[:3]]
    batch = Batch.objects.latest("pk")
    unpick(segment, [accounts[2].pk], now=now)
    pick(segment, [accounts[2].pk], member=cast.manager, now=now)
    browser.post(reverse("workspace:list_bulk_undo", args=[batch.uid]))
    assert members_of(segment) == [accounts[0].pk]


def test_what_is_no_segment_of_ones_hand(cast, accounts, segment, text):
    url = reverse("workspace:list_bulk", args=["accounts"])
    assert browser_of(cast.csm).post(url, sent(accounts, value="engaged")).status_code == 422
    assert browser_of(cast.viewer).post(url, sent(accounts, value=segment)).status_code == 403
    tasks = reverse("workspace:list_bulk", args=["tasks"])
    assert browser_of(cast.csm).post(tasks, sent(accounts, value=segment)).status_code == 404
    assert members_of(segment) == []


def test_only_segments_of_ones_hand_are_offered(cast, accounts, segment, text):
    page = text(browser_of(cast.csm).post(reverse("workspace:list_bulk_preview", args=["accounts"]), sent(accounts)))
    assert 'value="pilots"' in page
    assert 'value="engaged"' not in page
    assert 'value="join"' in text(browser_of(cast.csm).get(reverse("workspace:accounts")))
    assert 'value="join"' not in text(browser_of(cast.csm).get(reverse("workspace:people")))
