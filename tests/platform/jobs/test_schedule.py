"""Schedules: cron in the workspace's time zone, each slot once."""

from datetime import UTC, datetime, timedelta

import pytest

from banso.platform.jobs.api import Job, Schedule, ensure_schedule, next_slot
from banso.platform.jobs.schedule import BadCron, queue_due
from banso.platform.tenancy.api import scope
from tests.cast import make_workspace


def slots(cron: str, tz: str, after: datetime, count: int) -> list[str]:
    found = []
    for _slot in range(count):
        after = next_slot(cron, tz, after)
        found.append(f"{after:%m-%d %H:%M}")
    return found


def test_the_workspaces_time_zone_counts():
    after = datetime(2026, 4, 1, tzinfo=UTC)
    assert slots("30 5 * * *", "Asia/Tokyo", after, 2) == ["04-01 20:30", "04-02 20:30"]


def test_clocks_go_forward_and_the_missing_hour_is_run_once():
    after = datetime(2026, 3, 7, 12, tzinfo=UTC)
    assert slots("30 2 * * *", "America/New_York", after, 3) == ["03-08 07:00", "03-09 06:30", "03-10 06:30"]


def test_clocks_go_back_and_a_fixed_hour_is_run_once():
    after = datetime(2026, 10, 31, 12, tzinfo=UTC)
    assert slots("30 1 * * *", "America/New_York", after, 3) == ["11-01 05:30", "11-02 06:30", "11-03 06:30"]


def test_clocks_go_back_and_every_hour_is_run():
    after = datetime(2026, 11, 1, 4, 30, tzinfo=UTC)
    assert slots("0 * * * *", "America/New_York", after, 3) == ["11-01 05:00", "11-01 06:00", "11-01 07:00"]


@pytest.mark.parametrize("cron", ["", "never", "* * * *", "61 * * * *", "* * * * * *", "@daily"])
def test_what_is_no_cron_expression_is_refused(cron):
    with pytest.raises(BadCron):
        next_slot(cron, "UTC", datetime(2026, 1, 1, tzinfo=UTC))


def test_a_schedule_is_made_once_and_changed_when_it_differs(workspace, now):
    first = ensure_schedule("test.nothing", "0 5 * * *", now=now)
    assert ensure_schedule("test.nothing", "0 5 * * *", now=now + timedelta(days=3)).next_at == first.next_at
    changed = ensure_schedule("test.nothing", "0 6 * * *", {"a": 1}, now=now)
    assert (changed.pk, changed.payload, changed.next_at) == (first.pk, {"a": 1}, first.next_at + timedelta(hours=1))


def test_due_schedules_queue_one_job_a_slot(workspace, now):
    schedule = ensure_schedule("test.nothing", "0 5 * * *", {"a": 1}, now=now)
    assert queue_due(now) == 0
    due = schedule.next_at + timedelta(seconds=3)
    assert queue_due(due) == 1
    assert queue_due(due) == 0
    job = Job.objects.get()
    assert (job.schedule, job.slot, job.payload) == (schedule, schedule.next_at, {"a": 1})


def test_what_was_missed_is_done_once(workspace, now):
    ensure_schedule("test.nothing", "0 5 * * *", now=now)
    assert queue_due(now + timedelta(days=9)) == 1
    assert Schedule.objects.get().next_at > now + timedelta(days=9)


def test_a_schedule_that_is_off_rests(workspace, now):
    ensure_schedule("test.nothing", "0 5 * * *", now=now)
    Schedule.objects.update(is_on=False)
    assert queue_due(now + timedelta(days=9)) == 0


def test_schedules_of_every_workspace_are_looked_at(workspace, now):
    with scope(make_workspace("other", timezone="America/New_York")):
        ensure_schedule("test.nothing", "0 5 * * *", now=now)
    assert queue_due(now + timedelta(days=1)) == 1
