"""The brief before a meeting: everything one should know, on one page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banso.engagement.plays import api as plays
from banso.judgement.health.api import HEALTH, AccountExplanation, explain
from banso.judgement.signals import api as signals
from banso.platform.definitions.api import in_language
from banso.platform.identity.api import WORK, Member, allowed, members
from banso.platform.journal.api import Asked, Item, merged
from banso.platform.kit.days import day_of, last_closed_day
from banso.platform.tenancy.api import current_workspace
from banso.platform.ui import formats
from banso.record.customers import api as customers
from banso.record.usage import api as usage
from banso.record.work import api as work
from banso.surfaces.workspace.compose import common, timeline_changes
from banso.surfaces.workspace.compose.book import rows_of
from banso.surfaces.workspace.compose.meetings import log_url, meeting_lines
from banso.surfaces.workspace.compose.people import people_panel
from banso.surfaces.workspace.compose.question_words import question_line
from banso.surfaces.workspace.compose.questions import Facts, questions
from banso.surfaces.workspace.compose.sentences import account_sentence
from banso.surfaces.workspace.compose.today import CHANCE, probability
from banso.surfaces.workspace.pages.brief import (
    BriefPage,
    Guest,
    Happening,
    LastTouch,
    PromiseLine,
    QuestionLine,
    ToDo,
)
from banso.surfaces.workspace.pages.shared import Health

if TYPE_CHECKING:
    from banso.record.customers.models import Account

BACK: Final = timedelta(days=90)
"""What changed is told since then, where no touch is recorded."""
MOST_CHANGES: Final = 12
_OF_USE: Final = frozenset({"silence", "usage_fell", "never_started", "key_user_gone"})
"""Signals that a customer can say something about; the others are about us."""
MOST_PEOPLE: Final = 8
MOST_TASKS: Final = 6
REASONS: Final = 3
_CHANGES: Final = ("signal", "field", "hand_over", "watch", "person", "play", "usage", "merge")


def brief_page(meeting: work.Meeting, member: Member, *, now: datetime) -> BriefPage:
    """The brief of ``member``'s own ``meeting``."""
    guests = _guests(meeting)
    (line,) = meeting_lines([meeting], now)
    persons = [guest.url.rstrip("/").rpartition("/")[2] for guest in guests if guest.url]
    line = replace(line, log_url=log_url(meeting, now, persons))
    page = BriefPage(meeting=line, guests=guests, can_work=allowed(member, WORK))
    if meeting.account is None:
        return page
    return _about(page, meeting.account, member, now)


def _about(page: BriefPage, account: Account, member: Member, now: datetime) -> BriefPage:
    workspace = current_workspace()
    today = day_of(now, workspace.timezone)
    last = next(iter(work.touches_of_account(account.pk, limit=1)), None)
    since_at = last.at if last else now - BACK
    since = day_of(since_at, workspace.timezone)
    shown = signals.told_until() or last_closed_day(now, workspace.timezone)
    explanation = explain(account.pk, shown, min(since, shown - timedelta(days=1)))
    panel = people_panel(account, member, day=today)
    promises = work.promises_of_account(account.pk, open_only=True)
    owner = customers.current_owners([account.pk]).get(account.pk)
    notice = (account.notice_by - today).days if account.notice_by else None
    score = explanation.found.now
    row = rows_of(shown, [account.pk], (HEALTH, *CHANCE))[account.pk]
    return replace(
        page,
        sentence=account_sentence(account.name, row, probability(row), shown),
        currency=workspace.currency,
        success_statement=account.success_statement or "",
        purchase_reason=account.purchase_reason or "",
        problem=account.problem or "",
        edit_url=reverse("workspace:account_edit", args=[account.uid]),
        last=_last(last, today) if last else None,
        since=since,
        happened=_happened(account, since_at, now),
        health=Health(score.score, score.band),
        health_since=explanation.found.since.score if explanation.found.since else None,
        health_sentence=_health_sentence(explanation),
        health_reasons=_reasons(explanation),
        promises=[
            PromiseLine(one.text, one.due, bool(one.due and one.due < today), one.promised_by or "") for one in promises
        ],
        people=panel.people[:MOST_PEOPLE],
        gaps=panel.gaps,
        money=account.yearly_value,
        notice_by=account.notice_by,
        notice_days=notice,
        tasks=_tasks(account.pk, today),
        questions=_questions(page, account, explanation, promises, last, today),
        owner=common.names_of_members([owner]).get(owner or 0, ""),
    )


def _questions(
    page: BriefPage,
    account: Account,
    explanation: AccountExplanation,
    promises: Sequence[work.Promise],
    last: work.Touch | None,
    today: date,
) -> list[QuestionLine]:
    """Three questions to ask, in words."""
    notice = (account.notice_by - today).days if account.notice_by else None
    open_signals = signals.open_signals(explanation.day, [account.pk])
    moved = _moved(explanation)
    facts = Facts(
        late_promises=[(one.text, one.due) for one in promises if one.due and one.due < today],
        fell=moved if moved and moved[1] < 0 else None,
        rose=moved if moved and moved[1] > 0 else None,
        signals=[(one.name, one.began) for one in open_signals if one.rule.slug in _OF_USE],
        success_statement=account.success_statement or "",
        purchase_reason=account.purchase_reason or "",
        notice_days=notice,
        gaps=_gap_kinds(account, today),
        next_step=(last.next_step or "") if last else "",
        newcomers=[one.name or one.mail for one in page.guests if not one.is_ours and not one.is_known],
        has_touch=last is not None,
    )
    return [question_line(one) for one in questions(facts)]


