"""The fragments of signals, asked by everybody."""

from datetime import date

import pytest
from django.urls import reverse

from banso.judgement.signals.api import Signal, SignalAnswer
from banso.record.customers.api import create_account
from tests.cast import browser_of

HTMX = {"HX-Request": "true"}


@pytest.fixture
def signal(cast, now):
    account = create_account("青嶺物流", now=now)
    return Signal.objects.create(rule="silence", rule_version=1, account=account, began=date(2026, 3, 20), found_at=now)


def answer_url(signal):
    return reverse("signals:answer", args=[signal.uid])


def test_wrong_because_and_its_undo(signal, cast):
    browser = browser_of(cast.csm)
    answer = browser.post(answer_url(signal), {"kind": "wrong", "because": "<i>休業中</i>"}, headers=HTMX)
    page = answer.content.decode()
    kept = SignalAnswer.objects.get()
    assert (kept.kind, kept.because, kept.member) == ("wrong", "<i>休業中</i>", cast.csm)
    assert "&lt;i&gt;休業中&lt;/i&gt;" in page
    assert reverse("signals:undo", args=[kept.uid]) in page
    assert browser.post(reverse("signals:undo", args=[kept.uid])).status_code == 302
    signal.refresh_from_db()
    assert signal.state == "open"


@pytest.mark.parametrize("kind", ["right", "dismiss", "mute"])
def test_answers_by_one_click(signal, cast, kind):
    assert browser_of(cast.csm).post(answer_url(signal), {"kind": kind}).status_code == 302
    assert SignalAnswer.objects.get().kind == kind


@pytest.mark.parametrize("values", [{}, {"kind": "wrong"}, {"kind": "done"}, {"kind": "start"}])
def test_wrong_input_changes_nothing(signal, cast, values):
    assert browser_of(cast.csm).post(answer_url(signal), values).status_code == 400
    assert not SignalAnswer.objects.exists()


def test_the_panel(signal, cast, client):
    url = reverse("signals:of_account", args=[signal.account.uid])
    assert [browser_of(member).get(url).status_code for member in cast.members] == [200] * 4
    assert "<form" not in browser_of(cast.viewer).get(url).content.decode()
    assert browser_of(cast.stranger).get(url).status_code == 404
    assert client.get(url).status_code == 302


def test_answers_are_for_those_who_work(signal, cast, client):
    browser_of(cast.csm).post(answer_url(signal), {"kind": "right"})
    undo = reverse("signals:undo", args=[SignalAnswer.objects.get().uid])
    for url in (answer_url(signal), undo):
        assert browser_of(cast.viewer).post(url, {"kind": "right"}).status_code == 403
        assert browser_of(cast.stranger).post(url, {"kind": "right"}).status_code == 404
        assert client.post(url).status_code == 302
        assert browser_of(cast.csm).get(url).status_code == 405
    assert SignalAnswer.objects.get().undone_at is None
