"""Cells of contracts, orders, rates and targets: days, amounts of any currency, quantities, intervals."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from banso.connectors.files import dates, numbers
from banso.connectors.files.choices import Choices
from banso.connectors.files.fields import SINCE_YEAR, UNTIL_YEAR, Reading
from banso.connectors.files.problems import BadValue
from banso.platform.kit.days import day_of
from banso.platform.tenancy.api import current_workspace

MILLION: Final = 1_000_000
MOST: Final = 2**62
MOST_INTERVALS: Final = 60
kind = Choices(
    {
        "recurring": "recurring, subscription, mrr, fixed, licence, license, "
        "継続, 定期, 月額, 年額, サブスクリプション, 固定, ライセンス",
        "minimum": "minimum, minimum commitment, commitment, committed, 最低利用料, 最低料金, 最低保証, ミニマム",
        "overage": "overage, usage, metered, 超過, 従量, 超過料金, 従量課金",
        "one_off": "one off, one time, once, setup, 一時, 単発, 初期費用, スポット",
    }
)
"""What a line charges for."""
order_kind = Choices(
    {
        "order": "order, purchase, goods, 注文, 受注, 購入, 物販",
        "project": "project, engagement, 案件, プロジェクト, 工事, 受託",
        "device": "device, machine, hardware, equipment, 機器, 装置, 設備, 機械, 本体",
    }
)
"""What was bought."""
measure = Choices(
    {
        "closing": "closing, mrr, closing mrr, 期末, 期末MRR, 期末残高",
        "new": "new, new mrr, new business, 新規, 新規MRR",
        "expansion": "expansion, upsell, 拡大, アップセル, 増額",
        "loss": "loss, churn, churn and contraction, 解約, 損失, 減少, チャーン",
        "nrr": "nrr, net retention, net revenue retention, ndr, 売上継続率, 純売上継続率",
        "grr": "grr, gross retention, gross revenue retention, 総売上継続率",
    }
)
"""What a target is set for."""
target_unit = Choices(
    {
        "account": "account, accounts, customer, アカウント, 顧客",
        "contract": "contract, contracts, 契約",
        "product": "product, products, 製品, 商品",
        "parent": "parent, parents, group, 親会社, グループ, 親アカウント",
    }
)
"""What a target is counted by."""
cost_purpose = Choices(
    {
        "winning": "winning, acquisition, acquire, sales and marketing, s&m, marketing, sales, cac, "
        "獲得, 顧客獲得, 獲得費用, 新規獲得, 営業, 販促, マーケティング, 広告",
        "keeping": "keeping, retention, retain, service, support, customer success, cost to serve, "
        "維持, 顧客維持, 維持費用, サポート, カスタマーサクセス, 保守",
    }
)
"""What a cost was for."""
_INTERVALS = Choices(
    {
        "day": "day, daily, days, per day, 日, 日次, 日額, 毎日",
        "week": "week, weekly, weeks, per week, 週, 週次, 週額, 毎週",
        "month": "month, monthly, months, mo, per month, 月, 月次, 月額, 毎月, ヶ月, か月",
        "quarter": "quarter, quarterly, quarters, per quarter, 四半期",
        "half": "half year, half yearly, semiannual, semi annual, semiannually, 半年, 半期",
        "year": "year, yearly, years, annual, annually, per year, 年, 年次, 年額, 毎年",
    }
)
_MOST_SHARE: Final = 5
"""Plain numbers beyond it are percent without their sign."""
_MONTH: Final = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})月?")
_MONTHS: Final = {"quarter": 3, "half": 6}


@dataclass(frozen=True, slots=True)
class Price:
    """An amount in main units, and the currency's sign as it was written."""

    amount: Decimal
    sign: str = ""
    is_percent: bool = False


def interval(cell: str) -> tuple[str, int]:
    """The interval and how many of it: a quarter is 3 months."""
    word = str(_INTERVALS(cell))
    return ("month", _MONTHS[word]) if word in _MONTHS else (word, 1)


