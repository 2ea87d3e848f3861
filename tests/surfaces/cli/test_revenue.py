"""``banso revenue``: every value of the golden files and of the peer, by the commands, exact."""

import csv
import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from banso.platform.attributes.api import save_view
from banso.platform.identity.api import Role
from banso.platform.tenancy.api import scope
from tests import cast as players

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "revenue"
RATES = json.loads((GOLDEN / "waterfall_rates.json").read_text(encoding="utf-8"))
NOT_BY_RATES = {"renewals_due", "cmrr", "quick_ratio_april_netted"}


def refused(said) -> None:
    assert said.code == 1
    assert said.err.startswith("banso: ")


@pytest.fixture
def books(db, banso, tmp_path):
    """The golden company, imported by the commands."""
    workspace = players.make_workspace("ayumi", timezone="UTC", currency="USD")
    lines = GOLDEN / "waterfall_subscriptions.csv"
    with lines.open(encoding="utf-8") as file:
        names = sorted({row["customer"] for row in csv.DictReader(file)})
    accounts = tmp_path / "accounts.csv"
    accounts.write_text("id,name\n" + "".join(f"{name},Customer {name}\n" for name in names), encoding="utf-8")
    said = banso("import", "accounts", accounts, "-w", "ayumi")
    assert said.code == 0, said.err
    said = banso(
        "import", "contracts", lines, "--map", "account=customer", "--ignore", "note", "--history", "-w", "ayumi"
    )
    assert said.code == 0, said.err
    return workspace


def asked(banso, *arguments):
    said = banso("revenue", *arguments, "-w", "ayumi", "--json")
    assert said.code == 0, said.err
    return said.json


@pytest.mark.requirement("R53")
def test_movements_are_the_golden_ones(banso, books):
    with (GOLDEN / "waterfall_expected.csv").open(encoding="utf-8") as file:
        wanted = [
            {key: value if key == "month" else float(value) for key, value in row.items()}
            for row in csv.DictReader(file)
        ]
    months = ("movements", "--from", "2025-01", "--to", "2025-06")
    for unit in ("account", "product", "contract"):
        found = asked(banso, *months, "--net", "--unit", unit)
        if unit == "contract":
            # Each line is a contract of its own there: what follows on another is new.
            assert [row["closing"] for row in found] == [row["closing"] for row in wanted]
            continue
        if unit == "product":
            # An account's second product is new, and what ends of it is churn.
            assert [row["opening"] for row in found] == [row["opening"] for row in wanted]
            continue
        assert [{key: row[key] for key in wanted[0]} for row in found] == wanted
    plain = asked(banso, *months)
    assert list(plain[0]) == [key for key in wanted[0] if not key.startswith("net_")]
    assert "4100" in banso("revenue", *months, "-w", "ayumi").out


@pytest.mark.requirement("R53", "R66")
def test_netted_months_by_group_come_to_the_whole(banso, books):
    months = ("movements", "--from", "2025-01", "--to", "2025-06", "--net")
    found = asked(banso, *months, "--group", "product")
    whole = [row for row in found if row["group"] is None]
    groups = sorted({row["group"] for row in found if row["group"]})
    assert len(groups) > 1
    kinds = [key for key in whole[0] if key.startswith("net_") and key != "net_transfer"]
    assert len(kinds) == 9
    for place, row in enumerate(whole):
        parts = [[one for one in found if one["group"] == group][place] for group in groups]
        for key in (*kinds, "opening", "closing"):
            assert sum(one[key] for one in parts) == row[key]
        for one in (row, *parts):
            assert one["opening"] + sum(one[key] for key in kinds) + one["net_transfer"] + one["fx"] == one["closing"]
    assert [row["net_new_on_netting"] for row in whole] == [row["net_new_on_netting"] for row in asked(banso, *months)]


@pytest.mark.requirement("R66")
def test_views_of_reports_are_listed_with_those_of_lists(banso, books):
    with scope(books):
        member = players.make_member(books, "Mori", Role.MANAGER)
        for subject, audience, state in (
            ("revenue", "team", {"window": "last_12", "group": "tier"}),
            ("losses", "private", {"months": "24"}),
            ("account", "team", {"columns": "tier"}),
        ):
            save_view(subject, subject.title(), state, audience=audience, member=member, now=players.NOW)
    everybody = banso("views", "list", "-w", "ayumi", "--json").json
    assert {row["list"]: row["state"] for row in everybody} == {
        "revenue": {"window": "last_12", "group": "tier"},
        "account": {"columns": "tier"},
    }
    theirs = banso("views", "list", "--member", member.login.email, "-w", "ayumi", "--json").json
    assert {row["list"] for row in theirs} == {"revenue", "losses", "account"}
    assert "Revenue" in banso("views", "list", "-w", "ayumi").out


@pytest.mark.requirement("R55")
def test_rates_are_the_golden_ones(banso, books):
    found = asked(banso, "rates", "--from", "2025-01-01", "--to", "2025-06-30")
    for key, value in RATES["expect"].items():
        if key in NOT_BY_RATES or key.endswith("_note"):
            continue
        assert found[key] == pytest.approx(value, abs=5e-11), key
    assert (found["churn_count"], found["churn_rate"]) == (1, pytest.approx(1 / 6))
    assert found["mrr_churn_rate"] == pytest.approx(500 / 4100)
    assert "opening MRR" in banso("revenue", "rates", "--from", "2025-01-01", "--to", "2025-06-30", "-w", "ayumi").out


