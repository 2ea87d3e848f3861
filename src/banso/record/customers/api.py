"""The front door of customers: accounts, who looks after them, who uses the product there."""

from banso.record.customers.actions.change_account import (
    add_external_id,
    change_account,
    create_account,
    set_owner,
)
from banso.record.customers.actions.checking import BadAccount
from banso.record.customers.actions.end_users import resolve_end_users
from banso.record.customers.actions.import_rows import create_missing, import_account_rows
from banso.record.customers.declarations import SUBJECT
from banso.record.customers.queries.accounts import (
    accounts_by_id,
    active_account_ids,
    ambiguous_keys,
    current_owners,
    current_parents,
    custom_keys,
    end_users_by_id,
    external_ids,
    fields_as_of,
    get_account,
    known_since,
    members_by_word,
    resolve_accounts,
    taken_back,
    values_now,
)
from banso.record.customers.queries.lookup import Tiered, accounts_in_tiers, accounts_named
from banso.record.customers.queries.plan import AccountRow, Draft, Knowing, Planned, Planner
from banso.record.customers.queries.timeline import timeline
from banso.record.customers.rules.family import cycle
from banso.record.customers.rules.fields import FIELDS, OWNER, PARENT

__all__ = [
    "FIELDS",
    "OWNER",
    "PARENT",
    "SUBJECT",
    "AccountRow",
    "BadAccount",
    "Draft",
    "Knowing",
    "Planned",
    "Planner",
    "Tiered",
    "accounts_by_id",
    "accounts_in_tiers",
    "accounts_named",
    "active_account_ids",
    "add_external_id",
    "ambiguous_keys",
    "change_account",
    "create_account",
    "create_missing",
    "current_owners",
    "current_parents",
    "custom_keys",
    "cycle",
    "end_users_by_id",
    "external_ids",
    "fields_as_of",
    "get_account",
    "import_account_rows",
    "known_since",
    "members_by_word",
    "resolve_accounts",
    "resolve_end_users",
    "set_owner",
    "taken_back",
    "timeline",
    "values_now",
]
