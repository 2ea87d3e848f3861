"""Tables of customers: accounts and what belongs to them, people, what happens at customers."""

from banso.record.customers.models.accounts import (
    Account,
    AccountLink,
    Assignment,
    EndUser,
    ExternalId,
    Membership,
)
from banso.record.customers.models.duplicates import Different
from banso.record.customers.models.people import (
    Address,
    AddressKind,
    Contact,
    ContactRole,
    Influence,
    Person,
    Relation,
)
from banso.record.customers.models.watch import WatchEvent, WatchKind

__all__ = [
    "Account",
    "AccountLink",
    "Address",
    "AddressKind",
    "Assignment",
    "Contact",
    "ContactRole",
    "Different",
    "EndUser",
    "ExternalId",
    "Influence",
    "Membership",
    "Person",
    "Relation",
    "WatchEvent",
    "WatchKind",
]
