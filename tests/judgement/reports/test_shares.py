"""Shares over time, by any attribute as it was at the end of each month; months netted on the page."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.urls import reverse

from banso.judgement.reports.queries import shares
from banso.platform.attributes.api import create_field
from banso.platform.identity.api import Member
from banso.platform.journal.api import publish_all
from banso.platform.kit.errors import BansoError
from banso.platform.tenancy.api import scope, unscoped
from banso.platform.ui.share_figure import TOLD_APART
from banso.record.customers.api import change_account, create_account
from banso.record.revenue.api import Reading
from tests.cast import browser_of
from tests.record.revenue.contracts import contract, stop_clock

WINDOW = "?from=2026-01&to=2026-03"
JANUARY, MARCH = date(2026, 1, 1), date(2026, 3, 31)


@pytest.fixture(autouse=True)
def _clock(monkeypatch, cast, now) -> None:
    stop_clock(monkeypatch, now)
    with unscoped("everybody reads English here"):
        Member.objects.update(language="en")


@pytest.fixture
def books(cast, now) -> Iterator[dict[str, Any]]:
    """100,000 in high; 300,000 that leave tech for high in February; 100,000 of another product in tech."""
    begun = datetime(2025, 1, 1, tzinfo=UTC)
    with scope(cast.workspace):
        one = create_account("高見商事", now=begun, fields={"tier": "high"})
        two = create_account("移利商事", now=begun, fields={"tier": "tech"})
        three = create_account("手子商事", now=begun, fields={"tier": "tech"})
        contract(one, lines=[{}], now=now)
        contract(two, lines=[{"amount": 300_000}], now=now)
        contract(three, lines=[{"product": "OCR"}], now=now)
        change_account(two, {"tier": "high"}, now=datetime(2026, 2, 10, tzinfo=UTC))
        publish_all(now)
        yield {"one": one, "two": two, "three": three}


def mix(by: str, now: datetime, **reading: Any) -> shares.Mix:
    found = shares.mix_of(JANUARY, MARCH, by, Reading(currency="JPY", **reading), now=now)
    assert found is not None
    return found


def percents(found: shares.Mix, of: str) -> dict[str, list[int]]:
    return {
        one.name: [
            round(float(share or 0) * 100) for share in (one.mrr_shares if of == "money" else one.account_shares)
        ]
        for one in found.groups
    }


@pytest.mark.requirement("R61")
def test_shares_are_of_the_values_as_they_were_at_each_month(books, now):
    found = mix("tier", now)
    assert percents(found, "money") == {"High touch": [20, 80, 80], "Tech touch": [80, 20, 20]}
    assert percents(found, "logos") == {"High touch": [33, 67, 67], "Tech touch": [67, 33, 33]}
    for at in range(3):
        assert sum(one.mrr_shares[at] or 0 for one in found.groups) == 1
        assert sum(one.account_shares[at] or 0 for one in found.groups) == 1


@pytest.mark.requirement("R61", "R66")
def test_shares_by_a_field_of_the_workspace_and_by_product(books, now):
    choices = [{"value": "big", "en": "Enterprise", "ja": "大企業"}]
    create_field("account", type="choice", key="kind", label={"en": "Kind"}, choices=choices, now=now)
    begun = datetime(2026, 2, 1, 9, tzinfo=UTC)
    change_account(books["two"], {"kind": "big"}, now=begun)
    publish_all(now)
    found = mix("kind", now)
    assert percents(found, "money") == {"Enterprise": [60, 60, 60], "no value": [40, 40, 40]}
    by_product = mix("product", now)
    assert by_product.overlaps
    assert sorted(percents(by_product, "money").values()) == [[20, 20, 20], [80, 80, 80]]
    assert percents(mix("tier", now, accounts=[books["two"].pk]), "money") == {
        "High touch": [0, 100, 100],
        "Tech touch": [100, 0, 0],
    }


def test_groups_that_cannot_be_told_apart_are_put_together(cast, now):
    with scope(cast.workspace):
        for number in range(TOLD_APART + 3):
            account = create_account(f"顧客{number}", now=now, fields={"industry": f"業種{number}"})
            contract(account, lines=[{"amount": 10_000 * (number + 1)}], now=now)
        publish_all(now)
        found = mix("industry", now)
        drawn = found.drawn("money")
    assert len(found.groups) == TOLD_APART + 3
    assert [len(drawn), drawn[-1].name] == [TOLD_APART, "4 others"]
    assert sum(one.values[-1] or 0 for one in drawn) == pytest.approx(1)


def test_what_has_no_past_is_refused(books, now):
    with pytest.raises(BansoError):
        mix("health_band", now)


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


@pytest.mark.requirement("R61")
def test_the_section_and_its_files(cast, books):
    browser = browser_of(cast.viewer)
    part = browser.get(reverse("reports:shares") + WINDOW).content.decode()
    assert "Share of MRR by Touch tier" in words(part)
    assert "80%" in words(part)
    counted = words(browser.get(f"{reverse('reports:shares')}{WINDOW}&of=logos&by=owner").content.decode())
    assert "Share of accounts by Owner" in counted
    answer: Any = browser.get(f"{reverse('reports:file', args=['shares', 'csv'])}{WINDOW}&by=tier&table=logos")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == ["Group", "Jan 2026", "Feb 2026", "Mar 2026"]
    assert rows[1][0] == "High touch"
    assert [round(float(one), 3) for one in rows[1][1:]] == [0.333, 0.667, 0.667]
    pdf = browser.get(f"{reverse('reports:file', args=['shares', 'pdf'])}{WINDOW}")
    assert pdf.status_code in (200, 503)
    assert browser.get(f"{reverse('reports:shares')}{WINDOW}&by=no_such").status_code == 400
    empty = browser_of(cast.stranger).get(reverse("reports:shares") + WINDOW)
    assert empty.content.strip() == b""


@pytest.mark.requirement("R53")
def test_netted_months_on_the_page_and_in_its_files(cast, now):
    """Won and lost inside one month: not there when only the two ends count."""
    with scope(cast.workspace):
        account = create_account("一見商事", now=now)
        stays = {"start": date(2025, 4, 1)}
        contract(account, lines=[stays], now=now)
        short = create_account("短期商事", now=now)
        contract(short, lines=[{"start": date(2026, 2, 3), "end": date(2026, 2, 20), "amount": 77_000}], now=now)
    browser, address = browser_of(cast.viewer), reverse("reports:revenue") + WINDOW
    assert "77,000" in words(browser.get(address).content.decode())
    assert "77,000" not in words(browser.get(f"{address}&net=1&group=tier&as_was=1").content.decode())
    for step in ("month", "quarter"):
        file: Any = browser.get(f"{reverse('reports:file', args=['revenue', 'csv'])}{WINDOW}&net=1&step={step}")
        assert b"77000" not in b"".join(file.streaming_content)
