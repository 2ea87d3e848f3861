"""The page of tasks, the page of one task, and the calendar feed, asked by everybody."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from banso.platform.identity.api import Member
from banso.record.customers.api import create_account
from banso.record.work.api import NewTask, create_task, create_tasks, find_task, finish_task
from banso.record.work.models import CalendarFeed, Task
from tests.cast import browser_of

pytestmark = pytest.mark.requirement("R120")
FRAGMENT = {"HX-Request": "true"}


@pytest.fixture
def today():
    return timezone.localdate(timezone=ZoneInfo("Asia/Tokyo"))


@pytest.fixture
def account(cast, now):
    return create_account("青嶺物流", now=now, external_id="aomine")


@pytest.fixture
def task(cast, account, now, today):
    wanted = NewTask(title="<b>電話</b>する", owner=cast.csm, account=account, due=today, steps=["聞く"])
    return create_task(wanted, member=cast.csm, now=now)


def text_of(answer):
    return answer.content.decode()


def page(member, **query):
    return browser_of(member).get(reverse("work:tasks"), query)


def form(task=None, **changes):
    found = {"title": "見積を送る", "kind": "todo", "priority": "1", "due": "2026-04-03", "account": "青嶺物流"}
    return found | changes


# --- the page -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("view", ["queue", "board", "calendar"])
@pytest.mark.parametrize("by", ["state", "priority"])
def test_every_view_shows_it_to_every_member(task, cast, view, by):
    for member in cast.members:
        answer = page(member, view=view, by=by, who="all", day=task.due.isoformat())
        assert answer.status_code == 200
        assert "&lt;b&gt;電話&lt;/b&gt;する" in text_of(answer)
    assert "電話" not in text_of(page(cast.stranger, view=view, who="all"))


def test_the_queue_is_grouped_by_day(cast, now, today):
    days = {"late": -2, "now": 0, "far": 60}
    for name, days_away in days.items():
        create_task(NewTask(title=name, owner=cast.csm, due=today + timedelta(days=days_away)), member=None, now=now)
    create_task(NewTask(title="some day", owner=cast.csm), member=None, now=now)
    shown = text_of(page(cast.csm))
    places = [shown.index(f'id="group-{key}"') for key in ("late", "today", "later", "none")]
    assert places == sorted(places)
    assert shown.index("late</a>") < shown.index("now</a>") < shown.index("far</a>") < shown.index("some day</a>")
    assert "late</a>" not in text_of(page(cast.manager))


@pytest.mark.parametrize("view", ["queue", "board", "calendar"])
def test_a_list_takes_a_constant_number_of_queries(cast, account, now, today, view):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert page(cast.csm, view=view, day=today.isoformat()).status_code == 200
        return len(seen)

    def more(n):
        rows = [NewTask(title=f"{n}", owner=cast.csm, account=account, due=today) for _ in range(n)]
        create_tasks(rows, member=cast.csm, now=now)

    more(2)
    few = queries()
    more(20)
    assert queries() == few


@pytest.mark.parametrize(
    "query", [{"month": "2026-13"}, {"month": "x"}, {"day": "0001-01-01"}, {"day": "9999-12-31"}, {"day": "\x00"}]
)
def test_a_day_that_is_none(cast, query):
    assert page(cast.csm, view="calendar", **query).status_code == 400


def test_nobody_knows_whose(cast):
    assert page(cast.csm, who="01a213bc-7445-7199-9f3f-c0a5387c3bd4").status_code == 404
    assert page(cast.csm, who=str(cast.stranger.uid)).status_code == 404


def test_a_button_of_the_page_answers_with_the_list(task, cast):
    url = reverse("work:finish", args=[task.uid]) + "?in=page&who=all"
    answer = browser_of(cast.csm).post(url, headers=FRAGMENT)
    assert 'id="group-' not in text_of(answer)
    assert "hx-partial" in text_of(answer) or "toast" in text_of(answer)
    assert find_task(task.uid).state == "done"


# --- the board ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("by", "to", "expected"),
    [
        ("state", "done", ("done", 1)), ("state", "snoozed", ("snoozed", 1)), ("state", "open", ("open", 1)),
        ("priority", "3", ("open", 3)), ("priority", "0", ("open", 0)),
    ],
)  # fmt: skip
def test_a_card_is_moved(task, cast, by, to, expected):
    url = reverse("work:task_move", args=[task.uid]) + f"?view=board&by={by}"
    answer = browser_of(cast.csm).post(url, {"to": to}, headers=FRAGMENT)
    assert answer.status_code == 200
    found = find_task(task.uid)
    assert (found.state, found.priority) == expected


@pytest.mark.parametrize(("by", "to"), [("state", "3"), ("priority", "done"), ("state", ""), ("priority", "9")])
def test_a_column_that_is_not_there(task, cast, by, to):
    url = reverse("work:task_move", args=[task.uid]) + f"?view=board&by={by}"
    assert browser_of(cast.csm).post(url, {"to": to}).status_code == 400


def test_a_done_card_can_be_put_off(task, cast, now):
    finish_task(task, member=cast.csm, now=now)
    url = reverse("work:task_move", args=[task.uid]) + "?view=board"
    assert browser_of(cast.csm).post(url, {"to": "snoozed"}, headers=FRAGMENT).status_code == 200
    assert find_task(task.uid).state == "snoozed"


# --- many at once ---------------------------------------------------------------------------------------------------


def test_several_are_changed_and_given_back(cast, now, today):
    tasks = create_tasks([NewTask(title=f"{n}", owner=cast.csm, due=today) for n in range(3)], member=None, now=now)
    browser = browser_of(cast.csm)
    sent = {
        "task": [str(one.uid) for one in tasks],
        "owner": str(cast.manager.uid),
        "priority": "3",
        "due": "2026-05-01",
    }
    answer = browser.post(reverse("work:tasks_bulk"), sent, headers=FRAGMENT)
    assert answer.status_code == 200
    assert {(one.owner_id, one.priority, one.due) for one in Task.objects.all()} == {
        (cast.manager.pk, 3, date(2026, 5, 1))
    }
    undo = text_of(answer).split('action="/tasks/bulk/')[1].split('"')[0]
    assert browser_of(cast.viewer).post(f"/tasks/bulk/{undo}").status_code == 403
    assert browser_of(cast.stranger).post(f"/tasks/bulk/{undo}").status_code == 404
    assert browser.post(f"/tasks/bulk/{undo}").status_code == 302
    assert {(one.owner_id, one.priority, one.due) for one in Task.objects.all()} == {(cast.csm.pk, 1, today)}


@pytest.mark.parametrize(
    "sent",
    [
        {}, {"priority": "1"}, {"task": "x", "act": "done"}, {"act": "dance"}, {"priority": "9"}, {"due": "soon"},
        {"owner": "01a213bc-7445-7199-9f3f-c0a5387c3bd4"},
    ],
)  # fmt: skip
def test_a_bulk_edit_that_means_nothing(task, cast, sent):
    sent = sent if "priority" in sent and sent["priority"] == "1" else {"task": str(task.uid)} | sent
    answer = browser_of(cast.csm).post(reverse("work:tasks_bulk"), sent)
    assert 400 <= answer.status_code < 500
    assert find_task(task.uid).priority == 1


def test_tasks_of_others_companies_are_left_alone(task, cast):
    answer = browser_of(cast.stranger).post(reverse("work:tasks_bulk"), {"task": str(task.uid), "act": "done"})
    assert answer.status_code == 400
    assert find_task(task.uid).state == "open"


# --- one task --------------------------------------------------------------------------------------------------------


def test_a_task_is_made_with_everything(cast, account):
    sent = form(
        owner=str(cast.manager.uid), recurrence="FREQ=WEEKLY", minutes="30", detail="詳細", steps="聞く\n[x] 書く"
    )
    answer = browser_of(cast.csm).post(reverse("work:task_new") + "?next=/accounts/", sent)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/")
    task = Task.objects.get()
    assert (task.owner, task.account, task.due, task.recurrence) == (
        cast.manager,
        account,
        date(2026, 4, 3),
        "FREQ=WEEKLY",
    )
    assert [step["title"] for step in task.steps] == ["聞く", "書く"]


@pytest.mark.parametrize("place", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_a_new_task_never_leads_to_another_site(cast, place):
    sent = {"title": "x", "kind": "todo", "priority": "1", "owner": str(cast.csm.uid), "next": place}
    assert browser_of(cast.csm).post(reverse("work:task_new"), sent).headers["Location"] == "/tasks/"


WRONG = [
    ("title", ""), ("title", "x" * 301), ("title", "\x00"), ("due", "2026-02-31"), ("due", "x"), ("priority", "9"),
    ("kind", "dance"), ("minutes", "0"), ("minutes", "x"), ("recurrence", "FREQ=SECONDLY"), ("owner", "nobody"),
    ("account", "no such company"), ("steps", "x" * 301), ("detail", "x" * 20_001),
]  # fmt: skip


@pytest.mark.parametrize(("field", "value"), WRONG)
@pytest.mark.parametrize("which", ["new", "edit"])
def test_wrong_input_is_said_at_its_field_and_kept(task, cast, field, value, which):
    url = reverse("work:task_new") if which == "new" else reverse("work:task_edit", args=[task.uid])
    sent = form(owner=str(cast.csm.uid), detail="これは残る") | {field: value}
    answer = browser_of(cast.csm).post(url, sent)
    assert answer.status_code == 422
    assert answer.context["form"].errors.get(field)
    shown = text_of(answer)
    assert 'role="alert"' in shown
    if field != "detail":
        assert "これは残る" in shown
    assert Task.objects.count() == 1
    assert find_task(task.uid).title == task.title


def test_two_accounts_of_one_name_are_asked_about(task, cast, now):
    create_account("青嶺物流", now=now, external_id="aomine-2")
    answer = browser_of(cast.csm).post(reverse("work:task_new"), form(owner=str(cast.csm.uid)))
    assert answer.status_code == 422
    assert "account" in answer.context["form"].errors
    # What was not touched stays: its account is known.
    sent = form(owner=str(cast.csm.uid), title="新しい題")
    assert browser_of(cast.csm).post(reverse("work:task_edit", args=[task.uid]), sent).status_code == 302
    assert find_task(task.uid).account_id == task.account_id


def test_an_edit_is_taken_back_by_its_toast(task, cast):
    browser = browser_of(cast.csm)
    sent = form(owner=str(cast.csm.uid), title="新しい題", steps="[x] 聞く")
    answer = browser.post(reverse("work:task_edit", args=[task.uid]), sent, follow=True)
    assert find_task(task.uid).steps == [{"title": "聞く", "done": True}]
    undo = text_of(answer).split(f'action="/tasks/{task.uid}/undo/')[1].split('"')[0]
    address = f"/tasks/{task.uid}/undo/{undo}"
    assert browser_of(cast.stranger).post(address).status_code == 404
    assert browser.post(address).status_code == 302
    assert find_task(task.uid).title == task.title
    assert browser.post(address).status_code == 409


def test_cancel_and_open_again(task, cast):
    browser = browser_of(cast.csm)
    answer = browser.post(reverse("work:task_cancel", args=[task.uid]), follow=True)
    assert find_task(task.uid).state == "cancelled"
    assert reverse("work:reopen", args=[task.uid]) in text_of(answer)
    browser.post(reverse("work:reopen", args=[task.uid]))
    assert find_task(task.uid).state == "open"


def test_hand_over_by_the_form(task, cast):
    browser = browser_of(cast.csm)
    url = reverse("work:task_hand_over", args=[task.uid])
    for sent in ({"over-to": ""}, {"over-to": str(cast.stranger.uid)}, {"over-to": str(cast.csm.uid)}):
        answer = browser.post(url, sent | {"over-note": "これは残る"})
        assert answer.status_code == 422
        assert "これは残る" in text_of(answer)
    assert browser.post(url, {"over-to": str(cast.manager.uid), "over-note": "よろしく"}).status_code == 302
    assert find_task(task.uid).owner == cast.manager
    assert "よろしく" in text_of(browser.get(reverse("work:task", args=[task.uid])))


def test_the_viewer_reads_and_gets_no_form(task, cast):
    answer = browser_of(cast.viewer).get(reverse("work:task", args=[task.uid]))
    assert answer.status_code == 200
    assert 'name="title"' not in text_of(answer)


def test_names_of_accounts_are_proposed(account, cast):
    url = reverse("work:suggest")
    assert "青嶺物流" in text_of(browser_of(cast.csm).get(url, {"q": "青嶺"}))
    for text in ("", "\x00", "%", "a" * 5000):
        assert browser_of(cast.csm).get(url, {"q": text}).status_code == 200
    assert "青嶺" not in text_of(browser_of(cast.stranger).get(url, {"q": "青嶺"}))


# --- the calendar feed -----------------------------------------------------------------------------------------------


def address_of(member):
    answer = browser_of(member).post(reverse("work:feed_make"))
    assert answer.headers["Cache-Control"] == "no-store"
    return text_of(answer).split('value="http://testserver')[1].split('"')[0]


def test_the_feed_has_open_tasks_with_a_day(cast, account, now, today):
    text = '改行\n; , \\ "引用" <b> ' + "とても長い題名" * 12
    rows = [
        NewTask(title=text.replace("\n", " "), detail=text, owner=cast.csm, account=account, due=today, priority=3),
        NewTask(title="no day", owner=cast.csm),
        NewTask(title="somebody else's", owner=cast.manager, due=today),
        NewTask(title="done", owner=cast.csm, due=today),
    ]
    made = create_tasks(rows, member=None, now=now)
    finish_task(made[3], member=cast.csm, now=now)
    answer = Client().get(address_of(cast.csm))
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert all(len(line.encode()) <= 75 for line in text_of(answer).split("\r\n"))
    (event,) = icalendar.Calendar.from_ical(answer.content).events
    assert event.get("SUMMARY") == f"{rows[0].title} (青嶺物流)"
    assert event.get("DESCRIPTION").startswith(text)
    assert (event.start, event.end) == (today, today + timedelta(days=1))
    assert event.get("PRIORITY") == 1
    assert str(made[0].uid) in event.get("URL")


def test_only_the_hash_is_kept_and_a_new_address_ends_the_old_one(cast):
    old = address_of(cast.csm)
    token = old.split("/")[-1].removesuffix(".ics")
    assert token not in repr(list(CalendarFeed.objects.values()))
    new = address_of(cast.csm)
    assert [Client().get(url).status_code for url in (old, new)] == [404, 200]
    browser_of(cast.csm).post(reverse("work:feed_revoke"))
    assert Client().get(new).status_code == 404
    assert browser_of(cast.csm).post(reverse("work:feed_revoke")).status_code == 302


def test_a_feed_opens_for_nobody_who_cannot_come_in(cast, now):
    url = address_of(cast.csm)
    Member.objects.filter(pk=cast.csm.pk).update(deactivated_at=now)
    assert Client().get(url).status_code == 404


def test_the_feed_takes_a_constant_number_of_queries(cast, account, now, today):
    url = address_of(cast.csm)

    def queries():
        with CaptureQueriesContext(connection) as seen:
            Client().get(url)
        return len(seen)

    create_tasks([NewTask(title="x", owner=cast.csm, account=account, due=today)] * 2, member=None, now=now)
    few = queries()
    create_tasks([NewTask(title="x", owner=cast.csm, account=account, due=today)] * 30, member=None, now=now)
    assert queries() == few
