"""What a person gets wrong is said in words, with a code and never with a traceback."""

import subprocess
import sys

import pytest

from banso.platform.tenancy.api import scope
from banso.record.customers.api import add_external_id, get_account
from tests.cast import make_workspace

WRONG_USE = [
    ("nope",),
    ("import",),
    ("import", "accounts"),
    ("today", "--bad"),
    ("compute", "--step", "x"),
    ("definitions",),
    ("definitions", "nope"),
    ("explain",),
    ("backtest",),
    ("init", "--workspace", "x"),
]


@pytest.mark.parametrize("arguments", WRONG_USE, ids=" ".join)
def test_wrong_use_is_2_and_names_the_help(banso, arguments):
    said = banso(*arguments)
    assert (said.code, said.out) == (2, "")
    assert "--help”" in said.err


@pytest.mark.parametrize(
    "arguments", [("--help",), ("import", "--help"), ("definitions", "check", "--help"), ()], ids=" ".join
)
def test_help_is_said_on_stdout(banso, arguments):
    said = banso(*arguments)
    assert (said.code, said.err) == (0, "")
    assert "Usage: banso" in said.out


REFUSED = [
    (("today", "--as-of", "2026-13-01"), "“2026-13-01” is not a day for --as-of."),
    (("today", "--as-of", "20260331"), "is not a day"),
    (("accounts", "--as-of", "2026-W01-1"), "is not a day"),
    (("accounts", "--as-of", "２０２６-03-31"), "is not a day"),
    (("compute", "--as-of", "0201-01-01"), "is before 1990-01-01"),
    (("compute", "--as-of", "2999-01-01"), "has not ended yet"),
    (("explain", "a1", "--as-of", "2999-01-01"), "has not ended yet"),
    (("today", "--as-of", "2999-01-01"), "has not ended yet"),
    (("compute", "--step", "0"), "--step must be 1 or more"),
    (("compute", "--to", "2020-01-01"), "--to needs --from"),
    (("compute", "--from", "2021-01-01", "--to", "2020-01-01"), "is after --to"),
    (("compute", "--from", "1990-01-01"), "too many at once"),
    (("compute", "--as-of", "2020-01-01", "--from", "2019-01-01"), "not both"),
    (("explain", "a1", "--as-of", "2020-01-01", "--since", "2020-01-01"), "is not before"),
    (("explain", "nobody"), "no account “nobody”"),
    (("today", "--member", "no@no.example"), "no member no@no.example"),
    (("accounts", "--filter", "{"), "--filter is not JSON"),
    (("accounts", "--filter", "[" * 100_000), "--filter"),
    (("accounts", "--filter", "[1]"), "filter"),
    (("accounts", "--filter", '{"attribute": "nope", "op": "eq", "value": 1}'), "no attribute “nope”"),
    (("accounts", "--filter", '{"attribute": "health", "op": "like", "value": 1}'), "filter"),
    (("backtest", "--subject", "nope"), "nothing called “nope”"),
    (("backtest", "--subject", "metric:nope"), "no metric “nope”"),
    (("backtest", "--subject", "scorecard:nope"), "nope"),
    (("backtest", "--subject", "model:silence", "--every", "day"), "“day” is not a rhythm"),
    (("undo", "nope"), "no import “nope”"),
    (("definitions", "check", "/nowhere"), "no definitions in /nowhere"),
    (("import", "things", "x.csv"), "“things” cannot be imported"),
    (("import", "accounts", "/nowhere.csv"), "There is no such file"),
    (("import", "accounts", "/", "--map", "x"), "--map x is not understood"),
    (("import", "accounts", "/", "--map", "name=a", "--map", "name=b"), "--map gives name two columns"),
    (("import", "accounts", "/", "--date-order", "dym"), "“dym” is not a value of --date-order"),
    (("import", "accounts", "/", "--input-timezone", "Mars"), "“Mars” is not a value of --input-timezone"),
    (("import", "accounts", "/", "--source", "a:b"), "--source"),
    (("import", "accounts", "/"), "cannot be read"),
]


@pytest.mark.parametrize(("arguments", "words"), REFUSED, ids=[" ".join(one[0])[:60] for one in REFUSED])
def test_what_cannot_be_done_is_1_and_says_why(banso, company, arguments, words):
    said = banso(*arguments, "-w", "ayumi")
    assert said.code == 1
    assert words in said.err
    assert said.err.startswith("banso: ")


@pytest.mark.parametrize(
    "arguments",
    [("today",), ("accounts",), ("compute",), ("explain", "x"), ("backtest", "--subject", "model:silence")],
    ids=" ".join,
)
def test_the_workspace_must_be_known(banso, company, arguments):
    unknown = banso(*arguments, "--workspace", "nope")
    assert (unknown.code, unknown.out) == (1, "")
    assert "There is no workspace “nope”" in unknown.err
    unsaid = banso(*arguments)
    assert unsaid.code == 1
    assert "ayumi" in unsaid.err
    assert "northwind" in unsaid.err


def test_without_a_workspace_the_hint_is_init(banso, db):
    said = banso("today")
    assert said.code == 1
    assert "banso init" in said.err


def test_one_workspace_needs_no_name(banso, db):
    make_workspace("only")
    assert banso("accounts", "--json").json == []


def test_an_account_that_two_sources_know_differently_is_asked_for(banso, company, tmp_path):
    # Two accounts of one source first: what another source calls by a known id is that account, else a new one.
    path = tmp_path / "one.csv"
    for source, key in (("crm", "x"), ("billing", "y")):
        path.write_text(f"id,name\n{key},{source}\n")
        assert banso("import", "accounts", path, "--source", source, "-w", "ayumi").code == 0
    with scope(company.workspace):
        add_external_id(get_account("y"), "billing", "x")
    said = banso("explain", "x", "-w", "ayumi")
    assert said.code == 1
    assert "crm:x" in said.err
    assert "billing:x" in said.err
    assert banso("explain", "crm:x", "-w", "ayumi", "--json").code == 0


def test_an_interrupt_is_130_and_says_how_it_goes_on(banso, company, monkeypatch):
    def interrupt(*_arguments: object, **_options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("banso.judgement.metrics.api.compute", interrupt)
    said = banso("compute", "-w", "ayumi")
    assert said.code == 130
    assert "the same command goes on from there" in said.err


PROGRAM = [sys.executable, "-m", "banso.surfaces.cli.main"]


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"DATABASE_URL": "nonsense"}, "settings cannot be used"),
        ({"BANSO_HTTPS": "maybe"}, "BANSO_HTTPS"),
        ({"BANSO_HOME": "/proc/nothing"}, "settings cannot be used"),
        ({"DATABASE_URL": "sqlite:////nowhere/at/all.sqlite3"}, "The database does not answer"),
        ({}, "The database is not set up"),
    ],
    ids=["url", "switch", "home", "unreachable", "empty"],
)
def test_an_installation_that_is_not_in_order(tmp_path, settings, words):
    done = outside(tmp_path, "today", **settings)
    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def outside(home, *arguments, **settings):
    import os

    environment = {**os.environ, "BANSO_HOME": str(home), "DJANGO_SETTINGS_MODULE": "banso.config.settings"}
    environment.pop("DATABASE_URL", None)
    return subprocess.run(
        [*PROGRAM, *arguments], env=environment | settings, capture_output=True, text=True, check=False, timeout=120
    )
