"""Changing values where they stand in a list: one at a time with conflicts shown, many at once with undo."""

import json
import random

import pytest
from django.urls import reverse

from banso.platform.attributes.api import rows
from banso.platform.identity.api import EDIT_ACCOUNTS
from banso.platform.jobs.api import Job, run_job
from banso.platform.journal.api import Batch, BatchState, history
from banso.platform.tenancy.api import scope
from banso.record.customers.api import accounts_by_id, change_account, create_account, current_owners
from banso.record.work.api import NewTask, create_task, find_task
from banso.surfaces.workspace.lists.bulk import BULK_JOB
from banso.surfaces.workspace.lists.spec import list_named
from tests.cast import Cast, browser_of

HTMX = {"HX-Request": "true"}


@pytest.fixture
def accounts(cast: Cast, now) -> list:
    with scope(cast.workspace):
        return [
            create_account(f"見本{number:02d}", now=now, fields={"stage": "導入", "owner": cast.csm.pk})
            for number in range(6)
        ]


def cell(account, key: str) -> str:
    return reverse("workspace:list_cell", args=["accounts", account.uid, key])


def seen_in(text: str) -> str:
    return text.partition('name="seen" value="')[2].partition('"')[0].replace("&quot;", '"')


# --- one value ------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R66")
def test_a_value_is_changed_where_it_stands_and_taken_back(cast, accounts, text):
    browser, account = browser_of(cast.csm), accounts[0]
    form = text(browser.get(cell(account, "stage"), headers=HTMX))
    assert 'value="導入"' in form
    answer = browser.post(cell(account, "stage"), {"value": "拡大", "seen": seen_in(form)}, headers=HTMX)
    assert answer.status_code == 200
    shown = text(answer)
    assert shown.startswith("<td")
    assert "拡大" in shown
    account.refresh_from_db()
    assert account.stage == "拡大"
    assert history("account", account.pk)[0].actor == cast.csm.pk
    undo = shown.partition('action="/lists/changes/')[2].partition('"')[0]
    browser.post(f"/lists/changes/{undo}")
    account.refresh_from_db()
    assert account.stage == "導入"


@pytest.mark.parametrize(
    ("key", "value", "kept"),
    [
        ("yearly_value", "1200000", 1_200_000),
        ("notice_by", "2026-12-31", "2026-12-31"),
        ("tier", "high", "high"),
        ("size", "12", 12),
        ("tags", "重要, 更新, 重要", ["重要", "更新"]),
        ("stage", "", None),
    ],
)
def test_each_kind_of_field(cast, accounts, key, value, kept):
    account = accounts[0]
    spec = list_named("accounts")
    assert spec.editing is not None
    before = spec.editing.kept([account.pk], key)[account.pk]
    sent = {"value": value, "seen": json.dumps(before, ensure_ascii=False)}
    answer = browser_of(cast.csm).post(cell(account, key), sent, headers=HTMX)
    assert answer.status_code == 200
    assert spec.editing.kept([account.pk], key)[account.pk] == kept


@pytest.mark.parametrize(
    ("key", "value"), [("notice_by", "2026-02-30"), ("size", "-1"), ("country", "Nippon"), ("tier", "x")]
)
def test_what_does_not_fit_says_so_and_stays_typed(cast, accounts, text, key, value):
    answer = browser_of(cast.csm).post(cell(accounts[0], key), {"value": value, "seen": "null"}, headers=HTMX)
    assert answer.status_code == 422
    page = text(answer)
    assert 'role="alert"' in page
    assert value in page or key == "tier"


def test_somebody_elses_change_is_shown_and_not_overwritten(cast, accounts, text, now):
    browser, account = browser_of(cast.csm), accounts[0]
    seen = seen_in(text(browser.get(cell(account, "stage"), headers=HTMX)))
    change_account(account, {"stage": "解約予定"}, now=now)
    answer = browser.post(cell(account, "stage"), {"value": "拡大", "seen": seen}, headers=HTMX)
    assert answer.status_code == 409
    page = text(answer)
    assert "解約予定" in page
    assert 'value="拡大"' in page
    account.refresh_from_db()
    assert account.stage == "解約予定"
    again = browser.post(cell(account, "stage"), {"value": "拡大", "seen": seen_in(page)}, headers=HTMX)
    assert again.status_code == 200
    account.refresh_from_db()
    assert account.stage == "拡大"


def test_who_may_not_change_an_account_changes_nothing(cast, accounts):
    for member, status in ((cast.viewer, 403), (cast.stranger, 404)):
        answer = browser_of(member).post(cell(accounts[0], "stage"), {"value": "x", "seen": '"導入"'}, headers=HTMX)
        assert answer.status_code == status
    accounts[0].refresh_from_db()
    assert accounts[0].stage == "導入"


@pytest.mark.parametrize("key", ["name", "health", "parent", "timezone", "no_such"])
def test_what_is_no_field_to_change_is_not_found(cast, accounts, key):
    assert browser_of(cast.csm).get(cell(accounts[0], key), headers=HTMX).status_code == 404


