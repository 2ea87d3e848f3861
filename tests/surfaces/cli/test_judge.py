"""compute, today, explain, backtest, and definitions from export to the next score."""

from datetime import timedelta
from pathlib import Path

import pytest
import yaml


def test_computing_says_what_it_computed(banso, filled, last_day):
    due = banso("compute", "-w", "ayumi", "--json").json
    (row,) = due
    assert set(row) == {"day", "accounts", "computed_at", "versions", "known_basis"}
    assert (row["day"], row["accounts"], row["known_basis"]) == (str(last_day), 11, "assumed")
    assert banso("compute", "-w", "ayumi", "--json").json == []
    assert "Nothing is due." in banso("compute", "-w", "ayumi").out
    first = last_day - timedelta(days=20)
    several = banso("compute", "-w", "ayumi", "--from", first, "--step", 10, "--json").json
    assert [one["day"] for one in several] == [str(last_day - timedelta(days=back)) for back in (20, 10, 0)]


@pytest.mark.parametrize("first", [("accounts",), ("explain", "a1"), ("today",)], ids=" ".join)
def test_a_day_that_was_only_read_begins_its_signals_too(banso, filled, first):
    """Reading computes the day that is due; whoever computes it tells those who wait for it."""
    assert banso(*first, "-w", "ayumi", "--json").code == 0
    assert banso("compute", "-w", "ayumi", "--json").json == []
    items = banso("today", "-w", "ayumi", "--json").json["items"]
    rules = [signal["rule"] for item in items if item["external_id"] == "a1" for signal in item["signals"]]
    assert "silence" in rules


@pytest.mark.requirement("R38", "B10")
def test_today_has_its_stable_form_and_knows_whose_it_is(banso, filled, last_day):
    banso("compute", "-w", "ayumi")
    everybody = banso("today", "-w", "ayumi", "--json").json
    assert set(everybody) == {"as_of", "items", "left_out", "gone"}
    assert everybody["as_of"] == str(last_day)
    for rank, item in enumerate(everybody["items"], 1):
        assert set(item) == {
            "rank", "external_id", "name", "score", "value_at_risk", "why", "signals", "play",
        }  # fmt: skip
        assert item["rank"] == rank
    silent = next(item for item in everybody["items"] if item["external_id"] == "a1")
    assert "No use for 40 days" in silent["why"]
    mine = {
        name: {item["external_id"] for item in banso("today", "-w", "ayumi", "--member", who, "--json").json["items"]}
        for name, who in (("oda", filled.owner.login.email), ("sato", filled.csm.login.email))
    }
    assert "a1" in mine["oda"]
    assert not mine["oda"] & mine["sato"]
    assert mine["oda"] | mine["sato"] == {item["external_id"] for item in everybody["items"]}
    lines = banso("today", "-w", "ayumi").out
    assert f"{silent['rank']:>3}. 会社 1 (a1)" in lines
    assert "play: " in lines


@pytest.mark.requirement("B6")
def test_an_explanation_adds_up(banso, filled, last_day):
    since = last_day - timedelta(days=60)
    found = banso("explain", "a1", "-w", "ayumi", "--since", since, "--json").json
    assert set(found) == {"score", "score_since", "change", "coverage", "parts"}
    for part in found["parts"]:
        assert set(part) == {"metric", "cause", "value", "points", "contribution", "change", "text"}
        assert part["cause"] in ("level", "data", "curve", "weight", "arrived", "went_missing", "cap")
    level = sum(part["contribution"] for part in found["parts"] if part["cause"] in ("level", "cap"))
    assert level == pytest.approx(found["score"], abs=1e-9)
    assert sum(part["change"] for part in found["parts"]) == pytest.approx(found["change"], abs=1e-9)
    assert found["score"] - found["score_since"] == pytest.approx(found["change"], abs=1e-9)
    alone = banso("explain", "csv:a1", "-w", "ayumi", "--json").json
    assert (alone["score"], alone["score_since"], alone["change"]) == (pytest.approx(found["score"]), None, None)
    withheld = banso("explain", "a12", "-w", "ayumi", "--json").json
    assert withheld["score"] is None
    assert "withheld" in banso("explain", "a12", "-w", "ayumi").out
    lines = banso("explain", "a1", "-w", "ayumi", "--since", since).out
    assert f"since {since}" in lines
    assert "No cap holds the score down." in lines


