"""Touches and tasks as numbers: what counts as of a day is what was known at its end."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from banso.judgement.metrics import api as metrics
from banso.judgement.metrics.queries.catalogue import SHIPPED
from banso.judgement.metrics.rules.language import parse
from banso.judgement.metrics.rules.terms import Term
from banso.judgement.metrics.rules.work import count_terms, ledger
from banso.platform.attributes.api import rows
from banso.platform.kit.columns import Columns
from banso.record.customers.models import Person
from banso.record.work.api import NewTask, cancel_task, create_task, finish_task, reopen_task, snooze_task
from banso.record.work.models import Touch, TouchPerson
from tests.cast import NOW
from tests.judgement.metrics.company import Used, put
from tests.judgement.signals.company import account, moment

pytestmark = pytest.mark.requirement("R29")

DAY = date(2026, 3, 31)
SLUGS = ("days_since_last_touch", "touches_90d", "contacts_reached_90d", "open_tasks", "overdue_tasks")
FAR = np.datetime64("9999-12-31", "us")


def touch(of: Any, on: date, *people: Person, known: date | None = None, gone: date | None = None) -> Touch:
    made = Touch.objects.create(
        kind="call",
        account=of,
        at=moment(on),
        subject="x",
        subject_fold="x",
        created_at=moment(known or on),
        deleted_at=moment(gone) if gone else None,
    )
    for person in people:
        TouchPerson.objects.create(touch=made, person=person)
    return made


def person(name: str) -> Person:
    return Person.objects.create(name=name, name_fold=name, sort_key=name, known_since=NOW)


def values(day: date, of: Any) -> dict[str, float | None]:
    found = metrics.frame([day], SLUGS).row_of(of.pk)
    assert found is not None
    return found


def test_touches_count_from_when_they_were_written_down(cast: Any) -> None:
    acme, ann, ben = account("Acme", DAY - timedelta(days=200)), person("Ann"), person("Ben")
    touch(acme, DAY - timedelta(days=100), ann)
    touch(acme, DAY - timedelta(days=30), ann, known=DAY - timedelta(days=2))
    touch(acme, DAY - timedelta(days=10), ann, ben)
    touch(acme, DAY - timedelta(days=3), ben, gone=DAY)
    now = values(DAY, acme)
    assert now["days_since_last_touch"] == pytest.approx(10 + 12 / 24)
    assert (now["touches_90d"], now["contacts_reached_90d"]) == (2, 2)
    before = values(DAY - timedelta(days=3), acme)
    assert before["days_since_last_touch"] == pytest.approx(12 / 24)
    assert before["touches_90d"] == 2  # one of them was not written down yet, one not deleted yet
    first = values(DAY - timedelta(days=101), acme)
    assert (first["days_since_last_touch"], first["touches_90d"]) == (None, 0)


def test_tasks_count_in_the_state_that_was_known(cast: Any) -> None:
    acme = account("Acme", DAY - timedelta(days=200))

    def task(due: date | None = None) -> Any:
        wanted = NewTask(title="x", owner=cast.csm, account=acme, due=due)
        return create_task(wanted, member=cast.csm, now=moment(DAY - timedelta(days=20)))

    late, done, again, put_off, dropped = task(DAY), task(DAY), task(DAY - timedelta(days=9)), task(DAY), task()
    finish_task(done, member=cast.csm, now=moment(DAY - timedelta(days=5)))
    finish_task(again, member=cast.csm, now=moment(DAY - timedelta(days=8)))
    reopen_task(again, now=moment(DAY - timedelta(days=4)))
    snooze_task(put_off, until=DAY + timedelta(days=3), today=DAY, now=moment(DAY))
    cancel_task(dropped, now=moment(DAY - timedelta(days=1)))
    assert late.state == "open"

    def seen(back: int) -> tuple[float | None, float | None]:
        row = values(DAY - timedelta(days=back), acme)
        return row["open_tasks"], row["overdue_tasks"]

    assert seen(0) == (3, 2)  # late and again; what was put off is open but not late
    assert seen(1) == (3, 1)
    assert seen(4) == (4, 1)
    assert seen(6) == (4, 0)  # again had been finished then
    assert seen(9) == (5, 1)
    assert seen(21) == (0, 0)


def test_an_account_that_never_had_an_event_has_them_too(cast: Any) -> None:
    busy, quiet = account("Busy", DAY - timedelta(days=50)), account("Quiet", DAY - timedelta(days=50))
    put([Used(busy.pk, 1, "a", moment(DAY), moment(DAY))], now=NOW)
    touch(quiet, DAY - timedelta(days=1))
    metrics.compute([DAY], now=NOW)
    keys = ["touches_90d", "open_tasks", "events_30d", "health"]
    one, other = rows("account", [busy.pk, quiet.pk], keys)
    assert (one["touches_90d"], one["open_tasks"], one["events_30d"]) == (0, 0, 1)
    assert (other["touches_90d"], other["open_tasks"], other["events_30d"], other["health"]) == (1, 0, None, None)
    assert metrics.computed_day(DAY).accounts == 1


def test_what_is_not_known_yet_has_no_row(cast: Any) -> None:
    late = account("Late", DAY)
    assert metrics.frame([DAY - timedelta(days=1)], SLUGS).row_of(late.pk) is None


# --- properties, on columns ------------------------------------------------------------------------------------


def ends(number: int) -> Any:
    return np.datetime64(number + 1, "D").astype("datetime64[us]")


def shipped(slug: str) -> Term:
    return parse(yaml.safe_load((SHIPPED / f"{slug}.yaml").read_text(encoding="utf-8"))).term


WANTED = {slug: shipped(slug) for slug in SLUGS}
days_ = st.integers(0, 200)
touches = st.lists(st.tuples(st.integers(1, 3), days_, st.integers(0, 30), st.integers(1, 5)), max_size=25)
tasks = st.lists(st.tuples(st.integers(1, 3), days_, st.integers(1, 90), days_), max_size=25)


def columns(touched: list[Any], tasked: list[Any]) -> tuple[Columns, Columns, Columns]:
    start = np.datetime64("1970-01-01T12", "us")
    one_day = np.timedelta64(1, "D").astype("timedelta64[us]")
    table = np.array(touched, dtype=np.int64).reshape(len(touched), 4)
    ids = np.arange(len(touched), dtype=np.int64)
    at = start + table[:, 1] * one_day
    of = np.array(tasked, dtype=np.int64).reshape(len(tasked), 4)
    since = start + of[:, 1] * one_day
    return (
        {
            "touch": ids,
            "account": table[:, 0],
            "at": at,
            "known": at + table[:, 2] * one_day,
            "gone": np.full(len(ids), FAR),
        },
        {"touch": ids, "person": table[:, 3]},
        {
            "account": of[:, 0],
            "due": of[:, 3],
            "snoozed": np.full(len(of), np.iinfo(np.int64).max),
            "since": since,
            "until": since + of[:, 2] * one_day,
        },
    )


def as_of(touched: list[Any], tasked: list[Any], day: int) -> dict[str, list[float]]:
    accounts = np.array([1, 2, 3], dtype=np.int64)
    found = count_terms(WANTED, ledger(accounts, *columns(touched, tasked)), day, ends)
    return {slug: np.nan_to_num(column, nan=-1).tolist() for slug, column in found.items()}


@pytest.mark.requirement("B3")
@given(touches, tasks, days_, touches, tasks)
def test_what_is_learnt_later_changes_nothing(
    touched: list[Any], tasked: list[Any], day: int, more: list[Any], later: list[Any]
) -> None:
    """A touch or task that became known after a day is not in the numbers of that day."""
    unknown = [row for row in more if row[1] + row[2] > day]
    to_come = [row for row in later if row[1] > day]
    assert as_of(touched, tasked, day) == as_of([*touched, *unknown], [*tasked, *to_come], day)


@given(touches, tasks, days_)
def test_counts_are_what_one_counts_by_hand(touched: list[Any], tasked: list[Any], day: int) -> None:
    found = as_of(touched, tasked, day)
    for place, account_ in enumerate((1, 2, 3)):
        seen = [row for row in touched if row[0] == account_ and row[1] + row[2] <= day]
        recent = [row for row in seen if row[1] > day - 90]
        assert found["touches_90d"][place] == len(recent)
        assert found["contacts_reached_90d"][place] == len({row[3] for row in recent})
        last = max((row[1] for row in seen), default=None)
        assert found["days_since_last_touch"][place] == (-1 if last is None else day - last + 0.5)
        held = [row for row in tasked if row[0] == account_ and row[1] <= day < row[1] + row[2]]
        assert found["open_tasks"][place] == len(held)
        assert found["overdue_tasks"][place] == sum(row[3] <= day for row in held)
