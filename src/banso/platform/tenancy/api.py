"""The front door of tenancy."""

from banso.platform.tenancy.inserting import insert_rows
from banso.platform.tenancy.models import ScopedManager, ScopedQuerySet, Workspace, WorkspaceModel
from banso.platform.tenancy.renaming import renamed, standard
from banso.platform.tenancy.scope import (
    NoWorkspace,
    active_workspace,
    current_workspace,
    is_unscoped,
    scope,
    unscoped,
)
from banso.platform.tenancy.workspaces import create_workspace, find_workspace, remove_workspace

__all__ = [
    "NoWorkspace",
    "ScopedManager",
    "ScopedQuerySet",
    "Workspace",
    "WorkspaceModel",
    "active_workspace",
    "create_workspace",
    "current_workspace",
    "find_workspace",
    "insert_rows",
    "is_unscoped",
    "remove_workspace",
    "renamed",
    "scope",
    "standard",
    "unscoped",
]
