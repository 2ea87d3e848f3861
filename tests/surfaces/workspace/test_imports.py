"""Importing on pages, from the file to the undo."""

import csv
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from banso.connectors.files.api import APPLY_JOB, CHECK_JOB, Options, report_of
from banso.platform.jobs.api import Job, State, cancel, run_job, unfinished
from banso.platform.journal.api import Batch, BatchState
from banso.platform.tenancy.api import unscoped
from banso.record.customers.api import active_account_ids, get_account
from banso.record.usage.api import quarantined
from tests.cast import browser_of

LEDGER = (
    "得意先コード,得意先名,年間契約額,解約予告期限,倉庫数,取引開始日\n"
    "A-1,青嶺物流,￥1200000,2026年12月31日,4,03/04/2019\n"
    "A-2,潮見倉庫,￥8600000,2026年2月30日,5,04/04/2019\n"
    "A-3,=HYPERLINK,別途見積,2026年10月1日,6,05/04/2019\n"
    "A-4,はるかぜ会計,,,7,05/05/2019\n"
)
RIGHT = {"column-5": "create:date", "order-5": "dmy"}


def now() -> datetime:
    return datetime.now(UTC)


def send(browser: Client, content: str | bytes, *, kind: str = "accounts", name: str = "台帳.csv", source: str = "crm"):
    body = content.encode("cp932") if isinstance(content, str) else content
    given = SimpleUploadedFile(name, body, content_type="text/csv")
    return browser.post(reverse("workspace:import_upload"), {"file": given, "kind": kind, "source": source})


def batch() -> Batch:
    return Batch.objects.latest("pk")


def address(name: str) -> str:
    return reverse(f"workspace:import{name}", args=[batch().uid])


def choices(**changed: str) -> dict[str, str]:
    """The form as the page shows it, with what a person changes."""
    from banso.surfaces.workspace.compose.columns import column_lines

    lines = column_lines(report_of(batch()), Options.from_json(batch().options), {})
    return {f"column-{line.place}": line.chosen for line in lines} | changed


def run(kind: str) -> Job:
    job = unfinished(kind, batch=batch().pk)
    assert job is not None
    return run_job(job, now)


@pytest.fixture
def browser(cast) -> Client:
    return browser_of(cast.manager)


@pytest.mark.requirement("R20")
def test_a_ledger_goes_in_and_comes_out_again(browser, cast, text):
    answer = send(browser, LEDGER)
    assert answer["Location"] == address("")
    page = text(browser.get(address("")))
    assert "Shift_JIS" in page
    assert "台帳.csv" in page
    assert "初めての取り込み" in page
    assert "存在しない日です" in page
    assert batch().state == BatchState.DRAFT, "two columns have no place yet"

    page = text(browser.post(address("_choose"), choices(**RIGHT), follow=True))
    assert batch().state == BatchState.CHECKED
    assert "2 行を適用する" in page
    assert not active_account_ids()

    answer = browser.post(address("_apply"), choices(**RIGHT))
    assert (answer.status_code, answer["Location"]) == (302, address(""))
    assert batch().state == BatchState.APPLYING
    waiting = text(browser.get(address("_progress"), {"stage": "applying"}, headers={"HX-Request": "true"}))
    assert "hx-trigger" in waiting
    run(APPLY_JOB)
    over = browser.get(address("_progress"), {"stage": "applying"}, headers={"HX-Request": "true"})
    assert over["HX-Refresh"] == "true"
    assert len(active_account_ids()) == 2
    assert get_account("crm:A-1").yearly_value == 1_200_000
    assert "取り込みが終わりました" in text(browser.get(address("")))

    browser.post(address("_undo"))
    run("journal.undo_batch")
    assert not active_account_ids()
    assert "取り込みを元に戻しました" in text(browser.get(address("")))


def test_what_was_chosen_is_what_is_applied(browser):
    send(browser, LEDGER)
    browser.post(address("_choose"), choices(**RIGHT))
    browser.post(address("_apply"), choices(**RIGHT) | {"column-2": "ignore"})
    assert batch().state == BatchState.CHECKED, "other choices are tried first"
    assert report_of(batch()).outcomes["new"] == 3, "without amounts one row less is wrong"
    browser.post(address("_apply"), choices(**RIGHT))
    assert batch().state == BatchState.APPLYING


def test_one_field_for_two_columns_is_refused_and_the_choice_stays(browser, text):
    send(browser, LEDGER)
    answer = browser.post(address("_choose"), choices() | {"column-4": "field:name", "history": "no"})
    assert answer.status_code == 422
    page = text(answer)
    assert "同じ項目に割り当てられています" in page
    fourth = page.partition('name="column-4"')[2].partition("</select>")[0]
    assert '<option value="field:name" selected>' in fourth
    assert 'value="no" checked' in page


def test_the_faults_come_as_a_file_without_formulas(browser, text):
    send(browser, LEDGER.replace("A-2,", "=1+1,"))
    answer = browser.get(address("_problems"))
    assert answer["Content-Disposition"].startswith("attachment")
    rows = list(csv.reader(io.StringIO(text(answer).lstrip("\ufeff"))))
    assert [row[1] for row in rows[1:]] == ["3", "4"]
    assert all(len(row) == 6 for row in rows)
    assert not any(cell.startswith("=") for row in rows for cell in row)


def test_a_large_file_is_tried_in_the_background_and_can_be_stopped(browser, text, monkeypatch):
    monkeypatch.setattr("banso.surfaces.workspace.views.imports.SMALL", 10)
    send(browser, LEDGER)
    assert "順番を待っています" in text(browser.get(address("")))
    browser.post(address("_stop"))
    assert unfinished(CHECK_JOB, batch=batch().pk) is None
    browser.post(address("_choose"), {"source": "crm"})
    run(CHECK_JOB)
    assert report_of(batch()).rows == 4
    assert "台帳.csv" in text(browser.get(address("")))


