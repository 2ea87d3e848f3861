"""Calendar files as they are, and files that are none; whose meeting it is."""

import contextlib
import time
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banso.record.work.rules.calendar_files import MOST_BYTES, BadCalendar, read_calendar
from banso.record.work.rules.meeting_match import candidates, domains_of, strangers
from tests.record.work.calendars import APPLE, GOOGLE, OUTLOOK, calendar, crlf, event

pytestmark = pytest.mark.requirement("R120")

SINCE, UNTIL = date(2026, 3, 2), date(2026, 6, 30)


def read(data, zone="Asia/Tokyo"):
    return read_calendar(data, zone=zone, since=SINCE, until=UNTIL)


def times(found):
    return [(one.title, one.starts_at.isoformat(), one.ends_at.isoformat()) for one in found.meetings]


def test_google():
    found = read(crlf(GOOGLE))
    assert found.skipped == []
    one = next(m for m in found.meetings if m.uid == "one@google.com")
    assert (one.title, one.location) == ("青嶺物流さま, 定例", "会議室 A; 3F")
    assert (one.starts_at, one.ends_at) == (
        datetime(2026, 4, 1, 1, tzinfo=UTC),
        datetime(2026, 4, 1, 1, 30, tzinfo=UTC),
    )
    assert [(p.mail, p.name) for p in one.attendees] == [
        ("sato@ayumi.example", "sato@ayumi.example"), ("yamada@aomine.example", "山田太郎"),
    ]  # fmt: skip
    day = next(m for m in found.meetings if m.uid == "day@google.com")
    assert day.is_all_day
    assert (day.starts_at, day.ends_at) == (datetime(2026, 4, 1, 15, tzinfo=UTC), datetime(2026, 4, 2, 15, tzinfo=UTC))
    weekly = [m for m in found.meetings if m.uid == "weekly@google.com"]
    assert [m.starts_at.strftime("%m-%d %H:%M") for m in weekly[:3]] == ["03-30 00:00", "04-07 01:00", "04-20 00:00"]
    assert weekly[1].title == "朝会 (火曜へ)"
    assert weekly[1].recurrence == "20260406T000000Z"
    assert len({m.recurrence for m in weekly}) == len(weekly) == 13


def test_outlook():
    (one,) = read(crlf(OUTLOOK)).meetings
    assert one.title == "契約更新のご相談"
    assert one.starts_at == datetime(2026, 4, 3, 6, tzinfo=UTC)
    assert one.sequence == 2
    assert [p.mail for p in one.attendees] == ["smith@ayumi.example", "hana@aomine.example"]
    assert one.uid.endswith("010000000A1B2C3D4E5F60718293A4B5C6D7E8F90")


def test_apple_across_the_change_of_clocks():
    found = read(crlf(APPLE))
    assert times(found)[:3] == [
        ("Across the change of clocks", "2026-03-06T14:00:00+00:00", "2026-03-06T14:30:00+00:00"),
        ("Across the change of clocks", "2026-03-13T13:00:00+00:00", "2026-03-13T13:30:00+00:00"),
        ("Across the change of clocks", "2026-03-20T13:00:00+00:00", "2026-03-20T13:30:00+00:00"),
    ]
    assert times(found)[3] == ("Floating", "2026-04-04T01:00:00+00:00", "2026-04-04T01:45:00+00:00")


@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_line_ends_and_encodings(ending, encoding):
    data = GOOGLE.replace("\n", ending).encode(encoding)
    assert times(read(data)) == times(read(crlf(GOOGLE)))


def test_floating_times_are_of_the_workspace():
    data = calendar(event(start="20260401T090000"))
    assert read(data, "Asia/Tokyo").meetings[0].starts_at == datetime(2026, 4, 1, 0, tzinfo=UTC)
    assert read(data, "Europe/London").meetings[0].starts_at == datetime(2026, 4, 1, 8, tzinfo=UTC)


def test_what_lies_outside_is_left_out():
    found = read(calendar(event("a", "20200101T000000Z"), event("b", "20270101T000000Z"), event("c")))
    assert [one.uid for one in found.meetings] == ["c"]
    assert found.outside == {"a", "b"}


