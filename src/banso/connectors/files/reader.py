"""Rows of a CSV file, plain or gzip, one at a time and in constant memory.

Rows are numbered as a spreadsheet numbers them: the header is row 1, and a cell with line breaks
stays in one row. A fault of one row is handed out with the row; a fault after which nobody can know
where rows begin ends the reading with :class:`FileRefused`.
"""

import codecs
import csv
import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, cast

from banso.connectors.files.encodings import CHUNK, MAX_ROW, chosen, detect
from banso.connectors.files.problems import FileRefused, Problem, shown
from banso.platform.kit.text import fold

DELIMITERS = (",", "\t", ";")
_SNIFFED_LINES = 100
_GZIP_MAGIC = b"\x1f\x8b"
_HINT = "sep="


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is written. ``header_row`` is 2 after Excel's ``sep=;`` line, else 1."""

    encoding: str
    delimiter: str
    compressed: bool
    header: tuple[str, ...]
    header_row: int = 1

    def as_json(self) -> dict[str, Any]:
        """For the batch that keeps it."""
        return asdict(self) | {"header": list(self.header)}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Layout":
        """The reverse of :meth:`as_json`."""
        return cls(**(data | {"header": tuple(data["header"])}))


class Row(NamedTuple):
    """One row: ``cells`` as many as the header has, or a ``problem`` (then ``cells`` may be ragged)."""

    number: int
    cells: list[str]
    problem: Problem | None = None


def inspect(path: Path, file_name: str, *, encoding: str | None = None, delimiter: str | None = None) -> Layout:
    """Find out how the file is written; what the caller names is not guessed."""
    with opened(path, file_name) as (stream, compressed):
        found = chosen(file_name, encoding) if encoding else detect(stream, file_name)
    with opened(path, file_name) as (stream, _compressed):
        lines = _Lines(stream, found, file_name)
        head: list[str] = []
        for line in lines:
            head.append(line)
            lines.row, lines.taken = len(head) + 1, 0
            if len(head) == _SNIFFED_LINES:
                break
    if not "".join(head).strip():
        raise FileRefused(file_name, Problem(0, "empty_file"))
    header_row = 1
    if head[0].lower().startswith(_HINT) and len(head[0].strip("\r\n")) == len(_HINT) + 1:
        delimiter = delimiter or head[0][len(_HINT)]
        header_row = 2
    separator = delimiter or _sniffed(head)
    with opened(path, file_name) as (stream, _compressed):
        records = _records(_Lines(stream, found, file_name), separator, file_name)
        first = next((cells for number, cells, _ in records if number == header_row), [])
    return Layout(found, separator, compressed, _header(first, file_name, header_row), header_row)


def rows(path: Path, file_name: str, layout: Layout, *, after: int = 0) -> Iterator[Row]:
    """The rows below the header whose number is above ``after``; wholly empty ones are left out."""
    width = len(layout.header)
    start = max(layout.header_row, after)
    with opened(path, file_name) as (stream, _compressed):
        lines = _Lines(stream, layout.encoding, file_name)
        for number, cells, fault in _records(lines, layout.delimiter, file_name):
            if number <= start:
                continue
            if fault is not None:
                yield Row(number, cells, fault)
            elif len(cells) != width:
                if any(cell.strip() for cell in cells):
                    params = {"cells": len(cells), "columns": width}
                    yield Row(number, cells, Problem(number, "ragged", params=params))
            elif lines.nul_seen and any("\x00" in cell for cell in cells):
                at = next(index for index, cell in enumerate(cells) if "\x00" in cell)
                problem = Problem(number, "nul", layout.header[at], shown(cells[at]))
                yield Row(number, cells, problem)
            elif any(cells) and any(map(str.strip, cells)):
                yield Row(number, cells)


