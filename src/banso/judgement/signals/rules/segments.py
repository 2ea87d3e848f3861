"""Figures over slices of one array, for very many slices at once."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from banso.platform.kit.columns import Array

_AT_ONCE = 4_000_000
"""Values laid out at a time; bounds memory to about 150 MB."""


def expand(starts: Array, stops: Array) -> tuple[Array, Array]:
    """All positions of all slices, one slice after the other, and which slice each belongs to."""
    lengths = stops - starts
    slice_of = np.repeat(np.arange(len(starts)), lengths)
    before = np.cumsum(lengths) - lengths
    return np.arange(int(lengths.sum())) - before[slice_of] + starts[slice_of], slice_of


def quantile(values: Array, starts: Array, stops: Array, q: float) -> Array:
    """The ``q`` quantile of ``values[start:stop]`` for each slice, linear between neighbours.

    No slice may be empty.
    """
    found = np.empty(len(starts), dtype=np.float64)
    for part in _portions(stops - starts):
        positions, slice_of = expand(starts[part], stops[part])
        chosen = values[positions]
        chosen = chosen[np.lexsort((chosen, slice_of))].astype(np.float64)
        lengths = stops[part] - starts[part]
        first = np.cumsum(lengths) - lengths
        place = q * (lengths - 1)
        low = np.floor(place).astype(np.int64)
        high = np.minimum(low + 1, lengths - 1)
        share = place - low
        found[part] = chosen[first + low] * (1 - share) + chosen[first + high] * share
    return found


def largest(values: Array, starts: Array, stops: Array) -> Array:
    """The largest of ``values[start:stop]`` for each slice; no slice may be empty."""
    found = np.empty(len(starts), dtype=values.dtype)
    for part in _portions(stops - starts):
        positions, _ = expand(starts[part], stops[part])
        lengths = stops[part] - starts[part]
        found[part] = np.maximum.reduceat(values[positions], np.cumsum(lengths) - lengths)
    return found


def _portions(lengths: Array) -> Iterator[slice]:
    """Runs of slices that together hold about ``_AT_ONCE`` values."""
    if not len(lengths):
        return
    bucket = np.cumsum(lengths) // _AT_ONCE
    edges = [0, *(np.flatnonzero(np.diff(bucket)) + 1).tolist(), len(lengths)]
    for start, stop in pairwise(edges):
        yield slice(start, stop)
