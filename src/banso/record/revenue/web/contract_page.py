"""What the page of a contract shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from banso.platform.journal.api import Batch
from banso.platform.ui.api import Figure
from banso.record.customers.api import accounts_by_id, survivor_ids
from banso.record.revenue.actions.preview import unless_renewed
from banso.record.revenue.models import Contract, Period, Product, Statement
from banso.record.revenue.queries.contracts import Said, lines_of_contract
from banso.record.revenue.queries.movement_words import KIND_NAMES, REASON_NAMES
from banso.record.revenue.queries.policy import policy
from banso.record.revenue.queries.stretches import stretches
from banso.record.revenue.rules.facts import Policy, Stretch
from banso.record.revenue.rules.movements import movements
from banso.record.revenue.rules.mrr import COUNTED
from banso.record.revenue.rules.renewals import last_notice
from banso.record.revenue.rules.stretches import Run, in_force
from banso.record.revenue.web.chart import time_line
from banso.record.revenue.web.words import (
    day,
    money,
    monies,
    price,
    signed_money,
)


@dataclass(frozen=True, slots=True)
class ShownPeriod:
    """One period of a line."""

    period: Period
    price: str
    mrr: str
    is_now: bool


@dataclass(frozen=True, slots=True)
class ShownStatement:
    """Something that was said of a line: when it was known, by whom, from which import."""

    row: Statement
    batch: Batch | None
    is_last: bool
    says: list[str]


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line of the contract."""

    said: Said
    product: str
    state: str
    tone: str
    mrr: str
    periods: list[ShownPeriod]
    statements: list[ShownStatement]
    last: Period | None
    is_open: bool
    is_under_notice: bool
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class ShownMovement:
    """One movement that the contract made."""

    day: str
    kind: str
    reason: str
    product: str
    amount: str
    is_loss: bool
    is_ahead: bool
    unless_renewed: bool


@dataclass(frozen=True)
class ContractPage:
    """Everything about a contract."""

    account: object
    payer: object
    mrr: str
    arr: str
    term_end: date | None
    notice_by: date | None
    lines: list[ShownLine]
    chart: Figure | None
    movements: list[ShownMovement]


def contract_page(contract: Contract, today: date) -> ContractPage:
    """What the page shows, in a constant number of queries."""
    lines = lines_of_contract(contract)
    account = survivor_ids([contract.account_id])[contract.account_id]
    served = {one.account_id for line in lines for one in line.periods}
    policy_ = policy()
    found = stretches(set(survivor_ids([account, *served]).values()))
    mine = [one for one in found if one.contract == contract.pk]
    names = dict(Product.objects.values_list("pk", "name"))
    runs = in_force(found, policy_, today)
    now: dict[str, Fraction] = {}
    for run in runs:
        if run.contract == contract.pk and run.on(today) and not run.paused:
            now[run.currency] = now.get(run.currency, Fraction(0)) + run.mrr
    batches = Batch.objects.in_bulk({one.batch for line in lines for one in line.statements if one.batch})
    by_line = {line.line.pk: [run for run in runs if run.line == line.line.pk] for line in lines}
    term_end = min((end for one in mine if (end := one.term_end or one.end) and end > today), default=None)
    return ContractPage(
        account=accounts_by_id([account])[account],
        payer=contract.account if contract.account_id != account else None,
        mrr=monies(now),
        arr=monies({currency: amount * 12 for currency, amount in now.items()}),
        term_end=term_end,
        notice_by=last_notice(term_end, contract.notice_days) if term_end else None,
        lines=[_line(one, by_line[one.line.pk], mine, batches, today) for one in lines],
        chart=time_line(mine, names, today, label=_("Time line of the contract")),
        movements=_movements(found, contract, policy_, names, today),
    )


def _line(
    said: Said, runs: Sequence[Run], lines: Iterable[Stretch], batches: Mapping[int, Batch], today: date
) -> ShownLine:
    last = max(said.periods, key=lambda one: one.start, default=None)
    mrr = {one.start: one for one in lines if one.line == said.line.pk}
    running = next((one for one in runs if one.on(today)), None)
    state, tone = _state(said, last, running, runs, today)
    end = max((one.end for one in runs if one.end is not None), default=None)
    is_over = bool(runs) and all(one.end is not None and one.end <= today for one in runs)
    return ShownLine(
        said=said,
        product=last.product.name if last else pgettext("line", "taken back"),
        state=state,
        tone=tone,
        mrr=money(running.mrr, running.currency) if running and not running.paused else "",
        periods=[
            ShownPeriod(
                one,
                price(one),
                money(mrr[one.start].mrr, one.currency) if one.start in mrr else "",
                one.start <= today and (one.end is None or today < one.end),
            )
            for one in said.periods
        ],
        statements=[_statement(one, said, batches) for one in said.statements],
        last=last,
        is_open=said.holds and not is_over,
        is_under_notice=last is not None and last.notice is not None,
        ended_on=end if is_over else None,
    )


def _state(said: Said, last: Period | None, running: Run | None, runs: Sequence[Run], today: date) -> tuple[str, str]:
    """In a word how a line stands today, and its tone."""
    if last is None or not said.holds:
        return pgettext("line", "taken back"), "outline"
    if running is not None:
        standing = (
            (running.paused, pgettext("line", "paused"), "warn"),
            (running.pending, pgettext("line", "renewal pending"), "warn"),
            (last.past_due_since is not None, pgettext("line", "past due"), "risk"),
            (last.notice is not None, pgettext("line", "under notice"), "risk"),
        )
        return next(((word, tone) for holds, word, tone in standing if holds), (pgettext("line", "in force"), "good"))
    waiting = (
        (last.trial_end is not None and last.start <= today < last.trial_end, pgettext("line", "trial"), "info"),
        (any(one.start > today for one in runs), pgettext("line", "signed, not live"), "info"),
        (last.kind not in COUNTED, str(last.get_kind_display()), "outline"),
    )
    return next(((word, tone) for holds, word, tone in waiting if holds), (pgettext("line", "ended"), "outline"))


def _statement(row: Statement, said: Said, batches: Mapping[int, Batch]) -> ShownStatement:
    says = [
        _("%(first)s to %(last)s: %(price)s") % {"first": day(one.start), "last": day(one.end), "price": price(one)}
        for one in row.periods.all()
    ]
    holds = next((one for one in said.statements if one.withdrawn_at is None), None)
    return ShownStatement(row, batches.get(row.batch or 0), row == holds, says)


def _movements(
    found: Sequence[Stretch], contract: Contract, policy_: Policy, names: Mapping[int, str], today: date
) -> list[ShownMovement]:
    moves = [one for one in movements(found, "contract", policy_, today) if one.entity == (contract.pk,)]
    moves.sort(key=lambda one: one.day, reverse=True)
    noticed = {one.line for one in found if one.notice is not None}
    return [
        ShownMovement(
            day=day(one.day),
            kind=str(KIND_NAMES[one.kind]),
            reason=str(REASON_NAMES[one.reason]) if one.reason else "",
            product=names.get(one.product, ""),
            amount=signed_money(one.amount, one.currency),
            is_loss=one.amount < 0,
            is_ahead=one.day > today,
            unless_renewed=unless_renewed(one, noticed, today),
        )
        for one in moves
    ]
