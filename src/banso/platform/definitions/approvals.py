"""Who stands by what: approvals of versions, asked for, given and withdrawn, each journaled and taken back by it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Literal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from banso.platform.definitions.models import Approval
from banso.platform.definitions.queries import Definition, get, said
from banso.platform.identity.api import APPROVE, DEFINE, Member, allowed
from banso.platform.journal.api import Kept, change_row, delete_row, entry_of_new, moment, record_many
from banso.platform.kit.errors import Conflict, NotAllowed, NotFound

if TYPE_CHECKING:
    from banso.platform.definitions.kinds import Body

APPROVAL: Final = "approval"
"""The journal's name of approvals."""
ApprovalState = Literal["approved", "changed", "asked", "none"]
APPROVAL_STATES: Final[tuple[ApprovalState, ...]] = ("approved", "changed", "asked", "none")
_FIELDS: Final = ("kind", "slug", "version", "asked_by", "asked_at", "approved_by", "approved_at")
revert_approvals = Kept(APPROVAL, Approval, unmake=delete_row, whole=True)


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether the company stands by the version in force.

    ``approved`` is the last approval there was, of this version or, where what it says differs, of an earlier one;
    ``asked`` is the open request for this version.
    """

    body: Body
    approved: Approval | None = None
    asked: Approval | None = None

    @property
    def is_approved(self) -> bool:
        """Whether what is in force is what was approved."""
        return self.approved is not None and said(self.approved.body) == said(self.body)

    @property
    def state(self) -> ApprovalState:
        """``asked`` before ``changed`` and ``none``: somebody waits for an answer."""
        if self.is_approved:
            return "approved"
        if self.asked is not None:
            return "asked"
        return "changed" if self.approved is not None else "none"


def standings(found: Iterable[Definition]) -> dict[tuple[str, str], Standing]:
    """How each of these definitions in force stands, by kind and slug; one query."""
    live = {(one.kind, one.slug): one for one in found}
    rows = Approval.objects.filter(kind__in={kind for kind, _slug in live}).order_by("approved_at", "version")
    approved: dict[tuple[str, str], Approval] = {}
    asked: dict[tuple[str, str], Approval] = {}
    for row in rows:
        key = (row.kind, row.slug)
        if row.approved_at is not None:
            approved[key] = row
        elif row.asked_at is not None and key in live and row.version == live[key].version:
            asked[key] = row
    return {key: Standing(one.body, approved.get(key), asked.get(key)) for key, one in live.items()}


def approvals_of(kind: str, slug: str) -> dict[int, Approval]:
    """The approvals of one definition that stand, by version."""
    rows = Approval.objects.filter(kind=kind, slug=slug, approved_at__isnull=False)
    return {row.version: row for row in rows}


def find_approval(pk: int) -> Approval | None:
    """The approval that the journal names; none where it was taken back."""
    return Approval.objects.filter(pk=pk).first()


def ask_approval(kind: str, slug: str, version: int, *, by: Member, now: datetime) -> Approval:
    """Ask those who may approve to approve the version in force; who hears of the journal tells them.

    Raises :class:`NotAllowed`, and :class:`Conflict` where another version is in force or it needs none.
    """
    _check(by, DEFINE)
    live = _live(kind, slug, version)
    standing = standings([live])[kind, slug]
    if standing.is_approved:
        raise Conflict(_("Version %(version)s is approved.") % {"version": version}, code="approved_already")
    if standing.asked is not None:
        raise Conflict(_("It was asked for already."), code="asked_already")
    return _set(live, {"asked_by": by.pk, "asked_at": moment(now)}, now)


def approve(kind: str, slug: str, version: int, *, by: Member, now: datetime) -> Approval:
    """Say that the company stands by the version in force. ``version`` is the one that was read.

    Raises :class:`NotAllowed`, and :class:`Conflict` where another version is in force or this one is approved.
    """
    _check(by, APPROVE)
    live = _live(kind, slug, version)
    if standings([live])[kind, slug].is_approved:
        raise Conflict(_("Version %(version)s is approved.") % {"version": version}, code="approved_already")
    return _set(live, {"approved_by": by.pk, "approved_at": moment(now)}, now)


def withdraw_approval(kind: str, slug: str, version: int, *, by: Member, reason: str, now: datetime) -> Approval:
    """Take back an approval, or decline one that was asked for; ``reason`` is kept by the journal.

    Raises :class:`NotAllowed`, and :class:`NotFound` where there is neither.
    """
    _check(by, APPROVE)
    with transaction.atomic():
        row = Approval.objects.select_for_update().filter(kind=kind, slug=slug, version=version).first()
        if row is None or (row.approved_at is None and row.asked_at is None):
            raise NotFound(_("Version %(version)s is neither approved nor asked for.") % {"version": version})
        nothing = dict.fromkeys(("asked_by", "asked_at", "approved_by", "approved_at"))
        change_row(APPROVAL, row, nothing, now, reason=reason.strip())
    return row


def _check(by: Member, permission: str) -> None:
    if not allowed(by, permission):
        raise NotAllowed(
            _("The role of %(member)s, %(role)s, may not do this.")
            % {"member": by.name, "role": by.get_role_display()},
            hint=_("An owner of the workspace can give another role."),
        )


def _live(kind: str, slug: str, version: int) -> Definition:
    live = get(kind, slug)
    if live.version != version:
        raise Conflict(
            _("Version %(version)s is in force, not %(asked)s.") % {"version": live.version, "asked": version},
            hint=_("Read what it says now, then approve that."),
            code="other_version",
        )
    return live


def _set(live: Definition, values: dict[str, Any], now: datetime) -> Approval:
    try:
        with transaction.atomic():
            key = {"kind": live.kind, "slug": live.slug, "version": live.version}
            row = Approval.objects.select_for_update().filter(**key).first()
            if row is not None:
                change_row(APPROVAL, row, {"body": live.body} | values, now)
                return row
            row = Approval.objects.create(**key, body=live.body, **values)
            record_many([entry_of_new(APPROVAL, row, _FIELDS, now)])
            return row
    except IntegrityError as error:
        raise Conflict(_("Somebody else was faster."), hint=_("Look at it again.")) from error
