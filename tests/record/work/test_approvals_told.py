"""Approvals in the inbox: who may approve hears of the request, who asked hears of the answer, once."""

from datetime import timedelta

import pytest
from django.utils import translation

from banso.platform.definitions.api import approve, ask_approval, withdraw_approval
from banso.platform.identity.api import Role
from banso.platform.journal.api import Change, acting, publish, undo_change
from banso.platform.tenancy.api import scope
from banso.record.work.api import InboxItem, inbox_sentence
from tests.cast import NOW, browser_of, make_member

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R48")]


@pytest.fixture(autouse=True)
def here(cast):
    with scope(cast.workspace):
        yield


def done(who, what, *args, minutes=0, **more):
    now = NOW + timedelta(minutes=minutes)
    with acting(actor_id=who.pk, source="web"):
        what("tier", "high", 1, *args, by=who, now=now, **more)
    publish(now)


def told(member):
    return [inbox_sentence(one) for one in InboxItem.objects.filter(member=member).order_by("pk")]


def test_who_may_approve_is_asked_and_who_asked_is_answered(cast):
    executive = make_member(cast.workspace, "Kuroda", Role.EXECUTIVE)
    done(cast.manager, ask_approval)
    publish(NOW)
    with translation.override("en"):
        assert told(executive) == told(cast.owner) == ["Mori asks you to approve: High touch"]
        assert told(cast.manager) == told(cast.csm) == []
        done(executive, approve, minutes=1)
        assert told(cast.manager) == ["Kuroda approved: High touch"]
        assert len(told(executive)) == 1
    with translation.override("ja"):
        assert told(cast.manager) == ["Kurodaさんが承認しました：ハイタッチ"]
    page = browser_of(cast.manager).get("/inbox/?kind=approval").content.decode()
    assert "Kurodaさんが承認しました" in page
    assert InboxItem.objects.get(member=cast.manager).url == "/definitions/tier/high/"


def test_what_is_taken_back_is_told_no_more(cast):
    done(cast.manager, ask_approval)
    undo_change(Change.objects.latest("pk"), NOW)
    publish(NOW)
    assert told(cast.owner) == []
    done(cast.manager, ask_approval, minutes=1)
    assert len(told(cast.owner)) == 1
    done(cast.owner, withdraw_approval, reason="not yet", minutes=2)
    assert told(cast.owner) == []
    done(cast.manager, ask_approval, minutes=3)
    done(cast.owner, approve, minutes=4)
    assert (len(told(cast.owner)), len(told(cast.manager))) == (1, 1)
    undo_change(Change.objects.latest("pk"), NOW)
    publish(NOW + timedelta(minutes=5))
    assert (len(told(cast.owner)), len(told(cast.manager))) == (1, 0)


def test_who_approves_unasked_tells_nobody(cast):
    done(cast.owner, approve)
    assert InboxItem.objects.count() == 0
