"""The lake tables of movements and of runs, as they were computed from lines.

A row of movements holds for one or several ways to count (``units``, a sum of the bits of ``rules.storing``): most
accounts have one contract and one product, and their movements are the same whichever is counted. ``day`` counts days
since 1970-01-01. The amount is ``whole`` + ``num`` / ``den`` minor units with 0 <= num < den: exact, and sums need
no more than sums of integers by ``den``. ``lines`` lists ids, by commas. Parts are filed by a share of the accounts, so
that a change of some rewrites little; rows of the unit ``parent`` are filed by the root of the hierarchy. Copies of
closed months are parts of their own.

A run is a line in force at one price from ``start`` until the day ``until``, as the policy reads it; it is there beside
the movements for reports that ask for more than what moved: terms that were due, what ended, who holds what.
``quantity`` is in millionths where it is ``counted``. Days that never come are ``rules.storing.NEVER``.
"""

from typing import Final

from banso.platform.lake.api import TableSpec, declare

SHARES: Final = 32

MOVEMENT = declare(
    TableSpec(
        name="movement",
        columns={
            "units": "int64",
            "root": "int64",
            "account": "int64",
            "contract": "int64",
            "product": "int64",
            "day": "int64",
            "kind": "string",
            "reason": "string",
            "currency": "string",
            "whole": "int64",
            "num": "int64",
            "den": "int64",
            "pre": "bool",
            "lines": "string",
        },
        order=("account", "day"),
    )
)

RUN = declare(
    TableSpec(
        name="run",
        columns={
            "line": "int64",
            "account": "int64",
            "product": "int64",
            "plan": "int64",
            "currency": "string",
            "start": "int64",
            "until": "int64",
            "term_end": "int64",
            "whole": "int64",
            "num": "int64",
            "den": "int64",
            "counted": "bool",
            "quantity": "int64",
            "paused": "bool",
            "pending": "bool",
            "lost_by": "string",
        },
        order=("account", "start"),
    )
)
