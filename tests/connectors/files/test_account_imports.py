"""Account files through the front door: dry run, apply, undo, and everything that can be wrong with them."""

import gzip
from pathlib import Path

import pytest

from banso.connectors.files.api import (
    FileRefused,
    ImportRefused,
    Options,
    Report,
    apply,
    begin,
    check,
    check_batch,
    report_of,
    undo,
)
from banso.platform.attributes.api import attributes_of, rows, select
from banso.platform.jobs.api import run_job
from banso.platform.journal.api import Batch, BatchState, Change
from banso.platform.kit.days import EPOCH
from banso.record.customers.api import current_parents, external_ids, get_account
from banso.record.customers.models import Account

pytestmark = pytest.mark.django_db

LEDGER = """得意先コード,得意先名,フリガナ,年間契約額,解約予告期限,営業担当,ランク,\
親会社コード,取引開始日,倉庫数,基幹区分,備考
A-1,青嶺物流,アオミネブツリュウ,"¥12,400,000",2026年12月31日,Sato,A,,13/04/2019,4,甲,月末は連絡不可
A-2,潮見倉庫,シオミソウコ,"１，２００円",2026/12/31,sato@ayumi.example,B,A-1,04/04/2019,5,乙,
A-3,ミナト精機,ミナトセイキ,1.2億,令和8年12月31日,mori,C,A-2,05/04/2019,5,甲,
A-4,はるかぜ会計,ハルカゼカイケイ,,,,D,,05/04/2019,,甲,
"""


def _check(folder: Path, text: str | bytes, now, **options) -> Report:
    path = folder / "ledger.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return check(path, "accounts", Options(**options), now=now)


def _import(folder: Path, text: str, now, **options) -> Batch:
    path = folder / "ledger.csv"
    path.write_text(text, encoding="utf-8")
    batch = begin(path, "accounts", Options(**options), file_name="ledger.csv", now=now)
    check_batch(batch, now=now)
    run_job(apply(batch, now=now), lambda: now)
    batch.refresh_from_db()
    return batch


def _faults(report: Report) -> list[tuple[int, str, str]]:
    return [(one.row, one.column, one.code) for one in report.problems]


@pytest.mark.requirement("R20")
def test_a_ledger_is_understood_and_nothing_is_written(cast, now, tmp_path):
    report = _check(tmp_path, LEDGER.replace("¥", "\\").encode("cp932"), now, create_fields=True)
    assert not report.questions
    assert report.outcomes == {"new": 4}
    assert {column.header: column.target for column in report.columns if column.use == "field"} == {
        "得意先コード": "external_id", "得意先名": "name", "フリガナ": "reading", "年間契約額": "yearly_value",
        "解約予告期限": "notice_by", "営業担当": "owner", "ランク": "tier", "親会社コード": "parent",
    }  # fmt: skip
    assert {column.header: column.type for column in report.columns if column.use == "create"} == {
        "取引開始日": "date", "倉庫数": "number", "基幹区分": "choice", "備考": "text",
    }  # fmt: skip
    assert report.layout is not None
    assert report.layout.encoding == "cp932"
    assert not Account.objects.exists()
    assert not Change.objects.exists()
    assert not Batch.objects.exists()


@pytest.mark.requirement("R20")
def test_a_ledger_goes_in_and_out_again(cast, now, tmp_path):
    batch = _import(tmp_path, LEDGER, now, create_fields=True, source="kikan")
    assert batch.state == BatchState.APPLIED
    assert batch.report["applied"] == {"new": 4}
    first, second, third = (get_account(f"kikan:A-{place}") for place in (1, 2, 3))
    assert (first.yearly_value, second.yearly_value, third.yearly_value) == (12_400_000, 1_200, 120_000_000)
    assert {str(one.notice_by) for one in (first, second, third)} == {"2026-12-31"}
    assert current_parents() == {second.pk: first.pk, third.pk: second.pk}
    names = {str(one.label): key for key, one in attributes_of("account").items() if one.source == "custom"}
    (row,) = rows("account", [first.pk], [*names.values(), "owner", "tier", "parent", "external_id"])
    assert {label: row[key] for label, key in names.items()} == {
        "取引開始日": first.notice_by.replace(2019, 4, 13), "倉庫数": 4.0, "基幹区分": "甲", "備考": "月末は連絡不可",  # type: ignore[union-attr]
    }  # fmt: skip
    assert (row["owner"], row["tier"], row["external_id"]) == ("Sato", "high", "A-1")
    change = Change.objects.filter(subject="account").first()
    assert (change.source, change.batch) == ("kikan", batch)  # type: ignore[union-attr]
    again = _import(tmp_path, LEDGER, now, source="kikan")
    assert again.report["applied"] == {"unchanged": 4}
    run_job(undo(batch, now=now), lambda: now)
    assert select("account").total == 0
    assert not current_parents()


