"""``banso doctor``: what is wrong with this installation, and what to do about it."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import run_checks
from django.db import DatabaseError, connection

from banso.platform import ui
from banso.platform.jobs.api import Effect, EffectState, Job, State
from banso.platform.lake.api import parts, session
from banso.platform.lake.models import LakeFile
from banso.platform.mail.api import check_server
from banso.platform.tenancy.api import Workspace, find_workspace, scope, unscoped
from banso.surfaces.cli import database

ENOUGH_DISK = 2 * 1024**3


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    what: str
    ok: bool
    detail: str
    hint: str = ""


def examine(slug: str = "") -> list[Finding]:
    """Every check in turn, of one workspace or of all; one that fails to run is a finding itself."""
    found = [*_tried("home", _home), *_tried("settings", _settings), *_tried("assets", _assets), *_tried("mail", _mail)]
    database_found = _tried("database", _database)
    found += database_found
    if all(finding.ok for finding in database_found):
        # Without tables there is nothing to look into.
        found += _tried("workspaces", _workspaces)
        chosen = [find_workspace(slug)] if slug else list(Workspace.objects.order_by("slug"))
        found += _tried("lake", lambda: _lake(chosen))
        found += _tried("jobs", lambda: _jobs(chosen))
    return found


def _tried(what: str, check: Callable[[], Iterator[Finding]]) -> list[Finding]:
    try:
        return list(check())
    except (DatabaseError, OSError) as error:
        return [Finding(what, False, str(error))]


def as_json(findings: list[Finding]) -> list[dict[str, Any]]:
    """The findings for programs."""
    return [asdict(finding) for finding in findings]


def _home() -> Iterator[Finding]:
    home = settings.BANSO_HOME
    writable = os.access(home, os.W_OK)
    yield Finding("home", writable, str(home), "" if writable else "Make the folder writable.")
    free = shutil.disk_usage(home).free
    yield Finding(
        "disk",
        free > ENOUGH_DISK,
        f"{free / 1024**3:.1f} GB free",
        "" if free > ENOUGH_DISK else "Free some room: imports and merges need it.",
    )


def _settings() -> Iterator[Finding]:
    messages = run_checks(include_deployment_checks=False)
    for message in messages:
        yield Finding(message.id or "settings", not message.is_serious(), message.msg, message.hint or "")
    if not messages:
        yield Finding("settings", True, "no complaint")


def _database() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    waiting = database.pending()
    yield Finding(
        "database",
        not waiting,
        f"{connection.vendor}, {waiting} migrations waiting" if waiting else connection.vendor,
        "“banso serve” and “banso init” apply them." if waiting else "",
    )


def _workspaces() -> Iterator[Finding]:
    names = list(Workspace.objects.order_by("slug").values_list("slug", flat=True))
    yield Finding("workspaces", bool(names), ", ".join(names) or "none", "" if names else "“banso init” makes one.")


def _lake(workspaces: list[Workspace]) -> Iterator[Finding]:
    lost = 0
    total = 0
    for workspace in workspaces:
        with scope(workspace):
            for file in LakeFile.objects.filter(ended=None):
                total += 1
                lost += not (settings.LAKE_ROOT / file.path).exists()
            with session() as engine:
                engine.sql("SELECT 1 AS one")
            parts("event")
    yield Finding(
        "lake",
        not lost,
        f"{total} parts, {lost} missing on disk",
        "Restore the lake folder from the backup of the database's time." if lost else "",
    )


def _jobs(workspaces: list[Workspace]) -> Iterator[Finding]:
    with unscoped("doctor counts jobs of several workspaces"):
        dead = Job.objects.filter(state=State.DEAD, workspace__in=workspaces).count()
        left = Effect.objects.filter(
            state__in=[EffectState.DEAD, EffectState.UNKNOWN], workspace__in=workspaces
        ).count()
    yield Finding("effects", not left, f"{left} wait for a decision", "See Data → Background work." if left else "")
    yield Finding("jobs", not dead, f"{dead} given up", "See Data → Background work." if dead else "")


def _mail() -> Iterator[Finding]:
    state = check_server()
    yield Finding("mail", state.ok, state.detail, state.hint)


def _assets() -> Iterator[Finding]:
    built = Path(next(iter(ui.__path__))) / "static" / "dist"
    there = built.is_dir()
    yield Finding("assets", there, str(built), "" if there else "“make assets” builds them.")
