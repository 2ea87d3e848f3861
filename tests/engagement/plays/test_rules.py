"""Plays as data: the shipped ones are faultless, faults of others are named."""

import copy

import pytest

from banso.engagement.plays.queries.definitions import play_named, plays, summary
from banso.engagement.plays.rules import problems_of
from banso.judgement.signals.queries.definitions import signal_rules, today_definition
from banso.platform.definitions.api import get
from banso.record.work.api import TaskKind

TIERS = ["high", "mid", "tech", "community"]
pytestmark = pytest.mark.requirement("R121")


@pytest.fixture
def _kinds(workspace):
    """The workspace, for definitions."""


@pytest.mark.usefixtures("_kinds")
def test_every_signal_and_today_have_their_play():
    wanted = {rule.play for rule in signal_rules().values()} | {today_definition().play}
    assert wanted <= set(plays())


@pytest.mark.usefixtures("_kinds")
def test_steps_are_kinds_of_tasks():
    assert {step.kind for play in plays().values() for step in play.steps} <= set(TaskKind.values)
    assert all(problems_of(get("play", slug).body, TIERS) == [] for slug in plays())


@pytest.mark.usefixtures("_kinds")
def test_what_a_play_takes():
    play = play_named("re_engage")
    assert (len(play.steps), play.minutes) == (4, 40)
    assert "40" in summary(play)


@pytest.mark.usefixtures("_kinds")
@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        (("steps",), [], ("steps", "no_steps")),
        (("mood",), 1, ("mood", "unknown_key")),
        (("steps", 0, "kind"), "dance", ("steps[0].kind", "unknown_kind")),
        (("steps", 1, "due_days"), -1, ("steps[1].due_days", "not_a_whole_number")),
        (("steps", 1, "minutes"), 1.5, ("steps[1].minutes", "not_a_whole_number")),
        (("steps", 1, "title"), {"en": "Call"}, ("steps[1].title.ja", "missing")),
        (("steps", 1, "checklist"), [{"en": "x", "ja": ""}], ("steps[1].checklist[0].ja", "missing")),
        (("steps", 0, "owner"), "me", ("steps[0].owner", "unknown_key")),
        (("tiers",), [], ("tiers", "no_tiers")),
        (("tiers",), ["high", "royal"], ("tiers", "unknown_tier")),
    ],
)
def test_faults_are_named(path, value, problem):
    body = copy.deepcopy(get("play", "re_engage").body)
    place = body
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = value
    assert [(one.path, one.code) for one in problems_of(body, TIERS)] == [problem]
