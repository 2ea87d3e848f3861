"""Health in the book, its explanation across days and versions, and the dry run of a card."""

import copy
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils.translation import override

from banso.judgement.health.api import BAND, COVERAGE, HEALTH, RAW, band_name, card_in_force, explain
from banso.judgement.health.queries.impact import impact
from banso.judgement.metrics.api import book, compute
from banso.platform.definitions.api import DefinitionsInvalid, get, save
from banso.platform.tenancy.api import scope
from tests.cast import make_workspace
from tests.judgement.events import add_accounts, add_events

NOW = datetime(2026, 4, 1, tzinfo=UTC)
THEN, DAY = date(2026, 2, 28), date(2026, 3, 31)


@pytest.fixture
def ids(db) -> Iterator[dict[str, int]]:
    """A regular account, one that stopped, and one that never began; English."""
    with scope(make_workspace(timezone="UTC")), override("en"):
        found = add_accounts(["regular", "stopped", "never"], now=NOW)
        start = datetime(2025, 4, 1, 9, tzinfo=UTC)
        events = [
            {
                "account": "regular",
                "at": start + timedelta(days=day),
                "end_user": f"u{day % 4}",
                "feature": f"f{day % 6}",
            }
            for day in range(0, 365, 3)
        ]
        events += [{"account": "stopped", "at": start + timedelta(days=day)} for day in range(0, 300, 5)]
        add_events(events, found, now=NOW)
        yield found


def changed_card(**changes: object) -> dict[str, object]:
    """The starter's body with changes to its first metric."""
    body = copy.deepcopy(get("scorecard", "starter").body)
    body["metrics"][0].update(changes)
    return body


@pytest.mark.requirement("R19")
def test_the_book_holds_health(ids) -> None:
    found = book(DAY, now=NOW)
    row = found.row_of(ids["regular"])
    assert row is not None
    health, coverage = row[HEALTH], row[COVERAGE]
    assert health is not None
    assert 60 < health < 80
    assert coverage == 1.0
    assert row[RAW] == health
    assert band_name(row[BAND]) == "good"
    never = found.row_of(ids["never"])
    assert never is not None
    assert (never[HEALTH], never[COVERAGE], never[BAND]) == (None, 0.0, None)


@pytest.mark.requirement("R19", "R28")
def test_a_change_is_explained_in_sentences_that_add_up(ids) -> None:
    found = explain(ids["stopped"], DAY, THEN).to_json()
    assert list(found) == ["score", "score_since", "change", "coverage", "parts"]
    assert found["change"] == pytest.approx(found["score"] - found["score_since"], abs=1e-9)
    assert sum(part["change"] for part in found["parts"]) == pytest.approx(found["change"], abs=1e-9)
    shown = [part["contribution"] for part in found["parts"] if part["cause"] in ("level", "cap")]
    assert sum(shown) == pytest.approx(found["score"], abs=1e-9)
    fell = next(part for part in found["parts"] if (part["metric"], part["cause"]) == ("active_weeks_13", "data"))
    assert fell["text"].startswith("Active weeks of 13 went from ")
    assert fell["change"] < 0


def test_an_account_without_use_has_no_score(ids) -> None:
    found = explain(ids["never"], DAY, THEN).to_json()
    assert (found["score"], found["score_since"], found["change"], found["coverage"]) == (None, None, None, 0.0)
    assert {part["contribution"] for part in found["parts"]} == {None}
    assert {part["change"] for part in found["parts"]} == {None}


@pytest.mark.requirement("R20")
def test_each_day_is_explained_by_the_version_that_made_it(ids) -> None:
    compute([THEN], now=NOW)
    save("scorecard", changed_card(weight=4), after=1, author=None, reason="weeks count more", now=NOW)
    compute([DAY], now=NOW)
    assert card_in_force().version == 2
    found = explain(ids["regular"], DAY, THEN)
    assert found.card_since is not None
    assert (found.card.version, found.card_since.version) == (2, 1)
    causes = {row.cause for row in found.found.rows}
    assert "weight" in causes
    changes = sum(row.change or 0 for row in found.found.rows)
    assert changes == pytest.approx(found.found.change, abs=1e-9)


@pytest.mark.requirement("R20", "B5")
def test_a_dry_run_says_who_would_move(ids) -> None:
    assert impact(get("scorecard", "starter").body, changed_card(weight=2)) == []  # nothing is computed yet
    compute([DAY], now=NOW)
    assert impact(get("scorecard", "starter").body, get("scorecard", "starter").body) == [
        "No account changes its band."
    ]
    body = changed_card(weight=1000, curve=[[0, 0], [100, 0]])
    assert impact(get("scorecard", "starter").body, body) == ["2 accounts to critical"]
    with override("ja"):
        assert impact(None, get("scorecard", "starter").body) == [
            "「弱い」になるアカウント 1 件",
            "「良好」になるアカウント 1 件",
        ]


def test_a_faulty_card_is_refused_with_its_places(ids) -> None:
    with pytest.raises(DefinitionsInvalid, match=r"metrics\[0\]\.weight: write a number"):
        save("scorecard", changed_card(weight=-1), after=1, author=None, reason="x", now=NOW)
