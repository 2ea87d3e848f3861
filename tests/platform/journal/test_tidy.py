"""Nightly order: the same facts in fewer parts."""

from datetime import timedelta

from banso.platform.jobs.api import State, enqueue, run_job
from banso.platform.journal.api import TIDY_JOB, publish, record
from banso.platform.lake.api import parts, session


def test_parts_are_merged_and_facts_stay(workspace, now):
    for number in range(5):
        record(subject="thing", subject_id=number, changes={"name": (None, "a")}, now=now)
        publish(now)
    assert len(parts("field_value")) == 5
    job = run_job(enqueue(TIDY_JOB, now=now), lambda: now + timedelta(days=2))
    assert (job.state, len(parts("field_value"))) == (State.DONE, 1)
    with session() as engine:
        assert sorted(engine.fetch(engine.table("field_value"))["seq"].tolist()) == [1, 2, 3, 4, 5]
