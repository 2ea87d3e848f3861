"""Files of contracts: understood, refused row by row, amended by later files, taken back; what was known when."""

from datetime import date
from pathlib import Path

import pytest

from banso.connectors.files.api import Options, Report, apply, begin, check_batch, undo
from banso.platform.jobs.api import run_job
from banso.platform.journal.api import Batch
from banso.record.customers.api import create_account, merge_accounts
from banso.record.revenue.api import products, stretches
from banso.record.revenue.models import Contract, Line, Statement

pytestmark = pytest.mark.django_db
HEAD = "line_id,account,product,quantity,unit_price,currency,start,end"


@pytest.fixture
def account(cast, now):
    return create_account("Aomine", now=now, external_id="A-1", source="csv")


def _begin(folder: Path, text: str, now, **options) -> tuple[Batch, Report]:
    path = folder / "contracts.csv"
    path.write_text(text, encoding="utf-8")
    batch = begin(path, "contracts", Options(**options), file_name=path.name, now=now)
    return batch, check_batch(batch, now=now)


def _import(folder: Path, text: str, now, **options) -> tuple[Batch, Report]:
    batch, report = _begin(folder, text, now, **options)
    assert [*report.questions, *report.problems] == []
    run_job(apply(batch, now=now), lambda: now)
    batch.refresh_from_db()
    return batch, report


def _faults(report: Report) -> list[tuple[int, str, str]]:
    return [(one.row, one.column, one.code) for one in report.problems]


def _runs(known: date | None = None) -> list[tuple[date, date | None, int]]:
    """(start, end, MRR in minor units) of every stretch."""
    return [(one.start, one.end, round(one.mrr)) for one in stretches(known=known)]


def test_a_row_is_a_line_with_what_was_left_out_filled_in(account, now, tmp_path):
    text = "account,product,amount,start\nA-1,Core,500,2025-01-31\nAomine,Core,500,2025-01-31\n"
    _batch, report = _import(tmp_path, text, now)
    assert report.outcomes == {"new": 2}
    first, second = stretches()
    assert first.line != second.line
    assert first.contract != second.contract, "a line alone is its contract"
    assert (first.kind, first.currency, first.quantity) == ("recurring", account.workspace.currency, None)
    assert first.mrr == 500
    assert (first.account, first.end) == (account.pk, None)
    _, again = _import(tmp_path, text, now)
    assert again.outcomes == {"unchanged": 2}
    assert (Line.objects.count(), Statement.objects.count()) == (2, 2)


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ("L,A-1,Core,1,100,USD,2025-02-01,2025-01-31", "end", "ends_early"),
        ("L,A-1,Core,1,100,USD,2025-02-01,2025-02-01", "end", "ends_early"),
        ("L,A-1,Core,1,100,ABC,2025-02-01,", "currency", "not_currency"),
        ("L,A-1,Core,-1,100,USD,2025-02-01,", "quantity", "negative"),
        ("L,A-1,Core,1,-100,USD,2025-02-01,", "unit_price", "negative"),
        ("L,A-1,Core,1.2345678,100,USD,2025-02-01,", "quantity", "too_many_decimals"),
        ("L,A-1,Core,1,€100,USD,2025-02-01,", "unit_price", "currency_differs"),
        ("L,A-1,Core,1,,USD,2025-02-01,", "unit_price", "no_price"),
        ("L,A-1,Core,many,100,USD,2025-02-01,", "quantity", "not_number"),
        ("L,nobody,Core,1,100,USD,2025-02-01,", "account", "unknown_account"),
        ("L,A-1,Core,1,100,USD,,", "start", "required"),
        ("L,A-1,Core,1,100,USD,2025-02-30,", "start", "no_such_day"),
        ("L,A-1,Core,1,100,USD,0201-02-01,", "start", "early"),
    ],
)
def test_a_wrong_row_is_refused_with_its_place(account, now, tmp_path, row, column, code):
    _batch, report = _begin(tmp_path, f"{HEAD}\nok,A-1,Core,1,100,USD,2025-01-01,\n{row}\n", now)
    assert _faults(report) == [(3, column, code)]
    assert report.outcomes == {"new": 1, "refused": 1}
    assert all(one.message() and one.hint() for one in report.problems)
    assert not Line.objects.exists()


