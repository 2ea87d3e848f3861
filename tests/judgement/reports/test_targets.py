"""Targets: set, changed and taken off by a form, undone, compared with what came."""

import re
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from django.urls import reverse

from banso.judgement.reports.queries.targets import compared
from banso.platform.journal.api import Change, publish_all
from banso.platform.tenancy.api import scope
from banso.record.customers.api import change_account, create_account
from banso.record.revenue.api import BadTarget, NewTarget, Target, set_target
from tests.cast import browser_of
from tests.record.revenue.contracts import contract

FORM = {
    "first": "2026-01",
    "last": "2026-03",
    "measure": "new",
    "unit": "account",
    "amount": "60000",
    "currency": "JPY",
}


def send(client, name, data=None, **where):
    return client.post(reverse(f"reports:{name}", kwargs=where or None), data or {})


@pytest.mark.requirement("R45")
def test_a_target_is_set_changed_taken_off_and_each_is_undone(cast):
    client = browser_of(cast.manager)
    assert send(client, "target_new", FORM | {"owner": str(cast.csm.pk)}).status_code == 302
    with scope(cast.workspace):
        target = Target.objects.get()
        assert (target.amount, target.currency, target.owner_id) == (60_000, "JPY", cast.csm.pk)
    assert send(client, "target_edit", FORM | {"amount": "70000"}, uid=target.uid).status_code == 302
    with scope(cast.workspace):
        assert Target.objects.get().amount == 70_000
        change = Change.objects.filter(subject="target").latest("pk")
    send(client, "target_undo", uid=change.uid)
    with scope(cast.workspace):
        assert (Target.objects.get().amount, Target.objects.get().owner_id) == (60_000, cast.csm.pk)
    send(client, "target_delete", uid=target.uid)
    with scope(cast.workspace):
        assert not Target.objects.exists()
        change = Change.objects.filter(subject="target", changes__has_key="exists").latest("pk")
    send(client, "target_undo", uid=change.uid)
    with scope(cast.workspace):
        again = Target.objects.get()
        assert (again.pk, again.amount, again.first) == (target.pk, 60_000, date(2026, 1, 1))


@pytest.mark.parametrize(
    "wrong",
    [
        {"first": "March"}, {"last": "2025-12"}, {"amount": "-1"}, {"amount": "1.5"}, {"measure": "luck"},
        {"currency": "ZZZ"}, {"attribute": "tier"}, {"value": "high"},
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_what_was_typed_stays(cast, wrong):
    answer = send(browser_of(cast.manager), "target_new", FORM | wrong)
    assert answer.status_code == 422
    assert "60000" in str(answer.content, "utf-8") or "amount" in wrong
    with scope(cast.workspace):
        assert not Target.objects.exists()


def test_a_second_target_for_the_same_months_is_refused_when_one_is_changed_into_it(cast):
    client = browser_of(cast.manager)
    send(client, "target_new", FORM)
    send(client, "target_new", FORM | {"measure": "closing"})
    with scope(cast.workspace):
        other = Target.objects.get(measure="closing")
    assert send(client, "target_edit", FORM, uid=other.uid).status_code == 422


def test_a_target_needs_whole_months(cast, now):
    with scope(cast.workspace), pytest.raises(BadTarget):
        set_target(NewTarget(first=date(2026, 1, 2), last=date(2026, 2, 1), measure="nrr", amount=1), now=now)


@pytest.mark.requirement("R45")
def test_plan_and_actual_with_their_variance_for_all_and_for_a_part(cast, now):
    with scope(cast.workspace):
        first, second = create_account("一", now=now), create_account("二", now=now)
        change_account(first, {"tier": "high"}, now=now)
        contract(first, lines=[{"start": date(2025, 4, 1)}, {"start": date(2026, 2, 1), "product": "OCR"}], now=now)
        contract(second, lines=[{"start": date(2025, 5, 1), "end": date(2026, 2, 1)}], now=now)
        publish_all(now)  # parts are counted as they were: from the journal
        months: dict[str, Any] = {"first": date(2026, 1, 1), "last": date(2026, 3, 1)}
        money: dict[str, Any] = {"currency": "JPY", **months}
        set_target(NewTarget(measure="closing", amount=250_000, **money), now=now)
        set_target(NewTarget(measure="loss", amount=120_000, **money), now=now)
        set_target(NewTarget(measure="expansion", amount=1, attribute="tier", value="high", **money), now=now)
        set_target(NewTarget(measure="grr", amount=9_000, **months), now=now)
        found = {
            one.target.measure: one for one in compared(date(2026, 1, 1), date(2026, 3, 1), now=now, today=now.date())
        }
    assert found["closing"].actual == 200_000
    assert found["closing"].off == -50_000
    assert not found["closing"].is_well
    assert found["loss"].actual == 100_000
    assert found["loss"].is_well
    assert found["expansion"].actual == 100_000
    assert found["grr"].actual == Fraction(5_000)
    assert found["grr"].plan_text == "90.0%"
    page = browser_of(cast.viewer).get(reverse("reports:targets") + "?year=2026")
    assert "t-risk" in str(page.content, "utf-8")
    assert re.search(
        r'data-copy="[^"]*：[^"]* 時点で全 4 件のうち期間が終わった \d 件、達成 \d 件', str(page.content, "utf-8")
    )
    for form in ("csv", "pdf"):
        assert browser_of(cast.viewer).get(reverse("reports:targets_file", args=[form]) + "?year=2026").status_code in (
            200,
            501,
        )


@pytest.mark.requirement("R45")
def test_a_target_is_counted_by_its_unit(cast, now):
    """Who takes a second product grows as an account and is new as a buyer of the product."""
    with scope(cast.workspace):
        one = create_account("一", now=now)
        contract(one, lines=[{"start": date(2025, 4, 1)}, {"start": date(2026, 2, 1), "product": "OCR"}], now=now)
        months: dict[str, Any] = {"first": date(2026, 1, 1), "last": date(2026, 3, 1), "measure": "new"}
        for unit in ("account", "product", "account"):
            set_target(NewTarget(amount=1, currency="JPY", unit=unit, **months), now=now)
        found = compared(date(2026, 1, 1), date(2026, 3, 1), now=now, today=now.date())
    assert [(one.target.unit, one.actual, one.unit_text) for one in found] == [
        ("account", Fraction(0), ""),
        ("product", Fraction(100_000), "Product"),
    ]
    client = browser_of(cast.manager)
    assert send(client, "target_new", FORM | {"unit": "product"}).status_code == 302
    assert "製品ごとに集計" in str(client.get(reverse("reports:targets") + "?year=2026").content, "utf-8")
    assert send(client, "target_new", FORM | {"unit": "person"}).status_code == 422
