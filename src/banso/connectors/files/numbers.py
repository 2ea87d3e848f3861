"""Numbers and money as people write them, in Japanese, English and European style.

Exact: amounts are ``Decimal`` until they are integer minor units.
"""

import re
import unicodedata
from decimal import Decimal
from typing import Literal

from banso.connectors.files.problems import BadValue
from banso.platform.kit.errors import BansoError
from banso.platform.kit.money import is_currency, minor_digits, to_minor

Separator = Literal["point", "comma"]
"""What stands before decimals: 1,200.50 (point) or 1.200,50 (comma)."""

MAX_MINOR = 2**63 - 1
MAX_NUMBER = Decimal(10) ** 15
"""Whole numbers beyond it are not exact as float64."""

_POWERS = {
    "千": Decimal(1_000),
    "百万": Decimal(1_000_000),
    "万": Decimal(10_000),
    "億": Decimal(100_000_000),
    "兆": Decimal(1_000_000_000_000),
}
_PART = re.compile(r"([\d.,'’ ]+)(百万|千|万|億|兆)?")
_PLAIN = re.compile(r"\d+(?:\.\d+)?")
_SCIENTIFIC = re.compile(r"\d(?:\.\d{1,20})?[eE][+-]?\d{1,2}", re.ASCII)
_COUNTERS = re.compile(r"^約|(?:名|人|社|個|件|棟|台|people|employees)$", re.IGNORECASE)
_SYMBOLS = {
    "円": "JPY", "日本円": "JPY", "¥": "JPY", "\\": "JPY", "us$": "USD", "$": "USD", "ドル": "USD",
    "米ドル": "USD", "€": "EUR", "ユーロ": "EUR", "£": "GBP", "ポンド": "GBP", "元": "CNY", "人民元": "CNY",
    "₩": "KRW", "ウォン": "KRW", "a$": "AUD", "c$": "CAD", "s$": "SGD", "hk$": "HKD", "nt$": "TWD",
    "₹": "INR", "฿": "THB", "₫": "VND",
}  # fmt: skip
_SHARED = {"$": {"AUD", "CAD", "SGD", "HKD", "TWD", "NZD", "MXN"}, "¥": {"CNY"}}
_MONEY = re.compile(
    rf"^({'|'.join(map(re.escape, sorted(_SYMBOLS, key=len, reverse=True)))}|[a-z]{{3}}(?![a-z]))?"
    r"\s*(?P<number>[\d.,'’ ]+(?:(?:百万|千|万|億|兆)[\d.,'’ ]*)*)\s*"
    rf"({'|'.join(map(re.escape, sorted(_SYMBOLS, key=len, reverse=True)))}|[a-z]{{3}})?(?:也)?-?$"
)


def currency_of(text: str) -> str:
    """An ISO code from a code or a word for it: ``JPY``, ``円``, ``US$``."""
    wanted = unicodedata.normalize("NFKC", text).strip()
    code = _SYMBOLS.get(wanted.lower(), wanted.upper())
    if not is_currency(code):
        raise BadValue("not_currency")
    return code


def readings(text: str) -> set[Separator]:
    """Which separators ``text`` can be read with. Both, where it says nothing (``12``, ``1,200``)."""
    digits = re.sub(r"[^\d.,]", "", unicodedata.normalize("NFKC", text))
    points, commas = digits.count("."), digits.count(",")
    if points and commas:
        return {"point" if digits.rfind(".") > digits.rfind(",") else "comma"}
    if points > 1:
        return {"comma"}
    if commas > 1:
        return {"point"}
    tail = re.search(r"[.,](\d*)$", digits)
    if tail is None or len(tail[1]) == 3:
        return {"point", "comma"}
    return {"point" if points else "comma"}


def number(text: str, separator: Separator = "point") -> Decimal:
    """A number; full-width digits, signs, brackets and △ for less than zero, 万, 億, 名."""
    negative, body = _signed(text)
    if separator == "point" and _SCIENTIFIC.fullmatch(body):
        return Decimal(body) * negative
    return _amount(_COUNTERS.sub("", body).strip(), separator, "not_number") * negative


def real(text: str, separator: Separator = "point") -> float:
    """A number as float."""
    value = number(text, separator)
    if abs(value) > MAX_NUMBER:
        raise BadValue("too_large")
    return float(value)