def test_what_changes_is_shown_before_it_does(cast, now, tmp_path):
    _import(tmp_path, "id,name,tier,owner\n1,a,high,sato\n2,b,mid,\n3,c,,\n", now)
    report = _check(tmp_path, "id,name,tier,owner\n1,a,mid,mori\n2,b,mid,\n4,d,,\n3,c2,,\n", now)
    assert report.outcomes == {"changed": 2, "unchanged": 1, "new": 1}
    assert report.fields == {"tier": 1, "owner": 1, "name": 1}
    assert {"row": 2, "key": "1", "name": "a", "field": "tier", "old": "high", "new": "mid"} in report.samples


def test_tags_of_a_file_are_those_of_the_account(workspace, now, tmp_path):
    head = "external_id,name,タグ\n"
    batch = _import(tmp_path, head + 'A-1,青嶺物流,"導入済み、要注意;導入済み"\n', now)
    assert get_account("A-1").tags == ["導入済み", "要注意"]
    again = _import(tmp_path, head + "A-1,青嶺物流,紹介可\n", now)
    assert get_account("A-1").tags == ["紹介可"]
    run_job(undo(again, now=now), lambda: now)
    assert get_account("A-1").tags == ["導入済み", "要注意"]
    run_job(undo(batch, now=now), lambda: now)
    assert select("account").total == 0


def test_unknown_columns_are_never_dropped_silently(workspace, now, tmp_path):
    text = "id,kind,note\n1,x,hello\n2,x,there\n3,y,you\n4,y,\n"
    report = _check(tmp_path, text, now)
    assert [(one.code, one.column) for one in report.questions] == [
        ("unmapped_column", "kind"), ("unmapped_column", "note"),
    ]  # fmt: skip
    batch = begin(tmp_path / "ledger.csv", "accounts", Options(), file_name="ledger.csv", now=now)
    check_batch(batch, now=now)
    with pytest.raises(ImportRefused, match="kind"):
        apply(batch, now=now)
    chosen = _check(tmp_path, text, now, ignore=("note",), create={"kind": "text"})
    assert not chosen.questions
    assert [(column.use, column.type) for column in chosen.columns] == [
        ("field", "key"),
        ("create", "text"),
        ("ignore", ""),
    ]


def test_given_columns_overrule_guesses_and_must_exist(workspace, now, tmp_path):
    report = _check(tmp_path, "id,code,name\n1,x,a\n", now, map={"external_id": "Code", "stage": "id"})
    assert {column.header: column.target for column in report.columns} == {
        "id": "stage",
        "code": "external_id",
        "name": "name",
    }
    for options, code in (
        ({"map": {"external_id": "nope"}}, "unknown_column"),
        ({"map": {"colour": "id"}}, "unknown_field"),
        ({"map": {"external_id": "id", "name": "id"}}, "column_twice"),
        ({"source": "a:b"}, "bad_option"),
        ({"input_timezone": "Mars"}, "bad_option"),
        ({"date_order": "ydm"}, "bad_option"),
    ):
        with pytest.raises(FileRefused) as refused:
            _check(tmp_path, "id,name\n1,a\n", now, **options)
        assert refused.value.code == code


