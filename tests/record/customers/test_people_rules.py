"""Pure rules about people: gaps, key users, the map, addresses."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banso.record.customers.rules import addresses, gaps, stakeholders
from banso.record.customers.rules.gaps import Standing

DAY = date(2026, 4, 1)


def _ago(days: int) -> date:
    return DAY - timedelta(days=days)


BOSS = Standing(1, 1, role="decision_maker", last_touch=_ago(5))
SPONSOR = Standing(2, 2, role="sponsor", last_touch=_ago(89))
CHAMPION = Standing(3, 3, role="champion", last_touch=_ago(3))


@pytest.mark.requirement("R14")
@pytest.mark.parametrize(
    ("people", "kinds"),
    [
        ([], ["nobody"]),
        ([BOSS, SPONSOR, CHAMPION], []),
        ([BOSS], ["single_threaded", "no_sponsor"]),
        ([Standing(1, 1, role="user")], ["single_threaded", "no_decision_maker", "no_sponsor"]),
        ([BOSS, CHAMPION, Standing(2, 2, role="sponsor", last_touch=_ago(90))], ["sponsor_silent"]),
        ([BOSS, CHAMPION, Standing(2, 2, role="sponsor")], ["sponsor_silent"]),
        ([BOSS, SPONSOR, Standing(3, 3, role="champion", last_touch=_ago(200))], ["champion_silent"]),
        ([BOSS, SPONSOR, Standing(3, 3, role="champion", ended=_ago(10))], ["champion_gone"]),
        ([BOSS, SPONSOR, Standing(3, 3, role="champion", ended=_ago(180))], []),
        ([BOSS, SPONSOR, CHAMPION, Standing(4, 4, role="champion", ended=_ago(10))], []),
        ([BOSS, CHAMPION, Standing(2, 2, role="sponsor", ended=_ago(10))], ["sponsor_gone"]),
        ([BOSS, CHAMPION, Standing(2, 2, role="sponsor", ended=_ago(300))], ["no_sponsor"]),
        ([BOSS, CHAMPION, Standing(2, 2, role="sponsor", last_touch=_ago(1), ended=_ago(-5))], []),
    ],
)
def test_gaps_of_an_account(people, kinds):
    assert [gap.kind for gap in gaps.gaps(people, DAY)] == kinds


_PEOPLE = st.lists(
    st.builds(
        Standing,
        st.integers(1, 9),
        st.integers(1, 9),
        role=st.sampled_from([None, "decision_maker", "sponsor", "champion", "user", "sceptic"]),
        last_touch=st.one_of(st.none(), st.integers(0, 400).map(_ago)),
        ended=st.one_of(st.none(), st.integers(-30, 400).map(_ago)),
    ),
    max_size=8,
)


@given(_PEOPLE)
def test_no_gap_is_told_twice_or_against_what_is_there(people):
    found = gaps.gaps(people, DAY)
    kinds = [gap.kind for gap in found]
    assert len(kinds) == len(set(kinds))
    here = [one for one in people if one.ended is None or one.ended > DAY]
    for role in gaps.WATCHED:
        assert not {f"no_{role}", f"{role}_gone"} & set(kinds) or not any(one.role == role for one in here)
        assert not {f"{role}_silent", f"{role}_gone"} <= set(kinds)
    assert all(set(gap.people) <= {one.person for one in people} for gap in found)


def test_key_users_make_a_third_of_the_use():
    assert gaps.key_users({1: 30, 2: 60, 3: 10}) == [2, 1]
    assert gaps.key_users({1: 29, 2: 29, 3: 42}) == [3]
    assert gaps.key_users({}) == []


@given(st.lists(st.integers(0, 300), unique=True, min_size=2, max_size=40))
def test_silence_is_beyond_ones_own_gaps_and_two_weeks(numbers):
    days = sorted(map(_ago, numbers))
    limit = gaps.silence_limit(days)
    assert limit is not None
    assert limit >= gaps.LEAST_SILENCE
    assert not gaps.is_silent(days, days[-1] + timedelta(days=limit))
    assert gaps.is_silent(days, days[-1] + timedelta(days=limit + 1))


def test_nobody_is_silent_who_came_once():
    assert gaps.silence_limit([DAY]) is None
    assert not gaps.is_silent([_ago(300)], DAY)


_NODES = st.integers(0, 14).flatmap(
    lambda size: st.tuples(
        *(
            st.builds(
                stakeholders.Node,
                st.just(key),
                st.sampled_from([None, 1, 2, 3]),
                st.one_of(st.none(), st.integers(0, 500)),
                st.one_of(st.none(), st.integers(1, 20)),
            )
            for key in range(1, size + 1)
        )
    )
)


@pytest.mark.requirement("R14")
@given(_NODES)
def test_everybody_has_a_place_of_their_own_on_the_map(nodes):
    found = stakeholders.layout(nodes)
    assert sorted(place.key for place in found.places) == [node.key for node in nodes]
    for place in found.places:
        top, tall = found.rows[place.row]
        assert top <= place.y
        assert place.y + place.height <= top + tall
        assert place.x >= 0
        assert place.x + place.width <= found.width
    for one in found.places:
        for other in found.places:
            apart = one.column != other.column or one.y + one.height <= other.y or other.y + other.height <= one.y
            assert one.key == other.key or apart
    known = {node.key for node in nodes}
    assert len(found.lines) == sum(node.reports_to in known for node in nodes)


def test_left_is_lately_met():
    assert [stakeholders.column_of(days) for days in (0, 30, 31, 90, 91, 180, 181, None)] == [0, 0, 1, 1, 2, 2, 3, 3]


@pytest.mark.parametrize(
    ("kind", "value", "is_one"),
    [
        ("mail", "a@b.example", True),
        ("mail", "Ａ＠ｂ．ｅｘａｍｐｌｅ", True),
        ("mail", "山田@例え.example", True),
        ("mail", "a@b", False),
        ("mail", "a b@c.example", False),
        ("mail", "<a@b.example>", False),
        ("phone", "03-1234-5678", True),
        ("phone", "+81 3 1234 5678", True),
        ("phone", "none", False),
        ("key", "crm:1", True),
        ("key", "crm:", False),
    ],
)
def test_what_an_address_is(kind, value, is_one):
    assert addresses.is_address(kind, value) == is_one


def test_addresses_are_compared_by_what_they_mean():
    assert addresses.fold("mail", " Hana@Aomine.EXAMPLE") == "hana@aomine.example"
    assert addresses.fold("phone", "+81 3-1234-5678") == addresses.fold("phone", "０３（１２３４）５６７８")
    assert addresses.domain_of("hana@aomine.example") == "aomine.example"
    assert addresses.domain_of("hana@gmail.com") == ""
