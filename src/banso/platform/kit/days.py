"""Days of a workspace and instants.

An instant is an aware ``datetime`` in UTC. A day is a calendar day in the workspace's time zone.
"As of day D" means: at the end of D, exclusive, so a window of n days is the n closed days up to
and including D.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

EPOCH_DAY = date(1970, 1, 1)
"""The day that stands for "since ever"."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ONE_DAY = timedelta(days=1)


def day_end(day: date, tz: str) -> datetime:
    """The first UTC instant after ``day`` in the zone ``tz``."""
    local = datetime.combine(day + ONE_DAY, time.min, tzinfo=ZoneInfo(tz))
    return local.astimezone(UTC)


def day_start(day: date, tz: str) -> datetime:
    """The first UTC instant of ``day`` in the zone ``tz``."""
    return day_end(day - ONE_DAY, tz)


def day_of(instant: datetime, tz: str) -> date:
    """The calendar day in ``tz`` at ``instant`` (which must be aware)."""
    return instant.astimezone(ZoneInfo(tz)).date()


def last_closed_day(now: datetime, tz: str) -> date:
    """The newest day that has ended in ``tz`` at ``now``."""
    return day_of(now, tz) - ONE_DAY


def quarter_ends(first: date, last: date) -> Iterator[date]:
    """Ends of calendar quarters from ``first`` to ``last``, both included."""
    year, quarter = first.year, (first.month - 1) // 3 + 1
    while True:
        end = date(year + (quarter == 4), quarter % 4 * 3 + 1, 1) - ONE_DAY
        if end > last:
            return
        if end >= first:
            yield end
        year, quarter = (year + 1, 1) if quarter == 4 else (year, quarter + 1)


def each_day(first: date, last: date) -> Iterator[date]:
    """Every day from ``first`` to ``last``, both included."""
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)
