"""The forms and fragments of the working record at their front door."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from banso.platform.identity.api import Member
from banso.record.customers.api import create_account, create_contact, create_person
from banso.record.work import api
from banso.record.work.api import NewPromise, NewTouch, Task, Touch
from tests.cast import browser_of
from tests.record.work.hostile import HOSTILE

HTMX = {"HX-Request": "true"}


@pytest.fixture
def account(workspace, now):
    return create_account("青嶺物流", now=now, external_id="aomine")


@pytest.fixture
def browser(cast):
    Member.objects.update(language="en")
    return browser_of(cast.csm)


def fields(account, cast, **changes):
    return {
        "kind": "call",
        "subject": "Renewal",
        "account": str(account.uid),
        "account_name": account.name,
        "members": [str(cast.csm.uid)],
    } | changes


def page(browser, name, *args, **query):
    return browser.get(reverse(f"work:{name}", args=args), query, headers=HTMX).content.decode()


def undo_in(answer):
    found = re.search(r'action="(/record/back/[^"]+)"', answer.content.decode())
    assert found, answer.content.decode()
    return found.group(1)


@pytest.mark.requirement("R3")
def test_log_a_touch_and_take_it_back(browser, account, cast, now):
    person = create_person("Yamada", now=now)
    create_contact(person, account, now=now)
    answer = browser.post(
        reverse("work:touch_new"),
        fields(
            account,
            cast,
            people=[str(person.uid)],
            body="the price",
            sentiment="1",
            next_step="Send it",
            due="2030-01-31",
        ),
        headers=HTMX,
    )
    assert answer.status_code == 200
    assert "touches-changed" in answer["HX-Trigger"]
    touch = Touch.objects.get()
    assert (touch.account, touch.author, touch.sentiment) == (account, cast.csm, 1)
    assert [task.title for task in api.tasks_of_account(account.pk)] == ["Send it"]
    shown = page(browser, "touches_of", account.uid)
    assert "Renewal" in shown
    assert "the price" in shown
    assert "Yamada" in shown
    browser.post(undo_in(answer))
    assert "Renewal" not in page(browser, "touches_of", account.uid)
    assert Task.objects.get().state == "cancelled"


def test_the_form_proposes_where_one_stands(browser, account, now):
    person = create_person("Yamada", now=now)
    create_contact(person, account, now=now)
    shown = page(browser, "touch_new", account=str(account.uid), person=str(person.uid))
    assert f'value="{account.name}"' in shown
    assert re.search(rf'value="{person.uid}"[^>]*checked', shown)
    assert "autofocus" in shown
    assert page(browser, "touch_new", account="nonsense", person="nonsense", kind="fax", at="yesterday")


def test_without_scripts_it_is_a_page_that_leads_back(browser, account, cast):
    here = "http://testserver/accounts/"
    form = browser.get(reverse("work:touch_new"), HTTP_REFERER=here).content.decode()
    assert "<html" in form
    assert f'name="next" value="{here}"' in form
    answer = browser.post(
        reverse("work:touch_new"), {"kind": "mail", "subject": "x", "account_name": "青嶺", "next": here}
    )
    assert (answer.status_code, answer["Location"]) == (302, here)
    assert Touch.objects.get().account == account
    answer = browser.post(reverse("work:touch_new"), {"kind": "mail", "subject": "x", "next": "https://evil.example/"})
    assert answer["Location"] == "/"


TOUCH_FAULTS = [
    ({"subject": ""}, "Say in a few words what it was about."),
    ({"subject": "x" * 301}, "at most 300"),
    ({"kind": "fax"}, "fax"),
    ({"at": "2999-01-01T10:00"}, "has happened already"),
    ({"at": "yesterday"}, "valid date"),
    ({"account": "", "account_name": "Nobody Ltd"}, "There is no account “Nobody Ltd”"),
    ({"others": "ghost@example.com"}, "Nobody here is known as ghost@example.com"),
    ({"make_task": "on"}, "Say what the task is."),
    ({"people": ["01890000-0000-7000-8000-000000000001"]}, "Select a valid choice"),
]


@pytest.mark.parametrize(("changes", "said"), TOUCH_FAULTS)
def test_wrong_input_of_a_touch_is_said_and_what_was_typed_is_kept(browser, account, cast, changes, said):
    values = (
        fields(account, cast, body="what I typed", next_step="" if "make_task" in changes else "also typed") | changes
    )
    answer = browser.post(reverse("work:touch_new"), values, headers=HTMX)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert said in shown
    assert 'role="alert"' in shown
    assert "what I typed" in shown
    assert answer["HX-Retarget"] == "#remote"
    assert not Touch.objects.exists()


@pytest.mark.parametrize(
    ("name", "values", "said"),
    [
        (
            "promise_new",
            {"text": "", "kind": "promise", "made_on": "2026-03-01", "promised_by": "typed"},
            "Say what was",
        ),
        ("promise_new", {"text": "typed", "kind": "x", "made_on": "2026-03-01"}, "valid choice"),
        (
            "promise_new",
            {"text": "typed", "kind": "promise", "made_on": "2026-03-01", "due": "2026-02-01"},
            "before it was",
        ),
        ("promise_new", {"text": "typed", "kind": "promise", "made_on": "soon"}, "valid date"),
        ("own_view_edit", {"band": "1", "reason": "", "expires": "2030-01-01", "typed": "typed"}, "Say why"),
        ("own_view_edit", {"band": "9", "reason": "typed", "expires": "2030-01-01"}, "valid choice"),
        ("own_view_edit", {"reason": "typed", "expires": "2030-01-01"}, "Choose one of the five"),
        ("own_view_edit", {"band": "1", "reason": "typed", "expires": "2001-01-01"}, "expired already"),
    ],
)
def test_wrong_input_of_other_forms(browser, account, name, values, said):
    answer = browser.post(reverse(f"work:{name}", args=[account.uid]), values, headers=HTMX)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert said in shown
    if "typed" not in values:
        assert "typed" in shown


def test_an_empty_note_and_comment(browser, account):
    answer = browser.post(reverse("work:note_new"), {"account": str(account.uid), "text": " "}, headers=HTMX)
    assert answer.status_code == 422
    assert "Nothing is written in it." in answer.content.decode()
    answer = browser.post(reverse("work:comment_add", args=["account", account.uid]), {"text": ""}, headers=HTMX)
    assert answer.status_code == 422
    answer = browser.post(reverse("work:note_new"), {"account_name": "", "text": "typed"}, headers=HTMX)
    assert answer.status_code == 422
    assert "typed" in answer.content.decode()


@pytest.mark.parametrize("files", [[], [SimpleUploadedFile("x.exe", b"MZ\x90\x00")]], ids=["none", "program"])
def test_a_file_that_is_not_kept(browser, account, files):
    url = reverse("work:file_add", args=["account", account.uid])
    answer = browser.post(url, {"files": files}, headers=HTMX)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


# --- what was said is for those who may read it -----------------------------------------------------------


@pytest.mark.requirement("R3", "R170")
def test_a_body_never_reaches_the_page_of_who_may_not_read_it(cast, account, now):
    secret = "極秘の値上げ"
    wanted = NewTouch(kind="call", at=now, subject="s", account=account, body=secret)
    touch = api.log_touch(wanted, member=cast.csm, now=now)
    [file] = api.keep_files([SimpleUploadedFile("memo.txt", secret.encode())], member=cast.csm, now=now, touch=touch)
    reading = [
        reverse("work:touches_of", args=[account.uid]), reverse("work:touch", args=[touch.uid]),
        reverse("work:files_of", args=[account.uid]), reverse("workspace:account", args=[account.uid]),
        reverse("workspace:timeline", args=[account.uid]), reverse("work:comments", args=["touch", touch.uid]),
    ]  # fmt: skip
    for url in reading:
        assert secret not in browser_of(cast.viewer).get(url).content.decode(), url
        assert secret not in browser_of(cast.viewer).get(url, headers=HTMX).content.decode(), url
    assert browser_of(cast.viewer).get(reverse("work:file", args=[file.uid])).status_code == 403
    assert secret in browser_of(cast.csm).get(reverse("work:touch", args=[touch.uid])).content.decode()
    assert browser_of(cast.csm).get(reverse("work:file", args=[file.uid])).status_code == 200


# --- hostile texts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_of_a_hostile_text_runs_on_a_page(browser, cast, account, now, text):
    for name, values in (
        ("touch_new", fields(account, cast, subject=text[:300], body=text, next_step=text[:300])),
        ("note_new", {"account": str(account.uid), "html": f"<p>x</p>{text}"}),
        ("note_new", {"account": str(account.uid), "text": text}),
    ):
        assert browser.post(reverse(f"work:{name}"), values, headers=HTMX).status_code == 200
    comment = reverse("work:comment_add", args=["account", account.uid])
    shown = browser.post(comment, {"html": f"<p>x</p>{text}"}, headers=HTMX).content.decode()
    shown += page(browser, "touches_of", account.uid) + page(browser, "notes_of", account.uid)
    own = re.compile(r"<svg class=\"[^>]*>|</svg>|<form[^>]*>|<input[^>]*>")
    left = own.sub("", shown).lower()
    for mark in (
        "<script",
        "<iframe",
        "<svg",
        "<img",
        "<object",
        "<embed",
        "<base",
        "<meta",
        "<style",
    ):
        assert mark not in left.replace("&lt;", "＜"), mark
    tags = re.findall(r"<[a-z][^>]*>", left)
    assert not [
        tag for tag in tags if re.search(r"\son\w+\s*=|javascript:|srcdoc|hx-on", re.sub(r'"[^"]*"', '""', tag))
    ]


def test_what_the_database_holds_is_cleaned_again(browser, cast, account, now):
    note = api.add_note("<p>x</p>", member=cast.csm, now=now, account=account)
    type(note).objects.filter(pk=note.pk).update(html="<p>x</p><script>alert(1)</script><img src=x onerror=alert(2)>")
    assert "alert" not in page(browser, "notes_of", account.uid)
    assert "alert" not in page(browser, "note", note.uid)


@pytest.mark.parametrize("name", ["page.html", "drawing.svg", "evil.html\r\nX-Evil: 1", "見積.pdf"])
def test_a_file_is_only_ever_handed_out(browser, cast, account, now, name):
    content = b"%PDF-1.7" if name.endswith("pdf") else b"<svg onload=alert(1)></svg>"
    [file] = api.keep_files([SimpleUploadedFile(name, content)], member=cast.csm, now=now, account=account)
    answer = browser.get(reverse("work:file", args=[file.uid]))
    assert b"".join(answer.streaming_content) == content
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] in {"application/octet-stream", "application/pdf"}
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "X-Evil" not in answer.headers


# --- the rest ---------------------------------------------------------------------------------------------


@pytest.mark.requirement("R2")
def test_a_note_becomes_a_task_in_one_step(browser, cast, account, now):
    note = api.add_note("<p>Send the offer</p><p>and more</p>", member=cast.csm, now=now, account=account)
    url = reverse("work:note_task", args=[note.uid])
    browser.post(url, headers=HTMX)
    browser.post(url, {"selection": " and\n more "}, headers=HTMX)
    assert [task.title for task in Task.objects.order_by("pk")] == ["Send the offer", "and more"]
    assert Task.objects.order_by("pk")[0].cause == {"note": str(note.uid)}


def test_only_ones_own_note_is_changed(browser, cast, account, now):
    note = api.add_note("<p>x</p>", member=cast.owner, now=now, account=account)
    assert browser.post(reverse("work:note_edit", args=[note.uid]), {"text": "y"}).status_code == 409
    assert browser.post(reverse("work:note_delete", args=[note.uid])).status_code == 409
    assert api.find_note(note.uid).html == "<p>x</p>"


def test_rich_text_stays_where_the_plain_text_was_not_touched(browser, cast, account, now):
    note = api.add_note("<p>a <strong>b</strong></p>", member=cast.csm, now=now, account=account)
    browser.post(reverse("work:note_edit", args=[note.uid]), {"text": "a b", "html": ""})
    assert api.find_note(note.uid).html == "<p>a <strong>b</strong></p>"


@pytest.mark.requirement("R99", "R100")
def test_promises_from_open_to_kept_and_back(browser, cast, account, now):
    values = {
        "text": "Two trainings",
        "kind": "promise",
        "made_on": "2026-03-01",
        "due": "2026-03-10",
        "in_sales": "on",
    }
    assert browser.post(reverse("work:promise_new", args=[account.uid]), values, headers=HTMX).status_code == 200
    [promise] = api.promises_of_account(account.pk)
    assert "late" in page(browser, "promises_of", account.uid)
    answer = browser.post(reverse("work:promise_close", args=[promise.uid]), {"state": "kept"}, headers=HTMX)
    assert api.find_promise(promise.uid).state == "kept"
    browser.post(undo_in(answer))
    assert api.find_promise(promise.uid).state == "open"
    assert browser.post(reverse("work:promise_close", args=[promise.uid]), {"state": "x"}).status_code == 400


@pytest.mark.requirement("B7")
def test_a_view_stands_beside_the_score_with_reason_and_end(browser, cast, account):
    until = (timezone.now() + timedelta(days=30)).date()
    values = {"band": "1", "reason": "Their champion leaves", "expires": until.isoformat()}
    answer = browser.post(reverse("work:own_view_edit", args=[account.uid]), values, headers=HTMX)
    shown = page(browser, "own_view", account.uid)
    assert "Their champion leaves" in shown
    assert cast.csm.name in shown
    browser.post(undo_in(answer))
    assert "Their champion leaves" not in page(browser, "own_view", account.uid)


def test_suggestions_know_readings(browser, cast):
    Member.objects.filter(pk=cast.manager.pk).update(name="森", reading="もり")
    assert [one["label"] for one in browser.get(reverse("work:suggest_members"), {"q": "モリ"}).json()] == ["森"]
    assert browser.get(reverse("work:suggest_members"), {"q": "nobody at all"}).json() == []


def test_taking_back_is_for_who_did_it(cast, account, browser):
    answer = browser.post(reverse("work:touch_new"), fields(account, cast), headers=HTMX)
    url = undo_in(answer)
    assert browser_of(cast.owner).post(url).status_code == 404
    assert browser_of(cast.stranger).post(url).status_code == 404
    assert browser_of(cast.viewer).post(url).status_code == 403
    assert browser.post(url).status_code == 302
    assert browser.post(url).status_code == 409


def test_a_panel_needs_the_same_queries_for_more(cast, account, now):
    def add(count):
        for _n in range(count):
            touch = api.log_touch(
                NewTouch(kind="call", at=now, subject="s", account=account, body="b"), member=cast.csm, now=now
            )
            api.add_note("<p>x</p>", member=cast.csm, now=now, account=account)
            api.add_promise(account, NewPromise(text="p", made_on=now.date()), member=cast.csm, now=now)
            api.keep_files([SimpleUploadedFile("a.txt", b"a")], member=cast.csm, now=now, touch=touch)

    browser = browser_of(cast.csm)
    names = ("touches_of", "notes_of", "promises_of", "files_of")
    counts = []
    for more in (1, 3):
        add(more)
        with CaptureQueriesContext(connection) as seen:
            for name in names:
                page(browser, name, account.uid)
        counts.append(len(seen))
    assert counts[0] == counts[1]
