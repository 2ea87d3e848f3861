"""Nightly order in the journal's part of the lake: many small parts become one a month."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from banso.platform.jobs.api import Job, Step, handler, in_every_workspace
from banso.platform.journal.declarations import FIELD_VALUE
from banso.platform.lake import api as lake

TIDY_JOB: Final = "journal.tidy"


@handler(TIDY_JOB)
def tidy(job: Job, now: datetime) -> Iterator[Step]:
    """Merge the parts that publishing has made, and unlink files nobody reads any more."""
    # Both are whole in themselves and may be repeated: nothing has to be kept in a step.
    gone = lake.merge(FIELD_VALUE.name)
    yield Step(None, {}, gone)
    yield Step(None, {}, gone + lake.vacuum(now))


in_every_workspace(TIDY_JOB, "30 3 * * *")
