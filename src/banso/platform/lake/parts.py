"""Parquet parts on disk: written whole or not at all, and read with declared types."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.conf import settings

from banso.platform.kit.columns import Array, Columns
from banso.platform.kit.ids import uuid7
from banso.platform.lake.tables import TableSpec
from banso.platform.tenancy.api import Workspace

_ARROW = {
    "int64": pa.int64(),
    "float64": pa.float64(),
    "bool": pa.bool_(),
    "string": pa.string(),
    "timestamp": pa.timestamp("us"),
    "date": pa.date32(),
}
ROW_GROUP = 122_880


def root() -> Path:
    """The folder of the lake."""
    return Path(settings.LAKE_ROOT)


def new_path(workspace: Workspace, table: str, place: str) -> str:
    """A fresh path below :func:`root`: workspace and month or label are in it."""
    return f"{workspace.uid}/{table}/{place or 'all'}/{uuid7()}.parquet"


def schema(spec: TableSpec) -> pa.Schema:
    """The Arrow schema of the declared columns."""
    return pa.schema([(name, _ARROW[kind]) for name, kind in spec.all_columns.items()])


def to_arrow(spec: TableSpec, columns: Mapping[str, Any], batch: int) -> pa.Table:
    """``columns`` as an Arrow table with the declared types; NaN and ``None`` become null."""
    missing = [name for name in spec.columns if name not in columns]
    extra = [name for name in columns if name not in spec.all_columns]
    if missing or (extra and not spec.open):
        raise ValueError(f"{spec.name}: missing columns {missing}, unknown columns {extra}")
    arrays: dict[str, pa.Array] = {
        name: pa.array(columns[name], type=_ARROW[kind], from_pandas=True) for name, kind in spec.columns.items()
    }
    size = len(next(iter(arrays.values())))
    for name in extra:
        if name != "batch":
            arrays[name] = pa.array(columns[name], type=pa.float64(), from_pandas=True)
    arrays["batch"] = pa.array(np.full(size, batch, dtype=np.int64))
    table = pa.table(arrays)
    return table.sort_by([(name, "ascending") for name in spec.order])


def by_month(spec: TableSpec, table: pa.Table) -> dict[str, pa.Table]:
    """``table`` split by the UTC month of the column ``spec.month_of``."""
    months = pc.strftime(table[spec.month_of].cast(pa.timestamp("us")), format="%Y-%m")
    found = pc.unique(months)
    if len(found) == 1:
        return {found[0].as_py(): table}
    return {month.as_py(): table.filter(pc.equal(months, month)) for month in found}


def write(table: pa.Table, path: str) -> int:
    """Write ``table`` durably to ``path`` below the root; its size in bytes."""
    target = root() / path
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_suffix(".tmp")
    pq.write_table(table, temporary, compression="zstd", row_group_size=ROW_GROUP)
    return settle(temporary, target)


def settle(temporary: Path, target: Path) -> int:
    """Make a finished temporary file durable under its name; its size in bytes."""
    with temporary.open("rb+") as file:
        os.fsync(file.fileno())
        size = os.fstat(file.fileno()).st_size
    temporary.rename(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return size


def read_without(path: str, batch: int) -> pa.Table:
    """The rows of a part that are not of ``batch``."""
    return pq.read_table(root() / path, filters=[("batch", "!=", batch)])


def key_range(spec: TableSpec, table: pa.Table) -> tuple[int | None, int | None]:
    """Smallest and largest value of the first order column, where it is an integer."""
    first = spec.order[0] if spec.order else ""
    if spec.all_columns.get(first) != "int64" or table.num_rows == 0:
        return None, None
    bounds = pc.min_max(table[first]).as_py()
    return bounds["min"], bounds["max"]


def to_columns(table: pa.Table) -> Columns:
    """An Arrow table as numpy columns.

    Null becomes NaN in numbers (integers with nulls turn to float64), NaT in times and ``None`` in
    text and booleans.
    """
    found: Columns = {}
    for name in table.column_names:
        found[name] = _to_numpy(table[name])
        # Let go column by column, so that large results are not in memory twice.
        table = table.drop_columns([name])
    return found


def _to_numpy(column: pa.ChunkedArray) -> Array:
    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.cast(kind.value_type)
        kind = column.type
    if pa.types.is_decimal(kind):
        column, kind = column.cast(pa.float64()), pa.float64()
    if pa.types.is_timestamp(kind):
        return np.asarray(column.cast(pa.timestamp("us")).to_numpy(), dtype="datetime64[us]")
    if pa.types.is_date(kind):
        return np.asarray(column.to_numpy(), dtype="datetime64[D]")
    if pa.types.is_integer(kind) and column.null_count:
        return np.asarray(column.cast(pa.float64()).to_numpy(), dtype=np.float64)
    return np.asarray(column.to_numpy())
