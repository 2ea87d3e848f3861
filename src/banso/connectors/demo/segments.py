"""What makes the pages of segments and signals alive in the demo: a past of each segment, and a few answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import numpy as np

from banso.judgement.metrics import api as metrics
from banso.judgement.signals import api as signals
from banso.platform.identity.api import Member

REFERENCES = 6
ANSWERS = {"silence": 14, "usage_fell": 8, "never_started": 3}
"""How many open signals of each rule somebody has looked at."""
WRONG_SHARE = 0.3
REASONS = ("年度末の休業だった", "担当者が研修中だった", "別の部署で使い始めていた")


def fill(members: Sequence[Member], now: datetime, *, seed: int) -> None:
    """References picked by hand, and answers of members to signals; after the book is computed."""
    rng = np.random.default_rng([seed, 6])
    newest = metrics.latest_day()
    if newest is None:
        return
    engaged = metrics.members_of("engaged")
    if engaged:
        chosen = rng.choice(engaged, size=min(REFERENCES, len(engaged)), replace=False)
        metrics.pick("references", [int(one) for one in chosen], member=members[0], now=now)
    for rule, count in ANSWERS.items():
        _total, listed = signals.recent_signals(rule=rule, state="open", limit=count)
        for signal in listed:
            who = members[int(rng.integers(len(members)))]
            if rng.random() < WRONG_SHARE:
                because = str(rng.choice(REASONS))
                signals.answer_signal(signal, "wrong", member=who, now=now, because=because)
            else:
                signals.answer_signal(signal, "right", member=who, now=now)
    _total, listed = signals.recent_signals(rule="usage_fell", state="open", limit=2)
    for signal in listed:
        signals.answer_signal(signal, "mute", member=members[0], now=now, until=_later(newest.day))


def _later(day: date) -> date:
    return day + timedelta(days=60)
