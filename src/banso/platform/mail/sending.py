"""Mails as effects: put down when something happens, drawn and handed to the server when they are due."""

from __future__ import annotations

import hashlib
import smtplib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime, formataddr
from typing import Any, Final

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from banso.platform.identity.api import Member
from banso.platform.jobs.api import (
    Effect,
    EffectState,
    NewEffect,
    NotSent,
    NotWanted,
    Refused,
    add_effects,
    effect_handler,
)
from banso.platform.kit.limits import limit
from banso.platform.mail.choices import choices_of
from banso.platform.mail.letter import Frame, Letter, html_of, text_of
from banso.platform.mail.server import base_url, domain, mail_is_on
from banso.platform.mail.stopping import stop_path
from banso.platform.mail.types import find_type
from banso.platform.tenancy.api import current_workspace

MAIL: Final = "mail"
MAX_FAILURES = limit("mail.failures", 24)
"""With the back-off of jobs that is most of a day: a server that is down over night loses nothing."""
MOST_WAITING = limit("mail.waiting", 20)
"""So many mails of one type wait for one member at most: what a bulk act tells of is in the inbox, not in 500 mails."""
SUBJECT_CHARS: Final = 150
TEMPORARY: Final = range(400, 500)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMail:
    """A mail to one member. ``key`` means it once; undoing ``cause`` takes it back while it waits."""

    member: Member
    type: str
    key: str
    letter: Letter
    cause: str = ""


def language_of(member: Member) -> str:
    """The language a member reads."""
    return member.language or current_workspace().language


def readers(members: Iterable[Member], type_: str) -> list[Member]:
    """Of ``members``, those who get mails of this type: in, not stopped, and the workspace's mail is on."""
    if not mail_is_on():
        return []
    wanted = [member for member in members if member.is_active]
    chosen = choices_of(member.pk for member in wanted)
    return [member for member in wanted if chosen[member.pk].wants(type_)]


def put_mails(mails: Iterable[NewMail], *, now: datetime) -> int:
    """Put mails down, in the transaction of what they tell of; how many are new. They leave in ten seconds.

    Ask :func:`readers` first whom to write to; what a member chooses until the mail leaves is heeded too. Beyond
    :data:`MOST_WAITING` of a type nothing is put down.
    """
    if not mail_is_on():
        return 0
    room = _Room()
    wanted = [
        NewEffect(
            kind=MAIL,
            key=_fitting(one.key),
            cause=one.cause,
            payload={
                "member": one.member.pk,
                "type": one.type,
                "subject": one_line(one.letter.subject),
                "letter": one.letter.as_json(),
            },
        )
        for one in mails
        if room.take(one)
    ]
    return add_effects(wanted, now=now)


class _Room:
    """How many mails of each type may still be put down for each member."""

    def __init__(self) -> None:
        self._left: dict[tuple[int, str], int] = {}

    def take(self, mail: NewMail) -> bool:
        key = (mail.member.pk, mail.type)
        if key not in self._left:
            waiting = Effect.objects.filter(kind=MAIL, state=EffectState.WAIT)
            count = waiting.filter(payload__member=key[0], payload__type=key[1]).count()
            self._left[key] = MOST_WAITING - count
        self._left[key] -= 1
        return self._left[key] >= 0


def one_line(text: str) -> str:
    """A header's text: one line of bounded length, without control characters and encoded words."""
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split()).replace("=?", "= ?")
    return line if len(line) <= SUBJECT_CHARS else line[: SUBJECT_CHARS - 1] + "…"


def message_id(key: str) -> str:
    """The same for the same key, for ever: by it a receiver knows a double."""
    digest = hashlib.sha256(f"{current_workspace().uid}:{key}".encode()).hexdigest()[:40]
    return f"<{digest}@{domain()}>"


