"""The settings of a workspace that can change. The time zone cannot: every roll-up of days hangs on it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from banso.platform.journal.api import record
from banso.platform.tenancy.api import Workspace

SUBJECT: Final = "workspace"
SETTINGS: Final = ("name", "language", "currency", "fiscal_start_month")


def change_workspace(workspace: Workspace, values: Mapping[str, Any], now: datetime) -> None:
    """Change settings of the workspace (:data:`SETTINGS`), with a row in its journal."""
    wanted = {name: value for name, value in values.items() if name in SETTINGS}
    with transaction.atomic():
        old = {name: getattr(workspace, name) for name in wanted}
        for name, value in wanted.items():
            setattr(workspace, name, value)
        workspace.save(update_fields=list(wanted))
        record(
            subject=SUBJECT,
            subject_id=workspace.pk,
            changes={name: (old[name], value) for name, value in wanted.items()},
            now=now,
        )