@pytest.mark.parametrize(
    ("columns", "row", "column", "code"),
    [
        ("discount", "10", "discount", "not_share"),
        ("kind", "gift", "kind", "not_choice"),
        ("interval", "fortnight", "interval", "not_choice"),
        ("interval_count", "0", "interval_count", "not_count"),
        ("term_end", "2024-12-01", "term_end", "term_early"),
        ("pause_from,pause_to", "2025-05-01,2025-05-01", "pause_to", "pause_early"),
        ("pause_to", "2025-05-01", "pause_to", "no_pause"),
        ("unit_price", "90", "amount", "two_prices"),
    ],
)
def test_what_does_not_fit_together_is_refused(account, now, tmp_path, columns, row, column, code):
    text = f"account,product,amount,start,{columns}\nA-1,Core,100,2025-01-01,{row}\n"
    _batch, report = _begin(tmp_path, text, now)
    assert _faults(report) == [(2, column, code)]


def test_amounts_have_no_more_decimals_than_their_currency(account, now, tmp_path):
    text = "account,product,amount,currency,start\nA-1,Core,100.5,JPY,2025-01-01\nA-1,Core,100.5,USD,2025-01-01\n"
    _batch, report = _begin(tmp_path, text, now)
    assert _faults(report) == [(2, "amount", "too_fine")]


def test_rows_of_one_line_are_its_periods_and_may_not_overlap(account, now, tmp_path):
    rows = ["L,A-1,Core,2,100,USD,2025-06-01,2026-01-01", "L,A-1,Core,1,100,USD,2025-01-01,2025-06-01"]
    _import(tmp_path, "\n".join([HEAD, *rows]), now)
    assert _runs() == [(date(2025, 1, 1), date(2025, 6, 1), 10_000), (date(2025, 6, 1), date(2026, 1, 1), 20_000)]
    assert (Line.objects.count(), Statement.objects.count()) == (1, 1)
    _batch, report = _begin(tmp_path, "\n".join([HEAD, *rows, "L,A-1,Core,3,100,USD,2025-12-31,"]), now)
    assert _faults(report) == [(2, "start", "overlaps"), (4, "start", "overlaps")]


def test_a_later_file_amends_from_its_start_on_and_undoing_brings_back_what_was_said(account, now, tmp_path):
    first, _ = _import(tmp_path, f"{HEAD}\nL,A-1,Core,1,100,USD,2025-01-01,\n", now)
    later = now.replace(year=now.year + 1)
    second, report = _import(tmp_path, f"{HEAD}\nL,A-1,Core,3,100,USD,2025-04-01,2026-01-01\n", later)
    assert report.outcomes == {"changed": 1}
    assert report.samples[0]["new"] == 3_000_000
    amended = [(date(2025, 1, 1), date(2025, 4, 1), 10_000), (date(2025, 4, 1), date(2026, 1, 1), 30_000)]
    assert _runs() == amended
    assert _runs(now.date()) == [(date(2025, 1, 1), None, 10_000)], "as it was known before"
    run_job(undo(second, now=later), lambda: later)
    assert _runs() == [(date(2025, 1, 1), None, 10_000)]
    run_job(undo(first, now=later), lambda: later)
    assert (_runs(), _runs(now.date())) == ([], []), "an import that was taken back was never known"
    _, again = _import(tmp_path, f"{HEAD}\nL,A-1,Core,1,100,USD,2025-01-01,\n", later)
    assert again.outcomes == {"new": 1}
    assert len(_runs()) == 1


def test_a_line_stays_in_its_contract(account, now, tmp_path):
    head = f"contract,{HEAD}"
    _import(tmp_path, f"{head}\nK,L,A-1,Core,1,100,USD,2025-01-01,\nK,M,A-1,Seats,1,100,USD,2025-01-01,\n", now)
    assert [one.key for one in Contract.objects.all()] == ["K"]
    _batch, report = _begin(tmp_path, f"{head}\nother,L,A-1,Core,1,100,USD,2025-01-01,\n", now)
    assert _faults(report) == [(2, "contract", "other_contract")]
    _, same = _import(tmp_path, f"{HEAD}\nL,A-1,Core,1,100,USD,2025-01-01,\n", now)
    assert same.outcomes == {"unchanged": 1}, "a file without the column says nothing about it"