def test_a_second_file_of_a_source_finds_the_custom_fields_of_the_first(workspace, now, tmp_path):
    _import(tmp_path, "id,kind\n1,x\n2,x\n3,y\n4,y\n", now, create_fields=True)
    report = _check(tmp_path, "id,Kind\n1,x\n2,z\n", now)
    assert [(column.use, column.target) for column in report.columns] == [("field", "external_id"), ("custom", "kind")]
    assert _faults(report) == [(3, "Kind", "not_choice")]
    batch = _import(tmp_path, "id,Kind\n1,x\n2,z\n", now, create_fields=True)
    assert batch.report["applied"] == {"unchanged": 1, "changed": 1}
    assert [one.value for one in attributes_of("account")["kind"].choices] == ["x", "y", "z"]


def test_ambiguous_dates_are_asked(workspace, now, tmp_path):
    text = "id,notice by\n1,03/04/2026\n2,05/06/2026\n"
    report = _check(tmp_path, text, now)
    (question,) = report.questions
    assert question.code == "ambiguous_dates"
    assert question.params == {"example": "03/04/2026", "readings": "dmy: 2026-04-03 / mdy: 2026-03-04"}
    assert "03/04/2026" in question.message()
    assert not _check(tmp_path, text, now, date_order="dmy").questions
    assert not _check(tmp_path, text, now, orders={"notice by": "mdy"}).questions
    assert not _check(tmp_path, text + "3,31/12/2026\n", now).questions


def test_ambiguous_amounts_are_asked(workspace, now, tmp_path):
    text = "id;ARR\n1;1.200\n2;2.500\n"
    assert [one.code for one in _check(tmp_path, text, now).questions] == ["ambiguous_numbers"]
    assert _check(tmp_path, text, now, decimal="comma").outcomes == {"new": 2}
    assert _faults(_check(tmp_path, text, now, decimal="point")) == [(2, "ARR", "too_fine"), (3, "ARR", "too_fine")]


@pytest.mark.requirement("R20")
def test_every_fault_has_its_row_and_column(cast, now, tmp_path):
    text = (
        "id,name,ARR,notice by,owner,parent,tier,size\n"
        "1,a,別途見積,2026-02-30,nobody,ghost,Z,-1\n"
        ",b,,,,,,\n"
        "3,c,,0201/03/31,,3,,\n"
        "4,d,,,,5,,\n"
        "5,e,,,,4,,\n"
        "3,f,,,,,,\n"
        "6,g,$5,,,,,\n"
        "7,h\n"
        "8,i\x00,,,,,,\n"
        "9,fine,,,,,,\n"
    )
    report = _check(tmp_path, text, now)
    assert _faults(report) == [
        (2, "ARR", "not_money"), (2, "notice by", "no_such_day"), (2, "tier", "not_choice"), (2, "size", "negative"),
        (2, "owner", "unknown_owner"), (2, "parent", "unknown_parent"), (3, "id", "required"),
        (4, "notice by", "early"),
        (4, "parent", "parent_cycle"), (5, "parent", "parent_cycle"), (6, "parent", "parent_cycle"),
        (7, "id", "duplicate_row"), (8, "ARR", "currency_differs"), (9, "", "ragged"), (10, "name", "nul"),
    ]  # fmt: skip
    assert (report.rows, report.outcomes) == (10, {"refused": 9, "new": 1})
    circle = next(one for one in report.problems if one.row == 5)
    assert circle.params["path"] == "4 → 5 → 4"
    assert all(one.message() and one.hint() for one in report.problems)
    assert Report.from_json(report.as_json()).as_json() == report.as_json()


def test_a_file_with_faults_is_applied_only_on_demand(workspace, now, tmp_path):
    text = "id,size\n1,5\n2,five\n3,7\n"
    path = tmp_path / "ledger.csv"
    path.write_text(text)
    batch = begin(path, "accounts", Options(), file_name="ledger.csv", now=now)
    check_batch(batch, now=now)
    with pytest.raises(ImportRefused, match=r"ledger\.csv, row 3, size: This is not a number"):
        apply(batch, now=now)
    assert not Account.objects.exists()
    applied = _import(tmp_path, text, now, skip_errors=True)
    assert applied.report["applied"] == {"new": 2, "refused": 1}
    assert sorted(external_ids(list(Account.objects.values_list("pk", flat=True))).values()) == ["1", "3"]


