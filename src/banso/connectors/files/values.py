"""Cells as the values of fields: names of countries, tiers, yes and no, domains, links.

Each reader takes one cell that is not empty and returns its value, or raises :class:`BadValue`.
"""

import json
import re
import unicodedata
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from babel import Locale

from banso.connectors.files.choices import Choices
from banso.connectors.files.problems import BadValue
from banso.platform.kit.errors import BansoError
from banso.platform.kit.text import clean, fold

YES = frozenset(
    {"はい", "有", "有り", "あり", "有効", "済", "済み", "○", "◯", "〇", "✓", "✔", "yes", "y", "true", "t", "on", "1"}
)
NO = frozenset({"いいえ", "無", "無し", "なし", "無効", "未", "×", "✕", "✗", "no", "n", "false", "f", "off", "0"})
tier = Choices(
    {
        "high": "high, high touch, ハイ, ハイタッチ, a, s, vip, enterprise",
        "mid": "mid, middle, mid touch, middle touch, medium, ミドル, ミドルタッチ, ミッド, b",
        "tech": "tech, low, low touch, tech touch, テック, テックタッチ, ロー, ロータッチ, c",
        "community": "community, コミュニティ, コミュニティタッチ, d",
    }
)
"""A touch tier by its name in either language, or by the rank A to D."""
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
_LINK = re.compile(r"https?://[^\s/]+\.?[^\s]*", re.IGNORECASE)
_KANA = re.compile(r"[\u3041-\u309f\u30a0-\u30ff\u30fb\s()・ー.,&'0-9A-Za-z-]+")
_KANA_LETTER = re.compile(r"[\u3041-\u309f\u30a1-\u30ff]")


def text(cell: str, limit: int) -> str:
    """The cell as text without blanks around it."""
    try:
        value = clean(cell)
    except BansoError as error:
        raise BadValue("bad_text") from error
    if value is None:
        raise BadValue("required")
    if len(value) > limit:
        raise BadValue("too_long", limit=limit)
    return value


def yes_no(cell: str) -> bool:
    """Yes and no in both languages."""
    value = unicodedata.normalize("NFKC", cell).strip().casefold()
    if value in YES:
        return True
    if value in NO:
        return False
    raise BadValue("not_bool")


def country(cell: str) -> str:
    """An ISO 3166 code of two letters, from the code or the name in English or Japanese."""
    found = _countries().get(fold(cell).strip())
    if found is None:
        raise BadValue("not_country")
    return found


def language(cell: str) -> str:
    """A language code, from the code (``ja-JP`` too) or the name in English, Japanese or itself."""
    value = fold(cell).strip()
    found = _languages().get(value) or _languages().get(re.split("[-_]", value)[0])
    if found is None:
        raise BadValue("not_language")
    return found


def timezone(cell: str) -> str:
    """An IANA name; ``JST`` and ``日本`` too."""
    value = cell.strip()
    known = _zones()
    found = known.get(fold(value))
    if found is None:
        raise BadValue("not_timezone")
    return found


def domains(cell: str) -> list[str]:
    """One or more domains, also from web or mail addresses; lower case, each once."""
    found: dict[str, None] = {}
    for part in re.split(r"[\s,;、|]+", unicodedata.normalize("NFKC", cell).strip().lower()):
        if not part:
            continue
        bare = re.sub(r"^[a-z]+://", "", part).split("/")[0].split("@")[-1].split(":")[0]
        bare = bare.removeprefix("www.").rstrip(".")
        try:
            bare = bare if bare.isascii() else bare.encode("idna").decode("ascii")
        except UnicodeError as error:
            raise BadValue("not_domain") from error
        if not _DOMAIN.fullmatch(bare) or len(bare) > 253:
            raise BadValue("not_domain")
        found[bare] = None
    return list(found)


def tags(cell: str) -> list[str]:
    """Words with commas or semicolons between, each once."""
    return list(dict.fromkeys(text(part, 60) for part in re.split(r"[\n,;、，；|]+", cell) if part.strip()))


def link(cell: str) -> str:
    """A web address."""
    value = cell.strip()
    if not _LINK.fullmatch(value):
        raise BadValue("not_link")
    return text(value, 2000)


def reading(cell: str) -> str:
    """The reading of a name; kana of half width are made full."""
    return text(unicodedata.normalize("NFKC", cell), 300)


def is_kana(cell: str) -> bool:
    """Whether the cell is written in kana, as readings are."""
    value = unicodedata.normalize("NFKC", cell)
    return bool(_KANA.fullmatch(value) and _KANA_LETTER.search(value))


def json_object(cell: str) -> dict[str, Any]:
    """A JSON object."""

    def refuse(constant: str) -> Any:
        raise BadValue("not_json")

    try:
        value = json.loads(cell, parse_constant=refuse)
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise BadValue("not_json") from error
    if not isinstance(value, dict):
        raise BadValue("not_json")
    return value


@cache
def _countries() -> dict[str, str]:
    found: dict[str, str] = {}
    for locale in ("ja", "en"):
        for code, name in Locale(locale).territories.items():
            if len(code) == 2 and code.isalpha() and code not in ("EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"):
                found[fold(name)] = code
                found[fold(code)] = code
    also = {"usa": "US", "us of a": "US", "united states of america": "US", "米国": "US", "uk": "GB",
            "great britain": "GB", "英国": "GB", "日本国": "JP", "jpn": "JP", "中華人民共和国": "CN",
            "korea": "KR", "south korea": "KR", "deu": "DE", "gbr": "GB", "fra": "FR", "holland": "NL"}  # fmt: skip
    return found | also


@cache
def _languages() -> dict[str, str]:
    found = {"jp": "ja", "jpn": "ja", "eng": "en", "和文": "ja", "英文": "en"}
    for locale in ("ja", "en"):
        for code, name in Locale(locale).languages.items():
            if len(code) == 2:
                found[fold(name)] = found[code] = code
    for code in ("de", "fr", "es", "it", "pt", "zh", "ko", "nl", "th", "vi", "id"):
        found.setdefault(fold(Locale(code).get_language_name(code) or code), code)
    return found


@cache
def _zones() -> dict[str, str]:
    found = {fold(name): name for name in available_timezones()}
    return found | {"jst": "Asia/Tokyo", "日本": "Asia/Tokyo", "日本時間": "Asia/Tokyo", "東京": "Asia/Tokyo"}