def test_days_in_every_format_and_moments_as_the_workspaces_day(account, now, tmp_path):
    # The cast's workspace is in Tokyo.
    rows = [
        "2025/1/5,2025年3月1日",
        "20250105,R7.3.1",
        "2025-01-05,2025-02-28T16:30:00Z",
        "5 Jan 2025,2025-03-01 00:00",
    ]
    text = "account,product,amount,start,end\n" + "".join(f"A-1,P{n},100,{row}\n" for n, row in enumerate(rows))
    _import(tmp_path, text, now)
    assert {(one.start, one.end) for one in stretches()} == {(date(2025, 1, 5), date(2025, 3, 1))}


def test_days_that_may_be_read_two_ways_are_asked_about(account, now, tmp_path):
    text = "account,product,amount,start\nA-1,Core,100,03/04/2025\n"
    _batch, report = _begin(tmp_path, text, now)
    assert [one.code for one in report.questions] == ["ambiguous_dates"]
    _import(tmp_path, text, now, date_order="mdy")
    assert _runs()[0][0] == date(2025, 3, 4)


def test_the_month_of_an_end_is_the_workspaces(account, now, tmp_path):
    """edge_cases: timezone."""
    _import(tmp_path, "account,product,amount,start,end\nA-1,Core,90,2024-01-01,2025-01-31T16:30:00Z\n", now)
    assert stretches()[0].end == date(2025, 2, 1)


def test_notice_is_known_on_its_day_and_an_early_end_with_it(account, now, tmp_path):
    """edge_cases: cancel_timing."""
    text = (
        "line_id,account,product,amount,currency,start,end,notice\nM,A-1,Core,90,USD,2025-01-01,2025-05-01,2025-04-10\n"
    )
    _import(tmp_path, text, now, history=True)
    before, then = stretches(known=date(2025, 4, 9)), stretches(known=date(2025, 4, 10))
    assert [(one.notice, one.end) for one in before] == [(None, None)]
    assert [(one.notice, one.end) for one in then] == [(date(2025, 4, 10), date(2025, 5, 1))]
    assert stretches(known=date(2024, 12, 31)) == []
    _, again = _import(tmp_path, text, now, history=True)
    assert again.outcomes == {"unchanged": 1}


def test_an_early_end_without_notice_is_known_on_its_day_and_that_of_a_term_with_the_line(account, now, tmp_path):
    head = "line_id,account,product,amount,start,end,signed,term_end"
    rows = [
        "early,A-1,Core,90,2025-01-01,2025-03-01,2024-12-01,2026-01-01",
        "term,A-1,B,90,2025-01-01,2026-01-01,2024-12-01,2026-01-01",
    ]
    _import(tmp_path, "\n".join([head, *rows]), now, history=True)

    def ends(day: date) -> list[date | None]:
        return [one.end for one in stretches(known=day)]

    assert ends(date(2024, 11, 30)) == []
    assert ends(date(2024, 12, 1)) == [None, date(2026, 1, 1)]
    assert ends(date(2025, 2, 28)) == [None, date(2026, 1, 1)]
    assert ends(date(2025, 3, 1)) == [date(2025, 3, 1), date(2026, 1, 1)]


def test_a_backdated_amendment_is_known_when_it_was_recorded(account, now, tmp_path):
    """edge_cases: backdated_downgrade, in two files and in one."""
    head = "line_id,account,product,amount,currency,start,end,recorded"
    was, becomes = "S,A-1,Core,300,USD,2024-01-01,,", "S,A-1,Core,200,USD,2025-02-15,,2025-04-10"
    split = [(date(2024, 1, 1), date(2025, 2, 15), 30_000), (date(2025, 2, 15), None, 20_000)]
    _import(tmp_path, f"{head}\n{was}\n", now, history=True)
    _import(tmp_path, f"{head}\n{becomes}\n", now, history=True)
    assert _runs(date(2025, 3, 31)) == [(date(2024, 1, 1), None, 30_000)]
    assert _runs(date(2025, 4, 10)) == split == _runs()
    one_file = f"{head}\n{was.replace('S,', 'T,', 1)}\n{becomes.replace('S,', 'T,', 1)}\n"
    _import(tmp_path, one_file, now, history=True)
    of_t = Line.objects.get(key="T").pk
    runs = [(one.start, one.end) for one in stretches(known=date(2025, 3, 31)) if one.line == of_t]
    assert runs == [(date(2024, 1, 1), None)]
    _batch, report = _begin(tmp_path, one_file, now)
    assert {one.code for one in report.problems} == {"overlaps"}, "without history, rows of one line may not overlap"


