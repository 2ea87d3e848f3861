"""A file goes in and out again on pages: guessed columns, a dry run, a fault by row, a choice, progress, undo."""

import re

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.browser import checks
from tests.browser.conftest import Enter

# The worker of the product does the work, and looks for some every second or two.
SECONDS = 60_000
EXCEL = """顧客コード,会社名,フリガナ,担当者,年間契約額,解約通知期限,謎の列
X-1,検証用はごろも商会,ケンショウヨウハゴロモショウカイ,sato@ayumi.example,"￥１，２００，０００",2027年3月31日,甲
X-2,検証用わかば工業,ケンショウヨウワカバコウギョウ,sato@ayumi.example,たくさん,2027年4月30日,乙
X-3,検証用きりん堂,ケンショウヨウキリンドウ,,3500000,2027/05/31,丙
"""


@pytest.fixture(autouse=True)
def patience():
    """Busy machines answer late."""
    expect.set_options(timeout=SECONDS)
    yield
    expect.set_options(timeout=5000)


def file_of(name: str, text: str, encoding: str) -> FilePayload:
    return {"name": name, "mimeType": "text/csv", "buffer": text.encode(encoding)}


def hand_in(page: Page, file: FilePayload, kind: str, source: str) -> None:
    page.goto("/data/")
    page.locator(f"#upload [name=kind][value={kind}]").check()
    page.locator("#file").set_input_files(file)
    page.locator("#upload [name=source]").fill(source)
    page.locator("#upload button[type=submit]").click()
    expect(page.locator("h1")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/data/imports/[0-9a-f-]{36}/"))


def column(page: Page, header: str) -> Locator:
    row = page.locator("tr").filter(has=page.get_by_role("cell", name=header, exact=True))
    return row.locator("select")


def goes_to(page: Page, header: str) -> str:
    """What is said of a column, such as ``field:name``."""
    return column(page, header).input_value()


def number_beside(page: Page, label: str) -> Locator:
    """The number of a line of the outcome."""
    row = page.locator("dl > div").filter(has=page.locator("dt").filter(has_text=re.compile(f"^{label}$")))
    return row.locator("dd").first


def again(page: Page) -> None:
    """Try again with the choices made."""
    with page.expect_navigation():
        page.locator("form[action$='/choose'] button:not([formaction], [form])").last.click()


def apply(page: Page) -> None:
    page.locator("button[formaction$='/apply']").click()
    expect(page.locator("button[data-open=undo]")).to_be_visible()


def take_back(page: Page, said: str) -> None:
    page.locator("button[data-open=undo]").click()
    page.locator("dialog#undo[open] button[data-variant=destructive]").click()
    expect(page.locator("main")).to_contain_text(said)


def found(page: Page, text: str) -> Locator:
    page.goto(f"/accounts/?q={text}")
    return page.locator("[data-item] a[href*='/accounts/']")


@pytest.mark.requirement("R1", "R170", "B16")
def test_an_excel_file_of_japan_goes_in_and_out(enter: Enter):
    """CP932 with Japanese headings, full-width digits, a row that is wrong, a column that nobody knows."""
    page = enter("oda")
    watch = checks.Watch(page)
    text = EXCEL.replace("\n", "\r\n")
    hand_in(page, file_of("顧客一覧.csv", text, "cp932"), "accounts", "検証")
    assert goes_to(page, "顧客コード") == "field:external_id"
    assert goes_to(page, "会社名") == "field:name"
    assert goes_to(page, "フリガナ") == "field:reading"
    assert goes_to(page, "担当者") == "field:owner"
    assert goes_to(page, "年間契約額") == "field:yearly_value"
    assert goes_to(page, "解約通知期限") == "field:notice_by"
    # One row is named with its place and what stood there; for the unknown column a field is offered, not made.
    fault = page.locator("#problems tbody tr")
    expect(fault).to_have_count(1)
    expect(fault).to_contain_text("たくさん")
    expect(fault).to_contain_text("年間契約額")
    expect(fault.locator("td").first).to_have_text("3")
    assert goes_to(page, "謎の列") == "create:text"
    expect(page.locator("button[formaction$='/apply']")).to_have_count(0)
    again(page)
    expect(page.locator("main")).to_contain_text("まだ何も変わっていません")
    apply(page)
    batch = page.url

    expect(found(page, "はごろも").filter(visible=True)).to_have_count(1)
    found(page, "はごろも").filter(visible=True).click()
    expect(page.locator("h1")).to_have_text("検証用はごろも商会")
    expect(page.locator("main")).to_contain_text("120万円")
    expect(page.locator("main")).to_contain_text("2027年3月31日")
    expect(page.locator("main")).to_contain_text("謎の列")
    expect(found(page, "わかば").filter(visible=True)).to_have_count(0)

    page.goto(batch)
    take_back(page, "取り込みを元に戻しました")
    expect(found(page, "はごろも").filter(visible=True)).to_have_count(0)
    expect(found(page, "きりん").filter(visible=True)).to_have_count(0)
    watch.settle()
    assert watch.take() == []


@pytest.mark.requirement("R1", "R20", "R170")
def test_what_is_ambiguous_is_asked(enter: Enter):
    """03/04/2027 is two days: nothing can be applied before somebody has said which."""
    page = enter("owens")
    text = "id;name;notice by\nY-1;Probe Pumps;03/04/2027\nY-2;Probe Pipes;05/06/2027\n"
    hand_in(page, file_of("probe.csv", text, "utf-8-sig"), "accounts", "probe")
    expect(page.locator("button[formaction$='/apply']")).to_have_count(0)
    page.locator("[name^=order-][value=dmy]").check()
    again(page)
    apply(page)
    batch = page.url
    found(page, "Probe Pumps").filter(visible=True).click()
    expect(page.locator("main")).to_contain_text("3 Apr 2027")
    page.goto(batch)
    take_back(page, "The import was taken back.")
    expect(found(page, "Probe").filter(visible=True)).to_have_count(0)


@pytest.mark.requirement("R20", "R170")
def test_usage_goes_in_and_what_cannot_be_is_kept_apart(enter: Enter):
    """An instant of the year 0201 goes to quarantine, and the page of the quarantine says why."""
    page = enter("owens")
    text = "timestamp,account,event\n2026-01-05T03:00:00Z,fresh-smith,probe\n0201-01-05T03:00:00Z,fresh-smith,probe\n"
    hand_in(page, file_of("usage.csv", text, "utf-8"), "events", "crm")
    expect(number_beside(page, "Quarantined|To quarantine|Quarantine")).to_have_text("1")
    apply(page)
    batch = page.url
    page.goto("/data/quarantine")
    expect(page.locator("main")).to_contain_text("0201")
    page.goto(batch)
    take_back(page, "The import was taken back.")


@pytest.mark.requirement("R170")
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8),
        ("twice.csv", b"id,name,name\n1,a,b\n"),
        ("nul.csv", b"id,name\n1,a\x00b\n"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_what_to_do(enter: Enter, name: str, content: bytes):
    page = enter("oda")
    page.goto("/data/")
    page.locator("#file").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
    page.locator("#upload button[type=submit]").click()
    expect(page.locator("[role=alert], #problems, .t-risk").first).to_be_visible()
    expect(page.locator("button[formaction$='/apply']")).to_have_count(0)
