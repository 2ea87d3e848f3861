"""Files of people, members and the watch list: understood, refused row by row, applied, taken back."""

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from banso.connectors.files.api import KINDS, RECORDS, Options, Report, apply, begin, check_batch, report_of, undo
from banso.connectors.files.synonyms import tables
from banso.platform.identity.api import Member, invited_by, member_by_email
from banso.platform.jobs.api import run_job
from banso.platform.journal.api import Batch, BatchState
from banso.record.customers.api import (
    create_account,
    create_person,
    people_of_account,
    reachable,
    watch_events_of,
)
from banso.record.customers.models import Address, Contact, Person

pytestmark = pytest.mark.django_db

PEOPLE = """氏名,ふりがな,メールアドレス,電話番号,会社名,役職,部署,役割,影響力,関係,上司,着任日
山田 花,やまだ はな,Hana@aomine.example,03-1111-2222,青嶺物流株式会社,部長,物流部,決裁者,高,良好,,2024/04/01
佐々木 健,ささき けん,ken@aomine.example,,A-1,課長,物流部,推進役,中,普通,山田 花,2024/04/13
鈴木 一郎,,,,A-1,,,利用者,低,,ken@aomine.example,
"""


@pytest.fixture
def account(cast, now):
    return create_account("青嶺物流", now=now, external_id="A-1", source="csv")


def _begin(folder: Path, text: str, kind: str, now, *, by: Member | None = None, **options) -> tuple[Batch, Report]:
    path = folder / f"{kind}.csv"
    path.write_text(text, encoding="utf-8")
    batch = begin(path, kind, Options(**options), file_name=path.name, now=now, created_by=by.pk if by else None)
    return batch, check_batch(batch, now=now)


def _apply(batch: Batch, now, **options) -> Batch:
    run_job(apply(batch, now=now, **options), lambda: now)
    batch.refresh_from_db()
    return batch


def _faults(report: Report) -> list[tuple[int, str, str]]:
    return [(one.row, one.column, one.code) for one in report.problems]


def test_every_kind_is_whole():
    assert set(tables()) == set(KINDS)
    for kind, one in RECORDS.items():
        assert set(tables()[kind]) <= set(KINDS[kind])
        assert all(str(word) for word in (one.label, one.title, one.about, one.undo_text)), kind


@pytest.mark.requirement("R13")
def test_people_are_understood_written_and_taken_back(account, now, tmp_path):
    batch, report = _begin(tmp_path, PEOPLE, "people", now)
    assert [column.target for column in report.columns] == [
        "name", "reading", "mails", "phones", "account", "title", "department", "role", "influence", "relation",
        "reports_to", "starts",
    ]  # fmt: skip
    assert (report.questions, _faults(report), dict(report.outcomes)) == ([], [], {"new": 3})
    assert not Person.objects.exists()
    assert _apply(batch, now).report["applied"] == {"new": 3}
    hana, ken, ichiro = (
        next(one for one in people_of_account(account.pk) if one.person.name == name)
        for name in ("山田 花", "佐々木 健", "鈴木 一郎")
    )
    assert (hana.role, hana.influence, hana.relation, hana.title) == ("decision_maker", 3, "good", "部長")
    assert (ken.reports_to, ichiro.reports_to) == (hana, ken)
    assert reachable([hana.person_id])[hana.person_id].phones == ["03-1111-2222"]
    _again, report = _begin(tmp_path, PEOPLE + "\n", "people", now)
    assert dict(report.outcomes) == {"unchanged": 3}
    run_job(undo(batch, now=now), lambda: now)
    assert (Contact.objects.count(), Address.objects.count()) == (0, 0)
    assert Person.objects.filter(archived_at=None).count() == 0


