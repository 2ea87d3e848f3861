"""Tasks: made, finished, put off and reopened, each with its row in the journal."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from banso.platform.journal.api import history, undo_change
from banso.platform.kit.errors import BansoError, Conflict, NotFound
from banso.platform.tenancy.api import scope
from banso.record.customers.api import create_account
from banso.record.work.api import (
    BadTask,
    NewTask,
    Task,
    accounts_in_hand,
    cancel_task,
    create_task,
    create_tasks,
    find_task,
    finish_task,
    reopen_task,
    snooze_task,
    tasks_caused_by,
    tasks_of_account,
    tasks_of_member,
    tick_step,
)

pytestmark = pytest.mark.requirement("R120")

TODAY = date(2026, 4, 1)


@pytest.fixture
def account(cast, now):
    return create_account("青嶺物流", now=now)


@pytest.fixture
def task(cast, account, now):
    return create_task(
        NewTask(title="電話する", owner=cast.csm, account=account, kind="call", due=TODAY, steps=["聞く", "書く"]),
        member=cast.manager,
        now=now,
    )


def test_a_task_is_made_with_its_row_in_the_journal(task, cast, account):
    assert (task.state, task.created_by, task.done_at) == ("open", cast.manager, None)
    change = history("task", task.pk)[0]
    assert change.changes["exists"] == [False, True]
    assert change.changes["owner"] == [None, cast.csm.pk]
    assert tasks_of_account(account.pk) == [task]


@pytest.mark.parametrize(
    ("values", "about"),
    [({"title": "  "}, "title"), ({"title": "x" * 301}, "300"), ({"title": "x", "kind": "dance"}, "dance")],
)
def test_what_cannot_be_a_task(cast, now, values, about):
    with pytest.raises(BadTask, match=about):
        create_task(NewTask(owner=cast.csm, **values), member=None, now=now)


def test_all_or_none(cast, now):
    with pytest.raises(BadTask):
        create_tasks([NewTask(title="a", owner=cast.csm), NewTask(title="", owner=cast.csm)], member=None, now=now)
    assert not Task.objects.exists()


def test_finish_and_reopen(task, cast, now):
    later = now + timedelta(hours=1)
    finish_task(task, member=cast.csm, now=later)
    task.refresh_from_db()
    assert (task.state, task.done_at, task.done_by) == ("done", later, cast.csm)
    finish_task(task, member=cast.csm, now=later)
    assert len(history("task", task.pk)) == 2
    reopen_task(task, now=later)
    task.refresh_from_db()
    assert (task.state, task.done_at, task.done_by) == ("open", None, None)


def test_a_snoozed_task_comes_back_by_itself(task, cast, now):
    snooze_task(task, until=TODAY + timedelta(days=3), today=TODAY, now=now)
    assert tasks_of_member(cast.csm.pk, TODAY + timedelta(days=2)) == []
    assert tasks_of_member(cast.csm.pk, TODAY + timedelta(days=3)) == [task]
    with pytest.raises(BansoError, match="later"):
        snooze_task(task, until=TODAY, today=TODAY, now=now)


def test_two_people_cannot_both_move_it(task, cast, now):
    stale = find_task(task.uid)
    cancel_task(task, now=now)
    with pytest.raises(Conflict, match="cancelled"):
        finish_task(stale, member=cast.csm, now=now)


def test_steps_are_ticked(task, now):
    tick_step(task, 1, done=True, now=now)
    task.refresh_from_db()
    assert [step["done"] for step in task.steps] == [False, True]
    with pytest.raises(Conflict):
        tick_step(task, 2, done=True, now=now)


@pytest.mark.parametrize("move", ["finish", "snooze", "cancel"])
def test_undo_gives_back_what_was(task, cast, now, move):
    now = now.replace(microsecond=123456)
    before = (task.state, task.done_at, task.done_by, task.snoozed_until)
    if move == "finish":
        finish_task(task, member=cast.csm, now=now)
    elif move == "snooze":
        snooze_task(task, until=TODAY + timedelta(days=1), today=TODAY, now=now)
    else:
        cancel_task(task, now=now)
    assert undo_change(history("task", task.pk)[0], now).conflicts == []
    task.refresh_from_db()
    assert (task.state, task.done_at, task.done_by, task.snoozed_until) == before


def test_undo_leaves_alone_what_changed_since(task, cast, now):
    finish_task(task, member=cast.csm, now=now)
    change = history("task", task.pk)[0]
    reopen_task(task, now=now)
    assert undo_change(change, now).conflicts
    task.refresh_from_db()
    assert task.state == "open"


def test_undo_of_making_it_cancels_it(task, now):
    undo_change(history("task", task.pk)[0], now)
    task.refresh_from_db()
    assert task.state == "cancelled"


def test_order_of_a_members_tasks(cast, now):
    due = {"late": TODAY - timedelta(days=3), "now": TODAY, "some day": None, "next week": TODAY + timedelta(days=7)}
    create_tasks([NewTask(title=title, owner=cast.csm, due=day) for title, day in due.items()], member=None, now=now)
    assert [one.title for one in tasks_of_member(cast.csm.pk, TODAY)] == ["late", "now", "some day"]
    assert len(tasks_of_member(cast.csm.pk, TODAY, days=7)) == 4
    assert tasks_of_member(cast.manager.pk, TODAY) == []


def test_what_a_play_caused(cast, account, now):
    made = create_tasks(
        [
            NewTask(title="a", owner=cast.csm, account=account, cause={"play": "p", "run": 1}),
            NewTask(title="b", owner=cast.csm, account=account, cause={"play": "p", "run": 2}),
            NewTask(title="c", owner=cast.csm, account=account),
        ],
        member=None,
        now=now,
    )
    assert tasks_caused_by(account.pk, "run", 2) == [made[1]]
    assert accounts_in_hand() == {account.pk}
    for one in made[:2]:
        finish_task(one, member=None, now=now)
    assert accounts_in_hand() == set()


def test_lists_take_a_constant_number_of_queries(cast, account, now):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as seen:
            for one in [*tasks_of_account(account.pk), *tasks_of_member(cast.csm.pk, TODAY)]:
                assert one.owner.name
                assert one.account is None or one.account.name
        return len(seen)

    def more(n):
        create_tasks([NewTask(title=f"{n}", owner=cast.csm, account=account) for _ in range(n)], member=None, now=now)

    more(3)
    few = queries()
    more(12)
    # Which accounts were merged into it; its tasks; the member's.
    assert queries() == few == 3


def test_another_companys_task_is_not_found(task, cast):
    with scope(cast.elsewhere), pytest.raises(NotFound):
        find_task(task.uid)
