"""One row of a file of contracts, and all rows of one line together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from banso.connectors.files.records import Outcome
from banso.record.revenue.api import Saying, Terms

_CONTRACT: Final = {"name": "contract_name", "auto_renews": "auto_renews", "notice_days": "notice_days"}
_SHOWN: Final = ("quantity", "unit_price", "amount", "discount", "start", "end", "term_end", "notice", "pause_from")


@dataclass(slots=True)
class LineRow:
    """One row: what it says, with account, product and plan as words, for they may be made by the import itself."""

    number: int
    key: str
    contract: str
    account: str
    product: str
    plan: str
    terms: Terms
    recorded: datetime | None
    about_contract: dict[str, Any]
    note: str


@dataclass(slots=True)
class Group:
    """All rows of one line, and what they would say; ``last`` is the row that writes."""

    rows: list[LineRow]
    said: list[Saying] = field(default_factory=list)
    outcome: Outcome | None = None
    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    is_new_to_names: bool = False

    @property
    def last(self) -> int:
        """The number of the row that writes."""
        return self.rows[-1].number


def about_contract(said: Mapping[str, Any]) -> dict[str, Any]:
    """What a row says of its contract."""
    found = {name: said.get(cell) for name, cell in _CONTRACT.items() if cell in said}
    # A name alone is never emptied.
    return {name: value for name, value in found.items() if name != "name" or value}


def changes_of(before: Sequence[Terms], after: Sequence[Terms]) -> dict[str, tuple[Any, Any]]:
    """What is said otherwise of the last period, for people to see."""
    old, new = before[-1], after[-1]
    return {
        name: (_plain(getattr(old, name)), _plain(getattr(new, name)))
        for name in _SHOWN
        if getattr(old, name) != getattr(new, name)
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