def test_a_circle_through_parents_that_are_there_already(workspace, now, tmp_path):
    _import(tmp_path, "id,parent\n1,\n2,1\n3,2\n", now)
    report = _check(tmp_path, "id,parent\n1,3\n", now)
    assert [(one.code, one.params["path"]) for one in report.problems] == [("parent_cycle", "1 → 3 → 2 → 1")]
    # Turning the whole family over is no circle.
    turned = _import(tmp_path, "id,parent\n1,2\n2,3\n3,\n", now)
    assert turned.report["applied"] == {"unchanged": 3}
    names = {account.pk: key for key in "123" for account in [get_account(key)]}
    assert {names[child]: names[parent] for child, parent in current_parents().items()} == {"1": "2", "2": "3"}


def test_history_with_and_without_dates(workspace, now, tmp_path):
    _import(tmp_path, "id,tier\n1,high\n", now, history=True)
    assert get_account("1").known_since == EPOCH
    assert set(Change.objects.filter(subject="account").values_list("basis", flat=True)) == {"assumed"}
    text = "id,stage,valid from\n2,trial,2024-01-01\n2,live,2024-06-01\n2,live,2024-06-01\n2,left,2030-01-01\n"
    report = _check(tmp_path, text, now, history=True)
    assert _faults(report) == [(4, "id", "duplicate_row"), (5, "valid from", "future")]
    batch = _import(tmp_path, text, now, history=True, skip_errors=True)
    assert batch.report["applied"] == {"new": 1, "changed": 1, "refused": 2}
    account = get_account("2")
    assert (account.stage, account.known_since.isoformat()) == ("live", "2023-12-31T15:00:00+00:00")


def test_markup_and_formulas_stay_what_they_are(workspace, now, tmp_path):
    name = '"=HYPERLINK(""http://x"") <script>alert(1)</script>"'
    _import(tmp_path, f"id,name\n1,{name}\n", now)
    assert get_account("1").name == '=HYPERLINK("http://x") <script>alert(1)</script>'


def test_another_workspace_is_another_world(cast, now, tmp_path):
    from banso.platform.tenancy.api import scope

    _import(tmp_path, "id,owner\n1,sato\n", now)
    with scope(cast.elsewhere):
        report = _check(tmp_path, "id,parent,owner\n2,1,sato\n1,,\n", now)
        assert _faults(report) == [(2, "owner", "unknown_owner")]
        assert report.outcomes == {"refused": 1, "new": 1}
        with pytest.raises(Batch.DoesNotExist):
            Batch.objects.get()


def test_the_same_file_again_is_the_same_batch_until_it_is_applied(workspace, now, tmp_path):
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(b"id\n1\n2\n"))
    first = begin(path, "accounts", Options(), file_name="a.csv.gz", now=now)
    assert begin(path, "accounts", Options(), file_name="b.csv.gz", now=now) == first
    assert begin(path, "accounts", Options(history=True), file_name="a.csv.gz", now=now) != first
    check_batch(first, now=now)
    job = apply(first, now=now)
    assert apply(first, now=now) == job
    run_job(job, lambda: now)
    assert begin(path, "accounts", Options(), file_name="a.csv.gz", now=now) != first
    assert report_of(first).outcomes == {"new": 2}


@pytest.mark.nightly
@pytest.mark.requirement("R20")
def test_a_hundred_thousand_rows_are_dry_run_within_a_minute(workspace, now, tmp_path):
    header, first, *_more = LEDGER.splitlines()
    path = tmp_path / "large.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write(header + "\n")
        for number in range(100_000):
            row = first.replace("A-1", f"A-{number}").replace("Sato", "").replace("12,400,000", f"{number * 10_000:,}")
            file.write(row + "\n")
    report = check(path, "accounts", Options(create_fields=True), now=now)
    assert report.outcomes == {"new": 100_000}
    assert report.seconds < 60