def whole(text: str, separator: Separator = "point") -> int:
    """A whole number of 0 or more that fits a 32-bit column."""
    value = number(text, separator)
    if value != value.to_integral_value():
        raise BadValue("not_whole")
    if value < 0:
        raise BadValue("negative")
    if value > 2**31 - 1:
        raise BadValue("too_large")
    return int(value)


def money(text: str, separator: Separator = "point", *, unit: Decimal = Decimal(1)) -> tuple[Decimal, str]:
    """An amount in major units and the sign of its currency as written (``""`` for none).

    ``unit`` multiplies plain numbers where the header says thousands or the like.
    """
    negative, body = _signed(text)
    match = _MONEY.match(body.lower())
    if match is None:
        raise BadValue("not_money")
    signs = {sign for sign in (match[1], match[3]) if sign}
    codes = {_SYMBOLS.get(sign, sign.upper()) for sign in signs}
    if len(codes) > 1 or not all(is_currency(code) for code in codes):
        raise BadValue("not_money")
    written = match["number"].strip()
    value = _amount(written, separator, "not_money") * negative
    if not any(power in written for power in _POWERS):
        value *= unit
    return value, next(iter(signs), "")


def minor(amount: Decimal, sign: str, currency: str) -> int:
    """Integer minor units of ``currency``; refuses another currency's sign and too many decimals."""
    written = _SYMBOLS.get(sign, sign.upper()) if sign else currency
    if written != currency and currency not in _SHARED.get(sign, ()):
        raise BadValue("currency_differs", written=written, currency=currency)
    try:
        value = to_minor(amount, currency)
    except BansoError as error:
        digits = minor_digits(currency)
        raise BadValue("too_fine", currency=currency, digits=digits) from error
    if abs(value) > MAX_MINOR:
        raise BadValue("too_large")
    return value


def sign_currency(sign: str) -> str:
    """The currency a sign means when nothing else is said."""
    return _SYMBOLS.get(sign, sign.upper())


def header_unit(header: str) -> Decimal:
    """What a header multiplies amounts by: ``年額(千円)`` 1,000, ``売上(百万円)`` 1,000,000."""
    text = unicodedata.normalize("NFKC", header)
    match = re.search(r"(百万|千|万|億)円", text)
    return _POWERS[match[1]] if match else Decimal(1)


def _signed(text: str) -> tuple[int, str]:
    """The sign as ±1 and the rest, in plain width and without blanks around."""
    body = unicodedata.normalize("NFKC", text).strip().replace("−", "-").replace("–", "-")
    if body.startswith("(") and body.endswith(")"):
        return -1, body[1:-1].strip()
    if body[:1] in "-△▲" and body:
        return -1, body[1:].strip()
    if body[:1] == "+":
        return 1, body[1:].strip()
    # ¥-1,200 and $(1,200) carry the sign inside.
    inner = re.match(r"^(\D{1,3}?)\s*(?:-|\((?=.*\)$))(.*?)\)?$", body)
    if inner and inner[1].strip(" (,.'"):
        return -1, inner[1] + inner[2]
    return 1, body


def _amount(text: str, separator: Separator, code: str) -> Decimal:
    """``1.2億`` and ``3億5,000万`` too: parts with powers of ten, added."""
    total, place = Decimal(0), 0
    last = Decimal(10) ** 30
    if not text:
        raise BadValue(code)
    while place < len(text):
        match = _PART.match(text, place)
        if match is None:
            raise BadValue(code)
        power = _POWERS.get(match[2] or "", Decimal(1))
        if power >= last:
            raise BadValue(code)
        total += _plain(match[1].strip(), separator, code) * power
        last, place = power, match.end()
    return total


def _plain(text: str, separator: Separator, code: str) -> Decimal:
    """Digits with group and decimal separators; groups must be of three."""
    decimal, group = (".", ",") if separator == "point" else (",", ".")
    whole_part, mark, fraction = text.partition(decimal)
    for other in (group, "'", "’", " "):
        if other in whole_part:
            first, *groups = whole_part.split(other)
            if not 1 <= len(first) <= 3 or any(len(part) != 3 for part in groups):
                raise BadValue(code)
            whole_part = first + "".join(groups)
    if mark and not whole_part:
        whole_part = "0"
    plain = f"{whole_part}.{fraction}" if fraction else whole_part
    if len(plain) > 30 or not _PLAIN.fullmatch(plain) or not plain.isascii():
        raise BadValue(code)
    return Decimal(plain)
