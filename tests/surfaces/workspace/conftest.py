"""A company whose days end yesterday, for pages that read the clock."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest

from banso.judgement.metrics.api import compute
from banso.platform.journal.api import publish
from banso.platform.kit.days import last_closed_day
from banso.record.customers.models import Account
from tests.cast import Cast
from tests.judgement.signals.company import Use, account, days

HISTORY = 200
"""Days for which the company is known."""


@dataclass
class Company:
    """Accounts that are used every third day; ``add`` makes more of them."""

    cast: Cast
    now: datetime
    day: date
    use: Use = field(default_factory=Use)
    accounts: dict[str, Account] = field(default_factory=dict)

    def add(self, name: str, *, quiet_since: int = 0, **fields) -> Account:
        """An account of the CSM; without use in the last ``quiet_since`` days."""
        first = self.day - timedelta(days=HISTORY)
        made: Account = account(name, first, fields={"owner": self.cast.csm.pk, "yearly_value": 1_200_000} | fields)
        self.use.add(made, days(first, self.day - timedelta(days=quiet_since), 3))
        self.accounts[name] = made
        return made

    def compute(self) -> None:
        """Publish and compute, so that pages show it."""
        publish(self.now)
        compute([self.day - timedelta(days=1), self.day], now=self.now)


@pytest.fixture
def company(cast: Cast) -> Company:
    """Nobody yet."""
    now = datetime.now(UTC)
    return Company(cast, now, last_closed_day(now, cast.workspace.timezone))


@pytest.fixture
def morning(company: Company) -> Company:
    """A healthy account, one that fell silent, one nobody has heard of for long; computed."""
    company.add("青嶺物流")
    company.add("潮見倉庫", quiet_since=20)
    company.add("ミナト精機", quiet_since=190)
    company.compute()
    return company


@pytest.fixture
def text() -> Callable[..., str]:
    """The body of an answer, streamed or not."""

    def read(answer) -> str:
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        return content.decode("utf-8")

    return read
