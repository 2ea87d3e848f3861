"""By what people are recognised: mail addresses, phone numbers, keys of other systems."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

MAIL: Final = "mail"
PHONE: Final = "phone"
KEY: Final = "key"
LENGTH: Final = 300
_MAIL = re.compile(r"[^\s@<>()\[\],;:\"\\]+@(?:[^\s@.<>()\[\],;:\"\\_]+\.)+[^\s@.<>()\[\],;:\"\\_]{2,}")
_NOT_DIGITS = re.compile(r"\D")
_FEWEST_DIGITS: Final = 5
_FREE: Final = frozenset(
    {
        "gmail.com", "googlemail.com", "yahoo.com", "yahoo.co.jp", "ymail.ne.jp", "outlook.com", "outlook.jp",
        "hotmail.com", "hotmail.co.jp", "live.com", "live.jp", "icloud.com", "me.com", "aol.com", "gmx.de",
        "gmx.net", "web.de", "proton.me", "protonmail.com", "docomo.ne.jp", "ezweb.ne.jp", "au.com",
        "softbank.ne.jp", "i.softbank.jp", "nifty.com", "biglobe.ne.jp", "ocn.ne.jp", "so-net.ne.jp",
        "mail.com", "qq.com", "163.com",
    }
)  # fmt: skip


def fold(kind: str, value: str) -> str:
    """The form in which an address is compared: a mail address without case, the digits of a phone number."""
    plain = unicodedata.normalize("NFKC", value).strip()
    if kind == MAIL:
        return plain.casefold()
    if kind == PHONE:
        digits = _NOT_DIGITS.sub("", plain)
        # One number is written with the country's code or with a leading zero.
        return "0" + digits[2:] if plain.startswith("+81") else digits
    return plain


def is_address(kind: str, value: str) -> bool:
    """Whether ``value`` can be an address of ``kind``."""
    plain = unicodedata.normalize("NFKC", value).strip()
    if not plain or len(plain) > LENGTH or not plain.isprintable():
        return False
    if kind == MAIL:
        return bool(_MAIL.fullmatch(plain))
    if kind == PHONE:
        return len(_NOT_DIGITS.sub("", plain)) >= _FEWEST_DIGITS
    source, mark, key = plain.partition(":")
    return bool(source.strip() and mark and key.strip())


def domain_of(mail: str) -> str:
    """The domain of a mail address, or nothing where it is one that anybody can have."""
    domain = fold(MAIL, mail).rpartition("@")[2]
    return "" if domain in _FREE else domain
