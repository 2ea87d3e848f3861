"""Three questions to ask in a meeting, from what is missing or changed. Pure: facts in, kinds of questions out.

Words are the caller's: a question says its kind, from which fact it comes, and what stands in its sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

COUNT: Final = 3
FELL: Final = 5.0
"""Points of health that are worth a question."""
NOTICE_DAYS: Final = 120
OPEN: Final = ("open_goal", "open_help", "open_stop")
"""What can always be asked, where the facts ask nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of an account before a meeting.

    ``late_promises`` are texts with the day they were due; ``fell`` and ``rose`` name the metric that moved health
    most, with the whole change; ``gaps`` are kinds of ``customers.gaps``; ``newcomers`` are attendees whom nobody
    knows. ``notice_days`` counts down to the last day of notice.
    """

    late_promises: Sequence[tuple[str, date]] = ()
    fell: tuple[str, float] | None = None
    rose: tuple[str, float] | None = None
    signals: Sequence[tuple[str, date]] = ()
    success_statement: str = ""
    purchase_reason: str = ""
    notice_days: int | None = None
    gaps: Sequence[str] = ()
    next_step: str = ""
    newcomers: Sequence[str] = ()
    has_touch: bool = True


@dataclass(frozen=True, slots=True)
class Question:
    """One question: ``kind`` names its sentence and the sentence that says from what it comes."""

    kind: str
    params: Mapping[str, object] = field(default_factory=dict)


def questions(facts: Facts) -> list[Question]:
    """Exactly three, what we owe and what worries first, then what is missing; open ones where the facts ask less."""
    found = [one for ask in _ASKED for one in ask(facts)][:COUNT]
    return found + [Question(kind) for kind in OPEN[: COUNT - len(found)]]


def _late(facts: Facts) -> Iterator[Question]:
    for text, due in facts.late_promises[:1]:
        yield Question("late_promise", {"text": text, "day": due})


def _fell(facts: Facts) -> Iterator[Question]:
    if facts.fell and facts.fell[1] <= -FELL:
        yield Question("fell", {"metric": facts.fell[0], "points": facts.fell[1]})


def _signal(facts: Facts) -> Iterator[Question]:
    for name, day in facts.signals[:1]:
        yield Question("signal", {"signal": name, "day": day})


def _no_success(facts: Facts) -> Iterator[Question]:
    if not facts.success_statement.strip():
        yield Question("no_success")


def _notice(facts: Facts) -> Iterator[Question]:
    if facts.notice_days is not None and 0 <= facts.notice_days <= NOTICE_DAYS:
        yield Question("notice", {"days": facts.notice_days})


def _people(facts: Facts) -> Iterator[Question]:
    kinds = {
        "nobody": "single_threaded", "single_threaded": "single_threaded", "no_sponsor": "no_sponsor",
        "sponsor_gone": "no_sponsor", "no_decision_maker": "no_decision_maker",
        "decision_maker_gone": "no_decision_maker", "champion_gone": "champion_gone",
    }  # fmt: skip
    for kind in facts.gaps:
        if kind in kinds:
            yield Question(kinds[kind])
            return


def _step(facts: Facts) -> Iterator[Question]:
    if facts.next_step.strip():
        yield Question("next_step", {"text": facts.next_step})


def _newcomer(facts: Facts) -> Iterator[Question]:
    for name in facts.newcomers[:1]:
        yield Question("newcomer", {"name": name})


def _no_reason(facts: Facts) -> Iterator[Question]:
    if not facts.purchase_reason.strip():
        yield Question("no_reason")


def _rose(facts: Facts) -> Iterator[Question]:
    if facts.rose and facts.rose[1] >= FELL:
        yield Question("rose", {"metric": facts.rose[0], "points": facts.rose[1]})


def _never(facts: Facts) -> Iterator[Question]:
    if not facts.has_touch:
        yield Question("first_touch")


_ASKED: Final[tuple[Callable[[Facts], Iterator[Question]], ...]] = (
    _late, _fell, _signal, _no_success, _notice, _people, _step, _newcomer, _never, _no_reason, _rose,
)  # fmt: skip
"""In this order."""
