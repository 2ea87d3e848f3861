"""Files of tasks: understood in both languages, refused row by row, applied once, taken back."""

from datetime import date
from pathlib import Path

import pytest

from banso.connectors.files.api import Options, apply, begin, check_batch, undo
from banso.platform.jobs.api import run_job
from banso.record.customers.api import create_account
from banso.record.work.api import Task, cancel_task, finish_task

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R120")]

JAPANESE = """タスクID,件名,会社名,担当者メール,期限,優先度,種別,状態,備考
T-1,見積を送る,青嶺物流,sato@ayumi.example,2026/04/03,高,メール,未着手,先月の件
T-2,電話する,A-1,,2026-04-05,,電話,完了,
"""
ENGLISH = """Task,Due date,Assignee,Priority,Status
Send the quote,2026-04-03,sato@ayumi.example,urgent,open
"""


@pytest.fixture
def account(cast, now):
    return create_account("青嶺物流", now=now, external_id="A-1", source="csv")


def _check(folder: Path, text: str, now, by, **options):
    path = folder / "tasks.csv"
    path.write_text(text, encoding="utf-8")
    batch = begin(path, "tasks", Options(**options), file_name=path.name, now=now, created_by=by.pk)
    return batch, check_batch(batch, now=now)


def _apply(batch, now, **options):
    run_job(apply(batch, now=now, **options), lambda: now)
    batch.refresh_from_db()
    return batch


def test_japanese(cast, account, now, tmp_path):
    batch, report = _check(tmp_path, JAPANESE, now, cast.manager)
    assert [column.target for column in report.columns] == [
        "key", "title", "account", "owner", "due", "priority", "kind", "state", "detail",
    ]  # fmt: skip
    assert (report.questions, report.problems, dict(report.outcomes)) == ([], [], {"new": 2})
    assert not Task.objects.exists()
    _apply(batch, now)
    first, second = Task.objects.order_by("key")
    assert (first.title, first.account, first.owner, first.due, first.priority, first.kind, first.detail) == (
        "見積を送る", account, cast.csm, date(2026, 4, 3), 2, "mail", "先月の件",
    )  # fmt: skip
    assert (second.account, second.owner, second.state) == (account, cast.manager, "done")


def test_english(cast, account, now, tmp_path):
    batch, report = _check(tmp_path, ENGLISH, now, cast.manager)
    assert (report.questions, report.problems) == ([], [])
    _apply(batch, now)
    task = Task.objects.get()
    assert (task.title, task.priority, task.owner, task.due) == ("Send the quote", 3, cast.csm, date(2026, 4, 3))


def test_the_same_file_twice_changes_nothing_and_a_newer_one_what_differs(cast, account, now, tmp_path):
    _apply(_check(tmp_path, JAPANESE, now, cast.manager)[0], now)
    before = list(Task.objects.order_by("pk").values())
    _batch, report = _check(tmp_path, JAPANESE + "\n", now, cast.manager)
    assert dict(report.outcomes) == {"unchanged": 2}
    newer = JAPANESE.replace("見積を送る", "見積を送り直す").replace("未着手", "完了")
    batch, report = _check(tmp_path, newer, now, cast.manager)
    assert dict(report.outcomes) == {"changed": 1, "unchanged": 1}
    _apply(batch, now)
    task = Task.objects.get(key="T-1")
    assert (task.title, task.state) == ("見積を送り直す", "done")
    run_job(undo(batch, now=now), lambda: now)
    assert list(Task.objects.order_by("pk").values()) == before


def test_an_import_is_taken_back_and_can_come_again(cast, account, now, tmp_path):
    batch = _apply(_check(tmp_path, JAPANESE, now, cast.manager)[0], now)
    run_job(undo(batch, now=now), lambda: now)
    assert {one.state for one in Task.objects.all()} == {"cancelled"}
    again, report = _check(tmp_path, JAPANESE, now, cast.manager)
    assert dict(report.outcomes) == {"new": 2}
    _apply(again, now)
    assert {one.key: one.state for one in Task.objects.all()} == {"T-1": "open", "T-2": "done"}


def test_what_a_person_cancelled_stays_so(cast, account, now, tmp_path):
    _apply(_check(tmp_path, ENGLISH.replace(",Status", "").replace(",open", ""), now, cast.manager)[0], now)
    cancel_task(Task.objects.get(), now=now)
    _batch, report = _check(tmp_path, ENGLISH.replace(",Status", "").replace(",open", "") + "\n", now, cast.manager)
    assert dict(report.outcomes) == {"unchanged": 1}


def test_a_column_that_is_not_there_changes_nothing(cast, account, now, tmp_path):
    _apply(_check(tmp_path, JAPANESE, now, cast.manager)[0], now)
    task = Task.objects.get(key="T-1")
    finish_task(task, member=cast.csm, now=now)
    batch, _report = _check(tmp_path, "タスクID,件名\nT-1,新しい題\n", now, cast.manager)
    _apply(batch, now)
    task.refresh_from_db()
    assert (task.title, task.due, task.owner, task.state) == ("新しい題", date(2026, 4, 3), cast.csm, "done")


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        (",青嶺物流,,2026/04/03,高", "件名", "required"),
        ("x,いない会社,,2026/04/03,高", "会社名", "no_account"),
        ("x,,who@nowhere.example,2026/04/03,高", "担当者メール", "unknown_owner"),
        ("x,,,いつか,高", "期限", None),
        ("x,,,2026/04/03,とても", "優先度", "not_choice"),
    ],
)
def test_a_row_that_is_refused(cast, account, now, tmp_path, row, column, code):
    text = f"件名,会社名,担当者メール,期限,優先度\n良い行,A-1,sato@ayumi.example,2026/04/03,中\n{row}\n"
    batch, report = _check(tmp_path, text, now, cast.manager, date_order="ymd")
    (problem,) = report.problems
    assert (problem.row, problem.column) == (3, column)
    assert code is None or problem.code == code
    _apply(batch, now, skip_errors=True)
    assert [one.title for one in Task.objects.all()] == ["良い行"]
