"""What the commands about touches, notes and promises do."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from banso.platform.journal.api import acting
from banso.platform.kit.errors import BansoError
from banso.platform.tenancy.api import current_workspace, scope
from banso.record.customers.api import find_person, get_account
from banso.record.work import api as work
from banso.surfaces.cli.options import day_option, member_called, now, today_here, workspace_of
from banso.surfaces.cli.output import show_rows

if TYPE_CHECKING:
    from banso.record.work.api import Note, Promise, Touch

SENTIMENTS: Final = {"": None, "good": 1, "neutral": 0, "bad": -1}


def add_touch(workspace: str, member: str, said: dict[str, str], people: list[str], *, as_json: bool) -> None:
    """Log a touch from options."""
    if said["sentiment"] not in SENTIMENTS:
        raise BansoError(f"“{said['sentiment']}” is no sentiment.", hint="Choose good, neutral or bad.")
    with scope(workspace_of(workspace)), acting(actor_id=None, source="cli"):
        author = member_called(member)
        wanted = work.NewTouch(
            kind=said["kind"],
            at=_moment(said["at"]),
            subject=said["subject"],
            account=get_account(said["account"]) if said["account"] else None,
            direction=said["direction"] or None,
            body=said["body"],
            people=[find_person(one) for one in people],
            members=[author],
            sentiment=SENTIMENTS[said["sentiment"]],
            next_step=said["next_step"],
        )
        row = _touch(work.log_touch(wanted, member=author, now=now()))
    show_rows([row], ["at", "kind", "account", "subject", "id"], as_json=as_json)


def list_notes(workspace: str, account: str, search: str, limit: int, *, as_json: bool) -> None:
    """Print notes."""
    with scope(workspace_of(workspace)):
        if account:
            notes = work.notes_of_account(get_account(account).pk, limit=limit, text=search)
        else:
            notes = work.newest_notes(limit=limit, text=search)
        rows = [_note(one) for one in notes]
    show_rows(rows, ["at", "account", "author", "text", "id"], as_json=as_json)


def add_note(workspace: str, account: str, text: str, member: str, *, as_json: bool) -> None:
    """Write a note."""
    with scope(workspace_of(workspace)), acting(actor_id=None, source="cli"):
        about, author = get_account(account), member_called(member)
        row = _note(work.add_note(work.from_text(text), member=author, now=now(), account=about))
    show_rows([row], ["at", "account", "author", "text", "id"], as_json=as_json)


def list_promises(workspace: str, account: str, *, late: bool, as_json: bool) -> None:
    """Print promises."""
    with scope(workspace_of(workspace)):
        today = today_here()
        promises = work.promises_of_account(get_account(account).pk, limit=1000) if account else work.open_promises()
        rows = [_promise(one, today) for one in promises]
    _show_promises([row for row in rows if row["late"] or not late], as_json=as_json)


def add_promise(
    workspace: str, account: str, said: dict[str, str], *, expectation: bool, in_sales: bool, as_json: bool
) -> None:
    """Write down a promise from options."""
    with scope(workspace_of(workspace)), acting(actor_id=None, source="cli"):
        today = today_here()
        wanted = work.NewPromise(
            text=said["text"],
            made_on=day_option(said["made_on"], "--made-on") or today,
            kind="expectation" if expectation else "promise",
            in_sales=in_sales,
            promised_by=said["by"],
            due=day_option(said["due"], "--due"),
        )
        row = _promise(work.add_promise(get_account(account), wanted, member=None, now=now()), today)
    _show_promises([row], as_json=as_json)


def close_promise(workspace: str, uid: str, state: str, *, as_json: bool) -> None:
    """It was kept, missed or withdrawn."""
    with scope(workspace_of(workspace)), acting(actor_id=None, source="cli"):
        found = work.close_promise(work.find_promise(uid), state, member=None, now=now())
        row = _promise(found, today_here())
    _show_promises([row], as_json=as_json)


def _show_promises(rows: list[dict[str, Any]], *, as_json: bool) -> None:
    show_rows(rows, ["due", "account", "kind", "state", "late", "text", "id"], as_json=as_json)


def _moment(text: str) -> datetime:
    if not text:
        return now()
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise BansoError(f"“{text}” is no time for --at.", hint="Write it as 2026-03-31T09:30.") from error
    return at if at.tzinfo else at.replace(tzinfo=ZoneInfo(current_workspace().timezone))


def _touch(touch: Touch) -> dict[str, Any]:
    return {
        "id": str(touch.uid),
        "at": touch.at.isoformat(),
        "kind": str(touch.kind),
        "account": touch.account.name if touch.account else None,
        "direction": touch.direction,
        "subject": touch.subject,
        "sentiment": touch.sentiment,
        "next_step": touch.next_step,
        "author": touch.author.name if touch.author else None,
    }


def _note(note: Note) -> dict[str, Any]:
    return {
        "id": str(note.uid),
        "at": note.created_at.isoformat(),
        "account": note.account.name if note.account else None,
        "person": note.person.name if note.person else None,
        "author": note.author.name if note.author else None,
        "text": work.plain_text(note.html),
    }


def _promise(promise: Promise, today: date) -> dict[str, Any]:
    return {
        "id": str(promise.uid),
        "account": promise.account.name,
        "kind": str(promise.kind),
        "text": promise.text,
        "in_sales": promise.in_sales,
        "by": promise.promised_by,
        "made_on": promise.made_on,
        "due": promise.due,
        "state": str(promise.state),
        "late": work.is_late(promise.state, promise.due, today),
    }
