"""People and tasks changed where they stand in their lists: one at a time, many at once, and taken back."""

import json
import random

import pytest
from django.urls import reverse

from banso.platform.attributes.api import rows
from banso.platform.journal.api import Batch
from banso.record.customers.api import (
    archive_person,
    change_contact,
    change_person,
    contacts_of_person,
    create_account,
    create_contact,
    create_person,
    persons_by_id,
)
from banso.record.work.api import NewTask, create_task
from banso.surfaces.workspace.lists.spec import list_named
from tests.cast import browser_of

pytestmark = pytest.mark.requirement("R66")
HTMX = {"HX-Request": "true"}
PERSON_KEYS = ("reading", "language", "title", "department", "role", "influence", "relation", "tags")
TASK_KEYS = ("owner", "due", "priority", "kind", "minutes")


@pytest.fixture
def people(cast, now):
    """Five people; the second is at two accounts, the last at none."""
    accounts = [create_account(name, now=now) for name in ("青嶺物流", "海老名工業")]
    made = [create_person(f"担当{number}", now=now) for number in range(5)]
    for person in made[:4]:
        create_contact(person, accounts[0], now=now, fields={"role": "user", "influence": 2})
    create_contact(made[1], accounts[1], now=now, fields={"role": "sponsor", "influence": 3})
    return made


@pytest.fixture
def tasks(cast, now):
    return [create_task(NewTask(title=f"用件{number}", owner=cast.csm), member=None, now=now) for number in range(5)]


def save(browser, noun, one, key, value, seen):
    address = reverse("workspace:list_cell", args=[noun, one.uid, key])
    return browser.post(address, {"value": value, "seen": json.dumps(seen)}, headers=HTMX)


def bulk(browser, noun, some, **form):
    sent = {"uid": [str(one.uid) for one in some], "act": "set"} | form
    return browser.post(reverse("workspace:list_bulk", args=[noun]), sent)


def shown(one, key):
    return rows("person", [one.pk], [key])[0][key]


@pytest.mark.parametrize(
    ("key", "value", "seen"),
    [
        ("reading", "たんとう", None),
        ("role", "champion", "user"),
        ("influence", "3", "2"),
        ("relation", "good", None),
        ("title", "部長", None),
    ],
)
def test_a_person_is_changed_where_they_stand_and_it_is_taken_back(cast, people, text, key, value, seen):
    browser, before = browser_of(cast.csm), shown(people[0], key)
    answer = save(browser, "people", people[0], key, value, seen)
    assert answer.status_code == 200
    assert shown(people[0], key) == value
    undo = text(answer).partition('action="/lists/changes/')[2].partition('"')[0]
    assert browser_of(cast.viewer).post(f"/lists/changes/{undo}").status_code == 403
    browser.post(f"/lists/changes/{undo}")
    assert shown(people[0], key) == before


def test_what_is_changed_is_the_contact_that_is_shown(cast, people):
    assert save(browser_of(cast.csm), "people", people[1], "role", "sceptic", "sponsor").status_code == 200
    assert {one.role for one in contacts_of_person(people[1].pk)} == {"sceptic", "user"}


def test_two_at_one_person_are_asked(cast, people, now, text):
    contact = contacts_of_person(people[0].pk)[0]
    change_contact(contact, {"role": "sceptic"}, now=now)
    answer = save(browser_of(cast.csm), "people", people[0], "role", "champion", "user")
    assert answer.status_code == 409
    assert "懐疑的" in text(answer) or "sceptic" in text(answer)
    assert shown(people[0], "role") == "sceptic"


def test_a_person_at_no_account_has_no_role(cast, people, text):
    answer = save(browser_of(cast.csm), "people", people[4], "role", "champion", None)
    assert answer.status_code == 422
    assert 'role="alert"' in text(answer)


@pytest.mark.parametrize("key", ["name", "account", "owner", "mail", "known_since"])
def test_what_is_not_theirs_is_not_changed_here(cast, people, key):
    address = reverse("workspace:list_cell", args=["people", people[0].uid, key])
    assert browser_of(cast.csm).get(address, headers=HTMX).status_code == 404


def test_who_may_not_edit_people_edits_none(cast, people):
    for member, status in ((cast.viewer, 403), (cast.stranger, 404)):
        assert save(browser_of(member), "people", people[0], "role", "champion", "user").status_code == status
    assert bulk(browser_of(cast.viewer), "people", people, key="role", value="champion").status_code == 403
    assert shown(people[0], "role") == "user"


def test_people_have_no_owner_of_their_own(cast, people, text):
    assert bulk(browser_of(cast.csm), "people", people, act="owner", value="1").status_code == 404
    page = text(browser_of(cast.csm).get(reverse("workspace:people")))
    assert 'name="act" value="set"' in page
    assert 'name="act" value="archive"' in page
    assert 'name="act" value="owner"' not in page


