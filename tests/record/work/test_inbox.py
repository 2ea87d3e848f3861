"""The inbox page, its marks, and the mails that go with it."""

from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from banso.platform.jobs.api import Effect, Job, State, enqueue, run_job, send_due
from banso.platform.mail.api import choose
from banso.platform.tenancy.api import scope
from banso.record.customers.api import create_account
from banso.record.work.api import InboxItem, InboxKind, inbox, inbox_sentence, tell, unread_count, untell
from banso.record.work.jobs import DIGEST_JOB
from tests.cast import NOW, Cast, browser_of


@pytest.fixture(autouse=True)
def here(cast: Cast):
    with scope(cast.workspace):
        yield


def told(cast: Cast, number: int = 1, kind: str = "comment", **values) -> list[InboxItem]:
    return [
        item
        for n in range(number)
        for item in tell(
            [cast.csm],
            kind,
            f"{kind}:{n}",
            actor=cast.owner,
            now=NOW + timedelta(minutes=n),
            **{"params": {"title": f"Thing {n}", "text": "a <b>text</b>"}, "url": "/tasks/"} | values,
        )
    ]


@pytest.mark.requirement("R134")
def test_the_page_shows_ones_own_items_alone(cast: Cast):
    told(cast)
    page = browser_of(cast.csm).get(reverse("work:inbox")).content.decode()
    assert "Thing 0" in page
    assert "a &lt;b&gt;text&lt;/b&gt;" in page
    assert "Thing 0" not in browser_of(cast.owner).get(reverse("work:inbox")).content.decode()
    assert "受信箱は空です" in browser_of(cast.owner).get(reverse("work:inbox")).content.decode()


def test_opening_marks_as_read_and_goes_there(cast: Cast):
    item = told(cast)[0]
    answer = browser_of(cast.csm).post(reverse("work:inbox_open", args=[item.uid]))
    assert (answer.status_code, answer.headers["Location"]) == (302, "/tasks/")
    assert unread_count(cast.csm.pk) == 0
    assert browser_of(cast.owner).post(reverse("work:inbox_open", args=[item.uid])).status_code == 404


@pytest.mark.parametrize("url", ["//evil.example/x", "https://evil.example", "javascript:alert(1)", ""])
def test_no_item_leads_out_of_the_product(cast: Cast, url):
    item = told(cast, url=url)[0]
    answer = browser_of(cast.csm).post(reverse("work:inbox_open", args=[item.uid]))
    assert answer.headers["Location"] == reverse("work:inbox")


def test_read_and_unread_and_all_with_undo(cast: Cast):
    first, *_rest = told(cast, 3)
    browser = browser_of(cast.csm)
    browser.post(reverse("work:inbox_toggle", args=[first.uid]))
    assert unread_count(cast.csm.pk) == 2
    answer = browser.post(reverse("work:inbox_read_all"), headers={"HX-Request": "true"})
    assert unread_count(cast.csm.pk) == 0
    undo = answer.content.decode().split('action="/inbox/undo')[1].split('"')[0].replace("&amp;", "&")
    browser.post("/inbox/undo" + undo)
    assert unread_count(cast.csm.pk) == 2, "what was read before stays read"
    browser.post(reverse("work:inbox_toggle", args=[first.uid]))
    assert unread_count(cast.csm.pk) == 3


@pytest.mark.parametrize("at", ["", "nonsense", "2026-02-31T00:00:00Z", "0001-01-01T00:00:00+14:00", "2026-04-01"])
def test_a_wrong_undo_is_told(cast: Cast, at):
    assert browser_of(cast.csm).post(reverse("work:inbox_undo"), QUERY_STRING=f"at={at}").status_code == 400


def test_filters_by_kind_and_unread(cast: Cast):
    told(cast, 2)
    item = told(cast, 1, "mention", params={"title": "Named"})[0]
    browser = browser_of(cast.csm)
    page = browser.get(reverse("work:inbox"), {"kind": "mention"}).content.decode()
    assert "Named" in page
    assert "Thing 0" not in page
    browser.post(reverse("work:inbox_read_all") + "?kind=mention")
    assert unread_count(cast.csm.pk) == 2
    assert item.uid not in {one.uid for one in inbox(cast.csm.pk, unread_only=True).items}
    assert browser.get(reverse("work:inbox"), {"kind": "nonsense", "page": "x"}).status_code == 200


def test_queries_do_not_grow_with_the_list(cast: Cast, django_assert_num_queries):
    from django.db import connection

    browser = browser_of(cast.csm)
    told(cast, 1)
    browser.get(reverse("work:inbox"))
    with CaptureQueriesContext(connection) as few:
        browser.get(reverse("work:inbox"))
    account = create_account("歩み", now=NOW, external_id="a")
    told(cast, 40, "mention", account=account)
    with CaptureQueriesContext(connection) as many:
        browser.get(reverse("work:inbox"))
    assert len(many) == len(few)


