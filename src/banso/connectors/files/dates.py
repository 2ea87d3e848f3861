"""Dates and instants as people and programs write them.

``31/03/2026`` and ``03/31/2026`` cannot be told apart one by one: a column is read in the order that
fits all of its values, and where two orders fit and differ, a person is asked.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from banso.connectors.files.problems import BadValue

Order = Literal["dmy", "mdy", "ymd"]
ORDERS: tuple[Order, ...] = ("dmy", "mdy", "ymd")

_ERAS = {
    "令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "明治": 1867,
    "r": 2018, "h": 1988, "s": 1925, "t": 1911, "m": 1867,
}  # fmt: skip
_MONTHS = {
    name: place
    for place, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_WEEKDAY = re.compile(
    r"\s*\((?:[日月火水木金土]|sun|mon|tue|wed|thu|fri|sat)[a-z曜日]*\)|^(?:sun|mon|tue|wed|thu|fri|sat)[a-z]*,\s*"
)
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_KANJI = re.compile(r"(\d{4}|\d{2}(?=年))\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_ERA = re.compile(
    r"(令和|平成|昭和|大正|明治|[rhstm])\.?\s*(元|\d{1,2})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})日?"
)
_YMD = re.compile(r"(\d{4})\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{1,2})")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)")
_ANY = re.compile(r"(\d{1,2})\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{4}|\d{2})")
_NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s-]+(?:of\s+)?([a-z]{3})[a-z]*\.?,?[\s-]+(\d{4})")
_NAMED_US = re.compile(r"([a-z]{3})[a-z]*\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_EPOCH = re.compile(r"-?\d{9,10}(?:\.\d+)?|\d{13}|\d{16}")
_TIME = re.compile(
    r"(?P<half>午前|午後|am|pm|a\.m\.|p\.m\.)?\s*"
    r"(?P<hour>\d{1,2})(?:[:時]\s*(?P<minute>\d{1,2})?)(?:[:分]\s*(?P<second>\d{1,2})?秒?)?分?"
    r"(?:[.,](?P<fraction>\d{1,9}))?\s*"
    r"(?P<half2>am|pm|a\.m\.|p\.m\.)?\s*"
    r"(?P<offset>z|utc|gmt|jst|[+-]\d\d(?::?\d\d)?)?"
)
_SPLIT = re.compile(
    r"^(?P<date>.*?(?:\d|日|\)))(?:t|\s*,?\s+|(?<=日)|(?<=\)))"
    r"(?P<time>(?:午前|午後|am\b|pm\b)?\s*\d{1,2}[:時].*)$"
)


def plain(text: str) -> str:
    """Half-width, lower case, one blank between words, no weekday."""
    folded = " ".join(unicodedata.normalize("NFKC", text).lower().split())
    return _WEEKDAY.sub("", folded).strip()


def orders_of(text: str) -> set[Order]:
    """In which orders ``text`` is a date; all three where the order does not matter; none: no date."""
    value = _date_part(plain(text))
    match = _ANY.fullmatch(value)
    if match is None:
        return set(ORDERS) if _unordered(value) else set()
    return {order for order in ORDERS if _ordered(match, order) is not None}


def readings_differ(text: str, orders: set[Order]) -> bool:
    """Whether ``text`` is another day in another of these orders."""
    match = _ANY.fullmatch(_date_part(plain(text)))
    return match is not None and len({_ordered(match, order) for order in orders}) > 1


def has_time(text: str) -> bool:
    """Whether ``text`` names a moment and not only a day."""
    value = plain(text)
    return _EPOCH.fullmatch(value) is not None or _SPLIT.match(value) is not None


def day(text: str, order: Order | None = None, *, first_year: int = 1600, last_year: int = 9999) -> date:
    """The day that ``text`` names; of an instant, the day as written.

    ``order`` is needed only where day and month could change places.
    """
    value = _date_part(plain(text))
    match = _ANY.fullmatch(value)
    if match is not None:
        fits = orders_of(text)
        only = order or (next(iter(fits)) if len(fits) == 1 else None)
        found = _ordered(match, only) if only else None
        if found is None:
            if order and fits:
                raise BadValue("date_order", order=order)
            raise BadValue("ambiguous_dates" if fits else "no_such_day", **_reading(text, fits))
    else:
        found = _unordered(value, strict=True)
    if found is None:
        raise BadValue("not_date")
    if found.year < first_year:
        raise BadValue("early", year=str(first_year))
    if found.year > last_year:
        raise BadValue("late", year=str(last_year))
    return found


def instant(text: str, zone: ZoneInfo, order: Order | None = None) -> datetime:
    """The UTC instant that ``text`` names; without an offset it is local time in ``zone``.

    Reads ISO 8601, seconds, milliseconds and microseconds since 1970, and dates as :func:`day` does
    with a time of day; a date alone is the beginning of that day.
    """
    quick = _quick(text, zone)
    if quick is not None:
        return quick
    value = plain(text)
    if _EPOCH.fullmatch(value):
        return _since_epoch(value)
    parts = _SPLIT.match(value)
    try:
        written = day(parts["date"] if parts else text, order, first_year=1)
    except BadValue as problem:
        raise BadValue("not_instant") if problem.code == "not_date" else problem from None
    if parts is None:
        return _utc(datetime.combine(written, datetime.min.time()), zone)
    clock = _TIME.fullmatch(parts["time"].strip())
    if clock is None:
        raise BadValue("not_instant")
    hours, micros = _clock(clock)
    local = datetime.combine(written, datetime.min.time())
    try:
        local += timedelta(hours=hours, microseconds=micros)
        return _utc(local, _offset(clock["offset"]) or zone)
    except OverflowError as error:
        raise BadValue("not_instant") from error


def _quick(text: str, zone: ZoneInfo) -> datetime | None:
    """ISO 8601 in its ordinary form, which most files use; None: try the long way."""
    stripped = text.strip()
    if len(stripped) < 19 or not stripped.isascii() or not _ISO.match(stripped):
        return None
    try:
        found = datetime.fromisoformat(stripped)
    except ValueError:
        return None
    try:
        return found.astimezone(UTC) if found.tzinfo else _utc(found, zone)
    except OverflowError as error:
        raise BadValue("not_instant") from error


def _utc(local: datetime, zone: ZoneInfo | Callable[[datetime], datetime]) -> datetime:
    if isinstance(zone, ZoneInfo):
        try:
            return local.replace(tzinfo=zone).astimezone(UTC)
        except OverflowError as error:
            raise BadValue("not_instant") from error
    return zone(local)


def _offset(text: str | None) -> Callable[[datetime], datetime] | None:
    if not text:
        return None
    if text in ("z", "utc", "gmt"):
        minutes = 0
    elif text == "jst":
        minutes = 540
    else:
        digits = text[1:].replace(":", "").ljust(4, "0")
        minutes = (int(digits[:2]) * 60 + int(digits[2:])) * (-1 if text[0] == "-" else 1)
    return lambda local: local.replace(tzinfo=UTC) - timedelta(minutes=minutes)


def _clock(match: re.Match[str]) -> tuple[int, int]:
    """Hours and the microseconds beyond them; 24:00 is the end of the day, 午後3時 is 15."""
    half = (match["half"] or match["half2"] or "").replace(".", "")
    hour, minute, second = (int(match[part] or 0) for part in ("hour", "minute", "second"))
    if half in ("午後", "pm") and hour < 12:
        hour += 12
    elif half in ("午前", "am") and hour == 12:
        hour = 0
    latest = 24 if minute == second == 0 else 23
    if hour > latest or minute > 59 or second > 59:
        raise BadValue("not_instant")
    fraction = int((match["fraction"] or "0").ljust(6, "0")[:6])
    return hour, (minute * 60 + second) * 1_000_000 + fraction


def _since_epoch(value: str) -> datetime:
    scale = {13: 1_000, 16: 1}.get(len(value))
    if scale is None:
        seconds, _mark, fraction = value.partition(".")
        micros = int(seconds) * 1_000_000 + int(fraction.ljust(6, "0")[:6])
    else:
        micros = int(value) * scale
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)


def _date_part(value: str) -> str:
    parts = _SPLIT.match(value)
    return parts["date"].rstrip(" ,") if parts else value


def _ordered(match: re.Match[str], order: Order) -> date | None:
    first, last = match[1], match[4]
    if order == "ymd":
        year, month, day_ = first, match[3], last
        if len(last) == 4 or len(first) != 2:
            return None
    else:
        year = last
        day_, month = (first, match[3]) if order == "dmy" else (match[3], first)
    return _date(_century(year), int(month), int(day_))


def _century(year: str) -> int:
    """Two digits as POSIX reads them: 69 and above are of the last century."""
    number = int(year)
    return number if len(year) == 4 else number + (1900 if number >= 69 else 2000)


def _unordered(value: str, *, strict: bool = False) -> date | None:
    """Dates whose order is plain. ``strict`` raises for a day that no calendar has."""
    if era := _ERA.fullmatch(value):
        year = _ERAS[era[1]] + (1 if era[2] == "元" else int(era[2]))
        numbers = (year, int(era[3]), int(era[4]))
    elif match := _ISO.fullmatch(value) or _KANJI.fullmatch(value) or _COMPACT.fullmatch(value):
        numbers = (_century(match[1]), int(match[2]), int(match[3]))
    elif match := _YMD.fullmatch(value):
        numbers = (int(match[1]), int(match[3]), int(match[4]))
    elif match := _NAMED.fullmatch(value):
        numbers = (int(match[3]), _MONTHS.get(match[2], 0), int(match[1]))
    elif match := _NAMED_US.fullmatch(value):
        numbers = (int(match[3]), _MONTHS.get(match[1], 0), int(match[2]))
    else:
        return None
    found = _date(*numbers)
    if found is None and strict:
        raise BadValue("no_such_day")
    return found


def _date(year: int, month: int, day_: int) -> date | None:
    try:
        return date(year, month, day_)
    except ValueError:
        return None


def _reading(text: str, fits: set[Order]) -> dict[str, str]:
    """The example and its readings, for the question."""
    match = _ANY.fullmatch(_date_part(plain(text)))
    days = sorted({str(_ordered(match, order)) for order in fits}) if match else []
    return {"example": text.strip(), "readings": " / ".join(days)}


def readings(text: str, orders: set[Order]) -> dict[Order, date]:
    """What an ambiguous date would be in each of ``orders``."""
    match = _ANY.fullmatch(_date_part(plain(text)))
    found = {order: _ordered(match, order) for order in ORDERS if order in orders} if match else {}
    return {order: value for order, value in found.items() if value is not None}
