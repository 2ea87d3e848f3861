"""The lake tables of usage: events as they came, and roll-ups of their days.

Roll-ups count days since 1970-01-01 in the workspace's time zone and keep the day on which an event
became known beside the day on which it happened, so that "known then" can be read from them too.
"""

from banso.platform.lake.api import TableSpec, declare

EVENT = declare(
    TableSpec(
        name="event",
        columns={
            "account": "int64",
            "end_user": "int64",
            "at": "timestamp",
            "known_at": "timestamp",
            "basis": "string",
            "name": "string",
            "feature": "string",
            "properties": "string",
            "source": "string",
            "message_id": "string",
            "key_hi": "int64",
            "key_lo": "int64",
        },
        order=("account", "at"),
        month_of="at",
    )
)
USER_DAY = declare(
    TableSpec(
        name="rollup_user_day",
        columns={
            "account": "int64",
            "end_user": "int64",
            "day": "int64",
            "known_day": "int64",
            "n": "int64",
            "last_at": "timestamp",
            "assumed": "bool",
        },
        order=("account", "day", "end_user"),
    )
)
FEATURE_DAY = declare(
    TableSpec(
        name="rollup_feature_day",
        columns={
            "account": "int64",
            "feature": "string",
            "day": "int64",
            "known_day": "int64",
            "n": "int64",
        },
        order=("account", "day", "feature"),
    )
)
