"""Own settings, the workspace's, switching, language and time zone."""

import pytest
from django.test import Client
from django.utils import timezone

from banso.platform.identity.api import Member, Role
from banso.platform.journal.api import history
from banso.platform.tenancy.api import Workspace, current_workspace, scope
from tests.cast import browser_of

PROFILE = {
    "name": "Sato",
    "reading": "さとう",
    "capacity": "12",
    "language": "en",
    "theme": "dark",
    "density": "compact",
}
WORKSPACE = {"name": "Ayumi", "language": "en", "currency": "usd", "fiscal_start_month": "4"}


def test_members_set_what_is_theirs(cast):
    browser = browser_of(cast.csm)
    answer = browser.post("/profile", PROFILE | {"role": "owner", "login": "1"}, follow=True)
    assert answer.status_code == 200
    assert "Your settings are saved." in answer.content.decode()
    cast.csm.refresh_from_db()
    assert (cast.csm.capacity, cast.csm.language, cast.csm.theme, cast.csm.density) == (12, "en", "dark", "compact")
    assert (cast.csm.shortcuts, cast.csm.role) == (False, Role.CSM)
    (change,) = history("member", cast.csm.pk)
    assert change.changes["capacity"] == [20, 12]
    assert change.actor == cast.csm.pk


@pytest.mark.parametrize(
    "wrong",
    [{"capacity": "0"}, {"capacity": "501"}, {"capacity": "x"}, {"language": "fr"}, {"theme": "red"}, {"name": ""}],
)
def test_wrong_settings_are_said_and_not_kept(cast, wrong):
    answer = browser_of(cast.csm).post("/profile", PROFILE | wrong)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert history("member", cast.csm.pk) == []


def test_the_workspace_changes_but_for_its_time_zone(cast):
    browser = browser_of(cast.owner)
    assert browser.post("/workspace", WORKSPACE | {"timezone": "UTC", "slug": "x"}).status_code == 302
    place = Workspace.objects.get(pk=cast.workspace.pk)
    assert (place.name, place.language, place.currency, place.fiscal_start_month) == ("Ayumi", "en", "USD", 4)
    assert (place.timezone, place.slug) == ("Asia/Tokyo", "ayumi")
    assert history("workspace", place.pk)[0].changes["currency"] == ["JPY", "USD"]


@pytest.mark.parametrize("wrong", [{"currency": "XXY"}, {"currency": ""}, {"fiscal_start_month": "13"}, {"name": ""}])
def test_wrong_workspace_settings_are_said(cast, wrong):
    assert browser_of(cast.owner).post("/workspace", WORKSPACE | wrong).status_code == 422
    assert Workspace.objects.get(pk=cast.workspace.pk).name == "歩みソフト"


def test_switching_goes_to_ones_own_workspaces_alone(cast):
    with scope(cast.elsewhere):
        Member.objects.create(
            login=cast.csm.login,
            name="Sato",
            role=Role.VIEWER,
            joined_at=cast.csm.joined_at,
            created_at=cast.csm.created_at,
        )
    browser = browser_of(cast.csm)
    assert browser.post("/workspace/switch", {"workspace": cast.elsewhere.uid}).status_code == 302
    assert browser.session["workspace"] == cast.elsewhere.pk
    assert browser.get("/members").status_code == 403, "a viewer there"
    browser.post("/workspace/switch", {"workspace": cast.workspace.uid})
    assert browser.session["workspace"] == cast.workspace.pk


@pytest.mark.parametrize("wanted", ["", "nonsense", "elsewhere"])
def test_other_workspaces_do_not_exist(cast, wanted):
    browser = browser_of(cast.csm)
    uid = str(cast.elsewhere.uid) if wanted == "elsewhere" else wanted
    assert browser.post("/workspace/switch", {"workspace": uid}).status_code == 404
    assert "workspace" not in browser.session


def test_a_session_that_names_a_lost_workspace_falls_back(cast):
    browser = browser_of(cast.csm)
    session = browser.session
    session["workspace"] = cast.elsewhere.pk
    session.save()
    assert "ayumi" in browser_of(cast.owner).get("/workspace").content.decode()
    assert browser.get("/profile").status_code == 200


@pytest.mark.parametrize(
    ("own", "asked", "shown"), [("", "en", "ja"), ("en", "ja", "en"), (None, "en", "en"), (None, "ja", "ja")]
)
def test_the_members_language_then_the_workspaces_then_the_browsers(cast, own, asked, shown):
    if own is None:
        answer = Client().get("/account/login/", headers={"Accept-Language": asked})
    else:
        Member.objects.filter(pk=cast.csm.pk).update(language=own)
        answer = browser_of(cast.csm).get("/profile", headers={"Accept-Language": asked})
    assert answer["Content-Language"] == shown
    assert f'lang="{shown}"' in answer.content.decode()


def test_the_request_leaves_nothing_active(cast):
    before = timezone.get_current_timezone_name()
    browser_of(cast.stranger).get("/profile")
    assert timezone.get_current_timezone_name() == before
    assert current_workspace() == cast.workspace
