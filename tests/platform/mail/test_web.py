"""The pages about mails: choosing, and stopping without a log-in."""

from datetime import time

import pytest
from django.test import Client
from django.urls import reverse

from banso.platform.journal.api import history
from banso.platform.mail import api as mail
from banso.platform.mail.stopping import stop_path
from banso.platform.mail.types import _types
from banso.platform.tenancy.api import scope
from tests.cast import Cast, browser_of


@pytest.fixture(autouse=True)
def types(monkeypatch):
    monkeypatch.setattr("banso.platform.mail.types._types", {"test": mail.MailType("test", "Tests")})
    assert _types is not None


def wants(member) -> bool:
    return mail.choices_of([member.pk])[member.pk].wants("test")


def test_a_member_chooses(cast: Cast):
    browser = browser_of(cast.viewer)
    assert browser.get(reverse("mail:choices")).status_code == 200
    given = {"quiet_from": "22:00", "quiet_to": "07:00", "quiet_weekends": "on", "timezone": "Europe/London"}
    assert browser.post(reverse("mail:choices"), given).status_code == 302
    chosen = mail.choices_of([cast.viewer.pk])[cast.viewer.pk]
    assert (chosen.quiet_from, chosen.quiet_to, chosen.quiet_weekends) == (time(22), time(7), True)
    assert not chosen.wants("test")
    change = history("mail_choice", cast.viewer.pk)[-1]
    assert change.changes["quiet_from"] == [None, "22:00"]
    assert change.actor == cast.viewer.pk
    page = browser.get(reverse("mail:choices")).content.decode()
    assert 'value="22:00"' in page


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"quiet_from": "22:00"}, "開始と終わりの両方"),
        ({"quiet_from": "22:00", "quiet_to": "22:00"}, "同じ"),
        ({"quiet_from": "nonsense"}, "nonsense"),
        ({"timezone": "Mars/Olympus"}, "Mars/Olympus"),
    ],
)
def test_a_wrong_choice_is_told_at_its_field_and_kept(cast: Cast, given, said):
    response = browser_of(cast.csm).post(reverse("mail:choices"), given)
    page = response.content.decode()
    assert response.status_code == 422
    assert said in page
    assert all(value in page for value in given.values())


@pytest.mark.requirement("R134")
def test_one_click_stops_without_a_log_in(cast: Cast):
    outside = Client(enforce_csrf_checks=True)
    path = stop_path(cast.csm, "test")
    assert outside.get(path).status_code == 200
    assert wants(cast.csm), "looking at the page stops nothing"
    assert outside.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not wants(cast.csm)
    assert wants(cast.manager)
    assert outside.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not wants(cast.csm), "a second click changes nothing"
    assert outside.post(path, {"again": "1"}).status_code == 200
    assert wants(cast.csm)
    change = history("mail_choice", cast.csm.pk)[-1]
    assert (change.actor, change.source) == (cast.csm.pk, "mail")


def test_a_link_works_for_its_member_alone(cast: Cast):
    path = stop_path(cast.stranger, "test")
    browser_of(cast.csm).post(path)
    assert wants(cast.csm)
    with scope(cast.elsewhere):
        assert not wants(cast.stranger)


@pytest.mark.parametrize("token", ["nonsense", "W10:1x:y", "../../etc", "x" * 3_000])
def test_a_wrong_link_says_so(db, token):
    assert Client().get(reverse("mail:stop", args=["t"]).replace("/t", "/" + token)).status_code == 404
    good = Client().get("/mails/stop/abc:def")
    assert good.status_code == 404
