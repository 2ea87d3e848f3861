"""Keys of events that have no message id.

The key is the source, the row's content and the how-many-eth row of that content in the file: the same file twice
adds nothing, and true repeats stay. Content is what the cells say under their headers, so that it is the same in
another encoding, order of columns or compression, and under another mapping.
"""

from __future__ import annotations

import hashlib
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from banso.connectors.files.reader import Layout, Row
from banso.platform.kit.hashing import key128


class RowKeys:
    """Counts repeats in constant memory: 8 bytes a row to find which contents come again, and a counter of those."""

    def __init__(self, source: str, layout: Layout, rows: Iterable[Row]) -> None:
        self._source = source
        self._places = sorted((title + "\0", place) for place, title in enumerate(layout.header))
        hashes = array("q", (self._short(self.content(row.cells)) for row in rows if row.problem is None))
        ordered = np.sort(np.frombuffer(hashes, dtype=np.int64)) if hashes else np.empty(0, dtype=np.int64)
        self._again = frozenset(ordered[1:][ordered[1:] == ordered[:-1]].tolist())
        self._seen: Counter[bytes] = Counter()

    def content(self, cells: Sequence[str]) -> bytes:
        """A hash of what the row says."""
        # A NUL stands in no cell that gets here, so nothing that differs is written alike.
        said = [title + cell for title, place in self._places if (cell := cells[place].strip())]
        return hashlib.blake2b("\0".join(said).encode(), digest_size=16).digest()

    def key(self, cells: Sequence[str]) -> tuple[int, int]:
        """The key of the next row; call it once for each row, from the first, in the file's order."""
        content = self.content(cells)
        count = 1
        if self._short(content) in self._again:
            self._seen[content] += 1
            count = self._seen[content]
        return key128(self._source, "row", content.hex(), str(count))

    @staticmethod
    def _short(content: bytes) -> int:
        return int.from_bytes(content[:8], "big", signed=True)
