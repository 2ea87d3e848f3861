"""Signals of people, touches and promises from real rows, as they were known; and rules that keep to a segment."""

from datetime import date, timedelta
from typing import Any

import pytest

from banso.judgement.metrics.api import compute, pick, unpick
from banso.judgement.signals.api import Signal, open_signals, refresh
from banso.platform.definitions.api import get, save
from banso.platform.journal.api import publish
from banso.record.customers.api import add_watch_event, create_contact, create_person, end_contact
from banso.record.work.api import NewPromise, NewTouch, add_promise, close_promise, log_touch, set_own_view
from banso.record.work.models import Promise
from tests.judgement.signals.company import Use, account, days, moment

pytestmark = pytest.mark.requirement("R34", "R27", "R13")

DAY = date(2026, 3, 31)
FIRST = DAY - timedelta(days=200)


def back(n: int) -> date:
    return DAY - timedelta(days=n)


def rules_of(of: Any, day: date) -> dict[str, date]:
    return {one.rule.slug: one.began for one in open_signals(day, [of.pk])}


@pytest.fixture
def acme(cast: Any) -> Any:
    """An account of high touch: a champion who left, a sponsor nobody met for long, three touches with one person."""
    made = account("Acme", FIRST, fields={"tier": "high"})
    people = [create_person(name, now=moment(back(180))) for name in ("Ann", "Ben", "Cem")]
    for person, role in zip(people, ("champion", "sponsor", "user"), strict=True):
        create_contact(person, made, now=moment(back(180)), fields={"role": role})
    for n in (80, 60, 40):
        log_touch(NewTouch(kind="call", at=moment(back(n)), subject="x", account=made, people=[people[2]]),
                  member=cast.csm, now=moment(back(n)))  # fmt: skip
    end_contact(made.contacts.get(role="champion"), now=moment(back(10)), ends=back(12))
    add_promise(made, NewPromise(text="x", made_on=back(50), due=back(5)), member=cast.csm, now=moment(back(50)))
    add_watch_event(made, {"kind": "merger", "day": back(20), "title": "x"}, now=moment(back(15)))
    publish(moment(DAY + timedelta(days=1)))
    return made


@pytest.mark.requirement("R14", "R12", "R100", "R124")
def test_each_rule_sees_its_facts_as_they_were_known(acme: Any) -> None:
    found = rules_of(acme, DAY)
    assert found.keys() >= {
        "no_touch", "single_threaded", "sponsor_silent", "champion_gone", "promise_missed", "watch_event",
    }  # fmt: skip
    assert (found["no_touch"], found["champion_gone"], found["watch_event"]) == (back(25), back(12), back(15))
    assert (found["promise_missed"], found["single_threaded"]) == (back(4), back(40))
    # Eleven days before the end nobody knew yet that the champion would leave, though it was already so.
    assert "champion_gone" not in rules_of(acme, back(11))
    assert "watch_event" not in rules_of(acme, back(16))
    assert "promise_missed" not in rules_of(acme, back(5))


def test_signals_begin_and_end_with_the_facts(acme: Any, cast: Any) -> None:
    refresh(back(1), moment(DAY))
    assert Signal.objects.get(rule="promise_missed").state == "open"
    close_promise(Promise.objects.get(), "kept", member=cast.csm, now=moment(DAY))
    log_touch(NewTouch(kind="visit", at=moment(DAY), subject="x", account=acme), member=cast.csm, now=moment(DAY))
    refresh(DAY, moment(DAY + timedelta(days=1)))
    ends = {one.rule: one.end_reason for one in Signal.objects.filter(state="ended")}
    assert (ends["promise_missed"], ends["no_touch"]) == ("kept", "touched")


@pytest.mark.requirement("R28")
def test_a_view_that_differs_from_the_score(acme: Any, cast: Any) -> None:
    Use().add(acme, days(FIRST, DAY, 1))
    week = [back(n) for n in range(5, -1, -1)]
    compute(week[:2], now=moment(DAY + timedelta(days=1)))
    set_own_view(acme, 0, "x", member=cast.csm, today=back(4), now=moment(back(4)))
    compute(week[2:], now=moment(DAY + timedelta(days=1)))
    assert rules_of(acme, DAY)["own_view"] == back(4)
    assert "own_view" not in rules_of(acme, back(5))


@pytest.mark.requirement("R9")
def test_a_rule_keeps_to_its_segment(acme: Any, cast: Any) -> None:
    body = {**get("signal", "no_touch").body, "scope": "references"}
    save("signal", body, after=1, author=None, reason="x", now=moment(DAY))
    assert "no_touch" not in rules_of(acme, DAY)
    pick("references", [acme.pk], member=cast.csm, now=moment(back(2)))
    assert "no_touch" in rules_of(acme, DAY)
    refresh(back(1), moment(DAY))
    unpick("references", [acme.pk], now=moment(DAY))
    refresh(DAY, moment(DAY + timedelta(days=1)))
    one = Signal.objects.get(rule="no_touch")
    assert (one.state, one.end_reason) == ("ended", "out_of_scope")
