"""The forecast of CMRR at its front door: refused where history is thin, issued once, held against what came."""

import json
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse

from banso.judgement.forecasts import api
from banso.judgement.forecasts.models import RevenueForecast
from banso.judgement.forecasts.queries.revenue import known_on
from banso.judgement.metrics.api import MoneyHistory
from banso.platform.identity.api import Member
from banso.record.customers.models import Account
from tests.cast import NOW
from tests.record.revenue.said import account, say

pytestmark = pytest.mark.requirement("R46", "B8")

LAST = date(2026, 3, 31)


def company(size: int, *, lost: float, seed: int = 1) -> dict[str, Account]:
    """``size`` accounts with yearly terms since 2023; each term is the last one with the chance ``lost``."""
    random = np.random.default_rng(seed)
    accounts = {f"A{n}": account(f"A{n}") for n in range(size)}
    rows: list[dict[str, Any]] = []
    for name in accounts:
        start = date(2023, 1, 1) + timedelta(days=int(random.integers(0, 364)))
        end = start
        while end <= LAST:
            term_end = date(end.year + 1, end.month, min(end.day, 28))
            # What is signed anew is another line; without it the account is lost at the end.
            rows.append(
                {
                    "customer": name, "line_id": f"{name}-{end.year}", "start": end.isoformat(), "currency": "JPY",
                    "end": term_end.isoformat(), "term_end": term_end.isoformat(), "signed": end.isoformat(),
                    "recorded": end.isoformat(), "mrr": int(random.integers(1, 90)) * 10,
                }
            )  # fmt: skip
            end = term_end
            if random.random() < lost:
                break
    say(rows, accounts)
    return accounts


def at(day: date) -> datetime:
    """The morning after ``day`` in Tokyo."""
    return NOW + (day - LAST)


def logged_in(cast: Any, member: Member) -> Client:
    client = Client()
    client.force_login(member.login)
    session = client.session
    session["workspace"] = cast.workspace.slug
    session.save()
    return client


def test_without_lines_there_is_none_and_the_page_says_so(cast: Any) -> None:
    assert api.current_forecast(NOW) is None
    page = logged_in(cast, cast.viewer).get(reverse("forecasts:forecast"))
    assert page.status_code == 200
    assert page.context["held"] is None


def test_history_that_is_too_thin_gets_no_probability(cast: Any) -> None:
    company(6, lost=0.2)
    held = api.current_forecast(NOW)
    assert held is not None
    assert "total" not in held.body
    assert held.body["standing"]["code"] == "thin"
    assert "10" in api.refusal(held.body["standing"])
    page = logged_in(cast, cast.viewer).get(reverse("forecasts:forecast"))
    assert page.context["thin"]
    assert "most" not in held.body


def test_a_forecast_is_issued_once_and_held_against_what_came(cast: Any) -> None:
    accounts = company(60, lost=0.25)
    then = at(date(2025, 8, 31))
    first = api.issue_forecast(then)
    assert first is not None
    assert first.day == date(2025, 8, 31)
    body = json.loads(json.dumps(first.body))
    total = body["total"]
    assert all(
        low <= mean <= high for low, mean, high in zip(*(total[name] for name in ("low", "mean", "high")), strict=True)
    )
    assert body["lost"]["mean"] == sorted(body["lost"]["mean"])
    # What came later is not in it, and it stays as it was said.
    assert api.issue_forecast(then + timedelta(hours=3)) == first
    held = api.current_forecast(NOW)
    assert held is not None
    assert RevenueForecast.objects.get(frozen=True).body == first.body
    known = api.known_now(held)
    told = api.issued(known)
    assert [(one.day, one.months, one.closed) for one in told.came] == [(date(2025, 8, 31), 6, True)]
    came = told.came[0]
    assert known is not None
    kept = known.past.base[:, known.past.steps - 1]  # the end of February
    cohort = np.isin(known.accounts, body["cohort"]["accounts"])
    assert came.left == pytest.approx(float(kept[cohort].sum()))
    lost = {
        one
        for one, value in zip(body["cohort"]["accounts"], body["cohort"]["values"], strict=True)
        if kept[known.accounts == one].sum() == 0 and value
    }
    values = dict(zip(body["cohort"]["accounts"], body["cohort"]["values"], strict=True))
    assert came.lost == pytest.approx(sum(values[one] for one in lost))
    assert told.record.origins == 1
    assert held.body["record"]["origins"] >= 1
    assert len(accounts) == 60


def test_lines_that_come_make_the_newest_anew_and_not_what_was_issued(cast: Any) -> None:
    accounts = company(40, lost=0.3)
    issued, held = api.issue_forecast(NOW), api.current_forecast(NOW)
    assert held is not None
    assert api.current_forecast(NOW) == held
    say(
        [{"customer": "A0", "line_id": "new", "start": "2026-05-01", "signed": "2026-03-01", "mrr": 500,
          "currency": "JPY", "recorded": "2026-03-01"}],
        accounts,
    )  # fmt: skip
    anew = api.current_forecast(NOW)
    assert anew is not None
    assert anew.body["signed"] == held.body["signed"] + 50_000
    assert api.issue_forecast(NOW) == issued


@pytest.mark.requirement("B3")
def test_what_was_known_then_does_not_change(cast: Any) -> None:
    accounts = company(20, lost=0.3)
    then = date(2025, 3, 31)
    before = known_on(then, MoneyHistory())
    say(
        [{"customer": "A1", "line_id": "later", "start": "2024-01-01", "mrr": 70, "currency": "JPY",
          "recorded": "2025-04-01"}],
        accounts,
    )  # fmt: skip
    after = known_on(then, MoneyHistory())
    assert before is not None
    assert after is not None
    np.testing.assert_array_equal(before.past.base, after.past.base)
    np.testing.assert_allclose(before.kept, after.kept)


@pytest.mark.requirement("R49")
def test_the_page_shows_a_scenario_and_its_load(cast: Any) -> None:
    company(40, lost=0.3)
    client = logged_in(cast, cast.viewer)
    url = reverse("forecasts:forecast")
    page = client.get(url, {"churn": "-50", "hires": "1", "price": "", "expansion": "0.5"})
    assert page.status_code == 200
    assert page.context["compared"]["difference"].startswith("+")
    assert client.get(url, {"churn": "abc"}).status_code == 422
    assert "abc" in client.get(url, {"churn": "abc"}).content.decode()
