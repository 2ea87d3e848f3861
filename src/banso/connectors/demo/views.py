"""The demo's saved views of reports: what a team looks at every month."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from banso.platform.attributes.api import save_view
from banso.platform.identity.api import Member
from banso.platform.journal.api import acting

_HIGH: Final = {"attribute": "tier", "op": "eq", "value": "high"}
VIEWS: Final[tuple[tuple[str, str, dict[str, str]], ...]] = (
    ("revenue", "ハイタッチの四半期", {
        "window": "this_year", "step": "quarter", "group": "owner", "filter": json.dumps(_HIGH, ensure_ascii=False),
    }),
    ("revenue", "製品別", {"window": "last_12", "group": "product"}),
    ("renewals", "期限を過ぎた更新", {"whose": "all", "state": "late"}),
    ("losses", "防げた解約、2年分", {"months": "24", "class": "avoidable"}),
)  # fmt: skip
"""Of which page, under which name, and what it keeps: as the page itself writes it."""


def keep(members: Sequence[Member], now: datetime) -> None:
    """Save them for everybody; they are the first member's."""
    owner = members[0]
    with acting(actor_id=owner.pk, source="demo"):
        for page, name, state in VIEWS:
            save_view(page, name, state, audience="team", member=owner, now=now)
