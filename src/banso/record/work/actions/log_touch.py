"""Logging, changing and deleting a touch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from banso.platform.identity.api import Member
from banso.platform.journal.api import Basis, Batch, Entry, Kept, change_row, entry_of_new, moment, record, record_many
from banso.platform.kit.errors import WrongField
from banso.platform.kit.limits import limit
from banso.platform.kit.text import clean, fold
from banso.record.work.models import Direction, Sentiment, Touch, TouchBody, TouchKind, TouchPerson

if TYPE_CHECKING:
    from banso.record.customers.models import Account, Person

SUBJECT = "touch"
BODY_SUBJECT = "touch_body"
"""What was said is journaled apart, as it is kept apart: whoever reads a touch's history need not see it."""

MOST_SUBJECT = limit("work.subject", 300, "characters")
MOST_BODY = limit("work.body", 50_000, "characters")
MOST_PEOPLE = limit("work.people", 50)
CHUNK = 500
FIRST = datetime(1990, 1, 1, tzinfo=UTC)
SLACK = timedelta(minutes=10)
"""Clocks differ."""
_FIELDS = ("kind", "account", "at", "direction", "subject", "sentiment", "next_step")


class BadTouch(WrongField):
    """A touch cannot be kept like this; ``field`` says where."""

    code = "bad_touch"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTouch:
    """What a touch is made from, or becomes. ``body`` ``None`` leaves what was said as it is.

    ``source`` and ``key`` name it in another system, where it has a name. ``written`` is when it became known, where
    that was not now: the past that somebody brings in.
    """

    kind: str
    at: datetime
    subject: str
    account: Account | None = None
    direction: str | None = None
    body: str | None = None
    people: Sequence[Person] = ()
    members: Sequence[Member] = ()
    sentiment: int | None = None
    next_step: str = ""
    source: str = "manual"
    key: str | None = None
    written: datetime | None = None


def log_touch(wanted: NewTouch, *, member: Member | None, now: datetime) -> Touch:
    """Keep one touch, logged by ``member``. Raises :class:`BadTouch`."""
    return log_touches([wanted], member=member, now=now)[0]


def log_touches(
    wanted: Sequence[NewTouch],
    *,
    member: Member | None,
    now: datetime,
    batch: Batch | None = None,
    authors: Sequence[Member | None] = (),
) -> list[Touch]:
    """Keep touches, all or none; ``authors`` are who had each, where that is not ``member``."""
    who = authors or [member] * len(wanted)
    rows = [_row(one, author, now, batch) for one, author in zip(wanted, who, strict=True)]
    with transaction.atomic():
        made = Touch.objects.bulk_create(rows, batch_size=CHUNK)
        TouchPerson.objects.bulk_create(
            [one for touch, new in zip(made, wanted, strict=True) for one in _people(touch, new)], batch_size=CHUNK
        )
        said = [(touch, text) for touch, new in zip(made, wanted, strict=True) if (text := _body(new.body))]
        bodies = [TouchBody(touch=touch, text=text, text_fold=fold(text)) for touch, text in said]
        TouchBody.objects.bulk_create(bodies, batch_size=CHUNK)
        record_many(_born(touch, new, now, batch) for touch, new in zip(made, wanted, strict=True))
        record_many(
            Entry(subject=BODY_SUBJECT, subject_id=touch.pk, changes={"text": (None, text)}, now=now, batch=batch)
            for touch, text in said
        )
    return made


def _born(touch: Touch, new: NewTouch, now: datetime, batch: Batch | None) -> Entry:
    sides = {"people": sorted({one.pk for one in new.people}), "members": sorted({one.pk for one in new.members})}
    entry = entry_of_new(SUBJECT, touch, _FIELDS, now, batch=batch, **sides)
    if new.written is None:
        return entry
    return replace(entry, valid_from=new.written, known_at=new.written, basis=Basis.ASSUMED)


def check_touch(wanted: NewTouch, *, now: datetime) -> None:
    """Raise :class:`BadTouch` where the touch could not be kept."""
    _row(wanted, None, now, None)
    _body(wanted.body)


def change_touch(touch: Touch, wanted: NewTouch, *, now: datetime, batch: Batch | None = None) -> Touch:
    """Make the touch what ``wanted`` says; source, key and author stay. A deleted one is there again.

    Raises :class:`BadTouch`.
    """
    new = _row(wanted, touch.author, now, None)
    with transaction.atomic():
        touch = Touch.objects.select_for_update(of=("self",)).get(pk=touch.pk)
        people = {
            "people": sorted({one.pk for one in wanted.people}),
            "members": sorted({one.pk for one in wanted.members}),
        }
        before = {"people": people_of(touch), "members": members_of(touch)}
        values = {name: getattr(new, "account_id" if name == "account" else name) for name in _FIELDS}
        old = {name: getattr(touch, "account_id" if name == "account" else name) for name in _FIELDS}
        for name, value in values.items():
            setattr(touch, "account_id" if name == "account" else name, value)
        deleted, touch.deleted_at = touch.deleted_at, None
        touch.subject_fold = new.subject_fold
        touch.save()
        set_people(touch, people["people"])
        set_members(touch, people["members"])
        record(
            subject=SUBJECT,
            subject_id=touch.pk,
            changes={name: (old[name], values[name]) for name in _FIELDS}
            | {name: (before[name], people[name]) for name in people}
            | {"deleted_at": (deleted, None)},
            now=now,
            batch=batch,
        )
        if wanted.body is not None:
            _change_body(touch, _body(wanted.body), now, batch)
    return touch


