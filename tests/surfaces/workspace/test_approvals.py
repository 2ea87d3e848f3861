"""Approval of definitions on their pages: by whom, since when, what has changed since, in list, page and history."""

import pytest

from banso.platform.definitions.api import active, get, save, standings
from banso.platform.identity.api import Role
from banso.platform.tenancy.api import scope
from banso.record.revenue.api import definitions as figures
from tests.cast import NOW, browser_of, make_member

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R48")]
METRIC = "/definitions/metric/active_weeks_52/"


def state(kind="metric", slug="active_weeks_52"):
    return standings([get(kind, slug)])[kind, slug].state


def page(member, path=METRIC):
    return browser_of(member).get(path).content.decode()


def changed(cast):
    live = get("metric", "active_weeks_52")
    body = {**live.body, "name": {"en": "Weeks in use", "ja": "使われた週"}}
    return save("metric", body, after=live.version, author=cast.manager.pk, reason="clearer", now=NOW)


@pytest.fixture
def scoped(cast):
    with scope(cast.workspace):
        yield cast


@pytest.fixture
def executive(cast):
    return make_member(cast.workspace, "Kuroda", Role.EXECUTIVE)


def test_an_executive_approves_and_the_page_says_so(scoped, executive):
    assert "未承認" in page(scoped.viewer)
    answer = browser_of(executive).post(f"{METRIC}approve/1")
    assert (answer.status_code, answer["Location"]) == (302, METRIC)
    text = page(scoped.viewer)
    assert "Kurodaさんが" in text
    assert text.count("承認済み") == 1
    assert "に承認しました" in text
    listed = page(scoped.viewer, "/definitions/?state=approved")
    assert ("active_weeks_52" in listed, "active_weeks_13" in listed) == (True, False)
    assert "第 1 版 をKurodaさんが" in listed or "版 1 をKurodaさんが" in listed


def test_a_change_is_said_with_its_difference(scoped, executive):
    browser_of(executive).post(f"{METRIC}approve/1")
    changed(scoped)
    text = page(executive)
    assert "承認したあと、次の点が変わりました" in text
    assert "name.ja: 直近 52 週の稼働週 → 使われた週" in text
    assert "版 2 を承認" in text
    assert "active_weeks_52" in page(scoped.viewer, "/definitions/?state=changed&kind=metric")
    assert "active_weeks_52" not in page(scoped.viewer, "/definitions/?state=none&kind=metric")
    browser_of(executive).post(f"{METRIC}approve/2")
    # The history keeps both.
    assert page(scoped.viewer).count("Kurodaさんが承認・") == 2


def test_what_was_read_is_approved_and_nothing_else(scoped, executive):
    changed(scoped)
    assert browser_of(executive).post(f"{METRIC}approve/1").status_code == 409
    assert browser_of(executive).post(f"{METRIC}approve/7").status_code == 409
    assert state() == "none"


def test_asked_given_withdrawn_and_each_taken_back(scoped, executive):
    manager, chief = browser_of(scoped.manager), browser_of(executive)
    assert "承認を依頼" in page(scoped.manager)
    manager.post(f"{METRIC}ask/1")
    assert state() == "asked"
    assert "Moriさんが" in page(executive)
    manager.post(undo(manager))
    assert state() == "none"
    manager.post(f"{METRIC}ask/1")
    assert manager.post(f"{METRIC}ask/1").status_code == 409
    chief.post(f"{METRIC}withdraw/1", {"reason": "まだ早い"})
    assert state() == "none"
    chief.post(undo(chief))
    assert state() == "asked"
    chief.post(f"{METRIC}approve/1")
    chief.post(undo(chief))
    assert state() == "asked"
    chief.post(f"{METRIC}approve/1")
    chief.post(f"{METRIC}withdraw/1")
    assert state() == "none"
    assert chief.post(f"{METRIC}withdraw/1").status_code == 404


def undo(browser):
    """The address at which the toast of the last act takes it back."""
    from django.urls import reverse

    from banso.platform.journal.api import Change

    last = Change.objects.filter(subject="approval", undoes=None).latest("pk")
    address = reverse("workspace:approval_take_back", args=[last.uid])
    assert address in browser.get(METRIC).content.decode()
    return address


def test_who_may_do_what(scoped, executive):
    for member in (scoped.manager, scoped.csm, scoped.viewer):
        assert browser_of(member).post(f"{METRIC}approve/1").status_code == 403
        assert browser_of(member).post(f"{METRIC}withdraw/1").status_code == 403
        assert "版 1 を承認" not in page(member)
    for member in (executive, scoped.csm, scoped.viewer):
        assert browser_of(member).post(f"{METRIC}ask/1").status_code == 403
    assert browser_of(executive).get("/definitions/signal/silence/edit").status_code == 403


def test_every_figure_of_revenue_is_read_and_approved(scoped, executive):
    assert set(active("rate")) >= {one.key for one in figures()}
    text = page(executive, "/definitions/rate/grr_by_movements/")
    assert "期首MRRから、期首顧客の解約・ダウンセル・製品の解約・値下げを引いた額 ÷ 期首MRR" in text
    assert "売上継続率（グロス・増減ベース）" in text
    assert "/edit" not in text
    assert browser_of(executive).post("/definitions/rate/grr_by_movements/approve/1").status_code == 302
    assert state("rate", "grr_by_movements") == "approved"
    assert browser_of(scoped.owner).post("/definitions/rate/grr_by_movements/back/1").status_code == 400
    assert browser_of(scoped.owner).get("/definitions/rate/grr_by_movements/yaml").status_code == 200


def test_the_catalogue_takes_as_many_queries_as_before(scoped, executive):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = browser_of(executive)
    browser.get("/definitions/")
    with CaptureQueriesContext(connection) as before:
        browser.get("/definitions/")
    for slug in list(active("metric"))[:8]:
        browser.post(f"/definitions/metric/{slug}/approve/1")
    browser.get("/definitions/")
    with CaptureQueriesContext(connection) as after:
        browser.get("/definitions/")
    # One more: the names of those who approved.
    assert len(after) <= len(before) + 1
