"""Revenue, renewals, losses and the forecast as saved views: what they keep, who finds them, what is gone since."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.http import QueryDict
from django.urls import reverse

from banso.connectors.demo.views import VIEWS
from banso.platform.attributes.api import SavedView, create_field, retire_field
from banso.platform.identity.api import Member
from banso.platform.journal.api import publish_all
from banso.platform.tenancy.api import scope, unscoped
from banso.platform.ui.viewed import viewed
from banso.record.customers.api import archive_accounts, create_account
from tests.cast import browser_of
from tests.record.revenue.contracts import contract, stop_clock

HIGH = {"attribute": "tier", "op": "eq", "value": "high"}


@pytest.fixture(autouse=True)
def in_english(cast):
    with unscoped("everybody reads English here"):
        Member.objects.update(language="en")


@pytest.fixture(autouse=True)
def _clock(monkeypatch, now) -> None:
    stop_clock(monkeypatch, now)


@pytest.fixture
def books(cast, now) -> Iterator[dict[str, Any]]:
    """Of two products to two accounts in different tiers: one grows, one is lost."""
    with scope(cast.workspace):
        high = create_account("高見商事", now=now, fields={"tier": "high"})
        tech = create_account("手子商事", now=now, fields={"tier": "tech"})
        contract(high, lines=[{"start": date(2025, 4, 1)}, {"start": date(2026, 2, 1), "amount": 30_000}], now=now)
        more = {"start": date(2025, 4, 1), "end": date(2026, 3, 1), "amount": 80_000, "product": "OCR"}
        contract(tech, lines=[more], now=now)
        publish_all(now)
        yield {"high": high, "tech": tech}


def page(browser: Any, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, answer.status_code
    return re.sub(r"\s+", " ", str(answer.content, "utf-8"))


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def save(browser: Any, noun: str = "revenue", **fields: str) -> str:
    answer: Any = browser.post(reverse("workspace:view_save", args=[noun]), {"name": "九州の四半期", **fields})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def tabs(html: str) -> str:
    return html.partition('aria-label="Views"')[2].partition("</nav>")[0]


@pytest.mark.requirement("R66", "R68")
def test_a_view_of_revenue_keeps_its_reading_and_is_found_again(cast, books):
    manager, csm = browser_of(cast.manager), browser_of(cast.csm)
    state = {"group": "tier", "step": "quarter", "unit": "contract", "filter": json.dumps(HIGH), "as_was": "1"}
    address = save(manager, audience="team", window="last_12", currency="JPY", **state)
    view = SavedView.objects.get()
    assert view.state == {**state, "window": "last_12"}, "what is as usual is left out"
    for browser in (manager, csm):
        html = page(browser, reverse("reports:revenue"))
        assert "九州の四半期" in tabs(html)
        assert "100,000" in words(html), "without a view it is the whole"
        html = page(browser, address)
        assert 'aria-current="true"' in tabs(html).partition("九州の四半期")[0].rpartition("<a")[2]
        assert "Touch tier is" in words(html)
        assert "View changed" not in html
    changed = page(manager, f"{address}&window=this_year&group=tier")
    assert "View changed" in changed
    found = page(csm, reverse("ui:palette") + "?q=九州")
    assert address in found
    assert "九州の四半期" in found


def test_a_private_view_is_nobody_elses_and_a_link_is_for_who_has_it(cast, books):
    manager, csm = browser_of(cast.manager), browser_of(cast.csm)
    address = save(manager, group="tier")
    assert "九州の四半期" not in page(csm, reverse("reports:revenue"))
    assert "九州" not in page(csm, reverse("ui:palette") + "?q=九州")
    assert csm.get(address).status_code == 404
    SavedView.objects.update(audience="link")
    assert "九州の四半期" in page(csm, address)
    assert "九州の四半期" not in page(csm, reverse("reports:revenue"))


@pytest.mark.requirement("R66")
def test_a_relative_window_moves_with_the_calendar_and_months_stay(cast, books, monkeypatch):
    browser = browser_of(cast.manager)
    relative = save(browser, window="last_12", **{"from": "2025-04", "to": "2026-03"})
    fixed = save(browser, window="last_12", **{"from": "2025-05", "to": "2026-03"})
    assert [one.state for one in SavedView.objects.order_by("pk")] == [
        {"window": "last_12"},
        {"from": "2025-05", "to": "2026-03"},
    ]
    assert "Apr 2025–Mar 2026" in words(page(browser, relative))
    stop_clock(monkeypatch, datetime(2026, 6, 10, 3, tzinfo=UTC))
    later = browser_of(cast.manager)
    assert "Jun 2025–May 2026" in words(page(later, relative))
    assert "May 2025–Mar 2026" in words(page(later, fixed))


def test_renamed_overwritten_deleted_and_brought_back(cast, books):
    browser = browser_of(cast.manager)
    address = save(browser, group="tier")
    view = SavedView.objects.get()
    change = reverse("workspace:view_change", args=[view.uid])
    browser.post(change, {"name": "期末", "audience": "team", "keep": "1", "group": "owner", "window": "this_year"})
    view.refresh_from_db()
    assert (view.name, view.state) == ("期末", {"group": "owner", "window": "this_year"})
    gone = browser.post(reverse("workspace:view_delete", args=[view.uid]))
    assert gone["Location"] == reverse("reports:revenue") + "?view=all"
    html = page(browser, gone["Location"])
    restore = reverse("workspace:view_restore", args=[view.uid])
    assert restore in html
    assert browser.get(address).status_code == 404
    browser.post(restore)
    assert "期末" in tabs(page(browser, address))


def test_revenue_begins_with_the_usual_view(cast, books):
    browser = browser_of(cast.manager)
    save(browser, group="tier", filter=json.dumps(HIGH))
    browser.post(reverse("workspace:view_usual", args=["revenue"]), {"view": str(SavedView.objects.get().uid)})
    assert "Touch tier is" in words(page(browser, reverse("reports:revenue")))
    assert "Touch tier is" not in words(page(browser, reverse("reports:revenue") + "?view=all"))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("group", "no_such"), ("filter", "{"), ("filter", '{"attribute": "no_such", "op": "missing"}'),
        ("product", "no_such"), ("window", "yesterday"), ("from", "2026-13"), ("unit", "shoe"), ("currency", "ZZZZ"),
        ("as_of", "2999-01-01"),
    ],
)  # fmt: skip
def test_what_the_page_could_not_show_is_not_saved(cast, books, field, value):
    browser = browser_of(cast.manager)
    answer = browser.post(reverse("workspace:view_save", args=["revenue"]), {"name": "無理", field: value})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert 'role="alert"' in html
    assert 'value="無理"' in html
    assert not SavedView.objects.exists()


@pytest.mark.requirement("R66")
def test_a_view_whose_attribute_is_gone_says_so_and_shows_the_rest(cast, books, now):
    browser = browser_of(cast.manager)
    with scope(cast.workspace):
        choices = [{"value": "a", "en": "A", "ja": "A"}]
        create_field("account", type="choice", label={"en": "Grade"}, key="grade", choices=choices, now=now)
    grade = json.dumps({"attribute": "grade", "op": "eq", "value": "a"})
    address = save(browser, group="grade", filter=grade, step="quarter")
    assert "Grade is" in words(page(browser, address))
    with scope(cast.workspace):
        retire_field("account", "grade", now=now)
    html = words(page(browser, address))
    assert "Part of this view cannot be shown any more" in html
    assert "grade" in html
    assert "100,000" in html
    assert browser.get(f"{reverse('reports:revenue')}?group=grade").status_code == 400, "an address is refused"


@pytest.mark.parametrize(
    ("noun", "route", "state", "shown"),
    [
        ("renewals", "revenue:renewals", {"whose": "all", "state": "closed"}, "Renewals"),
        ("losses", "revenue:losses", {"months": "24", "class": "avoidable"}, "24 months"),
        ("forecast", "forecasts:forecast", {"churn": "-20", "hires": "1"}, "Forecast"),
    ],
)
@pytest.mark.requirement("R68")
def test_other_pages_whose_state_is_an_address(cast, books, noun, route, state, shown):
    browser = browser_of(cast.manager)
    address = save(browser, noun, audience="team", **state)
    assert SavedView.objects.get().state == state
    for one in (browser, browser_of(cast.viewer)):
        html = page(one, address)
        assert shown in html
        assert "九州の四半期" in tabs(html)
        assert "View changed" not in html
    assert browser.get(reverse(route)).status_code == 200


def test_the_views_of_the_demo_are_what_their_pages_keep(cast):
    with scope(cast.workspace):
        for noun, _name, state in VIEWS:
            asked = QueryDict(mutable=True)
            asked.update(state)
            assert viewed(noun).keep(asked, cast.manager) == state


def test_a_scenario_that_cannot_be_is_not_saved(cast, books):
    answer = browser_of(cast.manager).post(
        reverse("workspace:view_save", args=["forecast"]), {"name": "無理", "churn": "many"}
    )
    assert answer.status_code == 422


@pytest.mark.requirement("R66")
@pytest.mark.parametrize("part", ["revenue", "figures", "cohorts", "ratios", "shares"])
def test_every_part_of_revenue_is_of_the_accounts_and_products_that_are_asked_for(cast, books, part):
    browser = browser_of(cast.viewer)
    address = reverse(f"reports:{part}")
    asked = [
        {},
        {"filter": json.dumps(HIGH)},
        {"filter": json.dumps({"attribute": "name", "op": "contains", "value": "手子"})},
        {"product": "OCR"},
    ]
    seen = [browser.get(address, {"from": "2025-10", "to": "2026-03", "group": "tier", **one}) for one in asked]
    assert [one.status_code for one in seen] == [200] * 4
    texts = [words(one.content.decode()) for one in seen]
    assert texts[0] != texts[1]
    assert texts[1] != texts[2]
    assert texts[0] != texts[3]


@pytest.mark.requirement("R66")
def test_a_condition_is_added_by_the_form_and_archived_accounts_keep_their_revenue(cast, books, now):
    browser = browser_of(cast.viewer)
    form = {"attribute": "tier", "op": "eq", "value": "tech", "window": "last_12", "group": "product"}
    answer = browser.get(reverse("reports:filter"), form)
    assert answer.status_code == 302
    assert "80,000" in words(page(browser, answer["Location"]))
    with scope(cast.workspace):
        archive_accounts([books["tech"].pk], now=now)
    assert "80,000" in words(page(browser, answer["Location"]))
    assert browser.get(reverse("reports:filter"), {"attribute": "no_such"}).status_code == 404
