"""The entries of the menu: each app that has pages registers its own when it starts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse
from django.utils.functional import Promise

if TYPE_CHECKING:
    from banso.platform.identity.api import Member

GROUPS = ("work", "engagement", "analysis")
"""In this order, with a space between; the words of the last two stand in ui/_sidebar.html."""


@dataclass(frozen=True)
class NavItem:
    """One entry.

    ``permission`` is what a member needs to see it; ``go`` the letter that opens it after G;
    ``phone`` puts it into the bar at the foot of a phone, which has room for four;
    ``also`` are beginnings of other URL names whose pages belong to it; ``counter`` says how much is new in it for a
    member, in one query, and ``count`` is what it said.
    """

    key: str
    label: str | Promise
    icon: str
    url_name: str
    permission: str = "view"
    order: int = 100
    group: str = "work"
    go: str = ""
    phone: bool = False
    also: tuple[str, ...] = ()
    counter: Callable[[Member], int] | None = None
    count: int = 0
    current: bool = False

    @property
    def url(self) -> str:
        """Where the entry leads."""
        return reverse(self.url_name)


@dataclass(frozen=True)
class QuickAction:
    """Something that can be done from every page by one key: the page of ``url_name``, shown as a dialog.

    It is told where one stands: ``account`` and ``person`` are added to its address.
    """

    key: str
    label: str | Promise
    icon: str
    url_name: str
    permission: str

    @property
    def url(self) -> str:
        """The page of the action, for those without scripts."""
        return reverse(self.url_name)


_items: dict[str, NavItem] = {}
_actions: dict[str, QuickAction] = {}


def register_action(action: QuickAction) -> None:
    """Add an action; two of one key are a mistake of the program."""
    if action.key in _actions:
        message = f"The key “{action.key}” of a quick action is registered twice."
        raise ImproperlyConfigured(message)
    _actions[action.key] = action


def actions() -> list[QuickAction]:
    """Every action, in the order in which they were registered."""
    return list(_actions.values())


def register(item: NavItem) -> None:
    """Add an entry; two of one key or one letter are a mistake of the program."""
    if item.group not in GROUPS:
        message = f"The group “{item.group}” of the menu entry “{item.key}” does not exist."
        raise ImproperlyConfigured(message)
    taken = [other.key for other in _items.values() if item.go and other.go == item.go]
    if item.key in _items or taken:
        message = f"The menu entry “{item.key}” or its letter is registered twice."
        raise ImproperlyConfigured(message)
    _items[item.key] = item


def items(here: str = "") -> list[NavItem]:
    """Every entry in order, the one whose URL name is ``here`` (or whose section it opens) marked."""
    ordered = sorted(_items.values(), key=lambda item: (GROUPS.index(item.group), item.order))
    return [replace(item, current=_is_here(item, here)) for item in ordered]


def counted(item: NavItem, member: Member | None) -> NavItem:
    """The entry with what is new in it for ``member``."""
    return item if item.counter is None or member is None else replace(item, count=item.counter(member))


def _is_here(item: NavItem, here: str) -> bool:
    """A page belongs to an entry if its URL name is the entry's, or begins with it and ``_``."""
    return here == item.url_name or here.startswith((f"{item.url_name}_", *item.also))
