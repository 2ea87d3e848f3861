"""New signals in the inboxes of the accounts' owners."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from banso.judgement.signals.actions.tell_owners import tell_owners
from banso.judgement.signals.api import Signal, SignalState, signal_rules
from banso.record.customers.api import create_account, set_owner
from banso.record.work.api import InboxItem, inbox_sentence
from tests.cast import NOW, Cast

DAY = date(2026, 3, 31)


def signal(account, *, days_ago: int = 1, state: str = SignalState.OPEN) -> Signal:
    evidence = {
        "last_active": "2026-03-01", "longest_days": 3, "gaps": 20, "usual_days": 2.0, "silent_days": 30,
    }  # fmt: skip
    return Signal.objects.create(
        rule="silence", rule_version=1, account=account, began=DAY - timedelta(days=days_ago), found_at=NOW,
        evidence=evidence, state=state,
    )  # fmt: skip


@pytest.fixture
def owned(cast: Cast):
    account = create_account("歩み商事", now=NOW, external_id="a")
    set_owner(account, cast.csm.pk, now=NOW)
    return account


@pytest.mark.requirement("R134")
def test_the_owner_is_told_once(cast: Cast, owned):
    made = [signal(owned)]
    rules = signal_rules()
    assert tell_owners(made, rules, day=DAY, first_time=False, now=NOW) == 1
    assert tell_owners(made, rules, day=DAY, first_time=False, now=NOW) == 0
    item = InboxItem.objects.get()
    assert (item.member_id, item.account_id, item.url) == (cast.csm.pk, owned.pk, f"/accounts/{owned.uid}/")
    with translation.override("en"):
        english = inbox_sentence(item)
    with translation.override("ja"):
        assert inbox_sentence(item) != english


def test_not_what_is_muted_or_over_or_old_the_first_time(cast: Cast, owned):
    nobodys = create_account("無主", now=NOW, external_id="b")
    made = [signal(owned, state=SignalState.MUTED), signal(owned, days_ago=30), signal(nobodys)]
    assert tell_owners(made, signal_rules(), day=DAY, first_time=True, now=NOW) == 0
    assert tell_owners(made, signal_rules(), day=DAY, first_time=False, now=NOW) == 1


def test_queries_do_not_grow_with_the_signals(cast: Cast, owned, django_assert_max_num_queries):
    made = [signal(owned, days_ago=number) for number in range(30)]
    rules = signal_rules()
    with django_assert_max_num_queries(12):
        assert tell_owners(made, rules, day=DAY, first_time=False, now=NOW) == 30
