"""Rules of touches, people, promises and news as pure functions: a table each, and what holds for any facts."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from banso.judgement.signals.rules import (
    OPEN,
    ChampionGone,
    Happened,
    KeyUserGone,
    Ledger,
    NoSponsor,
    NoTouch,
    PromiseMissed,
    SingleThreaded,
    SponsorSilent,
    ViewDiffers,
    history_of,
    ledger_by,
    open_in,
)
from banso.judgement.signals.rules.ledger import COLUMNS
from banso.platform.kit.columns import Columns

pytestmark = pytest.mark.requirement("R34")
NEVER = OPEN
Rows = Sequence[tuple[Any, ...]]


def columns(kind: str, rows: Rows) -> Columns:
    return {
        name: np.array([row[at] for row in rows], dtype=object if name in ("role", "kind") else np.int64)
        for at, name in enumerate(COLUMNS[kind])
    }


def ledger(day: int, known: Mapping[int, int] | None = None, **facts: Rows) -> Ledger:
    accounts = known or {1: 0}
    raw = {kind: columns(kind, rows) for kind, rows in facts.items()}
    ids = np.array(list(accounts), dtype=np.int64)
    since = np.array(list(accounts.values()), dtype=np.int64)
    usage = None
    if "user" in facts:
        seen = sorted({(row[0], row[2]) for row in facts["user"] if row[2] <= day})
        counts = [sum(row[3] for row in facts["user"] if (row[0], row[2]) == one) for one in seen]
        table = np.array(seen, dtype=np.int64).reshape(len(seen), 2)
        usage = history_of(ids, since, table[:, 0], table[:, 1], np.array(counts, dtype=np.int64), until=day)
    return ledger_by(day, ids, since, raw, usage)


def found(rule: Any, given_: Ledger, first: int = 0) -> list[tuple[int, int | None, str]]:
    episodes = rule.episodes(given_, first)
    return [
        (began, None if ended == OPEN else ended, reason)
        for began, ended, reason in zip(
            episodes.began.tolist(), episodes.ended.tolist(), episodes.reason.tolist(), strict=True
        )
    ]


def touch(day: int, known: int | None = None, account: int = 1) -> tuple[int, int, int, int]:
    return account, day, day if known is None else known, NEVER


EVERY_14 = [(1, 14)]


@pytest.mark.requirement("R124")
@pytest.mark.parametrize(
    ("touches", "day", "expected"),
    [
        pytest.param([touch(10)], 24, [], id="14 days are the cadence"),
        pytest.param([touch(10)], 25, [(25, None, "")], id="one day more"),
        pytest.param([touch(10), touch(30)], 40, [(25, 30, "touched")], id="ended by the next touch"),
        pytest.param([], 100, [], id="nobody writes touches down here"),
        pytest.param([touch(20, known=60)], 50, [], id="not known yet: as if nobody wrote down"),
        pytest.param([touch(10), touch(30, known=50)], 40, [(25, None, "")], id="not known yet"),
        pytest.param([(1, 30, 30, 32), touch(10)], 40, [(25, None, "")], id="deleted since"),
    ],
)
def test_no_touch(touches: Rows, day: int, expected: list[Any]) -> None:
    assert found(NoTouch(), ledger(day, touch=touches, cadence=EVERY_14)) == expected


def test_who_was_never_met_counts_from_the_first_touch_of_all() -> None:
    given_ = ledger(60, {1: 0, 2: 30, 3: 0}, touch=[touch(20, account=3)], cadence=[(1, 14), (2, 14)])
    episodes = NoTouch().episodes(given_, 0)
    assert (episodes.account.tolist(), episodes.began.tolist()) == ([1, 2], [35, 45])
    assert episodes.evidence["met"].tolist() == [0, 0]


def met(*days: int, person: int = 7) -> Rows:
    return [(1, person, day, day, NEVER) for day in days]


@pytest.mark.parametrize(
    ("reached", "day", "expected"),
    [
        pytest.param(met(0, 10), 20, [], id="two touches say nothing"),
        pytest.param(met(0, 10, 20), 20, [(20, None, "")], id="three with one person"),
        pytest.param([*met(0, 10, 20), *met(30, person=8)], 40, [(20, 30, "widened")], id="a second person"),
        pytest.param([*met(0, 10, 20), *met(5, person=8)], 40, [], id="two people"),
        pytest.param(met(0, 10, 20), 100, [(20, 90, "quiet")], id="too few left"),
        pytest.param([*met(0, person=8), *met(50, 60, 70)], 95, [(90, None, "")], id="the other one is long ago"),
    ],
)
@pytest.mark.requirement("R13")
def test_single_threaded(reached: Rows, day: int, expected: list[Any]) -> None:
    assert found(SingleThreaded(), ledger(day, reached=reached)) == expected


@pytest.mark.requirement("R27")
@pytest.mark.parametrize(
    ("contacts", "day", "expected"),
    [
        pytest.param([], 100, [], id="nobody is known: another gap"),
        pytest.param([(1, 7, "user", 10, NEVER)], 39, [], id="30 days to find out"),
        pytest.param([(1, 7, "user", 10, NEVER)], 40, [(40, None, "")], id="no sponsor"),
        pytest.param([(1, 7, "user", 10, NEVER), (1, 8, "sponsor", 60, NEVER)], 80, [(40, 60, "found")], id="found"),
        pytest.param([(1, 7, "user", 0, NEVER), (1, 8, "sponsor", 0, 50)], 90, [(80, None, "")], id="left"),
        pytest.param([(1, 7, "user", 0, 60)], 90, [(30, 60, "nobody")], id="nobody is left"),
        pytest.param([(1, 7, "user", 0, NEVER), (1, 8, "sponsor", 95, NEVER)], 90, [(30, None, "")], id="to come"),
    ],
)
def test_no_sponsor(contacts: Rows, day: int, expected: list[Any]) -> None:
    assert found(NoSponsor(), ledger(day, contact=contacts)) == expected


SPONSOR = [(1, 7, "sponsor", 0, NEVER)]


@pytest.mark.requirement("R27")
@pytest.mark.parametrize(
    ("reached", "contacts", "day", "expected"),
    [
        pytest.param(met(0, 100), SPONSOR, 160, [(61, 100, "reached")], id="reached again, 60 days are not long"),
        pytest.param(met(0, 100), SPONSOR, 161, [(61, 100, "reached"), (161, None, "")], id="silent again"),
        pytest.param(met(0, person=8), SPONSOR, 61, [(61, None, "")], id="another person is not the sponsor"),
        pytest.param(met(0), [(1, 7, "sponsor", 0, 70)], 90, [(61, 70, "left")], id="the sponsor left"),
    ],
)
def test_sponsor_silent(reached: Rows, contacts: Rows, day: int, expected: list[Any]) -> None:
    touches = [touch(row[2]) for row in reached]
    assert found(SponsorSilent(), ledger(day, reached=reached, touch=touches, contact=contacts)) == expected


@pytest.mark.requirement("R14")
@pytest.mark.parametrize(
    ("contacts", "day", "expected"),
    [
        pytest.param([(1, 7, "champion", 0, 50)], 49, [], id="not yet"),
        pytest.param([(1, 7, "champion", 0, 50)], 50, [(50, None, "")], id="gone"),
        pytest.param([(1, 7, "champion", 0, 50)], 230, [(50, 230, "past")], id="spoken of for 180 days"),
        pytest.param([(1, 7, "champion", 0, 50), (1, 8, "champion", 20, NEVER)], 60, [], id="another one is there"),
        pytest.param([(1, 7, "champion", 0, 50), (1, 8, "champion", 80, NEVER)], 90, [(50, 80, "found")], id="found"),
        pytest.param([(1, 7, "user", 0, 50)], 60, [], id="no champion"),
    ],
)
def test_champion_gone(contacts: Rows, day: int, expected: list[Any]) -> None:
    assert found(ChampionGone(), ledger(day, contact=contacts)) == expected


def used(days: Sequence[int], user: int = 5, n: int = 1, account: int = 1) -> Rows:
    return [(account, user, day, n) for day in days]


WEEKLY = range(0, 71, 7)
OTHERS = used([20, 40, 60], user=9)


@pytest.mark.requirement("R14")
@pytest.mark.parametrize(
    ("users", "left", "day", "expected"),
    [
        pytest.param(used(WEEKLY), [], 84, [(84, None, "")], id="14 days, though 7 are usual"),
        pytest.param(used(WEEKLY), [], 83, [], id="13 days"),
        pytest.param([*used(WEEKLY), *used([90])], [], 95, [(84, 90, "returned")], id="returned"),
        pytest.param(used(range(0, 101, 20)), [], 120, [], id="20 days are usual"),
        pytest.param(used(WEEKLY), [], 250, [(84, 250, "gone")], id="gone after 180 days"),
        pytest.param(used([60, 70]), [], 90, [], id="too few gaps to know"),
        pytest.param([*used(WEEKLY), *used([76])], [(1, 5, 78)], 80, [(78, None, "")], id="the contact ended"),
    ],
)
def test_key_user_gone(users: Rows, left: Rows, day: int, expected: list[Any]) -> None:
    rows = [row for row in [*users, *OTHERS] if row[2] <= day]
    assert found(KeyUserGone(), ledger(day, user=rows, left=left)) == expected


def test_who_makes_little_of_the_use_is_no_key_user() -> None:
    """User 5 made 11 of 82 events; user 6 made the rest and is silent as well."""
    given_ = ledger(84, user=[*used(WEEKLY), *used(range(71), user=6)], left=[])
    assert KeyUserGone().episodes(given_, 0).evidence["user"].tolist() == [6]
    alone = ledger(84, user=used(WEEKLY))
    assert len(KeyUserGone().episodes(alone, 0)) == 0


@pytest.mark.requirement("R100")
@pytest.mark.parametrize(
    ("promises", "day", "expected"),
    [
        pytest.param([(1, 10, 0, NEVER, 0)], 10, [], id="the last day counts"),
        pytest.param([(1, 10, 0, NEVER, 0)], 11, [(11, None, "")], id="late"),
        pytest.param([(1, 10, 0, 15, 0)], 20, [(11, 15, "kept")], id="kept late"),
        pytest.param([(1, 10, 0, 8, 0)], 20, [], id="kept in time"),
        pytest.param([(1, 10, 0, 15, 0)], 12, [(11, None, "")], id="kept later than that day"),
        pytest.param([(1, 10, 0, 15, 1)], 60, [(11, 45, "past")], id="said to be missed"),
        pytest.param([(1, NEVER, 0, 15, 1)], 20, [(15, None, "")], id="missed without a day"),
        pytest.param([(1, 10, 14, NEVER, 0)], 12, [], id="not known yet"),
        pytest.param([(1, 10, 14, NEVER, 0)], 14, [(14, None, "")], id="learnt late"),
        pytest.param([(1, 10, 0, 15, 0), (1, 12, 0, 20, 0)], 30, [(11, 20, "kept")], id="two are one signal"),
    ],
)
def test_promise_missed(promises: Rows, day: int, expected: list[Any]) -> None:
    assert found(PromiseMissed(), ledger(day, promise=promises)) == expected


@pytest.mark.requirement("R28")
@pytest.mark.parametrize(
    ("bands", "expected"),
    [
        pytest.param([4, 4, 4], [(11, None, "")], id="two bands and more"),
        pytest.param([2, 2, 2], [], id="one band"),
        pytest.param([2, 3, 2], [(12, 13, "agreed")], id="agreed again"),
        pytest.param([3, 0, 3], [(11, 12, "agreed"), (13, None, "")], id="apart twice"),
    ],
)
def test_view_differs(bands: list[int], expected: list[Any]) -> None:
    scores = [(1, 11 + at, band) for at, band in enumerate(bands)]
    assert found(ViewDiffers(), ledger(20, view=[(1, 1, 10, 50)], score=scores)) == expected


def test_a_view_that_expires_ends_the_signal() -> None:
    given_ = ledger(60, view=[(1, 1, 10, 50)], score=[(1, day, 4) for day in range(5, 60)])
    assert found(ViewDiffers(), given_) == [(10, 50, "expired")]


@pytest.mark.requirement("R12")
@pytest.mark.parametrize(
    ("news", "day", "expected"),
    [
        pytest.param([(1, "merger", 10, 10, NEVER)], 20, [(10, None, "")], id="told"),
        pytest.param([(1, "funding", 10, 10, NEVER)], 20, [], id="not of the kinds"),
        pytest.param([(1, "merger", 10, 10, NEVER)], 70, [(10, 70, "past")], id="for 60 days"),
        pytest.param([(1, "merger", 10, 30, NEVER)], 20, [], id="not known yet"),
        pytest.param([(1, "merger", 10, 30, NEVER)], 40, [(30, None, "")], id="learnt late, told from then on"),
        pytest.param([(1, "merger", 10, 100, NEVER)], 110, [], id="learnt when it is history"),
    ],
)
def test_happened(news: Rows, day: int, expected: list[Any]) -> None:
    assert found(Happened(kinds=("merger",)), ledger(day, watch=news)) == expected


# --- what holds for any facts --------------------------------------------------------------------------------

days_ = st.integers(0, 150)
late = st.sampled_from([0, 0, 0, 3, 40])
accounts_ = st.integers(1, 3)
KNOWN = {1: 0, 2: 5, 3: 60}
touches_ = st.lists(st.tuples(accounts_, st.integers(7, 8), days_, late), max_size=20)
promises_ = st.lists(st.tuples(accounts_, days_, days_, st.integers(1, 60), st.booleans()), max_size=10)
news_ = st.lists(st.tuples(accounts_, st.sampled_from(["merger", "funding"]), days_, late), max_size=10)
RULES: list[Any] = [NoTouch(), SingleThreaded(), PromiseMissed(), Happened(kinds=("merger",))]


def all_facts(day: int, touched: list[Any], promised: list[Any], news: list[Any]) -> Ledger:
    return ledger(
        day,
        KNOWN,
        touch=[(account, on, on + wait, NEVER) for account, _person, on, wait in touched],
        reached=[(account, person, on, on + wait, NEVER) for account, person, on, wait in touched],
        promise=[
            (account, due, known, known + length, int(missed)) for account, due, known, length, missed in promised
        ],
        watch=[(account, kind, on, on + wait, NEVER) for account, kind, on, wait in news],
        cadence=[(1, 14), (2, 30), (3, 14)],
    )


@pytest.mark.requirement("B3")
@given(days_, touches_, promises_, news_, touches_, promises_, news_)
def test_what_is_learnt_later_changes_nothing(
    day: int, touched: Any, promised: Any, news: Any, more: Any, promised_later: Any, news_later: Any
) -> None:
    """Facts that became known after a day are not in what the rules say as of that day."""
    unknown = [row for row in more if row[2] + row[3] > day]
    to_come = [row for row in promised_later if row[2] > day]
    unheard = [row for row in news_later if row[2] + row[3] > day]
    plain = all_facts(day, touched, promised, news)
    fuller = all_facts(day, [*touched, *unknown], [*promised, *to_come], [*news, *unheard])
    for rule in RULES:
        assert found(rule, plain) == found(rule, fuller), rule


@given(days_, touches_, promises_, news_)
def test_times_of_one_account_do_not_overlap_and_open_ones_hold(
    day: int, touched: Any, promised: Any, news: Any
) -> None:
    given_ = all_facts(day, touched, promised, news)
    for rule in RULES:
        episodes = rule.episodes(given_, 0)
        for account in (1, 2, 3):
            own = sorted(
                (began, ended)
                for of, began, ended in zip(
                    episodes.account.tolist(), episodes.began.tolist(), episodes.ended.tolist(), strict=True
                )
                if of == account
            )
            assert all(first[1] <= second[0] for first, second in pairwise(own)), (rule, own)
            assert all(KNOWN[account] <= day and began < ended for began, ended in own)
        held = open_in(rule, given_)
        assert ((held.began <= day) & (held.ended == OPEN)).all()


def test_nothing_in_gives_nothing() -> None:
    for rule in (*RULES, NoSponsor(), SponsorSilent(), ChampionGone(), KeyUserGone(), ViewDiffers()):
        assert found(rule, ledger(100)) == []
