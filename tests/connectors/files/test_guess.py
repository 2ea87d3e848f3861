"""Which column fills which field, and what a column's cells decide together."""

import pytest

from banso.connectors.files.guess import guess
from banso.connectors.files.profile import Profile, profile
from banso.connectors.files.reader import Row
from banso.connectors.files.synonyms import header_key, names, tables

JAPANESE = {
    "得意先コード": "external_id", "得意先名": "name", "ﾌﾘｶﾞﾅ": "reading", "年間契約額（円）": "yearly_value",
    "解約予告期限": "notice_by", "営業担当": "owner", "ランク": "tier",
    "親会社コード": "parent", "適用日": "valid_from",
    "業種": "industry", "従業員数": "size", "導入理由": "purchase_reason", "成功の定義": "success_statement",
    "倉庫数": None, "備考": None,
}  # fmt: skip
JAPANESE_ROW = ["A-1", "青嶺物流", "ｱｵﾐﾈ", "¥12,400,000", "2026年12月31日", "sato@x.example", "A", "A-2", "2026/1/1",
                "運輸", "120名", "在庫", "欠品ゼロ", "4", "月末は連絡不可"]  # fmt: skip
ENGLISH = {
    "Account ID": "external_id", "Company": "name", "Website": "domains", "ARR": "yearly_value", "Owner Email": "owner",
    "Touch Tier": "tier", "Lifecycle Stage": "stage", "Employees": "size", "Country": "country",
    "Time Zone": "timezone",
    "Renewal notice date": "notice_by", "Parent Account ID": "parent", "plan": None,
}  # fmt: skip
ENGLISH_ROW = ["1", "Northwind", "northwind.example", "$1,200", "a@b.example", "High", "Adoption", "50", "GB",
               "Europe/London", "31/12/2026", "2", "pro"]  # fmt: skip


@pytest.mark.parametrize(("expected", "row"), [(JAPANESE, JAPANESE_ROW), (ENGLISH, ENGLISH_ROW)])
def test_account_columns_by_name(expected, row):
    found = guess("accounts", list(expected), [row])
    assert {title: found[place].field if place in found else None for place, title in enumerate(expected)} == expected


@pytest.mark.parametrize(
    ("header", "row", "expected"),
    [
        (["ts", "account", "user", "event", "files"], ["2011-04-26T14:00:00Z", "a", "u", "app", "2"],
         ["at", "account", "end_user", "name", None]),
        (["日時", "会社ID", "利用者ID", "操作", "画面"], ["2026/3/1 10:00", "a", "u", "保存", "請求書"],
         ["at", "account", "end_user", "name", "feature"]),
        (["id", "timestamp", "tenant_id", "email", "event_name", "properties"],
         ["m1", "1774969445", "a", "x@y.example", "login", "{}"],
         ["message_id", "at", "account", "end_user", "name", "properties"]),
    ],
)  # fmt: skip
def test_event_columns_by_name(header, row, expected):
    found = guess("events", header, [row])
    assert [found[place].field if place in found else None for place in range(len(header))] == expected


def test_content_speaks_where_the_name_does_not():
    header = ["x1", "x2", "x3", "x4"]
    found = guess("accounts", header, [["A-1", "northwind.example", "アオミネ", "Asia/Tokyo"]])
    assert {place: (item.field, item.basis) for place, item in found.items()} == {
        1: ("domains", "content"), 2: ("reading", "content"), 3: ("timezone", "content"),
    }  # fmt: skip


def test_content_overrules_a_name_that_means_something_else():
    assert guess("accounts", ["id", "rank"], [["1", "17"], ["2", "4"]]).keys() == {0}
    repeated = guess("events", ["id", "at", "account"], [["a", "2026-01-01", "a"], ["a", "2026-01-02", "a"]])
    assert {item.field for item in repeated.values()} == {"at", "account"}


def test_fields_already_given_are_not_guessed_again():
    found = guess("accounts", ["id", "code"], [["1", "2"]], taken=frozenset({"external_id"}))
    assert not found


def test_every_synonym_is_read_in_any_width_and_case():
    assert header_key("Account_ID") == header_key("ＡＣＣＯＵＮＴ　ID") == header_key("account id (必須)")
    for kind, table in tables().items():
        assert set(table) <= {field for fields in names(kind).values() for field in fields}


def _column(*cells: str, type_: str = "") -> Profile:
    rows = [Row(place, [cell]) for place, cell in enumerate(cells, 2)]
    return profile(rows, [type_])[0]


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (("03/04/2019", "31/03/2019"), "dmy"),
        (("03/04/2019", "03/31/2019"), "mdy"),
        (("03/04/2019", "04/05/2019"), None),
        (("03/03/2019", "04/04/2019"), "dmy"),
        (("31/03/2019", "30/04/2019", "03/31/2019"), "dmy"),
        (("26/03/31", "26/03/15", "99/01/02"), "ymd"),
        (("", "words"), None),
    ],
)
def test_the_order_of_dates_is_decided_by_the_whole_column(cells, order):
    assert _column(*cells, type_="date").order == order


@pytest.mark.parametrize(
    ("cells", "separator", "is_open"),
    [
        (("1,200", "1,300"), "point", False),
        (("1.200", "1.300"), "point", True),
        (("1.200", "1.300,50"), "comma", False),
        (("1.200", "12.50"), "point", False),
    ],
)
def test_the_separator_of_decimals_is_decided_by_the_whole_column(cells, separator, is_open):
    found = _column(*cells, type_="money")
    assert (found.separator, found.separator_open) == (separator, is_open)


@pytest.mark.parametrize(
    ("cells", "type_"),
    [
        (("4", "5", "", "1,200"), "number"),
        (("¥1,200", "¥300"), "money"),
        (("2026-03-31", "2026/4/1"), "date"),
        (("20260331", "20260401"), "number"),
        (("はい", "いいえ", ""), "bool"),
        (("1", "0"), "number"),
        (("https://a.example/x",), "link"),
        (("甲", "乙", "甲", "乙", "甲"), "choice"),
        (("company", "single", "company", "single"), "choice"),
        (("a note", "another"), "text"),
        (("0120", "0333"), "text"),
        (("", ""), "text"),
    ],
)
def test_the_type_of_an_unknown_column(cells, type_):
    assert _column(*cells).proposed_type() == type_
