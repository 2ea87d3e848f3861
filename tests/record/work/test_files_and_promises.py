"""Files, promises and members' own views: what is kept, refused and shown."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from banso.record.customers.api import create_account
from banso.record.work import api
from banso.record.work.api import BadFile, BadPromise, BadView, NewPromise, PromiseState
from banso.record.work.models import Attachment, OwnView

TODAY = date(2026, 4, 1)


@pytest.fixture
def account(workspace, now):
    return create_account("青嶺物流", now=now)


# --- files ------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R2")
def test_a_file_lies_where_nobody_can_guess(account, cast, now):
    [kept] = api.keep_files(
        [SimpleUploadedFile("../../契約.pdf", b"%PDF-1.7")], member=cast.csm, now=now, account=account
    )
    assert kept.name == "契約.pdf"
    assert kept.media_type == "application/pdf"
    assert kept.sha256 not in kept.path
    assert "契約" not in kept.path
    assert api.place_of(kept).read_bytes() == b"%PDF-1.7"


@pytest.mark.parametrize(
    "files",
    [
        [],
        [SimpleUploadedFile("a.txt", b"")],
        [SimpleUploadedFile("a.exe", b"MZ\x90\x00\x03")],
        [SimpleUploadedFile("a.txt", b"ok"), SimpleUploadedFile("b.png", b"\x7fELF\x02")],
        [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(11)],
        [SimpleUploadedFile("big.txt", b"x" * (25 * 1024 * 1024 + 1))],
    ],
    ids=["none", "empty", "program", "second is bad", "too many", "too large"],
)
def test_a_bad_file_leaves_nothing_behind(account, cast, now, files, settings, tmp_path):
    settings.FILES_ROOT = tmp_path
    with pytest.raises(BadFile) as raised:
        api.keep_files(files, member=cast.csm, now=now, account=account)
    assert raised.value.hint
    assert not Attachment.objects.exists()
    assert not [one for one in tmp_path.rglob("*") if one.is_file()]


def test_bytes_go_thirty_days_after_the_file_and_its_row_stays(account, cast, now):
    note = api.add_note("<p>x</p>", member=cast.csm, now=now, account=account)
    one, two, three = api.keep_files(
        [SimpleUploadedFile(f"{n}.txt", b"x") for n in "abc"], member=cast.csm, now=now, note=note
    )
    api.delete_file(one, now=now)
    assert api.remove_old_files(now + timedelta(days=29)) == 0
    assert api.remove_old_files(now + timedelta(days=31)) == 1
    assert not api.place_of(Attachment(path="")).is_file()
    api.delete_note(note, member=cast.csm, now=now)
    assert api.remove_old_files(now + timedelta(days=31)) == 2
    assert api.remove_old_files(now + timedelta(days=31)) == 0
    assert Attachment.objects.filter(pk__in=[one.pk, two.pk, three.pk], path="").count() == 3


# --- promises and views -------------------------------------------------------------------------------------


@pytest.mark.requirement("R99", "R100")
def test_promises_stand_open_first_by_day(account, cast, now):
    def add(text, due):
        return api.add_promise(account, NewPromise(text=text, made_on=date(2026, 1, 1), due=due), member=None, now=now)

    later, soon, never = add("b", date(2026, 5, 1)), add("a", date(2026, 3, 1)), add("c", None)
    kept = api.close_promise(add("d", None), PromiseState.KEPT, member=cast.csm, now=now)
    assert api.promises_of_account(account.pk) == [soon, later, never, kept]
    assert api.promises_of_account(account.pk, open_only=True) == [soon, later, never]
    assert api.late_promises(TODAY) == [soon]
    assert api.close_promise(kept, PromiseState.KEPT, member=cast.owner, now=now).closed_by == cast.csm
    assert api.reopen_promise(kept, now=now).closed_at is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": " "}, "text"),
        ({"text": "x" * 501}, "text"),
        ({"kind": "threat"}, "kind"),
        ({"due": date(2025, 12, 31)}, "due"),
        ({"promised_by": "x" * 201}, "promised_by"),
    ],
)
def test_what_cannot_be_a_promise_says_where(account, now, changes, field):
    values = {"text": "研修", "made_on": date(2026, 1, 1)} | changes
    with pytest.raises(BadPromise) as raised:
        api.add_promise(account, NewPromise(**values), member=None, now=now)
    assert raised.value.field == field


@pytest.mark.requirement("B7")
def test_a_view_takes_the_place_of_the_one_before_and_expires(account, cast, now):
    api.set_own_view(account, 1, "悪い噂", member=cast.csm, today=TODAY, now=now)
    later = now + timedelta(minutes=1)
    view = api.set_own_view(account, 3, "持ち直した", member=cast.owner, today=TODAY, now=later)
    assert view.expires == TODAY + timedelta(days=90)
    assert api.own_view_of([account.pk], TODAY) == {account.pk: view}
    assert api.own_view_of([account.pk], view.expires) == {account.pk: view}
    assert api.own_view_of([account.pk], view.expires + timedelta(days=1)) == {}
    assert [one.band for one in api.own_views_of_account(account.pk)] == [3, 1]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"band": 5}, "band"),
        ({"reason": ""}, "reason"),
        ({"reason": "x" * 501}, "reason"),
        ({"expires": TODAY - timedelta(days=1)}, "expires"),
        ({"expires": TODAY + timedelta(days=367)}, "expires"),
    ],
)
def test_a_view_needs_a_reason_and_an_end(account, cast, now, values, field):
    given = {"band": 1, "reason": "噂", "expires": None} | values
    with pytest.raises(BadView) as raised:
        api.set_own_view(
            account, given["band"], given["reason"], member=cast.csm, today=TODAY, now=now, expires=given["expires"]
        )
    assert raised.value.field == field
    assert not OwnView.objects.exists()
