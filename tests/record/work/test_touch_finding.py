"""Finding touches by what was said in them, and people of any account while one logs a touch."""

import pytest
from django.urls import reverse

from banso.record.customers.api import create_account, create_contact, create_person
from banso.record.work.api import NewTouch, change_touch, log_touch, touches_of_account
from banso.record.work.models import Touch, TouchBody
from tests.cast import browser_of

pytestmark = pytest.mark.requirement("R3")


@pytest.fixture
def account(cast, now):
    return create_account("青嶺物流", now=now)


@pytest.fixture
def touch(cast, account, now):
    wanted = NewTouch(kind="call", at=now, subject="電話", account=account, body="ＡＰＩの件でツカエナイと言われた")
    return log_touch(wanted, member=cast.csm, now=now)


@pytest.fixture
def stranger(now):
    """Somebody at another account."""
    made = create_person("山田 花子", now=now, fields={"reading": "やまだ はなこ"})
    create_contact(made, create_account("海老名工業", now=now), now=now)
    return made


def test_what_was_said_is_found_by_who_may_read_it(cast, account, touch):
    url = reverse("work:touches_of", args=[account.uid])
    for words in ("api", "つかえない", "電話"):
        assert "電話" in browser_of(cast.csm).get(url, {"q": words}).content.decode(), words
    seen = browser_of(cast.viewer).get(url, {"q": "api"})
    assert str(touch.uid) not in seen.content.decode()


def test_the_copy_follows_what_is_said(account, touch, now):
    assert touches_of_account(account.pk, text="api", in_bodies=True) == [touch]
    assert touches_of_account(account.pk, text="api") == []
    wanted = NewTouch(kind="call", at=now, subject="電話", account=account, body="ベツノ話")
    change_touch(Touch.objects.get(pk=touch.pk), wanted, now=now)
    assert TouchBody.objects.get(touch=touch).text_fold == "べつの話"
    assert touches_of_account(account.pk, text="api", in_bodies=True) == []


def test_the_timeline_finds_it_for_those_alone(cast, account, touch):
    url = reverse("workspace:timeline", args=[account.uid])
    assert str(touch.uid) in browser_of(cast.csm).get(url, {"q": "つかえない"}).content.decode()
    assert str(touch.uid) not in browser_of(cast.viewer).get(url, {"q": "つかえない"}).content.decode()


def test_people_of_any_account_are_proposed(cast, stranger):
    browser, url = browser_of(cast.csm), reverse("work:suggest_others")
    for typed in ("花子", "やまだ", "x@example.com, 山田"):
        shown = browser.get(url, {"others": typed}).content.decode()
        assert f'value="{stranger.uid}"' in shown, typed
        assert "海老名工業" in shown
    assert "checked" in browser.get(url, {"others": "", "people": [str(stranger.uid), "x"]}).content.decode()
    assert "花子" not in browser_of(cast.stranger).get(url, {"others": "花子"}).content.decode()


def test_who_was_ticked_took_part_and_the_word_is_no_mistake(cast, account, stranger):
    sent = {
        "subject": "展示会",
        "kind": "visit",
        "account": str(account.uid),
        "account_name": account.name,
        "others": "花子",
        "people": [str(stranger.uid)],
    }
    answer = browser_of(cast.csm).post(reverse("work:touch_new"), sent)
    assert answer.status_code == 302, answer.content.decode()
    made = Touch.objects.get(subject="展示会")
    assert [one.person for one in made.people.all() if one.person] == [stranger]
    assert browser_of(cast.csm).post(reverse("work:touch_new"), sent | {"people": []}).status_code == 422
