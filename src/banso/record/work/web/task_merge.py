"""Two people at one task: which fields each of them has changed since the form was drawn."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final

from banso.record.work.rules.recurrence import usual

if TYPE_CHECKING:
    from banso.record.work.models import Task

_LINKS: Final = ("account", "person", "owner")
FIELDS: Final = (
    "title", "account", "person", "signal", "owner", "due", "priority", "recurrence", "kind", "minutes", "detail",
    "steps",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Merged:
    """What is to be changed, what somebody else has changed in the meantime, and what both did, differently."""

    mine: frozenset[str]
    theirs: frozenset[str]

    @property
    def both(self) -> frozenset[str]:
        """The fields in conflict."""
        return self.mine & self.theirs


def token_of(task: Task) -> str:
    """The state of a task as a text that travels with its form: a short mark for each field."""
    return json.dumps({name: _mark(value) for name, value in _state(task).items()}, separators=(",", ":"))


def merge(task: Task, wanted: Mapping[str, Any], seen: str) -> Merged:
    """Compare the task with what is ``wanted`` and with the state that its writer had ``seen``.

    Without a readable token the writer is taken to have seen what is there.
    """
    state = _state(task)
    now = {name: _mark(value) for name, value in state.items()}
    before = _read(seen) or now
    want = {name: _mark(_plain(name, wanted.get(name))) for name in FIELDS}
    differing = {name for name in FIELDS if want[name] != now[name]}
    return Merged(
        mine=frozenset(name for name in differing if want[name] != before.get(name, now[name])),
        theirs=frozenset(name for name in differing if now[name] != before.get(name, now[name])),
    )


def _state(task: Task) -> dict[str, Any]:
    values = {name: getattr(task, name, None) for name in FIELDS} | {"signal": task.signal_id}
    return {name: _plain(name, value) for name, value in values.items()}


def _plain(name: str, value: Any) -> Any:
    if value is None or value == "":
        return None
    if name in _LINKS:
        return value.pk
    if name == "recurrence":
        return usual(value)
    if name == "steps":
        return [[str(step["title"]), bool(step.get("done"))] for step in value] or None
    if name == "detail":
        # A browser sends the ends of lines in its own way.
        return "\n".join(str(value).strip().splitlines())
    return str(value)


def _mark(value: Any) -> str:
    return blake2b(json.dumps(value, ensure_ascii=False).encode(), digest_size=6).hexdigest()


def _read(token: str) -> dict[str, str]:
    try:
        found = json.loads(token)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