def test_people_who_are_there_are_changed_and_keep_their_other_addresses(account, now, tmp_path):
    hana = create_person("山田 花", now=now, fields={"mails": ["old@aomine.example", "hana@aomine.example"]})
    text = (
        "name,email,company id,title\n山田 花子,HANA@aomine.example,A-1,部長\n"
        "山田 花子,hana2@aomine.example; hana@aomine.example,,\n"
    )
    batch, report = _begin(tmp_path, text, "people", now)
    assert dict(report.outcomes) == {"new": 1, "changed": 1}
    _apply(batch, now)
    hana.refresh_from_db()
    assert hana.name == "山田 花子"
    assert reachable([hana.pk])[hana.pk].mails == ["old@aomine.example", "hana@aomine.example", "hana2@aomine.example"]
    run_job(undo(batch, now=now), lambda: now)
    hana.refresh_from_db()
    assert hana.name == "山田 花"
    assert reachable([hana.pk])[hana.pk].mails == ["old@aomine.example", "hana@aomine.example"]
    assert hana.archived_at is None


def test_tags_of_rows_are_added_to_those_that_are_there(account, now, tmp_path):
    hana = create_person("山田 花", now=now, fields={"mails": ["hana@aomine.example"], "tags": ["重要"]})
    text = (
        "氏名,メールアドレス,会社名,タグ\n山田 花,hana@aomine.example,A-1,更新、VIP\n"
        "新田 学,,A-1,新任; 新任\n山田 花,hana@aomine.example,A-1,\n"
    )
    batch, report = _begin(tmp_path, text, "people", now)
    assert (_faults(report), report.columns[3].target) == ([], "tags")
    _apply(batch, now)
    assert Person.objects.get(pk=hana.pk).tag_list == ["重要", "更新", "VIP"]
    assert Person.objects.get(name="新田 学").tag_list == ["新任"]
    run_job(undo(batch, now=now), lambda: now)
    assert Person.objects.get(pk=hana.pk).tag_list == ["重要"]


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        (",,A-1,,,,", "name", "required"),
        ("花,nobody at home,A-1,,,,", "email", "not_mail"),
        ("花,,Z-9,,,,", "account", "no_account"),
        ("花,,,king,,,", "role", "not_choice"),
        ("花,,,champion,,,", "role", "needs_account"),
        ("花,,A-1,,2026-03-01,2026-02-01,", "end", "end_before"),
        ("花,,A-1,,someday,,", "start", "not_date"),
        ("花,,A-1,,,,誰か", "reports to", "unknown_chief"),
        ("花,a@x.example b@x.example,A-1,,,,", "email", "two_persons"),
    ],
)
def test_a_faulty_row_is_named_and_the_others_go_in(account, now, tmp_path, row, column, code):
    create_person("A", now=now, fields={"mails": ["a@x.example"]})
    create_person("B", now=now, fields={"mails": ["b@x.example"]})
    text = f"name,email,account,role,start,end,reports to\n{row}\n良い 人,good@x.example,A-1,user,,,\n"
    batch, report = _begin(tmp_path, text, "people", now)
    assert _faults(report) == [(2, column, code)]
    assert all(one.message() and one.hint() for one in report.problems)
    _apply(batch, now, skip_errors=True)
    assert [one.person.name for one in people_of_account(account.pk)] == ["良い 人"]


def test_a_column_without_a_place_is_asked_about_and_makes_no_field(account, now, tmp_path):
    _batch, report = _begin(tmp_path, "name,shoe size\n花,24\n", "people", now, create_fields=True)
    assert [one.code for one in report.questions] == ["column_left"]
    _batch, report = _begin(tmp_path, "name,shoe size\n花,24\n", "people", now, ignore=("shoe size",))
    assert report.questions == []


def test_more_than_one_chunk_and_chiefs_that_come_later(account, now, tmp_path):
    rows = "".join(f"人 {number},p{number}@aomine.example,A-1,人 {number + 1}\n" for number in range(700))
    text = "name,email,account,reports to\n" + rows + "人 700,p700@aomine.example,A-1,\n"
    batch, report = _begin(tmp_path, text, "people", now)
    assert dict(report.outcomes) == {"new": 701}
    _apply(batch, now)
    assert Contact.objects.filter(reports_to__isnull=False).count() == 700


