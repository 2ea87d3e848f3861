"""Evidence of an episode as JSON: days as ISO text, numbers as they are."""

from datetime import date
from typing import Any

from banso.judgement.signals.rules.episodes import OPEN, Episodes
from banso.judgement.signals.rules.history import day_of_number

_DAYS = {"last_active", "known", "week", "latest_week", "last_touch", "since", "left_on", "due", "day"}


def evidence_of(episodes: Episodes, at: int) -> dict[str, Any]:
    """What the rule saw of the episode at position ``at``."""
    return {
        name: day_of_number(values[at]).isoformat() if name in _DAYS else values[at].item()
        for name, values in episodes.evidence.items()
    }


def ended_of(episodes: Episodes, at: int) -> date | None:
    """The day on which the episode ended, None while it holds."""
    end = int(episodes.ended[at])
    return None if end == OPEN else day_of_number(end)
