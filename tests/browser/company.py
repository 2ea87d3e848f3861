"""The company that the browser tests look at, built through the product's own doors.

A program of its own, under the product's settings and in the BANSO_HOME it is given:

    python -m tests.browser.company

prints JSON: log-ins, and for each kind of thing in an address one of it. Everything is relative to the day on
which it runs, so that "begun this week" stays true.
"""

import csv
import json
import os
import tempfile
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

PASSWORD = "a long enough password"
MARKUP = '<script>document.title="pwned"</script>'
IMAGE = '"><img src=x onerror="document.title=1">'
FORMULA = '=HYPERLINK("https://evil.example","見積")'
LONG = "株式会社" + "とても長い名前の" * 8 + "商会"
QUIET = {"sato": "見本しずか製作所", "smith": "Quiet Works Ltd"}
"""Steady use that stopped three weeks ago: the first thing on their owner's Today."""
FADING = {"sato": "見本しぼみ食品", "smith": "Fading Foods Inc"}
"""Daily use of which little is left."""
FRESH = {"sato": "見本さくら運輸", "smith": "Not Yet Logistics"}
"""Known for weeks, and nobody ever came."""

HEADINGS = ("顧客ID", "顧客名", "フリガナ", "担当者", "年額", "解約通知期限", "成功の定義", "有効開始日", "業種")
CROWD = 70
"""Accounts of the demo around them: the lists have pages, and the proof has enough to count."""
WEEKS = 13
"""Weekly days computed for trends."""

PEOPLE = {
    # name: (role, reading, language); the log-in is name@ayumi.example
    "oda": ("owner", "おだ", "ja"),
    "owens": ("owner", "", "en"),
    "kuroda": ("executive", "くろだ", "ja"),
    "mori": ("manager", "もり", "ja"),
    "ota": ("admin", "おおた", "ja"),
    "sato": ("csm", "さとう", "ja"),
    "smith": ("csm", "", "en"),
    "kato": ("viewer", "かとう", "ja"),
    "vogel": ("viewer", "", "en"),
}


@dataclass(frozen=True)
class Story:
    """One account by hand: who looks after it, and on which days back from today somebody came."""

    key: str
    name: str
    owner: str
    value: int
    days: range | tuple[int, ...]
    success: str = ""
    reading: str = ""


def stories() -> list[Story]:
    """The accounts with a plot, the quiet ones worth most."""
    steady, stopped = range(1, 420, 3), range(21, 420, 3)
    found = []
    for owner, other in (("sato", "ja"), ("smith", "en")):
        goal = "見積から受注までを 3 日にする" if other == "ja" else "Quote to order in three days"
        reading = "みほんしずかせいさくしょ" if other == "ja" else ""
        found += [
            Story(f"quiet-{owner}", QUIET[owner], owner, 48_000_000, stopped, goal, reading),
            Story(f"fading-{owner}", FADING[owner], owner, 36_000_000, (26, *range(30, 420, 2)), goal),
            Story(f"fresh-{owner}", FRESH[owner], owner, 24_000_000, ()),
            Story(f"markup-{owner}", f"{MARKUP} {owner}", owner, 9_000_000, stopped, MARKUP),
            Story(f"image-{owner}", f"{IMAGE} {owner}", owner, 8_000_000, stopped, IMAGE),
        ]
    return [
        *found,
        Story("formula", FORMULA, "oda", 7_000_000, stopped, FORMULA),
        Story("long", LONG, "oda", 6_000_000, steady, "長い名前でも読める" * 12, "とてもながいなまえ" * 6),
        Story("braces", "{{ 7*7 }} {% now %} %(name)s", "owens", 5_000_000, steady),
    ]


def write_files(folder: Path, today: date) -> tuple[Path, Path]:
    """Accounts and events as files; two events cannot be true, and one account has a parent."""
    accounts, events = folder / "accounts.csv", folder / "events.csv"
    with accounts.open("w", encoding="cp932", errors="replace", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(
            ["顧客ID", "顧客名", "フリガナ", "担当者", "年額", "解約通知期限", "成功の定義", "有効開始日", "業種"]
        )
        for story in stories():
            since = today - timedelta(days=420 if story.days else 30)
            notice = today + timedelta(days=len(story.name) + 12)
            rows.writerow(
                [story.key, story.name, story.reading, f"{story.owner}@ayumi.example", f"￥{story.value:,}",
                 notice.isoformat(), story.success, since.isoformat(), "製造"]
            )  # fmt: skip
    with events.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["timestamp", "account", "user", "event"])
        for story in stories():
            for back in story.days:
                for person in range(3):
                    at = f"{today - timedelta(days=back)}T0{person + 1}:30:00Z"
                    rows.writerow([at, story.key, f"{story.key}-{person}", f"feature {back % 4}"])
        rows.writerow(["0201-01-01T00:00:00Z", "long", "u", "login"])
        rows.writerow([f"{today + timedelta(days=40)}T00:00:00Z", "long", "u", "login"])
    return accounts, events


