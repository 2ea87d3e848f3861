"""The lists of the product, registered when the app is ready."""

from __future__ import annotations

from banso.surfaces.workspace.lists import bulk  # noqa: F401 - it registers its job
from banso.surfaces.workspace.lists.accounts import ACCOUNTS
from banso.surfaces.workspace.lists.people import PEOPLE
from banso.surfaces.workspace.lists.signals import SIGNALS
from banso.surfaces.workspace.lists.spec import register_list
from banso.surfaces.workspace.lists.tasks import TASKS
from banso.surfaces.workspace.lists.touches import TOUCHES


def register_all() -> None:
    """Called once at start."""
    for spec in (ACCOUNTS, PEOPLE, TASKS, TOUCHES, SIGNALS):
        register_list(spec)
