"""The front door of identity."""

from banso.platform.identity.access import PUBLIC, MemberRequest, public, requires
from banso.platform.identity.links import MadeLink, make_link
from banso.platform.identity.members import (
    add_member,
    find_member,
    forget_logins,
    logins_of_workspace,
    member_by_email,
    members,
    workspaces_of,
)
from banso.platform.identity.models import Login, Member
from banso.platform.identity.roles import (
    DEFINE,
    EDIT_ACCOUNTS,
    IMPORT,
    MANAGE_MEMBERS,
    MANAGE_WORKSPACE,
    MATRIX,
    PERMISSIONS,
    READ_BODIES,
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
    "READ_BODIES",
    "ROLES",
    "VIEW",
    "WORK",
    "Login",
    "MadeLink",
    "Member",
    "MemberRequest",
    "Role",
    "add_member",
    "allowed",
    "find_member",
    "forget_logins",
    "logins_of_workspace",
    "make_link",
    "member_by_email",
    "members",
    "public",
    "requires",
    "workspaces_of",
]
