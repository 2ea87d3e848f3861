"""Columns: many values at once, one numpy array for each name, all of one length."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Columns = dict[str, Array]


def length(columns: Mapping[str, Any]) -> int:
    """How many rows ``columns`` has; 0 for no columns."""
    for values in columns.values():
        return len(values)
    return 0


def as_float(values: Iterable[float | None]) -> Array:
    """Numbers as float64; ``None`` becomes NaN."""
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def as_instants(values: Iterable[datetime]) -> Array:
    """Aware datetimes as datetime64[us], UTC."""
    return np.array(
        [np.datetime64(int(value.timestamp() * 1_000_000), "us") for value in values],
        dtype="datetime64[us]",
    )


def take(columns: Columns, index: Array) -> Columns:
    """The rows of ``columns`` at ``index`` (positions or a mask)."""
    return {name: values[index] for name, values in columns.items()}
