"""Writing, changing and deleting notes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from banso.platform.identity.api import Member
from banso.platform.journal.api import Batch, Kept, change_row, entry_of_new, moment, record_many
from banso.platform.kit.errors import Conflict
from banso.platform.kit.text import fold
from banso.record.work.actions.mentioning import BadText, Said, kept_html, tell_named
from banso.record.work.actions.tell import untell
from banso.record.work.models import Note
from banso.record.work.rules.rich_text import plain_text

if TYPE_CHECKING:
    from banso.record.customers.models import Account, Person

SUBJECT = "note"
_FIELDS = ("account", "person", "html")


def add_note(
    html: str,
    *,
    member: Member | None,
    now: datetime,
    account: Account | None = None,
    person: Person | None = None,
    batch: Batch | None = None,
) -> Note:
    """Keep a note about ``account``, ``person`` or both, and tell those whom it names. Raises :class:`BadText`."""
    if account is None and person is None:
        raise BadText(_("A note is about an account or a person."), hint=_("Choose one."), status=422)
    kept = kept_html(html)
    with transaction.atomic():
        note = Note.objects.create(
            account=account,
            person=person,
            html=kept,
            text_fold=fold(plain_text(kept)),
            author=member,
            created_at=moment(now),
            batch=batch.pk if batch else None,
        )
        record_many([entry_of_new(SUBJECT, note, _FIELDS, now, batch=batch)])
        _tell(note, "", member, now)
    return note


def add_notes(
    wanted: Sequence[tuple[Account, str, Member | None, datetime]], *, now: datetime, batch: Batch | None = None
) -> list[Note]:
    """Keep many notes that were written before: account, rich text, author, moment. Nobody is told of them."""
    rows = [
        Note(
            account=account,
            html=(kept := kept_html(html)),
            text_fold=fold(plain_text(kept)),
            author=author,
            created_at=moment(at),
            batch=batch.pk if batch else None,
        )
        for account, html, author, at in wanted
    ]
    with transaction.atomic():
        made = Note.objects.bulk_create(rows, batch_size=500)
        record_many(entry_of_new(SUBJECT, note, _FIELDS, now, batch=batch) for note in made)
    return made


def change_note(note: Note, html: str, *, member: Member, now: datetime) -> Note:
    """Rewrite one's own note, and tell those whom it names now and did not before."""
    _check_own(note, member)
    kept = kept_html(html)
    with transaction.atomic():
        before = note.html
        if kept != before:
            note.text_fold = fold(plain_text(kept))
            change_row(SUBJECT, note, {"html": kept, "edited_at": moment(now)}, now)
            _tell(note, before, member, now)
    return note


def delete_note(note: Note, *, member: Member, now: datetime) -> None:
    """Take one's own note out of every list; its row stays, so that this can be undone."""
    _check_own(note, member)
    with transaction.atomic():
        change_row(SUBJECT, note, {"deleted_at": moment(now)}, now)
        untell(f"mention:note:{note.uid}")


def _check_own(note: Note, member: Member) -> None:
    if note.author_id != member.pk:
        raise Conflict(_("Only who wrote a note changes it."), hint=_("Answer it with a comment."))


def _tell(note: Note, before: str, member: Member | None, now: datetime) -> None:
    title = str(note.account or note.person or "")
    said = Said(
        html=note.html,
        key=f"note:{note.uid}",
        before=before,
        account=note.account,
        title=title,
        url=reverse("work:note", args=[note.uid]),
    )
    tell_named(said, actor=member, now=now)


def _derive(note: Note) -> None:
    note.text_fold = fold(plain_text(note.html))


def _unmake(note: Note, now: datetime) -> None:
    note.deleted_at = moment(now)
    note.save()
    untell(f"mention:note:{note.uid}")


revert_notes = Kept(SUBJECT, Note, derive=_derive, unmake=_unmake)
