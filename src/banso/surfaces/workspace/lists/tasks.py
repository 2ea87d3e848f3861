"""The list of tasks as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banso.platform.attributes.api import Attribute, rows, uids_of
from banso.platform.identity.api import Member
from banso.platform.kit.errors import BansoError
from banso.record.work.api import change_task, find_task
from banso.surfaces.workspace.lists.editing import Writing
from banso.surfaces.workspace.lists.spec import BuiltIn, Editing, ListSpec

OPEN = {"attribute": "state", "op": "in", "value": ["open", "snoozed"]}


def _editable(attributes: Mapping[str, Attribute]) -> list[str]:
    return ["title", "owner", "due", "priority", "kind", "minutes"]


def _kept(ids: Sequence[int], key: str) -> Mapping[int, Any]:
    column = "owner_id" if key == "owner" else key
    found = {row["id"]: row[column] for row in rows("task", ids, [column])}
    return {one: int(value) if isinstance(value, float) else value for one, value in found.items()}


def _write(ids: Sequence[int], changes: Mapping[str, Any], writing: Writing) -> None:
    wanted = dict(changes)
    if "owner" in wanted:
        owner = Member.objects.filter(pk=wanted["owner"] or 0).first()
        if owner is None:
            raise BansoError(_("A task needs an owner."), status=422)
        wanted["owner"] = owner
    if wanted.get("priority") is not None:
        wanted["priority"] = int(wanted["priority"])
    if isinstance(wanted.get("due"), str):
        wanted["due"] = date.fromisoformat(wanted["due"])
    for uid in uids_of("task", ids).values():
        change_task(
            find_task(uid), wanted, member=writing.member, now=writing.now, batch=writing.batch, reason=writing.reason
        )


def _views(member: Member) -> list[BuiltIn]:
    mine = {"attribute": "owner", "op": "eq", "value": member.name}
    late = {"attribute": "due", "op": "le", "value": {"days_from_now": 0}}
    by_due = (("due", "asc"),)
    return [
        BuiltIn("mine", _("Mine to do"), {"all": [mine, OPEN]}, sort=by_due),
        BuiltIn("open", _("To do"), OPEN, sort=by_due, group="owner"),
        BuiltIn("late", _("Overdue"), {"all": [OPEN, late]}, sort=by_due),
        BuiltIn(
            "done",
            _("Done"),
            {"attribute": "state", "op": "eq", "value": "done"},
            sort=(("done_at", "desc"),),
            columns=("account", "owner", "kind", "done_at"),
        ),
    ]


TASKS = ListSpec(
    noun="tasks",
    subject="task",
    title=gettext_lazy("Tasks"),
    icon="square-check",
    url_name="workspace:task_list",
    name="title",
    row_urls=("work:task",),
    columns=("account", "owner", "due", "priority", "kind", "state"),
    sort=(("due", "asc"),),
    search=(("title", "contains"), ("account", "contains")),
    hidden=frozenset({"account_uid", "owner_id"}),
    links={"account": ("workspace:account", "account_uid")},
    views=_views,
    editing=Editing(keys=_editable, kept=_kept, write=_write),
    empty_title=gettext_lazy("No tasks yet"),
    empty_text=gettext_lazy("Here will stand what is to be done, by whom and until when."),
)
