"""The mail of the morning: who gets it, when, and what it says."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.core import mail as outbox

from banso.platform.identity.models import Member
from banso.platform.jobs.api import Effect, Job, Schedule, State, enqueue, ensure_schedule, next_slot, run_job, send_due
from banso.platform.jobs.schedule import queue_due
from banso.platform.mail.api import choose
from banso.record.customers.api import create_account
from banso.record.work.api import Meeting, NewTask, create_task, tell
from banso.surfaces.workspace.jobs import MORNING_AT, MORNING_JOB
from tests.cast import Cast


@pytest.fixture(autouse=True)
def server(settings):
    settings.BANSO_MAIL = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def run(now: datetime) -> None:
    run_job(enqueue(MORNING_JOB, now=now), lambda: now)


@pytest.mark.requirement("R134")
def test_each_gets_their_today_in_their_language(morning):
    cast: Cast = morning.cast
    Member.objects.filter(pk=cast.csm.pk).update(language="en")
    create_task(
        NewTask(title="Call them", owner=cast.csm, account=morning.accounts["潮見倉庫"]), member=None, now=morning.now
    )
    tell([cast.manager], "comment", "k", actor=cast.owner, params={"title": "x"}, now=morning.now)
    Effect.objects.all().delete()
    run(morning.now)
    run(morning.now)
    send_due(lambda: morning.now + timedelta(seconds=10))
    mails = {one.to[0]: one for one in outbox.outbox}
    assert set(mails) == {"Sato <sato@ayumi.example>", "Mori <mori@ayumi.example>"}, "who has nothing gets nothing"
    english, japanese = mails["Sato <sato@ayumi.example>"], mails["Mori <mori@ayumi.example>"]
    assert "accounts to help" in english.subject
    assert "1. 潮見倉庫" in english.body
    assert "Call them" in english.body
    assert "ミナト精機" not in english.body, "the gone are no work for a morning"
    assert "http://localhost:8000/accounts/" in english.body
    assert "未読 1 件" in japanese.body


def test_nothing_is_sent_for_a_workspace_without_data(cast: Cast, now):
    tell([cast.csm], "signal", "k", params={"title": "x"}, now=now)
    run(now)
    assert not Effect.objects.exists()


@pytest.fixture
def told(monkeypatch, cast: Cast, now):
    """A workspace with a computed day on which nobody needs help, and something in every inbox."""
    nobody = SimpleNamespace(items=(), left_out=0, as_of=now.date() - timedelta(days=1))
    monkeypatch.setattr("banso.surfaces.workspace.jobs.active_account_ids", lambda: {1})
    monkeypatch.setattr("banso.surfaces.workspace.jobs.told_until", lambda: nobody.as_of)
    monkeypatch.setattr("banso.surfaces.workspace.compose.morning_mail.today", lambda **_asked: nobody)
    tell(cast.members, "signal", "k", params={"title": "x"}, now=now)
    return cast


def test_not_to_viewers_nor_to_who_has_stopped_it(told, now):
    choose(told.csm, {"types": {"morning": False}}, now)
    run(now)
    members = {effect.payload["member"] for effect in Effect.objects.all()}
    assert members == {told.owner.pk, told.manager.pk}


def test_meetings_of_the_day_come_first(told, now):
    account = create_account("歩み商事", now=now, external_id="a")
    begin = datetime(2026, 4, 1, 5, 30, tzinfo=UTC)
    Meeting.objects.create(
        member=told.csm, ics_uid="m", title="定例", account=account, starts_at=begin,
        ends_at=begin + timedelta(hours=1), imported_at=now,
    )  # fmt: skip
    run(now)
    send_due(lambda: now + timedelta(seconds=10))
    text = next(one.body for one in outbox.outbox if "sato" in one.to[0])
    assert "14時30分 定例" in text
    assert text.index("今日の予定") < text.index("受信箱")


def test_a_morning_that_is_over_needs_no_mail(told, now):
    job = enqueue(MORNING_JOB, now=now - timedelta(hours=5))
    run_job(job, lambda: now)
    assert not Effect.objects.exists()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("zone", "after", "slot"),
    [
        ("Asia/Tokyo", "2026-04-01T07:59:59+09:00", "2026-04-01T08:00:00+09:00"),
        ("Asia/Tokyo", "2026-04-03T08:00:00+09:00", "2026-04-06T08:00:00+09:00"),
        ("Europe/London", "2026-03-27T09:00:00Z", "2026-03-30T07:00:00Z"),
        ("Europe/London", "2026-10-23T09:00:00Z", "2026-10-26T08:00:00Z"),
        ("America/New_York", "2026-03-06T14:00:00Z", "2026-03-09T12:00:00Z"),
        ("Pacific/Apia", "2026-04-01T00:00:00Z", "2026-04-01T19:00:00Z"),
    ],
)
def test_eight_on_weekdays_whatever_the_clocks_do(zone, after, slot):
    assert next_slot(MORNING_AT, zone, at(after)) == at(slot)


def test_the_worker_makes_it_once_a_slot(told, now):
    """The schedule, its job, the effects and the sending, as the worker does them; several looks at one slot."""
    clock = [now]
    ensure_schedule(MORNING_JOB, MORNING_AT, now=now)
    schedule = Schedule.objects.get(kind=MORNING_JOB)
    clock[0] = schedule.next_at
    for _look in range(3):
        queue_due(clock[0])
        for job in Job.objects.filter(kind=MORNING_JOB, state=State.WAIT):
            run_job(job, lambda: clock[0])
        clock[0] += timedelta(seconds=11)
        send_due(lambda: clock[0])
    assert Job.objects.filter(kind=MORNING_JOB).count() == 1
    assert len(outbox.outbox) == 3
    assert all("「今日」" in one.subject for one in outbox.outbox)
