"""Proposals to customers: opened for a goal of theirs, moved on, won or lost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from banso.platform.identity.api import Member
from banso.platform.journal.api import Kept, change_row, delete_row, entry_of_new, moment, record_many
from banso.platform.kit.errors import WrongField
from banso.platform.kit.limits import limit
from banso.platform.kit.money import is_currency
from banso.platform.kit.text import clean
from banso.record.revenue.models import Line, Plan, Product, Proposal, ProposalKind, ProposalStage, ProposalStep
from banso.record.revenue.queries.proposal_lines import may_follow
from banso.record.revenue.rules.proposing import DECIDED, OPEN

if TYPE_CHECKING:
    from banso.record.customers.models import Account

PROPOSAL: Final = "proposal"
STEP: Final = "proposal_step"
MOST_GOAL = limit("revenue.goal", 400, "characters")
MOST_REASON = limit("revenue.proposal_reason", 500, "characters")
MOST_NOTE = limit("revenue.proposal_note", 2_000, "characters")
_FIELDS: Final = (
    "account", "product", "plan", "kind", "mrr", "currency", "goal", "owner", "stage", "opened_on", "expected_on",
    "note",
)  # fmt: skip
_STEP_FIELDS: Final = ("proposal", "day", "stage", "mrr")
revert_proposals = Kept(PROPOSAL, Proposal)
revert_steps = Kept(STEP, ProposalStep, unmake=delete_row, whole=True)


class BadProposal(WrongField):
    """A proposal cannot be kept or closed like this; ``field`` says where."""

    code = "bad_proposal"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewProposal:
    """What a proposal is made from, or becomes. ``mrr`` is minor units of ``currency`` that it would add a month."""

    product: Product
    kind: str
    mrr: int
    currency: str
    goal: str
    plan: Plan | None = None
    owner: Member | None = None
    expected_on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """How it ended, and when. Won: what it adds a month (None: as expected), and the line that followed, if known."""

    stage: str
    on: date
    mrr: int | None = None
    line: Line | None = None
    reason: str = ""
    note: str = ""


def open_proposal(
    account: Account,
    wanted: NewProposal,
    *,
    opened_on: date,
    today: date,
    member: Member | None,
    now: datetime,
    stage: str = ProposalStage.IDENTIFIED,
) -> Proposal:
    """Open one, for a goal of the customer's. Raises :class:`BadProposal`."""
    values = _values(wanted)
    _check_stage(stage)
    if opened_on > today:
        raise BadProposal("opened_on", _("It lies ahead."), hint=_("Choose a day up to today."))
    with transaction.atomic():
        made = Proposal.objects.create(
            account=account, stage=stage, opened_on=opened_on, created_at=moment(now), created_by=member, **values
        )
        record_many([entry_of_new(PROPOSAL, made, _FIELDS, now)])
        _step(made, opened_on, member, now)
    return made


def change_proposal(
    proposal: Proposal, wanted: NewProposal, *, today: date, member: Member | None, now: datetime
) -> Proposal:
    """Say anew what it is about; one that is decided has to be opened again first. Raises :class:`BadProposal`."""
    values = _values(wanted)
    with transaction.atomic():
        found = _locked(proposal)
        if found.stage in DECIDED:
            raise _is_decided(found)
        change_row(PROPOSAL, found, {name: getattr(value, "pk", value) for name, value in values.items()}, now)
        _step(found, today, member, now)
    return found


def move_proposal(proposal: Proposal, stage: str, *, today: date, member: Member | None, now: datetime) -> Proposal:
    """Say how far it is; one that was decided is open again. Raises :class:`BadProposal`."""
    _check_stage(stage)
    with transaction.atomic():
        found = _locked(proposal)
        change_row(PROPOSAL, found, {"stage": stage, "decided_on": None, "reason": "", "line": None}, now)
        _step(found, today, member, now)
    return found


