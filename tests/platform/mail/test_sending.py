"""Mails over a real connection to a server on loopback."""

from datetime import datetime, timedelta
from html.parser import HTMLParser

import pytest

from banso.platform.identity.api import Member
from banso.platform.jobs.api import Effect, EffectState, send_due, take_back
from banso.platform.mail import api as mail
from banso.platform.mail.letter import Frame, html_of, text_of
from banso.platform.mail.server import check_server
from banso.platform.mail.types import _types
from banso.platform.tenancy.api import Workspace, scope
from tests.cast import NOW, Cast
from tests.platform.mail.postbox import Postbox


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(autouse=True)
def types(monkeypatch):
    monkeypatch.setitem(_types, "test", mail.MailType("test", "Tests"))
    monkeypatch.setitem(_types, "rare", mail.MailType("rare", "Rare", by_default=False))


@pytest.fixture
def postbox(settings):
    box = Postbox()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.start()
    settings.BANSO_MAIL = True
    settings.BANSO_URL = "https://banso.example.com"
    yield box
    box.stop()


def letter(**changes) -> mail.Letter:
    values = {"subject": "Hello", "heading": "Something happened", "paragraphs": ["One line."]}
    return mail.Letter(**values | changes)


def put(member: Member, key: str = "k", **changes) -> Effect:
    kept = {name: changes.pop(name) for name in ("type", "cause") if name in changes}
    wanted = mail.NewMail(member=member, key=key, letter=letter(**changes), **{"type": "test", "cause": "c"} | kept)
    mail.put_mails([wanted], now=NOW)
    return Effect.objects.get(key=key)


@pytest.mark.requirement("R134")
def test_a_mail_arrives_once_in_text_and_html(cast: Cast, postbox, clock):
    put(cast.csm, subject="Tasks & <notes>", url="/inbox/", button="Open")
    clock.forward(seconds=10)
    assert send_due(clock) == 1
    assert send_due(clock) == 0
    assert list(postbox.raw.values()) == [1]
    message = next(iter(postbox.mails.values()))
    assert postbox.to == ["sato@ayumi.example"]
    assert message["Subject"] == "Tasks & <notes>"
    assert message["Message-ID"] == mail.message_id("k")
    assert message["Message-ID"].endswith("@banso.example.com>")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    text, html = (part.get_content() for part in message.iter_parts())
    assert "https://banso.example.com/inbox/" in text
    assert "https://banso.example.com/inbox/" in html
    stop = message["List-Unsubscribe"].strip(" <>")
    assert stop.startswith("https://banso.example.com/mails/stop/")
    assert stop in text


def test_it_is_in_the_readers_language(cast: Cast, postbox, clock):
    cast.viewer.language = "en"
    cast.viewer.save()
    put(cast.csm, "ja")
    put(cast.viewer, "en")
    clock.forward(seconds=10)
    send_due(clock)
    texts = {one["To"].addresses[0].username: next(one.iter_parts()).get_content() for one in postbox.mails.values()}
    assert "この種類のメールを止める" in texts["sato"]
    assert "Stop mails of this type" in texts["vogel"]


def test_what_was_undone_in_time_never_leaves(cast: Cast, postbox, clock):
    put(cast.csm)
    clock.forward(seconds=9)
    assert take_back("c", clock()) == 1
    clock.forward(hours=1)
    assert send_due(clock) == 0
    assert not postbox.raw


