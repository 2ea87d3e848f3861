"""Touches, notes and promises by the command."""

import pytest

from banso.platform.tenancy.api import scope
from banso.record.customers.api import create_account

SATO = "sato@ayumi.example"


@pytest.fixture
def account(company, now):
    with scope(company.workspace):
        return create_account("青嶺物流", now=now, external_id="aomine")


@pytest.mark.requirement("R3")
def test_a_touch_is_logged_and_what_was_said_is_not_printed(banso, account):
    said = banso(
        "touches", "add", "更新の相談", "--member", SATO, "--account", "aomine", "--kind", "call", "--direction", "in",
        "--sentiment", "good", "--body", "極秘", "--at", "2026-03-02T10:00", "-w", "ayumi", "--json",
    )  # fmt: skip
    (made,) = said.json
    assert (made["subject"], made["account"], made["sentiment"]) == ("更新の相談", "青嶺物流", 1)
    assert made["at"] == "2026-03-02T10:00:00+00:00"
    assert "極秘" not in said.out
    assert "更新の相談" in banso("touches", "list", "-w", "ayumi", "--json").out


@pytest.mark.requirement("R2")
def test_notes(banso, account):
    banso("notes", "add", "aomine", "予算は 2 月に決まる <b>", "--member", SATO, "-w", "ayumi")
    (note,) = banso("notes", "list", "--account", "aomine", "--search", "予算", "-w", "ayumi", "--json").json
    assert (note["text"], note["author"]) == ("予算は 2 月に決まる <b>", "Sato")
    assert banso("notes", "list", "--search", "nothing", "-w", "ayumi", "--json").json == []


@pytest.mark.requirement("R13")
def test_somebody_is_added_with_tags_and_found_again_by_address(banso, account):
    said = ("people", "add", "青木", "--mail", "aoki@aomine.example", "-w", "ayumi", "--json")
    made = banso(*said, "--tag", "紹介可", "--account", "aomine").json
    again = banso(*said, "--tag", "登壇", "--tag", "紹介可").json
    assert (again["id"], made["tags"], again["tags"]) == (made["id"], ["紹介可"], ["紹介可", "登壇"])


@pytest.mark.requirement("R99")
def test_promises(banso, account):
    (made,) = banso(
        "promises", "add", "aomine", "研修", "--due", "2026-03-10", "--made-on", "2026-03-01", "--in-sales",
        "--by", "営業", "-w", "ayumi", "--json",
    ).json  # fmt: skip
    assert (made["state"], made["late"], made["in_sales"], made["by"]) == ("open", True, True, "営業")
    assert banso("promises", "list", "--late", "-w", "ayumi", "--json").json == [made]
    (kept,) = banso("promises", "keep", made["id"], "-w", "ayumi", "--json").json
    assert (kept["state"], kept["late"]) == ("kept", False)
    assert banso("promises", "list", "-w", "ayumi", "--json").json == []
    (missed,) = banso("promises", "keep", made["id"], "--missed", "-w", "ayumi", "--json").json
    assert missed["state"] == "missed"
    assert "研修" in banso("promises", "list", "--account", "aomine", "-w", "ayumi").out


@pytest.mark.parametrize(
    "arguments",
    [
        ("touches", "add", "x", "--member", "nobody@ayumi.example"),
        ("touches", "add", "", "--member", SATO),
        ("touches", "add", "x", "--member", SATO, "--kind", "fax"),
        ("touches", "add", "x", "--member", SATO, "--at", "soon"),
        ("touches", "add", "x", "--member", SATO, "--at", "2999-01-01T00:00"),
        ("touches", "add", "x", "--member", SATO, "--account", "none"),
        ("touches", "add", "x", "--member", SATO, "--person", "ghost@example.com"),
        ("touches", "add", "x", "--member", SATO, "--sentiment", "meh"),
        ("notes", "add", "none", "x", "--member", SATO),
        ("notes", "add", "aomine", " ", "--member", SATO),
        ("promises", "add", "aomine", ""),
        ("promises", "add", "aomine", "x", "--due", "2000-01-01"),
        ("promises", "keep", "x"),
        ("promises", "list", "--account", "none"),
    ],
)
def test_mistakes_are_said(banso, account, arguments):
    said = banso(*arguments, "-w", "ayumi")
    assert said.code == 1
    assert said.err.startswith("banso: ")
