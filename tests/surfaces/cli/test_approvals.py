"""definitions list and approve, as an operator gives them."""

import pytest

from banso.platform.identity.api import Role
from banso.platform.tenancy.api import scope
from banso.record.work.api import InboxItem
from tests.cast import make_member

pytestmark = pytest.mark.requirement("R48")
METRIC = ("metric", "active_weeks_52")


@pytest.fixture
def executive(company):
    return make_member(company.workspace, "Kuroda", Role.EXECUTIVE)


def test_listed_asked_approved_and_withdrawn(banso, company, executive):
    def row(**options):
        args = [text for name, value in options.items() for text in (f"--{name}", value)]
        return {one["slug"]: one for one in banso("definitions", "list", *args, "-w", "ayumi", "--json").json}

    whole = row()
    assert (whole["active_weeks_52"]["state"], whole["active_weeks_52"]["owner"]) == ("none", "Banso")
    assert {"starter", "grr_by_movements", "high"} <= set(whole)
    assert set(row(kind="metric")) < set(whole)
    by = ("--member", "kuroda@ayumi.example", "-w", "ayumi")
    asked = banso("definitions", "approve", *METRIC, "--ask", "--member", "mori@ayumi.example", "-w", "ayumi", "--json")
    assert (asked.json["state"], asked.json["asked_by"]) == ("asked", "Mori")
    with scope(company.workspace):
        assert InboxItem.objects.filter(member=executive, kind="approval").count() == 1
    assert banso("definitions", "approve", *METRIC, *by).out == "metric active_weeks_52, version 1: approved\n"
    assert list(row(state="approved")) == ["active_weeks_52"]
    assert row()["active_weeks_52"]["approved_by"] == "Kuroda"
    text = banso("definitions", "list", "--state", "approved", "-w", "ayumi").out
    assert ("active_weeks_52" in text, "Kuroda" in text) == (True, True)
    gone = banso("definitions", "approve", *METRIC, "--withdraw", "--reason", "wrong", *by, "--json").json
    assert (gone["state"], gone["approved_by"]) == ("none", None)


def test_a_change_is_listed_with_what_differs(banso, company, executive, tmp_path):
    banso("definitions", "approve", "tier", "high", "--member", "kuroda@ayumi.example", "-w", "ayumi")
    banso("definitions", "export", tmp_path, "-w", "ayumi")
    file = tmp_path / "tiers" / "high.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("High touch", "By hand"), encoding="utf-8")
    assert not (tmp_path / "rates").exists()
    banso("definitions", "apply", tmp_path, "--reason", "plainer", "-w", "ayumi")
    found = banso("definitions", "list", "--state", "changed", "-w", "ayumi", "--json").json
    assert [(one["slug"], one["changes"], one["approved_version"]) for one in found] == [
        ("high", ["name.en: High touch → By hand"], 1)
    ]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("approve", *METRIC, "--member", "mori@ayumi.example"), "may not do this"),
        (("approve", *METRIC, "--member", "nobody@ayumi.example"), "There is no member"),
        (("approve", "metric", "colour", "--member", "oda@ayumi.example"), "colour"),
        (("approve", *METRIC, "--ask", "--withdraw", "--member", "oda@ayumi.example"), "exclude each other"),
        (("approve", *METRIC, "--withdraw", "--member", "oda@ayumi.example"), "neither approved nor asked for"),
        (("list", "--kind", "poem"), "poem"),
        (("list", "--state", "loved"), "loved"),
    ],
)
def test_mistakes_are_said(banso, company, args, said):
    failed = banso("definitions", *args, "-w", "ayumi")
    assert failed.code != 0
    assert said in failed.err + failed.out
    assert "Traceback" not in failed.err
