"""What every page's frame needs, as ``shell`` in the template's context."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from banso.platform.identity.api import allowed, workspaces_of
from banso.platform.ui.nav import GROUPS, NavItem, QuickAction, actions, counted, items

if TYPE_CHECKING:
    from banso.platform.identity.api import Member
    from banso.platform.tenancy.api import Workspace

SESSION_LOOK = "look"
"""Where the look of somebody without a membership is kept: theme alone."""


@dataclass(frozen=True)
class Shell:
    """The frame around a page: who looks at it, where, how, and where one can go from here."""

    member: Member | None
    workspace: Workspace | None
    workspaces: list[Workspace]
    nav: list[NavItem]
    actions: list[QuickAction]
    language: str
    languages: list[tuple[str, str]]
    theme: str
    density: str
    shortcuts: bool

    @property
    def phone_nav(self) -> list[NavItem]:
        """The entries of the bar at the foot of a phone."""
        return [item for item in self.nav if item.phone]

    @property
    def groups(self) -> list[tuple[str, list[NavItem]]]:
        """The entries by group, without empty groups."""
        named = [(group, [item for item in self.nav if item.group == group]) for group in GROUPS]
        return [(group, entries) for group, entries in named if entries]


def shell(request: HttpRequest) -> dict[str, Callable[[], Shell]]:
    """The context processor. Lazy: fragments that draw no frame pay nothing for it."""
    made: list[Shell] = []

    def once() -> Shell:
        if not made:
            made.append(_shell(request))
        return made[0]

    return {"shell": once}


def _shell(request: HttpRequest) -> Shell:
    # Error pages can be drawn before any middleware has run.
    member: Member | None = getattr(request, "member", None)
    look: Any = getattr(request, "session", {}).get(SESSION_LOOK, {})
    match = request.resolver_match
    here = match.view_name if match else ""
    return Shell(
        member=member,
        workspace=getattr(request, "workspace", None),
        workspaces=workspaces_of(member.login) if member else [],
        nav=[counted(item, member) for item in items(here) if allowed(member, item.permission)],
        actions=[one for one in actions() if allowed(member, one.permission)],
        language=get_language() or settings.LANGUAGE_CODE,
        languages=list(settings.LANGUAGES),
        theme=member.theme if member else look.get("theme", "system"),
        density=member.density if member else "comfortable",
        shortcuts=member.shortcuts if member else True,
    )