def test_new_people_are_written_together(account, now, tmp_path):
    """And a person of several rows comes out as row by row."""
    rows = "".join(f"人 {number},p{number}@aomine.example,,A-1,部長\n" for number in range(300))
    again = "人 7,p7@aomine.example,03-1111-2222,A-1,本部長\n"
    batch, report = _begin(tmp_path, "name,email,phone,account,title\n" + rows + again, "people", now)
    assert report.problems == []
    with CaptureQueriesContext(connection) as caught:
        _apply(batch, now)
    assert len(caught) < 300
    seven = Person.objects.get(name="人 7")
    assert reachable([seven.pk])[seven.pk].phones == ["03-1111-2222"]
    assert Contact.objects.get(person=seven).title == "本部長"
    assert Person.objects.count() == Contact.objects.count()
    run_job(undo(batch, now=now), lambda: now)
    assert not Person.objects.filter(archived_at=None).exists()


@pytest.mark.requirement("R13")
def test_members_are_invited_as_far_as_the_importer_may(cast, now, tmp_path):
    text = (
        "メールアドレス,氏名,権限\nnew@ayumi.example,新人,担当\nboss@ayumi.example,社長,オーナー\n"
        "sato@ayumi.example,Sato,csm\nmori@ayumi.example,Mori,viewer\nnew@ayumi.example,新人,担当\n"
    )
    admin = Member.objects.get(pk=cast.manager.pk)
    admin.role = "admin"
    admin.save()
    batch, report = _begin(tmp_path, text, "members", now, by=admin)
    assert [(one.row, one.code) for one in report.problems] == [
        (3, "may_not_give"), (5, "member_role_differs"), (6, "duplicate_row"),
    ]  # fmt: skip
    assert dict(report.outcomes) == {"new": 1, "unchanged": 1, "refused": 3}
    _apply(batch, now, skip_errors=True)
    new = member_by_email("new@ayumi.example")
    assert new is not None
    assert (new.role, new.joined_at) == ("csm", None)
    assert invited_by(batch) == [new]
    run_job(undo(batch, now=now), lambda: now)
    assert member_by_email("new@ayumi.example") is None
    batch.refresh_from_db()
    assert batch.state == BatchState.UNDONE
    _batch, report = _begin(tmp_path, text, "members", now)
    assert (3, "may_not_give") not in [(one.row, one.code) for one in report.problems]


def test_nobody_without_the_right_gives_roles(cast, now, tmp_path):
    text = "email,name,role\nnew@ayumi.example,New,viewer\n"
    _batch, report = _begin(tmp_path, text, "members", now, by=cast.csm)
    assert [one.code for one in report.problems] == ["may_not_give"]


def test_the_watch_list_comes_in_once(account, now, tmp_path):
    text = (
        "会社名,種別,日付,見出し,情報源\n青嶺物流,組織変更,2026/02/13,物流部を再編,https://news.example/1\n"
        "A-1,合併,2026/03/14,潮見倉庫と合併,\n誰も,その他,2026/03/15,x,\nA-1,合併,2026/03/14,潮見倉庫と合併,\n"
    )
    batch, report = _begin(tmp_path, text, "watch", now)
    assert _faults(report) == [(4, "会社名", "no_account")]
    assert dict(report.outcomes) == {"new": 2, "unchanged": 1, "refused": 1}
    _apply(batch, now, skip_errors=True)
    assert [one.kind for one in watch_events_of(account.pk)] == ["merger", "reorganisation"]
    run_job(undo(batch, now=now), lambda: now)
    assert watch_events_of(account.pk) == []


def test_people_of_one_name_at_two_accounts_are_two(account, now, tmp_path):
    create_account("潮見倉庫", now=now, external_id="A-2", source="csv")
    text = "name,account\n山田 花,A-1\n山田 花,A-2\n山田花,A-1\n"
    batch, report = _begin(tmp_path, text, "people", now)
    assert dict(report.outcomes)["new"] == 2
    _apply(batch, now)
    assert Person.objects.count() == 2
    assert report_of(batch).kind == "people"


def test_a_switchboards_number_is_several_peoples(account, now, tmp_path):
    rows = "".join(f"人 {number},p{number}@aomine.example,03-1111-2222,A-1\n" for number in range(3))
    batch, report = _begin(tmp_path, "name,email,phone,account\n" + rows, "people", now)
    assert report.problems == []
    _apply(batch, now)
    people = Person.objects.order_by("pk")
    assert [reachable([one.pk])[one.pk].phones for one in people] == [["03-1111-2222"]] * 3
