"""The state of the list of accounts, which stands wholly in its address.

``filter`` a JSON tree (docs/filters.md) · ``sort`` ``key`` or ``-key``, several with commas · ``columns`` keys,
repeated or with commas · ``q`` words of the name · ``page`` from 1 · ``as_of`` a day.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from banso.platform.attributes.api import tree_from_json
from banso.platform.kit.limits import limit

DEFAULT_COLUMNS = (
    "health",
    "silence_180d",
    "decayed_weeks_13",
    "yearly_value",
    "notice_by",
    "tier",
    "signals",
    "owner",
)
DEFAULT_SORT = (("name", "asc"),)
MOST_COLUMNS = limit("lists.columns", 40)


@dataclass(frozen=True)
class ListState:
    """What the list shows. ``tree`` is the filter as it was given, without the words of ``search``."""

    tree: Any = None
    sort: tuple[tuple[str, str], ...] = DEFAULT_SORT
    columns: tuple[str, ...] = DEFAULT_COLUMNS
    search: str = ""
    page: int = 1
    day: date | None = None

    @property
    def whole_tree(self) -> Any:
        """The filter with the words that were searched for."""
        if not self.search:
            return self.tree
        words: dict[str, Any] = {
            "any": [
                {"attribute": "name", "op": "contains", "value": self.search},
                {"attribute": "reading", "op": "contains", "value": self.search},
                {"attribute": "external_id", "op": "eq", "value": self.search},
            ]
        }
        return words if self.tree is None else {"all": [self.tree, words]}

    def carry(self) -> list[tuple[str, str]]:
        """The state as fields of an address, without what is as by default."""
        fields = []
        if self.tree is not None:
            fields.append(("filter", json.dumps(self.tree, ensure_ascii=False)))
        if self.sort != DEFAULT_SORT:
            fields.append(("sort", ",".join(("-" if way == "desc" else "") + key for key, way in self.sort)))
        if self.columns != DEFAULT_COLUMNS:
            fields.append(("columns", ",".join(self.columns)))
        if self.search:
            fields.append(("q", self.search))
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
        if self.tree is None:
            return []
        if isinstance(self.tree, dict) and list(self.tree) == ["all"] and isinstance(self.tree["all"], list):
            return list(self.tree["all"])
        return [self.tree]

    def with_condition(self, leaf: dict[str, Any]) -> ListState:
        """One more condition."""
        return self._holding([*self.conditions(), leaf])

    def without_condition(self, at: int) -> ListState:
        """One condition less."""
        return self._holding([one for place, one in enumerate(self.conditions()) if place != at])

    def _holding(self, conditions: list[Any]) -> ListState:
        tree = None if not conditions else conditions[0] if len(conditions) == 1 else {"all": conditions}
        return replace(self, tree=tree, page=1)


def read_state(query: QueryDict, day: date | None) -> ListState:
    """The state in an address. Raises FilterError for a filter that is no JSON."""
    text = query.get("filter", "").strip()
    sort = tuple(
        (part.lstrip("-"), "desc" if part.startswith("-") else "asc") for part in _parts(query.getlist("sort"))
    )
    page = query.get("page", "1")
    return ListState(
        tree=tree_from_json(text) if text else None,
        sort=sort or DEFAULT_SORT,
        columns=tuple(dict.fromkeys(_parts(query.getlist("columns"))))[:MOST_COLUMNS] or DEFAULT_COLUMNS,
        search=query.get("q", "").strip()[:200],
        page=min(int(page), 1_000_000) if page.isascii() and page.isdigit() and int(page) else 1,
        day=day,
    )


def _parts(values: list[str]) -> list[str]:
    return [part.strip() for value in values for part in value.split(",") if part.strip()]
