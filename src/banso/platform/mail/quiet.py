"""Quiet hours: pure arithmetic of clocks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

SATURDAY: Final = 5
MIDNIGHT: Final = time(0)


@dataclass(frozen=True, slots=True)
class Quiet:
    """When a member wants no mail, by the clock of ``zone``: from ``begin`` until ``end``, and at weekends.

    ``end`` before ``begin`` is on the next day; both alike mean no hours. A weekend is Saturday 0:00 to Monday 0:00.
    """

    zone: str
    begin: time | None = None
    end: time | None = None
    weekends: bool = False

    def over(self, now: datetime) -> datetime | None:
        """The first moment from ``now`` on that is not quiet; None if ``now`` is not quiet. UTC."""
        zone = ZoneInfo(self.zone)
        local = now.astimezone(zone)
        moved = False
        # Hours can end inside a weekend and a weekend inside hours: at most a few turns.
        for _turn in range(8):
            later = self._weekend(local) or self._hours(local)
            if later is None:
                return local.astimezone(UTC) if moved else None
            moved = True
            # A local time that does not exist becomes the first one after the gap.
            local = later.replace(tzinfo=zone, fold=0).astimezone(UTC).astimezone(zone)
        return local.astimezone(UTC)

    def _weekend(self, local: datetime) -> datetime | None:
        if not self.weekends or local.weekday() < SATURDAY:
            return None
        return datetime.combine(local.date() + timedelta(days=7 - local.weekday()), MIDNIGHT)

    def _hours(self, local: datetime) -> datetime | None:
        if self.begin is None or self.end is None or self.begin == self.end:
            return None
        at = local.time()
        if self.begin < self.end:
            return datetime.combine(local.date(), self.end) if self.begin <= at < self.end else None
        if at >= self.begin:
            return datetime.combine(local.date() + timedelta(days=1), self.end)
        return datetime.combine(local.date(), self.end) if at < self.end else None
