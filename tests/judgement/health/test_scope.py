"""Scorecards for the accounts of a segment: who gets which card, on past days too, and what is refused."""

import copy
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils.translation import override

from banso.judgement.health.api import HEALTH, card_named, explain, play_for_band, score_frame
from banso.judgement.metrics.api import book, compute, frame, pick, refresh_segments
from banso.platform.definitions.api import DefinitionsInvalid, get, impact_of, save
from banso.platform.journal.api import publish
from banso.record.customers.api import change_account, create_account
from tests.judgement.events import add_events

pytestmark = pytest.mark.requirement("R9", "R19")

THEN, DAY = date(2026, 2, 28), date(2026, 3, 31)
HIGH = {"attribute": "tier", "op": "eq", "value": "high"}


@pytest.fixture
def accounts(cast, now):
    """Two accounts with the same use, one of them in the tier high; texts in English."""
    begun = datetime(2025, 4, 1, 9, tzinfo=UTC)
    found = {
        name: create_account(name, now=begun, fields={"tier": tier})
        for name, tier in (("big", "high"), ("small", "mid"))
    }
    events = [{"account": name, "at": begun + timedelta(days=day)} for name in found for day in range(0, 364, 7)]
    add_events(events, {name: one.pk for name, one in found.items()}, now=now)
    publish(now)
    with override("en"):
        yield found


def segment(slug: str, now, **body):
    return save(
        "segment",
        {"slug": slug, "name": {"en": slug, "ja": slug}, "owner": "x", **body},
        after=None,
        author=None,
        reason="test",
        now=now,
    )


def card(slug: str, scope: str, now, *, weight: float = 5, **more):
    body = copy.deepcopy(get("scorecard", "starter").body) | {"slug": slug, "scope": scope, **more}
    body["name"] = {"en": slug, "ja": slug}
    body["metrics"] = [
        one | {"weight": weight if one["metric"] == "active_users_90d" else 1} for one in body["metrics"]
    ]
    return save("scorecard", body, after=None, author=None, reason="test", now=now)


def scores(day: date, now) -> dict[int, float]:
    found = book(day, now=now)
    return dict(zip(found.accounts.tolist(), found.values[HEALTH].round(6).tolist(), strict=True))


def test_accounts_of_the_segment_get_its_card_and_the_others_the_general_one(accounts, now):
    before = scores(DAY, now)
    assert len(set(before.values())) == 1
    segment("key", now, filter=HIGH)
    card("for_key", "key", now, plays={"critical": "check_in"})
    compute([DAY], now=now)
    after = scores(DAY, now)
    big, small = (accounts[name].pk for name in ("big", "small"))
    assert after[small] == before[small]
    assert after[big] != before[big]
    told = explain(big, DAY)
    assert told.card.slug == "for_key"
    assert told.found.now.score == pytest.approx(after[big])
    assert explain(small, DAY).card.slug == "starter"
    refresh_segments(DAY, now)
    assert (play_for_band("critical", big), play_for_band("critical", small)) == ("check_in", "re_engage")


def test_a_past_day_gives_the_same_whatever_changed_since(accounts, now):
    segment("key", now, filter=HIGH)
    card("for_key", "key", now)
    compute([THEN], now=now)
    first = scores(THEN, now)
    change_account(accounts["big"], {"tier": "tech"}, now=now)
    change_account(accounts["small"], {"tier": "high"}, now=now)
    publish(now)
    compute([THEN], now=now)
    assert scores(THEN, now) == first
    assert explain(accounts["big"].pk, THEN).card.slug == "for_key"
    assert explain(accounts["small"].pk, THEN).card.slug == "starter"


def test_a_segment_of_metrics_and_one_picked_by_hand(accounts, cast, now):
    quiet = segment("busy", now, filter={"attribute": "active_weeks_52", "op": "ge", "value": 10})
    assert quiet.slug == "busy"
    card("for_busy", "busy", now)
    assert explain(accounts["small"].pk, DAY).card.slug == "for_busy"
    segment("chosen", now, picked=True)
    pick("chosen", [accounts["small"].pk], member=cast.csm, now=datetime(2026, 3, 1, tzinfo=UTC))
    card("for_chosen", "chosen", now + timedelta(minutes=1))
    compute([THEN, DAY], now=now)
    # The newer card comes first; before it was picked the account was only in the other segment.
    assert explain(accounts["small"].pk, DAY, THEN).card.slug == "for_chosen"
    assert explain(accounts["small"].pk, THEN).card.slug == "for_busy"
    assert explain(accounts["big"].pk, DAY).card.slug == "for_busy"


def test_one_card_alone_scores_only_whom_it_is_meant_for(accounts, now):
    segment("key", now, filter=HIGH)
    card("for_key", "key", now)
    own = card_named("for_key")
    given = frame([DAY], slugs=own.slugs)
    known = dict(zip(given.accounts.tolist(), score_frame(given, own).score.tolist(), strict=True))
    assert known[accounts["big"].pk] == pytest.approx(scores(DAY, now)[accounts["big"].pk])
    assert known[accounts["small"].pk] != known[accounts["small"].pk]  # NaN


def test_the_dry_run_counts_only_whom_it_is_meant_for(accounts, now):
    compute([DAY], now=now)
    segment("nobody", now, filter={"attribute": "tier", "op": "eq", "value": "community"})
    body = get("scorecard", "starter").body | {"slug": "other", "scope": "nobody"}
    assert impact_of("scorecard", body) == []


@pytest.mark.parametrize(
    ("condition", "named"),
    [
        ({"attribute": "health", "op": "lt", "value": 40}, "health"),
        ({"any": [HIGH, {"attribute": "health_change_28d", "op": "lt", "value": 0}]}, "health_change_28d"),
        ({"attribute": "silence_180d", "op": "ge", "value": 0.5}, "silence_180d"),
    ],
)
def test_what_rests_on_health_is_refused_on_both_sides(accounts, now, condition, named):
    made = segment("late", now, filter=condition)
    with pytest.raises(DefinitionsInvalid, match=named):
        card("for_late", "late", now)
    segment("early", now, filter=HIGH)
    card("for_early", "early", now)
    body = get("segment", "early").body | {"filter": condition}
    with pytest.raises(DefinitionsInvalid, match="for_early"):
        save("segment", body, after=1, author=None, reason="test", now=now)
    assert made.version == 1


def test_unknown_segments_and_the_starter_are_refused(accounts, now):
    with pytest.raises(DefinitionsInvalid, match="no_such"):
        card("for_none", "no_such", now)
    segment("key", now, filter=HIGH)
    body = get("scorecard", "starter").body | {"scope": "key"}
    with pytest.raises(DefinitionsInvalid, match="starter"):
        save("scorecard", body, after=1, author=None, reason="test", now=now)
