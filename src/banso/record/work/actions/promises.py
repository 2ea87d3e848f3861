"""What was promised: adding, changing, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from banso.platform.identity.api import Member
from banso.platform.journal.api import Batch, Kept, change_row, entry_of_new, moment, record_many
from banso.platform.kit.errors import BansoError, Conflict, WrongField
from banso.platform.kit.limits import limit
from banso.platform.kit.text import clean
from banso.record.work.models import Promise, PromiseKind, PromiseState

if TYPE_CHECKING:
    from banso.record.customers.models import Account, Person

SUBJECT = "promise"
MOST_TEXT = limit("work.promise", 500, "characters")
_FIELDS = ("account", "person", "kind", "text", "in_sales", "promised_by", "made_on", "due", "state")
_EDITED = ("person", "kind", "text", "in_sales", "promised_by", "made_on", "due")


class BadPromise(WrongField):
    """A promise cannot be kept like this; ``field`` says where."""

    code = "bad_promise"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPromise:
    """What a promise is made from, or becomes. ``promised_by`` is a name, for those in sales may be no members."""

    text: str
    made_on: date
    kind: str = PromiseKind.PROMISE
    in_sales: bool = False
    promised_by: str = ""
    due: date | None = None
    person: Person | None = None


def add_promise(account: Account, wanted: NewPromise, *, member: Member | None, now: datetime) -> Promise:
    """Keep what was promised to, or is expected by, an account. Raises :class:`BadPromise`."""
    return add_promises([(account, wanted)], member=member, now=now)[0]


def add_promises(
    wanted: list[tuple[Account, NewPromise]], *, member: Member | None, now: datetime, batch: Batch | None = None
) -> list[Promise]:
    """Keep many, all or none."""
    made_by = {"created_at": moment(now), "created_by": member, "batch": batch.pk if batch else None}
    rows = [Promise(account=account, **made_by, **_values(one)) for account, one in wanted]
    with transaction.atomic():
        made = Promise.objects.bulk_create(rows, batch_size=500)
        record_many(entry_of_new(SUBJECT, one, _FIELDS, now, batch=batch) for one in made)
    return made


def change_promise(promise: Promise, wanted: NewPromise, *, now: datetime) -> Promise:
    """Reword it, or give it another day. Raises :class:`BadPromise`."""
    values = _values(wanted)
    values["person"] = wanted.person.pk if wanted.person else None
    with transaction.atomic():
        change_row(SUBJECT, promise, {name: values[name] for name in _EDITED}, now)
    return promise


def close_promise(promise: Promise, state: str, *, member: Member | None, now: datetime) -> Promise:
    """It was kept, missed or withdrawn; from one of these to another it can go as well."""
    if state not in {PromiseState.KEPT, PromiseState.MISSED, PromiseState.WITHDRAWN}:
        raise BansoError(_("“%(state)s” is not how a promise ends.") % {"state": state[:40]})
    values = {"state": state, "closed_at": moment(now), "closed_by": member.pk if member else None}
    return _move(promise, values, now)


def reopen_promise(promise: Promise, *, now: datetime) -> Promise:
    """It is open after all."""
    return _move(promise, {"state": PromiseState.OPEN, "closed_at": None, "closed_by": None}, now)


def delete_promise(promise: Promise, *, now: datetime) -> None:
    """It should not have been written down; its row stays, so that this can be undone."""
    with transaction.atomic():
        change_row(SUBJECT, promise, {"deleted_at": moment(now)}, now)


def _move(promise: Promise, values: dict[str, Any], now: datetime) -> Promise:
    with transaction.atomic():
        found = Promise.objects.select_for_update(of=("self",)).get(pk=promise.pk)
        if found.state == values["state"]:
            return found
        if found.state != promise.state:
            raise Conflict(
                _("This promise is %(state)s already.") % {"state": found.get_state_display()},
                hint=_("Reload the page to see how it stands."),
            )
        change_row(SUBJECT, found, values, now)
    return found


def _values(wanted: NewPromise) -> dict[str, Any]:
    text = clean(wanted.text)
    if text is None:
        raise BadPromise("text", _("Say what was promised or is expected."))
    by = clean(wanted.promised_by)
    for field, value, most in (("text", text, MOST_TEXT), ("promised_by", by or "", 200)):
        if len(value) > most:
            raise BadPromise(field, _("At most %(most)d characters; it has %(n)d.") % {"most": most, "n": len(value)})
    if wanted.kind not in PromiseKind.values:
        raise BadPromise("kind", _("“%(value)s” is not one of the choices.") % {"value": wanted.kind})
    if wanted.due is not None and wanted.due < wanted.made_on:
        raise BadPromise("due", _("It is due before it was made."), hint=_("Choose a later day."))
    return {
        "text": text,
        "kind": wanted.kind,
        "in_sales": wanted.in_sales,
        "promised_by": by,
        "made_on": wanted.made_on,
        "due": wanted.due,
        "person": wanted.person,
    }


revert_promises = Kept(SUBJECT, Promise)
