"""Rows of the watch list: what happened at customers, from a clipping service or a list of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from banso.connectors.files import people_values
from banso.connectors.files.cells import Values
from banso.connectors.files.fields import READERS, Field
from banso.connectors.files.naming import Accounts
from banso.connectors.files.opening import Source
from banso.connectors.files.records import Planned, Records
from banso.platform.journal.api import Batch
from banso.record.customers.api import accounts_by_id, add_watch_event, known_watch_events

READERS["happened"] = lambda cell, _reading: people_values.happened(cell)


@dataclass(frozen=True, slots=True)
class WatchRow:
    """One event at an account."""

    number: int
    account: int
    fields: dict[str, Any]

    @property
    def key(self) -> tuple[Any, ...]:
        """The same event twice is one."""
        return self.account, self.fields["kind"], self.fields["day"], self.fields["title"]


class Watch(Records[WatchRow]):
    """Events of the watch list; what is there already stays as it is."""

    kind: ClassVar[str] = "watch"
    label = _("Watch list")
    title = _("Import the watch list")
    about = _("One row each time something happened at a customer: account, kind, day, headline.")
    new_label = _("New entries")
    undo_text = _("Entries that it made are taken off the list.")
    fields: ClassVar[tuple[Field, ...]] = (
        Field("account", "key", _("Account"), required=True),
        Field("kind", "happened", _("What happened"), required=True),
        Field("day", "business_date", _("Day"), required=True),
        Field("title", "name", _("Headline"), required=True),
        Field("detail", "long", _("Details")),
        Field("url", "link", _("Link")),
    )

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self._accounts = Accounts(source.options.source)
        self._seen: set[tuple[Any, ...]] = set()

    def meet(self, part: Sequence[Values]) -> None:
        """Accounts by id or name."""
        self._accounts.meet(values.fields["account"] for values in part if values.fields.get("account"))

    def row(self, values: Values) -> WatchRow:
        """The row; refused where its account is nobody's."""
        word = values.fields["account"]
        account = self._accounts.get(word)
        if account is None:
            self.fault(values, "account", self._accounts.fault(word), word)
        fields = {name: value for name, value in values.fields.items() if name != "account"}
        return WatchRow(values.number, account or 0, fields)

    def plan(self, rows: Sequence[WatchRow]) -> list[Planned[WatchRow]]:
        """An event that is there, or stood further up in the file, is not made again."""
        there = known_watch_events({row.account for row in rows}) | self._seen
        found: list[Planned[WatchRow]] = []
        for row in rows:
            found.append(Planned(row, row.number, "unchanged" if row.key in there else "new", row.fields["title"]))
            there.add(row.key)
            self._seen.add(row.key)
        return found

    def write(self, planned: Sequence[Planned[WatchRow]], batch: Batch) -> None:
        """Note the new ones."""
        accounts = accounts_by_id({one.row.account for one in planned})
        for one in planned:
            if one.outcome == "new":
                add_watch_event(
                    accounts[one.row.account],
                    one.row.fields,
                    now=self.source.now,
                    created_by=self.source.importer,
                    batch=batch,
                )
