"""People, their addresses and what they are where: done, refused and taken back."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from banso.platform.journal.api import Change, undo_change
from banso.platform.kit.errors import Conflict, NotFound
from banso.record.customers.api import (
    BadPerson,
    archive_person,
    change_contact,
    change_person,
    create_account,
    create_contact,
    create_person,
    end_contact,
    find_person,
    people_of_account,
    persons_by_mail,
    reachable,
    resolve_end_users,
)
from banso.record.customers.models import Address, Contact, EndUser, Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(workspace, now):
    return create_account("青嶺物流", now=now, external_id="A-1")


@pytest.fixture
def hana(workspace, now):
    return create_person("山田 花", now=now, fields={"reading": "やまだ はな", "mails": ["Hana@Aomine.example"]})


@pytest.mark.requirement("R13")
def test_a_person_is_found_by_any_way_of_writing_the_address(hana):
    assert persons_by_mail(["HANA@aomine.example"]) == {"hana@aomine.example": hana}
    assert find_person(" hana@aomine.example") == hana
    assert find_person(str(hana.uid)) == hana
    with pytest.raises(NotFound):
        find_person("nobody@aomine.example")


def test_an_address_belongs_to_one_person(hana, now):
    with pytest.raises(BadPerson) as error:
        create_person("別人", now=now, fields={"mails": ["hana@aomine.example"]})
    assert (error.value.field, "山田 花" in error.value.message) == ("mails", True)
    assert Person.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("name", "x" * 301),
        ("name", "a\x00"),
        ("mails", ["hana(at)example"]),
        ("mails", [7]),
        ("phones", ["call me"]),
        ("keys", ["0031"]),
        ("timezone", "Mars/Olympus"),
        ("language", "日本語!"),
        ("shoe_size", 41),
    ],
)
def test_a_wrong_value_names_its_field(hana, now, field, value):
    with pytest.raises(BadPerson) as error:
        change_person(hana, {field: value}, now=now)
    assert error.value.field == field
    assert error.value.message
    assert Change.objects.filter(subject="person").count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("role", "king"),
        ("influence", 4),
        ("influence", True),
        ("relation", "love"),
        ("reports_to", 99_999),
        ("ends", date(2019, 1, 1)),
        ("title", "x" * 201),
    ],
)
def test_a_wrong_value_of_a_contact_names_its_field(account, hana, now, field, value):
    contact = create_contact(hana, account, now=now, fields={"starts": date(2020, 4, 1)})
    with pytest.raises(BadPerson) as error:
        change_contact(contact, {field: value}, now=now)
    assert error.value.field == field


def test_a_person_is_a_contact_of_an_account_once_at_a_time(account, hana, now):
    first = create_contact(hana, account, now=now)
    with pytest.raises(Conflict):
        create_contact(hana, account, now=now)
    end_contact(first, now=now, ends=date(2026, 3, 1), end_reason="異動")
    create_contact(hana, account, now=now, fields={"starts": date(2026, 4, 1)})
    assert [one.ends for one in people_of_account(account.pk, with_ended=True)] == [date(2026, 3, 1), None]
    assert len(people_of_account(account.pk, date(2026, 2, 28))) == 1
    assert people_of_account(account.pk, date(2026, 3, 1)) == []


def test_reporting_lines_do_not_go_round_in_a_circle(account, workspace, now):
    a, b, c = (create_contact(create_person(name, now=now), account, now=now) for name in "ABC")
    change_contact(a, {"reports_to": b.pk}, now=now)
    change_contact(b, {"reports_to": c.pk}, now=now)
    with pytest.raises(BadPerson, match="C → A → B → C"):
        change_contact(c, {"reports_to": a.pk}, now=now)
    with pytest.raises(BadPerson):
        change_contact(a, {"reports_to": a.pk}, now=now)
    elsewhere = create_contact(create_person("D", now=now), create_account("他社", now=now), now=now)
    with pytest.raises(BadPerson):
        change_contact(a, {"reports_to": elsewhere.pk}, now=now)


def test_an_end_user_is_the_person_with_that_address_whichever_arrives_first(account, hana, now):
    pair = (account.pk, "HANA@aomine.example")
    user = resolve_end_users("app", [pair, (account.pk, "taro@aomine.example")])
    assert EndUser.objects.get(pk=user[pair]).person == hana
    taro = create_person("太郎", now=now, fields={"mails": ["taro@aomine.example"]})
    assert EndUser.objects.get(key="taro@aomine.example").person == taro
    change_person(taro, {"mails": []}, now=now)
    assert EndUser.objects.get(key="taro@aomine.example").person is None


def test_making_a_person_is_taken_back_whole(hana, now):
    undo_change(Change.objects.get(subject="person"), now)
    hana.refresh_from_db()
    assert hana.archived_at == now
    assert not Address.objects.exists()
    create_person("山田 花", now=now, fields={"mails": ["hana@aomine.example"]})


def test_an_address_that_somebody_else_has_got_since_is_a_conflict(hana, now):
    change = change_person(hana, {"mails": []}, now=now)
    other = create_person("別人", now=now, fields={"mails": ["hana@aomine.example"]})
    assert change is not None
    undone = undo_change(change, now)
    assert [one.field for one in undone.conflicts] == ["mails"]
    assert reachable([other.pk, hana.pk])[hana.pk].mails == []


def _state():
    people = Person.objects.order_by("pk").values(
        "name", "reading", "language", "timezone", "tags", "tags_fold", "archived_at", "sort_key"
    )
    contacts = Contact.objects.order_by("pk").values(
        "pk", "person", "title", "role", "influence", "relation", "reports_to", "starts", "ends", "end_reason"
    )
    addresses = Address.objects.order_by("kind", "value").values("person", "kind", "value")
    return [list(rows) for rows in (people, contacts, addresses)]


_MAILS = st.lists(st.sampled_from(["a@x.example", "B@x.example", "c@y.example"]), unique=True)
_PERSON = st.fixed_dictionaries(
    {},
    optional={
        "name": st.sampled_from(["花", "Hana Yamada", "ﾊﾅ"]),
        "reading": st.sampled_from(["", "はな", "ハナ"]),
        "language": st.sampled_from([None, "ja", "en"]),
        "tags": st.sampled_from([None, [], ["重要"], ["重要", "VIP"]]),
        "mails": _MAILS,
        "phones": st.lists(st.sampled_from(["03-1234-5678", "+81 90 1111 2222"]), unique=True),
        "keys": st.lists(st.sampled_from(["crm:1", "crm:2"]), unique=True),
    },
)
_CONTACT = st.fixed_dictionaries(
    {},
    optional={
        "title": st.sampled_from([None, "部長"]),
        "role": st.sampled_from([None, "champion", "sceptic"]),
        "influence": st.sampled_from([None, 1, 3]),
        "relation": st.sampled_from([None, "good"]),
        "starts": st.sampled_from([None, date(2024, 1, 1)]),
        "ends": st.sampled_from([None, date(2026, 1, 1)]),
        "end_reason": st.sampled_from([None, "退職"]),
    },
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(person=_PERSON, contact=_CONTACT)
def test_do_and_undo_is_as_before(account, hana, now, person, contact):
    there = Contact.objects.filter(person=hana).first() or create_contact(hana, account, now=now)
    before = _state()
    changes = [change_person(hana, person, now=now), change_contact(there, contact, now=now)]
    for change in reversed([one for one in changes if one is not None]):
        assert undo_change(change, now).conflicts == []
    assert _state() == before


def test_archiving_is_taken_back(account, hana, now):
    create_contact(hana, account, now=now)
    change = archive_person(hana, now=now)
    assert people_of_account(account.pk) == []
    assert change is not None
    undo_change(change, now)
    assert len(people_of_account(account.pk)) == 1
