"""The front door of identity."""

from banso.platform.identity.access import PUBLIC, MemberRequest, public, requires
from banso.platform.identity.models import Login, Member
from banso.platform.identity.roles import (
    DEFINE,
    EDIT_ACCOUNTS,
    IMPORT,
    MANAGE_MEMBERS,
    MANAGE_WORKSPACE,
    MATRIX,
    PERMISSIONS,
    ROLES,
    VIEW,
    WORK,
    Role,
    allowed,
)

__all__ = [
    "DEFINE",
    "EDIT_ACCOUNTS",
    "IMPORT",
    "MANAGE_MEMBERS",
    "MANAGE_WORKSPACE",
    "MATRIX",
    "PERMISSIONS",
    "PUBLIC",
    "ROLES",
    "VIEW",
    "WORK",
    "Login",
    "Member",
    "MemberRequest",
    "Role",
    "allowed",
    "public",
    "requires",
]
