"""What winning and keeping customers costs in the demo: from where each came, and monthly costs by that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Final

import numpy as np

from banso.connectors.demo.contract_plans import PlannedContract
from banso.connectors.demo.stories import MONTHS
from banso.platform.attributes.api import create_field
from banso.platform.kit.days import day_start
from banso.platform.tenancy.api import current_workspace
from banso.record.customers.api import SUBJECT
from banso.record.revenue.api import NewCost, add_months, cost_key, state_costs

FIELD: Final = "acquisition_source"
_LABEL: Final = {"en": "Acquisition source", "ja": "獲得経路"}
_SOURCES: Final = {
    "web": ({"en": "Web", "ja": "ウェブ"}, 0.34, 2.5),
    "fair": ({"en": "Trade fair", "ja": "展示会"}, 0.18, 9.0),
    "partner": ({"en": "Partner", "ja": "パートナー"}, 0.22, 4.0),
    "referral": ({"en": "Referral", "ja": "顧客の紹介"}, 0.14, 1.0),
    "sales": ({"en": "Outbound sales", "ja": "営業開拓"}, 0.12, 12.0),
}
"""Words, share of the accounts, and what winning one costs in its months of average MRR."""
_SALARIES: Final = 1.5
"""What sales costs beside it, for each account won, in the same."""
_SERVICE: Final = 0.09
_TEAM: Final = 0.05
"""What keeping everybody, and the high tier as well, costs of MRR."""
_STEP: Final = 6


def make_field(now: datetime) -> None:
    """The field that says where an account came from."""
    choices = [{"value": key, **words} for key, (words, _share, _cost) in _SOURCES.items()]
    create_field(SUBJECT, type="choice", label=_LABEL, key=FIELD, choices=choices, now=now)


def source_of(number: int, seed: int) -> str:
    """Where the account of this number came from."""
    rng = np.random.default_rng([seed, 14, number])
    shares = [share for _words, share, _cost in _SOURCES.values()]
    return str(rng.choice(list(_SOURCES), p=shares))


def spend(
    contracts: Mapping[int, PlannedContract], today: date, yen: Mapping[str, Fraction], *, seed: int, now: datetime
) -> None:
    """Monthly costs of the months that are over, each known since its last day."""
    rng = np.random.default_rng([seed, 15])
    won: Counter[tuple[date, str]] = Counter()
    for number, contract in contracts.items():
        begun = min(stretch.start for line in contract.lines for stretch in line.stretches)
        won[begun.replace(day=1), source_of(number, seed)] += 1
    month = today.replace(day=1)
    value = sum(one.yearly_value(today, yen) for one in contracts.values())
    average = value / 12 / max(1, sum(one.yearly_value(today, yen) > 0 for one in contracts.values()))
    said: list[NewCost] = []
    for back in range(MONTHS, 0, -1):
        start = add_months(month, -back)
        if (MONTHS - back) % _STEP == 0:
            value = sum(one.yearly_value(start, yen) for one in contracts.values())
        there = sum(won[start, source] for source in _SOURCES)
        said.append(_cost(start, "winning", average * _SALARIES * (there + 1), rng, note="営業・マーケティング人件費"))
        for source, (_words, share, months_) in _SOURCES.items():
            # Somebody spends even in a month in which nobody comes of it.
            amount = average * months_ * (0.7 * won[start, source] + share)
            said.append(_cost(start, "winning", amount, rng, attribute=FIELD, value=source))
        said.append(_cost(start, "keeping", value / 12 * _SERVICE, rng, note="サポート・インフラ"))
        said.append(_cost(start, "keeping", value / 12 * _TEAM, rng, attribute="tier", value="high", note="CSM"))
    zone = current_workspace().timezone
    known = {cost_key(one): day_start(add_months(one.month, 1) - timedelta(days=1), zone) for one in said}
    state_costs(said, now=now, known=known)


def _cost(month: date, purpose: str, amount: float, rng: np.random.Generator, **more: str) -> NewCost:
    rounded = round(amount * rng.normal(1, 0.08) / 1_000) * 1_000
    return NewCost(month=month, purpose=purpose, amount=max(rounded, 0), currency="JPY", **more)
