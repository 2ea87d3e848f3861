"""The demo's inbox: what the others want the owner of the demo to know, this week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.urls import reverse

from banso.platform.identity.api import Member
from banso.record.customers.api import accounts_by_id
from banso.record.work.api import InboxItem, InboxKind, tell

Words = dict[str, str]

NEWS: Final[tuple[tuple[str, Words, Words, float], ...]] = (
    (
        InboxKind.MENTION,
        {"en": "Note on the renewal", "ja": "更新についてのメモ"},
        {
            "en": "Their new head of finance wants to see figures before the board meets. Can you join on Thursday?",
            "ja": "新しい経理部長が、役員会の前に数字を見たいそうです。木曜日に同席できますか。",
        },
        2,
    ),
    (
        InboxKind.HAND_OVER,
        {"en": "", "ja": ""},
        {
            "en": "I am on leave from next week. The key person is the plant manager; call before writing.",
            "ja": "来週から休みに入ります。要になる方は工場長です。メールより先に電話してください。",
        },
        7,
    ),
    (
        InboxKind.COMMENT,
        {"en": "Quarterly review, minutes", "ja": "四半期レビューの議事録"},
        {
            "en": "I have sent them the report on approval times that they asked for.",
            "ja": "依頼のあった承認時間のレポートは送っておきました。",
        },
        22,
    ),
    (
        InboxKind.MENTION,
        {"en": "Call with the warehouse team", "ja": "倉庫チームとの電話"},
        {
            "en": "They asked about the barcode feature again. You know the history.",
            "ja": "バーコード機能の件をまた聞かれました。経緯をご存じですよね。",
        },
        30,
    ),
    (
        InboxKind.COMMENT,
        {"en": "Training plan for new users", "ja": "新しい利用者の研修計画"},
        {"en": "Two more people joined. I moved it to 14:00.", "ja": "参加者が二人増えたので、14 時に変えました。"},
        52,
    ),
)
READ_AFTER: Final = timedelta(hours=24)
"""What is older has been read."""


def fill_inbox(account_ids: Sequence[int], members: Sequence[Member], *, now: datetime) -> None:
    """Tell the first of ``members`` what the others want them to know."""
    owner, *others = members
    accounts = list(accounts_by_id(account_ids[: len(NEWS)]).values())
    if not others or not accounts:
        return
    for number, (kind, title, text, hours) in enumerate(NEWS):
        account = accounts[number % len(accounts)]
        tell(
            [owner],
            kind,
            f"demo:{number}",
            account=account,
            actor=others[number % len(others)],
            params={"title": title if title["en"] else account.name, "text": text},
            url=reverse("workspace:account", args=[account.uid]),
            now=now - timedelta(hours=hours),
        )
    InboxItem.objects.filter(member=owner, at__lt=now - READ_AFTER).update(read_at=now - READ_AFTER)
