"""Tasks and meetings by the command."""

from datetime import timedelta

import pytest

from tests.record.work.calendars import calendar, event

pytestmark = pytest.mark.requirement("R120")

SATO = "sato@ayumi.example"


def test_a_task_from_adding_to_done(banso, company, last_day):
    due = last_day + timedelta(days=3)
    said = banso(
        "tasks", "add", "見積を送る", "--member", SATO, "--due", due.isoformat(), "--priority", "high",
        "--repeat", "FREQ=WEEKLY", "-w", "ayumi", "--json",
    )  # fmt: skip
    (made,) = said.json
    assert (made["title"], made["priority"], made["owner"], made["state"]) == ("見積を送る", "high", "Sato", "open")
    (listed,) = banso("tasks", "list", "--member", SATO, "-w", "ayumi", "--json").json
    assert listed == made
    later = last_day + timedelta(days=9)
    (moved,) = banso("tasks", "snooze", made["id"], "--until", later.isoformat(), "-w", "ayumi", "--json").json
    assert (moved["state"], moved["snoozed_until"]) == ("snoozed", later.isoformat())
    (done,) = banso("tasks", "done", made["id"], "-w", "ayumi", "--json").json
    assert done["state"] == "done"
    (following,) = banso("tasks", "list", "-w", "ayumi", "--json").json
    assert following["due"] == (due + timedelta(days=7)).isoformat()
    assert "見積を送る" in banso("tasks", "list", "-w", "ayumi").out


@pytest.mark.parametrize(
    "arguments",
    [
        ("add", "x", "--member", "nobody@ayumi.example"), ("add", "", "--member", SATO),
        ("add", "x", "--member", SATO, "--priority", "x"), ("add", "x", "--member", SATO, "--due", "soon"),
        ("add", "x", "--member", SATO, "--repeat", "often"), ("add", "x", "--member", SATO, "--account", "none"),
        ("done", "x"), ("snooze", "01a213bc-7445-7199-9f3f-c0a5387c3bd4", "--until", "2026-01-01"),
        ("list", "--member", "nobody@ayumi.example"), ("list", "--account", "none"),
    ],
)  # fmt: skip
def test_mistakes_are_said(banso, company, arguments):
    said = banso("tasks", *arguments, "-w", "ayumi")
    assert said.code == 1
    assert said.err.startswith("banso: ")
    assert "Traceback" not in said.err


def test_meetings_of_a_file(banso, company, tmp_path, last_day):
    file = tmp_path / "mine.ics"
    at = last_day + timedelta(days=3)
    file.write_bytes(calendar(event(start=f"{at:%Y%m%d}T010000Z", title="定例"), "UID:x\nSUMMARY:none"))
    said = banso("meetings", "import", file, "--member", SATO, "-w", "ayumi", "--json").json
    assert (said["added"], [one["code"] for one in said["skipped"]]) == (1, ["no_start"])
    again = banso("meetings", "import", file, "--member", SATO, "-w", "ayumi")
    assert "added 0" in again.out
    (listed,) = banso("meetings", "list", "--member", SATO, "-w", "ayumi", "--json").json
    assert (listed["title"], listed["account"]) == ("定例", None)
    assert "定例" in banso("meetings", "list", "--member", SATO, "-w", "ayumi").out


def test_a_file_that_is_no_calendar(banso, company, tmp_path):
    file = tmp_path / "x.ics"
    for data in (b"", b"hello"):
        file.write_bytes(data)
        said = banso("meetings", "import", file, "--member", SATO, "-w", "ayumi")
        assert (said.code, "x.ics" in said.err) == (1, True)
    assert banso("meetings", "import", tmp_path / "none.ics", "--member", SATO, "-w", "ayumi").code == 1
