"""Shipped definitions are faultless; faults of others are named with their place."""

import copy
from datetime import date
from typing import Any

import pytest
from django.utils import translation

from banso.judgement.signals.queries.definitions import signal_rules, today_definition
from banso.judgement.signals.queries.why import evidence_lines, why
from banso.judgement.signals.rules import (
    ChampionGone,
    Happened,
    HealthyFalls,
    KeyUserGone,
    NeverStarted,
    NoSponsor,
    NoTouch,
    PromiseMissed,
    Silence,
    SingleThreaded,
    SponsorSilent,
    TodayRules,
    UsageFell,
    ViewAgainstMoney,
    ViewDiffers,
    WeakGrows,
    problems_of_signal,
    problems_of_today,
)
from banso.platform.definitions.api import get

EVIDENCE: dict[str, dict[str, Any]] = {
    "silence": {
        "last_active": "2026-03-01", "gaps": 291, "usual_days": 8.5, "longest_days": 9, "active_weeks": 30
    },
    "usage_fell": {
        "latest_week": "2026-03-29", "latest_now_per_week": 2.5, "latest_before_per_week": 9.0,
        "latest_fall": 1.39, "latest_peer_median": 0.1,
    },
    "never_started": {"known": "2026-03-01"},
    "no_touch": {"last_touch": "2026-03-01", "met": 1, "cadence_days": 14},
    "single_threaded": {"person": 5, "touches": 4},
    "no_sponsor": {"since": "2026-02-01", "people": 3},
    "sponsor_silent": {"last_touch": "2026-01-01", "met": 0, "limit_days": 60},
    "champion_gone": {"left_on": "2026-03-01", "person": 5},
    "key_user_gone": {"user": 5, "last_active": "2026-03-01", "share": 62, "usual_days": 6, "left": 0},
    "promise_missed": {"due": "2026-03-01", "promises": 2},
    "own_view": {"view": 1, "score": 4},
    "watch_event": {"day": "2026-03-01", "events": 1},
    "healthy_falls": {"score": 3, "change": -20},
    "weak_grows": {"score": 1, "change": 12},
    "view_against_money": {"view": 4, "change": -20},
}  # fmt: skip


def test_shipped_definitions_are_what_the_rules_default_to(workspace):
    rules = signal_rules()
    assert {slug: rule.detect for slug, rule in rules.items()} == {
        "silence": Silence(),
        "usage_fell": UsageFell(),
        "never_started": NeverStarted(),
        "no_touch": NoTouch(),
        "single_threaded": SingleThreaded(),
        "no_sponsor": NoSponsor(),
        "sponsor_silent": SponsorSilent(),
        "champion_gone": ChampionGone(),
        "key_user_gone": KeyUserGone(),
        "promise_missed": PromiseMissed(),
        "own_view": ViewDiffers(),
        "healthy_falls": HealthyFalls(),
        "weak_grows": WeakGrows(),
        "view_against_money": ViewAgainstMoney(),
        "watch_event": Happened(kinds=("reorganisation", "layoffs", "merger", "new_executive")),
    }
    measured = {slug: rules[slug].chance for slug in ("silence", "usage_fell", "never_started")}
    assert measured == {"silence": 0.35, "usage_fell": 0.27, "never_started": 0.2}
    assert today_definition().rules == TodayRules()
    assert today_definition().capacity == 20