def _guests(meeting: work.Meeting) -> list[Guest]:
    """Who was asked to come; three queries."""
    ours = {one.login.email.casefold(): one.name for one in members(with_deactivated=True)}
    known = customers.persons_by_mail(one["mail"] for one in meeting.attendees)
    people = customers.people_of_account(meeting.account_id) if meeting.account_id else []
    contacts = {one.person_id: one for one in people}
    found = []
    for one in meeting.attendees:
        person = known.get(one["mail"])
        contact = contacts.get(person.pk) if person else None
        said = (contact.title, contact.get_role_display() if contact.role else "") if contact else ()
        found.append(
            Guest(
                name=person.name if person else ours.get(one["mail"]) or _own_name(one),
                mail=one["mail"],
                title=" · ".join(part for part in said if part),
                url=reverse("workspace:person", args=[person.uid]) if person else "",
                is_ours=one["mail"] in ours,
                is_known=person is not None,
            )
        )
    return sorted(found, key=lambda guest: guest.is_ours)


def _own_name(attendee: Mapping[str, str]) -> str:
    """The name that the file has for somebody; some programs write the address there."""
    return attendee["name"] if attendee["name"].casefold() != attendee["mail"] else ""


def _happened(account: Account, since: datetime, now: datetime) -> list[Happening]:
    """What changed since the last touch, newest first: fields, signals, people, news, plays, use."""
    workspace = current_workspace()
    asked = Asked(accounts=customers.same_accounts(account.pk), limit=MOST_CHANGES + 1, groups=_CHANGES)
    items: Sequence[Item] = merged(
        [
            *customers.timeline(asked),
            *usage.timeline(asked, last_closed_day(now, workspace.timezone)),
            *signals.timeline(asked),
            *plays.timeline(asked),
            *timeline_changes.timeline(asked),
        ],
        MOST_CHANGES,
    )
    return [
        Happening(day_of(one.at, workspace.timezone), one.icon, one.tone, one.title, one.detail)
        for one in items
        if since < one.at <= now
    ]


def _last(touch: work.Touch, today: date) -> LastTouch:
    day = day_of(touch.at, current_workspace().timezone)
    return LastTouch(
        day=day,
        days=(day - today).days,
        kind=touch.get_kind_display(),
        subject=touch.subject,
        next_step=touch.next_step or "",
        url=reverse("work:touch", args=[touch.uid]),
    )


def _tasks(account_id: int, today: date) -> list[ToDo]:
    rows = [one for one in work.tasks_of_account(account_id, limit=MOST_TASKS) if not one.is_finished]
    return [
        ToDo(one.title, reverse("work:task", args=[one.uid]), one.due, one.is_late(today), one.owner.name)
        for one in rows
    ]


def _gap_kinds(account: Account, today: date) -> list[str]:
    every = customers.people_of_account(account.pk, with_ended=True)
    last = work.last_touch_of_persons([one.person_id for one in every])
    zone = current_workspace().timezone
    standing = [
        customers.gaps.Standing(
            contact=one.pk,
            person=one.person_id,
            role=one.role,
            influence=one.influence,
            last_touch=day_of(last[one.person_id], zone) if one.person_id in last else None,
            ended=one.ends,
        )
        for one in every
    ]
    return [one.kind for one in customers.gaps.gaps(standing, today)]


def _moved(explanation: AccountExplanation) -> tuple[str, float] | None:
    """The metric that moved health most, the way it went, with the whole change."""
    change = explanation.found.change
    if not change:
        return None
    sums: dict[str, float] = {}
    for row in explanation.found.rows:
        if row.metric and row.change:
            sums[row.metric] = sums.get(row.metric, 0.0) + row.change
    same = {metric: moved for metric, moved in sums.items() if moved * change > 0}
    if not same:
        return None
    metric = max(same, key=lambda one: abs(same[one]))
    return _name(explanation, metric), change


def _name(explanation: AccountExplanation, metric: str) -> str:
    names: Mapping[str, str] = explanation.names.get(metric, {"en": metric})
    return in_language(names)


def _reasons(explanation: AccountExplanation) -> list[str]:
    """The biggest reasons of the change, in sentences."""
    rows = sorted((row for row in explanation.found.rows if row.change), key=lambda row: -abs(row.change or 0))
    return [explanation.text(row) for row in rows[:REASONS]] if explanation.found.change else []


def _health_sentence(explanation: AccountExplanation) -> str:
    """Health with its parts in one sentence: what holds it up, what weighs on it."""
    score = explanation.found.now
    if score.score is None:
        return _("Health is not told: too few of the card’s values are there.")
    language = get_language() or "en"
    parts = [row for row in explanation.found.rows if row.cause == "level" and row.metric and row.points is not None]
    strong = sorted((row for row in parts if (row.points or 0) >= 60), key=lambda row: -(row.contribution or 0))
    weak = sorted((row for row in parts if (row.points or 0) < 40), key=lambda row: row.points or 0)
    words = {
        "score": formats.number(score.score, language),
        "band": str(formats.BANDS.get(score.band or "", "")),
        "good": _(", ").join(_part(explanation, row.metric or "", row.points, language) for row in strong[:2]),
        "bad": _(", ").join(_part(explanation, row.metric or "", row.points, language) for row in weak[:2]),
    }
    if words["good"] and words["bad"]:
        return _("%(score)s of 100 (%(band)s): held up by %(good)s; weighed down by %(bad)s.") % words
    if words["bad"]:
        return _("%(score)s of 100 (%(band)s): weighed down by %(bad)s.") % words
    if words["good"]:
        return _("%(score)s of 100 (%(band)s): held up by %(good)s.") % words
    return _("%(score)s of 100 (%(band)s): no part stands out.") % words


def _part(explanation: AccountExplanation, metric: str, points: float | None, language: str) -> str:
    words = {"metric": _name(explanation, metric), "points": formats.number(points, language)}
    return _("%(metric)s (%(points)s points)") % words
