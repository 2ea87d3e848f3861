"""Signals as pure functions of use: tables for each rule, and promises for any use."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banso.judgement.signals.rules import (
    OPEN,
    Facts,
    NeverStarted,
    Rule,
    Silence,
    UsageFell,
    as_of,
    known_by,
    replay,
)
from tests.judgement.signals.usage_facts import (
    ACCOUNTS,
    any_facts,
    facts_of,
    fallen_since,
    silent_since,
    use,
    used,
)

pytestmark = pytest.mark.requirement("R34")

ALL: list[Rule] = [Silence(), UsageFell(min_peers=2), NeverStarted()]
EVERY_4_DAYS = range(0, 41, 4)  # 10 gaps of 4 days, last use on day 40


def begins(rule: Rule, facts: Facts, day: int) -> dict[int, int]:
    found = as_of(rule, facts, day)
    return dict(zip(found.account.tolist(), found.began.tolist(), strict=True))


# --- silence -----------------------------------------------------------------------------------------------


@pytest.mark.requirement("R21")
@pytest.mark.parametrize(
    ("days", "today", "began"),
    [
        pytest.param(EVERY_4_DAYS, 53, None, id="13 days are too few"),
        pytest.param(EVERY_4_DAYS, 54, 54, id="14 days, usual 4"),
        pytest.param(EVERY_4_DAYS, 219, 54, id="still silent on day 179"),
        pytest.param(EVERY_4_DAYS, 220, None, id="gone after 180 days"),
        pytest.param([*EVERY_4_DAYS, 60], 60, None, id="use returned"),
        pytest.param(range(0, 32, 4), 100, None, id="7 gaps are too few"),
        pytest.param(range(0, 33, 4), 100, 46, id="8 gaps"),
        pytest.param(range(0, 201, 20), 220, None, id="20 days are usual: not longer"),
        pytest.param(range(0, 201, 20), 221, 221, id="longer than the usual 20"),
    ],
)
def test_silence(days: range, today: int, began: int | None) -> None:
    facts = facts_of(use(days), {1: 0})
    assert begins(Silence(), facts, today) == ({} if began is None else {1: began})


def test_silence_ends_when_use_returns_or_as_gone() -> None:
    facts = facts_of([*use([*EVERY_4_DAYS, 60]), *use(EVERY_4_DAYS, account=2)], {1: 0, 2: 0})
    found = Silence().episodes(known_by(facts, 400), 0)
    rows = list(zip(found.account, found.began, found.ended, found.reason, strict=True))
    # Account 1 fell silent again after its return: 11 gaps of 4 and one of 20, usual 11.2.
    assert rows == [(1, 54, 60, "returned"), (2, 54, 220, "gone"), (1, 74, 240, "gone")]


def test_silence_says_what_was_usual() -> None:
    days = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 60]
    found = as_of(Silence(), facts_of(use(days), {1: 0}), 80)
    assert {name: values.tolist() for name, values in found.evidence.items()} == {
        "last_active": [60],
        "gaps": [20],
        "usual_days": [pytest.approx(1 + 0.05 * 40)],  # place 18.05 among 19 gaps of 1 and one of 41
        "longest_days": [41],
        "active_weeks": [5],  # counted back from day 60: 0 and 5 to 8
    }


def test_active_weeks_look_back_52_weeks_only() -> None:
    days = [*range(0, 200, 7), *range(500, 540, 4)]
    found = as_of(Silence(quantile=0.5), facts_of(use(days), {1: 0}), 560)
    expected = len({(536 - day) // 7 for day in days if 536 - day < 364})
    assert found.evidence["active_weeks"].tolist() == [expected]


# --- usage fell --------------------------------------------------------------------------------------------


def weekly(per_week: list[int], account: int = 1) -> list[tuple[int, int, int, int]]:
    """Events on the Sunday of each week (day 3 is a Sunday)."""
    return [(account, 3 + 7 * week, n, 3 + 7 * week) for week, n in enumerate(per_week) if n]


def test_usage_fell_is_the_log_ratio_of_4_weeks_to_26() -> None:
    facts = facts_of(weekly([4] * 30 + [1, 1]), {1: 0})
    found = as_of(UsageFell(), facts, 3 + 7 * 31)
    assert len(found) == 0  # (4+4+1+1)/4 = 2.5: D = .453
    facts = facts_of(weekly([4] * 30 + [1, 1, 1]), {1: 0})
    found = as_of(UsageFell(), facts, 3 + 7 * 32 + 6)
    assert found.began.tolist() == [3 + 7 * 32]
    assert found.evidence["now_per_week"].tolist() == [1.75]
    assert found.evidence["before_per_week"].tolist() == [4]
    assert found.evidence["fall"].tolist() == [pytest.approx(-math.log(1.875 / 4.125))]
    assert found.evidence["latest_week"].tolist() == [3 + 7 * 32]


@pytest.mark.parametrize(
    ("per_week", "why"),
    [
        ([1] * 12 + [0] * 4, "12 active weeks are not regular"),
        ([0] * 20 + [8] * 12 + [0] * 4, "12 weeks with much use are not regular either"),
    ],
)
def test_only_regular_accounts_fall(per_week: list[int], why: str) -> None:
    assert begins(UsageFell(), facts_of(weekly(per_week), {1: 0}), 3 + 7 * 36) == {}, why


def test_a_fall_shared_by_all_is_nobodys() -> None:
    rows = [row for account in range(1, 12) for row in weekly([4] * 30 + [1] * 4, account)]
    known = dict.fromkeys(range(1, 12), 0)
    today = 3 + 7 * 33
    assert begins(UsageFell(min_peers=12), facts_of(rows, known), today).keys() == known.keys()
    assert begins(UsageFell(min_peers=11), facts_of(rows, known), today) == {}


def test_a_fall_ends_as_recovered_as_new_level_or_as_gone() -> None:
    rows = [
        *weekly([4] * 30 + [1] * 4 + [4] * 40, 1),
        *weekly([4] * 30 + [1] * 44, 2),
        *weekly([4] * 30, 3),
    ]
    found = UsageFell().episodes(known_by(facts_of(rows, {1: 0, 2: 0, 3: 0}), 3 + 7 * 73), 0)
    assert dict(zip(found.account.tolist(), found.reason.tolist(), strict=True)) == {
        1: "recovered",
        2: "new_level",
        3: "gone",
    }
    assert found.ended[found.account == 3].tolist() == [3 + 7 * 29 + 180]


# --- never started -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "today", "open_"),
    [
        ([], 113, False),
        ([], 114, True),
        ([], 279, True),
        ([], 280, False),
        ([114], 114, False),
        ([120], 119, True),
        ([120], 120, False),
        ([50], 120, False),
    ],
)
def test_never_started(days: list[int], today: int, open_: bool) -> None:
    facts = facts_of(use(days), {1: 100})
    assert begins(NeverStarted(), facts, today) == ({1: 114} if open_ else {})


def test_never_started_says_how_it_ended() -> None:
    facts = facts_of(use([120]), {1: 100, 2: 100})
    found = NeverStarted().episodes(known_by(facts, 300), 0)
    assert found.reason.tolist() == ["started", "gone"]
    assert found.ended.tolist() == [120, 280]


# --- for all -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", ALL)
def test_no_use_at_all(rule: Rule) -> None:
    found = rule.episodes(known_by(facts_of([], {}), 100), 0)
    assert len(found) == 0


@settings(max_examples=40, deadline=None)
@given(any_facts(), st.integers(60, 420))
def test_the_oracle_agrees(facts: Facts, today: int) -> None:
    use_of = {account: used(facts, account, today) for account in ACCOUNTS}
    silent = {account: silent_since(sorted(days), today) for account, days in use_of.items()}
    assert begins(Silence(), facts, today) == {a: day for a, day in silent.items() if day is not None}
    rule = UsageFell(min_peers=2)
    assert begins(rule, facts, today) == fallen_since(use_of, today, rule)


@settings(max_examples=40, deadline=None)
@given(any_facts(), any_facts(), st.integers(0, 420))
def test_what_is_learnt_later_changes_nothing(facts: Facts, more: Facts, today: int) -> None:
    late = np.maximum(more.row_known, today + 1)
    both = Facts(
        facts.accounts,
        facts.known,
        np.concatenate([facts.row_account, more.row_account]),
        np.concatenate([facts.row_day, more.row_day]),
        np.concatenate([facts.row_n, more.row_n]),
        np.concatenate([facts.row_known, late]),
    )
    for rule in ALL:
        one, other = as_of(rule, facts, today), as_of(rule, both, today)
        assert one.account.tolist() == other.account.tolist()
        assert one.began.tolist() == other.began.tolist()
        for name, values in one.evidence.items():
            assert values.tolist() == other.evidence[name].tolist()


@settings(max_examples=12, deadline=None)
@given(any_facts(), st.integers(0, 300), st.integers(0, 60))
def test_a_replay_equals_day_by_day(facts: Facts, first: int, days: int) -> None:
    for rule in ALL:
        covered = []
        for start, stop, episodes in replay(rule, facts, first, first + days):
            for day in range(start, stop + 1):
                covered.append(day)
                then, now = episodes.open_at(day), as_of(rule, facts, day)
                assert then.account.tolist() == now.account.tolist()
                assert then.began.tolist() == now.began.tolist()
        assert covered == list(range(first, first + days + 1))


@settings(max_examples=40, deadline=None)
@given(any_facts(), st.integers(0, 420), st.integers(0, 420))
def test_episodes_are_in_order_and_do_not_overlap(facts: Facts, first: int, today: int) -> None:
    history = known_by(facts, today)
    for rule in ALL:
        found = rule.episodes(history, first)
        assert (found.began <= today).all()
        assert (found.began < found.ended).all()
        assert ((found.ended <= today) | (found.ended == OPEN)).all()
        assert (found.ended > first).all()
        assert ((found.reason == "") == (found.ended == OPEN)).all()
        for account in set(found.account.tolist()):
            own = found.account == account
            assert (found.began[own][1:] >= found.ended[own][:-1]).all()
