"""Rules of signals: use in, episodes out. No framework, no clock."""

from banso.judgement.signals.rules.episodes import OPEN, Episodes, gather, join
from banso.judgement.signals.rules.history import Facts, History, day_number, day_of_number, known_by
from banso.judgement.signals.rules.never_started import NeverStarted
from banso.judgement.signals.rules.replay import Rule, as_of, replay
from banso.judgement.signals.rules.silence import Silence
from banso.judgement.signals.rules.usage_fell import UsageFell

__all__ = [
    "OPEN",
    "Episodes",
    "Facts",
    "History",
    "NeverStarted",
    "Rule",
    "Silence",
    "UsageFell",
    "as_of",
    "day_number",
    "day_of_number",
    "gather",
    "join",
    "known_by",
    "replay",
]
