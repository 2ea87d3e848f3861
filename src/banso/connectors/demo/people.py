"""The people at the demo's accounts: who decides, who pushes, who doubts, who has left; and what happened there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from banso.connectors.demo.stories import DemoAccount
from banso.platform.journal.api import Batch
from banso.record.customers.api import NewPerson, accounts_by_id, add_watch_event, change_account, create_people

# Plainly made up: a thing of the kitchen, the garden or the sky, and a given name. (Japanese, reading, English)
FAMILIES = (
    ("土鍋", "どなべ", "Clayton-Pot"), ("茶碗", "ちゃわん", "Teabowl"), ("木杓子", "きしゃくし", "Woodspoon"),
    ("風鈴", "ふうりん", "Windbell"), ("麦藁", "むぎわら", "Strawhat"), ("夕焼", "ゆうやけ", "Afterglow"),
    ("綿菓子", "わたがし", "Candyfloss"), ("湯気", "ゆげ", "Steamwell"), ("金魚", "きんぎょ", "Goldfish"),
    ("竹籠", "たけかご", "Wicker"), ("行灯", "あんどん", "Lanternlight"), ("朝露", "あさつゆ", "Morningdew"),
    ("豆皿", "まめざら", "Saucerly"), ("雪見", "ゆきみ", "Snowgaze"), ("箒", "ほうき", "Broomfield-Hay"),
    ("蜜柑", "みかん", "Tangerine"), ("渦巻", "うずまき", "Whirl"), ("暖簾", "のれん", "Curtainrod"),
)  # fmt: skip
GIVEN = (
    ("はじめ", "はじめ", "Fern"), ("みなも", "みなも", "Brook"), ("こはる", "こはる", "April"),
    ("つむぎ", "つむぎ", "Linen"), ("そら", "そら", "Sky"), ("いぶき", "いぶき", "Gale"), ("あかり", "あかり", "Ember"),
    ("なぎ", "なぎ", "Calm"), ("ほまれ", "ほまれ", "Merit"), ("ひより", "ひより", "Sunny"),
    ("まこと", "まこと", "True"),
)  # fmt: skip
# Role, influence, job title and department in both languages, and how often an account of many people has one.
POSTS: tuple[tuple[str, int, tuple[str, str], tuple[str, str], float], ...] = (
    ("sponsor", 3, ("取締役", "Director"), ("経営", "Board"), 0.45),
    ("decision_maker", 3, ("部長", "Head of operations"), ("業務部", "Operations"), 0.8),
    ("champion", 2, ("課長", "Team lead"), ("業務部", "Operations"), 0.85),
    ("user", 2, ("主任", "Specialist"), ("業務部", "Operations"), 0.9),
    ("user", 1, ("担当", "Clerk"), ("業務部", "Operations"), 0.7),
    ("sceptic", 2, ("係長", "Supervisor"), ("情報システム部", "IT"), 0.25),
    ("user", 1, ("担当", "Clerk"), ("経理部", "Accounting"), 0.4),
)
_MOST = {"high": 7, "mid": 4, "tech": 2, "community": 1}
_REASONS = (("異動", "Moved to another department"), ("退職", "Left the company"))
_HAPPENED = (
    ("reorganisation", ("業務部を二つに再編", "Operations split in two")),
    ("new_executive", ("新しい社長が就任", "A new chief executive")),
    ("funding", ("増資を発表", "Raised new capital")),
    ("merger", ("同業と合併の基本合意", "Agreed to merge with a competitor")),
    ("strategy", ("中期計画を見直し", "Three-year plan under review")),
)
_WATCHED = 60
KNOWN = timedelta(days=150)
"""So long ago people and promises were written down: signals and past days see what was known then."""


def add_people(
    accounts: Sequence[DemoAccount],
    ids: Sequence[int],
    today: date,
    *,
    seed: int,
    batch: Batch,
    now: datetime,
) -> int:
    """Give every account its people (``ids`` in the accounts' order); returns how many."""
    wanted: list[NewPerson] = []
    for account, pk in zip(accounts, ids, strict=True):
        wanted += _people(account, pk, len(wanted), today, np.random.default_rng([seed, 5, account.number]))
    create_people(wanted, now=now - KNOWN, batch=batch)
    _news(accounts, ids, today, seed, now)
    return len(wanted)


def _people(account: DemoAccount, pk: int, offset: int, today: date, rng: np.random.Generator) -> list[NewPerson]:
    side = 0 if account.identity.language == "ja" else 1
    posts = [post for post in POSTS if rng.random() < post[4]][: _MOST[account.tier]] or [POSTS[3]]
    found: list[NewPerson] = []
    chief: int | None = None
    for place, (role, influence, title, department, _share) in enumerate(posts):
        number = account.number * len(POSTS) + place
        starts = account.joined + timedelta(days=int(rng.integers(0, 200)) if place else 0)
        contact: dict[str, Any] = {
            "role": role,
            "influence": influence,
            "title": title[side],
            "department": department[side],
            "relation": str(rng.choice(["good", "neutral", "poor"], p=_moods(account, role))),
            "starts": min(starts, today),
        }
        if role == "champion" and account.story in ("key_user_left", "sudden_stop") and starts < today:
            left = today - timedelta(days=int(rng.integers(20, 150)))
            contact |= {"ends": max(left, starts), "end_reason": _REASONS[int(rng.integers(2))][side]}
        key = f"demo-{account.number + 1:04d}"
        fields = _name(number, side) | {
            "mails": [f"{_letters(number)}@{key}.example"],
            "phones": [f"03-0000-{number % 10_000:04d}"] if influence == 3 and number < 10_000 else [],
            "keys": [f"demo:{key}-u{place + 1}"] if place < account.users else [],
            "language": account.identity.language,
        }
        found.append(NewPerson(account=pk, fields=fields, contact=contact, chief=chief))
        if influence > 1 and "ends" not in contact:
            chief = offset + place
    return found


def _moods(account: DemoAccount, role: str) -> list[float]:
    if role == "sceptic":
        return [0.0, 0.4, 0.6]
    return [0.25, 0.5, 0.25] if account.story in ("slow_decline", "sudden_stop") else [0.5, 0.42, 0.08]


def _name(number: int, side: int) -> dict[str, Any]:
    family = FAMILIES[number % len(FAMILIES)]
    given = GIVEN[(number // len(FAMILIES) + number) % len(GIVEN)]
    if side:
        return {"name": f"{given[2]} {family[2]}"}
    return {"name": f"{family[0]} {given[0]}", "reading": f"{family[1]} {given[1]}"}


def _letters(number: int) -> str:
    """A mail name that tells nothing."""
    return f"{FAMILIES[number % len(FAMILIES)][2].lower()}.{number}"


def _news(accounts: Sequence[DemoAccount], ids: Sequence[int], today: date, seed: int, now: datetime) -> None:
    """Some things happened, and some accounts buy through the first one, which is a reseller."""
    rows = accounts_by_id(ids[:_WATCHED])
    for account, pk in zip(accounts[:_WATCHED], ids[:_WATCHED], strict=True):
        rng = np.random.default_rng([seed, 6, account.number])
        if account.number % 4 == 0:
            kind, title = _HAPPENED[int(rng.integers(len(_HAPPENED)))]
            side = 0 if account.identity.language == "ja" else 1
            day = today - timedelta(days=int(rng.integers(3, 200)))
            add_watch_event(rows[pk], {"kind": kind, "day": day, "title": title[side]}, now=now - (today - day))
        if account.number % 12 == 5:
            change_account(rows[pk], {"partner": ids[0]}, now=now)
