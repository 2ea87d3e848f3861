"""Numbers, money, days, instants and words as people write them."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banso.connectors.files import dates, numbers, values
from banso.connectors.files.fields import READERS, Reading
from banso.connectors.files.problems import TEXTS, BadValue, Problem

TOKYO = ZoneInfo("Asia/Tokyo")
FIRST = datetime.fromisoformat("1990-01-01")
LAST = datetime.fromisoformat("2100-01-01")


def _code(read, *args, **named):
    with pytest.raises(BadValue) as bad:
        read(*args, **named)
    problem = Problem(1, bad.value.code, params=bad.value.params)
    assert problem.message()
    assert problem.hint()
    return bad.value.code


@pytest.mark.parametrize(
    ("cell", "separator", "amount", "sign"),
    [
        ("¥1,200", "point", "1200", "¥"),
        ("￥1,200-", "point", "1200", "¥"),
        ("\\1,200", "point", "1200", "\\"),
        ("１，２００円", "point", "1200", "円"),
        ("1.2億", "point", "120000000", ""),
        ("3億5,000万円", "point", "350000000", "円"),
        ("1,240万円", "point", "12400000", "円"),
        ("12,400千円", "point", "12400000", "円"),
        ("500百万円", "point", "500000000", "円"),
        ("$1,200.50", "point", "1200.50", "$"),
        ("US$ 1,200", "point", "1200", "us$"),
        ("1,200.50 USD", "point", "1200.50", "usd"),
        ("CHF 1'200.50", "point", "1200.50", "chf"),
        ("€1.200,50", "comma", "1200.50", "€"),
        ("1 200,50 €", "comma", "1200.50", "€"),
        ("(1,200)", "point", "-1200", ""),
        ("（1,200）", "point", "-1200", ""),
        ("△1,200", "point", "-1200", ""),
        ("▲1,200円", "point", "-1200", "円"),
        ("¥-1,200", "point", "-1200", "¥"),
        ("-¥1,200", "point", "-1200", "¥"),
        ("$(1,200)", "point", "-1200", "$"),
        ("0", "point", "0", ""),
    ],
)
def test_money(cell, separator, amount, sign):
    assert numbers.money(cell, separator) == (Decimal(amount), sign)


@pytest.mark.parametrize(
    "cell", ["別途見積", "1,20", "12,00,000", "-", "()", "¥", "1.2.3", "NaN", "1,200円/月", "1億2億"]
)
def test_not_money(cell):
    assert _code(numbers.money, cell) == "not_money"


def test_money_becomes_minor_units_of_the_currency():
    assert numbers.minor(Decimal("1200.50"), "$", "USD") == 120050
    assert numbers.minor(Decimal(1200), "¥", "JPY") == 1200
    assert numbers.minor(Decimal(1200), "$", "AUD") == 120000
    assert _code(numbers.minor, Decimal(1200), "€", "JPY") == "currency_differs"
    assert _code(numbers.minor, Decimal("1200.5"), "", "JPY") == "too_fine"
    assert _code(numbers.minor, Decimal(10) ** 20, "", "JPY") == "too_large"


@pytest.mark.parametrize(
    ("header", "unit"),
    [("年額", 1), ("年額(千円)", 1_000), ("年間契約額（百万円）", 1_000_000), ("売上[万円]", 10_000), ("年額(円)", 1)],
)
def test_the_header_may_name_a_unit(header, unit):
    assert numbers.header_unit(header) == unit
    assert numbers.money("12", unit=numbers.header_unit(header))[0] == 12 * unit


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1,234", 1234.0),
        ("１２", 12.0),
        ("-0.5", -0.5),
        (".5", 0.5),
        ("1.5E+03", 1500.0),
        ("約500名", 500.0),
        ("1.2万", 12000.0),
    ],
)
def test_numbers(cell, value):
    assert numbers.real(cell) == value


def test_numbers_that_are_none():
    assert _code(numbers.real, "abc") == "not_number"
    assert _code(numbers.real, "１２a") == "not_number"
    assert _code(numbers.real, "9" * 20) == "too_large"
    assert _code(numbers.real, "9" * 4000) == "not_number"
    assert _code(numbers.whole, "1.5") == "not_whole"
    assert _code(numbers.whole, "-1") == "negative"
    assert _code(numbers.whole, "3,000,000,000") == "too_large"


@pytest.mark.parametrize(
    ("cell", "fits"),
    [
        ("1,200.50", {"point"}), ("1.200,50", {"comma"}), ("12,5", {"comma"}), ("12.5", {"point"}),
        ("1.234.567", {"comma"}), ("1,234,567", {"point"}), ("1,200", {"point", "comma"}), ("12", {"point", "comma"}),
    ],
)  # fmt: skip
def test_which_separator_a_number_shows(cell, fits):
    assert numbers.readings(cell) == fits


@given(st.decimals(-(10**12), 10**12, places=2), st.sampled_from(["point", "comma"]))
def test_any_amount_is_read_back(amount, separator):
    written = f"{abs(amount):,.2f}"
    if separator == "comma":
        written = written.translate(str.maketrans(",.", ".,"))
    cell = f"({written})" if amount < 0 else written
    assert numbers.money(cell, separator)[0] == amount
    assert separator in numbers.readings(cell)


@pytest.mark.parametrize(
    "cell",
    ["2026年3月31日", "2026/3/31", "2026-03-31", "2026.3.31", "20260331", "令和8年3月31日", "R8.3.31",
     "２０２６年３月３１日",
     "2026年3月31日(火)", "31 Mar 2026", "31-Mar-2026", "March 31, 2026", "Mar 31st 2026", "31/03/2026", "03/31/2026",
     "31.03.2026", "2026/03/31 0:00", "2026-03-31T09:00:00Z", "2026 / 3 / 31", "26年3月31日"],
)  # fmt: skip
def test_days(cell):
    assert dates.day(cell) == date(2026, 3, 31)


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("平成31年4月30日", date(2019, 4, 30)),
        ("令和元年5月1日", date(2019, 5, 1)),
        ("昭和64年1月7日", date(1989, 1, 7)),
    ],
)
def test_days_of_eras(cell, day):
    assert dates.day(cell) == day


@pytest.mark.parametrize(
    ("cell", "order", "day"),
    [
        ("03/04/2019", "dmy", date(2019, 4, 3)), ("03/04/2019", "mdy", date(2019, 3, 4)),
        ("26/03/31", "ymd", date(2026, 3, 31)), ("03-04-69", "dmy", date(1969, 4, 3)),
    ],
)  # fmt: skip
def test_days_in_a_named_order(cell, order, day):
    assert dates.day(cell, order) == day


@pytest.mark.parametrize(
    ("cell", "order", "code"),
    [
        ("03/04/2019", None, "ambiguous_dates"), ("31/03/2026", "mdy", "date_order"),
        ("2026年2月30日", None, "no_such_day"),
        ("99/99/2026", "dmy", "no_such_day"), ("soon", None, "not_date"), ("0201/03/31", None, "early"),
        ("1711843200", None, "not_date"),
    ],
)  # fmt: skip
def test_days_that_are_none(cell, order, code):
    assert _code(dates.day, cell, order) == code


def test_business_dates_have_bounds():
    reading = Reading("JPY", TOKYO)
    assert _code(READERS["business_date"], "0201/03/31", reading) == "early"
    assert _code(READERS["business_date"], "9999-12-31", reading) == "late"
    assert READERS["date"]("1923-04-01", reading) == date(1923, 4, 1)


def test_which_orders_a_date_allows():
    assert dates.orders_of("31/03/2026") == {"dmy"}
    assert dates.orders_of("03/31/2026") == {"mdy"}
    assert dates.orders_of("03/04/2019") == {"dmy", "mdy"}
    assert dates.orders_of("2026-03-31") == set(dates.ORDERS)
    assert dates.orders_of("2026-02-30") == set()
    assert not dates.readings_differ("03/03/2019", {"dmy", "mdy"})
    assert dates.readings("03/04/2019", {"dmy", "mdy"}) == {"dmy": date(2019, 4, 3), "mdy": date(2019, 3, 4)}


@pytest.mark.parametrize(
    ("cell", "instant"),
    [
        ("2026-03-31T15:04:05Z", "2026-03-31T15:04:05"),
        ("2026-03-31T15:04:05.123Z", "2026-03-31T15:04:05.123"),
        ("2026-03-31T15:04:05+09:00", "2026-03-31T06:04:05"),
        ("2026-03-31T15:04:05+0900", "2026-03-31T06:04:05"),
        ("2026-03-31 15:04:05", "2026-03-31T06:04:05"),
        ("2026-03-31 15:04:05 UTC", "2026-03-31T15:04:05"),
        ("2026/3/31 15:04", "2026-03-31T06:04"),
        ("2026/3/31 3:04 PM", "2026-03-31T06:04"),
        ("2026年3月31日 午後3時4分5秒", "2026-03-31T06:04:05"),
        ("2026年3月31日15時4分", "2026-03-31T06:04"),
        ("2026年3月31日(火) 午前0時30分", "2026-03-30T15:30"),
        ("2026-03-31 24:00", "2026-03-31T15:00"),
        ("31/03/2026 10:00:00 +09:00", "2026-03-31T01:00"),
        ("Tue, 31 Mar 2026 10:00:00 GMT", "2026-03-31T10:00"),
        ("2026-03-31", "2026-03-30T15:00"),
        ("1774969445", "2026-03-31T15:04:05"),
        ("1774969445000", "2026-03-31T15:04:05"),
        ("1774969445000000", "2026-03-31T15:04:05"),
        ("1774969445.5", "2026-03-31T15:04:05.5"),
    ],
)
def test_instants(cell, instant):
    assert dates.instant(cell, TOKYO) == datetime.fromisoformat(instant).replace(tzinfo=UTC)


def test_the_year_0201_is_read_as_written():
    assert dates.instant("0201-03-31T00:00:00Z", TOKYO).year == 201


@pytest.mark.parametrize("cell", ["2026-03-31 25:00", "2026-03-31 12:60", "9999-12-31T23:59:59-09:00"])
def test_instants_that_are_none(cell):
    assert _code(dates.instant, cell, TOKYO) == "not_instant"


@given(st.datetimes(FIRST, LAST), st.sampled_from(["UTC", "Asia/Tokyo", "Asia/Kolkata"]))
def test_any_instant_is_read_back(local, zone):
    aware = local.replace(tzinfo=ZoneInfo(zone))
    assert dates.instant(aware.isoformat(), TOKYO) == aware
    assert dates.instant(local.isoformat(sep=" "), ZoneInfo(zone)) == aware
    half = "午後" if local.hour >= 12 else "午前"
    japanese = f"{local.year}年{local.month}月{local.day}日 {half}{local.hour % 12}時{local.minute}分"
    assert dates.instant(japanese, ZoneInfo(zone)) == aware.replace(second=0, microsecond=0)


@given(st.text(max_size=40))
def test_no_text_breaks_a_reader(cell):
    reading = Reading("JPY", TOKYO)
    for read in READERS.values():
        code = None
        try:
            read(cell, reading)
        except BadValue as problem:
            code = problem.code
        assert code is None or code in TEXTS


def test_words():
    assert [values.yes_no(cell) for cell in ("はい", "有", "Yes", "TRUE", "1", "○")] == [True] * 6
    assert [values.yes_no(cell) for cell in ("いいえ", "無", "no", "False", "０", "×")] == [False] * 6
    assert [values.tier(cell) for cell in ("ハイ", "high-touch", "Ｂ", "テックタッチ", "community")] == [
        "high", "high", "mid", "tech", "community",
    ]  # fmt: skip
    assert [values.country(cell) for cell in ("JP", "日本", "Japan", "米国", "ｱﾒﾘｶ合衆国", "de")] == [
        "JP", "JP", "JP", "US", "US", "DE",
    ]  # fmt: skip
    assert [values.language(cell) for cell in ("ja", "ja-JP", "日本語", "English", "EN_us")] == [
        "ja",
        "ja",
        "ja",
        "en",
        "en",
    ]
    assert values.timezone("asia/tokyo") == values.timezone("JST") == "Asia/Tokyo"
    assert values.domains("https://www.Example.co.jp/x, info@sub.example.com") == ["example.co.jp", "sub.example.com"]
    assert values.domains("日本語.jp") == ["xn--wgv71a119e.jp"]
    assert numbers.currency_of("円") == numbers.currency_of("jpy") == "JPY"


@pytest.mark.parametrize(
    ("read", "cell", "code"),
    [
        (values.yes_no, "perhaps", "not_bool"), (values.tier, "Z", "not_choice"),
        (values.country, "Atlantis", "not_country"),
        (values.language, "??", "not_language"), (values.timezone, "Mars/Base", "not_timezone"),
        (values.domains, "no domain", "not_domain"), (values.link, "javascript:alert(1)", "not_link"),
        (values.json_object, "[1]", "not_json"), (values.json_object, '{"a": NaN}', "not_json"),
        (values.json_object, '{"a": "\\ud800"}', "not_json"), (numbers.currency_of, "XXQ", "not_currency"),
    ],
)  # fmt: skip
def test_words_that_are_none(read, cell, code):
    assert _code(read, cell) == code
