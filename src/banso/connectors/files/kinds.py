"""The table of the kinds of records that can be imported, beside accounts and events."""

from typing import Any

from banso.connectors.files.contract_rows import Contracts
from banso.connectors.files.cost_rows import Costs
from banso.connectors.files.member_rows import Members
from banso.connectors.files.order_rows import Orders
from banso.connectors.files.people_rows import People
from banso.connectors.files.rate_rows import Rates
from banso.connectors.files.records import RECORDS, Records, register
from banso.connectors.files.target_rows import Targets
from banso.connectors.files.task_rows import Tasks
from banso.connectors.files.touch_rows import Touches
from banso.connectors.files.watch_rows import Watch

_KINDS: tuple[type[Records[Any]], ...] = (
    People,
    Members,
    Tasks,
    Touches,
    Watch,
    Contracts,
    Orders,
    Rates,
    Targets,
    Costs,
)

for _kind in _KINDS:
    register(_kind)

__all__ = ["RECORDS"]
