"""A table in memory: columns of one workspace, kept for questions that are asked all day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import ibis
import pyarrow as pa

Kind = Literal["int64", "float64", "string"]
_SQL_TYPES: dict[Kind, str] = {"int64": "BIGINT", "float64": "DOUBLE", "string": "VARCHAR"}
_TYPES: dict[Kind, pa.DataType] = {"int64": pa.int64(), "float64": pa.float64(), "string": pa.string()}


class MemoryTable:
    """One table named ``kept`` in an engine of its own, which may read and write no file.

    The first of ``columns`` is the key of a row. Any number of threads may ask; one at a time may change.
    """

    def __init__(self, columns: Mapping[str, Kind]) -> None:
        self._columns = dict(columns)
        self._key = next(iter(columns))
        # One thread: a list takes milliseconds, and those who ask come in numbers.
        self._engine: Any = ibis.duckdb.connect(threads=1).con
        self._engine.execute("SET enable_external_access = false")
        listed = ", ".join(f'"{name}" {_SQL_TYPES[kind]}' for name, kind in self._columns.items())
        self._engine.execute(f"CREATE TABLE kept ({listed})")

    def add(self, rows: Sequence[Sequence[Any]]) -> None:
        """Add rows, their values in the order of the columns."""
        self._write(self._engine.cursor(), rows)

    def change(self, keys: Sequence[int], rows: Sequence[Sequence[Any]]) -> None:
        """Put ``rows`` in the place of those with ``keys``; who asks meanwhile sees all of it or nothing."""
        cursor = self._engine.cursor()
        cursor.begin()
        try:
            cursor.execute(f'DELETE FROM kept WHERE "{self._key}" IN (SELECT unnest(?::BIGINT[]))', [list(keys)])
            self._write(cursor, rows)
            cursor.commit()
        except BaseException:
            cursor.rollback()
            raise

    def keys(self, condition: str, order: str, params: Sequence[Any], *, limit: int | None, offset: int) -> list[int]:
        """The keys of a page of the rows that match, sorted. Values are bound to the ``?`` of both texts."""
        page = f" LIMIT {'ALL' if limit is None else int(limit)} OFFSET {int(offset)}"
        statement = f'SELECT "{self._key}" FROM kept s WHERE {condition} ORDER BY {order}{page}'
        found = self._engine.cursor().execute(statement, list(params)).fetchnumpy()[self._key]
        return [int(one) for one in found.tolist()]

    def count(self, condition: str, params: Sequence[Any]) -> int:
        """How many rows match."""
        found = self._engine.cursor().execute(f"SELECT count(*) FROM kept s WHERE {condition}", list(params)).fetchone()
        return int(found[0]) if found else 0

    def close(self) -> None:
        """Give the memory back, once nobody asks any more."""
        self._engine.close()

    def _write(self, cursor: Any, rows: Sequence[Sequence[Any]]) -> None:
        if not rows:
            return
        columns = zip(self._columns.items(), zip(*rows, strict=True), strict=True)
        data = pa.table({name: pa.array(values, type=_TYPES[kind]) for (name, kind), values in columns})
        cursor.register("given", data)
        cursor.execute("INSERT INTO kept SELECT * FROM given")
        cursor.unregister("given")
