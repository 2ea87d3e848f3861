"""Members: add, invite, change, deactivate. Every change is in the journal as subject ``member``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from banso.platform.identity import links
from banso.platform.identity.links import MadeLink
from banso.platform.identity.models import Login, Member, Purpose
from banso.platform.identity.roles import MADE_BY_OWNERS, MANAGE_MEMBERS, Role, allowed
from banso.platform.journal.api import EXISTS, Batch, Change, Revert, UndoConflict, record
from banso.platform.kit.errors import BansoError, Conflict, NotAllowed, NotFound
from banso.platform.tenancy.api import Workspace, current_workspace, unscoped

SUBJECT: Final = "member"
PROFILE: Final = ("name", "reading", "capacity", "language", "theme", "density", "shortcuts")
"""What members set for themselves."""


def members(*, with_deactivated: bool = False) -> list[Member]:
    """The workspace's members by reading, then name, each with its log-in."""
    rows = Member.objects.select_related("login")
    if not with_deactivated:
        rows = rows.filter(deactivated_at=None)
    return sorted(rows, key=lambda member: (member.reading or member.name, member.pk))


def find_member(uid: UUID | str) -> Member:
    """The workspace's member with this ``uid``; raises :class:`NotFound`."""
    try:
        return Member.objects.select_related("login", "workspace").get(uid=uid)
    except (Member.DoesNotExist, ValidationError) as error:
        raise NotFound(_("There is no such member.")) from error


def member_by_email(email: str) -> Member | None:
    """The workspace's member with this e-mail address, deactivated ones left out."""
    return (
        Member.objects.filter(login__email=email.strip().lower(), deactivated_at=None).select_related("login").first()
    )


def workspaces_of(login: Login) -> list[Workspace]:
    """The workspaces this log-in can come into, by name."""
    with unscoped("the workspaces of a log-in"):
        rows = Member.objects.filter(login=login, joined_at__isnull=False, deactivated_at=None)
        return [member.workspace for member in rows.select_related("workspace").order_by("workspace__name", "id")]


def add_member(
    *, email: str, name: str, role: str, now: datetime, reading: str = "", password: str | None = None
) -> Member:
    """Make a member who is in at once: the operator's way. ``password`` is for a log-in that is new.

    Raises :class:`BansoError` for what is no e-mail address or role, :class:`Conflict` for a member who is
    there already.
    """
    return _add(email, name, role, now, reading=reading, password=password, joined_at=now)


def invite(
    *,
    by: Member | None,
    email: str,
    name: str,
    role: str,
    now: datetime,
    reading: str = "",
    batch: Batch | None = None,
) -> tuple[Member, MadeLink]:
    """Make an invited member, who can own accounts from now on and comes in by the link. ``by`` none: the operator."""
    if by is not None:
        _check_may_touch(by, Role(role) if role in Role.values else None)
    with transaction.atomic():
        member = _add(email, name, role, now, reading=reading, password=None, joined_at=None, batch=batch)
        made_by = by.pk if by is not None else None
        link = links.make_link(Purpose.INVITE, login=member.login, member=member, now=now, created_by=made_by)
    return member, link


def may_give_role(by: Member, role: Role) -> bool:
    """Whether ``by`` may make somebody ``role``."""
    return allowed(by, MANAGE_MEMBERS) and (role not in MADE_BY_OWNERS or by.role == Role.OWNER)


def invited_by(batch: Batch) -> list[Member]:
    """Members that an import made and who have not come in yet."""
    ids = Change.objects.filter(subject=SUBJECT, batch=batch, changes__has_key=EXISTS).values_list(
        "subject_id", flat=True
    )
    rows = Member.objects.filter(pk__in=list(ids), joined_at=None, deactivated_at=None)
    return list(rows.select_related("login").order_by("pk"))


def revert_members(reverts: Sequence[Revert], now: datetime) -> list[UndoConflict]:
    """Take back that members were made: those who have come in meanwhile stay, and their other fields as they are."""
    rows = Member.objects.select_related("login").in_bulk([one.subject_id for one in reverts])
    conflicts = []
    for one in reverts:
        member = rows[one.subject_id]
        if EXISTS not in one.changes or member.joined_at is not None:
            conflicts += [
                UndoConflict(SUBJECT, member.pk, name, made, getattr(member, name, None))
                for name, (made, _before) in one.changes.items()
            ]
            continue
        links.close_links(member.login, now)
        Member.objects.filter(pk=member.pk).update(deactivated_at=now)
    return conflicts


