"""Touch tiers with their cadence, and who should have heard from us."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from banso.platform.definitions.api import DefinitionsInvalid, active, apply, check, export
from banso.record.customers.api import create_account, set_owner
from banso.record.work.api import NewTouch, cadence_days, log_touch, overdue_accounts, tiers
from banso.record.work.queries.tiers import impact_of_tier, validate_tier
from banso.record.work.rules.tiers import days_over, problems_of
from tests.cast import browser_of

pytestmark = pytest.mark.requirement("R93", "R124")

TODAY = date(2026, 4, 1)


def account_in(tier, name, now, *, last=None, owner=None):
    made = create_account(name, now=now - timedelta(days=400), fields={"tier": tier})
    if last is not None:
        log_touch(
            NewTouch(kind="call", at=now - timedelta(days=last), subject="x", account=made), member=owner, now=now
        )
    if owner:
        set_owner(made, owner.pk, now=now)
    return made


def test_the_four_that_are_shipped(cast):
    assert {slug: one.cadence_days for slug, one in tiers().items()} == {
        "high": 14, "mid": 30, "tech": 90, "community": None,
    }  # fmt: skip
    assert (cadence_days("mid"), cadence_days("community"), cadence_days(None), cadence_days("x")) == (
        30,
        None,
        None,
        None,
    )


@pytest.mark.parametrize(
    ("last", "cadence", "over"),
    [(0, 14, 0), (14, 14, 0), (15, 14, 1), (400, 14, 386), (400, None, 0), (-3, 14, 0)],
)
def test_days_over(last, cadence, over):
    assert days_over(TODAY - timedelta(days=last), TODAY, cadence) == over


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"cadence_days": 0}, "cadence_days"), ({"cadence_days": 1.5}, "cadence_days"),
        ({"cadence_days": True}, "cadence_days"), ({"cadence_days": "14"}, "cadence_days"),
        ({"cadence_days": 731}, "cadence_days"), ({"slug": "vip"}, "slug"), ({"color": "red"}, "color"),
    ],
)  # fmt: skip
def test_what_is_no_tier(changes, path):
    body = {"slug": "high", "version": 1, "name": {}, "cadence_days": 14} | changes
    assert [one.path for one in problems_of(body)] == [path]
    with pytest.raises(DefinitionsInvalid):
        validate_tier(body)


def test_who_is_overdue(cast, now):
    late = account_in("high", "遅れ", now, last=20, owner=cast.csm)
    never = account_in("tech", "まだ", now)
    account_in("high", "最近", now, last=10)
    account_in("community", "仲間", now, last=300)
    found = overdue_accounts(TODAY)
    assert [(one.account_id, one.days_over, one.last is None) for one in found] == [
        (never.pk, 310, True), (late.pk, 6, False),
    ]  # fmt: skip
    assert [one.account_id for one in overdue_accounts(TODAY, owner=cast.csm)] == [late.pk]


def test_a_workspaces_own_cadence(cast, now, tmp_path):
    account_in("high", "遅れ", now, last=20)
    export(tmp_path)
    file = tmp_path / "tiers" / "high.yaml"
    file.write_text(
        file.read_text().replace("cadence_days: 14", "cadence_days: 21").replace("version: 1", "version: 2")
    )
    (difference,) = [one for one in check(tmp_path) if one.state == "changed"]
    assert any("0" in line and "1" in line for line in difference.impact)
    apply(tmp_path, author=cast.owner.pk, reason="slower", now=now)
    assert active("tier")["high"].version == 2
    assert overdue_accounts(TODAY) == []


def test_impact_without_any_touch(cast):
    assert impact_of_tier(None, {"slug": "high", "cadence_days": 3, "name": {}}) == []


def test_the_list_takes_a_constant_number_of_queries(cast, now):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            answer = browser_of(cast.owner).get(reverse("work:touches_overdue"), {"all": "1"})
        assert answer.status_code == 200
        return len(seen)

    account_in("high", "a", now, last=100)
    few = queries()
    for number in range(5):
        account_in("high", f"b{number}", now, last=100)
    assert queries() == few


def test_the_page_is_for_everybody_of_the_company(cast, now):
    account_in("high", "<b>遅れ</b>", now, last=100, owner=cast.csm)
    url = reverse("work:touches_overdue")
    assert "&lt;b&gt;遅れ" in browser_of(cast.csm).get(url).content.decode()
    assert "遅れ" not in browser_of(cast.manager).get(url).content.decode()
    assert "遅れ" in browser_of(cast.manager).get(url, {"all": "1"}).content.decode()
    viewer = browser_of(cast.viewer).get(url, {"all": "1", "page": "x"}).content.decode()
    assert "遅れ" in viewer
    assert "data-dialog data-key" not in viewer
    assert "遅れ" not in browser_of(cast.stranger).get(url, {"all": "1"}).content.decode()
