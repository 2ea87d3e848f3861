"""What the commands about tasks and meetings do."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from banso.platform.journal.api import acting
from banso.platform.kit.errors import BansoError
from banso.platform.tenancy.api import current_workspace, scope
from banso.record.customers.api import get_account
from banso.record.work import api as work
from banso.surfaces.cli.options import day_option, member_called, now, today_here, workspace_of
from banso.surfaces.cli.output import say, show_json, show_rows

if TYPE_CHECKING:
    from banso.record.work.api import Meeting, Task

PRIORITIES: Final = {"low": 0, "normal": 1, "high": 2, "urgent": 3}


def list_tasks(workspace: str, member: str, account: str, *, as_json: bool) -> None:
    """Print tasks: of a member, of an account, or everybody's."""
    with scope(workspace_of(workspace)):
        if account:
            tasks = work.tasks_of_account(get_account(account).pk, limit=1000)
            if member:
                owner = member_called(member).pk
                tasks = [one for one in tasks if one.owner_id == owner]
        else:
            queue = work.task_queue(member_called(member).pk if member else None, today_here())
            tasks = [one for _group, part in queue.groups for one in part]
        rows = [_task(one) for one in tasks]
    _show_tasks(rows, as_json=as_json)


def add_task(workspace: str, member: str, wanted: dict[str, str], *, as_json: bool) -> None:
    """Make a task from options."""
    if wanted["priority"] not in PRIORITIES:
        raise BansoError(f"“{wanted['priority']}” is no priority.", hint=f"Choose {', '.join(PRIORITIES)}.")
    with scope(workspace_of(workspace)):
        owner = member_called(member)
        new = work.NewTask(
            title=wanted["title"],
            owner=owner,
            account=get_account(wanted["account"]) if wanted["account"] else None,
            due=day_option(wanted["due"], "--due"),
            priority=PRIORITIES[wanted["priority"]],
            recurrence=wanted["repeat"],
        )
        with acting(actor_id=None, source="cli"):
            row = _task(work.create_task(new, member=None, now=now()))
    _show_tasks([row], as_json=as_json)


def done(workspace: str, uid: str, *, as_json: bool) -> None:
    """Finish a task."""
    with scope(workspace_of(workspace)), acting(actor_id=None, source="cli"):
        row = _task(work.finish_task(work.find_task(uid), member=None, now=now()))
    _show_tasks([row], as_json=as_json)


def snooze(workspace: str, uid: str, until: str, *, as_json: bool) -> None:
    """Put a task off."""
    with scope(workspace_of(workspace)), acting(actor_id=None, source="cli"):
        day = day_option(until, "--until")
        if day is None:
            raise BansoError("--until is empty.", hint="Write it as 2026-03-31.")
        row = _task(work.snooze_task(work.find_task(uid), until=day, today=today_here(), now=now()))
    _show_tasks([row], as_json=as_json)


def list_meetings(workspace: str, member: str, days: int, *, as_json: bool) -> None:
    """Print the meetings of a member."""
    with scope(workspace_of(workspace)):
        today = today_here()
        found = work.meetings_between(member_called(member).pk, today, today + timedelta(days=days - 1))
        rows = [_meeting(one) for one in found]
    show_rows(rows, ("from", "to", "title", "account"), as_json=as_json)


def import_meetings(workspace: str, path: Path, member: str, *, as_json: bool) -> None:
    """Take the meetings of a file."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BansoError(f"{path} cannot be read: {error.strerror}.", hint="Check the path.") from error
    with scope(workspace_of(workspace)):
        who = member_called(member)
        with acting(actor_id=who.pk, source="cli"):
            found = work.take_calendar(data, path.name, member=who, now=now(), source="cli")
    counts = {name: getattr(found, name) for name in ("added", "changed", "cancelled", "unchanged", "asked", "outside")}
    skipped = [{"title": one.title, "code": one.code, "detail": one.detail} for one in found.skipped]
    if as_json:
        show_json({**counts, "skipped": skipped, "batch": str(found.batch.uid) if found.batch else None})
        return
    say(", ".join(f"{name} {count}" for name, count in counts.items()))
    for one in found.skipped:
        say(work.skipped_words(one))


def _show_tasks(rows: list[dict[str, Any]], *, as_json: bool) -> None:
    show_rows(rows, ("id", "state", "due", "priority", "title", "account", "owner"), as_json=as_json)


def _task(task: Task) -> dict[str, Any]:
    return {
        "id": str(task.uid),
        "title": task.title,
        "kind": task.kind,
        "state": task.state,
        "due": task.due,
        "snoozed_until": task.snoozed_until,
        "priority": next(word for word, value in PRIORITIES.items() if value == task.priority),
        "repeat": task.recurrence or None,
        "account": task.account.name if task.account else None,
        "owner": task.owner.name,
        "done_at": task.done_at,
    }


def _meeting(meeting: Meeting) -> dict[str, Any]:
    zone = ZoneInfo(current_workspace().timezone)
    return {
        "id": str(meeting.uid),
        "from": meeting.starts_at.astimezone(zone).isoformat(timespec="minutes"),
        "to": meeting.ends_at.astimezone(zone).isoformat(timespec="minutes"),
        "all_day": meeting.is_all_day,
        "title": meeting.title,
        "location": meeting.location,
        "account": meeting.account.name if meeting.account else None,
        "attendees": [one["mail"] for one in meeting.attendees],
        "written_down": meeting.touch_id is not None,
    }
