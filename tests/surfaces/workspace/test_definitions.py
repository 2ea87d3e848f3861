"""The catalogue of definitions, the form with its dry run, versions, and custom fields; and the page of signals."""

import pytest
from django.utils import translation

from banso.judgement.signals.api import Signal
from banso.platform.attributes.api import attributes_of
from banso.platform.definitions.api import get, history
from tests.cast import browser_of

pytestmark = pytest.mark.requirement("R33")


def test_the_catalogue_has_every_kind(morning):
    page = browser_of(morning.cast.viewer).get("/definitions/").content.decode()
    for slug in ("active_weeks_52", "starter", "silence", "gone", "high", "re_engage"):
        assert f">{slug}</code>" in page
    found = browser_of(morning.cast.viewer).get("/definitions/?kind=metric&q=active_weeks").content.decode()
    assert "active_weeks_13" in found
    assert "re_engage" not in found


def test_a_definition_says_its_formula_its_users_and_its_yaml(morning):
    browser = browser_of(morning.cast.viewer)
    page = browser.get("/definitions/metric/active_weeks_52/").content.decode()
    assert "計算式" in page
    assert "/definitions/scorecard/starter/" in page
    assert "/definitions/segment/engaged/" in page
    file = browser.get("/definitions/metric/active_weeks_52/yaml")
    assert file["Content-Disposition"].endswith('"active_weeks_52.yaml"')
    assert b"slug: active_weeks_52" in file.content
    assert browser.get("/definitions/of/active_weeks_52")["Location"] == "/definitions/metric/active_weeks_52/"
    assert browser.get("/definitions/metric/colour/").status_code == 404
    assert browser.get("/definitions/poem/colour/").status_code == 404


def form_of(slug: str, **changes):
    body = get("signal", slug).body
    values = {f"parameters.{name}": str(value) for name, value in body["parameters"].items()}
    return {**values, "version": str(get("signal", slug).version), "reason": "試し", "do": "save", **changes}


def test_parameters_are_tried_then_saved_then_rolled_back(morning):
    browser = browser_of(morning.cast.owner)
    assert 'name="parameters.min_days"' in browser.get("/definitions/signal/silence/edit").content.decode()
    tried = browser.post(
        "/definitions/signal/silence/edit", form_of("silence", do="try", **{"parameters.min_days": "30"})
    )
    assert "parameters.min_days: 14 → 30" in tried.content.decode()
    assert get("signal", "silence").version == 1
    browser.post("/definitions/signal/silence/edit", form_of("silence", **{"parameters.min_days": "30"}))
    assert get("signal", "silence").body["parameters"]["min_days"] == 30
    page = browser.get("/definitions/signal/silence/").content.decode()
    assert "試し" in page
    assert morning.cast.owner.name in page
    browser.post("/definitions/signal/silence/back/1")
    assert get("signal", "silence").body["parameters"]["min_days"] == 14
    assert [one.version for one in history("signal", "silence")] == [1, 2, 3]


@pytest.mark.requirement("R30")
def test_the_tone_is_a_word(morning):
    browser = browser_of(morning.cast.owner)
    page = browser.get("/definitions/signal/silence/edit").content.decode()
    assert '<option value="warn">注意</option>' in page
    browser.post("/definitions/signal/silence/edit", form_of("silence", tone="good"))
    assert get("signal", "silence").body["tone"] == "good"
    assert "良い兆し" in browser.get("/definitions/signal/silence/").content.decode()
    wrong = browser.post("/definitions/signal/silence/edit", form_of("silence", tone="loud"))
    assert wrong.status_code == 422


