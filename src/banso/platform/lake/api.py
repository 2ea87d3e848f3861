"""The front door of the lake."""

from banso.platform.lake.catalogue import offset_of, parts
from banso.platform.lake.memory import MemoryTable
from banso.platform.lake.models import LakeFile
from banso.platform.lake.session import LakeSession, session
from banso.platform.lake.store import (
    append,
    drop_workspace,
    merge,
    replace,
    retract,
    vacuum,
)
from banso.platform.lake.tables import TableSpec, declare

__all__ = [
    "LakeFile",
    "LakeSession",
    "MemoryTable",
    "TableSpec",
    "append",
    "declare",
    "drop_workspace",
    "merge",
    "offset_of",
    "parts",
    "replace",
    "retract",
    "session",
    "vacuum",
]
