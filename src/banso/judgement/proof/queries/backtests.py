"""A back-test: how a score ranked later silence, or the loss of the contract, over the days that are closed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from banso.judgement.forecasts.api import HORIZON_DAYS, KnownUse, observed_until
from banso.judgement.proof.queries.losses import CHURNED, SILENT, Losses, contract_rows
from banso.judgement.proof.queries.reports import figures_to_json
from banso.judgement.proof.queries.rows import Rows, labelled_rows
from banso.judgement.proof.queries.subjects import EVENTS, LINE, Subject
from banso.judgement.proof.queries.words import verdict_text
from banso.judgement.proof.rules import Figures, Sample, figures
from banso.platform.kit.days import EPOCH_DAY, quarter_ends
from banso.platform.kit.errors import BansoError
from banso.platform.kit.limits import limit

MOST_CASES = limit("lists.cases", 50)


class NothingClosed(BansoError):
    """No day asked for has its 180 days behind it."""

    code = "nothing_closed"


class BadRhythm(BansoError):
    """An `every` that is not known."""

    code = "bad_rhythm"


class BadTarget(BansoError):
    """A target that is not known."""

    code = "bad_target"


def month_ends(first: date, last: date) -> list[date]:
    """Ends of calendar months from first to last, both included."""
    found: list[date] = []
    year, month = first.year, first.month
    while True:
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        end = date(year, month, 1) - timedelta(days=1)
        if end > last:
            return found
        if end >= first:
            found.append(end)


RHYTHMS: dict[str, Callable[[date, date], Sequence[date]]] = {
    "quarter": lambda first, last: list(quarter_ends(first, last)),
    "month": month_ends,
}


@dataclass(frozen=True, slots=True)
class Case:
    """One loss: the account, the day, and what the subject said of it then (its own scale)."""

    account_id: int
    day: date
    value: float


@dataclass(frozen=True, slots=True)
class Backtest:
    """Figures over all eligible account-days of `days`, and over the engaged ones.

    `left_out` rows had no value of the subject (a withheld score). `cases` are losses that the
    subject rated best, the first the most surprising. `target` is what counts as a loss.
    """

    subject: str
    version: int
    days: tuple[date, ...]
    every: str
    filter_tree: Any
    left_out: int
    everybody: Figures
    engaged: Figures
    cases: tuple[Case, ...]
    target: str = SILENT

    def verdict(self, found: Figures | None = None) -> str:
        """The verdict in words, in the active language, on everybody unless `found` is given."""
        chosen = found or self.everybody
        line = (chosen.baselines or {}).get(LINE)
        return verdict_text(chosen, line_auc=line.auc if line else None, target=self.target)

    def to_json(self) -> dict[str, Any]:
        """The stable form of `banso backtest --json`; `engaged` repeats the figures' keys."""
        return {
            "subject": self.subject,
            "target": self.target,
            "version": self.version,
            "from": self.days[0].isoformat(),
            "to": self.days[-1].isoformat(),
            "every": self.every,
            "snapshots": len(self.days),
            "filter": self.filter_tree,
            "left_out": self.left_out,
            **figures_to_json(self.everybody),
            "verdict": self.verdict(),
            "engaged": {**figures_to_json(self.engaged), "verdict": self.verdict(self.engaged)},
        }


def closed_days(first: date | None, last: date | None, every: str, *, seen: tuple[date, date] | None) -> list[date]:
    """The days to judge: of the rhythm, with 180 observed days after them; `seen` are the first and the last day
    of which it is known what happened.

    Raises BadRhythm and NothingClosed.
    """
    if every not in RHYTHMS:
        raise BadRhythm(
            _("“%(every)s” is not a rhythm.") % {"every": every},
            hint=_("Choose one of: %(choices)s.") % {"choices": ", ".join(RHYTHMS)},
        )
    if seen is not None:
        oldest, newest = seen[0], seen[1] - timedelta(days=HORIZON_DAYS)
        begin, end = max(first or oldest, oldest), min(last or newest, newest)
        days = list(RHYTHMS[every](begin, end)) if begin <= end else []
        if days:
            return days
    raise NothingClosed(
        _("No day asked for has 180 days with data behind it yet."),
        hint=_("Import older events as known when they happened, or ask for earlier days."),
    )


def silence_seen(today: date, use: KnownUse) -> tuple[date, date] | None:
    """From which day to which silence is known; None without use."""
    observed = observed_until(today, use.newest_event)
    return None if observed is None or use.first_event is None else (use.first_event, observed)


def run(
    subject: Subject, days: Sequence[date], *, every: str, tree: Any, capacity: int | None, losses: Losses | None = None
) -> Backtest:
    """Judge a subject on closed days; the figures depend on the data alone (the bootstrap is seeded).

    With `losses` by who had no MRR left after 180 days, of those who had some; else by silence.
    """
    rows = labelled_rows(subject, days, tree) if losses is None else contract_rows(subject, days, tree, losses)
    known = ~np.isnan(rows.risk)
    judged = rows.where(known)
    return Backtest(
        subject=subject.name,
        version=subject.version,
        days=tuple(days),
        every=every,
        filter_tree=tree,
        left_out=int((~known).sum()),
        everybody=_figures(subject, judged, capacity),
        engaged=_figures(subject, judged.where(judged.engaged), capacity),
        cases=_cases(subject, judged),
        target=SILENT if losses is None else CHURNED,
    )


def _figures(subject: Subject, rows: Rows, capacity: int | None) -> Figures:
    sample = Sample(rows.accounts, rows.days, rows.risk, rows.lost, {LINE: rows.line, EVENTS: rows.events})
    return figures(
        sample,
        line=None if subject.is_line else LINE,
        is_probability=subject.is_probability,
        capacity=capacity,
    )


def _cases(subject: Subject, rows: Rows) -> tuple[Case, ...]:
    lost = np.flatnonzero(rows.lost)
    best = lost[np.argsort(rows.risk[lost], kind="stable")][:MOST_CASES]
    return tuple(
        Case(
            int(rows.accounts[at]),
            EPOCH_DAY + timedelta(days=int(rows.days[at])),
            float(subject.sign * rows.risk[at]),
        )
        for at in best
    )
