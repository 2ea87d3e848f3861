"""What the demo's members wrote down: touches, notes, promises and their own views."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from banso.connectors.demo.conversations import NOTES, PROMISES, SALES, TOUCHES, VIEWS
from banso.connectors.demo.people import KNOWN
from banso.connectors.demo.stories import DemoAccount
from banso.platform.identity.api import Member
from banso.platform.kit.days import day_of
from banso.platform.tenancy.api import current_workspace
from banso.record.customers.api import accounts_by_id, people_of_account
from banso.record.work import api as work
from banso.record.work.api import NewPromise, NewTouch, PromiseState

_EVERY_DAYS = {"high": 24, "mid": 60, "tech": 150, "community": 300}
"""About how often somebody speaks with an account of each tier."""
_PAST_DAYS = 400
_KINDS = (("mail", 0.32), ("call", 0.3), ("meeting", 0.2), ("visit", 0.05), ("chat", 0.13))
_LEAVING = frozenset({"slow_decline", "sudden_stop", "key_user_left", "left_while_green"})
_WITH_PEOPLE = 400
"""So many accounts' touches name those who took part."""


def write_down(
    accounts: Sequence[DemoAccount], ids: Sequence[int], members: Sequence[Member], *, seed: int, now: datetime
) -> int:
    """Write down what was said with ``accounts`` (``ids`` in their order); returns how many touches."""
    rows = accounts_by_id(ids)
    zone = current_workspace().timezone
    today = day_of(now, zone)
    touches: list[NewTouch] = []
    authors: list[Member | None] = []
    for account, pk in zip(accounts, ids, strict=True):
        rng = np.random.default_rng([seed, 7, account.number])
        people = [one.person for one in people_of_account(pk)] if account.number < _WITH_PEOPLE else []
        author = members[account.owner]
        for at in _moments(account, today, now, zone, rng):
            touches.append(_touch(account, rows[pk], author, people, at, rng))
            authors.append(author)
    work.log_touches(touches, member=None, now=now, authors=authors)
    _notes(accounts, [rows[pk] for pk in ids], members, seed, now)
    _promises(accounts, [rows[pk] for pk in ids], members, seed, today, now)
    _views(accounts, [rows[pk] for pk in ids], members, today, now)
    return len(touches)


def _moments(account: DemoAccount, today: date, now: datetime, zone: str, rng: np.random.Generator) -> list[datetime]:
    """Working hours of working days, with irregular gaps; those who drift away are spoken with less and less."""
    every = _EVERY_DAYS[account.tier]
    day = max(account.joined, today - timedelta(days=_PAST_DAYS)) + timedelta(days=int(rng.integers(1, every)))
    found = []
    while day < today:
        if day.weekday() < 5:
            at = datetime.combine(day, time(int(rng.integers(9, 18)), int(rng.integers(0, 12)) * 5), ZoneInfo(zone))
            if at < now:
                found.append(at)
        late = account.story in _LEAVING and (today - day).days < 200
        day += timedelta(days=max(2, int(rng.gamma(4, every * (1.8 if late else 1.0) / 4))))
    return found


def _touch(
    account: DemoAccount, row: Any, author: Member, people: Sequence[Any], at: datetime, rng: np.random.Generator
) -> NewTouch:
    kind = str(rng.choice([name for name, _share in _KINDS], p=[share for _name, share in _KINDS]))
    said = TOUCHES[account.identity.language][kind]
    subject, body, next_step = said[int(rng.integers(len(said)))]
    bad, good = (0.25, 0.25) if account.story in _LEAVING else (0.05, 0.45)
    felt = rng.random()
    return NewTouch(
        kind=kind,
        at=at,
        subject=subject,
        account=row,
        direction=None if kind in {"meeting", "visit"} else str(rng.choice(["in", "out"])),
        body=body,
        people=[people[int(place)] for place in rng.choice(len(people), min(len(people), 2), replace=False)],
        members=[author],
        sentiment=-1 if felt < bad else 1 if felt < bad + good else None if felt > 0.9 else 0,
        next_step=next_step,
        source="demo",
        written=at,
    )


def _notes(
    accounts: Sequence[DemoAccount], rows: Sequence[Any], members: Sequence[Member], seed: int, now: datetime
) -> None:
    wanted = []
    zone = current_workspace().timezone
    for account, row in zip(accounts, rows, strict=True):
        rng = np.random.default_rng([seed, 8, account.number])
        texts = NOTES[account.identity.language]
        for place in rng.choice(len(texts), int(rng.integers(0, 3)), replace=False):
            day = day_of(now, zone) - timedelta(days=int(rng.integers(1, 300)))
            at = datetime.combine(day, time(int(rng.integers(9, 18)), int(rng.integers(0, 12)) * 5), ZoneInfo(zone))
            wanted.append((row, texts[int(place)], members[account.owner], at))
    work.add_notes(wanted, now=now)


def _promises(
    accounts: Sequence[DemoAccount],
    rows: Sequence[Any],
    members: Sequence[Member],
    seed: int,
    today: date,
    now: datetime,
) -> None:
    """Every third account was promised something; the first one of each member has missed ones."""
    wanted: list[tuple[Any, NewPromise]] = []
    ends: list[str] = []
    for account, row in zip(accounts, rows, strict=True):
        rng = np.random.default_rng([seed, 9, account.number])
        shown = account.number < len(members)
        if account.number % 3 and not shown:
            continue
        language = account.identity.language
        texts = PROMISES[language]
        for turn, place in enumerate(rng.choice(len(texts), 3 if shown else int(rng.integers(1, 3)), replace=False)):
            text, kind, in_sales = texts[int(place)]
            made = max(account.joined, today - timedelta(days=int(rng.integers(60, 500))))
            due = today + timedelta(days=-12 if shown and turn == 0 else int(rng.integers(-200, 90)))
            by = SALES[language] if in_sales else members[account.owner].name
            wanted.append((row, NewPromise(
                text=text, made_on=min(made, due), kind=kind, in_sales=in_sales, promised_by=by, due=due,
            )))  # fmt: skip
            missed = PromiseState.MISSED if shown and turn == 1 else ""
            ends.append(missed or (PromiseState.KEPT if due < today and not (shown and turn == 0) else ""))
    made_ones = work.add_promises(wanted, member=members[0], now=now - KNOWN)
    for promise, end in list(zip(made_ones, ends, strict=True))[: len(members) * 12]:
        if end:
            work.close_promise(promise, end, member=members[0], now=now)


def _views(
    accounts: Sequence[DemoAccount], rows: Sequence[Any], members: Sequence[Member], today: date, now: datetime
) -> None:
    """Each member knows better about two accounts: one that looks well, and one that looks badly."""
    for number, member in enumerate(members):
        mine = [(one, row) for one, row in zip(accounts, rows, strict=True) if one.owner == number]
        for stories, band, tone in (
            (("steady", "growth"), 1, "worse"), (("sudden_stop", "seasonal", "slow_decline"), 3, "better"),
        ):  # fmt: skip
            found = next(((one, row) for one, row in mine if one.story in stories), None)
            if found is not None:
                account, row = found
                reason = VIEWS[account.identity.language][tone][number % 2]
                work.set_own_view(row, band, reason, member=member, today=today, now=now - timedelta(days=9))
