"""Touches, notes, comments, files, promises and views: written, changed, deleted, and taken back."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from banso.platform.identity.api import Role
from banso.platform.journal.api import act_at, acting, find_act, history, undo_change
from banso.platform.kit.errors import BansoError, Conflict, NotFound
from banso.platform.tenancy.api import scope
from banso.record.customers.api import create_account, create_person
from banso.record.work import api
from banso.record.work.api import (
    BadText,
    BadTouch,
    InboxItem,
    NewPromise,
    NewTouch,
)
from banso.record.work.models import Attachment, Comment, Note, OwnView, Promise, Touch, TouchBody, TouchPerson
from banso.record.work.web.acts import SUBJECTS
from tests.cast import make_member

TODAY = date(2026, 4, 1)


@pytest.fixture
def account(workspace, now):
    return create_account("青嶺物流", now=now)


@pytest.fixture
def people(account, now):
    return [create_person(name, now=now) for name in ("山田", "鈴木")]


@pytest.fixture
def csm(cast):
    return cast.csm


def new(now, account, **changes):
    values = {"kind": "call", "at": now, "subject": "契約の件", "account": account, "body": "値上げの話"} | changes
    return NewTouch(**values)


def everything():
    """Every row of the working record, as a person would find it."""
    return {
        "touch": sorted(
            Touch.objects.filter(deleted_at=None).values_list(
                "pk", "kind", "account", "at", "direction", "subject", "subject_fold", "sentiment", "next_step"
            )
        ),
        "body": sorted(TouchBody.objects.filter(touch__deleted_at=None).values_list("touch", "text")),
        "people": sorted(
            TouchPerson.objects.filter(touch__deleted_at=None).values_list("touch", "person", "member"), key=repr
        ),
        "note": sorted(Note.objects.filter(deleted_at=None).values_list("pk", "html", "text_fold", "edited_at")),
        "comment": sorted(Comment.objects.filter(deleted_at=None).values_list("pk", "html", "edited_at")),
        "file": sorted(Attachment.objects.filter(deleted_at=None).values_list("pk", "name", "path")),
        "promise": sorted(
            Promise.objects.filter(deleted_at=None).values_list(
                "pk",
                "text",
                "state",
                "kind",
                "due",
                "made_on",
                "closed_at",
                "closed_by",
                "person",
                "in_sales",
                "promised_by",
            ),
            key=repr,
        ),
        "view": sorted(OwnView.objects.values_list("pk", "band", "reason", "expires", "ended_at"), key=repr),
    }


# --- do + undo = before, for each kind of write --------------------------------------------------------------


@pytest.fixture
def world(account, people, csm, now):
    """One of each, from some days ago."""
    before = now - timedelta(days=3, microseconds=123_456)
    wanted = new(before, account, people=people[:1], members=[csm], sentiment=1, next_step="送る")
    return {
        "touch": api.log_touch(wanted, member=csm, now=before),
        "note": api.add_note("<p>メモ</p>", member=csm, now=before, account=account),
        "comment": api.add_comment("account", account.pk, "<p>はい</p>", member=csm, now=before),
        "file": api.keep_files([SimpleUploadedFile("a.txt", b"abc")], member=csm, now=before, account=account)[0],
        "promise": api.add_promise(account, NewPromise(text="研修", made_on=TODAY, due=TODAY), member=csm, now=before),
        "view": api.set_own_view(account, 1, "担当が替わる", member=csm, today=TODAY, now=before),
    }


WRITES = {
    "log a touch": lambda w, a, m, now, p: api.log_touch(new(now, a, people=p, members=[m]), member=m, now=now),
    "change a touch": lambda w, a, m, now, p: api.change_touch(
        w["touch"],
        new(now, None, kind="mail", subject="別件", body="", people=p[1:], direction="in", sentiment=-1),
        now=now,
    ),
    "delete a touch": lambda w, a, m, now, p: api.delete_touch(w["touch"], now=now),
    "write a note": lambda w, a, m, now, p: api.add_note("<p>新しい</p>", member=m, now=now, account=a),
    "change a note": lambda w, a, m, now, p: api.change_note(w["note"], "<p>直した</p>", member=m, now=now),
    "delete a note": lambda w, a, m, now, p: api.delete_note(w["note"], member=m, now=now),
    "comment": lambda w, a, m, now, p: api.add_comment("touch", w["touch"].pk, "<p>了解</p>", member=m, now=now),
    "change a comment": lambda w, a, m, now, p: api.change_comment(w["comment"], "<p>いいえ</p>", member=m, now=now),
    "delete a comment": lambda w, a, m, now, p: api.delete_comment(w["comment"], member=m, now=now),
    "keep a file": lambda w, a, m, now, p: api.keep_files(
        [SimpleUploadedFile("b.txt", b"b")], member=m, now=now, note=w["note"]
    ),
    "delete a file": lambda w, a, m, now, p: api.delete_file(w["file"], now=now),
    "promise": lambda w, a, m, now, p: api.add_promise(a, NewPromise(text="連携", made_on=TODAY), member=m, now=now),
    "change a promise": lambda w, a, m, now, p: api.change_promise(
        w["promise"],
        NewPromise(text="研修を 2 回", made_on=TODAY, in_sales=True, kind="expectation", person=p[0]),
        now=now,
    ),
    "keep a promise": lambda w, a, m, now, p: api.close_promise(w["promise"], "kept", member=m, now=now),
    "miss a promise": lambda w, a, m, now, p: api.close_promise(w["promise"], "missed", member=m, now=now),
    "delete a promise": lambda w, a, m, now, p: api.delete_promise(w["promise"], now=now),
    "set a view": lambda w, a, m, now, p: api.set_own_view(a, 4, "社長が推している", member=m, today=TODAY, now=now),
    "end a view": lambda w, a, m, now, p: api.end_own_view(a, now=now),
}


@pytest.mark.requirement("R170")
@pytest.mark.parametrize("name", WRITES)
def test_do_and_undo_is_as_before(world, account, people, csm, now, name):
    before = everything()
    with acting(actor_id=csm.pk, source="web"):
        WRITES[name](world, account, csm, now, people)
        assert everything() != before
        changes = act_at(now, csm.pk, SUBJECTS)
        assert changes
        for change in reversed(changes):
            assert not undo_change(change, now + timedelta(seconds=5)).conflicts
    assert everything() == before


def test_what_was_changed_since_is_left_alone(world, account, csm, now):
    with acting(actor_id=csm.pk, source="web"):
        api.change_touch(world["touch"], new(now, account, subject="二度目"), now=now)
        [change] = [one for one in act_at(now, csm.pk, SUBJECTS) if one.subject == "touch"]
        api.change_touch(world["touch"], new(now, account, subject="三度目"), now=now + timedelta(seconds=1))
        undone = undo_change(change, now + timedelta(seconds=2))
    assert undone.conflicts
    assert api.find_touch(world["touch"].uid).subject == "三度目"


def test_an_act_is_ones_own(world, account, cast, now):
    with acting(actor_id=cast.csm.pk, source="web"):
        api.delete_touch(world["touch"], now=now)
    [change] = act_at(now, cast.csm.pk, SUBJECTS)
    assert find_act(change.uid, cast.csm.pk, SUBJECTS) == [change]
    with pytest.raises(NotFound):
        find_act(change.uid, cast.owner.pk, SUBJECTS)


# --- touches ----------------------------------------------------------------------------------------------


@pytest.mark.requirement("R3")
def test_a_touch_is_read_with_people_of_both_sides(account, people, csm, now, django_assert_max_num_queries):
    for days in range(5):
        api.log_touch(new(now - timedelta(days=days), account, people=people, members=[csm]), member=csm, now=now)
    with django_assert_max_num_queries(5):
        rows = api.touches_of_account(account.pk)
        assert [len(one.people.all()) for one in rows] == [3] * 5
        assert all(one.author == csm for one in rows)
    assert [one.at for one in rows] == sorted((one.at for one in rows), reverse=True)
    last = rows[1]
    assert api.touches_of_account(account.pk, before=(last.at, last.pk)) == rows[2:]
    assert api.touches_of_account(account.pk, text="ケイヤク") == []
    assert len(api.touches_of_account(account.pk, text="契約")) == 5
    assert api.touches_of_person(people[0].pk) == rows
    assert api.last_touch_of_persons([people[0].pk]) == {people[0].pk: rows[0].at}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"subject": "  "}, "subject"),
        ({"subject": "x" * 301}, "subject"),
        ({"kind": "fax"}, "kind"),
        ({"direction": "sideways"}, "direction"),
        ({"sentiment": 7}, "sentiment"),
        ({"at": timedelta(hours=1)}, "at"),
        ({"at": timedelta(days=-20_000)}, "at"),
        ({"body": "x" * 50_001}, "body"),
        ({"next_step": "x" * 301}, "next_step"),
    ],
)
def test_what_cannot_be_a_touch_says_where(account, now, changes, field):
    if "at" in changes:
        changes = {"at": now + changes["at"]}
    with pytest.raises(BadTouch) as raised:
        api.log_touch(new(now, account, **changes), member=None, now=now)
    assert raised.value.field == field
    assert not Touch.objects.exists()


def test_what_was_said_is_journaled_apart(account, csm, now):
    touch = api.log_touch(new(now, account, body="極秘"), member=csm, now=now)
    assert "極秘" not in repr([one.changes for one in history("touch", touch.pk)])
    assert api.bodies_of([touch]) == {touch.pk: "極秘"}


# --- notes and comments -----------------------------------------------------------------------------------


def mention(member, label="@x"):
    return f'<span data-mention="{member.uid}">{label}</span>'


@pytest.mark.requirement("R134")
def test_a_mention_is_told_once_and_under_the_true_name(account, cast, now):
    note = api.add_note(f"<p>{mention(cast.csm, '@社長')} 見て</p>", member=cast.owner, now=now, account=account)
    assert f"@{cast.csm.name}</span>" in note.html
    api.change_note(note, f"<p>{mention(cast.csm)} {mention(cast.manager)} 見て</p>", member=cast.owner, now=now)
    told = InboxItem.objects.order_by("pk").values_list("member", "kind")
    assert list(told) == [(cast.csm.pk, "mention"), (cast.manager.pk, "mention")]
    api.delete_note(note, member=cast.owner, now=now)
    assert not InboxItem.objects.exists()


def test_a_member_of_another_company_cannot_be_named(account, cast, now):
    note = api.add_note(f"<p>{mention(cast.stranger, '@Stone')} x</p>", member=cast.csm, now=now, account=account)
    assert note.html == "<p>@Stone x</p>"


@pytest.mark.requirement("R134")
def test_a_comment_tells_whose_it_is_and_who_is_named(account, cast, now):
    touch = api.log_touch(new(now, account), member=cast.csm, now=now)
    api.add_comment("touch", touch.pk, f"<p>{mention(cast.manager)} どう？</p>", member=cast.owner, now=now)
    told = dict(InboxItem.objects.values_list("member", "kind"))
    assert told == {cast.manager.pk: "mention", cast.csm.pk: "comment"}


@pytest.mark.parametrize("html", ["", "  ", "<p></p>", "<script>x</script>", "x" * 100_001])
def test_an_empty_or_endless_text_is_refused(account, cast, now, html):
    with pytest.raises(BadText):
        api.add_note(html, member=cast.csm, now=now, account=account)
    with pytest.raises(BadText):
        api.add_comment("account", account.pk, html, member=cast.csm, now=now)


def test_only_who_wrote_it_changes_it(account, cast, now):
    note = api.add_note("<p>a</p>", member=cast.csm, now=now, account=account)
    comment = api.add_comment("note", note.pk, "<p>b</p>", member=cast.csm, now=now)
    for act in (
        lambda: api.change_note(note, "<p>x</p>", member=cast.owner, now=now),
        lambda: api.delete_note(note, member=cast.owner, now=now),
        lambda: api.change_comment(comment, "<p>x</p>", member=cast.owner, now=now),
        lambda: api.delete_comment(comment, member=cast.owner, now=now),
    ):
        with pytest.raises(Conflict):
            act()


@pytest.mark.requirement("R2")
def test_notes_are_found_by_what_they_say(account, cast, now):
    api.add_note("<p>データ連携の<strong>課題</strong></p>", member=cast.csm, now=now, account=account)
    assert len(api.notes_of_account(account.pk, text="ﾃﾞｰﾀ")) == 1
    assert api.notes_of_account(account.pk, text="strong") == []


@pytest.mark.parametrize("subject", ["person", "", "account' OR 1=1"])
def test_other_things_have_no_comments(account, cast, now, subject):
    with pytest.raises(BansoError):
        api.add_comment(subject, account.pk, "<p>x</p>", member=cast.csm, now=now)


def test_nothing_of_it_is_seen_from_elsewhere(world, account, cast):
    with scope(cast.elsewhere):
        make_member(cast.elsewhere, "Steele", Role.CSM)
        for find in (api.find_touch, api.find_note, api.find_file, api.find_promise, api.find_comment):
            with pytest.raises(NotFound):
                find(world["touch"].uid)
        assert api.newest_touches() == []
        assert api.newest_notes() == []
        assert api.own_view_of([account.pk], TODAY) == {}
