"""Files as they come: encodings, separators, packing, and every way to be broken."""

import csv
import gzip
import io
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from banso.connectors.files.encodings import MAX_ROW
from banso.connectors.files.problems import FileRefused
from banso.connectors.files.reader import Layout, Row, inspect, rows

JAPANESE = "得意先コード,得意先名,備考\nA-1,青嶺物流,月末は連絡不可\nA-2,ミナト精機,\n"


def _read(path: Path, **options: str) -> tuple[Layout, list[Row]]:
    layout = inspect(path, path.name, **options)
    return layout, list(rows(path, path.name, layout))


def _file(folder: Path, content: bytes | str) -> Path:
    path = folder / "accounts.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8-sig"),
        ("utf-8-sig", "utf-8-sig"),
        ("cp932", "cp932"),
        ("shift_jis", "cp932"),
        ("utf-16", "utf-16"),
        ("utf-16-le", None),
        ("euc_jp", None),
    ],
)
def test_encodings_are_recognised_or_refused(tmp_path, encoding, found):
    path = _file(tmp_path, JAPANESE.encode(encoding))
    if found is None:
        with pytest.raises(FileRefused):
            _read(path)
        return
    layout, read = _read(path)
    assert layout.encoding == found
    assert layout.header == ("得意先コード", "得意先名", "備考")
    assert [row.cells[1] for row in read] == ["青嶺物流", "ミナト精機"]


def test_a_named_encoding_is_used(tmp_path):
    _layout, read = _read(_file(tmp_path, JAPANESE.encode("euc_jp")), encoding="euc_jp")
    assert read[0].cells == ["A-1", "青嶺物流", "月末は連絡不可"]
    with pytest.raises(FileRefused, match="not an encoding"):
        inspect(_file(tmp_path, JAPANESE), "accounts.csv", encoding="klingon")


@pytest.mark.parametrize("text", ["nom,id\nMédical,1\nSociété,2\n", "name,id\nSTRAßE,1\nMÜLLER,2\n"])
def test_latin_text_is_not_taken_for_japanese(tmp_path, text):
    with pytest.raises(FileRefused) as refused:
        _read(_file(tmp_path, text.encode("cp1252")))
    assert refused.value.code == "encoding"
    assert refused.value.problem.row == 2


def test_the_row_with_the_broken_byte_is_named(tmp_path):
    body = "id,name\n" + "".join(f"{n},会社{n}\n" for n in range(2, 50_000))
    broken = body.encode("cp932").replace("会社4000\n".encode("cp932"), b"\x81\n")
    with pytest.raises(FileRefused, match=r"accounts\.csv") as refused:
        _read(_file(tmp_path, broken))
    assert (refused.value.code, refused.value.problem.row) == ("encoding", 4000)
    with pytest.raises(FileRefused) as named:
        _read(_file(tmp_path, broken), encoding="cp932")
    assert (named.value.code, named.value.problem.row) == ("decode", 4000)


def test_a_file_that_is_plain_ascii_for_long_may_still_be_cp932(tmp_path):
    body = "id,name\n" + "1,a\n" * 100_000 + "2,株式会社\n"
    layout, read = _read(_file(tmp_path, body.encode("cp932")))
    assert layout.encoding == "cp932"
    assert read[-1] == Row(100_002, ["2", "株式会社"])


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends(tmp_path, separator, end):
    text = end.join([separator.join(cells) for cells in (["id", "name", "note"], ["1", "x", "y z"])]) + end
    layout, read = _read(_file(tmp_path, text))
    assert layout.delimiter == separator
    assert read == [Row(2, ["1", "x", "y z"])]


def test_a_comma_inside_amounts_does_not_hide_semicolons(tmp_path):
    layout, read = _read(_file(tmp_path, "id;value\n1;1.200,50\n2;3,00\n"))
    assert layout.delimiter == ";"
    assert read[0].cells == ["1", "1.200,50"]


def test_the_hint_line_of_excel(tmp_path):
    layout, read = _read(_file(tmp_path, "sep=;\r\nid;name\r\n1;a,b\r\n"))
    assert layout.header == ("id", "name")
    assert read == [Row(3, ["1", "a,b"])]


