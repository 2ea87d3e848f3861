"""Logging in and out, passwords, and the limits that keep guessers out."""

import re

import pytest
from django.contrib.auth import SESSION_KEY
from django.core import mail
from django.core.cache import cache
from django.test import Client

from banso.platform.identity.api import Login
from tests.cast import PASSWORD, browser_of

LOGIN = "/account/login/"


@pytest.fixture(autouse=True)
def fresh_limits(db):
    cache.clear()


def try_password(browser, email, password):
    return browser.post(LOGIN, {"login": email, "password": password}, headers={"Accept-Language": "en"})


def test_in_and_out(cast):
    browser = Client()
    assert browser.get(LOGIN).status_code == 200
    assert try_password(browser, cast.csm.login.email.upper(), PASSWORD)["Location"] == "/"
    assert browser.session[SESSION_KEY] == str(cast.csm.login_id)
    assert browser.post("/account/logout/").status_code == 302
    assert SESSION_KEY not in browser.session


def test_log_out_is_a_post(cast):
    browser = browser_of(cast.csm)
    browser.get("/account/logout/")
    assert SESSION_KEY in browser.session


def test_the_way_back_after_log_in_stays_here(cast):
    for wanted, led in (("/profile", "/profile"), ("https://evil.example/", "/"), ("//evil.example", "/")):
        answer = Client().post(LOGIN, {"login": cast.csm.login.email, "password": PASSWORD, "next": wanted})
        assert answer["Location"] == led


def test_a_wrong_password_and_an_unknown_address_look_the_same(cast):
    pages = [
        re.sub(r"csrf\w+\" value=\"\w+|value=\"[^\"]*@[^\"]*\"|hx-headers[^>]*", "", text)
        for text in (
            try_password(Client(), cast.csm.login.email, "not the password").content.decode(),
            try_password(Client(), "nobody@ayumi.example", "not the password").content.decode(),
        )
    ]
    assert 'role="alert"' in pages[0]
    assert pages[0] == pages[1]


def test_an_unknown_address_costs_a_hash_too(cast, monkeypatch):
    hashed = []
    monkeypatch.setattr(Login, "set_password", lambda self, raw: hashed.append(raw))
    try_password(Client(), "nobody@ayumi.example", "not the password")
    assert hashed == ["not the password"]


def test_a_thousand_tries_are_stopped(cast):
    """The limits: 30 tries a minute and address, 10 failures a minute and address, 5 in five minutes a log-in."""
    browser = Client()
    answers = [try_password(browser, cast.csm.login.email, f"guess {number}").status_code for number in range(60)]
    assert 429 in answers
    assert answers[-1] == 429
    blocked = try_password(Client(), cast.csm.login.email, PASSWORD)
    assert SESSION_KEY not in Client().session
    assert blocked.status_code != 302, "the right password does not help any more"


def test_the_limit_of_one_log_in_holds_from_everywhere(cast):
    for number in range(6):
        Client(REMOTE_ADDR=f"203.0.113.{number}").post(LOGIN, {"login": cast.csm.login.email, "password": "guess"})
    answer = Client(REMOTE_ADDR="203.0.113.99").post(LOGIN, {"login": cast.csm.login.email, "password": PASSWORD})
    assert answer.status_code == 200
    other = Client(REMOTE_ADDR="203.0.113.98").post(LOGIN, {"login": cast.owner.login.email, "password": PASSWORD})
    assert other.status_code == 302


def test_sign_up_is_closed(cast):
    values = {"email": "new@ayumi.example", "password1": "quite another password"}
    Client().post("/account/signup/", values)
    assert not Login.objects.filter(email="new@ayumi.example").exists()
    assert Client().get("/account/signup/").status_code == 200


def test_a_disabled_log_in_stays_out(cast):
    Login.objects.filter(pk=cast.csm.login_id).update(is_active=False)
    browser = Client()
    try_password(browser, cast.csm.login.email, PASSWORD)
    assert SESSION_KEY not in browser.session


def test_the_password_is_changed_by_who_knows_it(cast):
    elsewhere, browser = browser_of(cast.csm), browser_of(cast.csm)
    values = {"oldpassword": PASSWORD, "password1": "quite another one", "password2": "quite another one"}
    browser.post("/account/password/change/", values | {"oldpassword": "wrong"})
    assert Login.objects.get(pk=cast.csm.login_id).check_password(PASSWORD)
    browser.post("/account/password/change/", values)
    assert Login.objects.get(pk=cast.csm.login_id).check_password("quite another one")
    assert browser.get("/profile").status_code == 200
    assert elsewhere.get("/profile").status_code == 302, "other sessions end"


def test_a_reset_by_mail(cast):
    browser = Client()
    browser.post("/account/password/reset/", {"email": cast.csm.login.email})
    (message,) = mail.outbox
    assert message.to == [cast.csm.login.email]
    found = re.search(r"http://testserver(/account/password/reset/key/\S+)", str(message.body))
    assert found is not None
    page = browser.get(found[1], follow=True)
    where = page.redirect_chain[-1][0]
    browser.post(where, {"password1": "quite another one", "password2": "quite another one"})
    assert Login.objects.get(pk=cast.csm.login_id).check_password("quite another one")
    assert Client().get(found[1], follow=True).context["token_fail"]


def test_a_reset_for_nobody_looks_the_same(cast):
    answers = [
        Client().post("/account/password/reset/", {"email": email}) for email in (cast.csm.login.email, "no@x.example")
    ]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(302, "/account/password/reset/done/")}


@pytest.mark.parametrize("path", ["email/", "confirm-email/", "reauthenticate/", "login/code/confirm/", "password/"])
def test_what_banso_does_not_use_of_allauth_is_not_there(cast, path):
    assert browser_of(cast.csm).get(f"/account/{path}").status_code == 404
