"""One-time links: each works once, in time, and lets in nobody else."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.utils import timezone

from banso.platform.identity import links
from banso.platform.identity.api import Login, Member, Role, add_member, make_link
from banso.platform.identity.links import open_link, spend
from banso.platform.identity.members import invite
from banso.platform.identity.models import OneTimeLink, Purpose
from banso.platform.kit.errors import Conflict
from banso.platform.tenancy.api import scope
from tests.cast import PASSWORD, browser_of

NEW = {"password": "quite another password", "again": "quite another password"}


@pytest.fixture
def clock():
    """Links are followed by the wall clock."""
    return timezone.now()


def who(browser: Client) -> int | None:
    found = browser.session.get(SESSION_KEY)
    return int(found) if found else None


def invited(cast, clock, email="new@ayumi.example", role="csm"):
    return invite(by=cast.owner, email=email, name="Nitta", role=role, now=clock)


def test_only_the_hash_is_kept(cast, clock):
    link = make_link("login", login=cast.csm.login, now=clock)
    token = link.path.rsplit("/", 1)[1]
    row = OneTimeLink.objects.get()
    assert len(token) >= 43
    assert token not in str(vars(row))


def test_a_log_in_link_works_once(cast, clock):
    link = make_link("login", login=cast.csm.login, now=clock)
    browser = Client()
    shown = browser.get(link.path)
    assert (shown.status_code, who(browser)) == (200, None), "looking spends nothing"
    assert "no-store" in shown["Cache-Control"]
    assert browser.post(link.path)["Location"] == "/"
    assert who(browser) == cast.csm.login_id
    again = Client()
    assert (again.post(link.path).status_code, who(again)) == (404, None)


def test_a_first_log_in_asks_for_a_password(workspace, clock):
    member = add_member(email="boss@ayumi.example", name="Boss", role="owner", now=clock)
    answer = Client().post(make_link("login", login=member.login, now=clock).path)
    assert answer["Location"] == "/account/password/set/"


def test_two_clicks_at_once_are_one(cast, clock):
    link = make_link("login", login=cast.csm.login, now=clock)
    token = link.path.rsplit("/", 1)[1]
    first, second = open_link(token, clock), open_link(token, clock)
    assert first is not None
    assert second is not None
    assert (spend(first, clock), spend(second, clock)) == (True, False)


@pytest.mark.parametrize("purpose", ["login", "reset"])
def test_a_link_grows_old(cast, clock, purpose):
    link = make_link(purpose, login=cast.csm.login, now=clock - timedelta(days=1))
    assert Client().get(link.path).status_code == 404
    assert Client().post(link.path, NEW).status_code == 404


def test_a_newer_link_closes_the_older(cast, clock):
    old = make_link("reset", login=cast.csm.login, now=clock)
    new = make_link("reset", login=cast.csm.login, now=clock)
    assert (Client().get(old.path).status_code, Client().get(new.path).status_code) == (404, 200)


def test_what_is_no_link_looks_like_a_spent_one(cast, clock):
    spent = make_link("login", login=cast.csm.login, now=clock)
    Client().post(spent.path)
    texts = []
    for path in (spent.path, "/link/nonsense", "/link/" + "x" * 500):
        answer = Client().get(path)
        assert answer.status_code == 404
        # The page says where it is, for coming back after another language was chosen.
        texts.append(re.sub(r'"X-CSRFToken": "\w*"|value="\w{64}"', "", answer.content.decode().replace(path, "")))
    assert len(set(texts)) == 1


def test_other_methods_are_refused(cast, clock):
    assert Client().put(make_link("login", login=cast.csm.login, now=clock).path).status_code == 405


def test_a_reset_sets_the_password_and_ends_other_sessions(cast, clock):
    elsewhere = browser_of(cast.csm)
    link = make_link("reset", login=cast.csm.login, now=clock)
    browser = Client()
    refused = browser.post(link.path, {"password": "short", "again": "short"})
    assert refused.status_code == 200
    assert 'role="alert"' in refused.content.decode()
    assert browser.post(link.path, NEW | {"again": "something else"}).status_code == 200
    assert browser.post(link.path, NEW).status_code == 302
    assert who(browser) == cast.csm.login_id
    login = Login.objects.get(pk=cast.csm.login_id)
    assert login.check_password(NEW["password"])
    assert elsewhere.get("/profile").status_code == 302


def test_an_invitation_lets_a_new_log_in_in(cast, clock):
    member, link = invited(cast, clock)
    browser = Client()
    assert "ayumi" not in browser.get("/profile")["Location"]
    assert browser.post(link.path, NEW)["Location"] == "/"
    member.refresh_from_db()
    assert (who(browser), member.is_active) == (member.login_id, True)
    assert browser.get("/profile").status_code == 200
    assert Client().post(link.path, NEW).status_code == 404


def test_an_invitation_never_opens_somebody_elses_log_in(cast, clock):
    """An admin must not get into another company by inviting one of its members."""
    member, link = invited(cast, clock, email=cast.stranger.login.email)
    for browser in (Client(), browser_of(cast.owner)):
        before = who(browser)
        for answer in (browser.get(link.path), browser.post(link.path, NEW)):
            assert answer.status_code == 200
            assert 'type="password"' not in answer.content.decode()
        assert who(browser) == before
    member.login.refresh_from_db()
    assert member.login.check_password(PASSWORD)
    assert not Member.objects.get(pk=member.pk).is_active


def test_an_invitation_never_opens_a_log_in_that_has_no_password_yet(cast, clock):
    with scope(cast.elsewhere):
        boss = add_member(email="boss@northwind.example", name="Boss", role="owner", now=clock)
    _member, link = invited(cast, clock, email="boss@northwind.example")
    browser = Client()
    browser.post(link.path, NEW)
    boss.login.refresh_from_db()
    assert (who(browser), boss.login.has_usable_password()) == (None, False)


def test_the_invited_joins_with_their_own_log_in(cast, clock):
    member, link = invited(cast, clock, email=cast.stranger.login.email)
    browser = browser_of(cast.stranger)
    assert browser.get(link.path).status_code == 200
    assert browser.post(link.path)["Location"] == "/"
    assert browser.session["workspace"] == cast.workspace.pk
    assert Member.objects.get(pk=member.pk).is_active


def test_an_invitation_ends_with_its_member(cast, clock):
    from banso.platform.identity.members import deactivate, new_link

    member, link = invited(cast, clock)
    newer = new_link(member, by=cast.owner, now=clock)
    assert (Client().get(link.path).status_code, Client().get(newer.path).status_code) == (404, 200)
    deactivate(member, by=cast.owner, now=clock)
    assert Client().get(newer.path).status_code == 404
    with pytest.raises(Conflict):
        new_link(member, by=cast.owner, now=clock)


def test_a_disabled_log_in_has_no_link(cast, clock):
    link = make_link("login", login=cast.csm.login, now=clock)
    Login.objects.filter(pk=cast.csm.login_id).update(is_active=False)
    assert Client().get(link.path).status_code == 404


def test_an_invitation_is_of_a_member(cast, clock):
    with pytest.raises(ValueError, match="invitation"):
        make_link("invite", login=cast.csm.login, now=clock)
    with pytest.raises(ValueError, match="invitation"):
        make_link("reset", login=cast.csm.login, member=cast.csm, now=clock)
    assert links.LIFETIME[Purpose.INVITE] == timedelta(days=7)
    assert Role.CSM in Role.values
