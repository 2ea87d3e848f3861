"""The state of a list, which stands wholly in its address.

``filter`` a JSON tree (docs/filters.md) · ``sort`` ``key`` or ``-key``, several with commas · ``columns`` keys,
repeated or with commas · ``q`` words · ``group`` a key, or ``-key`` · ``fold`` groups that are folded · ``size`` rows
of a page · ``page`` from 1 · ``as_of`` a day · ``view`` the view that the state began with.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import QueryDict

from banso.platform.attributes.api import tree_from_json
from banso.platform.kit.limits import limit
from banso.platform.ui.filter_words import all_of, conditions_of

if TYPE_CHECKING:
    from banso.surfaces.workspace.lists.spec import ListSpec

MOST_COLUMNS = limit("lists.columns", 40)
MOST_FOLDED = limit("lists.folded", 200)
SIZES = (25, 50, 100, 200)
PAGE_SIZE = 50
_SIZES = {str(size) for size in SIZES}
Sort = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ListState:
    """What the list shows. ``tree`` is the filter as it was given, without the words of ``search``.

    ``usual_columns`` and ``usual_sort`` are those of the list, which an address need not say.
    """

    usual_columns: tuple[str, ...]
    usual_sort: Sort
    tree: Any = None
    sort: Sort = ()
    columns: tuple[str, ...] = ()
    search: str = ""
    group: str = ""
    folded: tuple[str, ...] = ()
    size: int = PAGE_SIZE
    page: int = 1
    day: date | None = None
    view: str = ""
    inside: tuple[int, ...] = ()
    """Rows that have the words of ``search`` within; found anew for each reader, never in the address."""

    def changed(self, **changes: Any) -> ListState:
        """The state with ``changes``."""
        return replace(self, **changes)

    @property
    def group_key(self) -> str:
        """The attribute whose values make the groups; empty without groups."""
        return self.group.lstrip("-")

    def kept(self) -> dict[str, str]:
        """What a saved view keeps: neither the day nor the page nor which groups are folded."""
        plain = replace(self, view="", day=None, page=1, folded=())
        return {**dict(plain.carry()), "sort": _sort_text(self.sort), "columns": ",".join(self.columns)}

    def carry(self) -> list[tuple[str, str]]:
        """The state as fields of an address, without what is as by default.

        With a view, columns and sort are always said: what is left out would be the view's.
        """
        fields = []
        if self.view:
            fields.append(("view", self.view))
        if self.tree is not None:
            fields.append(("filter", json.dumps(self.tree, ensure_ascii=False)))
        if self.sort != self.usual_sort or self.view:
            fields.append(("sort", _sort_text(self.sort)))
        if self.columns != self.usual_columns or self.view:
            fields.append(("columns", ",".join(self.columns)))
        if self.search:
            fields.append(("q", self.search))
        if self.group:
            fields.append(("group", self.group))
        fields += [("fold", one) for one in self.folded]
        if self.size != PAGE_SIZE:
            fields.append(("size", str(self.size)))
        if self.day:
            fields.append(("as_of", self.day.isoformat()))
        if self.page > 1:
            fields.append(("page", str(self.page)))
        return fields

    def url(self, path: str, **changes: Any) -> str:
        """``path`` with this state, changed; any change but of the page begins at the first page."""
        state = replace(self, **({"page": 1} | changes))
        query = urlencode(state.carry())
        return f"{path}?{query}" if query else path

    def conditions(self) -> list[Any]:
        """The conditions that must all hold, as trees."""
        return conditions_of(self.tree)

    def with_condition(self, leaf: dict[str, Any]) -> ListState:
        """One more condition."""
        return self._holding([*self.conditions(), leaf])

    def without_condition(self, at: int) -> ListState:
        """One condition less."""
        return self._holding([one for place, one in enumerate(self.conditions()) if place != at])

    def _holding(self, conditions: list[Any]) -> ListState:
        return replace(self, tree=all_of(conditions), page=1)


def start_state(spec: ListSpec) -> ListState:
    """The list as it is before anybody asks for something."""
    return ListState(usual_columns=spec.columns, usual_sort=spec.sort, sort=spec.sort, columns=spec.columns)


def whole_tree(spec: ListSpec, state: ListState) -> Any:
    """The filter with the words that were searched for."""
    if not state.search:
        return state.tree
    words = spec.words(state.search, state.inside)
    return words if state.tree is None else {"all": [state.tree, words]}


def read_state(spec: ListSpec, query: QueryDict, day: date | None) -> ListState:
    """The state in an address. Raises FilterError for a filter that is no JSON."""
    text = query.get("filter", "").strip()
    sort = tuple(
        (part.lstrip("-"), "desc" if part.startswith("-") else "asc") for part in _parts(query.getlist("sort"))
    )
    return ListState(
        usual_columns=spec.columns,
        usual_sort=spec.sort,
        tree=tree_from_json(text) if text else None,
        sort=sort or spec.sort,
        columns=tuple(dict.fromkeys(_parts(query.getlist("columns"))))[:MOST_COLUMNS] or spec.columns,
        search=query.get("q", "").strip()[:200],
        group=query.get("group", "").strip()[:80],
        folded=tuple(dict.fromkeys(query.getlist("fold")))[:MOST_FOLDED],
        size=_number(query.get("size", ""), PAGE_SIZE) if query.get("size") in _SIZES else PAGE_SIZE,
        page=_number(query.get("page", ""), 1),
        day=day,
        view=query.get("view", "").strip()[:60],
    )


def read_kept(spec: ListSpec, kept: Mapping[str, str], *, view: str, day: date | None) -> ListState:
    """The state that a saved view keeps."""
    query = QueryDict(mutable=True)
    for name, value in kept.items():
        query[name] = value
    return replace(read_state(spec, query, day), view=view, page=1)


def says_more(query: QueryDict) -> bool:
    """Whether an address says more of the list than which view, page and day it is."""
    return any(query.getlist(name) for name in ("filter", "sort", "columns", "q", "group", "size"))


def _number(text: str, usual: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 and int(text) else usual


def _sort_text(sort: Sort) -> str:
    return ",".join(("-" if way == "desc" else "") + key for key, way in sort)


def _parts(values: list[str]) -> list[str]:
    return [part.strip() for value in values for part in value.split(",") if part.strip()]
