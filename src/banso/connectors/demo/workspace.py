"""The demo workspace: made once, kept, removed without trace."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings

from banso.connectors.demo import approvals, proposals, renewals, segments, views
from banso.connectors.demo.load import load
from banso.connectors.demo.names import OWNER_NAME, PEOPLE, WORKSPACE_NAME
from banso.judgement.metrics import api as metrics
from banso.platform.identity import api as identity
from banso.platform.identity.api import Member
from banso.platform.journal.api import Batch, acting, try_publish
from banso.platform.kit.days import last_closed_day
from banso.platform.lake import api as lake
from banso.platform.tenancy.api import Workspace, create_workspace, remove_workspace, scope, unscoped
from banso.record.work import api as work

SLUG = "demo"
EMAIL = "demo@banso.example"
WEEKS = 30
"""Weekly days computed for trends."""

Progress = Callable[[int, int | None], None]


@dataclass(frozen=True)
class Access:
    """How one gets in."""

    email: str
    password: str


def ensure(*, seed: int, accounts: int, now: datetime, on_progress: Progress) -> Access:
    """Make the demo where it is not there yet; a half-made one (killed) is made again."""
    ready = _marker()
    workspace = Workspace.objects.filter(slug=SLUG, is_demo=True).first()
    if workspace is not None and ready.exists():
        return Access(EMAIL, _password())
    remove()
    workspace = create_workspace(
        slug=SLUG, name=WORKSPACE_NAME, timezone="Asia/Tokyo", currency="JPY", language="ja", now=now, is_demo=True
    )
    password = _password()
    with scope(workspace), acting(actor_id=None, source="demo"):
        members = _members(password, now)
        approvals.decide(now)
        load(seed=seed, count=accounts, members=members, now=now, on_progress=on_progress)
        try_publish(now)
        metrics.compute(_days(now, workspace.timezone), now=now, on_progress=on_progress)
        segments.fill(members, now, seed=seed)
        renewals.lead(members, now, seed=seed)
        views.keep(members, now)
        proposals.propose(members, now, seed=seed)
        try_publish(now)
    ready.touch()
    return Access(EMAIL, password)


def remove() -> bool:
    """Remove the workspace, its lake, its files and log-ins; whether there was one."""
    _marker().unlink(missing_ok=True)
    workspace = Workspace.objects.filter(slug=SLUG, is_demo=True).first()
    if workspace is None:
        return False
    with scope(workspace):
        logins = identity.logins_of_workspace()
        kept = {path for path in Batch.objects.values_list("file_path", flat=True) if path}
    lake.drop_workspace(workspace)
    work.drop_files(workspace)
    shutil.rmtree(Path(settings.BANSO_HOME) / "inbox" / SLUG, ignore_errors=True)
    remove_workspace(workspace)
    identity.forget_logins(logins)
    # Files are kept by their content: another workspace may have imported the same one.
    with unscoped("whose files the demo's are as well"):
        kept -= set(Batch.objects.filter(file_path__in=kept).values_list("file_path", flat=True))
    for path in kept:
        (Path(settings.FILES_ROOT) / path).unlink(missing_ok=True)
    (_keys() / "demo_password").unlink(missing_ok=True)
    return True


def _members(password: str, now: datetime) -> list[Member]:
    """The owner who logs in, and the book's owners: the owner has a book too."""
    owner = identity.add_member(
        email=EMAIL, name=OWNER_NAME[0], reading=OWNER_NAME[1], role="owner", now=now, password=password
    )
    others = [
        identity.add_member(email=email, name=name, reading=reading, role=role, now=now)
        for name, reading, email, role in PEOPLE
    ]
    return [owner, *(member for member in others if member.role == "csm")]


def _days(now: datetime, zone: str) -> list[date]:
    """Weeks for the trends, the last closed day and the one before it."""
    last = last_closed_day(now, zone)
    weekly = {last - timedelta(weeks=week) for week in range(WEEKS)}
    return sorted(weekly | {last - timedelta(days=1)})


def _keys() -> Path:
    return Path(settings.BANSO_HOME) / "keys"


def _marker() -> Path:
    return Path(settings.BANSO_HOME) / "demo_ready"


def _password() -> str:
    """The demo's password: drawn once, readable by the owner of the files alone."""
    path = _keys() / "demo_password"
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write("-".join(secrets.token_hex(2) for _ in range(4)))
    return path.read_text().strip()
