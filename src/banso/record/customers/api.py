"""The front door of customers: accounts, who looks after them, who uses the product there."""

from banso.record.customers.actions.change_account import (
    add_external_id,
    change_account,
    create_account,
    set_owner,
)
from banso.record.customers.actions.checking import BadAccount
from banso.record.customers.actions.checking_people import BadPerson
from banso.record.customers.actions.contacts import change_contact, create_contact, end_contact
from banso.record.customers.actions.end_users import resolve_end_users
from banso.record.customers.actions.end_users_of_people import know, relink, unknown_end_users
from banso.record.customers.actions.import_rows import create_missing, import_account_rows
from banso.record.customers.actions.people import archive_person, change_person, create_person
from banso.record.customers.actions.watch import add_watch_event, change_watch_event, delete_watch_event
from banso.record.customers.declarations import CONTACT, PERSON, SUBJECT, WATCH
from banso.record.customers.queries.accounts import (
    accounts_by_id,
    accounts_of_partner,
    active_account_ids,
    ambiguous_keys,
    current_owners,
    current_parents,
    current_partners,
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
from banso.record.customers.queries.merged import (
    merged_accounts,
    same_accounts,
    same_accounts_of,
    same_persons,
    surviving_persons,
    survivor_ids,
)
from banso.record.customers.queries.people import (
    Reachable,
    accounts_by_domain,
    accounts_of_persons,
    contact_counts,
    contacts_of_person,
    end_users_of_persons,
    find_contact,
    find_person,
    people_of_account,
    persons_by_address,
    persons_by_id,
    persons_by_mail,
    reachable,
)
from banso.record.customers.queries.plan import AccountRow, Draft, Knowing, Planned, Planner
from banso.record.customers.queries.timeline import timeline
from banso.record.customers.queries.watch import (
    find_watch_event,
    recent_watch_events,
    watch_events_by_account,
    watch_events_of,
)
from banso.record.customers.rules.addresses import domain_of
from banso.record.customers.rules.family import cycle
from banso.record.customers.rules.fields import FIELDS, OWNER, PARENT, PARTNER
from banso.record.customers.rules.people import CONTACT_FIELDS, PERSON_FIELDS

__all__ = [
    "CONTACT",
    "CONTACT_FIELDS",
    "FIELDS",
    "OWNER",
    "PARENT",
    "PARTNER",
    "PERSON",
    "PERSON_FIELDS",
    "SUBJECT",
    "WATCH",
    "AccountRow",
    "BadAccount",
    "BadPerson",
    "Draft",
    "Knowing",
    "Planned",
    "Planner",
    "Reachable",
    "Tiered",
    "accounts_by_domain",
    "accounts_by_id",
    "accounts_in_tiers",
    "accounts_named",
    "accounts_of_partner",
    "accounts_of_persons",
    "active_account_ids",
    "add_external_id",
    "add_watch_event",
    "ambiguous_keys",
    "archive_person",
    "change_account",
    "change_contact",
    "change_person",
    "change_watch_event",
    "contact_counts",
    "contacts_of_person",
    "create_account",
    "create_contact",
    "create_missing",
    "create_person",
    "current_owners",
    "current_parents",
    "current_partners",
    "custom_keys",
    "cycle",
    "delete_watch_event",
    "domain_of",
    "end_contact",
    "end_users_by_id",
    "end_users_of_persons",
    "external_ids",
    "fields_as_of",
    "find_contact",
    "find_person",
    "find_watch_event",
    "get_account",
    "import_account_rows",
    "know",
    "known_since",
    "members_by_word",
    "merged_accounts",
    "people_of_account",
    "persons_by_address",
    "persons_by_id",
    "persons_by_mail",
    "reachable",
    "recent_watch_events",
    "relink",
    "resolve_accounts",
    "resolve_end_users",
    "same_accounts",
    "same_accounts_of",
    "same_persons",
    "set_owner",
    "surviving_persons",
    "survivor_ids",
    "taken_back",
    "timeline",
    "unknown_end_users",
    "values_now",
    "watch_events_by_account",
    "watch_events_of",
]
