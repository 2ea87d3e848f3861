"""Which workspace the running code works for.

Without an answer nothing of a tenant can be read or written: see guard.py and models.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from banso.platform.kit.errors import BansoError

if TYPE_CHECKING:
    from banso.platform.tenancy.models import Workspace

_current: ContextVar[Workspace | None] = ContextVar("workspace", default=None)
_unscoped: ContextVar[str] = ContextVar("unscoped", default="")


class NoWorkspace(BansoError):
    """Something of a tenant was touched outside of a workspace: a fault in the program."""

    code = "no_workspace"
    status = 500


@contextmanager
def scope(workspace: Workspace) -> Iterator[Workspace]:
    """Work for ``workspace``, and only for it, inside the block."""
    token = _current.set(workspace)
    outer = _unscoped.set("")
    try:
        yield workspace
    finally:
        _unscoped.reset(outer)
        _current.reset(token)


@contextmanager
def unscoped(reason: str) -> Iterator[None]:
    """Work across workspaces; ``reason`` says why and is required.

    For log-in, claiming jobs, removing a workspace. No view may use it.
    """
    if not reason:
        raise NoWorkspace("unscoped() needs a reason.")
    token = _unscoped.set(reason)
    try:
        yield
    finally:
        _unscoped.reset(token)


def current_workspace() -> Workspace:
    """The workspace of the running code; raises :class:`NoWorkspace` outside of one."""
    workspace = _current.get()
    if workspace is None:
        raise NoWorkspace("No workspace is active here.")
    return workspace


def active_workspace() -> Workspace | None:
    """The workspace of the running code, or ``None``."""
    return _current.get()


def is_unscoped() -> bool:
    """Whether the running code works across workspaces on purpose."""
    return bool(_unscoped.get())
