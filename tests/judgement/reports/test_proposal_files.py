"""Proposals as files: the list as it is asked for, the figures with what they are made of."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from banso.platform.tenancy.api import scope
from banso.record.customers.api import create_account
from banso.record.revenue.api import (
    NewProposal,
    ProposalDecision,
    create_product,
    decide_proposal,
    open_proposal,
)
from tests.cast import browser_of
from tests.judgement.reports.test_files import english, table
from tests.record.revenue.contracts import stop_clock

pytestmark = pytest.mark.requirement("R53", "R55")
TODAY = date(2026, 4, 1)


@pytest.fixture(autouse=True)
def _clock(monkeypatch, now):
    stop_clock(monkeypatch, now)


@pytest.fixture
def proposed(cast, now):
    """One that is open, in euros and without a rate of exchange; twenty that were decided."""
    with scope(cast.workspace):
        product = create_product("analytics", now=now)
        account = create_account("=1+1商事", now=now)

        def make(**more):
            values: dict[str, Any] = {
                "kind": "upsell",
                "mrr": 1_234_567,
                "currency": "JPY",
                "goal": "受注を 3 日で",
            } | more
            return open_proposal(
                account, NewProposal(product=product, **values), opened_on=TODAY - timedelta(days=40), today=TODAY,
                member=cast.csm, now=now,
            )  # fmt: skip

        make(currency="EUR", mrr=12_345, owner=cast.csm)
        for number in range(20):
            decision = ProposalDecision(stage="lost" if number else "won", on=TODAY, reason="予算")
            decide_proposal(make(), decision, today=TODAY, member=cast.csm, now=now)


def file(form="csv", query=""):
    return reverse("reports:proposals_file", args=[form]) + query


def test_the_list_is_that_of_the_page(cast, proposed):
    (row,) = table(cast.viewer, file())
    assert (row["アカウント"], row["顧客の目標"], row["MRR"], row["通貨"]) == (
        "'=1+1商事", "受注を 3 日で", "123.45", "EUR",
    )  # fmt: skip
    assert row["担当"] == "Sato"
    assert len(table(cast.viewer, file(query="?state=lost"))) == 19
    assert table(cast.viewer, file(query="?as_of=2026-01-31")) == []
    english()
    (won,) = table(cast.viewer, file(query="?state=won"))
    assert (won["Stage"], won["Decided on"], won["MRR"]) == ("won", "2026-04-01", "1234567")
    assert table(cast.csm, file(query="?state=won")) == [], "a CSM has their own without asking"


def test_the_figures_have_their_parts(cast, proposed):
    english()
    whole, product, *_groups = table(cast.viewer, file(query="?table=figures"))
    assert (whole["Of which"], product["Of which"]) == ("All", "analytics")
    assert (whole["Open"], whole["Won"], whole["Decided"], whole["Win rate"]) == ("1", "1", "20", "0.05")
    assert float(whole["Days: median"]) == 40
    page = browser_of(cast.viewer).get(reverse("revenue:proposals"), {"whose": "all", "state": "won"})
    assert f"{file('csv')}?whose=all&amp;state=won" in page.content.decode()


def test_on_paper_in_both_languages(cast, proposed):
    pytest.importorskip("weasyprint")
    for _language in ("ja", "en"):
        answer = browser_of(cast.viewer).get(file("pdf"))
        assert answer.status_code == 200
        assert answer.content.startswith(b"%PDF")
        english()
    assert browser_of(cast.viewer).get(file("xls")).status_code == 404
