"""Files that are wrong in every way the command and the page may meet: what, where, and nothing written."""

import gzip
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from banso.platform.journal.api import Batch, BatchState
from banso.platform.tenancy.api import scope
from banso.record.customers.models import Account
from tests.cast import Cast, browser_of
from tests.command import Banso

HEADER = b"id,name\n"
EVENTS = b"time,account,user,event\n"


@dataclass(frozen=True)
class Wrong:
    """A file, and what has to be said of it: code of the command, and words."""

    content: bytes
    words: tuple[str, ...]
    code: int = 3
    kind: str = "accounts"
    name: str = "bad.csv"


CASES = {
    "empty": Wrong(b"", ("bad.csv: The file is empty.",), code=1),
    "blank": Wrong(b"\n\n \n", ("bad.csv", "The file is empty."), code=1),
    "header only": Wrong(HEADER, ("bad.csv: The file has a header and no rows.",), code=1),
    "latin-1": Wrong(
        HEADER + "a,Müller\nb,Bäcker & Söhne\n".encode("latin-1"),
        ("bad.csv, row 2", "Bytes that are neither UTF-8 nor Shift_JIS"),
        code=1,
    ),
    "half a character": Wrong(
        HEADER + "a,東京\nb,大阪".encode()[:-1],
        ("bad.csv, row 3", "Bytes that are neither UTF-8 nor Shift_JIS"),
        code=1,
    ),
    "utf-8, then cp932": Wrong(HEADER + "a,東京\n".encode() + "b,大阪\n".encode("cp932"), ("bad.csv, row 3",), code=1),
    "ragged": Wrong(
        HEADER + b"a,A\nb,B,more\nc\n",
        ("bad.csv, row 3", "The row has 3 cells, the header 2.", "bad.csv, row 4", "The row has 1 cells"),
    ),
    "nul": Wrong(HEADER + b"a,A\nb,B\x00B\n", ("bad.csv, row 3, name", "The cell has a NUL byte.")),
    "nul in the header": Wrong(b"id,na\x00me\na,A\n", ("bad.csv, row 1", "NUL byte"), code=1),
    "equal headers": Wrong(
        b"id,name,Name\na,A,B\n", ("bad.csv, row 1", "Columns 2 and 3 have the same header “Name”."), code=1
    ),
    "open quote": Wrong(
        HEADER + b'a,"A\nb,B\n', ("bad.csv, row 2", "A quoted cell begins here and never ends."), code=1
    ),
    "cut gzip": Wrong(gzip.compress(HEADER + b"a,A\n" * 5000)[:60], ("The gzip file is damaged or cut off.",), code=1),
    "duplicate ids": Wrong(HEADER + b"a,A\nb,B\na,C\n", ("bad.csv, row 4, id",)),
    "parent cycle": Wrong(b"id,name,parent\na,A,b\nb,B,c\nc,C,a\n", ("bad.csv, row 2, parent",)),
    "own parent": Wrong(b"id,name,parent\na,A,a\n", ("bad.csv, row 2, parent",)),
    "unknown parent": Wrong(b"id,name,parent\na,A,nobody\n", ("bad.csv, row 2, parent", "nobody")),
    "no id and no name": Wrong(b"id,name\n,\na,A\n,X\n,\n", ("bad.csv, row",)),
    "long name": Wrong(HEADER + b"a," + b"x" * 5000 + b"\n", ("bad.csv, row 2, name", "longer than")),
    "unknown account": Wrong(
        EVENTS + b"2026-03-01T00:00:00Z,one,u,save\n2026-03-01T00:00:00Z,nobody,u,save\n",
        ("bad.csv, row 3, account", "nobody"),
        kind="events",
    ),
    "no time": Wrong(EVENTS + b",one,u,save\n", ("bad.csv, row 2, time",), kind="events"),
    "no such day": Wrong(EVENTS + b"2026-02-30T00:00:00Z,one,u,save\n", ("bad.csv, row 2, time",), kind="events"),
    "no event": Wrong(EVENTS + b"2026-03-01T00:00:00Z,one,u,\n", ("bad.csv, row 2, event",), kind="events"),
}


@pytest.fixture(params=CASES, ids=str)
def wrong(request: pytest.FixtureRequest) -> Wrong:
    return CASES[request.param]


def applied(company: Cast) -> tuple[int, int]:
    with scope(company.workspace):
        return Account.objects.count(), Batch.objects.filter(state=BatchState.APPLIED).count()


def test_the_command_says_file_row_and_field(banso: Banso, company: Cast, wrong: Wrong, tmp_path: Path):
    path = tmp_path / wrong.name
    path.write_bytes(wrong.content)
    said = banso("import", wrong.kind, path, "-w", "ayumi")
    assert said.code == wrong.code, said.err
    for words in wrong.words:
        assert words in said.err
    assert applied(company) == (3, 1)
    # The same with --json: stdout is JSON, whatever is wrong.
    again = banso("import", wrong.kind, path, "-w", "ayumi", "--json")
    assert (again.code, isinstance(again.json, list)) == (wrong.code, True)


