"""Letting others write on SQLite: one transaction writes at a time, and who waits looks again ten times a second.

Work in the background that begins its next transaction as soon as the last one is committed is nearly always first,
and a person's write may then wait until it is refused. So it makes room after a transaction: always while others
are writing, and now and then to find out.
"""

import threading
import time
from typing import Final

from django.db import connection

PAUSE: Final = 0.12
"""Seconds; SQLite lets a waiting connection sleep at most 0.1 between two looks at the lock."""
EVERY: Final = 8
"""So many transactions in a row go without a pause while nobody else is seen to write."""


class _Seen(threading.local):
    version = 0
    turns = 0


_seen = _Seen()


def give_way() -> None:
    """Let others write, if somebody might want to. Call it after a transaction that more will follow."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return
    version = _data_version()
    _seen.turns += 1
    if version != _seen.version or _seen.turns >= EVERY:
        _seen.turns = 0
        time.sleep(PAUSE)
        # What others wrote meanwhile counts as their writing for the next turn.
    _seen.version = version


def _data_version() -> int:
    """A number that is another one when some other connection has written since this one last asked."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA data_version")
        return int(cursor.fetchone()[0])
