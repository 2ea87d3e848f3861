"""Two accounts, or two persons, made one and two again: all is read through the survivor, and nothing is lost."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from banso.platform.journal.api import Batch, BatchState, publish_all
from banso.platform.kit.errors import Conflict
from banso.platform.lake.api import session
from banso.record.customers.api import (
    FIELDS,
    change_account,
    contacts_of_person,
    create_account,
    create_contact,
    create_person,
    find_person,
    get_account,
    likely_accounts,
    likely_persons,
    merge_accounts,
    merge_persons,
    people_of_account,
    reachable,
    resolve_accounts,
    resolve_end_users,
    same_accounts,
    survivor_ids,
    tell_apart,
    unmerge,
    values_now,
)
from banso.record.customers.models import Account, AccountLink, Assignment, Contact, Person
from banso.record.customers.rules.duplicates import Candidate, bare_company, bare_person, pairs
from banso.record.usage.api import append_events, changed_after, last_change, rollups

pytestmark = pytest.mark.django_db

_FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "reading": st.sampled_from(["あおみね", "しおみ"]),
        "industry": st.sampled_from(["物流", "倉庫"]),
        "size": st.integers(0, 9),
        "yearly_value": st.integers(0, 10**9),
        "notice_by": st.sampled_from([date(2026, 12, 31), date(2027, 3, 31)]),
        "tier": st.sampled_from(["high", "tech"]),
        "domains": st.lists(st.sampled_from(["a.example", "b.example"]), unique=True),
        "success_statement": st.just("出荷ミスをなくす"),
    },
)


def _accounts():
    found = Account.objects.in_bulk()
    dated = [
        list(AccountLink.objects.order_by("pk").values("account", "other", "kind", "starts", "ends")),
        list(Assignment.objects.order_by("pk").values("account", "member", "starts", "ends")),
    ]
    return values_now(found, []), {pk: (one.merged_into_id, one.known_since) for pk, one in found.items()}, dated


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(own=_FIELDS, other=_FIELDS, take=st.one_of(st.none(), st.sets(st.sampled_from(FIELDS))), earlier=st.booleans())
def test_merging_accounts_and_undoing_it_is_as_before(cast, now, own, other, take, earlier):
    first = create_account("青嶺物流", now=now, fields=own)
    second = create_account(
        "青嶺物流㈱",
        now=now - timedelta(days=9) if earlier else now,
        fields=other | ({"owner": cast.csm.pk} if earlier else {}),
    )
    third = create_account("第三", now=now)
    merge_accounts(second, third, now=now)
    second.refresh_from_db()
    before = _accounts()
    changes = merge_accounts(first, second, now=now + timedelta(hours=1), take=take)
    assert changes
    assert get_account(str(third.uid)) == get_account(str(second.uid)) == first
    assert set(same_accounts(first.pk)) == {first.pk, second.pk, third.pk}
    assert survivor_ids([third.pk, 0]) == {third.pk: first.pk, 0: 0}
    second.refresh_from_db()
    assert unmerge(second, now=now + timedelta(hours=2)) == 0
    after = _accounts()
    assert after[0] == before[0]
    assert after[1] == before[1]


@pytest.mark.requirement("R13")
def test_what_belongs_to_a_merged_account_is_read_at_the_survivor(cast, now):
    first = create_account("青嶺物流", now=now, external_id="A-1")
    second = create_account("青嶺物流株式会社", now=now, external_id="B-1")
    hana = create_person("花", now=now)
    create_contact(hana, first, now=now, fields={"title": "部長"})
    create_contact(hana, second, now=now, fields={"title": "顧問"})
    create_contact(create_person("太郎", now=now), second, now=now)
    merge_accounts(first, second, now=now)
    assert resolve_accounts("manual", ["B-1"]) == {"B-1": first.pk}
    assert sorted(one.person.name for one in people_of_account(first.pk)) == ["太郎", "花"]
    assert next(one for one in people_of_account(first.pk) if one.person == hana).title == "部長"
    with pytest.raises(Conflict):
        merge_accounts(create_account("別", now=now), Account.objects.get(pk=second.pk), now=now)
    with pytest.raises(Conflict):
        merge_accounts(first, first, now=now)


def _event(account, user, now, n):
    size = 1
    at = np.array([now.replace(tzinfo=None) - timedelta(days=n)], dtype="datetime64[us]")
    return {
        "account": np.array([account], dtype=np.int64),
        "end_user": np.array([user], dtype=np.int64),
        "at": at,
        "known_at": at,
        "basis": np.full(size, "observed", dtype=object),
        "name": np.full(size, "log_in", dtype=object),
        "feature": np.full(size, "log_in", dtype=object),
        "properties": np.full(size, "", dtype=object),
        "source": np.full(size, "app", dtype=object),
        "message_id": np.full(size, "", dtype=object),
        "key_hi": np.array([account], dtype=np.int64),
        "key_lo": np.array([n], dtype=np.int64),
    }


def _usage():
    with session() as engine:
        found = engine.fetch(rollups(engine).user_day.order_by("account", "day"))
    return sorted(zip(found["account"].tolist(), found["day"].tolist(), found["n"].tolist(), strict=True))


def test_use_of_a_merged_account_counts_at_the_survivor_and_goes_back(cast, now):
    first, second, other = (create_account(name, now=now - timedelta(days=30)) for name in ("A", "B", "C"))
    users = resolve_end_users("app", [(first.pk, "u1"), (second.pk, "u1")])
    user = users[first.pk, "u1"]
    batch = Batch.objects.create(kind="events", source="app", state=BatchState.APPLIED, created_at=now)
    for account, n in ((first, 1), (second, 1), (second, 2), (other, 1)):
        append_events(_event(account.pk, user, now, n), batch=batch, now=now)
    before = _usage()
    assert len(before) == 4
    publish_all(now)
    seen = last_change()
    merge_accounts(first, second, now=now)
    publish_all(now)
    assert changed_after(seen) == (now - timedelta(days=30)).date()
    assert [(account, n) for account, _day, n in _usage()] == sorted([(first.pk, 1), (first.pk, 2), (other.pk, 1)])
    unmerge(Account.objects.get(pk=second.pk), now=now)
    assert _usage() == before


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(take=st.one_of(st.none(), st.sets(st.sampled_from(["name", "reading", "language"]))), edit=st.booleans())
def test_merging_persons_and_undoing_it_is_as_before(workspace, now, take, edit):
    account = create_account("青嶺", now=now)
    Person.objects.all().update(merged_into=None)
    Contact.objects.all().delete()
    Person.objects.all().delete()
    one = create_person(
        "山田 花", now=now, fields={"reading": "やまだ はな", "tags": ["重要"], "mails": ["a@x.example"]}
    )
    two = create_person(
        "山田花",
        now=now,
        fields={"language": "ja", "tags": ["更新", "重要"], "mails": ["b@x.example"], "phones": ["03-11112222"]},
    )
    create_contact(two, account, now=now)
    fields = ("name", "reading", "language", "timezone", "tags", "merged_into", "archived_at", "sort_key")
    before = list(Person.objects.order_by("pk").values(*fields))
    merge_persons(one, two, now=now, take=take)
    assert find_person("b@x.example") == one
    assert Person.objects.get(pk=one.pk).tag_list == ["重要", "更新"]
    assert reachable([one.pk])[one.pk].mails == ["a@x.example", "b@x.example"]
    assert len(contacts_of_person(one.pk)) == 1
    assert [contact.person for contact in people_of_account(account.pk)] == [one]
    unmerge(Person.objects.get(pk=two.pk), now=now)
    assert list(Person.objects.order_by("pk").values(*fields)) == before
    assert find_person("b@x.example") == two


def test_a_later_change_of_the_survivor_stays(cast, now):
    first = create_account("A", now=now)
    second = create_account("B", now=now, fields={"industry": "物流"})
    merge_accounts(first, second, now=now)
    first.refresh_from_db()
    change_account(first, {"industry": "倉庫"}, now=now)
    assert unmerge(Account.objects.get(pk=second.pk), now=now) == 1
    first.refresh_from_db()
    assert first.industry == "倉庫"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("㈱青嶺物流", "青嶺物流 株式会社"),
        ("（株）青嶺物流", "青嶺物流"),
        ("有限会社 潮見倉庫", "潮見倉庫(有)"),
        ("合同会社ミナト", "ﾐﾅﾄ"),
        ("Northwind Inc.", "NORTHWIND, LLC"),
        ("Northwind K.K.", "Northwind Co., Ltd."),
        ("Müller GmbH", "müller"),
        ("ＡＢＣ商事", "ABC商事株式会社"),
    ],
)
def test_names_of_companies_without_their_form(one, other):
    assert bare_company(one) == bare_company(other)


@pytest.mark.parametrize(
    ("one", "other"), [("青嶺物流", "青嶺運輸"), ("Northwind", "Southwind"), ("Group", "Holdings")]
)
def test_names_that_differ(one, other):
    assert bare_company(one) != bare_company(other)


@given(st.text(max_size=30))
def test_a_bare_name_is_bare(name):
    assert bare_company(bare_company(name)) == bare_company(name) or not bare_company(name).isalpha()


def test_names_of_people():
    assert bare_person("山田 花 様") == bare_person("山田花")
    assert bare_person("Hana Yamada") == bare_person("YAMADA, Hana")
    assert bare_person("Hana Yamada") != bare_person("Hana Yamaguchi")


def test_pairs_share_a_word_that_is_not_everybodys():
    many = [Candidate(key, [("domain", "everybody.example"), ("name", str(key // 2))]) for key in range(40)]
    assert [(pair.first, pair.second) for pair in pairs(many)] == [(key, key + 1) for key in range(0, 40, 2)]
    assert pairs(many[:4], [(1, 0)])[-1].first == 2 or (0, 1) not in [
        (p.first, p.second) for p in pairs(many[:4], [(1, 0)])
    ]


def test_likely_ones_are_found_and_remembered_as_two(cast, now):
    one = create_account("青嶺物流", now=now)
    two = create_account("株式会社青嶺物流", now=now)
    create_account("潮見倉庫", now=now)
    assert [(pair.first, pair.second) for pair in likely_accounts()] == [(one.pk, two.pk)]
    assert tell_apart("account", two.pk, one.pk, now=now) is not None
    assert tell_apart("account", one.pk, two.pk, now=now) is None
    assert likely_accounts() == []
    create_person("山田 花", now=now, fields={"mails": ["hana@aomine.example"]})
    create_person("山田花", now=now, fields={"mails": ["h.yamada@aomine.example"]})
    create_person("山田花", now=now, fields={"mails": ["hana@elsewhere.example"]})
    assert len(likely_persons()) == 1