@pytest.mark.django_db
def test_the_page_says_the_same(company: Cast, wrong: Wrong):
    browser = browser_of(company.owner)
    sent = {"kind": wrong.kind, "file": SimpleUploadedFile(wrong.name, wrong.content), "source": "csv"}
    answer = browser.post(reverse("workspace:import_upload"), sent, follow=True)
    assert answer.status_code in (200, 422)
    text = answer.content.decode()
    for words in wrong.words:
        if wrong.code == 1:  # a fault of the whole file stands alone
            assert words.replace("&", "&amp;") in text
        elif not words.startswith("bad.csv"):  # faults of rows stand in a table: row, column, cell, words
            assert words in text
    assert applied(company) == (3, 1)


def test_the_year_0201_goes_to_quarantine_with_its_reason(banso: Banso, company: Cast, tmp_path: Path):
    path = tmp_path / "old.csv"
    path.write_bytes(
        EVENTS + b"0201-03-01T00:00:00Z,one,u,save\n2999-01-01T00:00:00Z,one,u,save\n2026-03-01,one,u,save\n"
    )
    (said,) = banso("import", "events", path, "-w", "ayumi", "--json").json
    assert said["applied"] == {"new": 1, "quarantined": 2}
    page = browser_of(company.owner).get(reverse("workspace:quarantine"))
    assert page.status_code == 200
    assert "1990" in page.content.decode()


def test_markup_and_formulas_stay_text_everywhere(banso: Banso, company: Cast, tmp_path: Path):
    names = ["<script>alert(1)</script>", "=HYPERLINK(1)", "+1", "@SUM(A1)", "{{ 7|add:7 }}", "[bold]b[/bold]"]
    path = tmp_path / "names.csv"
    path.write_text("id,name\n" + "\n".join(f'm{at},"{name}"' for at, name in enumerate(names)) + "\n")
    assert banso("import", "accounts", path, "-w", "ayumi").code == 0
    assert banso("compute", "-w", "ayumi").code == 0
    listed = banso("accounts", "-w", "ayumi", "--json").json
    assert {row["name"] for row in listed} >= set(names)
    table = banso("accounts", "-w", "ayumi").out
    assert not [name for name in names if name not in table]
    browser = browser_of(company.owner)
    page = browser.get(reverse("workspace:accounts")).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert(1)" not in page
    assert "{{ 7|add:7 }}" in page
    export = b"".join(browser.get(reverse("workspace:list_csv", args=["accounts"]))).decode("utf-8-sig")
    cells = [cell for line in export.splitlines()[1:] for cell in line.split(",")]
    assert not [cell for cell in cells if cell.strip('"').startswith(("=", "+", "@"))]


def test_another_workspace_is_not_there(banso: Banso, company: Cast, tmp_path: Path):
    with scope(company.workspace):
        account, batch = Account.objects.get(name="One"), Batch.objects.get()
    stranger = browser_of(company.stranger)
    for name, uid in (("account", account.uid), ("account_edit", account.uid), ("import", batch.uid)):
        assert stranger.get(reverse(f"workspace:{name}", args=[uid])).status_code == 404
    for name in ("import_apply", "import_undo", "import_choose"):
        assert stranger.post(reverse(f"workspace:{name}", args=[batch.uid])).status_code == 404
    assert banso("explain", "one", "-w", "northwind").code == 1
    assert banso("explain", str(account.uid), "-w", "northwind").code == 1
    assert banso("undo", str(batch.uid), "-w", "northwind").code == 1
    path = tmp_path / "events.csv"
    path.write_bytes(EVENTS + b"2026-03-01T00:00:00Z,one,u,save\n")
    refused = banso("import", "events", path, "-w", "northwind")
    assert refused.code == 3
    assert "events.csv, row 2, account" in refused.err
    assert applied(company) == (3, 1)


def test_without_permission_nothing_is_taken(company: Cast):
    with scope(company.workspace):
        batch = Batch.objects.get()
    viewer = browser_of(company.viewer)
    sent = {"kind": "accounts", "file": SimpleUploadedFile("more.csv", b"id,name\nx,X\n"), "source": "csv"}
    assert viewer.post(reverse("workspace:import_upload"), sent).status_code == 403
    for name in ("import_apply", "import_undo", "import_choose"):
        assert viewer.post(reverse(f"workspace:{name}", args=[batch.uid])).status_code == 403
    assert applied(company) == (3, 1)


def test_a_file_nobody_may_read(banso: Banso, company: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "secret.csv"
    path.write_bytes(HEADER + b"a,A\n")
    real = Path.open

    def refuse(self: Path, *given: Any, **named: Any) -> Any:
        # As root every file can be read: the refusal has to be made.
        if self == path:
            raise PermissionError(13, "Permission denied")
        return real(self, *given, **named)

    monkeypatch.setattr(Path, "open", refuse)
    said = banso("import", "accounts", path, "-w", "ayumi")
    assert said.code == 1
    assert "secret.csv: The file cannot be read." in said.err