def _hold(effect: Effect, now: datetime) -> datetime | None:
    """Just before it leaves: whether it is still wanted, and until when it is quiet at the reader's."""
    member = _member(effect)
    if member is None or not member.is_active:
        raise NotWanted(_("The member is not here any more."))
    if not mail_is_on():
        raise NotWanted(_("The workspace's mail is off."))
    choices = choices_of([member.pk])[member.pk]
    if not choices.wants(effect.payload["type"]):
        raise NotWanted(_("The member has stopped mails of this type."))
    return choices.quiet().over(now)


@effect_handler(
    MAIL,
    removes_doubles=lambda: bool(settings.BANSO_MAIL_AGAIN),
    hold=_hold,
    keep=("member", "type", "subject"),
    max_failures=MAX_FAILURES,
)
def send(effect: Effect, now: datetime) -> None:
    """Hand one mail to the server; tells what is known not to have arrived from what may have."""
    member = _member(effect)
    if member is None:
        raise Refused(_("The member is not here any more."))
    try:
        message = compose(effect.key, member, effect.payload, now)
        message.message()
    except (ValueError, OSError) as error:
        # Nothing was sent, and the same text would fail again.
        raise Refused(_("The mail cannot be written: %(error)s") % {"error": error}) from error
    connection = get_connection()
    try:
        connection.open()
    except smtplib.SMTPAuthenticationError as error:
        raise NotSent(_("The mail server refuses user or password in EMAIL_URL.")) from error
    except (OSError, smtplib.SMTPException) as error:
        raise NotSent(_("The mail server does not answer: %(error)s") % {"error": error}) from error
    try:
        connection.send_messages([message])
    except smtplib.SMTPRecipientsRefused as error:
        code, text = next(iter(error.recipients.values()))
        raise _answer(code, text) from error
    except smtplib.SMTPResponseException as error:
        # An answer to DATA too: the server says that it has not taken it.
        raise _answer(error.smtp_code, error.smtp_error) from error
    finally:
        _close(connection)


def compose(key: str, member: Member, payload: Mapping[str, Any], now: datetime) -> EmailMultiAlternatives:
    """The message, in the reader's language."""
    language = language_of(member)
    letter = Letter.from_json(payload["letter"])
    with translation.override(language):
        frame = _frame(member, payload["type"], language)
        message = EmailMultiAlternatives(
            subject=payload["subject"],
            body=text_of(letter, frame),
            from_email=settings.DEFAULT_FROM_EMAIL,
            to=[formataddr((one_line(member.name), member.login.email))],
            headers={
                "Message-ID": message_id(key),
                "Date": format_datetime(now),
                "List-Unsubscribe": f"<{frame.stop_url}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                "Auto-Submitted": "auto-generated",
            },
        )
        message.attach_alternative(html_of(letter, frame), "text/html")
    return message


def _frame(member: Member, type_: str, language: str) -> Frame:
    known = find_type(type_)
    label = str(known.label) if known is not None else type_
    base = base_url()
    return Frame(
        base=base,
        language=language,
        why=_("You get this mail (%(type)s) as a member of %(workspace)s.")
        % {"type": label, "workspace": current_workspace().name},
        stop=_("Stop mails of this type"),
        stop_url=base + stop_path(member, type_),
        settings=_("Choose your mails"),
        settings_url=base + reverse("mail:choices"),
    )


def _answer(code: int, text: bytes | str) -> Exception:
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    words = _("The mail server says: %(code)s %(text)s") % {"code": code, "text": one_line(said)}
    return NotSent(words) if code in TEMPORARY else Refused(words)


def _close(connection: Any) -> None:
    try:
        connection.close()
    except (OSError, smtplib.SMTPException):
        # The server has answered to the mail already; how it says goodbye does not matter.
        return


def _member(effect: Effect) -> Member | None:
    return Member.objects.filter(pk=effect.payload["member"]).select_related("login").first()


def _fitting(key: str) -> str:
    """A key of any length; a long one by its hash."""
    return key if len(key) <= SUBJECT_CHARS else f"sha256:{hashlib.sha256(key.encode()).hexdigest()}"