def build() -> dict[str, Any]:
    """Make everything, and say how it can be reached."""
    from banso.connectors.demo import approvals
    from banso.platform.identity.api import make_link
    from banso.platform.kit.days import day_of, last_closed_day
    from banso.platform.mail.api import mail_types
    from banso.platform.mail.stopping import stop_path
    from banso.platform.tenancy.api import create_workspace, scope
    from banso.record.work.actions.calendar_feeds import make_feed
    from banso.surfaces.cli import database

    database.prepare()
    now = datetime.now(UTC)
    made = create_workspace(
        slug="ayumi", name="歩みソフト", timezone="Asia/Tokyo", currency="JPY", language="ja", now=now
    )
    with scope(made):
        people = _people(PEOPLE, "ayumi", now)
        today = day_of(now, made.timezone)
        approvals.decide(now)
        batches = _bring_in(people, now, today)
        _compute(last_closed_day(now, made.timezone), now)
        samples = _samples(people, batches, now)
        # A link shows itself once: these are for the pages behind links.
        links = {
            "login": make_link("login", login=people["vogel"].login, now=now).path,
            "reset": make_link("reset", login=people["vogel"].login, now=now).path,
            "stop_ja": stop_path(people["kato"], mail_types()[0].slug),
            "stop_en": stop_path(people["vogel"], mail_types()[0].slug),
            "calendar": make_feed(people["oda"], now=now),
        }
    return {
        "password": PASSWORD,
        "people": {name: f"{name}@ayumi.example" for name in PEOPLE} | _elsewhere(now),
        "samples": samples,
        "links": links,
        "today": today.isoformat(),
        "past": (today - timedelta(days=90)).isoformat(),
    }


def _people(wanted: dict[str, tuple[str, str, str]], company: str, now: datetime) -> dict[str, Any]:
    from banso.platform.identity.api import Member, add_member

    people = {}
    for name, (role, reading, language) in wanted.items():
        email = f"{name}@{company}.example"
        member = add_member(email=email, name=name.title(), reading=reading, role=role, now=now, password=PASSWORD)
        Member.objects.filter(pk=member.pk).update(language=language)
        people[name] = member
    return people


def _bring_in(people: dict[str, Any], now: datetime, today: date) -> dict[str, Any]:
    """The crowd, then the stories by files; returns the imports by kind."""
    from banso.connectors.demo.load import load
    from banso.connectors.files import api as files
    from banso.platform.jobs.api import run_job
    from banso.platform.journal.api import acting, publish_all

    owner = people["oda"].pk
    batches = {}
    with acting(actor_id=owner, source="web"), tempfile.TemporaryDirectory() as folder:
        owners = [people["sato"], people["smith"], people["oda"]]
        load(seed=7, count=CROWD, members=owners, now=now, on_progress=lambda *_done: None)
        for path, kind in zip(write_files(Path(folder), today), ("accounts", "events"), strict=True):
            options = files.Options(source="crm", history=True, skip_errors=True)
            batch = files.begin(path, kind, options, file_name=path.name, now=now, created_by=owner)
            report = files.check_batch(batch, now=now)
            if not report.can_apply(skip_errors=True):
                raise SystemExit(f"{path.name}: {[one.message() for one in [*report.questions, *report.problems]]}")
            run_job(files.apply(batch, now=now, created_by=owner), lambda: datetime.now(UTC))
            batches[kind] = batch
        publish_all(now)
    return batches


def _compute(last: date, now: datetime) -> None:
    from banso.judgement.metrics.api import compute

    compute(sorted({last - timedelta(weeks=week) for week in range(WEEKS)} | {last - timedelta(days=1)}), now=now)