def decide_proposal(
    proposal: Proposal, decision: Decision, *, today: date, member: Member | None, now: datetime
) -> Proposal:
    """It was won or lost; said again, it takes the place of what was said before. Raises :class:`BadProposal`."""
    is_won = decision.stage == ProposalStage.WON
    reason, note = clean(decision.reason) or "", clean(decision.note) or ""
    if decision.stage not in DECIDED:
        raise BadProposal("stage", _("Say how it ended: won or lost."))
    if not is_won and not reason:
        raise BadProposal("reason", _("Say why it was lost."))
    _check_length(reason=reason, note=note)
    with transaction.atomic():
        found = _locked(proposal)
        if not found.opened_on <= decision.on <= today:
            raise BadProposal("on", _("It was opened later, or this day lies ahead."), hint=_("Choose another day."))
        values: dict[str, Any] = {"stage": decision.stage, "decided_on": decision.on, "note": note}
        values |= {"reason": "" if is_won else reason, "line": None}
        if is_won:
            values["mrr"] = found.mrr if decision.mrr is None else _positive(decision.mrr)
            values["line"] = _line_of(found, decision.line)
        change_row(PROPOSAL, found, values, now)
        _step(found, decision.on, member, now)
    return found


def delete_proposal(proposal: Proposal, *, now: datetime) -> None:
    """It should not have been written down; its row stays, so that this can be undone."""
    with transaction.atomic():
        change_row(PROPOSAL, _locked(proposal), {"deleted_at": moment(now)}, now)


def _locked(proposal: Proposal) -> Proposal:
    rows = Proposal.objects.select_for_update(of=("self",)).select_related("account", "product")
    return rows.get(pk=proposal.pk, deleted_at=None)


def _step(proposal: Proposal, day: date, member: Member | None, now: datetime) -> None:
    """Keep how it stands from ``day`` on, where it stands otherwise than before."""
    last = ProposalStep.objects.filter(proposal=proposal).order_by("-pk").first()
    if last is not None and (last.stage, last.mrr) == (proposal.stage, proposal.mrr):
        return
    made = ProposalStep.objects.create(
        proposal=proposal, day=day, stage=proposal.stage, mrr=proposal.mrr, said_at=moment(now), said_by=member
    )
    record_many([entry_of_new(STEP, made, _STEP_FIELDS, now)])


def _values(wanted: NewProposal) -> dict[str, Any]:
    goal, note = clean(wanted.goal) or "", clean(wanted.note) or ""
    if not goal:
        raise BadProposal(
            "goal",
            _("Say which goal of theirs it serves."),
            hint=_("Where there is none, ask for it first: there is no proposal without a goal of the customer."),
        )
    _check_length(goal=goal, note=note)
    if wanted.kind not in ProposalKind.values:
        raise BadProposal("kind", _("“%(value)s” is not one of the choices.") % {"value": wanted.kind[:40]})
    if not is_currency(wanted.currency):
        raise BadProposal("currency", _("“%(value)s” is no currency.") % {"value": wanted.currency[:10]})
    if wanted.plan is not None and wanted.plan.product_id != wanted.product.pk:
        raise BadProposal("plan", _("This plan is one of another product."))
    if wanted.kind == ProposalKind.UPGRADE and wanted.plan is None:
        raise BadProposal("plan", _("Say to which plan they would move."))
    return {
        "product": wanted.product,
        "plan": wanted.plan,
        "kind": wanted.kind,
        "mrr": _positive(wanted.mrr),
        "currency": wanted.currency,
        "goal": goal,
        "owner": wanted.owner,
        "expected_on": wanted.expected_on,
        "note": note,
    }


def _positive(mrr: int) -> int:
    if mrr <= 0:
        raise BadProposal("mrr", _("A proposal adds MRR: the amount is above 0."))
    return mrr


def _line_of(proposal: Proposal, line: Line | None) -> int | None:
    if line is not None and line.pk not in {one.line.pk for one in may_follow(proposal)}:
        raise BadProposal(
            "line",
            _("This line is of another account or product, or was signed before the proposal was opened."),
            hint=_("Choose one of those that are offered."),
        )
    return line.pk if line else None


def _check_stage(stage: str) -> None:
    if stage not in OPEN:
        raise BadProposal("stage", _("“%(value)s” is not one of the choices.") % {"value": stage[:40]})


def _check_length(**texts: str) -> None:
    most = {"goal": MOST_GOAL, "reason": MOST_REASON, "note": MOST_NOTE}
    for field, text in texts.items():
        if len(text) > most[field]:
            raise BadProposal(field, _("At most %(most)d characters.") % {"most": most[field]})


def _is_decided(proposal: Proposal) -> BadProposal:
    return BadProposal(
        "stage",
        _("It was decided already: %(stage)s.") % {"stage": proposal.get_stage_display()},
        hint=_("Set its stage back first."),
    )
