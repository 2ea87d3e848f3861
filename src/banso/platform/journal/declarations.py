"""The journal's table in the lake: one row a changed field, with both clocks."""

from typing import Final

from banso.platform.lake.api import TableSpec, declare

FIELD_VALUE: Final = declare(
    TableSpec(
        name="field_value",
        columns={
            "subject": "string",
            "subject_id": "int64",
            "attribute": "string",
            "value": "string",  # JSON
            "at": "timestamp",
            "known_at": "timestamp",
            "basis": "string",
            "seq": "int64",
        },
        order=("subject", "subject_id", "attribute", "at", "seq"),
        month_of="known_at",
    )
)
