"""Making new versions. Old ones are never touched, but for being retired."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from banso.platform.definitions.checks import faults_of
from banso.platform.definitions.faults import DefinitionsInvalid
from banso.platform.definitions.kinds import Body, kind_named
from banso.platform.definitions.models import DefinitionVersion, State
from banso.platform.definitions.queries import Definition, get, of_row, shipped
from banso.platform.definitions.text import with_version, write
from banso.platform.journal.api import record
from banso.platform.kit.errors import BansoError, Conflict


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A new version that somebody wants: ``after`` is the version it was made from (``None``: a new slug)."""

    kind: str
    body: Body
    after: int | None
    text: str = ""


def save(kind: str, body: Body, *, after: int | None, author: int | None, reason: str, now: datetime) -> Definition:
    """Make ``body`` the version in force.

    ``after`` is the version the editor saw, ``None`` for a new definition. Raises
    :class:`~banso.platform.definitions.faults.DefinitionsInvalid` for a body with faults, and
    :class:`~banso.platform.kit.errors.Conflict` when somebody else was faster.
    """
    slug = str(body.get("slug", ""))
    faults = faults_of(kind_named(kind), body, file="", slug=slug)
    if faults:
        raise DefinitionsInvalid(faults)
    wanted = [Wanted(kind=kind, body=body, after=after)]
    return put(wanted, author=author, reason=reason, now=now)[0]


def roll_back(kind: str, slug: str, version: int, *, author: int | None, reason: str, now: datetime) -> Definition:
    """Make what an earlier version said the newest version; the versions between stay in the history."""
    earlier, current = get(kind, slug, version), _newest(kind, slug)
    wanted = [Wanted(kind=kind, body=earlier.body, after=current, text=earlier.text)]
    return put(wanted, author=author, reason=reason, now=now)[0]


def take_upgrade(kind: str, slug: str, *, author: int | None, reason: str, now: datetime) -> Definition:
    """Take the shipped default that waits as a draft, in place of the workspace's own version."""
    defaults = shipped(kind_named(kind)).get(slug, {})
    if not defaults:
        raise BansoError(_("Nothing called “%(slug)s” is shipped.") % {"slug": slug})
    newest = defaults[max(defaults)]
    wanted = [Wanted(kind=kind, body=newest.body, after=_newest(kind, slug), text=newest.text)]
    return put(wanted, author=author, reason=reason, now=now)[0]


def put(wanted: Sequence[Wanted], *, author: int | None, reason: str, now: datetime) -> list[Definition]:
    """Store new versions of checked bodies, all or none, each told to the journal."""
    for one in wanted:
        if kind_named(one.kind).fixed:
            raise BansoError(
                _("“%(slug)s” says how Banso computes: it is not changed here.") % {"slug": one.body["slug"]},
                hint=_("Define a metric of your own that says what you mean."),
            )
    if not reason.strip():
        raise BansoError(_("A new version needs a reason."), hint=_("Say in a few words why it changes."))
    try:
        with transaction.atomic():
            return [_put(one, author=author, reason=reason.strip(), now=now) for one in wanted]
    except IntegrityError as error:
        raise _overtaken() from error


def _put(wanted: Wanted, *, author: int | None, reason: str, now: datetime) -> Definition:
    slug = wanted.body["slug"]
    if _newest(wanted.kind, slug) != wanted.after:
        raise _overtaken()
    rows = DefinitionVersion.objects.filter(kind=wanted.kind, slug=slug)
    defaults = shipped(kind_named(wanted.kind)).get(slug, {})
    old = rows.filter(state=State.ACTIVE).first()
    highest = max([*rows.values_list("version", flat=True), *defaults], default=0)
    # A number that the file asks for is kept where it is free, so that two workspaces can agree.
    asked = wanted.body.get("version", 0)
    body = {**wanted.body, "version": max(highest + 1, asked if asked > (wanted.after or 0) else 0)}
    if old is not None and not rows.filter(pk=old.pk, state=State.ACTIVE).update(state=State.RETIRED, retired_at=now):
        raise _overtaken()
    row = DefinitionVersion.objects.create(
        kind=wanted.kind,
        slug=slug,
        version=body["version"],
        base_version=max(defaults, default=None),
        body=body,
        text=with_version(wanted.text, body) if wanted.text else write(body),
        author=author,
        reason=reason,
        created_at=now,
    )
    before = old.body if old else (defaults[max(defaults)].body if defaults else None)
    record(subject="definition", subject_id=row.pk, changes={"body": (before, body)}, now=now, reason=reason)
    return of_row(row)


def _newest(kind: str, slug: str) -> int | None:
    """The version in force, a retired one too; ``None`` for a new slug."""
    row = DefinitionVersion.objects.filter(kind=kind, slug=slug, state=State.ACTIVE).first()
    if row is not None:
        return row.version
    return max(shipped(kind_named(kind)).get(slug, {}), default=None)


def _overtaken() -> Conflict:
    return Conflict(
        _("Somebody has changed the definition in the meantime."),
        hint=_("Look at the newest version and make the change again."),
    )
