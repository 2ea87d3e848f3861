"""Effects: sent once, undone in time, tried again only where that is safe."""

import threading
from datetime import datetime, timedelta

import pytest

from banso.platform.jobs import registry, sending
from banso.platform.jobs.api import (
    Effect,
    EffectState,
    NewEffect,
    NotSent,
    NotWanted,
    Refused,
    add_effects,
    cancel_effect,
    effect_counts,
    effect_handler,
    effects_to_decide,
    find_effect,
    pause_effect,
    resume_effect,
    send_again,
    send_due,
    take_back,
    work,
)
from banso.platform.kit.errors import BansoError, NotFound
from tests.cast import NOW


class Receiver:
    """Notes what arrives; ``fails`` are errors that it answers with, one after another."""

    def __init__(self) -> None:
        self.got: list[str] = []
        self.fails: list[Exception] = []
        self.doubles = False
        self.until: datetime | None = None
        self.unwanted = False

    def send(self, effect: Effect, now: datetime) -> None:
        if self.fails:
            raise self.fails.pop(0)
        self.got.append(effect.key)

    def hold(self, effect: Effect, now: datetime) -> datetime | None:
        if self.unwanted:
            raise NotWanted("Stopped.")
        return self.until


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def receiver(monkeypatch) -> Receiver:
    monkeypatch.setattr(registry, "_effect_kinds", {})
    made = Receiver()
    effect_handler("test", removes_doubles=lambda: made.doubles, hold=made.hold, keep=("to",), max_failures=4)(
        made.send
    )
    return made


def put(key: str = "k", cause: str = "c", now: datetime = NOW, due_at: datetime | None = None) -> Effect:
    payload = {"to": 1, "text": "secret"}
    add_effects([NewEffect(kind="test", key=key, payload=payload, cause=cause, due_at=due_at)], now=now)
    return Effect.objects.get(key=key)


def test_it_waits_ten_seconds_and_is_sent_once(workspace, receiver, clock):
    effect = put()
    assert send_due(clock) == 0
    clock.forward(seconds=10)
    assert send_due(clock) == 1
    assert send_due(clock) == 0
    effect.refresh_from_db()
    assert receiver.got == ["k"]
    assert (effect.state, effect.payload, effect.finished_at) == (EffectState.SENT, {"to": 1}, clock.now)


def test_a_key_is_one_effect_for_ever(workspace, receiver, clock):
    put()
    clock.forward(seconds=10)
    send_due(clock)
    assert add_effects([NewEffect(kind="test", key="k", payload={})], now=clock()) == 0
    clock.forward(days=1)
    assert send_due(clock) == 0
    with pytest.raises(KeyError):
        add_effects([NewEffect(kind="nobody", key="x", payload={})], now=clock())
    with pytest.raises(ValueError, match="key"):
        add_effects([NewEffect(kind="test", key="", payload={})], now=clock())


def test_undone_within_ten_seconds_it_is_never_sent(workspace, receiver, clock):
    put("a")
    put("b", cause="other")
    assert take_back("c", clock()) == 1
    clock.forward(seconds=11)
    assert send_due(clock) == 1
    assert receiver.got == ["b"]
    with pytest.raises(ValueError, match="cause"):
        take_back("", clock())


def test_undo_and_claim_cannot_both_win(workspace, receiver, clock):
    effect = put()
    clock.forward(seconds=10)
    claimed = sending.claim_effect(clock())
    assert claimed is not None
    assert take_back("c", clock()) == 0
    assert not cancel_effect(effect, clock())
    sending.send_claimed(claimed, clock)
    assert receiver.got == ["k"]
    # And the other way round: an undo in between leaves a claim that read the row before with nothing.
    late = put("late")
    stale = Effect.objects.select_related("workspace").get(pk=late.pk)
    assert cancel_effect(late, clock())
    assert not sending._claim(stale, clock(), sending.SEND_LEASE)


def test_what_did_not_arrive_is_tried_again_later_and_given_up_in_the_end(workspace, receiver, clock):
    effect = put()
    receiver.fails = [NotSent("no answer")] * 4
    waits = []
    for _try in range(4):
        effect.refresh_from_db()
        clock.now = effect.due_at
        assert send_due(clock) == 1
        effect.refresh_from_db()
        waits.append((effect.due_at - clock.now).total_seconds())
    assert waits[:3] == [10, 20, 40]
    assert (effect.state, effect.error, effect.maybe_sent) == (EffectState.DEAD, "no answer", False)
    assert send_again(effect, clock())
    assert send_due(clock) == 1
    assert receiver.got == ["k"]


