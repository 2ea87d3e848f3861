"""Cells of people: addresses, roles, influence and relation in both languages."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext_lazy as lazy

from banso.connectors.files.choices import Choices
from banso.connectors.files.problems import TEXTS, BadValue
from banso.connectors.files.values import text
from banso.record.customers.api import addresses

_SEVERAL = re.compile(r"[\s,;、，；|]+")
_PHONES = re.compile(r"[\n,;、，；|]+|\s+/\s+")
_NAMED = re.compile(r"^[^<]*<([^<>]+)>$")
role = Choices(
    {
        "decision_maker": "decision maker, buyer, decider, dm, 決裁者, 決裁権者, 決定者, 意思決定者, 最終決裁者",
        "sponsor": "sponsor, executive sponsor, exec sponsor, スポンサー, エグゼクティブスポンサー, 後ろ盾, 支援者",
        "champion": "champion, promoter, advocate, coach, 推進役, 推進者, チャンピオン, 旗振り役, 推進担当",
        "user": "user, end user, key user, 利用者, ユーザー, ユーザ, 使用者, エンドユーザー",
        "sceptic": "sceptic, skeptic, detractor, blocker, opponent, 懐疑的, 懐疑派, 反対者, 慎重派, 抵抗者",
    }
)
"""What a person is in the customer's decisions."""
influence = Choices(
    {
        3: "3, high, strong, h, 高, 高い, 大, 強",
        2: "2, middle, medium, mid, m, 中, 普通",
        1: "1, low, weak, l, 低, 低い, 小, 弱",
    }
)
"""1 to 3."""
relation = Choices(
    {
        "good": "good, positive, strong, warm, 良好, 良い, 好意的, 良, ○, ◯",
        "neutral": "neutral, ok, middle, 普通, 中立, ふつう, △",
        "poor": "poor, bad, negative, weak, cold, 弱い, 悪い, 否定的, 悪, ×",
    }
)
"""How a person stands to us."""
happened = Choices(
    {
        "reorganisation": "reorganisation, reorganization, reorg, 組織変更, 組織再編, 組織改編, 再編",
        "layoffs": "layoffs, lay offs, redundancies, 人員削減, リストラ, 希望退職",
        "funding": "funding, investment, ipo, 資金調達, 増資, 上場",
        "merger": "merger, acquisition, m&a, merger or take over, take over, takeover, 合併, 買収, 統合",
        "new_executive": "new executive, new ceo, executive, 役員交代, 役員の交代, 新役員, 社長交代, 就任, 人事",
        "strategy": "strategy, change of strategy, strategy change, 戦略変更, 方針転換, 方針変更, 中期経営計画",
        "other": "other, その他",
    }
)
"""What happened at a customer."""
member_role = Choices(
    {
        "owner": "owner, オーナー, 所有者",
        "executive": "executive, cco, ceo, 経営層, 経営陣, 役員",
        "admin": "admin, administrator, 管理者",
        "manager": "manager, マネージャー, マネジャー, 責任者",
        "csm": "csm, customer success manager, 担当, 担当者, カスタマーサクセス",
        "viewer": "viewer, read only, reader, 閲覧者, 閲覧のみ, 閲覧",
    }
)
"""What a member is."""
TEXTS.update(
    {
        "not_mail": (lazy("This is not an e-mail address."), lazy("Write it like hanako@example.co.jp.")),
        "not_phone": (lazy("This is not a phone number."), lazy("Write it with its digits, like 03-1234-5678.")),
    }
)


def mail(cell: str) -> str:
    """One mail address, also as ``Name <address>``."""
    found = _address(addresses.MAIL, cell)
    if found is None:
        raise BadValue("not_mail")
    return found


def mails(cell: str) -> list[str]:
    """Mail addresses with blanks, commas or semicolons between."""
    plain = unicodedata.normalize("NFKC", cell).strip()
    if _NAMED.fullmatch(plain):
        return [mail(plain)]
    return list(dict.fromkeys(mail(part) for part in _SEVERAL.split(plain) if part))


def phones(cell: str) -> list[str]:
    """Phone numbers with commas, semicolons or a stroke between blanks."""
    found: dict[str, str] = {}
    for part in _PHONES.split(cell):
        if not part.strip():
            continue
        number = _address(addresses.PHONE, part)
        if number is None:
            raise BadValue("not_phone")
        found.setdefault(addresses.fold(addresses.PHONE, number), number)
    return list(found.values())


def _address(kind: str, cell: str) -> str | None:
    plain = text(unicodedata.normalize("NFKC", cell), addresses.LENGTH)
    if kind == addresses.MAIL and (named := _NAMED.fullmatch(plain)):
        plain = named[1].strip()
    return plain if addresses.is_address(kind, plain) else None
