"""The front door of the journal."""

from banso.platform.journal.actor import Actor, acting, current_actor
from banso.platform.journal.models import Basis, Batch, BatchState, Change
from banso.platform.journal.record import EXISTS, Entry, record, record_many

__all__ = [
    "EXISTS",
    "Actor",
    "Basis",
    "Batch",
    "BatchState",
    "Change",
    "Entry",
    "acting",
    "current_actor",
    "record",
    "record_many",
]