def test_tags_of_people_come_and_go_and_are_found(cast, people, now, text):
    browser = browser_of(cast.csm)
    change_person(people[0], {"tags": ["VIP"]}, now=now)
    bulk(browser, "people", people[:2], act="tag", value="更新、vip会")
    assert [shown(one, "tags") for one in people[:3]] == ["VIP, 更新, vip会", "更新, vip会", None]
    asked = {"filter": '{"attribute": "tags", "op": "contains", "value": "Ｖip"}', "columns": "tags"}
    page = text(browser.get(reverse("workspace:people"), asked))
    assert [one.name in page for one in people[:3]] == [True, True, False]
    bulk(browser, "people", people[:2], act="untag", value="vip会")
    assert [shown(one, "tags") for one in people[:2]] == ["VIP, 更新", "更新"]
    assert save(browser, "people", people[2], "tags", "新任, 新任", None).status_code == 200
    assert shown(people[2], "tags") == "新任"
    assert "新任" in text(browser.get(reverse("workspace:person", args=[people[2].uid])))
    assert save(browser, "people", people[3], "tags", "長" * 61, None).status_code == 422


def test_a_preview_counts_those_who_can_have_it(cast, people, text):
    sent = {"uid": [str(one.uid) for one in people], "act": "set", "key": "role", "value": "sponsor"}
    page = text(browser_of(cast.csm).post(reverse("workspace:list_bulk_preview", args=["people"]), sent))
    assert "5 件のうち 3 件が変わります" in page
    assert people[4].name not in page


# --- do + undo = before -----------------------------------------------------------------------------------------


def picture(noun, some, keys):
    """Everything a bulk edit can change, as it is kept and as the list shows it."""
    spec, ids = list_named(noun), [one.pk for one in some]
    assert spec.editing is not None
    kept = {key: spec.editing.kept(ids, key) for key in keys}
    gone = {one.pk: one.archived_at is not None for one in persons_by_id(ids).values()} if noun == "people" else {}
    return [kept, gone, rows(spec.subject, ids, list(keys))]


def person_edit(rng, cast):
    values = {
        "reading": ["たんとう", ""], "language": ["ja", "en", ""], "title": ["部長", ""], "department": ["営業", ""],
        "role": ["champion", "user", ""], "influence": ["1", "2", "3", ""], "relation": ["good", "poor", ""],
        "tags": ["VIP", "VIP, 更新"],
    }  # fmt: skip
    key = rng.choice([*values, "archive"])
    if key == "tags":
        return {"act": rng.choice(["tag", "untag"]), "value": rng.choice(values[key])}
    return {"act": "archive"} if key == "archive" else {"key": key, "value": rng.choice(values[key])}


def task_edit(rng, cast):
    values = {
        "due": ["2026-05-01", ""], "priority": ["0", "3"], "kind": ["call", "mail"], "minutes": ["15", ""],
        "owner": [str(cast.csm.pk), str(cast.manager.pk)],
    }  # fmt: skip
    key = rng.choice(list(values))
    return {"act": "owner" if key == "owner" else "set", "key": key, "value": rng.choice(values[key])}


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize(
    ("noun", "keys", "edit"), [("people", PERSON_KEYS, person_edit), ("tasks", TASK_KEYS, task_edit)]
)
def test_do_and_undo_is_as_before(cast, people, tasks, noun, keys, edit, seed):
    rng, every = random.Random(seed), people if noun == "people" else tasks
    browser = browser_of(cast.csm)
    for turn in range(8):
        form, some = edit(rng, cast), rng.sample(every, rng.randrange(2, len(every) + 1))
        before = picture(noun, every, keys)
        answer = bulk(browser, noun, some, **form)
        assert answer.status_code == 302, (seed, turn, form, answer.content.decode())
        batch = Batch.objects.latest("pk")
        assert browser.post(reverse("workspace:list_bulk_undo", args=[batch.uid])).status_code == 302
        assert picture(noun, every, keys) == before, (seed, turn, form)
        if form.get("act") != "archive":
            bulk(browser, noun, some, **form)  # the next one begins elsewhere


def test_an_archived_person_comes_back(cast, people, text, now):
    archive_person(people[3], now=now)
    browser = browser_of(cast.csm)
    bulk(browser, "people", people[:2], act="archive")
    page = text(browser.get(reverse("workspace:people")))
    assert people[0].name not in page
    assert people[2].name in page
    browser.post(reverse("workspace:list_bulk_undo", args=[Batch.objects.latest("pk").uid]))
    assert people[0].name in text(browser.get(reverse("workspace:people")))