@pytest.mark.parametrize("error", [Refused("no such address"), BansoError("no such address")])
def test_a_refusal_is_not_tried_again(workspace, receiver, clock, error):
    effect = put()
    receiver.fails = [error]
    clock.forward(seconds=10)
    send_due(clock)
    effect.refresh_from_db()
    assert (effect.state, effect.error) == (EffectState.DEAD, "no such address")
    assert [one.pk for one in effects_to_decide()] == [effect.pk]
    assert effect_counts() == {"dead": 1}


def test_of_an_unknown_outcome_a_person_decides(workspace, receiver, clock):
    effect = put()
    receiver.fails = [TimeoutError("cut off")]
    clock.forward(seconds=10)
    send_due(clock)
    effect.refresh_from_db()
    assert effect.state == EffectState.UNKNOWN
    clock.forward(days=1)
    assert send_due(clock) == 0
    assert cancel_effect(effect, clock())
    other = put("other", now=clock())
    receiver.fails = [TimeoutError("cut off")]
    clock.forward(seconds=10)
    send_due(clock)
    other.refresh_from_db()
    assert send_again(other, clock())
    send_due(clock)
    assert receiver.got == ["other"]


def test_where_doubles_are_removed_it_is_sent_again_by_itself(workspace, receiver, clock):
    receiver.doubles = True
    effect = put()
    receiver.fails = [TimeoutError("cut off")]
    clock.forward(seconds=10)
    send_due(clock)
    effect.refresh_from_db()
    assert (effect.state, effect.maybe_sent) == (EffectState.WAIT, True)
    assert take_back("c", clock()) == 0, "it may be there already: undoing it would be a lie"
    clock.forward(seconds=10)
    send_due(clock)
    assert receiver.got == ["k"]


@pytest.mark.parametrize(("doubles", "state", "got"), [(True, "sent", ["k"]), (False, "unknown", [])])
def test_after_a_crash(workspace, receiver, clock, doubles, state, got):
    receiver.doubles = doubles
    effect = put()
    clock.forward(seconds=10)
    lost = sending.claim_effect(clock())
    assert lost is not None
    assert send_due(clock) == 0, "the lease holds"
    clock.forward(minutes=4)
    send_due(clock)
    effect.refresh_from_db()
    assert (effect.state, receiver.got) == (state, got)
    # The one that was believed dead comes back: it may not write over the outcome.
    sending.send_claimed(lost, clock)
    effect.refresh_from_db()
    assert effect.state == state


def test_work_that_kills_its_sender_is_given_up(workspace, receiver, clock):
    receiver.doubles = True
    effect = put()
    clock.forward(seconds=10)
    for _try in range(5):
        sending.claim_effect(clock())
        clock.forward(minutes=4)
    effect.refresh_from_db()
    assert effect.state == EffectState.DEAD


def test_it_is_put_off_and_cancelled_just_before_it_goes(workspace, receiver, clock):
    effect = put()
    clock.forward(seconds=10)
    receiver.until = clock.now + timedelta(hours=8)
    assert send_due(clock) == 0
    effect.refresh_from_db()
    assert (effect.state, effect.due_at, effect.attempts) == (EffectState.WAIT, receiver.until, 0)
    clock.now = receiver.until
    receiver.unwanted = True
    assert send_due(clock) == 0
    effect.refresh_from_db()
    assert (effect.state, effect.error, effect.payload) == (EffectState.CANCELLED, "Stopped.", {"to": 1})


def test_one_that_is_put_off_holds_no_other_up(workspace, receiver, clock):
    for number in range(30):
        put(f"n{number}")
    receiver.until = NOW + timedelta(seconds=15)
    clock.forward(seconds=10)
    assert send_due(clock) == 0
    clock.forward(seconds=5)
    assert send_due(clock) == 30


def test_held_and_let_go(workspace, receiver, clock):
    effect = put()
    assert pause_effect(effect)
    clock.forward(minutes=1)
    assert send_due(clock) == 0
    assert resume_effect(effect, clock())
    assert send_due(clock) == 1
    assert not pause_effect(effect)


def test_a_worker_sends_effects_and_other_workspaces_do_not_see_them(cast, receiver, clock):
    effect = put()
    clock.forward(seconds=10)
    work(threading.Event(), clock, until_idle=True)
    assert receiver.got == ["k"]
    assert find_effect(effect.uid).pk == effect.pk
    from banso.platform.tenancy.api import scope

    with scope(cast.elsewhere), pytest.raises(NotFound):
        find_effect(effect.uid)
