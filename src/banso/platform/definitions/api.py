"""The front door of definitions: versioned data that says what numbers mean."""

from banso.platform.definitions.actions import roll_back, save, take_upgrade
from banso.platform.definitions.approvals import (
    APPROVAL,
    APPROVAL_STATES,
    ApprovalState,
    Standing,
    approvals_of,
    approve,
    ask_approval,
    find_approval,
    standings,
    withdraw_approval,
)
from banso.platform.definitions.exchange import (
    Difference,
    apply,
    changes_between,
    check,
    export,
    faults,
    impact_of,
)
from banso.platform.definitions.faults import DefinitionsInvalid, Fault
from banso.platform.definitions.kinds import Body, DefinitionKind, kinds, register
from banso.platform.definitions.queries import (
    Definition,
    Version,
    active,
    get,
    history,
    upgrades,
    where_used,
)
from banso.platform.definitions.words import bilingual, in_language

__all__ = [
    "APPROVAL",
    "APPROVAL_STATES",
    "ApprovalState",
    "Body",
    "Definition",
    "DefinitionKind",
    "DefinitionsInvalid",
    "Difference",
    "Fault",
    "Standing",
    "Version",
    "active",
    "apply",
    "approvals_of",
    "approve",
    "ask_approval",
    "bilingual",
    "changes_between",
    "check",
    "export",
    "faults",
    "find_approval",
    "get",
    "history",
    "impact_of",
    "in_language",
    "kinds",
    "register",
    "roll_back",
    "save",
    "standings",
    "take_upgrade",
    "upgrades",
    "where_used",
    "withdraw_approval",
]
