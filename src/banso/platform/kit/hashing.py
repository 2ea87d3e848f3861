"""Stable 128-bit keys for facts."""

import hashlib
from collections.abc import Iterable


def key128(*parts: str) -> tuple[int, int]:
    """Hash ``parts`` to two signed 64-bit integers.

    Parts are length-prefixed, so that ("ab", "c") and ("a", "bc") differ.
    """
    digest = hashlib.blake2b(digest_size=16)
    for part in parts:
        raw = part.encode("utf-8", "surrogatepass")
        digest.update(len(raw).to_bytes(8, "big"))
        digest.update(raw)
    raw16 = digest.digest()
    return (
        int.from_bytes(raw16[:8], "big", signed=True),
        int.from_bytes(raw16[8:], "big", signed=True),
    )


def keys128(rows: Iterable[tuple[str, ...]]) -> tuple[list[int], list[int]]:
    """:func:`key128` of many rows, as two columns."""
    high: list[int] = []
    low: list[int] = []
    for row in rows:
        first, second = key128(*row)
        high.append(first)
        low.append(second)
    return high, low
