"""The brief before a meeting, its three questions, and the meetings that stand first on Today."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from banso.platform.kit.days import day_of
from banso.record.customers.api import change_account, create_account, create_contact, create_person
from banso.record.work.api import (
    Meeting,
    NewPromise,
    NewTask,
    NewTouch,
    add_promise,
    create_task,
    import_calendar,
    log_touch,
    set_account,
)
from banso.surfaces.workspace.compose.question_words import question_line
from banso.surfaces.workspace.compose.questions import OPEN, Facts, questions
from tests.cast import browser_of
from tests.record.work.calendars import calendar, event

pytestmark = pytest.mark.requirement("R120", "R170")

DAY = date(2026, 4, 1)
WHOLE = Facts(success_statement="x", purchase_reason="x")


# --- the questions -----------------------------------------------------------------------------------------------


def kinds(**facts):
    base = {"success_statement": "x", "purchase_reason": "x"}
    return [one.kind for one in questions(Facts(**(base | facts)))]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, list(OPEN)),
        ({"late_promises": [("見積", DAY), ("二つ目", DAY)]}, ["late_promise", *OPEN[:2]]),
        ({"fell": ("Use", -5.0)}, ["fell", *OPEN[:2]]),
        ({"fell": ("Use", -4.9)}, list(OPEN)),
        ({"rose": ("Use", 5.0)}, ["rose", *OPEN[:2]]),
        ({"rose": ("Use", 4.9)}, list(OPEN)),
        ({"signals": [("Silence", DAY)]}, ["signal", *OPEN[:2]]),
        ({"success_statement": "  "}, ["no_success", *OPEN[:2]]),
        ({"purchase_reason": ""}, ["no_reason", *OPEN[:2]]),
        ({"notice_days": 120}, ["notice", *OPEN[:2]]),
        ({"notice_days": 121}, list(OPEN)),
        ({"notice_days": -1}, list(OPEN)),
        ({"notice_days": 0}, ["notice", *OPEN[:2]]),
        ({"gaps": ["single_threaded", "no_sponsor"]}, ["single_threaded", *OPEN[:2]]),
        ({"gaps": ["champion_silent", "sponsor_gone"]}, ["no_sponsor", *OPEN[:2]]),
        ({"gaps": ["champion_silent"]}, list(OPEN)),
        ({"next_step": "資料を送る"}, ["next_step", *OPEN[:2]]),
        ({"newcomers": ["A", "B"]}, ["newcomer", *OPEN[:2]]),
        ({"has_touch": False}, ["first_touch", *OPEN[:2]]),
        (
            {"late_promises": [("x", DAY)], "fell": ("Use", -9.0), "signals": [("S", DAY)], "success_statement": ""},
            ["late_promise", "fell", "signal"],
        ),
        ({"success_statement": "", "notice_days": 10, "next_step": "x"}, ["no_success", "notice", "next_step"]),
    ],
)
def test_three_questions_from_what_is_missing_or_changed(facts, expected):
    assert kinds(**facts) == expected


def test_each_says_from_what_it_comes():
    facts = Facts(
        late_promises=[("見積", DAY)], fell=("Use", -9.0), signals=[("S", DAY)], notice_days=3, gaps=["no_sponsor"],
        next_step="x", newcomers=["A"], has_touch=False, rose=("Use", 9.0),
    )  # fmt: skip
    for part in (facts, Facts(purchase_reason="x"), WHOLE, Facts(gaps=["champion_gone"]), Facts(gaps=["nobody"])):
        for one in questions(part):
            line = question_line(one)
            assert line.text
            assert line.why
            assert "%(" not in line.text + line.why


# --- the page ----------------------------------------------------------------------------------------------------


def meeting_of(cast, now, account, *, title="定例", hours=0, mails="hana@aomine.example sato@ayumi.example"):
    at = now + timedelta(hours=hours)
    data = calendar(event(f"m{hours}", f"{at:%Y%m%dT%H%M%SZ}", title, attendee=mails))
    import_calendar(data, member=cast.csm, now=now)
    row = Meeting.objects.get(ics_uid=f"m{hours}")
    return set_account(row, account, now=now) if account else row


def test_everything_on_one_page(morning):
    cast, now, account = morning.cast, morning.now, morning.accounts["潮見倉庫"]
    today = day_of(now, "Asia/Tokyo")
    hana = create_person("山田 花", now=now, fields={"mails": ["hana@aomine.example"]})
    create_contact(hana, account, now=now, fields={"title": "部長", "role": "champion"})
    earlier = now - timedelta(days=30)
    log_touch(
        NewTouch(kind="call", at=earlier, subject="前回の電話", account=account, next_step="資料を送る"),
        member=cast.csm,
        now=now,
    )
    change_account(account, {"success_statement": "締めを 2 日に"}, now=now)
    promise = NewPromise(text="見積の改善", made_on=today - timedelta(days=9), due=today - timedelta(days=1))
    add_promise(account, promise, member=cast.csm, now=now)
    create_task(NewTask(title="資料を準備", owner=cast.csm, account=account), member=cast.csm, now=now)
    row = meeting_of(cast, now, account)
    shown = browser_of(cast.csm).get(reverse("workspace:meeting", args=[row.uid])).content.decode()
    for text in ("締めを 2 日に", "前回の電話", "資料を送る", "見積の改善", "山田 花", "部長", "資料を準備", "Sato"):
        assert text in shown, text
    assert shown.count('<li class="px-3 py-2 flex gap-2"><span class="grid') == 3
    assert f"meeting={row.uid}" in shown
    assert f"person={hana.uid}" in shown
    assert "kind=meeting" in shown


def test_the_record_is_filled_in_and_ties_itself_to_the_meeting(morning):
    cast, now, account = morning.cast, morning.now, morning.accounts["潮見倉庫"]
    row = meeting_of(cast, now, account, hours=-2)
    browser = browser_of(cast.csm)
    page = browser.get(reverse("workspace:meeting", args=[row.uid])).content.decode()
    address = page.split('data-key="w"')[1].split('href="')[1].split('"')[0].replace("&amp;", "&")
    form = browser.get(address).content.decode()
    assert "定例" in form
    assert account.name in form


def test_a_meeting_with_nobody_known_asks_whose_it_is(morning):
    row = meeting_of(morning.cast, morning.now, None)
    shown = browser_of(morning.cast.csm).get(reverse("workspace:meeting", args=[row.uid])).content.decode()
    assert 'name="account"' in shown
    assert "ask-title" not in shown


def test_a_brief_is_its_members_own(morning):
    row = meeting_of(morning.cast, morning.now, morning.accounts["潮見倉庫"])
    url = reverse("workspace:meeting", args=[row.uid])
    answers = [browser_of(one).get(url).status_code for one in (*morning.cast.members, morning.cast.stranger)]
    assert answers == [404, 404, 200, 404, 404]


def test_today_begins_with_the_meetings(morning):
    cast, now = morning.cast, morning.now
    at = now.replace(hour=3, minute=0, second=0) if now.hour < 15 else now.replace(hour=16, minute=0, second=0)
    hours = (at - now).total_seconds() / 3600
    meeting_of(cast, now, morning.accounts["潮見倉庫"], title="<i>見直し</i>", hours=hours)
    shown = browser_of(cast.csm).get(reverse("workspace:today")).content.decode()
    assert shown.index('id="meetings"') < shown.index('id="queue"')
    assert "&lt;i&gt;見直し&lt;/i&gt;" in shown
    assert "見直し" not in browser_of(cast.manager).get(reverse("workspace:today")).content.decode()
    assert 'id="meetings"' not in browser_of(cast.owner).get(reverse("workspace:today"), {"all": "1"}).content.decode()


def test_todays_meetings_take_a_constant_number_of_queries(morning):
    cast, now = morning.cast, morning.now

    def queries():
        with CaptureQueriesContext(connection) as seen:
            browser_of(cast.csm).get(reverse("workspace:today"))
        return len(seen)

    day = day_of(now, "Asia/Tokyo")

    def more(names):
        for name in names:
            account = create_account(f"{name} 社", now=now)
            data = calendar(event(name, f"{day:%Y%m%d}T110000", name))
            import_calendar(data, member=cast.csm, now=now)
            set_account(Meeting.objects.get(ics_uid=name), account, now=now)

    more(["a", "b"])
    queries()
    few = queries()
    more(["c", "d", "e", "f"])
    assert queries() == few
