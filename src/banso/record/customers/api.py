"""The front door of customers: accounts, who looks after them, who uses the product there."""

from banso.record.customers.actions.change_account import (
    add_external_id,
    change_account,
    create_account,
    set_owner,
)
from banso.record.customers.actions.change_many import archive_accounts, change_accounts
from banso.record.customers.actions.checking import BadAccount
from banso.record.customers.actions.checking_people import BadPerson
from banso.record.customers.actions.contacts import change_contact, create_contact, end_contact
from banso.record.customers.actions.end_users import resolve_end_users
from banso.record.customers.actions.end_users_of_people import know, relink, unknown_end_users
from banso.record.customers.actions.import_rows import create_missing, import_account_rows
from banso.record.customers.actions.merge import merge_accounts, merge_persons, tell_apart, unmerge
from banso.record.customers.actions.people import archive_person, change_person, create_person
from banso.record.customers.actions.watch import add_watch_event, change_watch_event, delete_watch_event
from banso.record.customers.declarations import CONTACT, DIFFERENT, PERSON, SUBJECT, WATCH
from banso.record.customers.queries.accounts import (
    account_links,
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
from banso.record.customers.queries.duplicates import (
    FieldChoice,
    Preview,
    likely_accounts,
    likely_persons,
    preview_accounts,
    preview_persons,
)
from banso.record.customers.queries.facts import contact_facts, watch_facts
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
from banso.record.customers.rules import gaps, stakeholders
from banso.record.customers.queries.search import Match, find_accounts, find_persons
from banso.record.customers.rules.addresses import domain_of
from banso.record.customers.rules.duplicates import Pair, bare_company, bare_person
from banso.record.customers.rules.family import cycle
from banso.record.customers.rules.fields import FIELDS, OWNER, PARENT, PARTNER
from banso.record.customers.rules.people import CONTACT_FIELDS, PERSON_FIELDS

__all__ = [
    "CONTACT",
    "CONTACT_FIELDS",
    "DIFFERENT",
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
    "FieldChoice",
    "Knowing",
    "Match",
    "Pair",
    "Planned",
    "Planner",
    "Preview",
    "Reachable",
    "Tiered",
    "account_links",
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
    "archive_accounts",
    "archive_person",
    "bare_company",
    "bare_person",
    "change_account",
    "change_accounts",
    "change_contact",
    "change_person",
    "change_watch_event",
    "contact_counts",
    "contacts_of_person",
    "create_account",
    "contact_facts",
    "create_contact",
    "watch_facts",
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
    "find_accounts",
    "find_person",
    "find_persons",
    "find_watch_event",
    "gaps",
    "get_account",
    "import_account_rows",
    "know",
    "known_since",
    "likely_accounts",
    "likely_persons",
    "members_by_word",
    "merge_accounts",
    "merge_persons",
    "merged_accounts",
    "people_of_account",
    "persons_by_address",
    "persons_by_id",
    "persons_by_mail",
    "preview_accounts",
    "preview_persons",
    "reachable",
    "recent_watch_events",
    "relink",
    "resolve_accounts",
    "resolve_end_users",
    "same_accounts",
    "same_accounts_of",
    "same_persons",
    "set_owner",
    "stakeholders",
    "surviving_persons",
    "survivor_ids",
    "taken_back",
    "tell_apart",
    "timeline",
    "unknown_end_users",
    "unmerge",
    "values_now",
    "watch_events_by_account",
    "watch_events_of",
]
