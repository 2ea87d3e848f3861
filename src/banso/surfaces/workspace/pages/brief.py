"""What the brief of a meeting is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from banso.surfaces.workspace.pages.people import GapLine, PersonLine
from banso.surfaces.workspace.pages.shared import Health


@dataclass(frozen=True)
class QuestionLine:
    """A question to ask, and from what it comes."""

    text: str
    why: str


@dataclass(frozen=True)
class Guest:
    """Somebody who was asked to come: known as ``title`` at the account, one of us, or unknown."""

    name: str
    mail: str
    title: str = ""
    url: str = ""
    is_ours: bool = False
    is_known: bool = False


@dataclass(frozen=True)
class Happening:
    """Something that changed since the last touch."""

    day: date
    icon: str
    tone: str
    title: str
    detail: str = ""


@dataclass(frozen=True)
class PromiseLine:
    """An open promise; ``is_late`` from the day after it was due."""

    text: str
    due: date | None
    is_late: bool
    by: str


@dataclass(frozen=True)
class ToDo:
    """An open task of the account."""

    title: str
    url: str
    due: date | None
    is_late: bool
    owner: str


@dataclass(frozen=True)
class MeetingLine:
    """A meeting in a list: Today's, or that of a brief."""

    uid: str
    title: str
    url: str
    starts_at: datetime
    ends_at: datetime
    is_all_day: bool
    location: str
    account: str = ""
    account_url: str = ""
    account_uid: str = ""
    health: Health | None = None
    is_written_down: bool = False
    is_over: bool = False
    asked: Sequence[tuple[str, str]] = ()
    """Accounts it may be with, as uid and name; one is to be said."""
    log_url: str = ""


@dataclass(frozen=True)
class LastTouch:
    """The touch before the meeting."""

    day: date
    days: int
    kind: str
    subject: str
    next_step: str
    url: str


@dataclass(frozen=True)
class BriefPage:
    """One page to read before a meeting. Without an account there is only the meeting, its guests and a question."""

    meeting: MeetingLine
    guests: Sequence[Guest]
    can_work: bool
    currency: str = ""
    success_statement: str = ""
    purchase_reason: str = ""
    problem: str = ""
    edit_url: str = ""
    last: LastTouch | None = None
    since: date | None = None
    happened: Sequence[Happening] = ()
    health: Health | None = None
    health_since: float | None = None
    health_sentence: str = ""
    health_reasons: Sequence[str] = ()
    promises: Sequence[PromiseLine] = ()
    people: Sequence[PersonLine] = ()
    gaps: Sequence[GapLine] = ()
    money: int | None = None
    notice_by: date | None = None
    notice_days: int | None = None
    tasks: Sequence[ToDo] = ()
    questions: Sequence[QuestionLine] = ()
    owner: str = ""
    sentence: str = ""
