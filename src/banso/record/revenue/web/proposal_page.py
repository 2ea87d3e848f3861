"""What the pages of proposals show, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from banso.platform.ui import formats
from banso.record.revenue.models import Proposal, ProposalStage, ProposalStep
from banso.record.revenue.queries.asked_proposals import STATES, AskedProposals, FoundProposals
from banso.record.revenue.queries.definitions import Definition, definition_of
from banso.record.revenue.queries.pipeline import EVERYBODY
from banso.record.revenue.queries.proposals import Counted, Proposed, amounts, by_stage
from banso.record.revenue.rules.proposing import OPEN, Cycle, WinRate
from banso.record.revenue.web.words import language, money, short_money


@dataclass(frozen=True, slots=True)
class ShownProposal:
    """One proposal in words."""

    one: Proposed
    amount: str
    waits: str


@dataclass(frozen=True, slots=True)
class StageCard:
    """What is at one open stage, with the address that shows only that."""

    label: str
    url: str
    is_chosen: bool
    n: int
    total: str


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """A figure with its definition and parts; ``refused`` says why there is none."""

    meaning: Definition
    text: str
    parts: str = ""
    refused: str = ""


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """The figures of one product, or one value of an attribute."""

    label: str
    n: int
    pipeline: str
    decided: str
    rate: str
    mrr_rate: str
    cycle: str


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A step in the course of a proposal: since when, how long, who said so."""

    step: ProposalStep
    stage: str
    amount: str
    lasted: str


def shown_proposal(one: Proposed) -> ShownProposal:
    """One of them in words."""
    return ShownProposal(one, money(one.mrr, one.row.currency), days(one.days_in_stage))


def stage_cards(found: FoundProposals, asked: AskedProposals) -> list[StageCard]:
    """The open stages with what is at each."""
    cards = []
    for stage, some in by_stage(found.kept).items():
        if stage in OPEN:
            chosen = asked.state == "open" and asked.stage == stage
            cards.append(
                StageCard(
                    label=str(ProposalStage(stage).label),
                    url=asked.url(state="open", stage="" if chosen else stage),
                    is_chosen=chosen,
                    n=len(some),
                    total=short_money(found.adding.sum(amounts(some)), found.adding.currency),
                )
            )
    return cards


def shown_figures(found: Counted, currency: str) -> list[ShownFigure]:
    """Every figure with its definition, in their order."""
    rate, cycle = found.rate, found.cycle
    count = _("%(n)s ÷ %(of)s proposals") % {"n": _n(rate.won), "of": _n(rate.decided)}
    amount = f"{short_money(rate.won_mrr, currency)} ÷ {short_money(rate.decided_mrr, currency)}"
    return [
        ShownFigure(definition_of("pipeline_mrr"), short_money(found.mrr, currency), parts=proposals_n(found.n)),
        ShownFigure(definition_of("win_rate"), share(rate.by_count), count, too_few(rate)),
        ShownFigure(definition_of("win_rate_mrr"), share(rate.by_mrr), amount, too_few(rate)),
        ShownFigure(definition_of("cycle_days"), median(cycle), middle(cycle), too_few(cycle)),
    ]


def shown_groups(found: Sequence[tuple[str, Counted]], currency: str) -> list[ShownGroup]:
    """The same for each product, or each value of an attribute; what cannot be said is a dash."""
    return [
        ShownGroup(
            label=label,
            n=one.n,
            pipeline=short_money(one.mrr, currency) if one.n else formats.MISSING,
            decided=f"{_n(one.rate.won)} / {_n(one.rate.decided)}",
            rate=share(one.rate.by_count),
            mrr_rate=share(one.rate.by_mrr),
            cycle=" ".join(part for part in (median(one.cycle), _brackets(middle(one.cycle))) if part),
        )
        for label, one in found
    ]


def shown_steps(proposal: Proposal, steps: Sequence[ProposalStep], today: date) -> list[ShownStep]:
    """The course of a proposal, the newest first, each with how long it lasted."""
    found = []
    ends = [*(one.day for one in steps[1:]), proposal.decided_on or today]
    for step, end in zip(steps, ends, strict=True):
        is_open = step.stage in OPEN
        found.append(
            ShownStep(
                step=step,
                stage=step.get_stage_display(),
                amount=money(Fraction(step.mrr), proposal.currency),
                lasted=days(max(0, (end - step.day).days)) if is_open else "",
            )
        )
    return found[::-1]


def links(asked: AskedProposals) -> dict[str, str]:
    """Addresses of the states, of this very list, of it without its narrower choices, and of everybody's."""
    states = {state: asked.url(state=state, stage="") for state in STATES}
    whole = {"whole": asked.url(stage="", product=""), "all": asked.url(whose=EVERYBODY, stage="", product="")}
    return {**states, **whole, "here": asked.url(), "now": asked.url(as_of="")}


def sentence(found: FoundProposals, whose: str, day: str) -> str:
    """How much is in the pipeline and how much of it is won, in one sentence; empty where there is nothing."""
    figures, currency = found.figures, found.adding.currency
    if not figures.n and not figures.rate.decided:
        return ""
    rate = figures.rate
    words = {
        "day": day,
        "whose": whose,
        "n": proposals_n(figures.n),
        "total": short_money(figures.mrr, currency),
        "won": _n(rate.won),
        "decided": _n(rate.decided),
        "rate": share(rate.by_count) if rate.by_count is not None else too_few(rate),
    }
    return (
        _(
            "Proposals (%(whose)s) as of %(day)s: %(n)s open, %(total)s MRR a month; "
            "won %(won)s of %(decided)s decided (%(rate)s) (all counted, none estimated)."
        )
        % words
    )


def proposals_n(n: int) -> str:
    """So many proposals."""
    return ngettext("%(n)s proposal", "%(n)s proposals", n) % {"n": _n(n)}


def days(n: float) -> str:
    """So many days."""
    digits = 0 if float(n).is_integer() else 1
    return ngettext("%(n)s day", "%(n)s days", 1 if n == 1 else 2) % {"n": formats.number(n, language(), digits=digits)}


def share(value: Fraction | None) -> str:
    """A share, or the dash."""
    return formats.percent(None if value is None else float(value), language())


def median(found: Cycle) -> str:
    """The median of days, or the dash."""
    return formats.MISSING if found.median is None else days(found.median)


def middle(found: Cycle) -> str:
    """Between which days the middle half lies; empty where too few were decided."""
    if found.low is None or found.high is None:
        return ""
    low, high = (formats.number(round(one), language()) for one in (found.low, found.high))
    return pgettext("days", "%(low)s to %(high)s") % {"low": low, "high": high}


def too_few(found: WinRate | Cycle) -> str:
    """Why there is no figure, and what is needed; empty where there is one."""
    if not found.lacking:
        return ""
    n = found.decided if isinstance(found, WinRate) else found.n
    return _("Too few: %(n)s decided. %(more)s more, and this can be said.") % {"n": _n(n), "more": _n(found.lacking)}


def _brackets(text: str) -> str:
    return f"({text})" if text else ""


def _n(value: int) -> str:
    return formats.number(value, language())
