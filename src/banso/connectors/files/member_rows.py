"""Rows of members: colleagues to be invited, in the roles the importer may give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from banso.connectors.files import people_values
from banso.connectors.files.cells import Values
from banso.connectors.files.fields import READERS, Field
from banso.connectors.files.opening import Source
from banso.connectors.files.problems import TEXTS
from banso.connectors.files.records import Planned, Records
from banso.platform.identity.api import MANAGE_MEMBERS, Member, Role, invite, may_give_role, members
from banso.platform.journal.api import Batch

READERS["member_role"] = lambda cell, _reading: people_values.member_role(cell)
TEXTS.update(
    {
        "member_role_differs": (
            _("This is a member already, as %(role)s."),
            _("Change the role in the list of members."),
        ),
        "member_deactivated": (_("This member is deactivated."), _("Let them in again in the list of members.")),
        "may_not_give": (_("You may not give this role."), _("Ask an owner of the workspace.")),
    }
)


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One colleague."""

    number: int
    email: str
    name: str
    reading: str
    role: str


class Members(Records[MemberRow]):
    """Members of the workspace. Each new one comes in by a link of their own, which is made when it is asked for."""

    kind: ClassVar[str] = "members"
    label = _("Members")
    title = _("Import members")
    about = _("One row a colleague: e-mail, name, role. Each comes in by a link of their own.")
    new_label = _("To be invited")
    undo_text = _("Members that it made and who have not come in yet are deactivated, and their links close.")
    permission = MANAGE_MEMBERS
    fields: ClassVar[tuple[Field, ...]] = (
        Field("email", "mail", _("E-mail"), required=True),
        Field("name", "name", _("Name"), required=True),
        Field("reading", "reading", _("Reading")),
        Field("role", "member_role", _("Role"), required=True),
    )

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self._there = {one.login.email.casefold(): one for one in members(with_deactivated=True)}
        self._by = next((one for one in self._there.values() if one.pk == source.importer), None)
        self._first: dict[str, int] = {}

    def row(self, values: Values) -> MemberRow:
        """The row; refused where the importer may not give the role, or the person is a member otherwise."""
        said = values.fields
        email, role = (said.get("email") or "").casefold(), said.get("role") or ""
        if email and self._first.setdefault(email, values.number) != values.number:
            self.fault(values, "email", "duplicate_row", email, first=self._first[email])
        there = self._there.get(email)
        if there is not None and there.deactivated_at is not None:
            self.fault(values, "email", "member_deactivated", email)
        elif there is not None and role and there.role != role:
            shown = str(there.get_role_display())
            self.fault(values, "role", "member_role_differs", role, role=shown)
        elif role and not self._may_give(role):
            self.fault(values, "role", "may_not_give", role)
        return MemberRow(values.number, email, said.get("name") or "", said.get("reading") or "", role)

    def _may_give(self, role: str) -> bool:
        if self.source.importer is None:
            return True
        return self._by is not None and may_give_role(self._by, Role(role))

    def plan(self, rows: Sequence[MemberRow]) -> list[Planned[MemberRow]]:
        """Those who are there already stay as they are."""
        there = {one.login.email.casefold() for one in members(with_deactivated=True)}
        return [
            Planned(row, row.number, "unchanged" if row.email in there else "new", row.name or row.email)
            for row in rows
        ]

    def write(self, planned: Sequence[Planned[MemberRow]], batch: Batch) -> None:
        """Make them members who have not come in yet."""
        by: Member | None = self._by
        for one in planned:
            if one.outcome == "new":
                row = one.row
                invite(
                    by=by,
                    email=row.email,
                    name=row.name,
                    reading=row.reading,
                    role=row.role,
                    now=self.source.now,
                    batch=batch,
                )