HOSTILE = [
    "Hello\r\nBcc: everybody@example.com",
    "Hello\nX: y",
    "Hello\rX: y",
    "\u2028Hello\u2029",
    "Hello\x00\x1b[0m",
    "x" * 5_000,
    "=?utf-8?q?=0D=0ABcc:_a@example.com?=",
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_text_becomes_a_header(cast: Cast, postbox, clock, hostile):
    cast.csm.name = hostile[:200].replace("\x00", "")
    cast.csm.save()
    effect = put(cast.csm, subject=hostile, heading=hostile)
    clock.forward(seconds=10)
    send_due(clock)
    effect.refresh_from_db()
    assert (effect.state, effect.error) == ("sent", "")
    message = next(iter(postbox.mails.values()))
    assert set(message.keys()) == {
        "Content-Type", "MIME-Version", "Subject", "From", "To", "Message-ID", "Date", "List-Unsubscribe",
        "List-Unsubscribe-Post", "Auto-Submitted", "X-Peer", "X-MailFrom", "X-RcptTo",
    } - ({"X-Peer", "X-MailFrom", "X-RcptTo"} - set(message.keys()))  # fmt: skip
    assert postbox.to == ["sato@ayumi.example"]
    assert message["Message-ID"] == mail.message_id("k")


def test_markup_in_texts_stays_text(cast: Cast):
    frame = Frame(
        base="https://b.example", language="en", why="w", stop="s", stop_url="u", settings="t", settings_url="v"
    )
    evil = '<script>alert(1)</script><mj-raw><b>x</b></mj-raw> {{ settings.SECRET_KEY }} "quoted" & </mj-text>'
    rows = [mail.Row(text=evil, note=evil, url='/x"onmouseover="y')]
    made = letter(
        subject=evil, heading=evil, paragraphs=[evil], quote=evil, sections=[mail.Section(title=evil, rows=rows)]
    )
    html = html_of(made, frame)

    class Tags(HTMLParser):
        seen: set[str] = set()
        attributes: set[str] = set()

        def handle_starttag(self, tag, attrs):
            self.seen.add(tag)
            self.attributes |= {name for name, _value in attrs}

    Tags().feed(html)
    assert not Tags.seen & {"script", "b", "mj-raw"}
    assert "onmouseover" not in Tags.attributes
    assert "{{ settings.SECRET_KEY }}" in html, "a text is never a template"
    assert evil in text_of(made, frame)


@pytest.mark.parametrize(
    ("answers", "refuses", "state", "error"),
    [
        (["451 4.7.1 Greylisted"], "", "wait", "451"),
        (["554 5.7.1 Spam"], "", "dead", "554"),
        ([], "550 5.1.1 No such user", "dead", "No such user"),
        ([], "450 4.2.1 Try later", "wait", "450"),
    ],
)
def test_a_server_that_refuses(cast: Cast, postbox, clock, answers, refuses, state, error):
    postbox.answers, postbox.refuses = list(answers), refuses
    effect = put(cast.csm)
    clock.forward(seconds=10)
    send_due(clock)
    effect.refresh_from_db()
    assert effect.state == state
    assert error in effect.error
    postbox.refuses = ""
    clock.forward(seconds=10)
    send_due(clock)
    assert sum(postbox.raw.values()) == (state == "wait")


def test_no_server_there(cast: Cast, postbox, clock):
    postbox.stop()
    effect = put(cast.csm)
    clock.forward(seconds=10)
    send_due(clock)
    effect.refresh_from_db()
    assert (effect.state, effect.maybe_sent) == ("wait", False)
    assert "応答しません" in effect.error, "in the workspace's language"
    assert not check_server().ok
    postbox.start()
    assert check_server().ok
    clock.forward(seconds=10)
    send_due(clock)
    effect.refresh_from_db()
    assert effect.state == "sent"


def test_without_a_server_no_mail_is_made(cast: Cast, settings):
    assert mail.readers(cast.members, "test") == []
    assert mail.put_mails([mail.NewMail(member=cast.csm, type="test", key="k", letter=letter())], now=NOW) == 0
    assert not Effect.objects.exists()
    assert check_server().ok
    settings.BANSO_MAIL = True
    settings.DEFAULT_FROM_EMAIL = "nonsense"
    assert "nonsense" in check_server().detail


def test_no_mail_goes_out_of_a_demonstration(cast: Cast, settings):
    settings.BANSO_MAIL = True
    Workspace.objects.filter(pk=cast.workspace.pk).update(is_demo=True)
    with scope(Workspace.objects.get(pk=cast.workspace.pk)):
        assert mail.readers(cast.members, "test") == []


def test_who_gets_mails_of_a_type(cast: Cast, settings):
    settings.BANSO_MAIL = True
    cast.manager.deactivated_at = NOW
    mail.choose(cast.csm, {"types": {"test": False, "rare": True, "unknown": True}}, NOW)
    assert mail.readers(cast.members, "test") == [cast.owner, cast.viewer]
    assert mail.readers(cast.members, "rare") == [cast.csm]
    assert mail.readers(cast.members, "unknown") == []


def test_stopped_while_it_waits_it_does_not_leave(cast: Cast, postbox, clock):
    effect = put(cast.csm)
    mail.choose(cast.csm, {"types": {"test": False}}, NOW)
    clock.forward(seconds=10)
    assert send_due(clock) == 0
    effect.refresh_from_db()
    assert (effect.state, effect.payload) == (
        EffectState.CANCELLED,
        {"member": cast.csm.pk, "type": "test", "subject": "Hello"},
    )


def test_in_quiet_hours_it_waits_for_their_end(cast: Cast, postbox, clock):
    from datetime import time

    mail.choose(cast.csm, {"quiet_from": time(9), "quiet_to": time(11)}, NOW)
    effect = put(cast.csm)
    clock.forward(seconds=10)
    assert send_due(clock) == 0
    effect.refresh_from_db()
    assert effect.due_at == datetime.fromisoformat("2026-04-01T11:00:00+09:00")
    clock.now = effect.due_at
    assert send_due(clock) == 1
    assert sum(postbox.raw.values()) == 1