def test_a_rule_without_a_play_is_flagged(morning):
    browser = browser_of(morning.cast.owner)
    browser.post("/definitions/signal/silence/edit", form_of("silence", play=""))
    assert "プレイなし" in browser.get("/definitions/?kind=signal").content.decode()
    assert "プレイなし" in browser.get("/signals/").content.decode()


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"parameters.min_days": "soon"}, 422),
        ({"parameters.min_days": "-3"}, 422),
        ({"parameters.quantile": "95"}, 422),
        ({"parameters.min_days": "1e999"}, 422),
        ({"reason": ""}, 422),
        ({"version": "7", "parameters.min_days": "20"}, 409),
    ],
)
def test_wrong_input_is_said_and_kept(morning, changes, status):
    answer = browser_of(morning.cast.owner).post("/definitions/signal/silence/edit", form_of("silence", **changes))
    assert answer.status_code == status
    assert 'role="alert"' in answer.content.decode()
    assert all(f'value="{value}"' in answer.content.decode() for value in changes.values() if value != "7")
    assert get("signal", "silence").version == 1


@pytest.mark.requirement("R124")
def test_the_cadence_of_a_tier_is_changed_by_a_form(morning):
    browser = browser_of(morning.cast.owner)
    sent = {"version": "1", "reason": "忙しい", "cadence_days": "21", "do": "save"}
    assert browser.post("/definitions/tier/high/edit", sent).status_code == 302
    assert get("tier", "high").body["cadence_days"] == 21


@pytest.mark.requirement("R33")
def test_fields_are_made_renamed_retired_and_brought_back(morning):
    browser = browser_of(morning.cast.owner)
    made = {"en": "Contract no.", "ja": "契約番号", "type": "text", "unit": "", "choices": ""}
    assert browser.post("/definitions/fields/new", made).status_code == 302
    with translation.override("ja"):
        assert str(attributes_of("account")["contract_no"].label) == "契約番号"
    browser.post("/definitions/fields/contract_no/change", {"en": "Contract", "ja": "契約", "unit": ""})
    page = browser.get("/definitions/fields").content.decode()
    # Who changes one language leaves the other as it is.
    assert 'value="Contract"' in page
    assert 'value="契約"' in page
    browser.post("/definitions/fields/contract_no/retire")
    assert "contract_no" not in attributes_of("account")
    browser.post("/definitions/fields/contract_no/restore")
    assert "contract_no" in attributes_of("account")
    wrong = browser.post("/definitions/fields/new", {**made, "type": "poem"})
    assert wrong.status_code == 422
    assert "契約番号" in wrong.content.decode()
    source = {"en": "Found by", "ja": "きっかけ", "type": "choice", "unit": "", "choices": "web | Web | ウェブ"}
    assert browser.post("/definitions/fields/new", source).status_code == 302
    page = browser.get("/definitions/fields").content.decode()
    assert "web | Web | ウェブ" in page
    assert "選択肢" in page


def test_only_who_defines_may(morning):
    for member in (morning.cast.csm, morning.cast.viewer):
        browser = browser_of(member)
        assert browser.get("/definitions/signal/silence/edit").status_code == 403
        assert browser.post("/definitions/signal/silence/back/1").status_code == 403
        assert browser.post("/definitions/fields/new", {"en": "x", "ja": "x", "type": "text"}).status_code == 403


@pytest.mark.requirement("R34")
def test_the_page_of_signals_and_of_one(morning):
    browser = browser_of(morning.cast.csm)
    page = browser.get("/signals/").content.decode()
    assert "利用の途切れ" in page
    assert "まだ回答がありません" in page
    one = Signal.objects.get(rule="silence", account=morning.accounts["潮見倉庫"])
    page = browser.get(f"/signals/{one.uid}/").content.decode()
    assert "潮見倉庫" in page
    assert "利用再開の支援" in page
    browser.post(f"/signals/{one.uid}/answer", {"kind": "right"})
    assert "1 件中 1 件が正しい" in browser.get("/signals/").content.decode()
    assert browser.post(f"/signals/{one.uid}/mute", {"days": "28"}).status_code == 302
    one.refresh_from_db()
    assert one.state == "muted"
    assert "潮見倉庫" in browser.get("/signals/").content.decode()
    assert browser.post(f"/signals/{one.uid}/mute", {"days": "soon"}).status_code == 400
