"""What one list is: its subject, what it shows at first, where its rows lead, what may be done with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from banso.platform.identity.api import WORK
from banso.platform.kit.errors import NotFound
from banso.platform.ui.viewed import Viewed, register_viewed
from banso.surfaces.workspace import pages

if TYPE_CHECKING:
    from banso.judgement.metrics.api import Listed
    from banso.platform.attributes.api import Attribute
    from banso.platform.identity.api import Member
    from banso.surfaces.workspace.lists.editing import Writing
    from banso.surfaces.workspace.liststate import ListState

Text = str | Promise


@dataclass(frozen=True)
class Extra:
    """A column that is no attribute: ``load(day, ids)`` answers its values by id, with few queries."""

    label: Text
    kind: pages.CellKind
    load: Callable[[date, Sequence[int]], Mapping[int, Any]]


@dataclass(frozen=True)
class BuiltIn:
    """A view that every workspace has. Without ``sort``, ``columns`` or ``group`` it has the list's own."""

    slug: str
    name: str
    tree: Any = None
    sort: tuple[tuple[str, str], ...] = ()
    columns: tuple[str, ...] = ()
    group: str = ""


Write = Callable[[Sequence[int], Mapping[str, Any], "Writing"], None]
"""Change rows: ids, ``{key: value}``, and under which circumstances. In the caller's transaction."""


Then = Callable[[Any, Sequence[tuple[str, str]], Sequence[str], date, "int | None", int], "Listed"]
"""Filter, order, keys, day, how many and from where: the rows of the end of the day, from what was known then."""


@dataclass(frozen=True, kw_only=True)
class Joining:
    """What rows are put into by hand: ``choices()`` are slugs and names, ``members(slug)`` the ids that are in it."""

    choices: Callable[[], Sequence[tuple[str, str]]]
    members: Callable[[str], Sequence[int]]
    join: Callable[[Sequence[int], str, Writing], None]


@dataclass(frozen=True, kw_only=True)
class Editing:
    """How rows of a list are changed by hand, one at a time and many at once.

    ``keys`` are the attributes that may be changed; ``kept(ids, key)`` reads their values as the journal keeps them
    (an owner by id), which is what a conflict is found by; rows that cannot have the field are not in it. ``write``
    raises BansoError for what a field cannot have. An empty ``owner``: rows have none of their own. Where a field of a
    row belongs to something else, ``journaled(id, key)`` names the subject and id that its changes are kept under, one
    of ``subjects``.
    """

    permission: str = WORK
    keys: Callable[[Mapping[str, Attribute]], Sequence[str]]
    kept: Callable[[Sequence[int], str], Mapping[int, Any]]
    write: Write
    owner: str = "owner"
    tags: str = ""
    subjects: tuple[str, ...] = ()
    journaled: Callable[[int, str], tuple[str, int] | None] | None = None
    archive: Callable[[Sequence[int], Writing], None] | None = None
    joining: Joining | None = None


@dataclass(frozen=True, kw_only=True)
class Inside:
    """What is searched within rows, for those who may read it: ``find(words)`` answers ids of rows, which the
    attribute ``key`` has.
    """

    permission: str
    key: str
    label: Text
    find: Callable[[str], Sequence[int]]


@dataclass(frozen=True, kw_only=True)
class ListSpec:
    """One list. ``name`` is the attribute that names a row and leads to it, ``sub`` what stands small beside it.

    ``beside`` are attributes that are shown within another column, ``links`` leads from an attribute to the address
    named there, with the uid in the second attribute. ``search`` are the attributes that the words of the search box
    are looked for in, each with its comparison.
    """

    noun: str
    subject: str
    title: Text
    icon: str
    url_name: str
    name: str
    row_urls: tuple[str, ...]
    columns: tuple[str, ...]
    sort: tuple[tuple[str, str], ...]
    search: tuple[tuple[str, str], ...]
    empty_title: Text
    empty_text: Text
    sub: str = ""
    inside: Inside | None = None
    hidden: frozenset[str] = frozenset()
    beside: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    links: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    extras: Mapping[str, Extra] = field(default_factory=dict)
    views: Callable[[Member], Sequence[BuiltIn]] = lambda member: ()
    editing: Editing | None = None
    has_past: bool = False
    then: Then | None = None
    """The rows that there were on a past day; where it is None and there is a past, it is the book's."""
    has_phone_cards: bool = False
    note: Callable[[Sequence[str], date], str] = lambda columns, day: ""

    @property
    def path(self) -> str:
        """Where the list stands."""
        return reverse(self.url_name)

    def row_url(self, uid: str, *, day: date | None = None) -> str:
        """Where a row leads; empty where no page is about such a thing."""
        address = address_of(self.row_urls, uid)
        return f"{address}?as_of={day.isoformat()}" if address and day else address

    def words(self, text: str, inside: Sequence[int] = ()) -> dict[str, Any]:
        """The condition that the words of the search box stand for; ``inside`` are rows that have them within."""
        some: list[dict[str, Any]] = [{"attribute": key, "op": op, "value": text} for key, op in self.search]
        if self.inside is not None and inside:
            some.append({"attribute": self.inside.key, "op": "in", "value": list(inside)})
        return {"any": some}

    def built_ins(self, member: Member) -> list[BuiltIn]:
        """The views that everybody has; the first is the whole list."""
        return [BuiltIn("all", _("All")), *self.views(member)]


def address_of(names: Sequence[str], uid: str) -> str:
    """The address of the first of ``names`` that there is."""
    for name in names:
        try:
            return reverse(name, args=[uid])
        except NoReverseMatch:
            continue
    return ""


_lists: dict[str, ListSpec] = {}


def register_list(spec: ListSpec) -> None:
    """Add a list, and let views of it be saved; called when the app is ready."""
    from banso.surfaces.workspace.lists.saved import state_in

    _lists[spec.noun] = spec
    register_viewed(
        Viewed(
            subject=spec.subject,
            noun=spec.noun,
            title=spec.title,
            icon=spec.icon,
            url_name=spec.url_name,
            keep=lambda query, member: state_in(spec, query, None, member).kept(),
            built_ins=lambda member: {one.slug for one in spec.built_ins(member)},
        )
    )


def lists() -> list[ListSpec]:
    """Every list there is."""
    return list(_lists.values())


def list_named(noun: str) -> ListSpec:
    """The list called so; raises NotFound."""
    if noun not in _lists:
        raise NotFound(_("There is no such list."), hint=", ".join(_lists))
    return _lists[noun]


def state_of(spec: ListSpec, view: BuiltIn) -> ListState:
    """The state that a built-in view stands for."""
    from banso.surfaces.workspace.liststate import start_state

    start = start_state(spec)
    return start.changed(
        tree=view.tree,
        sort=view.sort or spec.sort,
        columns=view.columns or spec.columns,
        group=view.group,
        view=view.slug,
    )
