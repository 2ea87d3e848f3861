"""What is missing between us and the people of an account. Pure: people with dates in, gaps out.

Words are the caller's: a gap says its kind, whom it is about and the figures of its sentence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

import numpy as np

RECENT_DAYS: Final = 90
"""A touch counts as contact for so many days."""
GONE_DAYS: Final = 180
"""Somebody who left is spoken of for so many days, or until somebody else has the role."""
ENOUGH: Final = 2
"""With fewer people than this everything hangs on one."""
KEY_SHARE: Final = 0.30
"""A key user makes at least this share of the events of the 90 days before."""
LEAST_SILENCE: Final = 14
"""No silence is shorter than this many days."""
GapKind = Literal[
    "nobody", "single_threaded", "no_decision_maker", "no_sponsor", "champion_gone", "sponsor_gone",
    "decision_maker_gone", "champion_silent", "sponsor_silent", "decision_maker_silent",
]  # fmt: skip
WATCHED: Final = ("champion", "sponsor", "decision_maker")
"""Roles whose silence or leaving is a gap."""
_NEEDED: Final = ("decision_maker", "sponsor")


@dataclass(frozen=True, slots=True)
class Standing:
    """One contact as of a day. ``ended`` is set where they have left; ``last_touch`` is the day we last met."""

    contact: int
    person: int
    role: str | None = None
    influence: int | None = None
    last_touch: date | None = None
    ended: date | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """One gap. ``people`` are ids of persons; ``figures`` are ``known``, ``reached``, or ``days`` of silence."""

    kind: GapKind
    people: tuple[int, ...] = ()
    figures: Mapping[str, int] = field(default_factory=dict)


def gaps(people: Sequence[Standing], day: date, *, recent: int = RECENT_DAYS) -> list[Gap]:
    """The gaps of an account at the end of ``day``, the gravest first; without people only ``nobody``.

    Somebody who was met within ``recent`` days is reached. A role that nobody holds any more is a gap by itself only
    where nobody of it has left lately: then the leaving is.
    """
    here = [one for one in people if one.ended is None or one.ended > day]
    left = [one for one in people if one.ended is not None and one.ended <= day]
    if not people:
        return [Gap("nobody", figures={"known": 0})]
    found = [_gone(role, here, left, day) for role in WATCHED]
    reached = [one for one in here if reached_within(one.last_touch, day, recent)]
    if len(reached) < ENOUGH:
        figures = {"reached": len(reached), "known": len(here)}
        found.append(Gap("single_threaded", tuple(one.person for one in reached), figures))
    gone = {one.kind for one in found if one is not None}
    found += [
        Gap(f"no_{role}", figures={"known": len(here)})  # type: ignore[arg-type]  # role is one of two
        for role in _NEEDED
        if f"{role}_gone" not in gone and not any(one.role == role for one in here)
    ]
    found += [_silent(role, here, day, recent) for role in WATCHED]
    return [one for one in found if one is not None]


def reached_within(last: date | None, day: date, days: int = RECENT_DAYS) -> bool:
    """Whether somebody who was last met on ``last`` counts as reached at the end of ``day``."""
    return last is not None and 0 <= (day - last).days < days


def _gone(role: str, here: Sequence[Standing], left: Sequence[Standing], day: date) -> Gap | None:
    if any(one.role == role for one in here):
        return None
    ends = [(one.ended, one.person) for one in left if one.role == role and one.ended is not None]
    late = [(ended, person) for ended, person in ends if (day - ended).days < GONE_DAYS]
    if not late:
        return None
    ended, person = max(late)
    return Gap(f"{role}_gone", (person,), {"days": (day - ended).days})  # type: ignore[arg-type]  # see WATCHED


def _silent(role: str, here: Sequence[Standing], day: date, recent: int) -> Gap | None:
    """All who have the role are silent; the days are those of the one met last, none where none was ever met."""
    holders = [one for one in here if one.role == role]
    if not holders or any(reached_within(one.last_touch, day, recent) for one in holders):
        return None
    met = [one.last_touch for one in holders if one.last_touch is not None]
    figures = {"days": (day - max(met)).days} if met else {}
    return Gap(f"{role}_silent", tuple(one.person for one in holders), figures)  # type: ignore[arg-type]


def key_users(events: Mapping[int, int]) -> list[int]:
    """Who makes at least :data:`KEY_SHARE` of ``{end user: events of 90 days}``, the busiest first."""
    total = sum(events.values())
    shares = sorted(events.items(), key=lambda item: (-item[1], item[0]))
    return [user for user, count in shares if total and count / total >= KEY_SHARE]


def silence_limit(days: Sequence[date]) -> int | None:
    """After how many days without use somebody is silent: beyond the 95th percentile of their own gaps.

    ``days`` are the days of use, ascending. At least :data:`LEAST_SILENCE`; ``None`` with fewer than two days.
    """
    if len(days) < ENOUGH:
        return None
    steps = np.diff(np.array(days, dtype="datetime64[D]")).astype(np.int64)
    return max(LEAST_SILENCE, int(np.ceil(np.percentile(steps, 95))))


def is_silent(days: Sequence[date], day: date) -> bool:
    """Whether somebody who used the product on ``days`` is silent at the end of ``day``."""
    limit = silence_limit(days)
    return limit is not None and (day - days[-1]).days > limit
