"""Handing an account over: dated, told, with its tasks, and taken back whole."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from banso.record.customers.api import create_account, current_owners
from banso.record.customers.models import Assignment
from banso.record.work.api import NewTask, create_task
from banso.record.work.models import InboxItem, Note, Task
from tests.cast import browser_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(cast, now):
    made = create_account("青嶺物流", now=now - timedelta(days=300), external_id="A-1", fields={"owner": cast.csm.pk})
    create_task(NewTask(title="更新の相談", owner=cast.csm, account=made), member=cast.csm, now=now)
    return made


def _typed(cast, **changes):
    day = timezone.localdate() - timedelta(days=3)
    return {
        "to": cast.manager.pk,
        "day": day.isoformat(),
        "note": "更新は慎重に。\n部長が鍵。",
        "tasks": "on",
    } | changes


@pytest.mark.requirement("R134")
def test_an_account_is_handed_over_and_taken_back(cast, account):
    client = browser_of(cast.csm)
    page = reverse("workspace:hand_over", args=[account.uid])
    assert client.get(page).status_code == 200
    answer = client.post(page, _typed(cast))
    assert answer.status_code == 302, answer.content.decode()
    assert current_owners([account.pk]) == {account.pk: cast.manager.pk}
    day = timezone.localdate() - timedelta(days=3)
    spans = [(one.member_id, one.ends) for one in Assignment.objects.order_by("starts", "pk")]
    assert (cast.csm.pk, day) in spans
    assert Task.objects.get().owner == cast.manager
    assert "部長が鍵" in Note.objects.get().html
    item = InboxItem.objects.get(kind="hand_over")
    assert (item.member, item.account) == (cast.manager, account)
    shown = client.get(reverse("workspace:hand_over", args=[account.uid])).content.decode()
    undo = re.search(r'/accounts/hand-over/[^"]+/undo', shown)
    assert undo
    assert client.post(undo[0]).status_code == 302
    assert current_owners([account.pk]) == {account.pk: cast.csm.pk}
    assert Task.objects.get().owner == cast.csm
    assert not InboxItem.objects.filter(kind="hand_over").exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [("to", ""), ("to", "9999"), ("day", "someday"), ("day", "2999-01-01"), ("note", "")],
)
def test_what_is_wrong_is_said_at_its_field(cast, account, field, value):
    client = browser_of(cast.csm)
    answer = client.post(reverse("workspace:hand_over", args=[account.uid]), _typed(cast, **{field: value}))
    body = answer.content.decode()
    assert answer.status_code == 422
    assert re.search(rf'data-invalid="true">(?:(?!class="field").)*?id="id_{field}"', body, re.DOTALL)
    assert field == "note" or "更新は慎重に" in body
    assert current_owners([account.pk]) == {account.pk: cast.csm.pk}


def test_a_viewer_hands_nothing_over(cast, account):
    answer = browser_of(cast.viewer).post(reverse("workspace:hand_over", args=[account.uid]), _typed(cast))
    assert answer.status_code == 403