def day(cell: str, reading: Reading) -> date:
    """A day; of a moment, the workspace's day that it is in, whatever zone it was written in."""
    # A day alone is that day, and so is one whose time is the workspace's own.
    if not dates.has_time(cell):
        return dates.day(cell, reading.order, first_year=SINCE_YEAR, last_year=UNTIL_YEAR)
    found = day_of(dates.instant(cell, reading.zone, reading.order), current_workspace().timezone)
    if not SINCE_YEAR <= found.year <= UNTIL_YEAR:
        early = found.year < SINCE_YEAR
        raise BadValue("early" if early else "late", year=str(SINCE_YEAR if early else UNTIL_YEAR))
    return found


def price(cell: str, reading: Reading) -> Price:
    """An amount of 0 or more, with or without the sign of its currency; which one, the row says."""
    amount, sign = numbers.money(cell, reading.separator, unit=reading.unit)
    if amount < 0:
        raise BadValue("negative")
    if amount > MOST / MILLION:
        raise BadValue("too_large")
    return Price(amount, sign)


def millionths(cell: str, reading: Reading) -> int:
    """A quantity of 0 or more in millionths: 2.5 is 2,500,000."""
    value = numbers.number(cell, reading.separator)
    if value < 0:
        raise BadValue("negative")
    if value > MOST / MILLION:
        raise BadValue("too_large")
    return whole(value * MILLION, 6)


def share(cell: str, reading: Reading) -> int:
    """A share in ten-thousandths: 0.1 and 10% are 1,000. More than all is refused, for 10 may be meant as 10%."""
    plain = cell.strip()
    is_percent = plain.endswith(("%", "％"))
    value = numbers.number(plain[:-1] if is_percent else plain, reading.separator)
    value = value / 100 if is_percent else value
    if value < 0:
        raise BadValue("negative")
    if value > 1:
        raise BadValue("not_share")
    return whole(value * 10_000, 4)


def rate(cell: str, reading: Reading) -> int:
    """An exchange rate in billionths."""
    value = numbers.number(cell, reading.separator)
    if value <= 0:
        raise BadValue("not_rate")
    if value > MOST / 1_000_000_000:
        raise BadValue("too_large")
    return whole(value * 1_000_000_000, 9)


def whole(value: Decimal, digits: int) -> int:
    """``value`` as an integer; refuses what has more than ``digits`` decimals."""
    if value != value.to_integral_value():
        raise BadValue("too_many_decimals", digits=digits)
    return int(value)


def count(cell: str, reading: Reading) -> int:
    """How many intervals a price is for."""
    value = numbers.whole(cell, reading.separator)
    if not 1 <= value <= MOST_INTERVALS:
        raise BadValue("not_count")
    return value


def target(cell: str, reading: Reading) -> Price:
    """What is planned: an amount, or percent."""
    plain = cell.strip()
    if not plain.endswith(("%", "％")):
        return price(cell, reading)
    value = numbers.number(plain[:-1], reading.separator)
    if value < 0:
        raise BadValue("negative")
    return Price(value, is_percent=True)


def target_share(cell: Price) -> int:
    """A planned share in ten-thousandths: 1.05 and 105% are 10,500."""
    value = cell.amount / 100 if cell.is_percent else cell.amount
    if value > _MOST_SHARE or cell.sign:
        raise BadValue("not_share")
    return whole(value * 10_000, 4)


def month(cell: str, reading: Reading) -> date:
    """The first day of a month: 2026-04, 2026/4, 2026年4月, or any day in it."""
    match = _MONTH.fullmatch(unicodedata.normalize("NFKC", cell).strip())
    if match is None:
        return day(cell, reading).replace(day=1)
    try:
        return date(int(match[1]), int(match[2]), 1)
    except ValueError as error:
        raise BadValue("not_date") from error