def test_two_calendars_in_one_file():
    assert len(read(calendar(event("a")) + calendar(event("b"))).meetings) == 2


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"), (b" \r\n", "empty"), (b"hello", "none"), (b"%PDF-1.7 \xe2\xe3", "none"),
        (b"\x81\xff\x81", "encoding"), (b"BEGIN:VCARD\nEND:VCARD\n", "none"),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR", "broken"),
        (b"BEGIN:VCALENDAR\nrubbish\nEND:VCALENDAR", "broken"),
        (b"name,mail\nBEGIN:VCALENDAR,x\n", "broken"), (b"x" * (MOST_BYTES + 1), "large"),
    ],
)  # fmt: skip
def test_rubbish(data, code):
    with pytest.raises(BadCalendar) as refused:
        read(data)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ("DTSTART:20260401T010000Z\nSUMMARY:x", "no_uid"), ("UID:x\nSUMMARY:x", "no_start"),
        ("UID:x\nDTSTART:tomorrow", "broken"), (event() + "\nRRULE:FREQ=NEVER", "broken"),
        (event() + "\nRRULE:FREQ=SECONDLY", "often"), (event() + "\nRRULE:FREQ=DAILY;BYHOUR=1,2,3", "often"),
        (event() + "\nDTEND:20269901", "broken"),
    ],
)  # fmt: skip
def test_one_meeting_that_is_not_understood_spoils_no_other(lines, code):
    found = read(calendar(lines, event("good")))
    assert [one.uid for one in found.meetings] == ["good"]
    assert [one.code for one in found.skipped] == [code]


def test_an_end_before_the_beginning_and_none_at_all():
    found = read(calendar(event("a", dtend="20260101T000000Z"), event("b")))
    assert all(one.ends_at >= one.starts_at for one in found.meetings)


def test_a_calendar_of_many_years_is_quick():
    """Ten megabytes, of which hardly anything is near."""
    padding = "DESCRIPTION:" + "x" * 900
    old = [event(f"old-{n}", f"20{10 + n % 15}0105T0{n % 10}0000Z") + "\n" + padding for n in range(9_000)]
    data = calendar(*old, event("now"))
    assert 9_000_000 < len(data) < MOST_BYTES
    before = time.perf_counter()
    assert [one.uid for one in read(data).meetings] == ["now"]
    assert time.perf_counter() - before < 10


def test_too_many_near_ones_are_refused():
    with pytest.raises(BadCalendar) as refused:
        read(calendar(*(event(f"{n}") for n in range(2001))))
    assert refused.value.code == "many"


def test_called_off():
    assert read(calendar(event(status="CANCELLED", sequence="4"))).cancelled == {"a": 4}
    assert read(calendar(event(sequence="1"), method="CANCEL")).cancelled == {"a": 1}


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data):
    with contextlib.suppress(BadCalendar):
        read(b"BEGIN:VCALENDAR\r\n" + data + b"\r\nEND:VCALENDAR\r\n")


# --- whose meeting it is ---------------------------------------------------------------------------------------------

OURS = {"sato@ayumi.example", "smith@ayumi.example", "boss@gmail.com"}
PEOPLE = {"yamada@aomine.example": [1], "kim@gmail.com": [2], "both@x.example": [1, 2]}
DOMAINS = {"aomine.example": 1, "hoshi.example": 2, "gmail.com": 9}


@pytest.mark.parametrize(
    ("mails", "account", "asked"),
    [
        ([], None, []),
        (["sato@ayumi.example", "new@ayumi.example"], None, []),
        (["yamada@aomine.example"], 1, [1]),
        (["somebody@aomine.example"], 1, [1]),
        (["x@tokyo.aomine.example"], 1, [1]),
        (["kim@gmail.com"], 2, [2]),
        (["stranger@gmail.com"], None, []),
        (["boss@gmail.com"], None, []),
        (["yamada@aomine.example", "x@hoshi.example"], None, [1, 2]),
        (["both@x.example"], None, [1, 2]),
        (["both@x.example", "yamada@aomine.example"], 1, [1, 2]),
        (["yamada@aomine.example", "who@nowhere.example"], 1, [1]),
    ],
)
def test_whose_it_is(mails, account, asked):
    assert candidates(strangers(mails, OURS), PEOPLE, DOMAINS) == (account, asked)


def test_domains_above():
    assert domains_of("a@B.c.Example") == ["b.c.example", "c.example"]
