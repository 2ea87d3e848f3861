"""Files of orders, exchange rates, targets and costs: understood, refused row by row, amended, taken back."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from banso.connectors.files.api import Options, Report, apply, begin, check_batch, undo
from banso.platform.jobs.api import run_job
from banso.platform.journal.api import Batch
from banso.record.customers.api import create_account
from banso.record.revenue.api import costs, rates_table
from banso.record.revenue.models import Cost, FxRate, Order, Period, Target
from banso.record.revenue.rules.fx import NoRate

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(cast, now):
    return create_account("Aomine", now=now, external_id="A-1", source="csv")


def _begin(folder: Path, kind: str, text: str, now, **options) -> tuple[Batch, Report]:
    path = folder / f"{kind}.csv"
    path.write_text(text, encoding="utf-8")
    batch = begin(path, kind, Options(**options), file_name=path.name, now=now)
    return batch, check_batch(batch, now=now)


def _import(folder: Path, kind: str, text: str, now, **options) -> tuple[Batch, Report]:
    batch, report = _begin(folder, kind, text, now, **options)
    assert [*report.questions, *report.problems] == []
    run_job(apply(batch, now=now), lambda: now)
    batch.refresh_from_db()
    return batch, report


def _undo(batch: Batch, now) -> None:
    run_job(undo(batch, now=now), lambda: now)


def _faults(report: Report) -> list[tuple[int, str, str]]:
    return [(one.row, one.column, one.code) for one in report.problems]


def _now() -> list[tuple[str, int]]:
    return list(Order.objects.filter(withdrawn_at=None).order_by("key").values_list("key", "amount"))


@pytest.mark.requirement("R144")
def test_orders_are_kept_amended_and_taken_back(account, now, tmp_path):
    text = (
        "受注番号,得意先,受注日,金額,通貨,種別,商品,納品日,保守終了日\n"
        'O-1,A-1,2025/04/01,"1,200,000",JPY,機器,Press,2025/05/01,2026/04/30\n'
        "O-2,A-1,2025/06/01,300000,JPY,案件,,,\n"
    )
    first, report = _import(tmp_path, "orders", text, now, history=True)
    assert report.outcomes == {"new": 2}
    device = Order.objects.get(key="O-1")
    assert (device.kind, device.amount, device.service_until) == ("device", 1_200_000, date(2026, 4, 30))
    assert device.known_at < now, "with history it was known when it was ordered"
    _, again = _import(tmp_path, "orders", text, now, history=True)
    assert again.outcomes == {"unchanged": 2}
    second, report = _import(tmp_path, "orders", text.replace("300000", "350000"), now)
    assert report.outcomes == {"changed": 1, "unchanged": 1}
    assert _now() == [("O-1", 1_200_000), ("O-2", 350_000)]
    assert Order.objects.count() == 3, "what it replaces is kept"
    _undo(second, now)
    assert _now() == [("O-1", 1_200_000), ("O-2", 300_000)]
    _undo(first, now)
    assert _now() == []


def test_orders_that_cannot_be_are_refused(account, now, tmp_path):
    head = "order_id,account,ordered_on,amount,currency,delivered_on\n"
    rows = [
        "a,A-1,2025-04-01,100,ABC,",
        "b,nobody,2025-04-01,100,JPY,",
        "c,A-1,2025-04-01,100,JPY,2025-03-01",
        "d,A-1,2025-04-01,-100,JPY,",
        "e,A-1,2025-04-01,1.5,JPY,",
        "f,A-1,2025-04-01,100,JPY,",
        "f,A-1,2025-04-01,100,JPY,",
    ]
    _batch, report = _begin(tmp_path, "orders", head + "\n".join(rows), now)
    assert _faults(report) == [
        (2, "currency", "not_currency"),
        (3, "account", "unknown_account"),
        (4, "delivered_on", "before_order"),
        (5, "amount", "negative"),
        (6, "amount", "too_fine"),
        (8, "order_id", "duplicate_row"),
    ]


def test_orders_without_a_number_are_told_apart(account, now, tmp_path):
    text = "account,ordered_on,amount\nA-1,2025-04-01,100\nA-1,2025-04-01,100\n"
    _import(tmp_path, "orders", text, now)
    _, again = _import(tmp_path, "orders", text, now)
    assert again.outcomes == {"unchanged": 2}
    assert sum(amount for _key, amount in _now()) == 200


def test_rates_are_exact_dated_and_taken_back(cast, now, tmp_path):
    first, _ = _import(
        tmp_path, "rates", "currency,quote,date,rate\nEUR,USD,2025-01-31,1.1\nEUR,USD,2025-02-28,1.05\n", now
    )
    rates = rates_table()
    assert rates.at("EUR", "USD", date(2025, 2, 27)) == Fraction(11, 10)
    assert rates.at("EUR", "USD", date(2025, 3, 31)) == Fraction(105, 100)
    with pytest.raises(NoRate):
        rates.at("EUR", "USD", date(2025, 1, 30))
    second, report = _import(tmp_path, "rates", "currency,quote,date,rate\nEUR,USD,2025-02-28,1.06\n", now)
    assert report.outcomes == {"changed": 1}
    _undo(second, now)
    assert rates_table().at("EUR", "USD", date(2025, 3, 1)) == Fraction(105, 100)
    _undo(first, now)
    assert not FxRate.objects.exists()


def test_rates_that_cannot_be_are_refused(cast, now, tmp_path):
    rows = [
        "EUR,EUR,2025-01-01,1",
        "EUR,USD,2025-01-01,0",
        "XXQ,USD,2025-01-01,1",
        "EUR,USD,2025-02-01,1",
        "EUR,USD,2025-02-01,2",
    ]
    _batch, report = _begin(tmp_path, "rates", "base,quote,day,rate\n" + "\n".join(rows), now)
    assert _faults(report) == [
        (2, "base", "same_currency"),
        (3, "rate", "not_rate"),
        (4, "base", "not_currency"),
        (6, "day", "rate_twice"),
    ]


def test_targets_are_set_changed_and_taken_back(cast, now, tmp_path):
    text = (
        "month,last,measure,target,currency,attribute,value,owner,counted by\n"
        '2026-04,2026-06,closing,"10,000,000",JPY,,,,\n'
        f"2026年4月,,純売上継続率,105%,,tier,high,{cast.csm.login.email},製品\n"
    )
    first, report = _import(tmp_path, "targets", text, now)
    assert report.outcomes == {"new": 2}
    share = Target.objects.get(measure="nrr")
    assert (share.first, share.last, share.amount, share.currency) == (date(2026, 4, 1), date(2026, 4, 1), 10_500, "")
    assert share.owner == cast.csm
    assert (share.unit, Target.objects.get(measure="closing").unit) == ("product", "account")
    _, again = _import(tmp_path, "targets", text, now)
    assert again.outcomes == {"unchanged": 2}
    second, report = _import(tmp_path, "targets", text.replace("105%", "1.1"), now)
    assert report.outcomes == {"changed": 1, "unchanged": 1}
    _undo(second, now)
    share.refresh_from_db()
    assert share.amount == 10_500
    _undo(first, now)
    assert not Target.objects.exists()


def test_targets_that_cannot_be_are_refused(cast, now, tmp_path):
    rows = [
        "2026-04,2026-03,closing,1,,,",
        "2026-04,,nrr,105,,,",
        "2026-04,,closing,5%,,,",
        "2026-04,,happiness,5,,,",
        "2026-04,,closing,5,colour,red,",
        "2026-04,,closing,5,tier,,",
        "2026-04,,closing,5,,,nobody@nowhere.example",
        "2026-13,,closing,5,,,",
    ]
    _batch, report = _begin(
        tmp_path, "targets", "first,last,measure,amount,attribute,value,owner\n" + "\n".join(rows), now
    )
    assert _faults(report) == [
        (2, "last", "bad_target"),
        (3, "amount", "not_share"),
        (4, "amount", "not_money"),
        (5, "measure", "not_choice"),
        (6, "attribute", "unknown_attribute"),
        (7, "value", "bad_target"),
        (8, "owner", "unknown_owner"),
        (9, "first", "not_date"),
    ]
    assert all(one.message() for one in report.problems)


def test_who_sells_one_thing_need_not_say_which(account, now, tmp_path):
    _import(tmp_path, "contracts", "line_id,account,amount,currency,start\nL-1,A-1,100,JPY,2025-04-01\n", now)
    assert [(one.product.key, one.amount) for one in Period.objects.select_related("product")] == [
        ("subscription", 100)
    ]


def _costs(known: date | None = None) -> list[tuple[str, str, int, str, str]]:
    found = costs(date(2026, 1, 1), date(2026, 12, 1), known=known)
    return sorted((f"{one.month:%m}", one.purpose, one.amount, one.value, one.note) for one in found)


@pytest.mark.requirement("R58")
def test_costs_are_said_corrected_and_taken_back(cast, now, tmp_path):
    text = (
        "金額,対象月,目的,通貨,属性,属性の値,備考\n"
        '"1,200,000",2026-01,獲得,JPY,tier,high,展示会\n'
        "800000,2026年1月,Acquisition,,,,\n"
        "$500.50,2026/2,サポート,,,,\n"
    )
    first, report = _import(tmp_path, "costs", text, now, history=True)
    assert report.outcomes == {"new": 3}
    assert _costs() == [
        ("01", "winning", 800_000, "", ""),
        ("01", "winning", 1_200_000, "high", "展示会"),
        ("02", "keeping", 500_50, "", ""),
    ]
    assert Cost.objects.get(purpose="keeping").currency == "USD"
    # Of the past, a month's cost was known when the month was over; a correction is known from now on.
    assert [one[0] for one in _costs(date(2026, 1, 31))] == ["01", "01"]
    _, again = _import(tmp_path, "costs", text, now)
    assert again.outcomes == {"unchanged": 3}
    second, report = _import(tmp_path, "costs", text.replace("800000", "900000"), now)
    assert report.outcomes == {"changed": 1, "unchanged": 2}
    assert [one[2] for one in _costs() if one[0] == "01"] == [900_000, 1_200_000]
    assert [one[2] for one in _costs(date(2026, 3, 1)) if one[0] == "01"] == [800_000, 1_200_000]
    _undo(second, now)
    assert [one[2] for one in _costs() if one[0] == "01"] == [800_000, 1_200_000]
    _undo(first, now)
    assert _costs() == []
    assert _costs(date(2026, 3, 1)) == []


def test_costs_that_cannot_be_are_refused(cast, now, tmp_path):
    rows = [
        "2026-01,winning,1,JPY,,",
        "2026-01,獲得,2,,,",
        "2026-01,luck,2,,,",
        "2026-13,winning,2,,,",
        "2026-01,winning,-2,,,",
        "2026-01,winning,2,,colour,red",
        "2026-01,winning,2,,tier,",
        "2026-01,keeping,1.5,JPY,,",
    ]
    _batch, report = _begin(tmp_path, "costs", "month,purpose,amount,currency,attribute,value\n" + "\n".join(rows), now)
    assert _faults(report) == [
        (3, "amount", "cost_twice"),
        (4, "purpose", "not_choice"),
        (5, "month", "not_date"),
        (6, "amount", "negative"),
        (7, "attribute", "unknown_attribute"),
        (8, "value", "bad_cost"),
        (9, "amount", "too_fine"),
    ]
    assert all(one.message() for one in report.problems)
    assert not Cost.objects.exists()
