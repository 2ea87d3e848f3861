"""One timeline of an account: merged in order, filtered, searched, pinned, as of a past day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from banso.platform.identity.api import Member
from banso.platform.journal.api import Asked, Cursor, Item, acting, chosen, merged
from banso.platform.kit.ids import uuid7
from banso.platform.kit.text import fold
from banso.record.customers.api import change_account, create_account
from banso.record.customers.models import Account, WatchEvent
from banso.record.work.api import NewTask, create_task, finish_task
from banso.record.work.models import Note, Pin, Touch, TouchBody
from banso.surfaces.workspace.compose import timeline as compose
from tests.cast import browser_of

NOW = datetime(2026, 4, 1, 0, 30, tzinfo=UTC)
SECRET = "値引きの約束"


def touch(account: Account, at: datetime, subject: str, *, body: str = "", author: Member | None = None) -> Touch:
    made = Touch.objects.create(
        kind="call", account=account, at=at, subject=subject, subject_fold=subject.casefold(),
        author=author, created_at=at,
    )  # fmt: skip
    if body:
        TouchBody.objects.create(touch=made, text=body, text_fold=fold(body))
    return made


@pytest.fixture
def account(cast) -> Account:
    """An account with one of several things, an hour apart."""
    made = create_account("青嶺物流", now=NOW - timedelta(days=90))
    touch(made, NOW - timedelta(hours=3), "四半期の振り返り", body=SECRET, author=cast.csm)
    Note.objects.create(
        account=made, html="<p>導入は<strong>順調</strong></p>", text_fold="導入は順調", author=cast.csm,
        created_at=NOW - timedelta(hours=2),
    )  # fmt: skip
    with acting(actor_id=cast.csm.pk, source="web"):
        change_account(made, {"owner": cast.csm.pk}, now=NOW - timedelta(hours=1))
        task = create_task(NewTask(title="資料を送る", owner=cast.csm, account=made), member=cast.csm, now=NOW)
    finish_task(task, member=cast.csm, now=NOW + timedelta(minutes=5))
    WatchEvent.objects.create(
        account=made, kind="funding", day=date(2026, 3, 20), title="資金調達", created_at=NOW - timedelta(days=10)
    )
    return made


def read(account: Account, member: Member, **state):
    place = compose.place_of_account(account)
    return compose.timeline(place, compose.State(**state), member, now=NOW + timedelta(hours=1))


def kinds(found) -> list[str]:
    return [line.item.kind for line in found.lines]


@pytest.mark.requirement("R3")
def test_one_stream_newest_first(account, cast):
    found = read(account, cast.csm)
    assert kinds(found) == ["task.done", "task.made", "hand_over", "note", "touch", "watch", "field"]
    places = [line.item.place for line in found.lines]
    assert places == sorted(places, reverse=True)
    assert [line.who for line in found.lines][:5] == ["Sato"] * 5
    assert [line.month.isoformat() for line in found.lines if line.month] == ["2026-04-01", "2026-03-01", "2026-01-01"]


def test_kinds_and_words(account, cast):
    assert kinds(read(account, cast.csm, kinds=("note", "touch"))) == ["note", "touch"]
    assert kinds(read(account, cast.csm, search="順調")) == ["note"]
    assert kinds(read(account, cast.csm, search="シリョウ")) == []
    assert kinds(read(account, cast.csm, search="資料を")) == ["task.done", "task.made"]
    assert kinds(read(account, cast.csm, search="sato")) == ["hand_over"]
    assert kinds(read(account, cast.csm, search="資金")) == ["watch"]
    assert kinds(read(account, cast.csm, month="2026-03")) == ["watch", "field"]


@pytest.mark.requirement("R170")
def test_what_was_said_is_for_those_who_may_read_it(account, cast):
    said = [line.item.body for line in read(account, cast.csm, kinds=("touch",)).lines]
    assert said == [SECRET]
    assert kinds(read(account, cast.csm, search="値引き")) == ["touch"]
    assert [line.item.body for line in read(account, cast.viewer, kinds=("touch",)).lines] == [""]
    assert kinds(read(account, cast.viewer, search="値引き")) == []
    page = browser_of(cast.viewer).get(reverse("workspace:timeline", args=[account.uid])).content.decode()
    assert "四半期の振り返り" in page
    assert SECRET not in page


def test_a_past_day_shows_nothing_later(account, cast):
    found = read(account, cast.csm, day=date(2026, 3, 31))
    assert kinds(found) == ["watch", "field"]
    assert not found.can_pin
    Touch.objects.create(
        kind="mail", account=account, at=NOW - timedelta(days=20), subject="あとで記録", subject_fold="あとで記録",
        created_at=NOW,
    )  # fmt: skip
    assert kinds(read(account, cast.csm, day=date(2026, 3, 31))) == ["watch", "field"]
    assert kinds(read(account, cast.csm, kinds=("touch",))) == ["touch", "touch"]


def test_pages_join_without_gap_or_double(account, cast, monkeypatch):
    monkeypatch.setattr(compose, "PAGE", 2)
    seen, before = [], ""
    while True:
        found = read(account, cast.csm, before=before)
        seen += [line.item.uid for line in found.lines]
        if not found.more_url:
            break
        before = str(found.lines[-1].item.place)
    monkeypatch.setattr(compose, "PAGE", 40)
    assert len(seen) == 7
    whole = read(account, cast.csm)
    assert seen == [line.item.uid for line in whole.lines]
    linked = read(account, cast.csm, start=str(whole.lines[3].item.place))
    assert [line.item.uid for line in linked.lines] == seen[3:]


def test_pins(account, cast):
    client = browser_of(cast.csm)
    note = Note.objects.get()
    url = reverse("workspace:timeline_pin", args=[account.uid])
    answer = client.post(url, {"kind": "note", "item": str(note.uid)}, HTTP_HX_REQUEST="true")
    assert answer.status_code == 200
    assert "timeline-pins" in answer.content.decode()
    found = read(account, cast.csm)
    assert [line.item.uid for line in found.pins] == [note.uid]
    assert [line.pinned for line in found.lines] == [False, False, False, True, False, False, False]
    # Undo is the address that the toast carries.
    client.post(f"{url}?kind=note&item={note.uid}&off=1")
    assert not Pin.objects.exists()
    assert client.post(url, {"kind": "note", "item": str(uuid7())}).status_code == 404
    assert client.post(url, {"kind": "note", "item": "x"}).status_code == 400
    assert browser_of(cast.viewer).post(url, {"kind": "note", "item": str(note.uid)}).status_code == 403


def test_merged_accounts_are_read_through(account, cast):
    other = create_account("青嶺運輸", now=NOW - timedelta(days=30))
    touch(other, NOW - timedelta(days=2), "旧社名での電話")
    Account.objects.filter(pk=other.pk).update(merged_into=account)
    assert kinds(read(account, cast.csm, kinds=("touch",))) == ["touch", "touch"]


def test_the_number_of_queries_does_not_grow(account, cast, django_assert_max_num_queries):
    for number in range(60):
        touch(account, NOW - timedelta(days=1, minutes=number), f"電話 {number}", author=cast.csm)
        task = create_task(NewTask(title=f"{number}", owner=cast.csm, account=account), member=cast.csm, now=NOW)
        finish_task(task, member=cast.csm, now=NOW)
    with django_assert_max_num_queries(55):
        assert len(read(account, cast.csm).lines) == 40


def test_wrong_addresses_are_answers(account, cast):
    client = browser_of(cast.csm)
    url = reverse("workspace:timeline", args=[account.uid])
    for query in ("month=2026", "month=abc", "before=x", "before=9", "from=99999999999999999999.1.note", "as_of=x"):
        assert client.get(f"{url}?{query}").status_code == 400, query
    assert client.get(f"{url}?kinds=nothing,note&q=%00").status_code == 200


# --- the order ----------------------------------------------------------------------------------------------

MOMENTS = st.integers(0, 5).map(lambda n: NOW + timedelta(seconds=n))
ITEMS = st.builds(
    lambda at, kind, number: Item(kind=kind, at=at, id=number, uid=uuid7(), title=""),
    MOMENTS,
    st.sampled_from(["a.one", "a.two", "b", "c"]),
    st.integers(1, 50),
)


@given(st.lists(ITEMS, max_size=40, unique_by=lambda item: item.place), st.integers(1, 7))
def test_pages_of_merged_streams_are_the_whole_in_order(items, size):
    streams = ["a.one", "a.two", "b", "c"]
    seen: list[Item] = []
    before: Cursor | None = None
    while True:
        asked = Asked(accounts=[1], before=before, limit=size)
        page = merged((chosen([one for one in items if one.kind == kind], asked) for kind in streams), size)
        if not page:
            break
        seen += page
        before = Cursor.parse(str(page[-1].place))
    assert seen == sorted(items, key=lambda item: item.place, reverse=True)
