"""Mails that wait: a member holds them, lets them go or leaves them; those of others are nobody else's business."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from banso.platform.jobs.api import Effect
from banso.platform.mail.sending import MAIL
from banso.record.work.api import NewTask, cancel_task, create_task
from tests.cast import browser_of

pytestmark = pytest.mark.requirement("R134")


def mail_to(member, subject: str, state: str = "wait", cause: str = "") -> Effect:
    now = timezone.now()
    payload = {"member": member.pk, "type": "mention", "subject": subject, "letter": {}}
    return Effect.objects.create(
        kind=MAIL, key=f"{subject}{member.pk}", state=state, payload=payload, cause=cause,
        due_at=now + timedelta(hours=1), created_at=now,
    )  # fmt: skip


def state(mail: Effect) -> str:
    mail.refresh_from_db()
    return mail.state


@pytest.mark.parametrize(("language", "words"), [("ja", "止めておく"), ("en", "Hold")])
def test_a_member_holds_a_waiting_mail_and_lets_it_go(cast, language, words):
    cast.csm.language = language
    cast.csm.save()
    mail, browser = mail_to(cast.csm, "予算の相談"), browser_of(cast.csm)
    page = browser.get(reverse("mail:choices")).content.decode()
    assert "予算の相談" in page
    assert words in page
    assert browser.post(reverse("mail:hold", args=[mail.uid])).status_code == 302
    assert state(mail) == "paused"
    page = browser.get(reverse("mail:choices")).content.decode()
    assert reverse("mail:let_go", args=[mail.uid]) in page
    browser.post(reverse("mail:let_go", args=[mail.uid]))
    assert state(mail) == "wait"
    browser.post(reverse("mail:leave", args=[mail.uid]))
    assert state(mail) == "cancelled"
    assert reverse("mail:leave", args=[mail.uid]) not in browser.get(reverse("mail:choices")).content.decode()


def test_mails_of_others_are_not_shown_and_not_touched(cast):
    mail = mail_to(cast.csm, "予算の相談")
    for other in (cast.owner, cast.viewer, cast.stranger):
        browser = browser_of(other)
        assert "予算の相談" not in browser.get(reverse("mail:choices")).content.decode()
        assert browser.post(reverse("mail:hold", args=[mail.uid])).status_code == 404
    assert state(mail) == "wait"


def test_what_has_gone_is_said_to_have_gone(cast):
    mail = mail_to(cast.csm, "予算の相談", state="sent")
    browser = browser_of(cast.csm)
    browser.post(reverse("mail:hold", args=[mail.uid]))
    assert state(mail) == "sent"
    assert "すでに" in browser.get(reverse("mail:choices")).content.decode()


def test_cancelling_a_task_takes_back_its_mail_that_has_not_gone(cast, now):
    task = create_task(NewTask(title="見積を送る", owner=cast.csm), member=cast.owner, now=now)
    other = create_task(NewTask(title="電話する", owner=cast.csm), member=cast.owner, now=now)
    cause = f"inbox:task:{task.uid}:{cast.csm.pk}:{now.isoformat()}"
    waiting, gone = mail_to(cast.csm, "a", cause=cause), mail_to(cast.csm, "b", "sent", cause=cause)
    elsewhere = mail_to(cast.csm, "c", cause=f"inbox:task:{other.uid}:1")
    cancel_task(task, now=now)
    assert [state(one) for one in (waiting, gone, elsewhere)] == ["cancelled", "sent", "wait"]
