"""The ledger over the database: stored and computed alike, as known, by group, through merges, frozen."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from banso.platform.journal.api import publish_all
from banso.platform.lake.api import parts
from banso.record.customers.api import change_account, merge_accounts, set_owner, unmerge
from banso.record.revenue.actions import refresh_ledger as refreshing
from banso.record.revenue.actions.freeze import freeze_month
from banso.record.revenue.actions.refresh_ledger import refresh_ledger
from banso.record.revenue.models import FxRate, Ledger, Period, Plan, Product
from banso.record.revenue.queries.attribution import by_owner
from banso.record.revenue.queries.committed import cmrr
from banso.record.revenue.queries.conversion import MissingRate
from banso.record.revenue.queries.frozen import restated
from banso.record.revenue.queries.holdings import plan_moves
from banso.record.revenue.queries.reports import COHORT, Reading, drill, waterfall
from banso.record.revenue.queries.retention import rates
from banso.record.revenue.queries.stretches import stretches
from tests.record.revenue.said import NOW, account, golden_company, say

USD = Reading(currency="USD")
JANUARY, JUNE = date(2025, 1, 1), date(2025, 6, 30)


def identity(rows) -> None:
    """Opening and everything between come to the closing, and the closing is the next opening."""
    before = None
    for row in rows:
        moved = sum(row.moves.values()) + row.transfer + row.correction + row.fx
        assert row.opening + moved == row.closing, row.first
        assert before is None or before == row.opening
        before = row.closing
        one = row.logos
        assert one.opening + one.new + one.returned - one.lost - one.paused - one.merged + one.transfer == one.closing


def moves(row) -> dict[str, int]:
    return {kind: int(amount / 100) for kind, amount in row.moves.items() if amount}


@pytest.mark.requirement("R53")
def test_stored_movements_say_what_computed_ones_say(workspace):
    golden_company()
    for unit in ("account", "contract", "product", "parent"):
        reading = Reading(unit=unit, currency="USD", net=True)
        Ledger.objects.all().delete()
        computed = waterfall(JANUARY, JUNE, reading, now=NOW)
        refresh_ledger(NOW)
        assert waterfall(JANUARY, JUNE, reading, now=NOW) == computed
        identity(computed.rows)
        assert [computed.rows[0].opening, computed.rows[-1].closing] == [410_000, 587_000]


def test_only_what_changed_is_computed_again(workspace, monkeypatch):
    accounts = golden_company()
    refresh_ledger(NOW)
    before = {part.label: part.path for part in parts("movement")}
    asked = []
    real = stretches

    def read(ids=None):
        asked.append(ids)
        return real(ids)

    monkeypatch.setattr(refreshing, "stretches", read)
    say([{"line_id": "D9", "customer": "D", "start": "2025-06-15", "mrr": 50}], accounts)
    assert refresh_ledger(NOW).accounts == 1
    assert asked == [{accounts["D"].pk}]
    label = f"a{accounts['D'].pk % 32:02d}"
    after = {part.label: part.path for part in parts("movement")}
    assert {one for one in after if after[one] != before.get(one)} == {label}
    assert refresh_ledger(NOW).accounts == 0
    assert moves(waterfall(JUNE, JUNE, USD, now=NOW).rows[0]) == {"upsell": 150, "price_up": 40}


def test_a_report_does_not_wait_for_the_refresh(workspace):
    accounts = golden_company()
    refresh_ledger(NOW)
    say([{"line_id": "D9", "customer": "D", "start": "2025-06-15", "mrr": 50}], accounts)
    for unit in ("account", "parent"):
        row = waterfall(JUNE, JUNE, Reading(unit=unit, currency="USD"), now=NOW).rows[0]
        assert moves(row) == {"upsell": 150, "price_up": 40}


def test_days_that_go_by_end_a_grace(workspace):
    accounts = {"K": account("K")}
    say([{"customer": "K", "mrr": 1000, "start": "2025-01-01", "end": "2026-03-20"}], accounts)
    march = date(2026, 3, 1)
    refresh_ledger(NOW)
    assert moves(waterfall(march, march, USD, now=NOW).rows[0]) == {}
    later = NOW + timedelta(days=20)
    assert moves(waterfall(march, march, USD, now=later).rows[0]) == {"churn": -1000}
    assert refresh_ledger(later).accounts == 1
    assert moves(waterfall(march, march, USD, now=later).rows[0]) == {"churn": -1000}


@pytest.mark.requirement("R53")
def test_backdated_amendment_as_known_restated_and_frozen(workspace):
    accounts = {"S": account("S")}
    say([{"line_id": "S", "customer": "S", "mrr": 300, "start": "2024-01-01", "recorded": "2024-01-01"}], accounts)
    closed = datetime(2025, 4, 2, tzinfo=UTC)
    for month in (date(2025, 2, 1), date(2025, 3, 1)):
        freeze_month(month, member=None, now=closed)
    say(
        [
            {"line_id": "S", "customer": "S", "mrr": 300, "start": "2024-01-01", "end": "2025-02-15",
             "recorded": "2025-04-10"},
        ],
        accounts,
    )  # fmt: skip
    say(
        [{"line_id": "S2", "contract": "S", "customer": "S", "mrr": 200, "start": "2025-02-15",
          "recorded": "2025-04-10"}],
        accounts,
    )  # fmt: skip
    february, april = date(2025, 2, 1), date(2025, 4, 30)
    known = waterfall(february, april, Reading(currency="USD", known=date(2025, 3, 31)), now=NOW)
    assert [row.closing for row in known.rows] == [30_000] * 3
    now = waterfall(february, april, USD, now=NOW)
    assert moves(now.rows[0]) == {"downsell": -100}
    assert now.rows[1].closing == 20_000
    frozen = waterfall(february, april, Reading(currency="USD", frozen=True), now=NOW)
    identity(frozen.rows)
    assert [[row.closing, row.correction, row.is_frozen] for row in frozen.rows] == [
        [30_000, 0, True], [30_000, 0, True], [20_000, -10_000, False],
    ]  # fmt: skip
    (one,) = restated(february, USD, now=NOW)
    assert [one.kind, one.before, one.after, one.account] == ["downsell", 0, -10_000, accounts["S"].pk]
    assert {said.known_at.date() for said in one.since} == {date(2025, 4, 9)}


def test_merged_accounts_are_two_before_and_one_after(workspace):
    accounts = {name: account(name) for name in "PQ"}
    say([{"customer": "P", "mrr": 300, "start": "2025-01-01"}, {"customer": "Q", "mrr": 200, "start": "2025-02-01"}],
        accounts)  # fmt: skip
    refresh_ledger(NOW)
    merged_at = datetime(2025, 6, 1, 3, tzinfo=UTC)
    merge_accounts(accounts["P"], accounts["Q"], now=merged_at)
    publish_all(NOW)
    for _turn in range(2):
        found = waterfall(JANUARY, JUNE, USD, now=NOW)
        identity(found.rows)
        assert [row.logos.closing for row in found.rows] == [1, 2, 2, 2, 2, 1]
        assert [row.logos.merged for row in found.rows] == [0, 0, 0, 0, 0, 1]
        assert sum(row.logos.lost for row in found.rows) == 0
        assert sum(row.moves["churn"] for row in found.rows) == 0
        assert found.rows[-1].closing == 50_000
        refresh_ledger(NOW)
    accounts["Q"].refresh_from_db()
    unmerge(accounts["Q"], now=merged_at + timedelta(days=1))
    publish_all(NOW)
    assert [row.logos.closing for row in waterfall(JANUARY, JUNE, USD, now=NOW).rows][-1] == 2


@pytest.mark.requirement("R54")
def test_groups_as_they_were_have_transfers(workspace):
    accounts = {name: account(name, tier="high", now=datetime(2024, 12, 1, tzinfo=UTC)) for name in "AB"}
    more = {"line_id": "A2", "customer": "A", "mrr": 100, "product": "more", "start": "2025-04-20"}
    first = {"start": "2025-01-10"}
    say([{"customer": "A", "mrr": 300, **first}, {"customer": "B", "mrr": 200, **first}, more], accounts)
    change_account(accounts["A"], {"tier": "mid"}, now=datetime(2025, 3, 5, tzinfo=UTC))
    publish_all(NOW)
    was = waterfall(JANUARY, JUNE, Reading(currency="USD", group="tier", as_was=True), now=NOW)
    assert [one.key for one in was.groups] == ["high", "mid"]
    for rows in (was.rows, *was.by_group.values()):
        identity(rows)
    assert [int(row.transfer / 100) for row in was.by_group["mid"]] == [0, 0, 300, 0, 0, 0]
    assert [int(row.transfer / 100) for row in was.by_group["high"]] == [0, 0, -300, 0, 0, 0]
    assert moves(was.by_group["mid"][3]) == {"cross_sell": 100}
    assert [row.logos.closing for row in was.by_group["mid"]] == [0, 0, 1, 1, 1, 1]
    for month in range(6):
        parts_ = [rows[month] for rows in was.by_group.values()]
        assert sum(row.closing for row in parts_) == was.rows[month].closing
        assert sum(row.transfer for row in parts_) == 0
    now = waterfall(JANUARY, JUNE, Reading(currency="USD", group="tier"), now=NOW)
    assert moves(now.by_group["mid"][0]) == {"new": 300}
    assert all(row.transfer == 0 for rows in now.by_group.values() for row in rows)
    gone = drill(date(2025, 3, 1), date(2025, 3, 31), Reading(currency="USD", group="tier", as_was=True), now=NOW)
    assert {(one.kind, one.group, int(one.amount / 100)) for one in gone} == {
        ("transfer", "mid", 300), ("transfer", "high", -300),
    }  # fmt: skip


def test_owners_cohorts_and_own_intervals(cast):
    accounts = {name: account(name) for name in "AB"}
    set_owner(accounts["A"], cast.csm.pk, now=NOW)
    say([{"customer": "A", "mrr": 300, "start": "2025-01-10"}, {"customer": "B", "mrr": 200, "start": "2025-02-10"}],
        accounts)  # fmt: skip
    publish_all(NOW)
    owners = waterfall(JANUARY, JUNE, Reading(currency="USD", group="owner", as_was=True), now=NOW)
    assert {one.label for one in owners.groups} == {"Sato", ""}
    cohorts = waterfall(JANUARY, JUNE, Reading(currency="USD", group=COHORT), now=NOW)
    assert [one.key for one in cohorts.groups] == ["2025-01", "2025-02"]
    assert cohorts.by_group["2025-02"][-1].closing == 20_000
    mine = {accounts["A"].pk: [(None, "x"), (date(2025, 5, 2), "y")]}
    own = waterfall(JANUARY, JUNE, Reading(currency="USD", intervals=mine), now=NOW)
    assert [int(row.transfer / 100) for row in own.by_group["y"]] == [0, 0, 0, 0, 300, 0]
    only = waterfall(JANUARY, JUNE, Reading(currency="USD", accounts=[accounts["B"].pk]), now=NOW)
    assert only.rows[-1].closing == 20_000


@pytest.mark.requirement("R52")
def test_currencies(workspace):
    accounts = {"X": account("X")}
    both = {"customer": "X", "currency": "EUR"}
    before = {**both, "mrr": 1000, "start": "2024-06-01", "end": "2025-02-15"}
    say([before, {**both, "mrr": 1200, "start": "2025-02-15"}], accounts)
    february = date(2025, 2, 1)
    with pytest.raises(MissingRate) as missing:
        waterfall(february, february, USD, now=NOW)
    assert "EUR to USD" in missing.value.message
    assert "2025-01-31" in missing.value.message
    for day, rate in (("2025-01-31", 1_100), ("2025-02-15", 1_080), ("2025-02-28", 1_050)):
        FxRate.objects.create(base="EUR", quote="USD", day=date.fromisoformat(day), rate=rate * 10**6, known_at=NOW)
    (row,) = waterfall(february, february, USD, now=NOW).rows
    assert [row.opening, row.moves["upsell"], row.fx, row.closing] == [110_000, 22_000, -6_000, 126_000]
    (row,) = waterfall(february, february, Reading(currency="USD", constant=True), now=NOW).rows
    assert [row.opening, row.moves["upsell"], row.fx, row.closing] == [110_000, 22_000, 0, 132_000]
    (row,) = waterfall(february, february, Reading(currency="EUR"), now=NOW).rows
    assert [row.opening, row.moves["upsell"], row.closing] == [100_000, 20_000, 120_000]
    assert cmrr(date(2025, 2, 28), USD, now=NOW).total.cmrr == 126_000
    assert rates(february, date(2025, 2, 28), USD, now=NOW).figures["nrr_cohort"].value == Fraction(6, 5)


def test_fiscal_periods_are_the_sum_of_their_months(workspace):
    golden_company()
    workspace.fiscal_start_month = 4
    workspace.save()
    found = waterfall(JANUARY, JUNE, Reading(currency="USD", step="quarter"), now=NOW)
    assert [(row.first, row.last) for row in found.rows] == [
        (date(2025, 1, 1), date(2025, 3, 31)), (date(2025, 4, 1), date(2025, 6, 30)),
    ]  # fmt: skip
    identity(found.rows)
    years = waterfall(JANUARY, JUNE, Reading(currency="USD", step="year"), now=NOW)
    assert [row.first for row in years.rows] == [date(2024, 4, 1), date(2025, 4, 1)]
    assert years.rows[0].closing == found.rows[0].closing


def test_a_hierarchy_is_one_customer(workspace):
    accounts = golden_company()
    refresh_ledger(NOW)
    change_account(accounts["B"], {"parent": accounts["A"].pk}, now=NOW)
    parent = Reading(unit="parent", currency="USD")
    for _turn in range(2):
        found = waterfall(JANUARY, JUNE, parent, now=NOW)
        identity(found.rows)
        assert found.rows[0].logos.opening == 5
        # B went, and its family stayed.
        assert "churn" not in moves(found.rows[1])
        assert refresh_ledger(NOW) is not None
    change_account(accounts["B"], {"parent": None}, now=NOW)
    for _turn in range(2):
        assert moves(waterfall(JANUARY, JUNE, parent, now=NOW).rows[1])["churn"] == -500
        refresh_ledger(NOW)


def test_a_paused_customer_is_not_lost(workspace):
    accounts = {"L": account("L")}
    say([{"customer": "L", "mrr": 500, "start": "2024-06-01", "pause_from": "2025-03-01", "pause_to": "2025-05-01"}],
        accounts)  # fmt: skip
    found = waterfall(JANUARY, JUNE, USD, now=NOW)
    identity(found.rows)
    assert [moves(row) for row in found.rows] == [{}, {}, {"downsell": -500}, {}, {"upsell": 500}, {}]
    assert found.rows[2].by_reason == {("downsell", "pause"): -50_000}
    assert [(row.logos.lost, row.logos.paused) for row in found.rows[2:5]] == [(0, 1), (0, 0), (0, -1)]
    assert cmrr(date(2025, 3, 31), USD, now=NOW).total.cmrr == 50_000


@pytest.mark.requirement("R67")
def test_losses_soon_after_a_hand_over_are_the_earlier_owners(cast):
    long_ago = datetime(2024, 1, 1, tzinfo=UTC)
    accounts = {name: account(name, now=long_ago, owner=cast.csm.pk) for name in "AB"}
    say([{"customer": "A", "mrr": 300, "start": "2024-02-01", "end": "2025-05-01"},
         {"customer": "B", "mrr": 200, "start": "2024-02-01", "end": "2025-06-15", "notice": "2025-05-01"}],
        accounts)  # fmt: skip
    set_owner(accounts["A"], cast.manager.pk, now=datetime(2025, 3, 10, tzinfo=UTC))
    set_owner(accounts["B"], cast.manager.pk, now=datetime(2025, 3, 10, tzinfo=UTC))
    publish_all(NOW)
    books = {one.name: one for one in by_owner(JANUARY, JUNE, USD, now=NOW)}
    sato, mori = books["Sato"], books["Mori"]
    assert [sato.opening, sato.transfer, sato.closing] == [50_000, -50_000, 0]
    assert [mori.opening, mori.transfer, mori.own["churn"], mori.closing] == [0, 50_000, -50_000, 0]
    # A left 52 days after the hand-over, B 97.
    assert [sato.fair["churn"], mori.fair["churn"]] == [-30_000, -20_000]


@pytest.mark.requirement("R56")
def test_whose_plan_moved(workspace):
    accounts = golden_company()
    product = Product.objects.get(key="core")
    for rank, key in enumerate(("silver", "gold")):
        plan = Plan.objects.create(product=product, key=key, name=key, rank=rank, created_at=NOW)
        lines = ("I1",) if key == "silver" else ("I2", "I3")
        Period.objects.filter(statement__line__key__in=lines).update(plan=plan)
    moved = plan_moves(JANUARY, JUNE, now=NOW)
    assert (set(moved.up), set(moved.down)) == ({accounts["I"].pk}, set())
    assert not plan_moves(date(2025, 4, 1), JUNE, now=NOW).up
