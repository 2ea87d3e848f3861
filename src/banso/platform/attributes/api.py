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
    own_fields,
    restore_field,
    retire_field,
)
from banso.platform.attributes.filters import FilterError, tree_from_json
from banso.platform.attributes.frames import select_columns
from banso.platform.attributes.models import Audience, SavedView
from banso.platform.attributes.queries import Page, columns_of, count, ids_of, matching, rows, select, uids_of
from banso.platform.attributes.registry import declare, declare_subject, register_provider
from banso.platform.attributes.slots import NoRoom, remembered, schema
from banso.platform.attributes.stored import BadValue, checked
from banso.platform.attributes.views import (
    BadView,
    change_view,
    delete_view,
    find_view,
    may_change_view,
    restore_view,
    save_view,
    set_usual_view,
    shared_views,
    usual_view,
    views_of,
    views_of_all,
)
from banso.platform.attributes.write import write_custom, write_values

__all__ = [
    "KINDS",
    "KIND_NAMES",
    "OPS",
    "Attribute",
    "Audience",
    "BadField",
    "BadValue",
    "BadView",
    "Choice",
    "FilterError",
    "Kind",
    "Membership",
    "NoRoom",
    "Page",
    "SavedView",
    "Subject",
    "attributes_of",
    "change_field",
    "change_view",
    "checked",
    "columns_of",
    "count",
    "create_field",
    "declare",
    "declare_subject",
    "delete_view",
    "find_view",
    "ids_of",
    "matching",
    "may_change_view",
    "own_fields",
    "register_provider",
    "remembered",
    "restore_field",
    "restore_view",
    "retire_field",
    "rows",
    "save_view",
    "select",
    "select_columns",
    "set_usual_view",
    "shared_views",
    "tree_from_json",
    "uids_of",
    "usual_view",
    "views_of",
    "views_of_all",
    "write_custom",
    "write_values",
]


def attributes_of(subject: str) -> dict[str, Attribute]:
    """Every attribute of ``subject`` in the current workspace, by key: declared, provided and custom."""
    return schema(subject).attributes
