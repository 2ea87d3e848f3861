"""Rows of touches: who spoke with whom, when, and about what."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from banso.connectors.files import touch_values
from banso.connectors.files.cells import Values
from banso.connectors.files.fields import KEY_LENGTH, READERS, Field
from banso.connectors.files.naming import Accounts
from banso.connectors.files.opening import Source
from banso.connectors.files.problems import TEXTS
from banso.connectors.files.records import Planned, Records
from banso.platform.identity.api import Member, members
from banso.platform.journal.api import Batch
from banso.record.customers.api import accounts_by_id, persons_by_mail
from banso.record.work import api as work
from banso.record.work.api import BadTouch, NewTouch, Touch

READERS.update(
    {
        "touch_kind": lambda cell, _reading: touch_values.kind(cell),
        "direction": lambda cell, _reading: touch_values.direction(cell),
        "sentiment": lambda cell, _reading: touch_values.sentiment(cell),
    }
)
TEXTS.update(
    {
        "unknown_person": (
            _("Nobody has this e-mail address."),
            _("Import people first, or empty the cell."),
        ),
        "unknown_member": (_("No member has this e-mail address."), _("Invite the member first, or empty the cell.")),
        "bad_touch": (_("This touch cannot be kept."), "%(why)s"),
    }
)
_COMPARED = ("kind", "account_id", "at", "direction", "subject", "sentiment", "next_step")


@dataclass(slots=True)
class TouchRow:
    """One row: what it says, under which key, and whose touch it is."""

    number: int
    key: str
    fields: dict[str, Any]
    account: int | None
    people: list[Any]
    author: Member | None


class Touches(Records[TouchRow]):
    """Touches. A row with an ID is that touch, whatever else it says; without one, its content is its name.

    So the same file twice adds nothing, and two rows alike in every cell are one touch.
    """

    kind: ClassVar[str] = "touches"
    label = _("Touches")
    title = _("Import touches")
    about = _("One row a mail, call, meeting, visit or chat: account, kind, date and time, subject.")
    new_label = _("New touches")
    changed_label = _("Touches that change")
    tells_past: ClassVar[bool] = True
    undo_text = _("Touches that it made are taken away, and those it changed say what they said before.")
    fields: ClassVar[tuple[Field, ...]] = (
        Field("at", "instant", _("Date and time"), required=True),
        Field("kind", "touch_kind", _("Kind of touch"), required=True),
        Field("subject", "name", _("Subject"), required=True),
        Field("account", "key", _("Account")),
        Field("direction", "direction", _("Direction")),
        Field("body", "long", _("What was said")),
        Field("people", "mails", _("Their e-mail addresses")),
        Field("member", "mail", _("Our e-mail address")),
        Field("sentiment", "sentiment", _("How it felt")),
        Field("next_step", "name", _("Next step")),
        Field("key", "key", _("ID of the touch")),
    )

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self._accounts = Accounts(source.options.source)
        self._members = {one.login.email.lower(): one for one in members()}
        self._importer = next((one for one in self._members.values() if one.pk == source.importer), None)
        self._people: dict[str, Any] = {}
        self._seen: set[str] = set()

    def meet(self, part: Sequence[Values]) -> None:
        """Accounts by id or name, people by mail address."""
        said = [values.fields for values in part]
        self._accounts.meet(one["account"] for one in said if one.get("account"))
        self._people |= persons_by_mail(
            mail for one in said for mail in one.get("people") or () if mail.casefold() not in self._people
        )

    def row(self, values: Values) -> TouchRow:
        """The row; refused where it names somebody whom nobody knows."""
        said = dict(values.fields)
        word = said.get("account") or ""
        account = self._accounts.get(word) if word else None
        if word and account is None:
            self.fault(values, "account", self._accounts.fault(word), word)
        people = []
        for mail in said.get("people") or ():
            person = self._people.get(mail.casefold())
            if person is None:
                self.fault(values, "people", "unknown_person", mail)
            else:
                people.append(person)
        mail = (said.get("member") or "").lower()
        author = self._members.get(mail) if mail else self._importer
        if mail and author is None:
            self.fault(values, "member", "unknown_member", mail)
        row = TouchRow(values.number, said.get("key") or _content(said), said, account, people, author)
        if not values.problems:
            self._check(values, row)
        return row

    def _check(self, values: Values, row: TouchRow) -> None:
        try:
            work.check_touch(self._wanted(row, {}), now=self.source.now)
        except BadTouch as error:
            self.fault(values, error.field, "bad_touch", str(row.fields.get(error.field) or ""), why=str(error))

    def plan(self, rows: Sequence[TouchRow]) -> list[Planned[TouchRow]]:
        """New, or there already by its key; what was deleted here comes back where the whole import was undone."""
        there = work.kept_keys(self._source_name, [row.key for row in rows])
        bodies = work.bodies_of(list(there.values()))
        people = work.people_ids_of(list(there.values()))
        return [self._plan(row, there.get(row.key), bodies, people) for row in rows]

    def _plan(
        self, row: TouchRow, touch: Touch | None, bodies: dict[int, str], people: dict[int, list[int]]
    ) -> Planned[TouchRow]:
        title = row.fields["subject"]
        if row.key in self._seen:
            return Planned(row, row.number, "unchanged", title)
        self._seen.add(row.key)
        if touch is None or touch.deleted_at is not None:
            return Planned(row, row.number, "new", title)
        new = self._values(row)
        changes = {name: (getattr(touch, name), new[name]) for name in _COMPARED if getattr(touch, name) != new[name]}
        if self._says("body") and (row.fields.get("body") or "") != bodies.get(touch.pk, ""):
            changes["body"] = (bodies.get(touch.pk, ""), row.fields.get("body") or "")
        wanted = sorted({one.pk for one in row.people})
        if self._says("people") and wanted != people.get(touch.pk, []):
            changes["people"] = (people.get(touch.pk, []), wanted)
        return Planned(row, row.number, "changed" if changes else "unchanged", title, changes)

    def write(self, planned: Sequence[Planned[TouchRow]], batch: Batch) -> None:
        """New ones together, changed ones and those that come back one by one."""
        rows = [one.row for one in planned if one.outcome != "unchanged"]
        accounts = accounts_by_id({row.account for row in rows if row.account is not None})
        there = work.kept_keys(self._source_name, [row.key for row in rows])
        fresh = [row for row in rows if row.key not in there]
        now = self.source.now
        if fresh:
            work.log_touches(
                [self._wanted(row, accounts) for row in fresh],
                member=self._importer,
                now=now,
                batch=batch,
                authors=[row.author for row in fresh],
            )
        for row in rows:
            if row.key in there:
                work.change_touch(there[row.key], self._wanted(row, accounts), now=now, batch=batch)

    def _wanted(self, row: TouchRow, accounts: dict[int, Any]) -> NewTouch:
        said = row.fields
        return NewTouch(
            kind=said["kind"],
            at=said["at"],
            subject=said["subject"],
            account=accounts.get(row.account) if row.account is not None else None,
            direction=said.get("direction"),
            body=(said.get("body") or "") if self._says("body") else None,
            people=row.people,
            members=[row.author] if row.author else [],
            sentiment=said.get("sentiment"),
            next_step=said.get("next_step") or "",
            source=self._source_name,
            key=row.key,
            written=said["at"] if self.source.options.history else None,
        )

    def _values(self, row: TouchRow) -> dict[str, Any]:
        said = row.fields
        at = said["at"].replace(microsecond=said["at"].microsecond // 1000 * 1000)
        return {
            "kind": said["kind"], "account_id": row.account, "at": at, "direction": said.get("direction"),
            "subject": said["subject"], "sentiment": said.get("sentiment"), "next_step": said.get("next_step"),
        }  # fmt: skip

    def _says(self, field: str) -> bool:
        return self.source.has(field)

    @property
    def _source_name(self) -> str:
        return self.source.options.source[:60]


def _content(said: dict[str, Any]) -> str:
    """The name of a row without one: what it says."""
    parts = (f"{name}={said[name]!r}" for name in sorted(said) if said[name] not in (None, "", []))
    return f"row:{hashlib.sha256(chr(31).join(parts).encode()).hexdigest()}"[:KEY_LENGTH]