def test_nothing_is_known_before_it_is_imported_without_history(account, now, tmp_path):
    _import(tmp_path, f"{HEAD}\nL,A-1,Core,1,100,USD,2020-01-01,\n", now)
    assert stretches(known=date(2025, 1, 1)) == []
    assert Statement.objects.get().basis == "observed"
    assert Statement.objects.get().known_at == now


def test_accounts_products_and_plans_are_made_when_first_named(cast, now, tmp_path):
    text = "account,product,plan,amount,start\nNew Inc,Core,Gold,100,2025-01-01\nNew Inc,Seats,,100,2025-01-01\n"
    _batch, report = _begin(tmp_path, text, now)
    assert {one.code for one in report.problems} == {"unknown_account"}
    batch, _ = _import(tmp_path, text, now, create_accounts=True)
    assert [one.name for one in products()] == ["Core", "Seats"]
    assert len({one.account for one in stretches()}) == 1
    run_job(undo(batch, now=now), lambda: now)
    assert stretches() == []


def test_prices_in_every_form_make_the_same_money(account, now, tmp_path):
    head = "account,product,quantity,unit_price,amount,interval,interval_count,currency,discount,start"
    rows = [
        "A-1,a,2.5,100,,,,USD,,2025-01-01",
        "A-1,b,,,250,month,,USD,,2025-01-01",
        'A-1,c,,,"$3,000",annual,1,,,2025-01-01',
        "A-1,d,,,750,quarter,,USD,,2025-01-01",
        "A-1,e,5,100,500,month,1,USD,50%,2025-01-01",
        "A-1,f,,500,,月,,USD,0.5,2025-01-01",
    ]
    _import(tmp_path, "\n".join([head, *rows]), now)
    found = stretches()
    assert {one.currency for one in found} == {"USD"}
    assert {one.mrr for one in found} == {25_000}
    assert [one.quantity for one in found] == [2.5, None, None, None, 5, 1]


def test_lines_of_a_merged_account_are_those_of_the_one_that_stays(account, now, tmp_path):
    other = create_account("Other", now=now, external_id="A-2", source="csv")
    _import(tmp_path, f"{HEAD}\nL,A-1,Core,1,100,USD,2025-01-01,\nM,A-2,Core,1,100,USD,2025-01-01,\n", now)
    merge_accounts(account, other, now=now)
    assert {one.account for one in stretches()} == {account.pk}
    assert len(stretches([account.pk])) == 2
    assert stretches([other.pk]) == []


@pytest.mark.parametrize(
    ("name", "ignored"),
    [
        ("golden_revenue/waterfall_subscriptions.csv", ()),
        ("peer_fightchurn/subscriptions.csv", ("units", "bill_period_months")),
    ],
)
def test_the_golden_files_are_understood(cast, now, shared, name, ignored):
    path = shared / "data" / name
    batch = begin(
        path, "contracts", Options(create_accounts=True, history=True, ignore=ignored), file_name=path.name, now=now
    )
    report = check_batch(batch, now=now)
    assert [*report.questions, *report.problems] == []
    assert report.outcomes == {"new": report.rows}


def test_undo_reaches_every_chunk(account, tmp_path, now):
    rows = [f"L{n},A-1,Core,1,100,USD,2025-01-01," for n in range(1_100)]
    batch, _ = _import(tmp_path, "\n".join([HEAD, *rows]), now)
    assert len(stretches()) == 1_100
    run_job(undo(batch, now=now), lambda: now)
    assert stretches() == []
    assert Statement.objects.filter(withdrawn_at=None).count() == 0
