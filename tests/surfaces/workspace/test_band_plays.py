"""What a scorecard proposes for a band, and how a band without a proposal is shown."""

import copy

import pytest
from django.urls import reverse
from django.utils import timezone

from banso.judgement.health.api import bands_without_play, play_for_band
from banso.platform.definitions.api import DefinitionsInvalid, active, get, save
from banso.surfaces.workspace.compose import account as page_of
from tests.cast import browser_of

pytestmark = pytest.mark.requirement("R30")


def card(plays):
    body = copy.deepcopy(get("scorecard", "starter").body)
    return {**body, "plays": plays}


def keep(cast, body):
    save("scorecard", body, after=1, author=cast.owner.pk, reason="plays", now=timezone.now())


def test_the_shipped_card_leaves_no_band_without_a_play(cast):
    assert bands_without_play(get("scorecard", "starter").body, active("play")) == []
    assert play_for_band("critical", 0) == "re_engage"
    assert play_for_band("strong", 0) == ""
    assert play_for_band(None, 0) == ""


@pytest.mark.parametrize(
    ("plays", "place"),
    [(["re_engage"], "plays"), ({"worst": "re_engage"}, "plays.worst"), ({"poor": 3}, "plays.poor")],
)
def test_plays_that_are_none(cast, plays, place):
    with pytest.raises(Exception, match=place) as raised:
        keep(cast, card(plays))
    assert isinstance(raised.value, DefinitionsInvalid)


def test_a_band_without_one_is_flagged_on_the_page_of_definitions(cast, text):
    keep(cast, card({"critical": "no_such_play"}))
    browser = browser_of(cast.viewer)
    assert "プレイなし：危険、弱い" in text(browser.get(reverse("workspace:definitions"), {"kind": "scorecard"}))
    page = text(browser.get(reverse("workspace:definition", args=["scorecard", "starter"])))
    assert "次の帯では提案されるプレイがありません：危険、弱い" in page


def test_a_play_of_a_band_is_named_by_the_form(cast, text):
    url = reverse("workspace:definition_edit", args=["scorecard", "starter"])
    browser = browser_of(cast.owner)
    assert "re_engage" in text(browser.get(url))


def test_the_account_proposes_it_when_no_signal_does(morning, text, monkeypatch):
    monkeypatch.setattr(page_of, "open_signals", lambda day, ids: [])
    quiet = morning.accounts["ミナト精機"]
    browser = browser_of(morning.cast.csm)
    url = reverse("workspace:account", args=[quiet.uid])
    page = text(browser.get(url))
    assert "ヘルスは「" in page
    assert 'name="play" value="re_engage"' in page
    browser.post(reverse("workspace:account_start", args=[quiet.uid]), {"play": "re_engage"})
    assert 'name="play" value="re_engage"' not in text(browser.get(url))
    keep(morning.cast, card({}))
    page = text(browser.get(url))
    assert "対応するプレイなし" in page
    healthy = text(browser.get(reverse("workspace:account", args=[morning.accounts["青嶺物流"].uid])))
    assert "対応するプレイなし" not in healthy
