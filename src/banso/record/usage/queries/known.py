"""Which events the lake has already."""

from __future__ import annotations

import numpy as np

from banso.platform.kit.columns import Array
from banso.platform.lake import api as lake


def known_keys(key_hi: Array, key_lo: Array) -> Array:
    """A mask of the keys (two int64 columns) under which the lake has an event."""
    found = np.zeros(len(key_hi), dtype=bool)
    if not len(key_hi) or not lake.parts("event"):
        return found
    with lake.session() as engine:
        asked = engine.memtable(
            "asked", {"key_hi": key_hi, "key_lo": key_lo, "place": np.arange(len(key_hi), dtype=np.int64)}
        )
        there = engine.table("event").select("key_hi", "key_lo")
        found[engine.fetch(asked.semi_join(there, ["key_hi", "key_lo"]).select("place"))["place"]] = True
    return found
