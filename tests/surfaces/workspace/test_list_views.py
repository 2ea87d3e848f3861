"""Saved views: whose they are, who sees them, what a link shows, how they come and go."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from banso.platform.attributes.api import SavedView
from banso.platform.identity.api import Role
from banso.platform.tenancy.api import scope
from banso.record.customers.api import create_account
from tests.cast import Cast, browser_of, make_member

HIGH = {"attribute": "tier", "op": "eq", "value": "high"}


@pytest.fixture
def accounts(cast: Cast, now) -> None:
    with scope(cast.workspace):
        for name, tier in (("青嶺物流", "high"), ("潮見倉庫", "tech"), ("ミナト精機", "high")):
            create_account(name, now=now, fields={"tier": tier, "owner": cast.csm.pk})


@pytest.fixture
def other(cast: Cast):
    return make_member(cast.workspace, "Ito", Role.CSM)


def save(browser, **fields):
    form = {"name": "ハイタッチ", "audience": "private", "filter": json.dumps(HIGH), "columns": "tier,owner"} | fields
    return browser.post(reverse("workspace:view_save", args=["accounts"]), form)


def view() -> SavedView:
    return SavedView.objects.latest("pk")


def test_a_view_keeps_filter_and_columns(cast, accounts, text):
    browser = browser_of(cast.csm)
    answer = save(browser, sort="-name", group="owner")
    page = text(browser.get(answer["Location"]))
    assert "青嶺物流" in page
    assert "潮見倉庫" not in page
    assert "ハイタッチ" in page.partition('aria-label="ビュー"')[2].partition("</nav>")[0]
    assert page.index("青嶺物流") < page.index("ミナト精機"), "sorted the other way round"


@pytest.mark.requirement("R68")
@pytest.mark.parametrize(
    ("audience", "status", "tab"), [("private", 404, False), ("team", 200, True), ("link", 200, False)]
)
def test_who_sees_a_view_of_somebody_else(cast, accounts, other, text, audience, status, tab):
    address = save(browser_of(cast.csm), audience=audience)["Location"]
    browser = browser_of(other)
    answer = browser.get(address)
    assert answer.status_code == status
    if status == 200:
        page = text(answer)
        assert "青嶺物流" in page
        assert "潮見倉庫" not in page
    tabs = text(browser.get(reverse("workspace:accounts"))).partition('aria-label="ビュー"')[2].partition("</nav>")[0]
    assert ("ハイタッチ" in tabs) is tab


def test_another_company_never_sees_it(cast, accounts):
    for audience in ("private", "team", "link"):
        address = save(browser_of(cast.csm), audience=audience)["Location"]
        assert browser_of(cast.stranger).get(address).status_code == 404


@pytest.mark.parametrize("step", ["view_change", "view_delete"])
def test_only_its_owner_changes_it(cast, accounts, other, step):
    save(browser_of(cast.csm), audience="team")
    address = reverse(f"workspace:{step}", args=[view().uid])
    assert browser_of(other).post(address, {"name": "mine now"}).status_code == 409
    assert browser_of(cast.viewer).post(address, {"name": "mine now"}).status_code == 403
    assert view().name == "ハイタッチ"
    assert view().deleted_at is None


def test_a_private_view_is_not_there_for_others(cast, accounts, other):
    save(browser_of(cast.csm))
    uid = view().uid
    for step in ("view_change", "view_delete", "view_restore"):
        assert browser_of(other).post(reverse(f"workspace:{step}", args=[uid]), {"name": "x"}).status_code == 404


def test_renamed_shared_and_overwritten(cast, accounts):
    browser = browser_of(cast.csm)
    save(browser)
    address = reverse("workspace:view_change", args=[view().uid])
    browser.post(address, {"name": "テック", "audience": "team", "keep": "1", "sort": "-name", "columns": "tier"})
    assert view().name == "テック"
    assert view().audience == "team"
    assert view().state["columns"] == "tier"
    assert "filter" not in view().state


def test_deleted_and_brought_back(cast, accounts, text):
    browser = browser_of(cast.csm)
    address = save(browser)["Location"]
    answer = browser.post(reverse("workspace:view_delete", args=[view().uid]))
    page = text(browser.get(answer["Location"]))
    restore = reverse("workspace:view_restore", args=[view().uid])
    assert restore in page
    assert browser.get(address).status_code == 404
    browser.post(restore)
    assert browser.get(address).status_code == 200


def test_a_list_begins_with_the_usual_view(cast, accounts, text):
    browser = browser_of(cast.csm)
    save(browser)
    browser.post(reverse("workspace:view_usual", args=["accounts"]), {"view": str(view().uid)})
    page = text(browser.get(reverse("workspace:accounts")))
    assert "潮見倉庫" not in page
    assert "潮見倉庫" in text(browser.get(reverse("workspace:accounts"), {"view": "all"}))
    browser.post(reverse("workspace:view_delete", args=[view().uid]))
    assert "潮見倉庫" in text(browser.get(reverse("workspace:accounts"))), "a deleted view begins nothing"


@pytest.mark.parametrize("name", ["", " ", "あ" * 81])
def test_a_view_without_a_right_name_says_so_and_keeps_the_rest(cast, accounts, text, name):
    answer = save(browser_of(cast.csm), name=name, audience="team")
    assert answer.status_code == 422
    page = text(answer)
    assert 'role="alert"' in page
    assert 'value="team" selected' in page
    assert "&quot;tier&quot;" in page
    assert not SavedView.objects.exists()


def test_a_changed_view_is_said_to_be_and_its_links_hold_the_whole_state(cast, accounts, text):
    browser = browser_of(cast.csm)
    address = save(browser)["Location"]
    uid = parse_qs(urlsplit(address).query)["view"][0]
    query = {"view": uid, "sort": "name", "columns": "tier,owner"}
    page = text(browser.get(reverse("workspace:accounts"), query))
    assert "潮見倉庫" in page, "the address says that there is no filter"
    assert "変更あり" in page