def delete_touch(touch: Touch, *, now: datetime) -> None:
    """Take a touch out of every list; its row stays, so that this can be undone."""
    with transaction.atomic():
        change_row(SUBJECT, touch, {"deleted_at": moment(now)}, now)


def people_of(touch: Touch) -> list[int]:
    """Ids of the persons who took part."""
    return sorted(TouchPerson.objects.filter(touch=touch, person__isnull=False).values_list("person_id", flat=True))


def members_of(touch: Touch) -> list[int]:
    """Ids of the members who took part."""
    return sorted(TouchPerson.objects.filter(touch=touch, member__isnull=False).values_list("member_id", flat=True))


def set_people(touch: Touch, ids: Iterable[int] | None) -> None:
    """Let exactly these persons have taken part."""
    _set(touch, "person_id", ids)


def set_members(touch: Touch, ids: Iterable[int] | None) -> None:
    """Let exactly these members have taken part."""
    _set(touch, "member_id", ids)


def _set(touch: Touch, column: str, ids: Iterable[int] | None) -> None:
    wanted = set(ids or ())
    rows = TouchPerson.objects.filter(touch=touch).exclude(**{column: None})
    there = set(rows.values_list(column, flat=True))
    rows.exclude(**{f"{column}__in": wanted}).delete()
    TouchPerson.objects.bulk_create([TouchPerson(touch=touch, **{column: one}) for one in sorted(wanted - there)])


def _change_body(touch: Touch, text: str, now: datetime, batch: Batch | None) -> None:
    row = TouchBody.objects.filter(touch=touch).first()
    old = row.text if row else None
    put_body(touch.pk, text or None)
    record(subject=BODY_SUBJECT, subject_id=touch.pk, changes={"text": (old, text or None)}, now=now, batch=batch)


def put_body(touch_id: int, text: str | None) -> None:
    """Let this have been said in the touch, or nothing."""
    if text:
        TouchBody.objects.update_or_create(touch_id=touch_id, defaults={"text": text, "text_fold": fold(text)})
    else:
        TouchBody.objects.filter(touch_id=touch_id).delete()


def _people(touch: Touch, wanted: NewTouch) -> list[TouchPerson]:
    people = {one.pk: one for one in wanted.people}
    members = {one.pk: one for one in wanted.members}
    return [TouchPerson(touch=touch, person_id=one) for one in people] + [
        TouchPerson(touch=touch, member_id=one) for one in members
    ]


def _row(wanted: NewTouch, author: Member | None, now: datetime, batch: Batch | None) -> Touch:
    subject = clean(wanted.subject)
    if subject is None:
        raise BadTouch("subject", _("Say in a few words what it was about."))
    _check_length("subject", subject, MOST_SUBJECT)
    next_step = clean(wanted.next_step)
    _check_length("next_step", next_step or "", MOST_SUBJECT)
    _check_choices(wanted)
    if wanted.at > now + SLACK:
        raise BadTouch(
            "at", _("A touch has happened already."), hint=_("Plan what is to come as a task or in your calendar.")
        )
    if wanted.at < FIRST:
        raise BadTouch("at", _("Nothing is kept from before 1990."))
    if len(wanted.people) + len(wanted.members) > MOST_PEOPLE:
        raise BadTouch("people", _("At most %(most)d people take part in one touch.") % {"most": MOST_PEOPLE})
    return Touch(
        kind=wanted.kind,
        account=wanted.account,
        at=moment(wanted.at),
        direction=wanted.direction or None,
        subject=subject,
        subject_fold=fold(subject)[:MOST_SUBJECT],
        sentiment=wanted.sentiment,
        next_step=next_step,
        author=author,
        source=wanted.source,
        key=wanted.key,
        created_at=wanted.written or now,
        batch=batch.pk if batch else None,
    )


def _check_choices(wanted: NewTouch) -> None:
    said: tuple[tuple[str, Any, Sequence[Any]], ...] = (
        ("kind", wanted.kind, TouchKind.values),
        ("direction", wanted.direction or None, [None, *Direction.values]),
        ("sentiment", wanted.sentiment, [None, *Sentiment.values]),
    )
    for field, value, known in said:
        if value not in known:
            raise BadTouch(field, _("“%(value)s” is not one of the choices.") % {"value": value})


def _check_length(field: str, text: str, most: int) -> None:
    if len(text) > most:
        raise BadTouch(field, _("At most %(most)d characters; it has %(n)d.") % {"most": most, "n": len(text)})


def _body(text: str | None) -> str:
    kept = clean(text or "") or ""
    _check_length("body", kept, MOST_BODY)
    return kept


def _derive(touch: Touch) -> None:
    touch.subject_fold = fold(touch.subject)[:MOST_SUBJECT]


revert_touches = Kept(
    SUBJECT,
    Touch,
    read={"people": people_of, "members": members_of},
    write={"people": set_people, "members": set_members},
    derive=_derive,
)