@pytest.mark.requirement("B2")
def test_a_backtest_refuses_where_data_is_thin(banso, filled):
    found = banso("backtest", "--subject", "scorecard:starter", "-w", "ayumi", "--json").json
    assert set(found) >= {
        "n", "events", "auc", "auc_interval", "pr_auc", "brier", "log_loss", "calibration", "lift_at", "baselines",
        "engaged", "verdict",
    }  # fmt: skip
    assert found["auc"] is None
    said = banso("backtest", "--subject", "scorecard:starter", "-w", "ayumi").out
    assert found["verdict"] in said


def edit(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


@pytest.mark.requirement("B5", "B3")
def test_definitions_go_out_are_edited_checked_applied_and_explained(banso, filled, last_day, tmp_path):
    folder = tmp_path / "definitions"
    before = {row["external_id"]: row for row in banso("accounts", "-w", "ayumi", "--json").json}
    written = banso("definitions", "export", folder, "-w", "ayumi", "--json").json
    assert str(folder / "scorecards" / "starter.yaml") in written
    same = banso("definitions", "check", folder, "-w", "ayumi", "--json").json
    assert {one["state"] for one in same} == {"same"}
    assert set(same[0]) == {"kind", "slug", "file", "state", "changes", "impact"}
    assert banso("definitions", "check", folder, "-w", "ayumi").out == "Nothing differs.\n"

    edit(
        folder, "scorecards/starter.yaml", "curve: [[1, 0], [1, 50], [5, 100]]", "curve: [[90, 0], [95, 50], [99, 100]]"
    )
    edit(folder, "scorecards/starter.yaml", "weight: 1\n    curve: [[90", "weight: 30\n    curve: [[90")
    checked = banso("definitions", "check", folder, "-w", "ayumi").out
    assert "scorecard starter: changed" in checked
    assert "metrics[4].weight: 1 → 30" in checked
    assert "accounts to critical" in checked
    assert banso("accounts", "-w", "ayumi", "--json").json == list(before.values())  # a check writes nothing

    applied = banso("definitions", "apply", folder, "--reason", "only many users count", "-w", "ayumi", "--json").json
    assert [one["slug"] for one in applied if one["state"] == "changed"] == ["starter"]
    (computed,) = banso("compute", "-w", "ayumi", "--json").json
    assert computed["versions"]["health"]["version"] == 2
    after = {row["external_id"]: row for row in banso("accounts", "-w", "ayumi", "--json").json}
    moved = [key for key, row in after.items() if row["band"] == "critical" != before[key]["band"]]
    assert f"{len(moved)} accounts to critical" in checked

    since = last_day - timedelta(days=30)
    # That day was computed under the first version, and keeps it.
    assert banso("compute", "-w", "ayumi", "--as-of", since).code == 0
    found = banso("explain", "a2", "-w", "ayumi", "--since", since, "--json").json
    causes = {part["cause"] for part in found["parts"] if part["change"]}
    assert sum(part["change"] for part in found["parts"]) == pytest.approx(found["change"], abs=1e-9)
    assert causes


def test_a_definition_that_is_wrong_is_refused_with_its_place(banso, filled, tmp_path):
    folder = tmp_path / "definitions"
    banso("definitions", "export", folder, "-w", "ayumi")
    path = folder / "scorecards" / "starter.yaml"
    body = yaml.safe_load(path.read_text(encoding="utf-8"))
    body["metrics"][0]["metric"] = "nothing"
    path.write_text(yaml.safe_dump(body, allow_unicode=True), encoding="utf-8")
    for what in ("check", "apply"):
        said = banso("definitions", what, folder, "-w", "ayumi")
        assert said.code == 1
        assert "starter.yaml" in said.err
        assert "nothing" in said.err
    path.write_text("slug: [", encoding="utf-8")
    assert banso("definitions", "check", folder, "-w", "ayumi").code == 1
