"""Reading the lake: an in-memory engine over the live parts of one workspace."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from banso.platform.kit.columns import Columns
from banso.platform.kit.ids import uuid7
from banso.platform.lake import parts as files
from banso.platform.lake.catalogue import parts
from banso.platform.lake.models import LakeFile
from banso.platform.lake.tables import TableSpec, spec_of

_SQL_TYPES = {
    "int64": "BIGINT",
    "float64": "DOUBLE",
    "bool": "BOOLEAN",
    "string": "VARCHAR",
    "timestamp": "TIMESTAMP",
    "date": "DATE",
}
MEMORY = "512MB"
MOST_THREADS = 4
"""Every thread needs memory of its own: more of them would not fit into :data:`MEMORY`."""


class LakeSession:
    """One engine with the tables of one workspace; made by :func:`session`."""

    def __init__(self, backend: Any) -> None:
        self.backend = backend
        self._collected: set[str] = set()
        self._views: list[str] = []
        self._tables: set[str] = set()
        self._is_limited = False

    def table(
        self,
        name: str,
        *,
        months: Sequence[str] | None = None,
        labels: Sequence[str] | None = None,
        live: Sequence[LakeFile] | None = None,
    ) -> ir.Table:
        """The live rows of a table; typed and empty where there are none.

        ``live`` gives the parts where the caller has listed (and perhaps pruned) them already.
        """
        spec = spec_of(name)
        chosen = parts(name, months=months, labels=labels) if live is None else live
        view = f"{name}_{uuid7().hex[-12:]}"
        self._views.append(view)
        self._run(f'CREATE VIEW "{view}" AS {_select(spec, [file.path for file in chosen])}')
        table: ir.Table = self.backend.table(view)
        return table

    def rows(
        self, name: str, *, labels: Sequence[str], columns: Sequence[str] | None, where: str = "TRUE", order: str
    ) -> Columns:
        """Columns of the live rows of a table in one statement; those that no part has are left out.

        An expression of :meth:`table` would be compiled and bound thrice: more than the reading of a few rows takes.
        """
        chosen = [file.path for file in parts(name, labels=labels)]
        shown = "*" if columns is None else f"COLUMNS(lambda c: c IN ({', '.join(map(_text, columns))}))"
        return self.sql(f"SELECT {shown} FROM ({_select(spec_of(name), chosen)}) WHERE {where} ORDER BY {order}")

    def memtable(self, name: str, columns: Mapping[str, Any]) -> ir.Table:
        """``columns`` as a table of the engine under ``name``."""
        data = columns if isinstance(columns, pa.Table) else pa.table(dict(columns))
        given = f"given_{uuid7().hex[-12:]}"
        self.backend.con.register(given, data)
        self._tables.add(name)
        self._run(f'CREATE OR REPLACE TEMP TABLE "{name}" AS SELECT * FROM "{given}"')
        self.backend.con.unregister(given)
        table: ir.Table = self.backend.table(name)
        return table

    def store(self, name: str, expr: ir.Table) -> ir.Table:
        """Compute ``expr`` once and keep it as a table of the engine."""
        self._tables.add(name)
        # Not backend.create_table: with sqlglot 30 it writes "DROP TABLE IF EXISTS" without a name.
        self._run(f'CREATE OR REPLACE TEMP TABLE "{name}" AS {self.backend.compile(expr)}')
        table: ir.Table = self.backend.table(name)
        return table

    def view(self, name: str, expr: ir.Table) -> ir.Table:
        """Give ``expr`` a name that statements of :meth:`sql` may use."""
        self._views.append(name)
        self._run(f'CREATE OR REPLACE TEMP VIEW "{name}" AS {self.backend.compile(expr)}')
        table: ir.Table = self.backend.table(name)
        return table

    def collect(self, name: str, statement: str) -> None:
        """Add the rows of a compiled statement to the table ``name``, which the first call makes."""
        if name in self._collected:
            self._run(f'INSERT INTO "{name}" {statement}')
        else:
            self._run(f'CREATE OR REPLACE TEMP TABLE "{name}" AS {statement}')
            self._collected.add(name)
            self._tables.add(name)

    def limit(self, memory: str) -> None:
        """Hold no more than ``memory`` from now on; what is kept beyond it goes to disk."""
        self._is_limited = True
        self._run(f"SET memory_limit = {_text(memory)}")

    def drop(self, name: str) -> None:
        """Forget a table made by :meth:`memtable` or :meth:`store`."""
        self._run(f'DROP TABLE IF EXISTS "{name}"')

    def fetch(self, expr: ir.Table) -> Columns:
        """The rows of ``expr`` as numpy columns."""
        return files.to_columns(self.backend.to_pyarrow(expr))

    def sql(self, text: str, params: Sequence[Any] = ()) -> Columns:
        """The rows of a statement with bound parameters (``?``), for compiled filters."""
        return files.to_columns(self.backend.con.sql(text, params=list(params)).to_arrow_table())

    def copy_sorted(self, paths: Sequence[str], order: Sequence[str], target: str) -> int:
        """Write the rows of several parts, sorted, as one part; its size in bytes."""
        final = files.root() / target
        final.parent.mkdir(parents=True, exist_ok=True)
        temporary = final.with_suffix(".tmp")
        by = ", ".join(f'"{name}"' for name in order)
        self._run(
            f"COPY (SELECT * FROM {_read(paths)} ORDER BY {by}) TO {_text(str(temporary))} "
            f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {files.ROW_GROUP})"
        )
        return files.settle(temporary, final)

    def clear(self) -> bool:
        """Forget everything that was made here; whether the engine is as new afterwards."""
        for name in dict.fromkeys(self._views):
            self._run(f'DROP VIEW IF EXISTS "{name}"')
        for name in self._tables:
            self._run(f'DROP TABLE IF EXISTS "{name}"')
        return not self._is_limited

    def _run(self, sql: str) -> None:
        self.backend.con.execute(sql).fetchall()


@contextmanager
def session(*, threads: int | None = None, memory: str = MEMORY) -> Iterator[LakeSession]:
    """An engine that may read and write nothing but the folder of the lake.

    Starting one takes longer than most questions: a few stay when they are done, emptied, for the next.
    """
    key = (str(files.root()), threads or min(os.cpu_count() or 2, MOST_THREADS), memory)
    backend = _take(key)
    engine = LakeSession(backend)
    is_clean = False
    try:
        yield engine
        is_clean = engine.clear()
    finally:
        if is_clean:
            _keep(key, backend)
        else:
            backend.disconnect()


Key = tuple[str, int, str]
MOST_IDLE = 4
"""Engines that wait for the next question, in one process."""
_idle: list[tuple[Key, Any]] = []
_of_parent: list[tuple[Key, Any]] = []
_guard = threading.Lock()


def _forget() -> None:
    """In a child: leave the engines of the parent alone. Without their threads even ending one would crash."""
    global _guard  # noqa: PLW0603 - another thread of the parent may have held it
    _guard = threading.Lock()
    _of_parent.extend(_idle)
    _idle.clear()


os.register_at_fork(after_in_child=_forget)


def _take(key: Key) -> Any:
    with _guard:
        for place, (made, backend) in enumerate(_idle):
            if made == key:
                del _idle[place]
                return backend
    return _started(key)


def _keep(key: Key, backend: Any) -> None:
    with _guard:
        _idle.append((key, backend))
        surplus = _idle.pop(0)[1] if len(_idle) > MOST_IDLE else None
    if surplus is not None:
        surplus.disconnect()


def _started(key: Key) -> Any:
    root, threads, memory = files.root(), key[1], key[2]
    spill = root / "tmp"
    spill.mkdir(parents=True, exist_ok=True)
    backend = ibis.duckdb.connect(threads=threads, memory_limit=memory)
    try:
        for sql in (
            "SET TimeZone = 'UTC'",
            f"SET temp_directory = {_text(str(spill))}",
            f"SET allowed_directories = [{_text(str(root) + '/')}]",
            "SET enable_external_access = false",
            "SET preserve_insertion_order = false",
            # What was read is not kept: an engine that waits holds no memory.
            "SET enable_external_file_cache = false",
        ):
            backend.con.execute(sql).fetchall()
    except BaseException:
        backend.disconnect()
        raise
    return backend


def _select(spec: TableSpec, paths: Sequence[str]) -> str:
    """All declared columns, also those that older parts do not have."""
    nulls = ", ".join(f'NULL::{_SQL_TYPES[kind]} AS "{name}"' for name, kind in spec.all_columns.items())
    empty = f"SELECT {nulls} WHERE false"
    if not paths:
        return empty
    return f"{empty} UNION ALL BY NAME SELECT * FROM {_read(paths)}"


def _read(paths: Sequence[str]) -> str:
    listed = ", ".join(_text(str(files.root() / path)) for path in paths)
    return f"read_parquet([{listed}], union_by_name = true, hive_partitioning = false)"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
