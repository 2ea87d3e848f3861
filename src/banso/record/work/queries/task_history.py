"""What happened to a task, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from banso.platform.identity.api import Member
from banso.platform.journal.api import EXISTS, Change, history
from banso.platform.ui import formats
from banso.record.customers.api import accounts_by_id, persons_by_id
from banso.record.work.models import Priority, Task, TaskKind, TaskState
from banso.record.work.queries.task_links import signal_words
from banso.record.work.queries.task_words import recurrence_words

MOST: Final = 50
_LABELS: Final[dict[str, Promise]] = {
    "title": gettext_lazy("Title"),
    "detail": gettext_lazy("Details"),
    "kind": gettext_lazy("Kind"),
    "owner": gettext_lazy("Owner"),
    "account": gettext_lazy("Account"),
    "person": gettext_lazy("Person"),
    "signal_id": gettext_lazy("Signal"),
    "due": gettext_lazy("Due"),
    "priority": gettext_lazy("Priority"),
    "recurrence": gettext_lazy("Repeats"),
    "minutes": gettext_lazy("Minutes it takes"),
    "state": gettext_lazy("State"),
    "snoozed_until": gettext_lazy("Put off until"),
}
"""Fields that a line tells; others (who did it, when) are in the line already."""
_CHOICES: Final[dict[str, Mapping[Any, Any]]] = {
    "state": dict(TaskState.choices),
    "kind": dict(TaskKind.choices),
    "priority": dict(Priority.choices),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One change: when, by whom, what, and what they said of it."""

    at: datetime
    who: str
    text: str
    note: str


def history_of(task: Task) -> list[Line]:
    """The newest changes of a task first; three queries."""
    changes = history("task", task.pk)[:MOST]
    owners = [one for change in changes for one in change.changes.get("owner", ())]
    names = dict(
        Member.objects.filter(pk__in={one for one in [*owners, *(c.actor for c in changes)] if one}).values_list(
            "pk", "name"
        )
    )
    accounts = accounts_by_id([one for change in changes for one in change.changes.get("account", ()) if one])
    persons = persons_by_id([one for change in changes for one in change.changes.get("person", ()) if one])
    known = {
        "owner": names,
        "account": {pk: account.name for pk, account in accounts.items()},
        "person": {pk: person.name for pk, person in persons.items()},
        "signal_id": {
            one: signal_words(one) for change in changes for one in change.changes.get("signal_id", ()) if one
        },
    }
    lines = [_line(change, names, known) for change in changes]
    return [line for line in lines if line.text]


def said_now(task: Task, name: str) -> str:
    """The value of one field of the task's form as it is, in words."""
    if name == "steps":
        return "、".join(step["title"] for step in task.steps) or formats.MISSING
    value: Any = signal_words(task.signal_id or 0) if name == "signal" else getattr(task, name)
    if name in {"owner", "account", "person"}:
        return value.name if value else formats.MISSING
    return _said(name, value, {})


def who_changed(task: Task, name: str) -> str:
    """Who changed one field of the task's form last; empty where nobody did."""
    key = "signal_id" if name == "signal" else name
    for change in history("task", task.pk)[:MOST]:
        if key in change.changes and change.actor:
            return str(Member.objects.filter(pk=change.actor).values_list("name", flat=True).first() or "")
    return ""


def _line(change: Change, names: Mapping[int, str], known: Mapping[str, Mapping[int, str]]) -> Line:
    if EXISTS in change.changes:
        text = _("Made") if change.changes[EXISTS][1] else _("Taken back")
    else:
        said = []
        for key, label in _LABELS.items():
            if key in change.changes:
                old, new = (_said(key, value, known) for value in change.changes[key])
                said.append(str(label) if key == "detail" else f"{label}: {old} → {new}")
        if "steps" in change.changes:
            said.append(_("Checklist"))
        text = _(", ").join(said)
    return Line(
        timezone.localtime(change.recorded_at), names.get(change.actor or 0, change.source), text, change.reason
    )


def _said(key: str, value: Any, known: Mapping[str, Mapping[int, str]]) -> str:
    if value is None or value == "":
        return formats.MISSING
    if key in {"due", "snoozed_until"}:
        day: date | None = parse_date(value) if isinstance(value, str) else value
        return formats.day(day, get_language() or "en", "short")
    if key == "recurrence":
        return recurrence_words(value)
    words: Mapping[Any, Any] = _CHOICES.get(key) or known.get(key, {})
    return str(words.get(value, value))[:120]
