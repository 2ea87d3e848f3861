"""The table of the kinds of records that can be imported, beside accounts and events."""

from banso.connectors.files.records import RECORDS, register

_KINDS: tuple[type, ...] = ()

for _kind in _KINDS:
    register(_kind)

__all__ = ["RECORDS"]
