"""What makes the page of renewals alive in the demo: most checkpoints that came have been answered, and talks go on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

import numpy as np

from banso.platform.identity.api import Member
from banso.platform.kit.days import day_of
from banso.platform.tenancy.api import current_workspace
from banso.record.revenue.api import (
    Due,
    Score,
    answer_checkpoint,
    move_renewal,
    renewals,
    say_next_step,
)

AHEAD: Final = timedelta(days=180)
ANSWERED: Final = 0.85
"""How many of the checkpoints that have come were answered."""
LATEST: Final = 21
"""Answers are at most so many days old: they stand beside the score of now."""
STAGES: Final = ((30, ("agreed", "offered", "offered")), (75, ("offered", "talking")), (120, ("talking", "ahead")))
"""Up to how many days before the end renewals are mostly at which stages; earlier ones are ahead."""
STEPS: Final = {
    "talking": ("次の定例で更新の条件を確認する", "決裁者との打ち合わせを設定する", "利用実績のまとめを送る"),
    "offered": ("見積の返事を確認する", "値上げの背景を説明する"),
    "agreed": ("注文書を受け取る",),
}
REASONS: Final = (
    ("利用が止まっている", "担当者が替わって連絡がつかない"),
    ("予算の見直しが入っている", "他社と比べている"),
    ("使う部署が広がらない", "定例で話題が少ない"),
    ("現場では定着している", "担当者は満足している"),
    ("役員が効果を認めている", "来期の計画に入っている"),
)
"""Why a member sees an account in each band, the lowest first."""


def lead(members: Sequence[Member], now: datetime, *, seed: int) -> None:
    """Answer checkpoints, move stages and say next steps, as the owners would have; after the book is computed."""
    rng = np.random.default_rng([seed, 7])
    today = day_of(now, current_workspace().timezone)
    people = {one.pk: one for one in members}
    for due in renewals(today, today + AHEAD, today):
        member = people.get(due.owner or 0, members[0])
        for look in due.looks:
            if look.is_due and rng.random() < ANSWERED:
                _answer(due, look.months, look.day, member, today, now, rng)
        _move(due, (due.term_end - today).days, today, now, rng)


def _answer(
    due: Due, months: int, day: date, member: Member, today: date, now: datetime, rng: np.random.Generator
) -> None:
    seen = due.band if due.band is not None else 2
    view = int(np.clip(seen + rng.choice([-1, 0, 0, 0, 1]), 0, 4))
    ago = int(rng.integers(0, min(LATEST, max(1, (today - day).days)) + 1))
    reason = str(rng.choice(REASONS[view]))
    score = Score(due.score, due.band)
    answer_checkpoint(
        due.contract, due.term_end, months, view, reason, score=score, member=member, now=now - timedelta(days=ago)
    )


def _move(due: Due, left: int, today: date, now: datetime, rng: np.random.Generator) -> None:
    stages = next((some for days, some in STAGES if left <= days), ("ahead",))
    stage = str(rng.choice(stages))
    if stage == "ahead":
        return
    move_renewal(due.contract, due.term_end, stage, now=now)
    step = str(rng.choice(STEPS[stage]))
    say_next_step(due.contract, due.term_end, step, today + timedelta(days=int(rng.integers(-3, 15))), now=now)
