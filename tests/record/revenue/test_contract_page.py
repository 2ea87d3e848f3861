"""Contracts by hand: entered, amended, ended; what that makes is seen before, and can be taken back."""

from datetime import date

import pytest
from django.urls import reverse

from banso.record.customers.api import create_account
from tests.cast import browser_of
from tests.record.revenue.contracts import contract, line_of

PAGE = "revenue:contract"


@pytest.fixture
def account(workspace, now):
    return create_account("青嶺物流", now=now)


@pytest.fixture
def made(account, now):
    term = {"start": date(2025, 7, 1), "term_end": date(2026, 7, 1), "end": date(2026, 7, 1)}
    return contract(account, lines=[{**term, "quantity": 10_000_000}], now=now, name="基本契約", notice_days=60)


def save(client, address, values):
    """Ask what it makes, then save what was shown."""
    shown = client.post(address, values)
    assert shown.status_code == 200, shown.content.decode()
    return shown, client.post(address, {**values, "seen": shown.context["seen"], "save": "1"})


def test_every_page_is_there(cast, account, made):
    line = line_of(made)
    client = browser_of(cast.csm)
    for name, args in (
        (PAGE, [made.uid]),
        ("revenue:contract_new", [account.uid]),
        ("revenue:contract_edit", [made.uid]),
        ("revenue:line_new", [made.uid]),
        ("revenue:line_amend", [line.uid]),
        ("revenue:line_correct", [line.uid, "2025-07-01"]),
        ("revenue:line_end", [line.uid]),
        ("revenue:line_notice", [line.uid]),
        ("revenue:line_pause", [line.uid]),
        ("revenue:line_take_back", [line.uid]),
        ("revenue:money_of", [account.uid]),
        ("revenue:renewals", []),
        ("revenue:renewal", [made.uid, "2026-07-01"]),
        ("revenue:renewal_step", [made.uid, "2026-07-01"]),
        ("revenue:renewal_look", [made.uid, "2026-07-01", 6]),
        ("revenue:renewal_close", [made.uid, "2026-07-01", "renewed"]),
        ("revenue:renewal_close", [made.uid, "2026-07-01", "changed"]),
        ("revenue:renewal_close", [made.uid, "2026-07-01", "lost"]),
        ("revenue:losses", []),
    ):
        answer = client.get(reverse(name, args=args))
        assert answer.status_code == 200, (name, answer.content.decode()[:2000])
