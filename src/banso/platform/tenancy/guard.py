"""The last wall: SQL that reaches the database is checked against the scope.

The managers narrow every query of the ORM. This wrapper also sees raw SQL, ``executemany`` and
whatever the managers might miss: a statement on a tenant's table fails when no workspace is active,
and when it does not mention ``workspace_id``.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper

from banso.platform.tenancy.scope import NoWorkspace, active_workspace, is_unscoped

_SCHEMA = re.compile(
    r'\s*(?:CREATE|ALTER|DROP|PRAGMA|TRUNCATE|COMMENT|LOCK|INSERT INTO "new__|SELECT setval)', re.IGNORECASE
)
# Django's collector deletes rows by the keys that a scoped query has just given.
_DELETE_BY_KEY = re.compile(r'\s*DELETE FROM "\w+" WHERE "\w+"\."\w+" (?:IN \(|= %s)', re.IGNORECASE)


@cache
def _tenant_tables() -> re.Pattern[str]:
    from banso.platform.tenancy.models import WorkspaceModel  # noqa: PLC0415  (apps must be ready)

    names = [model._meta.db_table for model in apps.get_models() if issubclass(model, WorkspaceModel)]
    return re.compile(r"(?<![\w.])\"?(?:" + "|".join(map(re.escape, names)) + r")\"?(?!\w)")


def _check(sql: str) -> None:
    if is_unscoped() or _SCHEMA.match(sql) or not _tenant_tables().search(sql):
        return
    if active_workspace() is None:
        raise NoWorkspace(f"SQL on a tenant's table outside of a workspace: {sql[:200]}")
    if "workspace_id" not in sql and not _DELETE_BY_KEY.match(sql):
        raise NoWorkspace(f"SQL on a tenant's table without workspace_id: {sql[:200]}")


def _guarded(
    execute: Callable[..., Any],
    sql: Any,
    params: Any,
    many: bool,  # noqa: FBT001 - Django's signature
    context: dict[str, Any],
) -> Any:
    _check(str(sql))
    return execute(sql, params, many, context)


def install(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Watch a new connection (receiver of ``connection_created``)."""
    if _guarded not in connection.execute_wrappers:
        connection.execute_wrappers.append(_guarded)
