"""The pages of segments: who is in one, the form with its dry run, and picking by hand."""

import json
from datetime import timedelta

import pytest

from banso.judgement.metrics.api import members_of, segments
from banso.platform.definitions.api import get
from tests.cast import browser_of

pytestmark = pytest.mark.requirement("R9")

GONE = {"attribute": "days_since_last_event", "op": "ge", "value": 180}


def typed(**more):
    return {"name_en": "Long gone", "name_ja": "長く不在", "filter": json.dumps(GONE), "do": "save", **more}


def test_the_list_has_every_segment_with_its_size(morning):
    page = browser_of(morning.cast.viewer).get("/segments/").content.decode()
    assert "長期利用なし" in page
    assert all(f"/segments/{slug}/" in page for slug in segments())


def test_a_segment_shows_who_is_in_it_and_leads_to_the_list(morning):
    browser = browser_of(morning.cast.csm)
    page = browser.get("/segments/gone/").content.decode()
    assert "ミナト精機" in page
    assert "青嶺物流" not in page
    then = (morning.day - timedelta(days=1)).isoformat()
    assert "ミナト精機" in browser.get(f"/segments/gone/?as_of={then}").content.decode()
    listed = browser.get("/accounts/", {"filter": json.dumps({"attribute": "segment_gone", "op": "eq", "value": True})})
    assert "ミナト精機" in listed.content.decode()
    assert "青嶺物流" not in listed.content.decode()


def test_a_dry_run_says_who_would_be_in_it_and_saves_nothing(morning):
    browser = browser_of(morning.cast.owner)
    answer = browser.post("/segments/new", typed(do="try"))
    assert answer.status_code == 200
    assert "1 件のアカウントが入ります" in answer.content.decode()
    assert "long_gone" not in segments()


def test_conditions_are_added_and_taken_away(morning):
    browser = browser_of(morning.cast.owner)
    sent = typed(filter="", do="add", attribute="active_weeks_52", op="ge", value="8")
    page = browser.post("/segments/new", sent).content.decode()
    assert "active_weeks_52" in page
    page = browser.post("/segments/new", typed(do="", remove="0")).content.decode()
    assert "days_since_last_event&quot;" not in page


def test_saving_makes_it_with_its_past_and_can_be_undone(morning):
    browser = browser_of(morning.cast.owner)
    answer = browser.post("/segments/new", typed())
    assert answer.status_code == 302
    assert answer["Location"] == "/segments/long_gone/"
    assert members_of("long_gone") == [morning.accounts["ミナト精機"].pk]
    browser.post("/definitions/segment/long_gone/back/0")
    assert "long_gone" not in segments()


def test_a_new_version_needs_a_reason_and_the_version_one_saw(morning):
    browser = browser_of(morning.cast.owner)
    tree = json.dumps({"attribute": "days_since_last_event", "op": "ge", "value": 200})
    values = typed(filter=tree, version="1")
    refused = browser.post("/segments/gone/edit", values)
    assert refused.status_code == 422
    assert "200" in refused.content.decode()
    assert browser.post("/segments/gone/edit", {**values, "reason": "長め"}).status_code == 302
    assert get("segment", "gone").version == 2
    late = browser.post("/segments/gone/edit", {**values, "reason": "また"})
    assert late.status_code == 409
    browser.post("/definitions/segment/gone/back/1")
    assert get("segment", "gone").body["filter"] == GONE


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"filter": "{"}, "JSON"),
        ({"filter": ""}, "filter"),
        ({"name_en": "", "name_ja": ""}, "文がありません"),
        ({"slug": "Big Words"}, "slug"),
        ({"filter": json.dumps({"attribute": "colour", "op": "eq", "value": 1})}, "colour"),
        ({"do": "add", "attribute": "events_30d", "op": "ge", "value": "many"}, "many"),
    ],
)
def test_wrong_input_is_said_and_kept(morning, changes, words):
    answer = browser_of(morning.cast.owner).post("/segments/new", typed(description_en="keep this", **changes))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert "keep this" in page


def test_picking_by_hand(morning):
    browser, account = browser_of(morning.cast.csm), morning.accounts["青嶺物流"]
    assert browser.post("/segments/references/pick", {"account": str(account.uid)}).status_code == 302
    assert members_of("references") == [account.pk]
    panel = browser.get(f"/accounts/{account.uid}/segments").content.decode()
    assert "/segments/references/unpick" in panel
    browser.post("/segments/references/unpick", {"account": str(account.uid)})
    assert members_of("references") == []
    assert browser.post("/segments/gone/pick", {"account": str(account.uid)}).status_code == 400
    assert browser.post("/segments/references/pick", {}).status_code == 400


def test_who_may(morning):
    account = str(morning.accounts["青嶺物流"].uid)
    assert browser_of(morning.cast.viewer).post("/segments/references/pick", {"account": account}).status_code == 403
    assert browser_of(morning.cast.csm).get("/segments/new").status_code == 403
    assert browser_of(morning.cast.stranger).post("/segments/references/pick", {"account": account}).status_code == 404
    assert members_of("references") == []
