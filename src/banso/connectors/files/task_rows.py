"""Rows of tasks: what is to be done, for whom, by whom and until when."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from banso.connectors.files import task_values
from banso.connectors.files.cells import Values
from banso.connectors.files.fields import KEY_LENGTH, READERS, Field
from banso.connectors.files.naming import Accounts
from banso.connectors.files.opening import Source
from banso.connectors.files.problems import TEXTS
from banso.connectors.files.records import Planned, Records
from banso.platform.identity.api import Member, members
from banso.platform.journal.api import Batch
from banso.record.customers.api import accounts_by_id
from banso.record.work import api as work
from banso.record.work.api import NewTask, Task

READERS.update(
    {
        "task_kind": lambda cell, _reading: task_values.kind(cell),
        "priority": lambda cell, _reading: task_values.priority(cell),
        "task_state": lambda cell, _reading: task_values.state(cell),
    }
)
TEXTS.update(
    {
        "no_owner": (
            _("Nobody is named who is to do it."),
            _("Give the column of the owner, or import it as a member: then it is for you."),
        ),
        "unknown_owner": (_("No member has this e-mail address."), _("Invite the member first, or empty the cell.")),
    }
)
_COMPARED = ("title", "account_id", "owner_id", "due", "priority", "kind", "detail")


@dataclass(slots=True)
class TaskRow:
    """One row: what it says, under which key, and whose task it is."""

    number: int
    key: str
    fields: dict[str, Any]
    account: int | None
    owner: Member


class Tasks(Records[TaskRow]):
    """Tasks. A row with an ID is that task, whatever else it says; without one, its content is its name.

    So the same file twice adds nothing. What a column does not say is left alone.
    """

    kind: ClassVar[str] = "tasks"
    label = _("Tasks")
    title = _("Import tasks")
    about = _("One row a task: what is to be done, account, owner, due day, priority.")
    new_label = _("New tasks")
    changed_label = _("Tasks that change")
    undo_text = _("Tasks that it made are cancelled, and those it changed say what they said before.")
    fields: ClassVar[tuple[Field, ...]] = (
        Field("title", "name", _("What is to be done"), required=True),
        Field("account", "key", _("Account")),
        Field("owner", "mail", _("Owner’s e-mail address")),
        Field("due", "business_date", _("Due")),
        Field("priority", "priority", _("Priority")),
        Field("kind", "task_kind", _("Kind of task")),
        Field("state", "task_state", _("State")),
        Field("detail", "long", _("Details")),
        Field("key", "key", _("ID of the task")),
    )

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self._accounts = Accounts(source.options.source)
        self._members = {one.login.email.lower(): one for one in members()}
        self._importer = next((one for one in self._members.values() if one.pk == source.importer), None)
        self._seen: set[str] = set()

    def meet(self, part: Sequence[Values]) -> None:
        """Accounts by id or name."""
        self._accounts.meet(values.fields["account"] for values in part if values.fields.get("account"))

    def row(self, values: Values) -> TaskRow:
        """The row; refused where it names an account or a member whom nobody knows."""
        said = dict(values.fields)
        word = said.get("account") or ""
        account = self._accounts.get(word) if word else None
        if word and account is None:
            self.fault(values, "account", self._accounts.fault(word), word)
        mail = (said.get("owner") or "").lower()
        owner = self._members.get(mail) if mail else self._importer
        if owner is None:
            self.fault(values, "owner", "unknown_owner" if mail else "no_owner", mail)
        return TaskRow(values.number, said.get("key") or _content(said), said, account, owner)  # type: ignore[arg-type]  # else refused

    def plan(self, rows: Sequence[TaskRow]) -> list[Planned[TaskRow]]:
        """New, or there already by its key."""
        there = work.tasks_by_key(self._source_name, [row.key for row in rows])
        back = work.taken_back_with_import(list(there.values()))
        return [self._plan(row, there.get(row.key), back) for row in rows]

    def _plan(self, row: TaskRow, task: Task | None, back: set[int]) -> Planned[TaskRow]:
        title = row.fields["title"]
        if row.key in self._seen:
            return Planned(row, row.number, "unchanged", title)
        self._seen.add(row.key)
        if task is None or task.pk in back:
            return Planned(row, row.number, "new", title)
        new = self._values(row)
        changes = {name: (getattr(task, name), new[name]) for name in new if getattr(task, name) != new[name]}
        wanted = row.fields.get("state")
        if wanted and wanted != task.state and not (wanted == "open" and not task.is_finished):
            changes["state"] = (task.state, wanted)
        return Planned(row, row.number, "changed" if changes else "unchanged", title, changes)

    def write(self, planned: Sequence[Planned[TaskRow]], batch: Batch) -> None:
        """New ones together, changed ones and those that come back one by one."""
        rows = [one.row for one in planned if one.outcome != "unchanged"]
        accounts = accounts_by_id({row.account for row in rows if row.account is not None})
        there = work.tasks_by_key(self._source_name, [row.key for row in rows])
        now = self.source.now
        fresh = [row for row in rows if row.key not in there]
        made = work.create_tasks(
            [self._wanted(row, accounts) for row in fresh], member=self._importer, now=now, batch=batch
        )
        tasks = there | {row.key: task for row, task in zip(fresh, made, strict=True)}
        back = work.taken_back_with_import(list(there.values()))
        for row in rows:
            task = tasks[row.key]
            if task.pk in back:
                task = work.reopen_task(task, now=now, batch=batch)
            if row.key in there:
                task = work.change_task(task, self._changes(row, accounts), member=self._importer, now=now, batch=batch)
            self._move(task, row, batch)

    def _move(self, task: Task, row: TaskRow, batch: Batch) -> None:
        now, wanted = self.source.now, row.fields.get("state")
        if wanted == "open" and task.is_finished:
            work.reopen_task(task, now=now, batch=batch)
        elif wanted == "done" and task.state != wanted:
            work.finish_task(task, member=row.owner, now=now, batch=batch)
        elif wanted == "cancelled" and task.state != wanted:
            work.cancel_task(task, now=now, batch=batch)

    def _wanted(self, row: TaskRow, accounts: dict[int, Any]) -> NewTask:
        said = row.fields
        return NewTask(
            title=said["title"],
            owner=row.owner,
            account=accounts.get(row.account) if row.account is not None else None,
            due=said.get("due"),
            priority=1 if said.get("priority") is None else said["priority"],
            kind=said.get("kind") or "todo",
            detail=said.get("detail"),
            source=self._source_name,
            key=row.key,
        )

    def _changes(self, row: TaskRow, accounts: dict[int, Any]) -> dict[str, Any]:
        """What :func:`change_task` is given: the columns of the file, links as objects."""
        links = {"account_id": ("account", accounts.get(row.account or 0)), "owner_id": ("owner", row.owner)}
        return dict(links.get(name, (name, value)) for name, value in self._values(row).items())

    def _values(self, row: TaskRow) -> dict[str, Any]:
        """What the file says, by the columns of the table; what it does not say is not in it."""
        said = row.fields
        values = {
            "title": said["title"],
            "account_id": row.account,
            "owner_id": row.owner.pk,
            "due": said.get("due"),
            "priority": 1 if said.get("priority") is None else said["priority"],
            "kind": said.get("kind") or "todo",
            "detail": said.get("detail"),
        }
        return {name: values[name] for name in _COMPARED if self.source.has(name.removesuffix("_id"))}

    @property
    def _source_name(self) -> str:
        return self.source.options.source[:60]


def _content(said: dict[str, Any]) -> str:
    """The name of a row without one: what it says, but for how far it has come."""
    parts = (f"{name}={said[name]!r}" for name in sorted(said) if name != "state" and said[name] not in (None, "", []))
    return f"row:{hashlib.sha256(chr(31).join(parts).encode()).hexdigest()}"[:KEY_LENGTH]
