"""Contracts for tests, entered as a member does."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from banso.record.revenue.actions.contracts import NewContract, create_contract, product_called
from banso.record.revenue.models import Contract, Line
from banso.record.revenue.rules.amending import Terms

PRODUCT = "基本プラン"


def stop_clock(monkeypatch: Any, now: datetime) -> None:
    """Let views see ``now``, and a second more each time they look: what is done later is known later."""
    seconds = count(1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now + timedelta(seconds=next(seconds)))


def contract(
    account: Any, *, lines: Sequence[Mapping[str, Any]], now: datetime, member: Any = None, **about: Any
) -> Contract:
    """A contract of one line for each of ``lines``: 100,000 yen a month of one product but for what they say."""
    terms = [_terms(account, now, **one) for one in lines]
    return create_contract(account, NewContract(**about), terms, member=member, now=now)


def line_of(made: Contract) -> Line:
    """Its only line."""
    return made.lines.get()


def _terms(account: Any, now: datetime, *, product: str = PRODUCT, **values: Any) -> Terms:
    usual: dict[str, Any] = {"amount": 100_000, "currency": "JPY", "start": date(2025, 4, 1)}
    return Terms(account=account.pk, product=product_called(product, now=now), **usual | values)
