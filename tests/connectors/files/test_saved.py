"""Mappings under a name: what is saved, what it is chosen for."""

import io
from dataclasses import replace

import pytest

from banso.connectors.files import api as files
from banso.platform.jobs.api import run_job
from banso.platform.journal.api import history
from banso.platform.kit.errors import BansoError, NotFound
from banso.record.customers.api import get_account
from tests.cast import NOW

FIRST = "顧客番号,会社名,契約開始,ランク\nA-1,歩み商事,03/04/2025,gold\nA-2,潮見倉庫,05/06/2025,silver\n"


def begun(text: str, options: files.Options | None = None, name: str = "crm.csv"):
    return files.begin(io.BytesIO(text.encode()), "accounts", options or files.Options(), file_name=name, now=NOW)


@pytest.fixture
def saved(workspace) -> files.SavedMapping:
    options = files.Options(
        source="crm", map={"external_id": "顧客番号", "name": "会社名"}, create={"ランク": "text"}, ignore=("契約開始",)
    )
    batch = begun(FIRST, options)
    files.check_batch(batch, now=NOW)
    run_job(files.apply(batch, now=NOW), lambda: NOW)
    batch.refresh_from_db()
    again = begun(FIRST, replace(options, map={"external_id": "顧客番号", "name": "会社名"}), name="again.csv")
    report = files.check_batch(again, now=NOW)
    return files.save_mapping("CRM", "accounts", files.Options.from_json(again.options), report, now=NOW)


def test_the_next_file_of_these_headers_is_chosen_by_itself(saved):
    second = "会社名,ランク,契約開始,顧客番号\n新日通商,bronze,07/08/2025,A-3\n"
    batch = begun(second)
    assert files.choose_saved(batch, now=NOW) == saved
    batch.refresh_from_db()
    report = files.check_batch(batch, now=NOW)
    assert not report.questions
    assert batch.source == "crm"
    run_job(files.apply(batch, now=NOW), lambda: NOW)
    assert get_account("crm:A-3").name == "新日通商"
    saved.refresh_from_db()
    assert saved.used_at == NOW


def test_other_headers_and_other_sources_are_not_its(saved):
    assert files.mapping_for(["顧客番号", "会社名"]) is None
    assert files.mapping_for(saved.headers, kind="events") is None
    assert files.mapping_for(saved.headers, source="billing") is None
    other = begun(FIRST.replace("A-1", "B-1"), files.Options(source="billing"))
    assert files.choose_saved(other, now=NOW) is None


def test_a_name_means_one_mapping_and_the_journal_knows(saved):
    report = files.report_of(begun("x\n1\n"))
    assert report.layout is None
    batch = begun(FIRST.replace("A-1", "C-1"), files.Options.from_json(saved.options))
    again = files.save_mapping(
        " CRM ", "accounts", files.Options(source="crm2", skip_errors=True), files.check_batch(batch, now=NOW), now=NOW
    )
    assert (again.pk, again.source) == (saved.pk, "crm2")
    assert len(files.saved_mappings()) == 1
    assert history("saved_mapping", saved.pk)[-1].changes["name"] == [None, "CRM"]


def test_removing_can_be_undone(saved):
    files.remove_mapping(saved, now=NOW)
    assert files.saved_mappings() == []
    assert files.mapping_for(saved.headers) is None
    files.restore_mapping(saved, now=NOW)
    assert files.mapping_for(saved.headers) == saved
    with pytest.raises(NotFound, match="CRM"):
        files.mapping_named("nobody")


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "a\nb"])
def test_a_name_that_cannot_be(saved, name):
    with pytest.raises(BansoError):
        files.save_mapping(name, "accounts", files.Options(), files.Report("accounts", "x"), now=NOW)


def test_an_unreadable_file_has_no_mapping(saved):
    assert files.choose_saved(begun("\x00\x01\x02"), now=NOW) is None
