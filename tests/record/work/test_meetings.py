"""Meetings of calendar files: once each, matched to accounts, corrected by hand, taken back."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from banso.platform.journal.api import history
from banso.platform.kit.errors import NotFound
from banso.platform.tenancy.api import scope
from banso.record.customers.api import create_account, create_contact, create_person
from banso.record.work.api import (
    Meeting,
    asked_about,
    find_meeting,
    import_calendar,
    meetings_between,
    meetings_of_member,
    set_account,
    undo_bulk,
)
from tests.cast import browser_of
from tests.record.work.calendars import GOOGLE, OUTLOOK, calendar, crlf, event

pytestmark = pytest.mark.requirement("R120")

TODAY = date(2026, 4, 1)


@pytest.fixture
def aomine(cast, now):
    return create_account("青嶺物流", now=now, external_id="aomine", fields={"domains": ["aomine.example"]})


@pytest.fixture
def hoshi(cast, now):
    return create_account("星通信", now=now, external_id="hoshi", fields={"domains": ["hoshi.example"]})


def take(cast, now, *events, member=None, method=""):
    return import_calendar(calendar(*events, method=method), member=member or cast.csm, now=now)


def rows(cast):
    return list(Meeting.objects.filter(member=cast.csm).order_by("starts_at", "pk"))


def test_the_day_of_a_member(cast, now, aomine):
    import_calendar(crlf(GOOGLE), member=cast.csm, now=now)
    assert [one.title for one in meetings_of_member(cast.csm.pk, TODAY)] == ["青嶺物流さま, 定例"]
    assert [one.title for one in meetings_of_member(cast.csm.pk, TODAY + timedelta(days=1))] == ["棚卸し"]
    assert meetings_of_member(cast.manager.pk, TODAY) == []
    assert meetings_of_member(cast.csm.pk, TODAY)[0].account == aomine


def test_the_same_file_twice_adds_nothing(cast, now):
    first = import_calendar(crlf(GOOGLE), member=cast.csm, now=now)
    before = list(Meeting.objects.values())
    again = import_calendar(crlf(GOOGLE), member=cast.csm, now=now + timedelta(hours=1))
    assert (again.added, again.changed, again.cancelled, again.batch) == (0, 0, 0, None)
    assert again.unchanged == first.added
    assert list(Meeting.objects.values()) == before
    # Somebody else's calendar is their own.
    assert import_calendar(crlf(GOOGLE), member=cast.manager, now=now).added == first.added


def test_a_newer_file_brings_it_up_to_date_and_an_older_one_does_not(cast, now):
    take(cast, now, event(sequence="1", title="A"))
    assert take(cast, now, event(start="20260402T010000Z", sequence="2", title="B")).changed == 1
    assert take(cast, now, event(sequence="1", title="A")).unchanged == 1
    (row,) = rows(cast)
    assert (row.title, row.starts_at) == ("B", datetime(2026, 4, 2, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("event_", "method"),
    [
        (event(status="CANCELLED", sequence="1"), ""),
        (event(sequence="1"), "CANCEL"),
        (event(start="20270101T000000Z"), ""),
    ],
)
def test_called_off_or_moved_far_away(cast, now, event_, method):
    take(cast, now, event())
    assert take(cast, now, event_, method=method).cancelled == 1
    assert meetings_of_member(cast.csm.pk, TODAY) == []


def test_a_called_off_meeting_that_nobody_knew_is_not_added(cast, now):
    assert take(cast, now, event(status="CANCELLED")).added == 0


def test_one_of_a_series_is_moved_and_one_taken_out(cast, now):
    weekly = event("w", rrule="FREQ=WEEKLY;COUNT=4")
    take(cast, now, weekly)
    assert len(rows(cast)) == 4
    moved = event("w", "20260409T020000Z", recurrence_id="20260408T010000Z", sequence="1")
    found = take(cast, now, event("w", rrule="FREQ=WEEKLY;COUNT=4", exdate="20260415T010000Z"), moved)
    assert (found.added, found.changed, found.cancelled) == (0, 1, 1)
    days = [one.starts_at.day for one in rows(cast) if one.cancelled_at is None]
    assert days == [1, 9, 22]


def test_one_of_a_series_alone_changes_no_other(cast, now):
    take(cast, now, event("w", rrule="FREQ=WEEKLY;COUNT=3"))
    found = take(cast, now, event("w", "20260408T030000Z", recurrence_id="20260408T010000Z", sequence="1"))
    assert (found.changed, found.cancelled) == (1, 0)


def test_what_is_past_stays_when_a_series_ends(cast, now):
    take(cast, now, event("w", "20260318T010000Z", rrule="FREQ=WEEKLY;COUNT=5"))
    found = take(cast, now, event("w", "20260408T010000Z", sequence="1"))
    assert found.cancelled == 3
    assert [one.starts_at.day for one in rows(cast) if one.cancelled_at is None] == [18, 25, 8]


# --- whose it is -------------------------------------------------------------------------------------------------


def test_a_person_says_more_than_a_domain(cast, now, aomine, hoshi):
    person = create_person("山田 花", now=now, fields={"mails": ["hana@aomine.example"]})
    create_contact(person, hoshi, now=now)
    take(cast, now, event("a", attendee="HANA@aomine.example"), event("b", attendee="x@tokyo.aomine.example"))
    assert [one.account for one in rows(cast)] == [hoshi, aomine]


def test_two_accounts_are_asked_about_and_the_answer_stays(cast, now, aomine, hoshi):
    both = event(attendee="a@aomine.example b@hoshi.example sato@ayumi.example")
    assert take(cast, now, both).asked == 1
    (row,) = rows(cast)
    assert row.account is None
    assert asked_about([row]) == {row.pk: [aomine, hoshi]}
    set_account(row, hoshi, now=now)
    take(cast, now, event(attendee="a@aomine.example", sequence="1"))
    (row,) = rows(cast)
    assert (row.account, len(row.attendees)) == (hoshi, 1)
    assert asked_about([row]) == {}


@pytest.mark.parametrize("mail", ["new@ayumi.example", "someone@gmail.com", "who@nowhere.example", ""])
def test_addresses_that_say_nothing(cast, now, aomine, mail):
    take(cast, now, event(attendee=mail))
    assert rows(cast)[0].account is None


def test_matching_takes_a_constant_number_of_queries(cast, now, aomine):
    def queries(n, start):
        events = [event(f"{start}{i}", attendee=f"p{i}@aomine.example") for i in range(n)]
        with CaptureQueriesContext(connection) as seen:
            take(cast, now, *events)
        return len(seen)

    few = queries(3, "a")
    assert queries(40, "b") <= few + 2


def test_taking_a_file_back(cast, now):
    take(cast, now, event("a"), event("b", title="B"))
    before = list(Meeting.objects.order_by("pk").values())
    found = take(
        cast, now, event("b", title="C", sequence="1"), event("c"), event("a", status="CANCELLED", sequence="1")
    )
    assert (found.added, found.changed, found.cancelled) == (1, 1, 1)
    undo_bulk(found.batch, member=cast.csm, clock=lambda: now)
    assert list(Meeting.objects.order_by("pk").values()) == before


def test_meetings_are_nobody_elses(cast, now):
    take(cast, now, event())
    (row,) = rows(cast)
    assert find_meeting(row.uid, cast.csm.pk) == row
    with pytest.raises(NotFound):
        find_meeting(row.uid, cast.owner.pk)
    with scope(cast.elsewhere), pytest.raises(NotFound):
        find_meeting(row.uid, cast.csm.pk)


def test_a_long_meeting_is_on_each_of_its_days(cast, now):
    take(cast, now, event(start="20260401T010000Z", dtend="20260403T010000Z"))
    assert len(meetings_between(cast.csm.pk, TODAY + timedelta(days=2), TODAY + timedelta(days=2))) == 1
    assert meetings_of_member(cast.csm.pk, TODAY + timedelta(days=3)) == []


# --- the page ----------------------------------------------------------------------------------------------------


def upload(member, *files):
    sent = [SimpleUploadedFile(name, data, "text/calendar") for name, data in files]
    return browser_of(member).post(reverse("work:meetings_take"), {"file": sent}, follow=True)


def soon(**more):
    at = timezone.now() + timedelta(hours=2)
    return event(start=f"{at:%Y%m%dT%H%M%SZ}", **more)


def test_a_file_is_taken_and_taken_back(cast, aomine):
    answer = upload(cast.csm, ("mine.ics", calendar(soon(title="<b>定例</b>", attendee="a@aomine.example"))))
    shown = answer.content.decode()
    assert "&lt;b&gt;定例&lt;/b&gt;" in shown
    assert "青嶺物流" in shown
    undo = shown.split('action="/meetings/taken/')[1].split('"')[0]
    assert browser_of(cast.manager).post(f"/meetings/taken/{undo}").status_code == 404
    assert browser_of(cast.csm).post(f"/meetings/taken/{undo}").status_code == 302
    assert not Meeting.objects.exists()


@pytest.mark.parametrize(
    ("data", "about"),
    [(b"", "空"), (b"hello", "カレンダーではありません"), (b"BEGIN:VCALENDAR\r\nx\r\nEND:VCALENDAR", "壊れています")],
)
def test_rubbish_is_said_at_its_field(cast, data, about):
    file = SimpleUploadedFile("変な.ics", data, "text/calendar")
    answer = browser_of(cast.csm).post(reverse("work:meetings_take"), {"file": file})
    # Django leaves an empty file out: then none was chosen.
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert 'id="ics-error"' in shown
    if data:
        assert about in shown
        assert "変な.ics" in shown
    assert not Meeting.objects.exists()


def test_no_file_and_too_many(cast):
    browser = browser_of(cast.csm)
    assert browser.post(reverse("work:meetings_take")).status_code == 422
    files = [SimpleUploadedFile(f"{n}.ics", calendar(event())) for n in range(6)]
    assert browser.post(reverse("work:meetings_take"), {"file": files}).status_code == 422


def test_one_bad_meeting_is_named_and_the_others_are_taken(cast):
    answer = upload(cast.csm, ("a.ics", calendar(soon(), "UID:x\nSUMMARY:始まりがない")))
    assert "始まりがない" in answer.content.decode()
    assert Meeting.objects.count() == 1


def test_the_account_is_said_and_taken_back(cast, aomine, hoshi):
    upload(cast.csm, ("a.ics", calendar(soon(attendee="a@aomine.example b@hoshi.example"))))
    (row,) = rows(cast)
    browser = browser_of(cast.csm)
    page = browser.get(reverse("work:meetings")).content.decode()
    assert str(aomine.uid) in page
    assert str(hoshi.uid) in page
    url = reverse("work:meeting_account", args=[row.uid])
    for wrong in ("いない会社", str(row.uid)):
        answer = browser.post(url, {"account": wrong})
        assert answer.status_code == 422
        assert wrong in answer.content.decode()
    assert browser.post(url, {"account": str(hoshi.uid)}).status_code == 302
    assert rows(cast)[0].account == hoshi
    assert history("meeting", row.pk)[0].changes["account_id"] == [None, hoshi.pk]
    back = reverse("work:meeting_undo", args=[row.uid])
    assert browser_of(cast.manager).post(back).status_code == 404
    assert browser.post(back).status_code == 302
    assert (rows(cast)[0].account, rows(cast)[0].is_matched_by_hand) == (None, False)
    assert browser.post(back).status_code == 404


def test_a_meeting_is_hidden_and_shown_again(cast):
    upload(cast.csm, ("a.ics", calendar(soon(title="歯医者"))))
    (row,) = rows(cast)
    browser = browser_of(cast.csm)
    browser.post(reverse("work:meeting_hide", args=[row.uid]))
    assert "meeting-" not in browser.get(reverse("work:meetings")).content.decode()
    browser.post(reverse("work:meeting_undo", args=[row.uid]))
    assert "歯医者" in browser.get(reverse("work:meetings")).content.decode()


def test_outlook_by_the_page(cast, aomine, now):
    found = import_calendar(crlf(OUTLOOK), member=cast.csm, now=now)
    assert (found.added, found.asked) == (1, 0)
    assert rows(cast)[0].account == aomine