def test_a_task_changes_its_owner_and_its_day(cast, accounts, now):
    task = create_task(NewTask(title="電話", owner=cast.csm, account=accounts[0]), member=None, now=now)
    browser = browser_of(cast.csm)
    for key, value, seen in (("due", "2026-04-30", "null"), ("owner", str(cast.manager.pk), str(cast.csm.pk))):
        address = reverse("workspace:list_cell", args=["tasks", task.uid, key])
        assert browser.post(address, {"value": value, "seen": seen}, headers=HTMX).status_code == 200
    found = find_task(task.uid)
    assert str(found.due) == "2026-04-30"
    assert found.owner_id == cast.manager.pk


# --- many rows ------------------------------------------------------------------------------------------------


def bulk(browser, accounts, **form):
    sent = {"uid": [str(one.uid) for one in accounts], "act": "set"} | form
    return browser.post(reverse("workspace:list_bulk", args=["accounts"]), sent)


def stages(accounts) -> list[str | None]:
    found = accounts_by_id([one.pk for one in accounts])
    return [found[one.pk].stage for one in accounts]


def test_a_preview_says_how_many_and_what_and_changes_nothing(cast, accounts, text, now):
    change_account(accounts[0], {"stage": "拡大"}, now=now)
    sent = {"uid": [str(one.uid) for one in accounts], "act": "set", "key": "stage", "value": "拡大"}
    answer = browser_of(cast.csm).post(reverse("workspace:list_bulk_preview", args=["accounts"]), sent)
    page = text(answer)
    assert "6 件のうち 5 件が変わります" in page
    assert "導入 → 拡大" in page
    assert stages(accounts)[1:] == ["導入"] * 5


@pytest.mark.requirement("R66")
def test_many_rows_are_changed_in_one_batch_and_taken_back(cast, accounts, text):
    browser = browser_of(cast.csm)
    answer = bulk(browser, accounts[:4], key="stage", value="拡大", note="四半期の見直し")
    batch = Batch.objects.latest("pk")
    assert batch.state == BatchState.APPLIED
    assert stages(accounts) == ["拡大"] * 4 + ["導入"] * 2
    assert history("account", accounts[0].pk)[0].reason == "四半期の見直し"
    undo = reverse("workspace:list_bulk_undo", args=[batch.uid])
    assert undo in text(browser.get(answer["Location"]))
    browser.post(undo)
    assert stages(accounts) == ["導入"] * 6


def test_all_that_match_are_those_of_the_filter(cast, accounts, now):
    change_account(accounts[0], {"stage": "拡大"}, now=now)
    form = {"all": "1", "filter": '{"attribute": "stage", "op": "eq", "value": "導入"}', "act": "owner"}
    browser = browser_of(cast.csm)
    sent = form | {"value": str(cast.manager.pk), "expected": "5", "note": "産休に入ります"}
    browser.post(reverse("workspace:list_bulk", args=["accounts"]), sent)
    owners = current_owners([one.pk for one in accounts])
    assert owners[accounts[0].pk] == cast.csm.pk
    assert {owners[one.pk] for one in accounts[1:]} == {cast.manager.pk}
    assert history("account", accounts[1].pk)[0].reason == "産休に入ります"


def test_rows_that_have_become_more_are_not_changed_unseen(cast, accounts):
    form = {"all": "1", "act": "set", "key": "stage", "value": "x", "expected": "5"}
    answer = browser_of(cast.csm).post(reverse("workspace:list_bulk", args=["accounts"]), form)
    assert answer.status_code == 409
    assert stages(accounts) == ["導入"] * 6


def test_tags_are_added_to_what_is_there_and_found_by(cast, accounts, now, text):
    change_account(accounts[0], {"tags": ["重要"]}, now=now)
    browser = browser_of(cast.csm)
    bulk(browser, accounts[:2], act="tag", value="更新、重要")
    found = accounts_by_id([one.pk for one in accounts[:2]])
    assert [found[one.pk].tags for one in accounts[:2]] == [["重要", "更新"], ["更新", "重要"]]
    assert rows("account", [accounts[1].pk], ["tags"])[0]["tags"] == "更新, 重要"
    page = text(
        browser.get(
            reverse("workspace:accounts"), {"filter": '{"attribute": "tags", "op": "contains", "value": "更新"}'}
        )
    )
    assert "見本01" in page
    assert "見本02" not in page
    bulk(browser, accounts[:2], act="untag", value="重要")
    assert [one.tags for one in accounts_by_id([one.pk for one in accounts[:2]]).values()] == [["更新"], ["更新"]]


def test_archived_rows_leave_the_list_and_come_back(cast, accounts, text):
    browser = browser_of(cast.csm)
    bulk(browser, accounts[:2], act="archive")
    page = text(browser.get(reverse("workspace:accounts")))
    assert "見本00" not in page
    assert "見本02" in page
    browser.post(reverse("workspace:list_bulk_undo", args=[Batch.objects.latest("pk").uid]))
    assert "見本00" in text(browser.get(reverse("workspace:accounts")))


