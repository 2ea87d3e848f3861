"""Opening a file for import: how it is written, which column goes where, what must be asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

from django.utils import translation

from banso.connectors.files import mapping
from banso.connectors.files.fields import KINDS, Reading
from banso.connectors.files.guess import guess
from banso.connectors.files.mapping import Column, Known
from banso.connectors.files.options import Options
from banso.connectors.files.problems import FileRefused, Problem
from banso.connectors.files.profile import profile
from banso.connectors.files.reader import Layout, Row, inspect, rows
from banso.connectors.files.synonyms import header_key
from banso.platform.attributes.api import attributes_of
from banso.platform.journal.api import Batch, BatchState
from banso.platform.kit.text import fold
from banso.platform.tenancy.api import current_workspace
from banso.record.customers.api import SUBJECT, members_by_word

_SAMPLE = 200
Beat = Callable[[str, int], object]
"""Called with the stage and the row that was reached."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file that is being imported, and all that was decided for it."""

    path: Path
    file_name: str
    kind: str
    layout: Layout
    columns: list[Column]
    options: Options
    base: Reading
    now: datetime
    importer: int | None = None
    """The member who imports; ``None``: the operator, who may everything."""

    def rows(self, *, after: int = 0) -> Iterator[Row]:
        """The rows behind row ``after``."""
        return rows(self.path, self.file_name, self.layout, after=after)

    def has(self, field: str) -> bool:
        """Whether a column fills ``field``."""
        return any(column.use == "field" and column.target == field for column in self.columns)


def base_reading(options: Options) -> Reading:
    """What cells are read under in the current workspace: naive times are the workspace's."""
    workspace = current_workspace()
    return Reading(workspace.currency, ZoneInfo(options.input_timezone or workspace.timezone))


def open_source(
    path: Path,
    file_name: str,
    kind: str,
    options: Options,
    *,
    now: datetime,
    beat: Beat | None = None,
    importer: int | None = None,
) -> tuple[Source, list[Problem]]:
    """Read the file once and decide its columns; returns also what a person must be asked.

    Raises :class:`FileRefused` for a file that cannot be read, and for choices that do not fit it.
    """
    options = options.checked(file_name)
    layout = inspect(path, file_name, encoding=options.encoding, delimiter=options.delimiter)
    sample = [row.cells for row in islice(rows(path, file_name, layout), _SAMPLE) if row.problem is None]
    known = known_of(kind, options)
    placed = mapping.given(kind, layout, options, known, file_name)
    placed |= mapping.remembered(kind, layout, known, placed)
    words = members_by_word() if kind == "accounts" else {}
    taken = frozenset(column.target for column in placed.values() if column.use == "field")
    left = {
        place: one
        for place, one in guess(
            kind, layout.header, sample, taken=taken, knows_owner=lambda cell: bool(find_members(words, cell))
        ).items()
        if place not in placed
    }
    placed |= mapping.guessed(kind, layout, left)
    types = [placed[place].type if place in placed else "" for place in range(len(layout.header))]
    profiles = profile(_watched(rows(path, file_name, layout), "columns", beat), types)
    # Rows of which none can be read are shown one by one; no row at all is a fault of the file.
    if not any(one.rows for one in profiles) and next(rows(path, file_name, layout), None) is None:
        raise FileRefused(file_name, Problem(0, "no_rows"))
    columns = mapping.complete(kind, layout, placed, profiles, options=options, known=known)
    source = Source(path, file_name, kind, layout, columns, options, base_reading(options), now, importer)
    return source, mapping.questions(kind, columns, profiles, options)


def find_members(words: Mapping[str, set[int]], cell: str) -> set[int]:
    """Members whose address or name the cell is."""
    word = fold(cell).strip()
    return words.get(word) or words.get("".join(word.split())) or set()


def _watched(found: Iterator[Row], stage: str, beat: Beat | None) -> Iterator[Row]:
    for row in found:
        if beat is not None and row.number % 5_000 == 0:
            beat(stage, row.number)
        yield row


def known_of(kind: str, options: Options) -> Known:
    """What is there already for files of ``kind`` from the options' source."""
    custom: dict[str, tuple[str, list[str]]] = {}
    words: dict[str, str] = {}
    if kind == "accounts":
        for key, one in attributes_of(SUBJECT).items():
            if one.source != "custom":
                continue
            custom[key] = (one.type, [choice.value for choice in one.choices])
            words[header_key(key)] = key
            for language in ("en", "ja"):
                with translation.override(language):
                    words[header_key(str(one.label))] = key
    return Known(custom, words, _last_time(kind, options.source))


def _last_time(kind: str, source: str) -> dict[str, tuple[str, str]]:
    """Where the columns of the last applied file of this source went."""
    last = Batch.objects.filter(kind=kind, source=source, state=BatchState.APPLIED).order_by("-pk").first()
    if last is None:
        return {}
    fields = KINDS[kind]
    return {
        header_key(one["header"]): (one["use"], one["target"])
        for one in last.mapping.get("columns", [])
        if one["basis"] == "given" and (one["use"] != "field" or one["target"] in fields)
    }