def test_gzip_plain_and_cut_off(tmp_path):
    packed = gzip.compress(("id,name\n" + "1,a\n" * 100_000).encode())
    layout, read = _read(_file(tmp_path, packed))
    assert layout.compressed
    assert len(read) == 100_000
    with pytest.raises(FileRefused) as refused:
        _read(_file(tmp_path, packed[: len(packed) // 2]))
    assert refused.value.code == "gzip"


def test_cells_with_line_breaks_stay_in_one_row(tmp_path):
    _layout, read = _read(_file(tmp_path, 'id,note\r\n1,"a\r\nb\nc"\r\n2,"say ""hi"""\r\n'))
    assert read == [Row(2, ["1", "a\r\nb\nc"]), Row(3, ["2", 'say "hi"'])]


def test_faults_of_one_row_are_handed_out_and_reading_goes_on(tmp_path):
    _layout, read = _read(_file(tmp_path, 'id,name\n1,2,3\n4\n5,a\x00b\n\n,\n"x"y,6\n7,8\n'))
    found = [(row.number, row.problem.code if row.problem else None) for row in read]
    assert found == [(2, "ragged"), (3, "ragged"), (4, "nul"), (7, "quotes"), (8, None)]
    assert read[2].problem is not None
    assert read[2].problem.column == "name"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"\n\n\n", "empty_file"),
        (b",,\n1,2,3\n", "empty_file"),
        (b"id,name,Name\n1,2,3\n", "equal_headers"),
        (b'id,name\n1,"open\n2,3\n', "open_quote"),
        (b"id,name\n1," + b"x" * 200_000 + b"\n", "cell_too_long"),
        (b"id,na\x00me\n1,2\n", "nul"),
        (b"\x1f\x8bnot gzip at all", "gzip"),
    ],
)
def test_files_that_cannot_be_read(tmp_path, content, code):
    with pytest.raises(FileRefused) as refused:
        _read(_file(tmp_path, content))
    assert refused.value.code == code
    assert refused.value.hint


def test_missing_files_and_folders(tmp_path):
    with pytest.raises(FileRefused) as missing:
        inspect(tmp_path / "none.csv", "none.csv")
    assert missing.value.code == "not_found"
    with pytest.raises(FileRefused) as folder:
        inspect(tmp_path, "folder")
    assert folder.value.code == "unreadable"


def test_an_unnamed_column_is_called_by_its_place(tmp_path):
    layout, _rows = _read(_file(tmp_path, ",id\n0,1\n"))
    assert layout.header == ("column 1", "id")


@pytest.mark.parametrize("options", [{}, {"encoding": "utf-8"}])
def test_a_line_of_a_gigabyte_costs_neither_memory_nor_time(tmp_path, options):
    path = tmp_path / "long.csv"
    with path.open("wb") as file:
        file.write(b"id,name\n1,")
        file.truncate(1 << 30)
    tracemalloc.start()
    with pytest.raises(FileRefused) as refused:
        _read(path, **options)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert refused.value.code == "row_too_long"
    assert refused.value.problem.row == 2
    assert peak < 40 * MAX_ROW


CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30)
TABLE = st.integers(1, 5).flatmap(
    lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), min_size=1, max_size=8)
)


@given(
    table=TABLE,
    delimiter=st.sampled_from(",;\t"),
    packed=st.booleans(),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp932"]),
)
@example(table=[["\r"], ["\n"], ['"']], delimiter=",", packed=False, encoding="utf-8")
def test_what_the_csv_module_writes_is_read_back(tmp_path_factory, table, delimiter, packed, encoding):
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter)
    width = len(table[0])
    # What CP932 cannot say cannot stand in such a file.
    table = [[cell.encode(encoding, "ignore").decode(encoding) for cell in cells] for cells in table]
    writer.writerow([f"column {place}" for place in range(width)])
    writer.writerows(table)
    raw = text.getvalue().encode(encoding)
    path = tmp_path_factory.mktemp("round") / "t.csv"
    path.write_bytes(gzip.compress(raw) if packed else raw)
    named = {} if encoding.startswith("utf") else {"encoding": encoding}
    layout = inspect(path, "t.csv", delimiter=delimiter, **named)
    read = [row.cells for row in rows(path, "t.csv", layout)]
    assert read == [cells for cells in table if any(cell.strip() for cell in cells)]


@given(table=TABLE, cut=st.integers(0, 9))
def test_reading_goes_on_after_any_row(tmp_path_factory, table, cut):
    path = tmp_path_factory.mktemp("resume") / "t.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([f"h{place}" for place in range(len(table[0]))])
        writer.writerows(table)
    layout = inspect(path, "t.csv", delimiter=",")
    whole = list(rows(path, "t.csv", layout))
    assert list(rows(path, "t.csv", layout, after=cut)) == [row for row in whole if row.number > cut]