def new_link(member: Member, *, by: Member | None, now: datetime) -> MadeLink:
    """A fresh link for a member: the invitation again, or for a new password. ``by`` none: the operator.

    A link for a new password would open every workspace of the log-in. So it is refused for somebody who
    is a member elsewhere too: that person asks for it by mail, or the operator makes it.
    """
    made_by = by.pk if by is not None else None
    if by is not None:
        _check_may_touch(by, Role(member.role))
    if member.deactivated_at is not None:
        raise Conflict(_("This member is deactivated."), hint=_("Let them in again first."))
    if member.joined_at is None:
        return links.make_link(Purpose.INVITE, login=member.login, member=member, now=now, created_by=made_by)
    with unscoped("whether the log-in is used elsewhere"):
        elsewhere = Member.objects.filter(login=member.login).exclude(workspace_id=member.workspace_id).exists()
    if elsewhere:
        raise NotAllowed(
            _("This person is a member of another workspace too."),
            hint=_("They can ask for a new password by mail on the log-in page."),
        )
    return links.make_link(Purpose.RESET, login=member.login, now=now, created_by=made_by)


def change_role(member: Member, role: str, *, by: Member, now: datetime) -> None:
    """Give a member another role; only an owner makes or unmakes owners, and one always stays."""
    if role not in Role.values:
        raise BansoError(_("“%(role)s” is not a role.") % {"role": role})
    _check_may_touch(by, Role(member.role))
    _check_may_touch(by, Role(role))
    with transaction.atomic():
        if member.role == Role.OWNER and role != Role.OWNER:
            _check_an_owner_stays(member)
        _change(member, {"role": role}, now)


def deactivate(member: Member, *, by: Member, now: datetime) -> None:
    """Shut a member out. What they did and own stays; open links of an invitation close."""
    _check_may_touch(by, Role(member.role))
    with transaction.atomic():
        if member.role == Role.OWNER:
            _check_an_owner_stays(member)
        if member.joined_at is None:
            links.close_links(member.login, now)
        _change(member, {"deactivated_at": now}, now)


def reactivate(member: Member, *, by: Member, now: datetime) -> None:
    """Let a deactivated member in again."""
    _check_may_touch(by, Role(member.role))
    _change(member, {"deactivated_at": None}, now)


def join(member: Member, now: datetime) -> None:
    """An invited member comes in."""
    _change(member, {"joined_at": now}, now)


def change_profile(member: Member, values: Mapping[str, Any], now: datetime) -> None:
    """Change what members set for themselves (:data:`PROFILE`)."""
    _change(member, {name: value for name, value in values.items() if name in PROFILE}, now)


def logins_of_workspace() -> list[int]:
    """Ids of the log-ins of the current workspace's members."""
    return list(Member.objects.values_list("login_id", flat=True))


def forget_logins(ids: list[int]) -> int:
    """Remove those log-ins that are no longer a member's anywhere (after a workspace was removed)."""
    with unscoped("log-ins that nobody uses any more"):
        used = Member.objects.filter(login_id__in=ids).values_list("login_id", flat=True)
        return Login.objects.filter(pk__in=set(ids) - set(used)).delete()[0]


def _add(
    email: str,
    name: str,
    role: str,
    now: datetime,
    *,
    reading: str,
    password: str | None,
    joined_at: datetime | None,
    batch: Batch | None = None,
) -> Member:
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise BansoError(_("“%(email)s” is not an e-mail address.") % {"email": email}) from error
    if role not in Role.values:
        raise BansoError(_("“%(role)s” is not a role.") % {"role": role})
    try:
        with transaction.atomic():
            login = Login.objects.filter(email=address).first() or Login.objects.create_user(address, password)
            member = Member.objects.create(
                login=login,
                name=name.strip() or address,
                reading=reading.strip(),
                role=role,
                joined_at=joined_at,
                created_at=now,
            )
            record(
                subject=SUBJECT,
                subject_id=member.pk,
                changes={EXISTS: (False, True), "name": (None, member.name), "role": (None, role)},
                now=now,
                batch=batch,
            )
    except IntegrityError as error:
        raise Conflict(
            _("%(email)s is a member of this workspace already.") % {"email": address},
            hint=_("Change the role, or let them in again, in the list of members."),
        ) from error
    return member


def _change(member: Member, values: Mapping[str, Any], now: datetime) -> None:
    with transaction.atomic():
        old = {name: getattr(member, name) for name in values}
        for name, value in values.items():
            setattr(member, name, value)
        member.save(update_fields=list(values))
        record(
            subject=SUBJECT,
            subject_id=member.pk,
            changes={name: (old[name], value) for name, value in values.items()},
            now=now,
        )


def _check_may_touch(by: Member, role: Role | None) -> None:
    if role in MADE_BY_OWNERS and by.role != Role.OWNER:
        raise NotAllowed(_("Only an owner can do this to an owner or an executive."))


def _check_an_owner_stays(leaving: Member) -> None:
    # The workspace's row is the lock: two owners who leave at once must not both find the other.
    Workspace.objects.select_for_update().get(pk=current_workspace().pk)
    others = Member.objects.filter(role=Role.OWNER, joined_at__isnull=False, deactivated_at=None)
    if not others.exclude(pk=leaving.pk).exists():
        raise Conflict(
            _("A workspace always has an owner."), hint=_("Make somebody else an owner first."), code="last_owner"
        )
