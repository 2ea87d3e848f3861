"""The yearly value and the day of notice of an account are those of its lines, where it has any."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from banso.judgement.metrics import api as metrics
from banso.judgement.signals.api import refresh, today
from banso.platform.jobs.api import unfinished
from banso.platform.journal.api import publish, record
from banso.record.customers.api import change_account, quality_findings, quality_rows
from banso.record.customers.models import Account
from banso.record.revenue.actions.show_on_accounts import SHOW_JOB
from banso.record.revenue.api import RateTerms, show_on_accounts, state_rates
from banso.record.revenue.models import Contract, Statement
from tests.cast import NOW, browser_of
from tests.judgement.signals.company import Use, days
from tests.record.revenue.said import account, say

LINE = {"customer": "Acme", "line_id": "one", "start": "2026-01-01", "currency": "JPY", "mrr": 3}
DAY = date(2026, 3, 31)


def told(of: Account) -> tuple[int | None, date | None]:
    publish(NOW)
    publish(NOW)
    of.refresh_from_db()
    return of.yearly_value, of.notice_by


@pytest.mark.requirement("R26")
def test_lines_say_what_an_account_is_worth_and_nobody_else(cast: Any, client: Client) -> None:
    acme = account("Acme", yearly_value=100_000, notice_by=date(2026, 9, 1))
    plain = account("Plain", yearly_value=7_000)
    say([{**LINE, "term_end": "2026-12-31"}], {"Acme": acme})
    Contract.objects.update(notice_days=60)
    assert told(acme) == (3_600, date(2026, 11, 1))
    assert told(plain) == (7_000, None)
    # An import that says something else is followed by what the lines say.
    change_account(acme, {"yearly_value": 5}, now=NOW)
    assert told(acme) == (3_600, date(2026, 11, 1))
    # Taken back: what was said by hand is there again, the last of it.
    said = Statement.objects.get()
    Statement.objects.filter(pk=said.pk).update(withdrawn_at=NOW)
    record(subject="line", subject_id=said.line_id, changes={"statement": (said.pk, None)}, now=NOW)
    assert told(acme) == (5, date(2026, 9, 1))


@pytest.mark.requirement("R26")
def test_the_form_says_where_they_come_from_and_takes_no_others(cast: Any) -> None:
    acme = account("Acme")
    say([LINE], {"Acme": acme})
    told(acme)
    client = Client()
    client.force_login(cast.manager.login)
    session = client.session
    session["workspace"] = cast.workspace.slug
    session.save()
    page = client.get(reverse("workspace:account_edit", args=[acme.uid]))
    assert page.context["form"].fields["yearly_value"].disabled


@pytest.mark.requirement("R38")
def test_value_at_risk_is_cmrr_once_there_are_contracts(cast: Any) -> None:
    acme, plain = account("Acme", yearly_value=1), account("Plain", yearly_value=12_000)
    use = Use()
    for one in (acme, plain):
        use.add(one, days(DAY - timedelta(days=120), DAY - timedelta(days=30), 2))
    Account.objects.update(known_since=NOW - timedelta(days=300))
    metrics.compute([DAY], now=NOW)
    refresh(DAY, NOW)

    def values(day: date | None = None) -> dict[str, float | None]:
        found = today(day, now=NOW)
        return {item.external_id: item.value_at_risk for item in found.items}

    assert values() == {"Acme": 1, "Plain": 12_000}
    say([{**LINE, "recorded": "2026-03-01"}], {"Acme": acme})
    told(acme)
    assert values() == {"Acme": 300, "Plain": 1_000}
    assert values(DAY - timedelta(days=2))["Acme"] == 300  # by the book of that day
    assert values(DAY - timedelta(days=31)).get("Acme") != 300


@pytest.mark.requirement("R144", "R26")
def test_what_has_no_rate_is_unknown_and_not_nothing(cast: Any) -> None:
    acme = account("Acme", yearly_value=5)
    say([LINE, {**LINE, "line_id": "two", "currency": "USD", "mrr": 100}], {"Acme": acme})
    assert told(acme) == (None, None), "3 yen and an unknown amount are an unknown amount"
    assert {one.key: one.n for one in quality_findings(NOW)}["no_rate"] == 1
    (row,) = quality_rows("no_rate", NOW)
    assert row.account_id == acme.pk
    assert "USD" in row.detail
    browser = browser_of(cast.manager)
    assert "USD の為替レート" in browser.get(f"/revenue/of/{acme.uid}").content.decode()
    assert "Acme" in browser.get("/data/quality/no_rate").content.decode()
    state_rates([RateTerms("USD", "JPY", date(2026, 1, 1), 150_000_000_000)], source="x", now=NOW)
    publish(NOW)
    assert unfinished(SHOW_JOB) is not None, "the worker is asked to show it"
    show_on_accounts(NOW)
    acme.refresh_from_db()
    assert acme.yearly_value == 3_600 + 12 * 150 * 100
    assert not quality_rows("no_rate", NOW)
    assert "為替レート" not in browser.get(f"/revenue/of/{acme.uid}").content.decode()