@pytest.mark.parametrize(
    ("slug", "path", "value", "problem"),
    [
        ("silence", "rule", "guess", ("rule", "unknown_rule")),
        ("silence", "chance", 1.5, ("chance", "not_a_share")),
        ("silence", "chance", True, ("chance", "not_a_share")),
        ("silence", "tone", "pink", ("tone", "unknown_tone")),
        ("silence", "play", 7, ("play", "not_a_slug")),
        ("silence", "scope", "two words", ("scope", "not_a_slug")),
        ("watch_event", "parameters.kinds", [], ("parameters.kinds", "not_a_list")),
        ("own_view", "parameters.bands", 1.5, ("parameters.bands", "not_a_whole_number")),
        ("silence", "colour", "red", ("colour", "unknown_key")),
        ("silence", "parameters.min_days", 14.5, ("parameters.min_days", "not_a_whole_number")),
        ("silence", "parameters.min_days", -1, ("parameters.min_days", "not_a_number")),
        ("silence", "parameters.quantile", 95, ("parameters.quantile", "not_a_share")),
        ("silence", "parameters.mood", 1, ("parameters.mood", "unknown_key")),
        ("usage_fell", "parameters.threshold", None, ("parameters.threshold", "not_a_number")),
        ("usage_fell", "sentences.fell.ja", " ", ("sentences.fell.ja", "missing")),
        ("usage_fell", "sentences.fell.en", "{who} left", ("sentences.fell.en", "unknown_placeholder")),
        ("usage_fell", "sentences.fell.en", "{now", ("sentences.fell.en", "braces")),
    ],
)
def test_faults_are_named(workspace, slug, path, value, problem):
    body = copy.deepcopy(get("signal", slug).body)
    assert problems_of_signal(body) == []
    *folders, name = path.split(".")
    place = body
    for folder in folders:
        place = place[folder]
    place[name] = value
    assert [(one.path, one.code) for one in problems_of_signal(body)] == [problem]


def test_faults_of_today(workspace):
    body = copy.deepcopy(get("today", "today").body)
    del body["parameters"]["capacity"]
    body["parameters"]["default_chance"] = 2
    assert [(one.path, one.code) for one in problems_of_today(body)] == [
        ("parameters.capacity", "missing"),
        ("parameters.default_chance", "not_a_share"),
    ]


@pytest.mark.parametrize(
    ("slug", "changes", "language", "sentence"),
    [
        ("silence", {}, "en", "No use for 23 days; until then never longer than 9 between two active days."),
        ("silence", {}, "ja", "23 日間使われていません。これまでの利用の間隔は最長でも 9 日でした。"),
        (
            "silence", {"longest_days": 40}, "en",
            "No use for 23 days; 95% of the 291 earlier gaps between two active days were at most 8.5 days.",
        ),
        (
            "usage_fell", {}, "en",
            "2.5 events a week in the four weeks to 29 Mar; 9 a week in the 26 weeks before.",
        ),
        ("usage_fell", {"latest_now_per_week": 0}, "ja",
         "3月29日までの 4 週間は利用がありません。その前の 26 週間は週 9 件でした。"),
        ("never_started", {}, "en", "Known for 23 days and never used."),
        ("no_touch", {}, "ja", "23 日間接点がありません。この階層では 14 日ごとが目安です。"),
        ("no_sponsor", {}, "en", "3 people are known, and none of them has been a sponsor for 51 days."),
        ("champion_gone", {}, "en", "The last champion left on 1 Mar 2026, 23 days ago."),
        ("promise_missed", {}, "en", "2 promises are not kept; the first was due on 1 Mar 2026."),
        ("own_view", {}, "ja", "担当者の見立ては「弱い」、スコアは「強い」です。"),
        ("healthy_falls", {}, "en", "The score says good, yet MRR fell by 20% in 90 days."),
        ("weak_grows", {}, "ja", "スコアは「弱い」ですが、MRR は 90 日で 12% 増えました。見直してください。"),
        ("view_against_money", {}, "en", "A member sees it as strong, yet MRR fell by 20% in 90 days."),
        ("view_against_money", {"view": 0, "change": 30}, "en",
         "A member sees it as critical, yet MRR grew by 30% in 90 days."),
        ("key_user_gone", {"left": 1}, "ja", "利用の 62% を担っていた 1 人が離任しました。最後の利用は 23 日前です。"),
    ],
)  # fmt: skip
def test_a_signal_says_what_it_saw(workspace, slug, changes, language, sentence):
    with translation.override(language):
        assert why(signal_rules()[slug], EVIDENCE[slug] | changes, date(2026, 3, 24)) == sentence


@pytest.mark.parametrize("slug", sorted(EVIDENCE))
def test_evidence_in_lines(workspace, slug):
    lines = evidence_lines(signal_rules()[slug], EVIDENCE[slug], date(2026, 3, 24))
    assert lines
    assert all(label and value for label, value in lines)
