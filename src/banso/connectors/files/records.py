"""What every kind of import of records shares: people, members, touches, tasks … See README, "One more kind"."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, ClassVar, Generic, Literal, TypeVar

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from banso.connectors.files.cells import Values, read_cells
from banso.connectors.files.fields import KINDS, Field
from banso.connectors.files.opening import Source
from banso.connectors.files.problems import Problem, shown
from banso.platform.identity.api import IMPORT
from banso.platform.journal.api import Batch

CHUNK = 500
"""Rows that are looked up, planned and written together."""
R = TypeVar("R")
Outcome = Literal["new", "changed", "unchanged"]


@dataclass(frozen=True, slots=True)
class Planned(Generic[R]):
    """What one row would do. ``changes`` are examples for people: ``{field: (old, new)}`` of plain values."""

    row: R
    number: int
    outcome: Outcome
    title: str = ""
    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)


class Records(ABC, Generic[R]):
    """One file of one kind of record, and what the kind is.

    A reader lives through a whole dry run, or a whole import: :meth:`plan` is called chunk after chunk in the file's
    order, so that what an earlier row brings may be remembered in ``self``. In an import everything before is in the
    database too, and an import that was interrupted begins behind the last chunk that is whole.
    """

    kind: ClassVar[str]
    fields: ClassVar[tuple[Field, ...]]
    label: ClassVar[StrOrPromise]
    """The kind as a word: People."""
    title: ClassVar[StrOrPromise]
    """The heading of its page: Import people."""
    about: ClassVar[StrOrPromise]
    """One sentence under the kind where a file is handed in."""
    new_label: ClassVar[StrOrPromise] = _("New")
    changed_label: ClassVar[StrOrPromise] = _("Change")
    undo_text: ClassVar[StrOrPromise]
    """What taking an import of this kind back does."""
    permission: ClassVar[str] = IMPORT
    """What a member needs beside importing."""
    tells_past: ClassVar[bool] = False
    """Whether a person is asked since when the rows were known (``options.history``)."""
    makes_accounts: ClassVar[bool] = False
    """Whether accounts that nobody knows may be made of rows (``options.create_accounts``)."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._headers = {column.target: column.header for column in source.columns if column.use == "field"}

    def read(self, *, after: int = 0) -> Iterator[list[tuple[Values, R | None]]]:
        """The rows behind row ``after`` in chunks; ``None`` where a row is refused: ``values.problems`` says why."""
        left = read_cells(self.source.rows(after=after), self.kind, self.source.columns, self.source.base)
        while part := list(islice(left, CHUNK)):
            self.meet([values for values in part if not values.problems])
            yield [(values, self._row(values)) for values in part]

    def _row(self, values: Values) -> R | None:
        if values.problems:
            return None
        row = self.row(values)
        return None if values.problems else row

    def meet(self, part: Sequence[Values]) -> None:
        """Look up, in few queries, what a chunk names (accounts, people …)."""

    @abstractmethod
    def row(self, values: Values) -> R:
        """One row of values as what will be written. Faults go to :meth:`fault`: the row is then refused."""

    @abstractmethod
    def plan(self, rows: Sequence[R]) -> list[Planned[R]]:
        """What the rows would do to what is there. Reads only."""

    @abstractmethod
    def write(self, planned: Sequence[Planned[R]], batch: Batch) -> None:
        """Write a chunk and its journal (with ``batch``), inside the caller's transaction."""

    def finish(self, batch: Batch) -> Counter[str]:
        """Write what needs all rows to be there, in a transaction of its own; returns what else is to be counted."""
        return Counter()

    def fault(self, values: Values, field_: str, code: str, value: str = "", **params: str | int) -> None:
        """Refuse a row; ``code`` is a key of ``problems.TEXTS``."""
        header = self._headers.get(field_, field_)
        values.problems.append(Problem(values.number, code, header, shown(value), params))


RECORDS: dict[str, type[Records[Any]]] = {}
"""Every kind by its name; filled by ``kinds``."""


def register(kind: type[Records[Any]]) -> None:
    """Make a kind known, with its fields."""
    RECORDS[kind.kind] = kind
    KINDS[kind.kind] = {one.key: one for one in kind.fields}
