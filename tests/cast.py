"""The small cast of the tests: four members of one company, and a stranger from another.

Every view and every action is asked the same questions by them: does it work for whom it is meant for, what
does it say to the read-only member, and what does the other company's member see (nothing).
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.test import Client

from banso.platform.identity.api import Login, Member, Role
from banso.platform.tenancy.api import Workspace, create_workspace, scope

NOW = datetime(2026, 4, 1, 0, 30, tzinfo=UTC)
"""The clock of the tests: 2026-04-01, half past nine in Tokyo."""

PASSWORD = "a long enough password"


@dataclass(frozen=True)
class Cast:
    """Everybody, by part."""

    workspace: Workspace
    owner: Member
    manager: Member
    csm: Member
    viewer: Member
    elsewhere: Workspace
    stranger: Member

    @property
    def members(self) -> tuple[Member, ...]:
        """The members of :attr:`workspace`, the most powerful first."""
        return (self.owner, self.manager, self.csm, self.viewer)


def make_workspace(slug: str = "ayumi", **changes: Any) -> Workspace:
    """A workspace in Tokyo."""
    values: dict[str, Any] = {
        "name": "歩みソフト",
        "timezone": "Asia/Tokyo",
        "currency": "JPY",
        "language": "ja",
    } | changes
    return create_workspace(slug=slug, now=NOW, **values)


def make_member(workspace: Workspace, name: str, role: Role, *, reading: str = "") -> Member:
    """An active member with a log-in at ``name@slug.example`` and :data:`PASSWORD`."""
    login = Login.objects.create_user(f"{name.lower()}@{workspace.slug}.example", PASSWORD)
    with scope(workspace):
        return Member.objects.create(login=login, name=name, reading=reading, role=role, joined_at=NOW, created_at=NOW)


def make_cast(workspace: Workspace) -> Cast:
    """The cast in ``workspace``, with a second company beside it."""
    elsewhere = make_workspace("northwind", name="Northwind", timezone="Europe/London", currency="GBP", language="en")
    return Cast(
        workspace=workspace,
        owner=make_member(workspace, "Oda", Role.OWNER, reading="おだ"),
        manager=make_member(workspace, "Mori", Role.MANAGER, reading="もり"),
        csm=make_member(workspace, "Sato", Role.CSM, reading="さとう"),
        viewer=make_member(workspace, "Vogel", Role.VIEWER),
        elsewhere=elsewhere,
        stranger=make_member(elsewhere, "Stone", Role.OWNER),
    )


def browser_of(member: Member) -> Client:
    """A client logged in as ``member``; errors of views come as responses."""
    client = Client(raise_request_exception=False)
    client.force_login(member.login)
    return client
