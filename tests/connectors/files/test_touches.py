"""Touches from files: columns guessed in both languages, faults by row, twice adds nothing, undo."""

from datetime import UTC, datetime

import pytest

from banso.connectors.files import api as files
from banso.platform.jobs.api import run_job
from banso.record.customers.api import create_account, create_person
from banso.record.work import api as work
from banso.record.work.api import Touch

NOW = datetime(2026, 4, 1, 0, 30, tzinfo=UTC)
ENGLISH = """When,Type,Subject,Account,Direction,Notes,Attendees,Owner,Mood,Next step,Activity ID
2026-03-02T10:00:00+09:00,phone,Renewal,acme,inbound,the price,taro@acme.example,sato@ayumi.example,good,Send it,a-1
2026-03-03T10:00:00+09:00,Mtg,Monthly,Acme Ltd,,,,,,,a-2
"""
JAPANESE = """日時,種別,件名,顧客コード,受発信,本文,先方メール,担当者メール,感触,次回アクション
2026/03/02 10:00,電話,更新の相談,acme,受信,値上げの話,taro@acme.example,sato@ayumi.example,良い,見積を送る
2026/03/03 10:00,打ち合わせ,定例,acme,,,,,,
"""


@pytest.fixture
def account(cast, now):
    create_person("Taro", now=now, fields={"mails": ["taro@acme.example"]})
    return create_account("Acme Ltd", now=now, external_id="acme", source="crm")


def bring(tmp_path, text, **options):
    path = tmp_path / "touches.csv"
    path.write_text(text, encoding="utf-8")
    batch = files.begin(path, "touches", files.Options(source="crm", **options), file_name="touches.csv", now=NOW)
    return batch, files.check_batch(batch, now=NOW)


def apply(batch):
    run_job(files.apply(batch, now=NOW), lambda: NOW)
    batch.refresh_from_db()


@pytest.mark.requirement("R3")
@pytest.mark.parametrize("text", [ENGLISH, JAPANESE], ids=["en", "ja"])
def test_columns_are_found_and_the_same_file_twice_adds_nothing(account, cast, tmp_path, text):
    batch, report = bring(tmp_path, text)
    assert not [*report.questions, *report.problems]
    assert report.outcomes["new"] == 2
    assert not Touch.objects.exists()
    apply(batch)
    first = work.touches_of_account(account.pk)[-1]
    assert (first.kind, first.direction, first.sentiment, first.author) == ("call", "in", 1, cast.csm)
    assert first.at == datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
    assert [one.person.name for one in first.people.all() if one.person] == ["Taro"]
    assert work.bodies_of([first])[first.pk]
    again, report = bring(tmp_path, text + "\n")
    if again.state != "applied":
        assert report.outcomes.get("new", 0) == 0
        apply(again)
    assert Touch.objects.count() == 2


def test_undo_takes_them_away_and_the_file_brings_them_back(account, tmp_path):
    batch, _report = bring(tmp_path, ENGLISH)
    apply(batch)
    run_job(files.undo(batch, now=NOW), lambda: NOW)
    assert work.touches_of_account(account.pk) == []
    batch, report = bring(tmp_path, ENGLISH)
    assert report.outcomes["new"] == 2
    apply(batch)
    rows = work.touches_of_account(account.pk)
    assert len(rows) == 2
    assert work.bodies_of(rows) == {rows[-1].pk: "the price"}


def test_a_row_with_an_id_changes_its_touch_and_undo_changes_it_back(account, tmp_path):
    apply(bring(tmp_path, ENGLISH)[0])
    batch, report = bring(tmp_path, ENGLISH.replace("Renewal", "About the renewal").replace("the price", "the terms"))
    assert (report.outcomes["changed"], report.outcomes["unchanged"]) == (1, 1)
    apply(batch)
    touch = work.touches_of_account(account.pk)[-1]
    assert (touch.subject, work.bodies_of([touch])[touch.pk]) == ("About the renewal", "the terms")
    run_job(files.undo(batch, now=NOW), lambda: NOW)
    touch = work.touches_of_account(account.pk)[-1]
    assert (touch.subject, work.bodies_of([touch])[touch.pk]) == ("Renewal", "the price")


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("2026-03-02T10:00:00+09:00,fax,x,acme,,,,,,,", "not_choice"),
        ("2026-03-02T10:00:00+09:00,call,,acme,,,,,,,", "required"),
        ("2026-03-02T10:00:00+09:00,call,x,nobody,,,,,,,", "no_account"),
        ("2026-03-02T10:00:00+09:00,call,x,acme,,,ghost@acme.example,,,,", "unknown_person"),
        ("2026-03-02T10:00:00+09:00,call,x,acme,,,,ghost@ayumi.example,,,", "unknown_member"),
        ("2026-05-02T10:00:00+09:00,call,x,acme,,,,,,,", "bad_touch"),
        ("2026-03-02T10:00:00+09:00,call,x,acme,sideways,,,,,,", "not_choice"),
    ],
)
def test_a_fault_names_its_row_and_nothing_is_written(account, tmp_path, row, code):
    _batch, report = bring(tmp_path, ENGLISH + row + "\n")
    found = [(one.row, one.code) for one in report.problems]
    assert [number for number, _code in found] == [4]
    if code != "required":
        assert found[0][1] == code
    assert report.problems[0].message()
    assert not report.can_apply(skip_errors=False)
    assert not Touch.objects.exists()
