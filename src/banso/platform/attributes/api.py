"""The front door of attributes: declarations, custom fields, current values, lists."""

from banso.platform.attributes.attribute import (
    KIND_NAMES,
    KINDS,
    OPS,
    Attribute,
    Choice,
    Kind,
    Membership,
    Subject,
)
from banso.platform.attributes.fields import (
    BadField,
    change_field,
    create_field,
    restore_field,
    retire_field,
)
from banso.platform.attributes.filters import FilterError, tree_from_json
from banso.platform.attributes.frames import select_columns
from banso.platform.attributes.queries import Page, columns_of, count, rows, select, uids_of
from banso.platform.attributes.registry import declare, declare_subject, register_provider
from banso.platform.attributes.slots import NoRoom, schema
from banso.platform.attributes.stored import BadValue, checked
from banso.platform.attributes.write import write_custom, write_values

__all__ = [
    "KINDS",
    "KIND_NAMES",
    "OPS",
    "Attribute",
    "BadField",
    "BadValue",
    "Choice",
    "FilterError",
    "Kind",
    "Membership",
    "NoRoom",
    "Page",
    "Subject",
    "attributes_of",
    "change_field",
    "checked",
    "columns_of",
    "count",
    "create_field",
    "declare",
    "declare_subject",
    "register_provider",
    "restore_field",
    "retire_field",
    "rows",
    "select",
    "select_columns",
    "tree_from_json",
    "uids_of",
    "write_custom",
    "write_values",
]


def attributes_of(subject: str) -> dict[str, Attribute]:
    """Every attribute of ``subject`` in the current workspace, by key: declared, provided and custom."""
    return schema(subject).attributes
