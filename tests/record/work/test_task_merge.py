"""What a task is about, and two people who change one task at the same time."""

from datetime import date
from html import unescape

import pytest
from django.urls import reverse

from banso.judgement.signals.api import Signal
from banso.record.customers.api import create_account, create_contact, create_person
from banso.record.work.api import NewTask, change_task, create_task, find_task
from tests.cast import browser_of

pytestmark = pytest.mark.requirement("R120")


@pytest.fixture
def account(cast, now):
    return create_account("青嶺物流", now=now, external_id="aomine")


@pytest.fixture
def person(account, now):
    made = create_person("山田 花子", now=now)
    create_contact(made, account, now=now)
    return made


@pytest.fixture
def signal(account, now):
    return Signal.objects.create(account=account, rule="silence", rule_version=1, began=date(2026, 3, 2), found_at=now)


@pytest.fixture
def task(cast, account, now):
    wanted = NewTask(title="電話する", owner=cast.csm, account=account, due=date(2026, 4, 3), detail="一\n二")
    return create_task(wanted, member=cast.csm, now=now)


def drawn(browser, task):
    """The form as it stands on the page, as a browser would send it."""
    answer = browser.get(reverse("work:task", args=[task.uid]))
    form = answer.context["form"]
    sent = {one.name: one.value() or "" for one in form} | {"seen": answer.context["seen"]}
    sent["detail"] = str(sent["detail"]).replace("\n", "\r\n")
    return sent


def save(browser, task, sent):
    return browser.post(reverse("work:task_edit", args=[task.uid]), sent)


def test_a_form_that_nobody_touched_changes_nothing(task, cast):
    browser = browser_of(cast.csm)
    before = browser.get(reverse("work:task", args=[task.uid])).context["history"]
    assert save(browser, task, drawn(browser, task)).status_code == 302
    assert browser.get(reverse("work:task", args=[task.uid])).context["history"] == before


def test_a_person_and_a_signal_of_the_account(task, cast, person, signal):
    browser = browser_of(cast.csm)
    sent = drawn(browser, task) | {"person": str(person.uid), "signal": str(signal.pk)}
    assert save(browser, task, sent).status_code == 302
    found = find_task(task.uid)
    assert (found.person, found.signal_id) == (person, signal.pk)
    answer = browser.get(reverse("work:task", args=[task.uid]))
    page = answer.content.decode()
    assert person.name in page
    assert answer.context["signal"] in unescape(page)
    assert answer.context["signal"]
    assert f'value="{signal.pk}" selected' in page


def test_people_of_another_account_are_no_choice(task, cast, now):
    other = create_person("余所 太郎", now=now)
    browser = browser_of(cast.csm)
    answer = save(browser, task, drawn(browser, task) | {"person": str(other.uid), "signal": "99"})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"person", "signal"}


def test_choices_follow_the_account(cast, person, account):
    shown = browser_of(cast.csm).get(reverse("work:task_links"), {"account": account.name}).content.decode()
    assert "山田 花子" in shown
    assert "山田" not in browser_of(cast.csm).get(reverse("work:task_links"), {"account": "?"}).content.decode()
    assert browser_of(cast.viewer).get(reverse("work:task_links")).status_code == 403


def test_the_play_behind_a_task_is_named(cast, account, now):
    wanted = NewTask(title="聞く", owner=cast.csm, account=account, cause={"play": "re_engage", "version": 1})
    task = create_task(wanted, member=cast.csm, now=now)
    answer = browser_of(cast.viewer).get(reverse("work:task", args=[task.uid]))
    assert answer.context["play"] == "re_engage"
    assert answer.context["play_name"] in answer.content.decode()


def test_what_somebody_else_changed_meanwhile_stays(task, cast, now):
    browser = browser_of(cast.csm)
    sent = drawn(browser, task)
    change_task(task, {"priority": 3, "due": date(2026, 5, 1)}, member=cast.manager, now=now)
    assert save(browser, task, sent | {"title": "別の題"}).status_code == 302
    found = find_task(task.uid)
    assert (found.title, found.priority, found.due) == ("別の題", 3, date(2026, 5, 1))


def test_one_field_changed_by_two_is_asked_about(task, cast, now):
    browser = browser_of(cast.csm)
    sent = drawn(browser, task) | {"title": "わたしの題", "detail": "残る"}
    other = browser_of(cast.manager)
    assert save(other, task, drawn(other, task) | {"title": "あなたの題", "priority": "3"}).status_code == 302
    answer = save(browser, task, sent)
    assert answer.status_code == 409
    page = unescape(answer.content.decode())
    for said in ("あなたの題", "わたしの題", cast.manager.name):
        assert said in page
    assert find_task(task.uid).title == "あなたの題"
    form = answer.context["form"]
    again = {one.name: one.value() or "" for one in form} | {"seen": answer.context["seen"]}
    assert str(again["priority"]) == "3"
    assert save(browser, task, again).status_code == 302
    found = find_task(task.uid)
    assert (found.title, found.priority, found.detail) == ("わたしの題", 3, "残る")


def test_a_mistake_does_not_forget_what_was_seen(task, cast, now):
    browser = browser_of(cast.csm)
    sent = drawn(browser, task) | {"title": ""}
    change_task(task, {"title": "あなたの題"}, member=cast.manager, now=now)
    answer = save(browser, task, sent)
    assert answer.status_code == 422
    assert save(browser, task, sent | {"title": "わたしの題", "seen": answer.context["seen"]}).status_code == 409


@pytest.mark.parametrize("seen", ["", "{", "[]", "1", '{"title":1}'])
def test_a_token_that_is_none(task, cast, seen):
    browser = browser_of(cast.csm)
    answer = save(browser, task, drawn(browser, task) | {"seen": seen, "minutes": "15"})
    assert answer.status_code in (302, 409)
