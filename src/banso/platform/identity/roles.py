"""Roles and what they may do. The whole matrix is here; nothing else grants anything.

==================  =====  =========  =====  =======  ===  ======
permission          owner  executive  admin  manager  csm  viewer
==================  =====  =========  =====  =======  ===  ======
view                yes    yes        yes    yes      yes  yes
read_bodies         yes    yes        yes    yes      yes  –
work                yes    yes        yes    yes      yes  –
edit_accounts       yes    –          yes    yes      yes  –
import              yes    –          yes    yes      –    –
define              yes    –          yes    yes      –    –
approve             yes    yes        –      –        –    –
manage_members      yes    –          yes    –        –    –
manage_workspace    yes    –          yes    –        –    –
==================  =====  =========  =====  =======  ===  ======

``read_bodies`` is for what was said in a touch, and for files that came with it; the rest of a touch is for ``view``.
``approve`` is for definitions: who changes what a number means does not also say that the company stands by it.
Beyond the matrix one rule: only an owner makes, changes or deactivates an owner or an executive, and a workspace
always keeps an owner (``members.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Protocol

from django.db import models
from django.utils.translation import pgettext_lazy


class Role(models.TextChoices):
    """What a member is in the workspace, the most powerful first; an executive stands beside the others."""

    OWNER = "owner", pgettext_lazy("role", "Owner")
    EXECUTIVE = "executive", pgettext_lazy("role", "Executive")
    ADMIN = "admin", pgettext_lazy("role", "Admin")
    MANAGER = "manager", pgettext_lazy("role", "Manager")
    CSM = "csm", pgettext_lazy("role", "CSM")
    VIEWER = "viewer", pgettext_lazy("role", "Viewer")


ROLES: Final[tuple[Role, ...]] = tuple(Role)

VIEW: Final = "view"
READ_BODIES: Final = "read_bodies"
WORK: Final = "work"
EDIT_ACCOUNTS: Final = "edit_accounts"
IMPORT: Final = "import"
DEFINE: Final = "define"
APPROVE: Final = "approve"
MANAGE_MEMBERS: Final = "manage_members"
MANAGE_WORKSPACE: Final = "manage_workspace"

PERMISSIONS: Final[tuple[str, ...]] = (
    VIEW,
    READ_BODIES,
    WORK,
    EDIT_ACCOUNTS,
    IMPORT,
    DEFINE,
    APPROVE,
    MANAGE_MEMBERS,
    MANAGE_WORKSPACE,
)

_ALL: Final = frozenset(PERMISSIONS)
MATRIX: Final[Mapping[str, frozenset[str]]] = {
    Role.OWNER: _ALL,
    Role.EXECUTIVE: frozenset({VIEW, READ_BODIES, WORK, APPROVE}),
    Role.ADMIN: _ALL - {APPROVE},
    Role.MANAGER: frozenset({VIEW, READ_BODIES, WORK, EDIT_ACCOUNTS, IMPORT, DEFINE}),
    Role.CSM: frozenset({VIEW, READ_BODIES, WORK, EDIT_ACCOUNTS}),
    Role.VIEWER: frozenset({VIEW}),
}


MADE_BY_OWNERS: Final = (Role.OWNER, Role.EXECUTIVE)
"""Roles that only an owner gives and takes: nobody else makes somebody who approves."""


class HasRole(Protocol):
    """What a permission is asked of: a member, or a stand-in in a test."""

    @property
    def role(self) -> str: ...

    @property
    def is_active(self) -> bool: ...


def allowed(member: HasRole | None, permission: str) -> bool:
    """Whether ``member`` may do ``permission``; nobody and the deactivated may do nothing.

    Raises ``KeyError`` for a permission that does not exist: a typing error must not read as "no".
    """
    if permission not in _ALL:
        raise KeyError(permission)
    return member is not None and member.is_active and permission in MATRIX.get(member.role, frozenset())
