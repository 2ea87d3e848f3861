"""The Revenue page, its parts and its files, by whom may see them."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from banso.judgement.reports.web.pdf import NoPdf, engine
from banso.platform.definitions.api import approve
from banso.platform.identity.api import Member
from banso.platform.tenancy.api import scope, unscoped
from banso.record.customers.api import create_account, set_owner
from banso.record.revenue.api import class_loss, policy
from banso.record.revenue.models import Loss
from tests.cast import NOW, browser_of
from tests.record.revenue.contracts import contract

WINDOW = "?from=2025-10&to=2026-03"


@pytest.fixture(autouse=True)
def in_english(cast):
    with unscoped("everybody reads English here"):
        Member.objects.update(language="en")


@pytest.fixture
def books(cast, now) -> Iterator[dict[str, Any]]:
    """Three accounts: one stays and grows, one is lost in March, one comes in January."""
    with scope(cast.workspace):
        stays = create_account("残る商事", now=now, fields={"owner": cast.csm.pk})
        lost = create_account("=去る商事", now=now, fields={"owner": cast.csm.pk})
        comes = create_account("来る商事", now=now)
        contract(stays, lines=[{"start": date(2025, 4, 1)}, {"start": date(2026, 2, 1), "amount": 30_000}], now=now)
        gone = contract(lost, lines=[{"start": date(2025, 4, 1), "end": date(2026, 3, 1), "amount": 80_000}], now=now)
        contract(comes, lines=[{"start": date(2026, 1, 1), "amount": 50_000, "product": "OCR"}], now=now)
        yield {"stays": stays, "lost": lost, "comes": comes, "line": gone.lines.get()}


def text_of(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    return str(b"".join(answer.streaming_content) if answer.streaming else answer.content, "utf-8")


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


@pytest.mark.requirement("R42", "R17")
def test_the_page_has_every_movement_and_the_figures_tie_out(cast, books):
    html = words(text_of(browser_of(cast.viewer).get(reverse("reports:revenue") + WINDOW)))
    # Opening 180,000 + new 50,000 + upsell 30,000 - churn 80,000 = 180,000.
    assert "180,000" in html
    for amount in ("50,000", "30,000", "−80,000"):
        assert amount in html
    beside = words(text_of(browser_of(cast.viewer).get(reverse("reports:figures") + WINDOW)))
    # 100,000 of 180,000 stayed; with 30,000 more from who stayed.
    assert "55.6%" in beside
    assert "72.2%" in beside


@pytest.mark.requirement("R47", "R51")
def test_the_split_changes_when_a_reason_is_said(cast, books, now):
    client = browser_of(cast.manager)
    page = reverse("reports:figures") + WINDOW
    assert "Say why for 1 movement" in words(text_of(client.get(page)))
    class_loss(books["line"], date(2026, 3, 1), policy().unavoidable[0], policy=policy(), member=cast.manager, now=now)
    assert Loss.objects.count() == 1
    html = words(text_of(client.get(page)))
    assert "Unavoidable" in html
    assert "Say why for" not in html


@pytest.mark.requirement("R42")
def test_a_figure_opens_to_its_movements_and_these_to_their_lines(cast, books):
    client = browser_of(cast.csm)
    opened = f"{WINDOW}&open=2026-03-01~2026-03-31~churn~"
    html = text_of(client.get(reverse("reports:moves") + opened))
    assert "=去る商事" in html
    assert f"{reverse('workspace:account', args=[books['lost'].uid])}?as_of=2026-02-28" in html
    assert reverse("revenue:loss", args=[books["line"].uid, "2026-03-01"]) in html
    (lines,) = re.findall(r'hx-get="([^"]*/lines[^"]*)"', html)
    told = words(text_of(client.get(lines)))
    assert "80,000円" in told or "¥80,000" in told


@pytest.mark.requirement("R43", "R66")
@pytest.mark.parametrize("unit", ["account", "contract", "product", "parent"])
@pytest.mark.parametrize("group", ["", "owner", "tier", "cohort"])
def test_units_and_groups(cast, books, unit, group):
    address = f"{reverse('reports:revenue')}{WINDOW}&unit={unit}&group={group}&as_was=1&step=quarter"
    assert browser_of(cast.viewer).get(address).status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "from=2026-13", "from=2026-05&to=2026-04", "from=1900-01&to=2026-01", "unit=shoe", "currency=ZZZZ",
        "group=no_such", "as_of=tomorrow", "as_of=2999-01-01", "open=x", "open=2026-01-01~2026-01-31~nothing~",
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said(cast, books, query):
    answer = browser_of(cast.viewer).get(f"{reverse('reports:revenue')}?{query}")
    assert answer.status_code == 400


@pytest.mark.requirement("R44")
def test_as_known_then_says_so_and_leaves_out_what_came_later(cast, books):
    # Everything was entered on 1 April: on 31 March nothing was known.
    html = words(text_of(browser_of(cast.viewer).get(f"{reverse('reports:revenue')}{WINDOW}&as_of=2026-03-31")))
    assert "As of the end of" in html
    assert "No revenue in this window" in html


def test_a_workspace_without_contracts_is_told_what_to_do(cast):
    html = words(text_of(browser_of(cast.owner).get(reverse("reports:revenue"))))
    assert "Import contracts" in html


@pytest.mark.parametrize("part", ["figures", "cohorts", "ratios", "worth"])
def test_parts_answer_with_much_and_with_nothing(cast, books, part):
    assert browser_of(cast.viewer).get(reverse(f"reports:{part}") + WINDOW).status_code == 200
    assert browser_of(cast.stranger).get(reverse(f"reports:{part}")).status_code == 200


@pytest.mark.requirement("R55", "R57", "R59")
@pytest.mark.requirement("R48")
def test_a_rate_says_whose_definition_it_is_and_who_approved_it(cast, books):
    page = reverse("reports:figures") + WINDOW
    assert "version 1, owner Banso, not approved" in words(text_of(browser_of(cast.viewer).get(page)))
    with scope(cast.workspace):
        approve("rate", "nrr_cohort", 1, by=cast.owner, now=NOW)
    text = text_of(browser_of(cast.viewer).get(page))
    assert "version 1, owner Banso, approved by Oda on 1 Apr 2026" in words(text)
    assert 'href="/definitions/rate/nrr_cohort/"' in text


def test_ratios_of_few_accounts_are_refused_with_what_is_missing(cast, books):
    html = words(text_of(browser_of(cast.viewer).get(reverse("reports:ratios") + WINDOW)))
    assert "Too few: 2 accounts. 18 more, and this can be said." in html
    assert "Too few losses: 1" in words(text_of(browser_of(cast.viewer).get(reverse("reports:worth") + WINDOW)))


@pytest.mark.requirement("R53")
def test_csv_has_whole_amounts_and_no_formulas(cast, books):
    client = browser_of(cast.viewer)
    answer = text_of(client.get(reverse("reports:file", args=["revenue", "csv"]) + WINDOW))
    assert answer.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(answer[1:])))
    assert [row[0] for row in rows[1:]] == ["2025-10", "2025-11", "2025-12", "2026-01", "2026-02", "2026-03"]
    assert rows[-1][1] == "260000"
    assert rows[-1][-1] == "180000"
    moves = text_of(client.get(reverse("reports:file", args=["movements", "csv"]) + WINDOW))
    assert "'=去る商事" in moves
    for name in ("rates", "cohorts"):
        assert text_of(client.get(reverse("reports:file", args=[name, "csv"]) + WINDOW))
    assert client.get("/revenue/files/nothing.csv").status_code == 404


@pytest.mark.parametrize("name", ["revenue", "movements", "cohorts"])
def test_pdf(cast, books, name):
    try:
        engine()
    except NoPdf as missing:
        pytest.skip(f"{missing.message} {missing.hint}")
    answer = browser_of(cast.viewer).get(reverse("reports:file", args=[name, "pdf"]) + WINDOW)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")


def test_where_pango_is_missing_the_page_says_how_to_get_it(cast, books, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "weasyprint", None)
    answer = browser_of(cast.viewer).get(reverse("reports:file", args=["revenue", "pdf"]) + WINDOW)
    assert answer.status_code == 409
    assert "libpangoft2-1.0-0" in str(answer.content, "utf-8")


@pytest.mark.requirement("R67")
def test_a_member_sees_their_own_book_and_who_leads_sees_all(cast, books, now):
    with scope(cast.workspace):
        set_owner(books["comes"], cast.manager.pk, now=now)
    mine = words(text_of(browser_of(cast.csm).get(reverse("reports:books"))))
    assert cast.csm.name in mine
    assert cast.manager.name not in re.sub(r"<aside.*?</aside>", "", mine)
    every = text_of(browser_of(cast.manager).get(reverse("reports:books")))
    assert cast.csm.name in words(every)
    assert 'data-copy="Books of 2 members: 3 accounts with a CMRR of ' in every
    address = reverse("reports:book", args=[cast.csm.uid])
    one = text_of(browser_of(cast.manager).get(address))
    assert "残る商事" in one
    assert re.search(rf'data-copy="Book of {cast.csm.name}: \d accounts with a CMRR of .* GRR .*, NRR', one)
    cast.csm.language = "ja"
    cast.csm.save()
    own = text_of(browser_of(cast.csm).get(address))
    assert f'data-copy="{cast.csm.name}の担当状況：' in own
    assert browser_of(cast.viewer).get(address).status_code == 404


@pytest.mark.parametrize(
    ("part", "figures"),
    [
        ("figures", ["cmrr", "mrr_signed_not_live", "lost_share_of_class", "avoidable_share"]),
        ("cohorts", ["cohort_mrr_share"]),
        ("shares", ["mix_mrr_share"]),
        ("revenue", ["opening_mrr", "closing_mrr"]),
    ],
)
@pytest.mark.requirement("R48")
def test_what_is_no_rate_is_defined_beside_it_too(cast, books, part, figures):
    html = text_of(browser_of(cast.viewer).get(reverse(f"reports:{part}") + WINDOW))
    for key in figures:
        assert f'href="/definitions/rate/{key}/"' in html
        assert browser_of(cast.viewer).get(f"/definitions/rate/{key}/").status_code == 200


@pytest.mark.requirement("R48")
def test_each_movement_says_what_it_means_without_a_pointer(cast, books):
    html = words(text_of(browser_of(cast.viewer).get(reverse("reports:revenue") + WINDOW)))
    assert "Upsell: More quantity of what it already has, at the old price." in html