def test_the_menu_says_how_much_is_new(cast: Cast):
    told(cast, 3)
    page = browser_of(cast.csm).get(reverse("work:inbox")).content.decode()
    assert '>3<span class="sr-only">' in page


def test_pages_of_a_long_inbox(cast: Cast):
    told(cast, 55)
    first, second = (inbox(cast.csm.pk, page=number) for number in (1, 2))
    assert (len(first.items), first.more, len(second.items), second.more) == (50, True, 5, False)
    assert first.items[0].key == "comment:54"


@pytest.mark.parametrize(
    ("kind", "actor", "english", "japanese"),
    [
        ("mention", True, "Oda mentioned you: Plan", "Odaさんからのメンション：計画"),
        ("assignment", False, "A task for you: Plan", "あなたへのタスク：計画"),
        ("hand_over", True, "Oda handed over to you: Plan", "Odaさんからの引き継ぎ：計画"),
        ("comment", True, "Oda commented: Plan", "Odaさんのコメント：計画"),
        ("signal", False, "Plan", "計画"),
    ],
)
def test_sentences_in_both_languages(cast: Cast, kind, actor, english, japanese):
    params = {"title": {"en": "Plan", "ja": "計画"}}
    item = tell([cast.csm], kind, "k", actor=cast.owner if actor else None, params=params, now=NOW)[0]
    with translation.override("en"):
        assert inbox_sentence(item) == english
    with translation.override("ja"):
        assert inbox_sentence(item) == japanese


@pytest.fixture
def by_mail(settings):
    settings.BANSO_MAIL = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.mark.requirement("R134")
def test_a_mention_comes_by_mail_unless_it_is_undone_in_time(cast: Cast, by_mail):
    told(cast, 2, "mention")
    untell("mention:0")
    send_due(lambda: NOW + timedelta(minutes=5))
    assert [one.subject for one in outbox.outbox] == ["Odaさんからのメンション：Thing 1"]
    assert "http://localhost:8000/tasks/" in outbox.outbox[0].body
    assert untell("mention:1") == 1, "it goes out of the inbox; the mail is there"


def test_everything_told_under_a_beginning_is_taken_back(cast: Cast, by_mail):
    told(cast, 3, "assignment")
    assert untell("assignment:", beginning=True) == 3
    send_due(lambda: NOW + timedelta(minutes=5))
    assert not outbox.outbox


def test_who_does_not_want_a_kind_has_it_in_the_inbox(cast: Cast, by_mail):
    choose(cast.csm, {"types": {"comment": False}}, NOW)
    told(cast)
    assert not Effect.objects.exists()
    assert unread_count(cast.csm.pk) == 1


def test_told_again_there_is_no_second_mail(cast: Cast, by_mail):
    told(cast)
    untell("comment:0")
    told(cast)
    send_due(lambda: NOW + timedelta(minutes=5))
    told(cast)
    assert len(outbox.outbox) == 0, "what was taken back once is not sent for the same key"


def test_a_bulk_act_does_not_bury_a_member_in_mails(cast: Cast, by_mail):
    told(cast, 50, "assignment")
    assert Effect.objects.count() == 20
    assert unread_count(cast.csm.pk) == 50


def test_signals_come_in_one_mail_a_day_to_those_who_chose_it(cast: Cast, by_mail):
    account = create_account("歩み商事", now=NOW, external_id="a")
    for number in range(25):
        tell([cast.csm, cast.manager], "signal", f"s{number}", account=account, params={"title": "沈黙"}, now=NOW)
    choose(cast.csm, {"types": {"signal": True}}, NOW)
    later = NOW + timedelta(hours=23)
    for _twice in range(2):
        run_job(enqueue(DIGEST_JOB, now=later), lambda: later)
    send_due(lambda: later + timedelta(seconds=10))
    assert [one.to for one in outbox.outbox] == [["Sato <sato@ayumi.example>"]]
    assert outbox.outbox[0].subject == "担当アカウントの新しいシグナル：25 件"
    assert "ほか 5 件" in outbox.outbox[0].body
    assert not Job.objects.exclude(state=State.DONE).exists()


def test_kinds_that_may_come_by_mail_have_a_choice(cast: Cast):
    from banso.platform.mail.api import mail_types

    assert set(InboxKind.values) <= {one.slug for one in mail_types()}


def test_a_task_that_is_taken_back_in_time_is_not_told_of(cast: Cast, by_mail):
    from banso.platform.journal.api import history, undo_change
    from banso.record.work.api import NewTask, create_task

    task = create_task(NewTask(title="Call", owner=cast.csm), member=cast.owner, now=NOW)
    assert Effect.objects.get().state == "wait"
    undo_change(history("task", task.pk)[-1], NOW + timedelta(seconds=5))
    assert Effect.objects.get().state == "cancelled"
    assert unread_count(cast.csm.pk) == 0