@contextmanager
def opened(path: Path, file_name: str) -> Iterator[tuple[BinaryIO, bool]]:
    """The bytes of the file, unpacked, and whether they were packed."""
    try:
        raw = path.open("rb")
    except FileNotFoundError as error:
        raise FileRefused(file_name, Problem(0, "not_found")) from error
    except OSError as error:
        raise FileRefused(file_name, Problem(0, "unreadable")) from error
    with raw:
        compressed = raw.read(2) == _GZIP_MAGIC
        raw.seek(0)
        try:
            yield (cast("BinaryIO", gzip.GzipFile(fileobj=raw)) if compressed else raw), compressed
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise FileRefused(file_name, Problem(0, "gzip")) from error


class _Lines:
    """Lines with their ends, decoded strictly. Remembers how much a row has taken so far."""

    def __init__(self, stream: BinaryIO, encoding: str, file_name: str) -> None:
        self.nul_seen = False
        self.taken = 0
        self.row = 1
        self._file_name = file_name
        self._encoding = encoding
        self._lines = self._decoded(stream)

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.taken += len(line)
        if self.taken > MAX_ROW:
            self._refuse("row_too_long", limit=MAX_ROW)
        return line

    def _refuse(self, code: str, **params: str | int) -> None:
        raise FileRefused(self._file_name, Problem(self.row, code, params=params))

    def _decoded(self, stream: BinaryIO) -> Iterator[str]:
        decoder = codecs.getincrementaldecoder(self._encoding)("strict")
        rest, ended, broken = "", False, False
        while not (ended or broken):
            chunk = stream.read(CHUNK)
            ended = not chunk
            try:
                text = decoder.decode(chunk, ended)
            except UnicodeDecodeError as error:
                # The lines before the broken byte are whole: hand them out, so that its row is known.
                text = error.object[: error.start].decode(self._encoding, "ignore")
                broken = True
            text = rest + text
            self.nul_seen = self.nul_seen or "\x00" in text
            cut = len(text) if ended else _last_end(text)
            yield from io.StringIO(text[:cut], newline="")
            rest = text[cut:]
            if len(rest) > MAX_ROW:
                self._refuse("row_too_long", limit=MAX_ROW)
        if broken:
            self._refuse("decode", encoding=self._encoding)


def _last_end(text: str) -> int:
    """Where the last whole line ends. A carriage return at the very end may be half of a line end."""
    return text.rfind("\n") + 1 or text.rfind("\r", 0, max(len(text) - 1, 0)) + 1


def _records(lines: _Lines, delimiter: str, file_name: str) -> Iterator[tuple[int, list[str], Problem | None]]:
    """Numbered records, the header too; quoting faults are handed out where reading can go on."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        lines.row, lines.taken = number, 0
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            reason = str(error)
            if "field limit" in reason:
                params = {"limit": csv.field_size_limit()}
                raise FileRefused(file_name, Problem(number, "cell_too_long", params=params)) from error
            if "end of data" in reason:
                raise FileRefused(file_name, Problem(number, "open_quote")) from error
            yield number, [], Problem(number, "quotes")
        else:
            yield number, cells, None


def _header(cells: list[str], file_name: str, row: int) -> tuple[str, ...]:
    """The header's names; a column without one is called by its place."""
    names = [cell.strip() or f"column {place}" for place, cell in enumerate(cells, 1)]
    if not any(cell.strip() for cell in cells):
        raise FileRefused(file_name, Problem(row, "empty_file"))
    seen: dict[str, int] = {}
    for place, name in enumerate(names, 1):
        if "\x00" in name:
            raise FileRefused(file_name, Problem(row, "nul", value=shown(name)))
        first = seen.setdefault(fold(name), place)
        if first != place:
            params: dict[str, str | int] = {"first": first, "second": place, "header": shown(name)}
            raise FileRefused(file_name, Problem(row, "equal_headers", params=params))
    return tuple(names)


def _sniffed(head: list[str]) -> str:
    """The separator under which the first rows agree best; a comma where nothing speaks."""

    def fit(delimiter: str) -> tuple[bool, float, int]:
        try:
            widths = [len(cells) for cells in csv.reader(head, delimiter=delimiter) if cells]
        except csv.Error:
            return False, 0.0, 0
        width = widths[0] if widths else 0
        return width > 1, widths.count(width) / max(len(widths), 1), width

    return max(DELIMITERS, key=fit)