@pytest.mark.parametrize(
    "form",
    [{"key": "stage"}, {"key": "country", "value": "x"}, {"key": "no_such", "value": "x"}, {"act": "tag", "value": ""}],
)
def test_a_bulk_edit_that_cannot_be_says_so(cast, accounts, form, text):
    answer = bulk(browser_of(cast.csm), accounts, **form)
    assert answer.status_code == 422 or stages(accounts) == [None] * 6
    if answer.status_code == 422:
        assert 'role="alert"' in text(answer)


def test_nothing_selected_says_so(cast, accounts):
    assert bulk(browser_of(cast.csm), []).status_code == 422


def test_who_may_not_edit_edits_nothing(cast, accounts):
    assert bulk(browser_of(cast.viewer), accounts, key="stage", value="x").status_code == 403
    assert bulk(browser_of(cast.stranger), accounts, key="stage", value="x").status_code == 422
    assert stages(accounts) == ["導入"] * 6


def test_a_long_one_is_shown_and_cancelled_whole(cast, accounts, text, monkeypatch, now):
    monkeypatch.setattr("banso.surfaces.workspace.views.bulk.AT_ONCE", 1)
    monkeypatch.setattr("banso.surfaces.workspace.lists.bulk.CHUNK", 2)
    browser = browser_of(cast.csm)
    page = bulk(browser, accounts, key="stage", value="拡大")["Location"]
    assert "<progress" in text(browser.get(page))
    job = Job.objects.get(kind=BULK_JOB)
    run_until(job, now, steps=1)
    assert stages(accounts) == ["拡大"] * 2 + ["導入"] * 4
    batch = Batch.objects.latest("pk")
    browser.post(reverse("workspace:list_bulk_stop", args=[batch.uid]))
    run_job(Job.objects.get(kind="journal.undo_batch"), lambda: now)
    batch.refresh_from_db()
    assert batch.state == BatchState.UNDONE
    assert stages(accounts) == ["導入"] * 6
    assert "見本" not in text(browser.get(page))


def run_until(job: Job, now, *, steps: int) -> None:
    """Run ``steps`` of a job, as if the worker had been stopped after them."""
    done = []

    def progress(job: Job) -> None:
        done.append(job.progress_done)
        if len(done) == steps:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_job(job, lambda: now, progress)


# --- do + undo = before, for whatever is done -----------------------------------------------------------------

EDITS = {
    "stage": lambda rng: {"act": "set", "key": "stage", "value": rng.choice(["導入", "拡大", ""])},
    "notice": lambda rng: {"act": "set", "key": "notice_by", "value": rng.choice(["2026-10-01", ""])},
    "value": lambda rng: {"act": "set", "key": "yearly_value", "value": str(rng.randrange(9) * 1000)},
    "tier": lambda rng: {"act": "set", "key": "tier", "value": rng.choice(["high", "tech", ""])},
    "owner": lambda rng: {"act": "owner", "value": rng.choice(["CSM", "MANAGER", ""])},
    "tag": lambda rng: {"act": "tag", "value": rng.choice(["重要", "更新, 重要"])},
    "untag": lambda rng: {"act": "untag", "value": "重要"},
    "archive": lambda rng: {"act": "archive"},
}


def picture(accounts) -> list:
    """Everything a bulk edit can change, as it is kept and as lists show it."""
    ids = [one.pk for one in accounts]
    spec = list_named("accounts")
    assert spec.editing is not None
    kept = {key: spec.editing.kept(ids, key) for key in ("stage", "notice_by", "yearly_value", "tier", "owner", "tags")}
    archived = {one.pk: one.archived_at is not None for one in accounts_by_id(ids).values()}
    return [kept, archived, rows("account", ids, ["owner", "tags", "stage", "tier", "notice_by", "yearly_value"])]


@pytest.mark.parametrize("seed", range(3))
def test_do_and_undo_is_as_before(cast, accounts, now, seed):
    rng = random.Random(seed)
    people = {"CSM": str(cast.csm.pk), "MANAGER": str(cast.manager.pk), "": ""}
    browser = browser_of(cast.csm)
    for turn in range(8):
        name = rng.choice(sorted(EDITS))
        form = EDITS[name](rng)
        if form["act"] == "owner":
            form["value"] = people[form["value"]]
        some = rng.sample(accounts, rng.randrange(1, len(accounts) + 1))
        before = picture(accounts)
        answer = bulk(browser, some, **form)
        assert answer.status_code == 302, (turn, form, answer.content)
        batch = Batch.objects.latest("pk")
        assert browser.post(reverse("workspace:list_bulk_undo", args=[batch.uid])).status_code == 302
        assert picture(accounts) == before, (seed, turn, form)
        bulk(browser, some, **EDITS["stage"](rng) | {"value": str(turn)})  # the next one begins elsewhere


def test_the_permission_of_the_lists_is_that_of_the_form():
    spec = list_named("accounts")
    assert spec.editing is not None
    assert spec.editing.permission == EDIT_ACCOUNTS