def test_stopped_half_way_nothing_stays(browser):
    send(browser, LEDGER)
    browser.post(address("_choose"), choices(**RIGHT))
    browser.post(address("_apply"), choices(**RIGHT))
    browser.post(address("_stop"))
    assert batch().state == BatchState.UNDOING
    run("journal.undo_batch")
    assert batch().state == BatchState.UNDONE
    assert not active_account_ids()


def test_given_up_half_way_it_goes_on(browser, text):
    send(browser, LEDGER)
    browser.post(address("_choose"), choices(**RIGHT))
    browser.post(address("_apply"), choices(**RIGHT))
    Job.objects.filter(kind=APPLY_JOB).update(state=State.DEAD, error="disk full")
    page = text(browser.get(address("")))
    assert "disk full" in page
    assert address("_resume") in page
    browser.post(address("_resume"))
    run(APPLY_JOB)
    assert len(active_account_ids()) == 2


@pytest.mark.requirement("R21")
def test_usage_goes_in_and_impossible_times_stand_apart(browser, text):
    send(browser, LEDGER)
    browser.post(address("_choose"), choices(**RIGHT))
    browser.post(address("_apply"), choices(**RIGHT))
    run(APPLY_JOB)
    day = (now() - timedelta(days=30)).date().isoformat()
    rows = [f"{day} 09:00,A-1,u1,login", "0201-01-01 09:00,A-1,u1,login", f"{day} 10:00,B-9,u2,login"]
    events = "\n".join(["日時,アカウント,利用者,イベント", *rows])
    send(browser, events, kind="events", name="利用.csv")
    page = text(browser.get(address("")))
    assert "B-9" in page
    assert "ないアカウントを作る" in page
    browser.post(address("_choose"), choices(create_accounts="yes"))
    assert report_of(batch()).refused == 0
    browser.post(address("_apply"), choices(create_accounts="yes"))
    run(APPLY_JOB)
    held = text(browser.get(reverse("workspace:quarantine"), {"batch": str(batch().uid)}))
    assert "1990 年より前" in held
    assert "青嶺物流" in held
    assert reverse("workspace:quarantine") in text(browser.get(reverse("workspace:data")))
    browser.post(address("_undo"))
    run("journal.undo_batch")
    assert not quarantined()


@pytest.mark.parametrize(
    ("body", "kind", "said"),
    [
        (b"", "accounts", "空"),
        (b"a,a\n1,2\n", "accounts", "a"),
        (b"\xff\xfe\x00\xd8" * 9, "accounts", "UTF-8"),
        (b"a\n", "nothing", "nothing"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(browser, text, body, kind, said):
    answer = send(browser, body, kind=kind)
    page = text(answer if answer.status_code == 422 else browser.get(answer["Location"]))
    assert 'role="alert"' in page
    assert said in page
    assert not active_account_ids()


def test_no_file_at_all(browser, text):
    answer = browser.post(reverse("workspace:import_upload"), {"kind": "events"})
    assert answer.status_code == 422
    assert "ファイルが選ばれていません" in text(answer)


def test_too_large_is_refused_before_it_is_read(browser, settings, text):
    settings.UPLOAD_LIMIT = 100
    answer = send(browser, LEDGER)
    assert answer.status_code == 413
    assert not Batch.objects.exists()


def test_a_file_is_never_served(browser, settings):
    send(browser, LEDGER)
    kept = Path(settings.FILES_ROOT) / batch().file_path
    assert kept.is_file()
    for guess in (f"/{batch().file_path}", f"/files/{batch().file_path}", f"/static/{batch().file_path}"):
        assert browser.get(guess).status_code == 404


def test_the_same_file_again_is_the_same_import(browser):
    first = send(browser, LEDGER)["Location"]
    assert send(browser, LEDGER)["Location"] == first
    with unscoped("counting"):
        assert Batch.objects.count() == 1


def test_who_may_not_import_sees_the_list_alone(browser, cast, text):
    send(browser, LEDGER)
    for member in (cast.csm, cast.viewer):
        page = text(browser_of(member).get(reverse("workspace:data")))
        assert "台帳.csv" in page
        assert address("") not in page
        assert reverse("workspace:import_upload") not in page
        assert send(browser_of(member), LEDGER).status_code == 403


def test_background_work_is_seen_and_taken_up_again(browser, cast, text):
    from banso.judgement.metrics.api import request_compute

    job = request_compute(now() - timedelta(minutes=5))
    page = text(browser.get(reverse("workspace:data_work")))
    assert "ワーカーは動いていますか" in page
    Job.objects.filter(pk=job.pk).update(state=State.DEAD, error="KeyError: 極秘")
    assert "極秘" in text(browser.get(reverse("workspace:data_work")))
    assert "極秘" not in text(browser_of(cast.viewer).get(reverse("workspace:data_work")))
    browser.post(reverse("workspace:job_resume", args=[job.uid]))
    job.refresh_from_db()
    assert job.state == State.WAIT
    browser.post(reverse("workspace:job_cancel", args=[job.uid]))
    job.refresh_from_db()
    assert job.state == State.CANCELLED
    assert not cancel(job, now())


def test_the_work_of_an_import_is_stopped_on_its_page_alone(browser):
    send(browser, LEDGER)
    browser.post(address("_choose"), choices(**RIGHT))
    browser.post(address("_apply"), choices(**RIGHT))
    job = unfinished(APPLY_JOB, batch=batch().pk)
    assert job is not None
    assert browser.post(reverse("workspace:job_cancel", args=[job.uid])).status_code == 409
    assert batch().state == BatchState.APPLYING
