"""Quiet hours, by tables: over midnight, over weekends, over the days on which clocks change."""

from datetime import UTC, datetime, time
from typing import Any

import pytest

from banso.platform.mail.quiet import Quiet

NIGHT: dict[str, Any] = {"begin": time(22), "end": time(7)}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("quiet", "now", "until"),
    [
        # Tokyo is UTC+9 all year; Wednesday 2026-04-01.
        (Quiet("Asia/Tokyo", **NIGHT), "2026-04-01T21:59:59+09:00", None),
        (Quiet("Asia/Tokyo", **NIGHT), "2026-04-01T22:00:00+09:00", "2026-04-02T07:00:00+09:00"),
        (Quiet("Asia/Tokyo", **NIGHT), "2026-04-02T00:00:00+09:00", "2026-04-02T07:00:00+09:00"),
        (Quiet("Asia/Tokyo", **NIGHT), "2026-04-02T06:59:59+09:00", "2026-04-02T07:00:00+09:00"),
        (Quiet("Asia/Tokyo", **NIGHT), "2026-04-02T07:00:00+09:00", None),
        # within one day
        (Quiet("Asia/Tokyo", begin=time(12), end=time(13)), "2026-04-01T12:30:00+09:00", "2026-04-01T13:00:00+09:00"),
        (Quiet("Asia/Tokyo", begin=time(12), end=time(13)), "2026-04-01T13:00:00+09:00", None),
        # no hours: none given, or both alike
        (Quiet("Asia/Tokyo"), "2026-04-01T03:00:00+09:00", None),
        (Quiet("Asia/Tokyo", begin=time(8), end=time(8)), "2026-04-01T08:00:00+09:00", None),
        # weekend: Friday night runs into it, and it into Monday's hours
        (Quiet("Asia/Tokyo", weekends=True), "2026-04-03T23:59:00+09:00", None),
        (Quiet("Asia/Tokyo", weekends=True), "2026-04-04T00:00:00+09:00", "2026-04-06T00:00:00+09:00"),
        (Quiet("Asia/Tokyo", weekends=True, **NIGHT), "2026-04-03T22:30:00+09:00", "2026-04-06T07:00:00+09:00"),
        (Quiet("Asia/Tokyo", weekends=True, **NIGHT), "2026-04-05T15:00:00+09:00", "2026-04-06T07:00:00+09:00"),
        # London, clocks go forward on 2026-03-29 at 1:00: 1:30 does not exist and becomes 2:30 summer time
        (Quiet("Europe/London", begin=time(22), end=time(1, 30)), "2026-03-28T23:00:00Z", "2026-03-29T01:30:00Z"),
        (Quiet("Europe/London", **NIGHT), "2026-03-28T23:00:00Z", "2026-03-29T06:00:00Z"),
        # and back on 2026-10-25 at 2:00: the first 1:30 ends the hours
        (Quiet("Europe/London", begin=time(22), end=time(1, 30)), "2026-10-24T23:00:00Z", "2026-10-25T00:30:00Z"),
        (Quiet("Europe/London", **NIGHT), "2026-10-24T23:00:00Z", "2026-10-25T07:00:00Z"),
        # New York: a mail made in Tokyo's day falls into the night there
        (Quiet("America/New_York", **NIGHT), "2026-07-01T03:00:00Z", "2026-07-01T11:00:00Z"),
        (Quiet("America/New_York", **NIGHT), "2026-12-01T11:30:00Z", "2026-12-01T12:00:00Z"),
    ],
)
def test_until_when_it_is_quiet(quiet, now, until):
    expected = at(until).astimezone(UTC) if until else None
    assert quiet.over(at(now)) == expected


def test_what_waited_is_not_quiet_when_it_is_looked_at_again():
    """Every minute of a fortnight over a change of clocks: the moment that is named is not quiet itself."""
    quiet = Quiet("Europe/London", weekends=True, **NIGHT)
    for minute in range(0, 14 * 24 * 60, 7):
        now = datetime.fromtimestamp(at("2026-03-20T00:00:00Z").timestamp() + minute * 60, UTC)
        until = quiet.over(now)
        assert until is None or (until > now and quiet.over(until) is None)
