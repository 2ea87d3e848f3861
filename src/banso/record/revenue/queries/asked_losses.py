"""Which losses an address asks for: for the page, and for its files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from urllib.parse import urlencode

from banso.record.revenue.queries.losses import Ended
from banso.record.revenue.rules.policy import CLASSES
from banso.record.revenue.rules.terms import add_months, first_of_month

SPANS: Final = (3, 12, 24, 36)
UNKNOWN: Final = "unknown"
"""The filter for lines of which nobody said why they ended."""


@dataclass(frozen=True, slots=True)
class AskedLosses:
    """What the address asks for: so many months back, one class, one reason."""

    months: int = 12
    class_: str = ""
    reason: str = ""
    view: str = ""

    def url(self, **changes: object) -> str:
        """The address with this, changed."""
        said = replace(self, **changes)  # type: ignore[arg-type]
        return "?" + urlencode({**said.kept(), **({"view": said.view} if said.view else {})})

    def kept(self) -> dict[str, str]:
        """What a saved view keeps."""
        fields = {"months": str(self.months), "class": self.class_, "reason": self.reason}
        return {name: value for name, value in fields.items() if value}

    def first(self, today: date) -> date:
        """The first day that is looked at."""
        return add_months(first_of_month(today), 1 - self.months)

    def has(self, one: Ended) -> bool:
        """Whether this one is asked for."""
        wanted = "" if self.reason == UNKNOWN else self.reason
        return self.class_ in ("", one.class_) and (not self.reason or one.reason == wanted)


def asked_losses(query: Mapping[str, str]) -> AskedLosses:
    """What an address asks for."""
    months = query.get("months", "")
    class_ = query.get("class", "")
    return AskedLosses(
        months=int(months) if months in {str(one) for one in SPANS} else 12,
        class_=class_ if class_ in CLASSES else "",
        reason=query.get("reason", "")[:80],
        view=query.get("view", "")[:60],
    )
