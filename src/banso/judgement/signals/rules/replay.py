"""Signals as of any day, and over a range of days."""

from collections.abc import Iterator
from typing import Any, Protocol

from banso.judgement.signals.rules.episodes import Episodes
from banso.judgement.signals.rules.history import Facts, known_by


class Rule(Protocol):
    """What a rule of signals does: see silence.py, usage_fell.py and never_started.py.

    Rules of use take a History; those that say in ``reads`` which kinds of facts they want take a Ledger.
    """

    def episodes(self, history: Any, first: int) -> Episodes:
        """Episodes known at ``history.until`` that hold on some day from ``first`` on."""
        ...


def open_in(rule: Rule, history: Any) -> Episodes:
    """The signals that are open at the end of the history."""
    return rule.episodes(history, history.until).open_at(history.until)


def as_of(rule: Rule, facts: Facts, day: int) -> Episodes:
    """The signals that are open at the end of ``day``, from what was known then."""
    return open_in(rule, known_by(facts, day))


def replay(rule: Rule, facts: Facts, first: int, last: int) -> Iterator[tuple[int, int, Episodes]]:
    """Runs of days (from, to) with the episodes as they stood on each of them.

    On a day of a run, ``episodes.open_at(day)`` is what ``as_of`` gives (but for the evidence of
    latest weeks). Within a run nothing late was learnt, so that the end of the run tells all of it;
    where everything was known when it happened the whole range is one run.
    """
    starts = [first, *facts.late_days(first, last)]
    for start, stop in zip(starts, [*(day - 1 for day in starts[1:]), last], strict=True):
        yield start, stop, rule.episodes(known_by(facts, stop), start)