def _samples(people: dict[str, Any], batches: dict[str, Any], now: datetime) -> dict[str, str]:
    """One of each thing that stands in an address."""
    from banso.engagement.plays.api import start_play
    from banso.judgement.metrics.api import COMPUTE
    from banso.judgement.signals.api import AnswerKind, answer_account, signals_of_account
    from banso.platform.jobs.api import enqueue
    from banso.platform.journal.api import acting, history
    from banso.platform.kit.days import day_of
    from banso.record.customers.api import get_account
    from banso.record.work.api import NewTask, create_task
    from tests.browser.contracts import contract_samples
    from tests.browser.samples import record_samples

    owner = people["oda"]
    accounts = {story.key: get_account(f"crm:{story.key}") for story in stories()}
    with acting(actor_id=owner.pk, source="web"):
        shown = get_account("crm:quiet-sato")
        formula = get_account("crm:formula")
        signal = signals_of_account(formula.pk)[0]
        run, tasks = start_play(formula, signal, owner, now, play="re_engage")
        due = now.date()
        other = NewTask(
            title=f"見積書を送る {MARKUP}", owner=owner, account=shown, due=due, steps=["数字をそろえる", "送付する"]
        )
        create_task(other, member=owner, now=now)
        job = enqueue(COMPUTE, {}, now=now, due_at=now + timedelta(days=900))
        answer = answer_account(get_account("crm:long"), AnswerKind.DONE, member=owner, now=now)
        meetings = _meetings(now, people)
    return {
        "account": str(shown.uid),
        "task": str(tasks[0].uid),
        "run": str(run.uid),
        "signal": str(signals_of_account(shown.pk)[0].uid),
        "answer": str(answer.uid),
        "job": str(job.uid),
        "member": str(people["vogel"].uid),
        "batch": str(batches["accounts"].uid),
        "events_batch": str(batches["events"].uid),
        "change": str(history("task", tasks[0].pk)[0].uid),
        **meetings,
        **record_samples(owner, shown, now, markup=MARKUP),
        **contract_samples(owner, accounts, now, day_of(now, "Asia/Tokyo"), markup=MARKUP),
    }


def _meetings(now: datetime, people: dict[str, Any]) -> dict[str, str]:
    """A meeting of this evening for four members, from their calendar files; returns the owners'."""
    from banso.platform.kit.days import day_end, day_of
    from banso.record.customers.api import get_account
    from banso.record.work.api import import_calendar, meetings_of_member, set_account

    evening = day_end(day_of(now, "Asia/Tokyo"), "Asia/Tokyo") - timedelta(minutes=1)
    for name, account in (
        ("oda", "quiet-sato"), ("owens", "quiet-smith"), ("sato", "quiet-sato"), ("smith", "quiet-smith")
    ):  # fmt: skip
        lines = (
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:test", "BEGIN:VEVENT", f"UID:{name}", "DTSTAMP:20260101T000000Z",
            f"DTSTART:{evening:%Y%m%dT%H%M%SZ}", f"SUMMARY:定例 {MARKUP}",
            "ATTENDEE;CN=見本 太郎:mailto:taro@mihon.example", "END:VEVENT", "END:VCALENDAR", "",
        )  # fmt: skip
        import_calendar("\r\n".join(lines).encode(), member=people[name], now=now)
        (met,) = [one for one in meetings_of_member(people[name].pk, day_of(now, "Asia/Tokyo")) if one.ics_uid == name]
        set_account(met, get_account(f"crm:{account}"), now=now)
        people[f"meeting of {name}"] = met
    return {
        f"meeting_{language}": str(people[f"meeting of {name}"].uid)
        for language, name in (("ja", "oda"), ("en", "owens"))
    }


def _elsewhere(now: datetime) -> dict[str, str]:
    """Companies for what the first one cannot show: nothing there yet, and two memberships of one log-in."""
    from banso.platform.identity.api import Member, add_member
    from banso.platform.tenancy.api import create_workspace, scope

    empty = {"name": "Northwind", "timezone": "Europe/London", "currency": "GBP", "language": "en"}
    with scope(create_workspace(slug="northwind", now=now, **empty)):  # type: ignore[arg-type]
        _people({"stone": ("owner", "", "en"), "sutou": ("owner", "すとう", "ja")}, "northwind", now)
        second = add_member(email="mori@ayumi.example", name="Mori", role="viewer", now=now)
        Member.objects.filter(pk=second.pk).update(language="ja")
    return {name: f"{name}@northwind.example" for name in ("stone", "sutou")}


def main() -> None:
    """Build, and print what was built."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "banso.config.settings")
    import django

    django.setup()
    print(json.dumps(build(), ensure_ascii=False))


if __name__ == "__main__":
    main()
