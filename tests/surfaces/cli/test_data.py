"""import, undo and accounts."""

import pytest

REPORT = {
    "file", "batch", "applied", "kind", "file_name", "file_bytes", "layout", "columns", "questions", "rows",
    "outcomes", "fields", "problems", "problem_counts", "samples", "seconds",
}  # fmt: skip
ROW = {"external_id", "name", "health", "band", "coverage", "silence_180d", "metrics", "as_of", "known_basis"}

COUNTED = {"touches_90d", "contacts_reached_90d", "open_tasks", "overdue_tasks"}
"""What is 0 of an account that nobody used, met or has anything to do for."""


def test_an_import_reports_and_the_same_file_again_changes_nothing(banso, company, files):
    accounts, events = files
    for kind, path, new, again in (("accounts", accounts, 12, "unchanged"), ("events", events, None, "duplicate")):
        dry = banso("import", kind, path, "--history", "--dry-run", "-w", "ayumi", "--json")
        (said,) = dry.json
        assert dry.code == 0
        assert (set(said), said["applied"], said["kind"]) == (REPORT, None, kind)
        rows = new or said["rows"]
        assert said["outcomes"]["new"] == rows
        (done,) = banso("import", kind, path, "--history", "-w", "ayumi", "--json").json
        assert done["applied"] == {"new": rows}
        (twice,) = banso("import", kind, path, "--history", "-w", "ayumi", "--json").json
        assert twice["applied"] == {again: rows}


def test_lines_for_people_name_columns_counts_and_the_way_back(banso, company, files):
    said = banso("import", "accounts", files[0], "-w", "ayumi")
    assert "accounts.csv: 12 rows: 12 new" in said.out
    assert "external_id" in said.out
    assert "applied: 12 new" in said.out
    assert "banso undo " in said.out
    assert said.err == ""


def test_rows_that_are_refused_are_3_and_nothing_is_written(banso, company, tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text("id,name,yearly value\na,A,10\nb,B,many\n")
    said = banso("import", "accounts", path, "-w", "ayumi")
    assert said.code == 3
    assert "bad.csv, row 3, yearly value" in said.err
    assert banso("accounts", "-w", "ayumi", "--json").json == []
    (skipped,) = banso("import", "accounts", path, "--skip-errors", "-w", "ayumi", "--json").json
    assert skipped["applied"] == {"new": 1, "refused": 1}


def test_unknown_columns_are_asked_for_and_made_on_demand(banso, company, tmp_path):
    path = tmp_path / "more.csv"
    path.write_text("id,name,shoe size\na,A,41\n")
    asked = banso("import", "accounts", path, "-w", "ayumi", "--json")
    assert asked.code == 3
    assert asked.json[0]["questions"][0]["code"] == "unmapped_column"
    assert banso("import", "accounts", path, "--ignore", "shoe size", "--dry-run", "-w", "ayumi").code == 0
    made = banso("import", "accounts", path, "--create-fields", "-w", "ayumi")
    assert made.code == 0
    assert "new field shoe size" in made.out
    filtered = banso(
        "accounts", "-w", "ayumi", "--json", "--filter", '{"attribute": "shoe_size", "op": "eq", "value": 41}'
    )
    assert [row["name"] for row in filtered.json] == ["A"]


def test_a_later_file_that_cannot_be_read_keeps_the_earlier_ones(banso, company, files, tmp_path):
    empty = tmp_path / "empty.csv"
    empty.write_text("")
    said = banso("import", "accounts", files[0], empty, "-w", "ayumi", "--json")
    assert said.code == 1
    assert "empty.csv" in said.err
    assert [one["applied"] for one in said.json] == [{"new": 12}]
    assert len(banso("accounts", "-w", "ayumi", "--json").json) == 12


def test_an_import_is_taken_back(banso, filled, files):
    (again,) = banso("import", "events", files[1], "--history", "-w", "ayumi", "--json", "--source", "copy").json
    said = banso("undo", again["batch"], "-w", "ayumi", "--json")
    assert said.json == {
        "batch": again["batch"], "file": "events.csv", "kind": "events", "state": "undone", "fields": 0, "conflicts": 0,
    }  # fmt: skip
    twice = banso("undo", again["batch"], "-w", "ayumi")
    assert twice.code == 1
    assert "undone" in twice.err
    stranger = banso("undo", again["batch"], "-w", "northwind")
    assert stranger.code == 1
    assert "There is no import" in stranger.err


@pytest.mark.requirement("R19")
def test_accounts_have_their_stable_form(banso, filled, last_day):
    rows = banso("accounts", "-w", "ayumi", "--json").json
    assert [row["external_id"] for row in rows[:3]] == ["a1", "a10", "a11"]
    assert len(rows) == 12
    for row in rows:
        assert set(row) == ROW
        assert row["as_of"] == str(last_day)
        assert row["known_basis"] == "assumed"
    never = next(row for row in rows if row["external_id"] == "a12")
    assert never["silence_180d"] is None
    assert {slug for slug, value in never["metrics"].items() if value is not None} == COUNTED
    assert {never["metrics"][slug] for slug in COUNTED} == {0}
    used = next(row for row in rows if row["external_id"] == "a2")
    assert 0 <= used["health"] <= 100
    assert used["band"] in ("critical", "poor", "fair", "good", "strong")
    assert 0 < used["silence_180d"] < 1


@pytest.mark.requirement("R9")
def test_accounts_are_filtered_and_dated(banso, filled, last_day):
    some = banso(
        "accounts", "-w", "ayumi", "--json", "--filter", '{"attribute": "yearly_value", "op": "ge", "value": 11000}'
    )
    assert [row["external_id"] for row in some.json] == ["a11", "a12"]
    past = banso("accounts", "-w", "ayumi", "--json", "--as-of", str(last_day.replace(year=last_day.year - 2)))
    assert all(row["health"] is None or row["metrics"]["events_90d"] == 0 for row in past.json)
    table = banso("accounts", "-w", "ayumi")
    assert "会社 12" in table.out
    assert len(table.out.splitlines()) == 13


def test_nothing_of_a_name_is_markup_for_the_terminal(banso, company, tmp_path):
    path = tmp_path / "names.csv"
    path.write_text('id,name\na,"[bold red]x[/] <b>"\nb,=1+1\n')
    assert banso("import", "accounts", path, "-w", "ayumi").code == 0
    said = banso("accounts", "-w", "ayumi")
    assert "[bold red]x[/] <b>" in said.out
    assert "=1+1" in said.out
