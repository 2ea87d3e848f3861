"""Rows of people: who they are, and what they are at which account."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from banso.connectors.files import people_values
from banso.connectors.files.cells import Values, read_cells
from banso.connectors.files.fields import KEY_LENGTH, READERS, Field
from banso.connectors.files.naming import Accounts
from banso.connectors.files.opening import Source
from banso.connectors.files.people_drafts import Draft, Drafts
from banso.connectors.files.problems import TEXTS
from banso.connectors.files.records import Planned, Records
from banso.platform.journal.api import Batch
from banso.platform.kit.errors import BansoError
from banso.record.customers.api import (
    NewPerson,
    accounts_by_id,
    change_contact,
    change_person,
    create_contact,
    create_people,
    create_person,
    find_contact_by_id,
    free_people,
)

READERS.update(
    {
        "mail": lambda cell, _reading: people_values.mail(cell),
        "mails": lambda cell, _reading: people_values.mails(cell),
        "phones": lambda cell, _reading: people_values.phones(cell),
        "contact_role": lambda cell, _reading: people_values.role(cell),
        "influence": lambda cell, _reading: people_values.influence(cell),
        "relation": lambda cell, _reading: people_values.relation(cell),
    }
)
TEXTS.update(
    {
        "no_account": (
            _("There is no account with this ID or name."),
            _("Import accounts first, or empty the cell."),
        ),
        "ambiguous_name": (_("Several accounts are called so."), _("Write the external ID.")),
        "two_persons": (
            _("The addresses of this row are those of different people: %(names)s."),
            _("Write each person in a row of their own, or merge them first."),
        ),
        "needs_account": (_("This says something about a contact, and no account is named."), _("Name the account.")),
        "end_before": (_("The end is before the beginning."), _("Check both days.")),
        "unknown_chief": (
            _("Nobody of this account has this name or address, here or in the file."),
            _("Add that person to the file, or empty the cell."),
        ),
    }
)
ABOUT_PERSON = ("name", "reading", "mails", "phones", "tags", "language", "timezone")
ABOUT_CONTACT = ("title", "department", "role", "influence", "relation", "starts", "ends", "end_reason")


@dataclass(slots=True)
class PersonRow:
    """One row: what it says of the person, and of the contact at ``account``. ``chief`` is whom they report to."""

    number: int
    person: dict[str, Any]
    contact: dict[str, Any]
    account: int | None
    chief: str = ""
    draft: Draft | None = None
    new_person: bool = False
    new_contact: bool = False
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)


class People(Records[PersonRow]):
    """People, and what they are at accounts; a person with several accounts has several rows."""

    kind: ClassVar[str] = "people"
    label = _("People")
    title = _("Import people")
    about = _("One row a person at a customer: name, e-mail, account, job title, role.")
    new_label = _("New people and contacts")
    changed_label = _("People that change")
    undo_text = _(
        "People and contacts that it made are taken away, and fields it changed get their value from before. "
        "What somebody has changed since stays as it is, and is named."
    )
    fields: ClassVar[tuple[Field, ...]] = (
        Field("name", "name", _("Name"), required=True),
        Field("reading", "reading", _("Reading")),
        Field("mails", "mails", _("E-mail")),
        Field("phones", "phones", _("Phone")),
        Field("key", "key", _("ID of the person")),
        Field("account", "key", _("Account")),
        Field("title", "name", _("Job title")),
        Field("department", "name", _("Department")),
        Field("role", "contact_role", _("Role at the account")),
        Field("influence", "influence", _("Influence")),
        Field("relation", "relation", _("Relation")),
        Field("reports_to", "name", _("Reports to")),
        Field("starts", "business_date", _("Contact since")),
        Field("ends", "business_date", _("Contact until")),
        Field("end_reason", "name", _("Why it ended")),
        Field("tags", "tags", _("Tags")),
        Field("language", "language", _("Language")),
        Field("timezone", "timezone", _("Time zone")),
    )

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self._accounts = Accounts(source.options.source)
        self._drafts = Drafts()
        self._in_file = self._survey() if source.has("reports_to") else set()

    def _survey(self) -> set[tuple[int, str]]:
        """Everybody the file names at an account: ``(account, folded name or address)``."""
        found = []
        only = frozenset({"name", "mails", "account"})
        for values in read_cells(self.source.rows(), self.kind, self.source.columns, self.source.base, only=only):
            if account := values.fields.get("account"):
                words = (values.fields.get("name") or "", *(values.fields.get("mails") or ()))
                found += [(account, self._drafts.word(word)) for word in words]
        self._accounts.meet({account for account, _word in found})
        return {(one, word) for account, word in found if (one := self._accounts.get(account)) is not None}

    def meet(self, part: Sequence[Values]) -> None:
        """Accounts by id or name, people by key, address or name at the account."""
        said = [values.fields for values in part]
        self._accounts.meet(one["account"] for one in said if one.get("account"))
        ids = {found for one in said if (found := self._accounts.get(one.get("account") or "")) is not None}
        self._drafts.meet(
            mails=[mail for one in said for mail in one.get("mails") or ()],
            keys=[self._key(one["key"]) for one in said if one.get("key")],
            accounts=ids,
        )

    def _key(self, key: str) -> str:
        return f"{self.source.options.source}:{key}"[:KEY_LENGTH]

    def row(self, values: Values) -> PersonRow:
        """The row; refused where its addresses are of two people, or its account is nobody's."""
        said = dict(values.fields)
        word = said.get("account") or ""
        account = self._accounts.get(word) if word else None
        if word and account is None:
            self.fault(values, "account", self._accounts.fault(word), word)
        person = {name: said[name] for name in ABOUT_PERSON if name in said}
        if said.get("key"):
            person["keys"] = [self._key(said["key"])]
        contact = {name: said[name] for name in ABOUT_CONTACT if name in said}
        if not word and (about := next((name for name, value in contact.items() if value is not None), "")):
            self.fault(values, about, "needs_account", str(contact[about]))
        if contact.get("starts") and contact.get("ends") and contact["ends"] < contact["starts"]:
            self.fault(values, "ends", "end_before", str(contact["ends"]))
        found = self._drafts.named_by(person.get("mails") or (), person.get("keys") or ())
        if len(found) > 1:
            names = ", ".join(sorted(one.values["name"] for one in found))
            self.fault(values, "mails", "two_persons", " ".join(person.get("mails") or ()), names=names)
        chief = said.get("reports_to") or ""
        if chief and account is not None and not self._knows(account, chief):
            self.fault(values, "reports_to", "unknown_chief", chief)
        return PersonRow(values.number, person, contact, account, chief)

    def _knows(self, account: int, chief: str) -> bool:
        return (account, self._drafts.word(chief)) in self._in_file or self._drafts.chief(account, chief) is not None

    def plan(self, rows: Sequence[PersonRow]) -> list[Planned[PersonRow]]:
        """What each row would do, with what the rows before it bring."""
        return [self._plan(row) for row in rows]

    def _plan(self, row: PersonRow) -> Planned[PersonRow]:
        draft = self._drafts.find(row.person, row.account)
        row.new_person = draft is None
        if draft is None:
            draft = self._drafts.begin()
        row.draft = draft
        changes = draft.say(row.person)
        if row.account is not None:
            row.new_contact, about = draft.say_contact(row.account, row.contact)
            changes |= about
        self._drafts.know(draft, row.account)
        row.changes = changes
        outcome = "new" if row.new_person or row.new_contact else "changed" if changes else "unchanged"
        return Planned(row, row.number, outcome, draft.values["name"], changes)  # type: ignore[arg-type]

    def write(self, planned: Sequence[Planned[PersonRow]], batch: Batch) -> None:
        """Write new people together and the rest row by row; whom somebody reports to comes at the end, when everybody
        is there.
        """
        accounts = accounts_by_id({one.row.account for one in planned if one.row.account is not None})
        made = self._make([one.row for one in planned if one.outcome != "unchanged"], batch)
        for one in planned:
            row = one.row
            if one.outcome != "unchanged" and row.draft is not None and row.number not in made:
                self._write(row, row.draft, accounts, batch)

    def _make(self, rows: Sequence[PersonRow], batch: Batch) -> set[int]:
        """Make the people that rows are the first to name, each at its account; the numbers of those rows.

        Who has an address that another of them, or somebody there, has already is left for the way row by row,
        which says so.
        """
        first: dict[int, PersonRow] = {}
        for row in rows:
            if row.draft is not None and row.draft.person is None and row.account is not None:
                first.setdefault(id(row.draft), row)
        wanted: list[tuple[PersonRow, Draft, int, NewPerson]] = []
        for row in first.values():
            if row.draft is not None and row.account is not None:
                about = row.draft.contacts[row.account].values
                new = NewPerson(account=row.account, fields=row.draft.values, contact=about)
                wanted.append((row, row.draft, row.account, new))
        free = free_people([new for _row, _draft, _account, new in wanted])
        chosen = [one for one, is_free in zip(wanted, free, strict=True) if is_free]
        contacts = create_people([new for *_others, new in chosen], now=self.source.now, batch=batch)
        for (_row, draft, account, _new), contact in zip(chosen, contacts, strict=True):
            draft.person = contact.person
            draft.contacts[account].contact = contact
        return {row.number for row, *_others in chosen}

    def _write(self, row: PersonRow, draft: Draft, accounts: dict[int, Any], batch: Batch) -> None:
        now = self.source.now
        if draft.person is None:
            fields = {name: value for name, value in draft.values.items() if name != "name"}
            draft.person = create_person(draft.values["name"], now=now, fields=fields, batch=batch)
        elif said := {name: draft.values[name] for name in row.changes if name in draft.values}:
            change_person(draft.person, said, now=now, batch=batch)
        if row.account is None:
            return
        about = draft.contacts[row.account]
        if about.contact is None:
            about.contact = create_contact(
                draft.person, accounts[row.account], now=now, fields=about.values, batch=batch
            )
        elif said := {name: about.values[name] for name in row.changes if name in about.values}:
            change_contact(about.contact, said, now=now, batch=batch)

    def finish(self, batch: Batch) -> Counter[str]:
        """Whom everybody reports to, now that all are there. A line that would close a circle is left out."""
        counts: Counter[str] = Counter()
        if not self.source.has("reports_to"):
            return counts
        only = frozenset({"name", "mails", "key", "account", "reports_to"})
        rows = read_cells(self.source.rows(), self.kind, self.source.columns, self.source.base, only=only)
        drafts, accounts = Drafts(), Accounts(self.source.options.source)
        for values in rows:
            said = values.fields
            if values.problems or not said.get("account") or not said.get("reports_to"):
                continue
            accounts.meet([said["account"]])
            account = accounts.get(said["account"])
            if account is None:
                continue
            drafts.meet(mails=said.get("mails") or (), keys=[], accounts={account})
            chief, own = drafts.chief(account, said["reports_to"]), drafts.find(said, account)
            about = own.contacts.get(account) if own is not None else None
            if chief is None or about is None or about.contact is None:
                continue
            try:
                change_contact(
                    find_contact_by_id(about.contact.pk), {"reports_to": chief}, now=self.source.now, batch=batch
                )
            except BansoError:
                counts["left_out"] += 1
        return counts