@pytest.mark.requirement("R57")
def test_cmrr_is_the_golden_one(banso, books):
    for wanted in RATES["expect"]["cmrr"]:
        found = asked(banso, "cmrr", "--as-of", wanted["as_of"])
        assert found["mrr"] == wanted["mrr"]
        assert found["signed_not_live"] == sum(wanted["signed_not_live"].values())
        assert found["notice_given"] == sum(wanted["notice_given"].values())
        assert found["cmrr"] == wanted["cmrr"]
        assert sum(one["cmrr"] for one in found["accounts"]) == wanted["cmrr"]


def test_as_known_frozen_and_restated(banso, books, tmp_path):
    assert (
        asked(banso, "movements", "--from", "2025-02", "--to", "2025-02", "--as-known", "2025-01-10")[0]["upsell"] == 0
    )
    assert asked(banso, "freeze", "2025-02")["month"] == "2025-02"
    refused(banso("revenue", "freeze", "2025-02", "-w", "ayumi"))
    assert asked(banso, "reopen", "2025-02") == {"month": "2025-02", "known_at": None}
    refused(banso("revenue", "reopen", "2025-02", "-w", "ayumi"))
    asked(banso, "freeze", "2025-02")
    late = tmp_path / "late.csv"
    late.write_text(
        "line_id,account,product,quantity,unit_price,start,end\nX1,D,core,1,50,2025-02-10,2025-02-20\n",
        encoding="utf-8",
    )
    assert banso("import", "contracts", late, "-w", "ayumi").code == 0
    (row,) = asked(banso, "movements", "--from", "2025-02", "--to", "2025-02")
    assert (row["new"], row["churn"], row["closing"]) == (50, -550, 3900)
    frozen = asked(banso, "movements", "--from", "2025-02", "--to", "2025-03", "--frozen")
    assert [(one["churn"], one["correction"], one["closing"]) for one in frozen] == [(-500, 0, 3900), (0, 0, 5600)]
    changes = {(one["account"], one["kind"]): one["change"] for one in asked(banso, "restated", "--month", "2025-02")}
    assert changes == {("D", "new"): 50, ("D", "churn"): -50}


def test_groups_and_steps(banso, books):
    found = asked(banso, "movements", "--from", "2025-01", "--to", "2025-06", "--step", "quarter", "--group", "cohort")
    assert [row["closing"] for row in found if row["group"] is None] == [5600, 5870]
    assert sum(row["closing"] for row in found if row["group"] and row["month"] == "2025-04") == 5870


@pytest.mark.parametrize(
    "arguments",
    [
        ("movements", "--from", "2025-13", "--to", "2025-06"), ("movements", "--from", "2025-06", "--to", "2025-01"),
        ("movements", "--from", "2025-01", "--to", "2025-06", "--unit", "day"),
        ("movements", "--from", "2025-01", "--to", "2025-06", "--group", "none"),
        ("movements", "--from", "2025-01", "--to", "2025-06", "--currency", "XXZ"),
        ("movements", "--from", "2025-01", "--to", "2025-06", "--currency", "JPY"),
        ("movements", "--from", "2025-01", "--to", "2025-06", "--net", "--step", "year"),
        ("rates", "--from", "", "--to", "2025-06-30"), ("rates", "--from", "2025-06-30", "--to", "2025-01-01"),
        ("cmrr", "--as-of", "soon"), ("freeze", "2999-01"), ("restated", "--month", "x"),
    ],
)  # fmt: skip
def test_mistakes_are_said(banso, books, arguments):
    refused(banso("revenue", *arguments, "-w", "ayumi"))


@pytest.mark.requirement("R55")
def test_the_peers_figures(banso, db, shared, tmp_path):
    peer = shared / "data" / "peer_fightchurn"
    if not peer.is_dir():
        pytest.skip(f"the peer's data is not at {peer}")
    players.make_workspace("ayumi", timezone="UTC", currency="USD")
    accounts = tmp_path / "accounts.csv"
    with (peer / "accounts.csv").open(encoding="utf-8") as file:
        ids = [row["id"] for row in csv.DictReader(file)]
    accounts.write_text("id,name\n" + "".join(f"{one},Account {one}\n" for one in ids), encoding="utf-8")
    assert banso("import", "accounts", accounts, "-w", "ayumi").code == 0
    lines = tmp_path / "subscriptions.csv"
    shutil.copy(peer / "subscriptions.csv", lines)
    given = [word for pair in ("account=account_id", "start=start_date", "end=end_date", "amount=mrr")
             for word in ("--map", pair)]  # fmt: skip
    unread = [word for name in ("quantity", "units", "bill_period_months", "discount") for word in ("--ignore", name)]
    said = banso("import", "contracts", lines, *given, *unread, "--history", "-w", "ayumi")
    assert said.code == 0, said.err
    month = asked(banso, "rates", "--from", "2020-03-02", "--to", "2020-04-01")
    assert (month["opening_mrr"], month["cohort_closing_mrr"]) == (4450, 4200)
    assert round(month["nrr_cohort"], 4) == 0.9438
    assert (month["churn_count"], month["customers_opening"]) == (25, 445)
    assert (round(month["churn_rate"], 4), round(month["mrr_churn_rate"], 4)) == (0.0562, 0.0562)
    quarter = asked(banso, "rates", "--from", "2020-03-02", "--to", "2020-06-01")
    assert (quarter["churn_count"], quarter["customers_opening"]) == (58, 445)
    assert (round(quarter["annual_churn_rate"], 4), round(quarter["monthly_churn_rate"], 4)) == (0.4254, 0.0451)
    assert (date(2020, 6, 1) - date(2020, 3, 1)).days == 92
