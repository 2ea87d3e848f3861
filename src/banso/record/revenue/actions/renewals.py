"""What is done about the end of a term: the next step, the checkpoints, and how it is closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from banso.platform.identity.api import Member
from banso.platform.journal.api import Kept, change_row, delete_row, entry_of_new, moment, record_many
from banso.platform.kit.bands import BANDS
from banso.platform.kit.errors import WrongField
from banso.platform.kit.limits import limit
from banso.platform.kit.text import clean
from banso.record.revenue.actions.contracts import end_line, renew_line
from banso.record.revenue.actions.losses import class_loss
from banso.record.revenue.models import Checkpoint, Contract, Line, Renewal, RenewalStage
from banso.record.revenue.queries.policy import policy as policy_in_force
from banso.record.revenue.rules.facts import Policy
from banso.record.revenue.rules.renewals import CLOSED

RENEWAL = "renewal"
CHECKPOINT = "checkpoint"
MOST_STEP = limit("revenue.next_step", 500, "characters")
_OF_RENEWAL = ("contract", "term_end", "stage", "next_step", "next_step_on", "reason", "note", "closed_at", "closed_by")
_OF_CHECKPOINT = ("renewal", "months", "score", "score_band", "view", "reason", "answered_by", "answered_at")
revert_renewals = Kept(RENEWAL, Renewal, unmake=delete_row, whole=True)
revert_checkpoints = Kept(CHECKPOINT, Checkpoint, unmake=delete_row, whole=True)


class BadRenewal(WrongField):
    """A renewal cannot be kept or closed like this; ``field`` says where."""

    code = "bad_renewal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """How a renewal ends.

    Renewed or changed: until when the new term runs, and what of a line is new (by the line's id; None: the line is
    not renewed). Lost: the reason of the policy. ``lines`` are those whose term ends.
    """

    stage: str
    lines: Sequence[Line]
    new_end: date | None = None
    changes: Mapping[int, dict[str, Any] | None] = field(default_factory=dict)
    reason: str = ""
    note: str = ""


def touch_renewal(contract: Contract, term_end: date, *, now: datetime) -> Renewal:
    """The row about the end of this term; made when somebody first touches it. Call it in a transaction."""
    found = Renewal.objects.select_for_update(of=("self",)).filter(contract=contract, term_end=term_end).first()
    if found is None:
        found = Renewal.objects.create(contract=contract, term_end=term_end, created_at=moment(now))
        record_many([entry_of_new(RENEWAL, found, _OF_RENEWAL, now)])
    return found


def move_renewal(contract: Contract, term_end: date, stage: str, *, now: datetime) -> Renewal:
    """Say how far it is; a closed one is open again. Raises :class:`BadRenewal`."""
    if stage not in RenewalStage.values or stage in CLOSED:
        raise BadRenewal("stage", _("“%(value)s” is not one of the choices.") % {"value": stage[:40]})
    with transaction.atomic():
        found = touch_renewal(contract, term_end, now=now)
        change_row(RENEWAL, found, {"stage": stage, "closed_at": None, "closed_by": None}, now)
    return found


def say_next_step(contract: Contract, term_end: date, text: str, on: date | None, *, now: datetime) -> Renewal:
    """What is done next about it, and when. Raises :class:`BadRenewal`."""
    step = clean(text) or ""
    if len(step) > MOST_STEP:
        raise BadRenewal("next_step", _("At most %(most)d characters.") % {"most": MOST_STEP})
    with transaction.atomic():
        found = touch_renewal(contract, term_end, now=now)
        change_row(RENEWAL, found, {"next_step": step, "next_step_on": on}, now)
    return found


@dataclass(frozen=True, slots=True)
class Score:
    """How the score sees an account when it is asked: 0 to 100 and the band, or nothing where there is no score."""

    value: float | None = None
    band: int | None = None


def answer_checkpoint(
    contract: Contract,
    term_end: date,
    months: int,
    view: int,
    reason: str,
    *,
    score: Score,
    member: Member | None,
    now: datetime,
) -> Checkpoint:
    """Say how a member sees it, beside how the score does; said anew, it takes the place of what was said before.

    Raises :class:`BadRenewal`.
    """
    text = clean(reason) or ""
    if months not in policy_in_force().checkpoints:
        raise BadRenewal("months", _("There is no such checkpoint."))
    if not 0 <= view < len(BANDS):
        raise BadRenewal("view", _("Choose how you see it."))
    if not text:
        raise BadRenewal("reason", _("Say why you see it so: somebody will ask."))
    if len(text) > MOST_STEP:
        raise BadRenewal("reason", _("At most %(most)d characters.") % {"most": MOST_STEP})
    said = {
        "score": score.value,
        "score_band": score.band,
        "view": view,
        "reason": text,
        "answered_by": member.pk if member else None,
        "answered_at": moment(now),
    }
    with transaction.atomic():
        renewal = touch_renewal(contract, term_end, now=now)
        found = Checkpoint.objects.filter(renewal=renewal, months=months).first()
        if found is None:
            found = Checkpoint.objects.create(renewal=renewal, months=months, **{**said, "answered_by": member})
            record_many([entry_of_new(CHECKPOINT, found, _OF_CHECKPOINT, now)])
        else:
            change_row(CHECKPOINT, found, said, now)
    return found


def close_renewal(
    contract: Contract,
    term_end: date,
    closing: Closing,
    *,
    policy: Policy,
    member: Member | None,
    today: date,
    now: datetime,
) -> Renewal:
    """Close it, and say of its lines what follows from that. Raises :class:`BadRenewal` and what lines refuse."""
    if closing.stage not in CLOSED:
        raise BadRenewal("stage", _("Say how it ended: renewed, changed or lost."))
    if not closing.lines:
        raise BadRenewal("stage", _("No line’s term ends on that day."))
    with transaction.atomic():
        found = touch_renewal(contract, term_end, now=now)
        if found.stage in CLOSED:
            raise BadRenewal(
                "stage", _("It was closed already: %(stage)s.") % {"stage": found.get_stage_display()},
                hint=_("Set its stage back first."),
            )  # fmt: skip
        for line in closing.lines:
            new = closing.changes.get(line.pk, {})
            if closing.stage == RenewalStage.LOST or new is None:
                _lose(line, term_end, closing, policy=policy, member=member, today=today, now=now)
            elif closing.new_end is None:
                raise BadRenewal("new_end", _("Say until when the new term runs."))
            else:
                signed = {"signed": today, **new}
                renew_line(line, term_end, closing.new_end, signed, member=member, now=now, reason=closing.note)
        change_row(
            RENEWAL,
            found,
            {
                "stage": closing.stage,
                "reason": closing.reason,
                "note": clean(closing.note) or "",
                "closed_at": moment(now),
                "closed_by": member.pk if member else None,
            },
            now,
        )
    return found


def _lose(
    line: Line, term_end: date, closing: Closing, *, policy: Policy, member: Member | None, today: date, now: datetime
) -> None:
    # Without notice a line that has just ended counts as about to be renewed until the days of grace are over.
    end_line(line, term_end, notice=min(today, term_end), member=member, now=now, reason=closing.note)
    class_loss(line, term_end, closing.reason, closing.note, policy=policy, member=member, now=now)
