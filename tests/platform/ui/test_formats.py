"""Numbers, money and days in both languages."""

import math
from datetime import UTC, date, datetime

import pytest

from banso.platform.ui import formats

DAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0, 0, "0"),
        (1234, 0, "1,234"),
        (-8.333, 2, "−8.33"),
        (-0.001, 2, "0.00"),
        (None, 0, "—"),
        (math.nan, 2, "—"),
        (1e12, 0, "1,000,000,000,000"),
    ],
)
def test_numbers(value, digits, text):
    assert formats.number(value, "ja", digits=digits) == text
    assert formats.number(value, "en", digits=digits) == text


def test_signed_numbers_carry_their_plus():
    assert formats.number(0.57, "en", digits=2, signed=True) == "+0.57"
    assert formats.number(-0.57, "en", digits=2, signed=True) == "−0.57"
    assert formats.number(0.0, "en", digits=2, signed=True) == "0.00"


@pytest.mark.parametrize(
    ("share", "text"), [(0.344, "34%"), (0.0, "0%"), (0.001, "<1%"), (0.999, "100%"), (1, "100%"), (None, "—")]
)
def test_percentages(share, text):
    assert formats.percent(share, "ja") == text


@pytest.mark.parametrize(
    ("minor", "currency", "japanese", "english"),
    [
        (12_400_000, "JPY", "1,240万円", "¥12.4M"),
        (123_456_789, "JPY", "1.2億円", "¥123.5M"),
        (12_345_678_900, "JPY", "123億円", "¥12.3B"),
        (15_000, "JPY", "1.5万円", "¥15K"),
        (9_999, "JPY", "9,999円", "¥10K"),
        (0, "JPY", "0円", "¥0"),
        (-12_400_000, "JPY", "−1,240万円", "−¥12.4M"),
        (12_400_000, "USD", "$12.4万", "$124K"),
        (118_000, "EUR", "€1,180", "€1.2K"),
        (1_234_567_800, "EUR", "€1,235万", "€12.3M"),
        (-950, "EUR", "−€9.50", "−€9.50"),
        (99_999_999, "USD", "$100万", "$1M"),
        (None, "JPY", "—", "—"),
    ],
)
def test_money_as_said_aloud(minor, currency, japanese, english):
    assert formats.money_short(minor, currency, "ja") == japanese
    assert formats.money_short(minor, currency, "en") == english


def test_whole_amounts_have_the_decimals_of_their_currency():
    assert formats.money(12_400_000, "JPY", "ja") == "12,400,000円"
    assert formats.money(12_400_000, "JPY", "en") == "¥12,400,000"
    assert formats.money(12_450, "USD", "en") == "$124.50"
    assert formats.money(12_450, "EUR", "ja") == "€124.50"


@pytest.mark.parametrize(
    ("form", "japanese", "english"),
    [
        ("full", "2026年11月24日", "24 Nov 2026"),
        ("short", "11月24日", "24 Nov"),
        ("weekday", "11月24日(火)", "Tue 24 Nov"),
        ("month", "2026年11月", "Nov 2026"),
    ],
)
def test_days(form, japanese, english):
    assert formats.day(DAY, "ja", form) == japanese
    assert formats.day(DAY, "en", form) == english


def test_times():
    at = datetime(2026, 11, 24, 5, 12, tzinfo=UTC)
    assert formats.clock(at, "ja") == "5時12分"
    assert formats.clock(at, "en") == "05:12"
    assert formats.clock(at.replace(minute=0), "ja") == "5時"


@pytest.mark.parametrize(
    ("days", "japanese", "english"),
    [
        (0, "今日", "today"),
        (1, "明日", "tomorrow"),
        (-1, "昨日", "yesterday"),
        (16, "あと 16 日", "in 16 days"),
        (-3, "3 日前", "3 days ago"),
        (None, "—", "—"),
    ],
)
def test_days_from_today(days, japanese, english):
    assert formats.days_away(days, "ja") == japanese
    assert formats.days_away(days, "en") == english
