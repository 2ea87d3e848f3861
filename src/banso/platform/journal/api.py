"""The front door of the journal."""

from banso.platform.journal.actor import Actor, acting, current_actor
from banso.platform.journal.acts import act_at, find_act
from banso.platform.journal.deliver import subscribe
from banso.platform.journal.events import Changed
from banso.platform.journal.folding import folded
from banso.platform.journal.keeping import Kept, change_row, delete_row, entry_of_new, moment
from banso.platform.journal.models import Basis, Batch, BatchState, Change
from banso.platform.journal.publish import publish, publish_all, try_publish
from banso.platform.journal.queries import (
    ASSUMED,
    decode,
    find_batch,
    find_change,
    history,
    undone_ids,
    values_as_of,
    values_over_time,
)
from banso.platform.journal.record import EXISTS, Entry, record, record_many
from banso.platform.journal.tidy import TIDY_JOB
from banso.platform.journal.timeline import (
    Asked,
    Cursor,
    Item,
    about,
    at_day,
    chosen,
    merged,
    newest,
    newest_days,
    not_deleted,
)
from banso.platform.journal.undo import (
    UNDO_JOB,
    Revert,
    UndoConflict,
    Undone,
    move_batch,
    on_undo,
    register_reverter,
    undo_batch,
    undo_change,
)

__all__ = [
    "ASSUMED",
    "EXISTS",
    "TIDY_JOB",
    "UNDO_JOB",
    "Actor",
    "Asked",
    "Basis",
    "Batch",
    "BatchState",
    "Change",
    "Changed",
    "Cursor",
    "Entry",
    "Item",
    "Kept",
    "Revert",
    "UndoConflict",
    "Undone",
    "about",
    "act_at",
    "acting",
    "at_day",
    "change_row",
    "chosen",
    "current_actor",
    "decode",
    "delete_row",
    "entry_of_new",
    "find_act",
    "find_batch",
    "find_change",
    "folded",
    "history",
    "merged",
    "moment",
    "move_batch",
    "newest",
    "newest_days",
    "not_deleted",
    "on_undo",
    "publish",
    "publish_all",
    "record",
    "record_many",
    "register_reverter",
    "subscribe",
    "try_publish",
    "undo_batch",
    "undo_change",
    "undone_ids",
    "values_as_of",
    "values_over_time",
]
