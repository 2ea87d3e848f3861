"""Saved mappings on the pages, and mails of which a person decides."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from banso.connectors.files import api as files
from banso.platform.jobs.api import Effect, EffectState
from banso.platform.journal.api import Batch
from tests.cast import NOW, Cast, browser_of

TEXT = "顧客番号,会社名\nA-1,歩み商事\n"


def upload(browser, text: str = TEXT) -> Batch:
    file = SimpleUploadedFile("crm.csv", text.encode(), "text/csv")
    answer = browser.post(reverse("workspace:import_upload"), {"kind": "accounts", "source": "", "file": file})
    assert answer.status_code == 302
    return Batch.objects.get(uid=answer.headers["Location"].strip("/").split("/")[-1])


@pytest.fixture
def browser(cast: Cast):
    return browser_of(cast.owner)


def save(browser, batch: Batch, name: str = "CRM 夜間", **more):
    given = {"mapping_name": name, "source": "crm", "column-0": "field:external_id", "column-1": "field:name"}
    return browser.post(reverse("workspace:import_save_mapping", args=[batch.uid]), given | more)


def chosen(browser) -> Batch:
    batch = upload(browser)
    given = {"source": "crm", "column-0": "field:external_id", "column-1": "field:name", "history": "no"}
    browser.post(reverse("workspace:import_choose", args=[batch.uid]), given)
    return batch


def test_choices_are_saved_and_filled_in_the_next_time(cast: Cast, browser):
    batch = chosen(browser)
    assert save(browser, batch, history="no").status_code == 302
    [saved] = files.saved_mappings()
    assert (saved.name, saved.source, saved.created_by) == ("CRM 夜間", "crm", cast.owner.pk)
    page = browser.get(reverse("workspace:data")).content.decode()
    assert "CRM 夜間" in page
    second = upload(browser, TEXT.replace("A-1", "A-2"))
    assert second.source == "crm"
    assert "列が「CRM 夜間」と同じ" in browser.get(reverse("workspace:import", args=[second.uid])).content.decode()


@pytest.mark.parametrize(("name", "more"), [("", {}), ("x" * 90, {})])
def test_what_cannot_be_saved_is_told_and_kept(browser, name, more):
    batch = chosen(browser)
    answer = save(browser, batch, name, history="no", **more)
    assert answer.status_code == 422
    assert not files.saved_mappings()
    assert f'value="{name}"' in answer.content.decode()


def test_an_open_question_is_answered_before_saving(browser):
    batch = upload(browser, "顧客番号,会社名,zzz\nA-1,歩み商事,1\n")
    answer = save(browser, batch, "ok")
    assert answer.status_code == 422
    assert not files.saved_mappings()


def test_removing_can_be_undone(browser):
    save(browser, chosen(browser), history="no")
    [saved] = files.saved_mappings()
    browser.post(reverse("workspace:mapping_remove", args=[saved.uid]))
    assert not files.saved_mappings()
    browser.post(reverse("workspace:mapping_restore", args=[saved.uid]))
    assert files.saved_mappings() == [saved]


@pytest.fixture
def unsent(cast: Cast) -> Effect:
    return Effect.objects.create(
        kind="mail", key="k", state=EffectState.UNKNOWN, payload={"member": cast.csm.pk, "type": "mention"},
        due_at=NOW, created_at=NOW, error="cut off",
    )  # fmt: skip


def test_a_person_decides_what_becomes_of_a_mail(cast: Cast, browser, unsent):
    page = browser.get(reverse("workspace:data")).content.decode()
    assert "送れなかったもの" in page
    assert "Sato" in page
    browser.post(reverse("workspace:effect_again", args=[unsent.uid]))
    unsent.refresh_from_db()
    assert unsent.state == EffectState.WAIT
    Effect.objects.filter(pk=unsent.pk).update(state=EffectState.DEAD)
    browser.post(reverse("workspace:effect_leave", args=[unsent.uid]))
    unsent.refresh_from_db()
    assert unsent.state == EffectState.CANCELLED
    assert "送れなかったもの" not in browser.get(reverse("workspace:data")).content.decode()


def test_who_may_not_import_decides_nothing(cast: Cast, unsent):
    csm = browser_of(cast.csm)
    page = csm.get(reverse("workspace:data")).content.decode()
    assert "cut off" not in page
    assert csm.post(reverse("workspace:effect_again", args=[unsent.uid])).status_code == 403
