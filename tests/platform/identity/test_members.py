"""The members of a workspace: invited, promoted, shut out."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from banso.platform.identity import members
from banso.platform.identity.api import Login, Member, Role, add_member, member_by_email, workspaces_of
from banso.platform.journal.api import acting, history
from banso.platform.kit.errors import BansoError, Conflict, NotAllowed
from banso.platform.tenancy.api import Workspace, scope
from tests.cast import browser_of, make_member

LINK = re.compile(r'value="http://testserver(/link/[^"]+)"')


def invite(browser, email="new@ayumi.example", **values):
    return browser.post(
        "/members/invite", {"email": email, "name": "Nitta", "role": "csm", "reading": "にった"} | values
    )


def test_the_list_names_everybody_of_this_workspace(cast):
    text = browser_of(cast.owner).get("/members").content.decode()
    assert all(member.name in text for member in cast.members)
    assert cast.stranger.name not in text


def test_names_are_shown_as_text(cast):
    invite(browser_of(cast.owner), name="<script>alert(1)</script>")
    text = browser_of(cast.owner).get("/members").content.decode()
    assert "<script>alert" not in text
    assert "&lt;script&gt;" in text


def test_the_list_costs_the_same_for_any_number(cast):
    browser = browser_of(cast.owner)
    counts = []
    for number in range(3):
        for extra in range(5 * (number > 1)):
            make_member(cast.workspace, f"Extra{extra}", Role.CSM)
        with CaptureQueriesContext(connection) as queries:
            browser.get("/members")
        counts.append(len(queries))
    assert counts[1] == counts[2]  # the first also fills caches


def test_an_invitation_shows_its_link_once(cast):
    answer = invite(browser_of(cast.owner))
    found = LINK.search(answer.content.decode())
    assert (answer.status_code, answer["Cache-Control"]) == (
        200,
        "max-age=0, no-cache, no-store, must-revalidate, private",
    )
    assert found is not None
    member = member_by_email("new@ayumi.example")
    assert member is not None
    assert (member.name, member.reading, member.role, member.joined_at) == ("Nitta", "にった", Role.CSM, None)
    assert not LINK.search(browser_of(cast.owner).get("/members").content.decode())


def test_who_invited_is_in_the_journal(cast):
    invite(browser_of(cast.owner))
    member = member_by_email("new@ayumi.example")
    assert member is not None
    (change,) = history("member", member.pk)
    assert (change.actor, change.source) == (cast.owner.pk, "web")
    assert change.changes == {"exists": [False, True], "name": [None, "Nitta"], "role": [None, "csm"]}


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"email": "no address"}, 422),
        ({"name": ""}, 422),
        ({"role": "king"}, 422),
        ({"email": "SATO@ayumi.example"}, 409),
    ],
)
def test_what_cannot_be_invited_is_said_in_the_form(cast, values, status):
    answer = invite(browser_of(cast.owner), **values)
    assert answer.status_code == status
    assert 'role="alert"' in answer.content.decode()
    assert Member.objects.count() == 4


def test_an_address_is_one_log_in_whatever_its_case(cast):
    invite(browser_of(cast.owner), email="Stone@Northwind.example")
    assert Login.objects.filter(email__iexact="stone@northwind.example").count() == 1


def test_an_admin_cannot_make_or_touch_an_owner(cast):
    admin = browser_of(make_member(cast.workspace, "Ando", Role.ADMIN))
    assert invite(admin, role="owner").status_code == 422
    for action in ("role", "deactivate", "link"):
        assert admin.post(f"/members/{cast.owner.uid}/{action}", {"role": "csm"}).status_code == 403
    assert admin.post(f"/members/{cast.csm.uid}/role", {"role": "owner"}).status_code == 403
    cast.owner.refresh_from_db()
    assert (cast.owner.role, cast.owner.deactivated_at) == (Role.OWNER, None)


@pytest.mark.requirement("R48")
def test_only_an_owner_makes_or_touches_an_executive(cast):
    executive, admin = make_member(cast.workspace, "Kuroda", Role.EXECUTIVE), cast.manager
    admin.role = Role.ADMIN
    admin.save()
    browser = browser_of(admin)
    assert invite(browser, role="executive").status_code == 422
    assert browser.post(f"/members/{admin.uid}/role", {"role": "executive"}).status_code == 403
    assert browser.post(f"/members/{executive.uid}/role", {"role": "csm"}).status_code == 403
    assert browser_of(cast.owner).post(f"/members/{executive.uid}/role", {"role": "csm"}).status_code == 302


def test_a_workspace_keeps_an_owner(cast):
    owner = browser_of(cast.owner)
    assert owner.post(f"/members/{cast.owner.uid}/role", {"role": "admin"}).status_code == 409
    assert owner.post(f"/members/{cast.owner.uid}/deactivate").status_code == 409
    assert owner.post(f"/members/{cast.csm.uid}/role", {"role": "owner"}).status_code == 302
    assert owner.post(f"/members/{cast.owner.uid}/role", {"role": "admin"}).status_code == 302
    assert owner.get("/members").status_code == 200


def test_an_unknown_role_is_refused(cast):
    assert browser_of(cast.owner).post(f"/members/{cast.csm.uid}/role", {"role": "king"}).status_code == 400


def test_who_is_shut_out_is_out_at_once_and_can_come_back(cast):
    csm, owner = browser_of(cast.csm), browser_of(cast.owner)
    assert csm.get("/profile").status_code == 200
    owner.post(f"/members/{cast.csm.uid}/deactivate")
    assert csm.get("/profile").status_code == 403
    owner.post(f"/members/{cast.csm.uid}/reactivate")
    assert csm.get("/profile").status_code == 200


def test_a_link_for_a_new_password_is_refused_where_it_would_open_another_workspace(cast):
    owner = browser_of(cast.owner)
    assert LINK.search(owner.post(f"/members/{cast.csm.uid}/link").content.decode())
    with scope(cast.elsewhere):
        Member.objects.create(
            login=cast.csm.login,
            name="Sato",
            role=Role.CSM,
            joined_at=cast.csm.joined_at,
            created_at=cast.csm.created_at,
        )
    answer = owner.post(f"/members/{cast.csm.uid}/link")
    assert answer.status_code == 403
    assert not LINK.search(answer.content.decode())


def test_the_operators_way_in(workspace, now):
    with acting(actor_id=None, source="cli"):
        member = add_member(email=" Boss@Ayumi.example ", name="", role="owner", now=now, password="a long password")
    assert (member.name, member.login.email, member.is_active) == ("boss@ayumi.example", "boss@ayumi.example", True)
    assert member.login.check_password("a long password")
    with pytest.raises(Conflict):
        add_member(email="boss@ayumi.example", name="", role="csm", now=now)
    with pytest.raises(BansoError):
        add_member(email="boss", name="", role="csm", now=now)
    with pytest.raises(BansoError):
        add_member(email="x@ayumi.example", name="", role="king", now=now)


def test_a_new_password_never_comes_with_an_existing_log_in(cast, now):
    with scope(cast.elsewhere):
        add_member(email=cast.csm.login.email, name="Sato", role="csm", now=now, password="taken over, is it?")
    cast.csm.login.refresh_from_db()
    assert not cast.csm.login.check_password("taken over, is it?")
    assert [place.slug for place in workspaces_of(cast.csm.login)] == ["northwind", "ayumi"]


def test_log_ins_are_forgotten_with_their_last_workspace(cast):
    ids = members.logins_of_workspace()
    with scope(cast.elsewhere):
        Member.objects.create(login=cast.csm.login, name="Sato", role=Role.CSM, created_at=cast.csm.created_at)
    Member.objects.all().delete()
    assert members.forget_logins(ids) == 3
    assert set(Login.objects.all()) == {cast.csm.login, cast.stranger.login}


def test_only_by_their_rights(cast, now):
    with pytest.raises(NotAllowed):
        members.invite(by=cast.csm, email="o@ayumi.example", name="O", role="owner", now=now)
    assert Client().get("/members").status_code == 302
    assert Workspace.objects.count() == 2
