"""The fragments of work, asked by everybody."""

from datetime import date

import pytest
from django.urls import reverse

from banso.record.customers.api import create_account
from banso.record.work.api import NewTask, create_task, find_task, tasks_of_account
from tests.cast import browser_of

PAGE = "http://testserver/accounts/x"


@pytest.fixture
def account(cast, now):
    return create_account("青嶺物流", now=now)


@pytest.fixture
def task(cast, account, now):
    wanted = NewTask(title="<b>電話</b>する", owner=cast.csm, account=account, due=date(2026, 4, 1), steps=["聞く"])
    return create_task(wanted, member=None, now=now)


def buttons(task):
    return [reverse(f"work:{name}", args=[task.uid]) for name in ("finish", "reopen", "snooze")] + [
        reverse("work:step", args=[task.uid, 0]),
        reverse("work:add", args=[task.account.uid]),
    ]


def test_the_panel_shows_tasks_and_escapes_them(task, cast):
    page = browser_of(cast.viewer).get(reverse("work:of_account", args=[task.account.uid])).content.decode()
    assert "&lt;b&gt;電話&lt;/b&gt;する" in page
    assert "<form" not in page


def test_a_csm_finishes_and_reopens(task, cast):
    browser = browser_of(cast.csm)
    url = reverse("work:finish", args=[task.uid])
    answer = browser.post(url, headers={"HX-Request": "true"})
    assert f'id="task-{task.uid}"' in answer.content.decode()
    assert reverse("work:reopen", args=[task.uid]) in answer.content.decode()
    assert find_task(task.uid).done_by == cast.csm
    answer = browser.post(reverse("work:reopen", args=[task.uid]), HTTP_REFERER=PAGE)
    assert (answer.status_code, answer.headers["Location"]) == (302, PAGE)
    assert find_task(task.uid).state == "open"


def test_a_plain_form_never_leads_to_another_site(task, cast):
    answer = browser_of(cast.csm).post(
        reverse("work:finish", args=[task.uid]), {"next": "https://evil.example/"}, HTTP_REFERER="https://evil.example/"
    )
    assert answer.headers["Location"] == "/"


def test_add_and_snooze_and_tick(task, cast):
    browser = browser_of(cast.csm)
    browser.post(reverse("work:add", args=[task.account.uid]), {"title": "見積を送る", "due": "2026-04-03"})
    assert {one.title for one in tasks_of_account(task.account_id)} == {task.title, "見積を送る"}
    browser.post(reverse("work:step", args=[task.uid, 0]), {"done": "1"})
    assert find_task(task.uid).steps[0]["done"]
    browser.post(reverse("work:snooze", args=[task.uid]), {"days": "3"})
    assert find_task(task.uid).state == "snoozed"


@pytest.mark.parametrize(
    ("name", "values"),
    [("snooze", {"days": "0"}), ("snooze", {"days": "９"}), ("snooze", {"days": "401"}), ("snooze", {"days": "x"})],
)
def test_wrong_input_says_what_to_do(task, cast, name, values):
    answer = browser_of(cast.csm).post(reverse(f"work:{name}", args=[task.uid]), values, HTTP_ACCEPT="application/json")
    assert answer.status_code == 400
    assert find_task(task.uid).state == "open"


@pytest.mark.parametrize("due", ["2026-02-31", "tomorrow"])
def test_a_wrong_day(task, cast, due):
    url = reverse("work:add", args=[task.account.uid])
    assert browser_of(cast.csm).post(url, {"title": "x", "due": due}).status_code == 400


def test_buttons_are_for_those_who_work(task, cast, client):
    for url in buttons(task):
        assert browser_of(cast.viewer).post(url).status_code == 403
        assert browser_of(cast.stranger).post(url).status_code == 404
        assert client.post(url).status_code == 302
        assert browser_of(cast.csm).get(url).status_code == 405
    assert find_task(task.uid).state == "open"


def test_the_panel_is_for_members_of_the_company(task, cast, client):
    url = reverse("work:of_account", args=[task.account.uid])
    assert [browser_of(member).get(url).status_code for member in cast.members] == [200] * 4
    assert browser_of(cast.stranger).get(url).status_code == 404
    assert client.get(url).status_code == 302
