"""Tasks changed, repeated, handed over; many at once, and taken back."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from banso.platform.journal.api import acting, history, undo_change
from banso.platform.kit.errors import BansoError, Conflict
from banso.record.customers.api import create_account
from banso.record.work.api import (
    BadTask,
    BulkEdit,
    NewTask,
    Task,
    bulk_tasks,
    cancel_task,
    change_task,
    create_task,
    create_tasks,
    find_task,
    finish_task,
    hand_over_task,
    reopen_task,
    undo_bulk,
)
from banso.record.work.models import InboxItem
from banso.record.work.rules.recurrence import EVERY_MONTH, EVERY_WEEK

pytestmark = pytest.mark.requirement("R120")

TODAY = date(2026, 4, 1)
COLUMNS = (
    "title", "title_fold", "detail", "kind", "account_id", "person_id", "owner_id", "due", "priority", "recurrence",
    "minutes", "steps", "state", "snoozed_until", "done_at", "done_by_id",
)  # fmt: skip


@pytest.fixture
def account(cast, now):
    return create_account("青嶺物流", now=now)


@pytest.fixture
def task(cast, account, now):
    wanted = NewTask(title="電話する", owner=cast.csm, account=account, due=TODAY, steps=["聞く", "書く"])
    return create_task(wanted, member=cast.csm, now=now)


def values(task):
    task.refresh_from_db()
    return {name: getattr(task, name) for name in COLUMNS}


def weekly(cast, now, rule=EVERY_WEEK, due=TODAY):
    wanted = NewTask(title="週次の確認", owner=cast.csm, due=due, recurrence=rule, steps=["見る"], priority=2)
    return create_task(wanted, member=cast.csm, now=now)


def following(task):
    return list(Task.objects.filter(previous=task).exclude(state="cancelled"))


# --- changing -------------------------------------------------------------------------------------------------


def test_a_change_is_journaled_and_taken_back_whole(task, cast, account, now):
    before = values(task)
    other = create_account("別の会社", now=now)
    changes = {
        "title": "ﾒｰﾙする", "detail": "先月の件", "kind": "mail", "account": other, "owner": cast.manager,
        "priority": 3, "due": TODAY + timedelta(days=2), "recurrence": EVERY_MONTH, "minutes": 20,
        "steps": [{"title": "聞く", "done": True}],
    }  # fmt: skip
    change_task(task, changes, member=cast.csm, now=now)
    after = values(task)
    assert (after["title_fold"], after["priority"], after["owner_id"]) == ("めーるする", 3, cast.manager.pk)
    change = history("task", task.pk)[0]
    assert set(change.changes) == set(changes)
    assert undo_change(change, now).conflicts == []
    assert values(task) == before


def test_what_does_not_differ_is_not_recorded(task, cast, now):
    change_task(task, {"title": task.title, "due": task.due, "steps": task.steps}, member=cast.csm, now=now)
    assert len(history("task", task.pk)) == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"), ({"title": "x" * 301}, "title"), ({"kind": "dance"}, "kind"),
        ({"priority": 4}, "priority"), ({"priority": -1}, "priority"), ({"minutes": 0}, "minutes"),
        ({"minutes": 1441}, "minutes"), ({"recurrence": "FREQ=SECONDLY"}, "recurrence"),
        ({"detail": "x" * 20_001}, "detail"), ({"steps": [{"title": "x" * 301, "done": False}]}, "steps"),
        ({"steps": [{"title": "x", "done": False}] * 51}, "steps"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_by_its_field(task, cast, now, changes, field):
    before = values(task)
    with pytest.raises(BadTask) as refused:
        change_task(task, changes, member=cast.csm, now=now)
    assert refused.value.field == field
    assert values(task) == before
    assert len(history("task", task.pk)) == 1


def test_a_series_on_the_31st_follows_when_it_is_moved(cast, now):
    task = weekly(cast, now, EVERY_MONTH, date(2026, 3, 31))
    assert "BYMONTHDAY" in task.recurrence
    task = change_task(task, {"due": date(2026, 4, 10)}, member=cast.csm, now=now)
    assert task.recurrence == EVERY_MONTH


# --- handing over -----------------------------------------------------------------------------------------------


@pytest.mark.requirement("R134")
def test_the_new_owner_is_told_once_with_the_note(task, cast, now):
    with acting(actor_id=cast.csm.pk, source="web"):
        hand_over_task(task, cast.manager, note=" 来週は休みます ", member=cast.csm, now=now)
    item = InboxItem.objects.get()
    assert (item.member, item.kind, item.actor) == (cast.manager, "assignment", cast.csm)
    assert item.params["text"] == "来週は休みます"
    assert str(task.uid) in item.url
    assert history("task", task.pk)[0].reason == "来週は休みます"
    with pytest.raises(BadTask, match="Mori"):
        hand_over_task(find_task(task.uid), cast.manager, note="", member=cast.csm, now=now)


def test_what_is_over_is_not_handed_over(task, cast, now):
    cancel_task(task, now=now)
    with pytest.raises(Conflict):
        hand_over_task(task, cast.manager, note="", member=cast.csm, now=now)


def test_nobody_is_told_of_their_own_task(cast, now):
    create_task(NewTask(title="x", owner=cast.csm), member=cast.csm, now=now)
    assert not InboxItem.objects.exists()
    create_task(NewTask(title="x", owner=cast.csm), member=cast.manager, now=now)
    assert InboxItem.objects.get().member == cast.csm


# --- repeating -------------------------------------------------------------------------------------------------


def test_finishing_makes_the_next_one(cast, now):
    task = weekly(cast, now)
    finish_task(task, member=cast.csm, now=now)
    (made,) = following(task)
    assert (made.due, made.owner, made.priority, made.recurrence) == (
        TODAY + timedelta(days=7), cast.csm, 2, task.recurrence,
    )  # fmt: skip
    assert made.steps == [{"title": "見る", "done": False}]


def test_two_people_who_finish_it_make_one_next(cast, now):
    task = weekly(cast, now)
    stale = find_task(task.uid)
    finish_task(task, member=cast.csm, now=now)
    with pytest.raises(Conflict):
        finish_task(stale, member=cast.manager, now=now)
    assert len(following(task)) == 1


def test_taking_it_back_takes_the_next_one_back(cast, now):
    task = weekly(cast, now)
    finish_task(task, member=cast.csm, now=now)
    reopen_task(task, now=now)
    assert following(task) == []
    finish_task(task, member=cast.csm, now=now)
    (made,) = following(task)
    finish_task(made, member=cast.csm, now=now)
    # The next one is done already: it stays, and no second one is made.
    reopen_task(task, now=now)
    finish_task(task, member=cast.csm, now=now)
    assert following(task) == [made]


def test_a_cancelled_one_of_a_series_does_not_come_back_beside_its_successor(cast, now):
    task = weekly(cast, now)
    finish_task(task, member=cast.csm, now=now)
    (first,) = following(task)
    reopen_task(task, now=now)
    finish_task(task, member=cast.csm, now=now)
    first.refresh_from_db()
    with pytest.raises(Conflict, match="series"):
        reopen_task(first, now=now)


def test_a_series_ends_when_its_rule_does(cast, now):
    task = weekly(cast, now, "FREQ=DAILY;UNTIL=20260401")
    finish_task(task, member=cast.csm, now=now)
    assert following(task) == []


# --- many at once ----------------------------------------------------------------------------------------------


EDITS = st.fixed_dictionaries(
    {},
    optional={
        "due": st.one_of(st.none(), st.dates(date(2026, 1, 1), date(2027, 12, 31))),
        "priority": st.integers(0, 3),
        "owner": st.sampled_from(["csm", "manager", "owner"]),
        "title": st.sampled_from(["x", "ﾃｽﾄ", "見積"]),
        "recurrence": st.sampled_from(["", EVERY_WEEK, EVERY_MONTH]),
    },
)
ACTS = st.sampled_from(["", "done", "cancel", "snooze"])


@given(changes=EDITS, act=ACTS, picked=st.lists(st.integers(0, 5), min_size=1, max_size=6, unique=True))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_doing_and_undoing_gives_back_every_value(cast, now, clock_of, changes, act, picked):
    tasks = create_tasks(
        [
            NewTask(title=f"t{n}", owner=cast.csm, due=TODAY + timedelta(days=n) if n % 2 else None, priority=n % 4,
                    recurrence=EVERY_WEEK if n == 3 else "", steps=["a"] if n == 2 else ())
            for n in range(5)
        ],
        member=cast.csm,
        now=now,
    )  # fmt: skip
    done = create_task(NewTask(title="over", owner=cast.csm), member=cast.csm, now=now)
    finish_task(done, member=cast.csm, now=now)
    everything = [*tasks, done]
    before = [values(task) for task in everything]
    wanted = {**changes, **({"owner": getattr(cast, changes["owner"])} if "owner" in changes else {})}
    edit = BulkEdit(changes=wanted, act=act, until=TODAY + timedelta(days=3))
    ids = [everything[place].pk for place in picked]
    if not wanted and not act:
        with pytest.raises(BansoError):
            bulk_tasks(ids, edit, member=cast.csm, today=TODAY, now=now)
        return
    result = bulk_tasks(ids, edit, member=cast.csm, today=TODAY, now=now)
    assert result.skipped == (5 in picked)
    undo_bulk(result.batch, member=cast.csm, clock=clock_of)
    assert [values(task) for task in everything] == before
    assert result.batch.__class__.objects.get(pk=result.batch.pk).state == "undone"
    assert not Task.objects.filter(previous__in=everything).exclude(state="cancelled").exists()


@pytest.fixture
def clock_of(now):
    return lambda: now


def test_what_was_changed_since_stays(cast, now, clock_of):
    tasks = create_tasks([NewTask(title=f"{n}", owner=cast.csm) for n in range(2)], member=cast.csm, now=now)
    result = bulk_tasks(
        [task.pk for task in tasks], BulkEdit(changes={"priority": 3}), member=cast.csm, today=TODAY, now=now
    )
    change_task(tasks[0], {"priority": 0}, member=cast.csm, now=now)
    batch = undo_bulk(result.batch, member=cast.csm, clock=clock_of)
    assert batch.report["undo"]["conflicts"] == 1
    assert [find_task(task.uid).priority for task in tasks] == [0, 1]


def test_one_that_cannot_be_changed_changes_none(cast, now):
    tasks = create_tasks([NewTask(title=f"{n}", owner=cast.csm) for n in range(2)], member=cast.csm, now=now)
    with pytest.raises(BadTask):
        bulk_tasks([one.pk for one in tasks], BulkEdit(changes={"title": ""}), member=None, today=TODAY, now=now)
    assert [find_task(task.uid).title for task in tasks] == ["0", "1"]
