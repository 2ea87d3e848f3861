"""Every report as a file: its columns, its language, its amounts, what its page is asked for, who may have it."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import override

from banso.judgement.reports.queries.paper_forecast import forecast_report
from banso.judgement.reports.queries.paper_renewals import renewals_report
from banso.judgement.reports.queries.sheets import Cell
from banso.judgement.reports.web.cells import raw, shown
from banso.judgement.reports.web.pdf import NoPdf, engine, painted
from banso.platform.definitions.api import get, save
from banso.platform.identity.api import Member
from banso.platform.journal.api import Batch, Change, undo_change
from banso.platform.tenancy.api import scope, unscoped
from banso.record.customers.api import create_account
from banso.record.revenue.actions.contracts import correct_line
from banso.record.revenue.api import AskedRenewals, RateTerms, freeze_month, frozen_months, state_rates
from banso.record.revenue.models import Line, Statement
from tests.cast import browser_of
from tests.judgement.forecasts.test_revenue_forecast import company
from tests.record.revenue.contracts import contract, stop_clock

pytestmark = pytest.mark.requirement("R53")
WINDOW = "?from=2025-10&to=2026-03"
ENDS = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def _clock(monkeypatch, now):
    stop_clock(monkeypatch, now)


@pytest.fixture
def books(cast, now) -> Iterator[dict[str, Any]]:
    """One whose term ends in June, in yen; one in euros in October; one that was lost in March."""
    with scope(cast.workspace):
        stays = create_account("残る商事", now=now, fields={"owner": cast.csm.pk})
        euros = create_account("=1+1商事", now=now, fields={"owner": cast.csm.pk})
        lost = create_account("去る商事", now=now, fields={"owner": cast.csm.pk})
        state_rates([RateTerms("EUR", "JPY", date(2024, 1, 1), 160 * 10**9)], source="test", now=now)
        contract(stays, lines=[_term(ENDS, amount=1_234_567)], now=now, name="年間契約")
        contract(euros, lines=[_term(date(2026, 10, 1), amount=118_050, currency="EUR")], now=now)
        contract(lost, lines=[{"start": date(2025, 1, 1), "end": date(2026, 3, 1), "amount": 80_000}], now=now)
        yield {"stays": stays, "euros": euros, "lost": lost}


def _term(end, **more):
    return {"start": date(end.year - 1, end.month, 1), "term_end": end, "end": end} | more


def english():
    with unscoped("everybody reads English here"):
        Member.objects.update(language="en")


def table(member: Member, address: str) -> list[dict[str, str]]:
    """The lines of a CSV by their headings."""
    answer: Any = browser_of(member).get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    assert answer["Content-Disposition"].startswith("attachment")
    text = str(b"".join(answer.streaming_content), "utf-8")
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:])))


def file(name: str, form: str = "csv", query: str = "") -> str:
    return reverse(f"reports:{name}_file", args=[form]) + query


# --- cells ---------------------------------------------------------------------------------------------------


def test_a_cell_is_written_in_its_own_currency_yen_without_decimals():
    assert raw(Cell(Fraction(1234567), "money", "JPY"), "money", "EUR") == "1234567"
    assert raw(Cell(Fraction(118050), "money", "EUR"), "money", "JPY") == "1180.50"
    assert shown(Cell(Fraction(118050), "money", "EUR"), "money", "JPY", "ja") == "1,180.50"
    assert shown(Cell(Fraction(1234567), "money", "JPY"), "money", "", "en") == "1,234,567"
    assert raw(Cell(None, "money", "EUR"), "money", "") == ""
    assert raw(Cell(Fraction(1, 2), "share"), "ratio", "") == "0.5"


# --- renewals ------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R52")
def test_renewals_are_those_of_the_page_each_in_its_currency(cast, books):
    rows = table(cast.viewer, file("renewals"))
    assert [row["アカウント"] for row in rows] == ["残る商事", "'=1+1商事"]
    assert [(row["年額"], row["通貨"]) for row in rows] == [("14814804", "JPY"), ("14166.00", "EUR")]
    assert rows[0]["満了日"] == "2026-06-01"
    assert rows[0]["契約"] == "年間契約"
    english()
    (row,) = table(cast.viewer, file("renewals", query="?month=2026-10"))
    assert (row["Account"], row["Stage"]) == ("'=1+1商事", "ahead")
    assert table(cast.viewer, file("renewals", query="?whose=none")) == []
    assert [row["Account"] for row in table(cast.viewer, file("renewals", query="?state=closed"))] == ["去る商事"]
    # A CSM has their own without asking, a manager everybody's.
    assert len(table(cast.csm, file("renewals"))) == 2
    (month, *_) = table(cast.viewer, file("renewals", query="?table=months"))
    assert (month["Term ends in"], month["Terms"], month["Together, a year"]) == ("2026-06", "1", "14814804")


def test_a_list_on_paper_says_what_was_asked_for(cast, books):
    with scope(cast.workspace), override("en"):
        report = renewals_report(AskedRenewals(str(cast.csm.uid), "open", "2026-06", "ahead"), date(2026, 4, 1))
    assert report.about[1:] == ["Those that are open", "Owner: Sato", "Term ends in: 2026-06", "Stage: ahead"]
    assert len(report.sheets[0].rows) == 1


def test_the_page_of_renewals_leads_to_its_file_as_it_is_asked_for(cast, books):
    english()
    page = browser_of(cast.viewer).get(f"{reverse('revenue:renewals')}?whose=all&state=open&month=2026-06")
    html = str(page.content, "utf-8")
    assert f"{file('renewals', 'pdf')}?whose=all&amp;state=open&amp;month=2026-06" in html
    assert "&amp;table=months" in html


# --- losses --------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R51")
def test_losses_have_their_reason_and_respect_the_filters(cast, books):
    (row,) = table(cast.viewer, file("losses"))
    assert (row["アカウント"], row["MRR"], row["通貨"], row["終了日"]) == ("去る商事", "80000", "JPY", "2026-03-01")
    english()
    assert table(cast.viewer, file("losses", query="?class=unavoidable")) == []
    assert len(table(cast.viewer, file("losses", query="?months=24&reason=unknown"))) == 1
    (month,) = table(cast.viewer, file("losses", query="?table=months"))
    assert (month["Month"], month["Lines"], month["All together"]) == ("2026-03", "1", "80000")
    (reason,) = table(cast.viewer, file("losses", query="?table=reasons"))
    assert reason["Reason"] == "nobody has said why"
    html = str(browser_of(cast.viewer).get(f"{reverse('revenue:losses')}?months=24").content, "utf-8")
    assert f"{file('losses')}?months=24&amp;table=reasons" in html


# --- the forecast --------------------------------------------------------------------------------------------


@pytest.mark.requirement("R49")
def test_the_forecast_has_its_interval_and_the_scenario_of_its_page(cast):
    with scope(cast.workspace):
        company(40, lost=0.3)
    english()
    rows = table(cast.viewer, file("forecast"))
    assert len(rows) == 12
    assert "Scenario" not in rows[0]
    low, high, naive = (rows[-1][name] for name in ("80 % interval, low", "80 % interval, high", "Naive"))
    assert int(low) < int(high)
    assert naive.isdigit()
    asked = "?churn=-50&hires=1"
    (*_, last) = table(cast.viewer, file("forecast", query=asked))
    assert int(last["Scenario"]) > 0
    most = table(cast.viewer, file("forecast", query="?table=accounts"))
    assert most
    assert 0 < float(most[0]["Chance of loss in 12 months"]) < 1
    client = browser_of(cast.viewer)
    for wrong in ("churn=abc", "churn=nan", "churn=-101", "hires=1.5"):
        assert client.get(file("forecast", query=f"?{wrong}")).status_code == 400
    html = str(client.get(reverse("forecasts:forecast") + asked).content, "utf-8")
    assert f"{file('forecast')}{asked.replace('&', '&amp;')}&amp;table=came" in html
    assert browser_of(cast.stranger).get(file("forecast")).status_code == 404


@pytest.mark.requirement("R46")
def test_the_forecast_in_print_has_the_pictures_of_its_page(cast, now):
    with scope(cast.workspace), override("ja"):
        company(60, lost=0.25)
        report = forecast_report(None, now=now)
    drawn = {one.key: one.picture for one in report.sheets if one.picture}
    assert set(drawn) == {"months", "tried"}
    page = browser_of(cast.viewer).get(reverse("forecasts:forecast"))
    for picture in (drawn["months"], drawn["tried"]):
        assert picture in page.content.decode()
        colours = set(re.findall(r' (?:stroke|fill)="([^"]+)"', painted(picture)))
        # The band and the expected path have the colours of the page, not that of the words around them.
        assert {"#4f46e5", "#111111"} <= colours
        assert "currentColor" not in colours


# --- ratios, worth, a book, closed months ----------------------------------------------------------------------


@pytest.mark.requirement("R55", "R57")
def test_ratios_and_worth_say_what_they_are_divided_from(cast, books):
    english()
    address = reverse("reports:file", args=["ratios", "csv"]) + WINDOW
    rows = {row["Ratio"]: row for row in table(cast.viewer, address)}
    growth = rows["Customer growth"]
    assert (growth["Value"], growth["Divided"].split(" ·")[0]) == ("", "0 ÷ 2")
    assert "Too few: 2 accounts" in growth["Why there is none"]
    worth = {row["Ratio"]: row for row in table(cast.viewer, reverse("reports:file", args=["worth", "csv"]) + WINDOW)}
    simple = worth["Lifetime value, simple"]
    assert simple["Currency"] == "JPY"
    assert simple["Value"].isdigit()


@pytest.mark.requirement("R67")
def test_a_book_is_for_its_member_and_for_who_leads(cast, books):
    address = reverse("reports:book_file", args=[cast.csm.uid, "csv"])
    (first, *_) = table(cast.csm, address)
    assert (first["アカウント"], first["CMRR"], first["満了日"]) == ("残る商事", "1234567", "2026-06-01")
    assert browser_of(cast.viewer).get(address).status_code == 404
    assert browser_of(cast.stranger).get(address).status_code == 404
    english()
    (due,) = table(cast.manager, f"{address}?table=due")
    assert (due["Account"], due["MRR"], due["Currency"]) == ("残る商事", "1234567", "JPY")
    (lost,) = table(cast.manager, f"{address}?table=lost")
    assert (lost["Account"], lost["Amount"]) == ("去る商事", "-80000")
    assert table(cast.manager, f"{address}?table=transfers") is not None
    assert browser_of(cast.manager).get(f"{address}?table=none").status_code == 404


@pytest.mark.requirement("R44")
def test_closed_months_say_what_changed_in_yen(cast, books):
    # All was entered in April: since March ended everything of it changed.
    rows = table(cast.viewer, file("months", query="?month=2026-03"))
    (lost,) = [row for row in rows if row["アカウント"] == "去る商事"]
    assert lost["差"] == "-80000"
    english()
    assert "What was said since" in table(cast.viewer, file("months", query="?month=2026-03"))[0]
    assert browser_of(cast.viewer).get(file("months", query="?month=x")).status_code == 400
    html = str(browser_of(cast.viewer).get(reverse("reports:months") + "?month=2026-02").content, "utf-8")
    assert f"{file('months', 'pdf')}?month=2026-02" in html


def _left_earlier(books, now, **said):
    """The lost account had left a month before; returns what was said."""
    line = Line.objects.get(contract__account=books["lost"])
    return correct_line(line, date(2025, 1, 1), {"end": date(2026, 2, 1)}, now=now, **said)


@pytest.mark.requirement("R44")
def test_a_change_in_a_closed_month_says_when_by_whom_and_why(cast, books, now):
    english()
    later = now + timedelta(days=3)
    with scope(cast.workspace):
        freeze_month(date(2026, 2, 1), member=None, now=now)
        _left_earlier(books, later, member=cast.manager, reason="They had left in January")
        body = {**get("revenue_policy", "default").body, "grace_days": 40}
        save("revenue_policy", body, after=1, author=cast.owner.pk, reason="Renewals come late", now=later)
    page = str(browser_of(cast.viewer).get(reverse("reports:months") + "?month=2026-02").content, "utf-8")
    assert "4 Apr 2026: Mori, because: They had left in January" in page
    assert "4 Apr 2026: Oda changed the revenue policy, because: Renewals come late" in page
    rows = table(cast.viewer, file("months", query="?month=2026-02"))
    assert "They had left in January" in rows[0]["What was said since"]


@pytest.mark.requirement("R44")
def test_an_import_that_changes_a_closed_month_is_named_with_its_row(cast, books, now):
    english()
    with scope(cast.workspace):
        freeze_month(date(2026, 2, 1), member=None, now=now)
        said = _left_earlier(books, now + timedelta(days=3), member=None)
        batch = Batch.objects.create(kind="contracts", source="csv", file_name="late.csv", created_at=now)
        Statement.objects.filter(pk=said.pk).update(batch=batch.pk, row_number=7)
    page = str(browser_of(cast.viewer).get(reverse("reports:months") + "?month=2026-02").content, "utf-8")
    assert "Import late.csv, row 7, no reason given" in page
    assert reverse("workspace:import", args=[batch.uid]) in page


@pytest.mark.requirement("R44")
def test_what_was_taken_back_after_a_month_was_closed_is_told(cast, books, now):
    english()
    with scope(cast.workspace):
        _left_earlier(books, now, member=cast.manager)
        made = Change.objects.filter(subject="line").latest("pk")
        freeze_month(date(2026, 2, 1), member=None, now=now + timedelta(hours=1))
        undo_change(made, now + timedelta(days=4))
    page = str(browser_of(cast.viewer).get(reverse("reports:months") + "?month=2026-02").content, "utf-8")
    assert "5 Apr 2026: taken back what Mori had said on 1 Apr 2026" in page


@pytest.mark.requirement("R44")
def test_a_month_is_closed_and_opened_again(cast, books):
    manager, address = browser_of(cast.manager), reverse("reports:months") + "?month=2026-02"
    closing = {"month": "2026-02"}
    assert manager.post(reverse("reports:month_close"), closing).status_code == 302
    opening = reverse("reports:month_reopen")
    assert opening in str(manager.get(address).content, "utf-8")
    assert opening not in str(browser_of(cast.viewer).get(address).content, "utf-8")
    assert browser_of(cast.viewer).post(opening, closing).status_code == 403
    assert manager.post(opening, closing).status_code == 302
    with scope(cast.workspace):
        assert not frozen_months()
        change = Change.objects.filter(subject="frozen_month").latest("pk")
        assert change.changes["exists"] == [True, False]
    assert manager.post(opening, closing).status_code == 409
    assert manager.post(reverse("reports:month_close"), closing).status_code == 302


# --- all -----------------------------------------------------------------------------------------------------


def test_every_file_is_only_for_the_own_workspace_and_in_two_forms(cast, books):
    stranger, viewer = browser_of(cast.stranger), browser_of(cast.viewer)
    for name in ("renewals", "losses"):
        answer: Any = stranger.get(file(name))
        assert "商事" not in str(b"".join(answer.streaming_content), "utf-8")
    for name in ("renewals", "losses", "forecast", "months"):
        assert viewer.get(file(name, "xlsx")).status_code == 404
        assert viewer.post(file(name)).status_code == 405
        assert viewer.get(file(name, query="?table=nothing")).status_code == 404


@pytest.mark.parametrize("name", ["renewals", "losses", "months"])
def test_pdf(cast, books, name):
    try:
        engine()
    except NoPdf as missing:
        pytest.skip(f"{missing.message} {missing.hint}")
    answer = browser_of(cast.viewer).get(file(name, "pdf"))
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF-")
