"""Pages of people through the front door: seen, filled in wrongly, filled in, taken back."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from banso.record.customers.api import create_account, create_contact, create_person, end_contact, people_of_account
from banso.record.customers.models import Contact, Person, WatchEvent
from tests.cast import browser_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(cast, now):
    return create_account("青嶺物流", now=now, external_id="A-1", fields={"domains": ["aomine.example"]})


@pytest.fixture
def csm(cast):
    return browser_of(cast.csm)


def _hana(account, now, **fields):
    hana = create_person("山田 花", now=now, fields={"mails": ["hana@aomine.example"]})
    return create_contact(hana, account, now=now, fields=fields)


def _undo(client, response):
    """Press undo in the toast that the page behind ``response`` shows."""
    page = client.get(response.url.partition("#")[0]).content.decode()
    address = re.search(r'/people/changes/[^"]+', page)
    assert address, "no undo"
    return client.post(address[0].replace("&amp;", "&"))


@pytest.mark.requirement("R13")
def test_a_person_is_added_at_an_account_and_taken_back(csm, account):
    page = reverse("customers:person_add") + f"?account={account.uid}"
    assert csm.get(page).status_code == 200
    typed = {"name": "山田 花", "mails": "Hana@aomine.example\n", "role": "champion", "influence": "3"}
    answer = csm.post(page, typed | {"tags": "重要、VIP, 重要"})
    assert answer.status_code == 302, answer.content.decode()
    (contact,) = people_of_account(account.pk)
    assert contact.person.tag_list == ["重要", "VIP"]
    assert (contact.person.name, contact.role, contact.influence) == ("山田 花", "champion", 3)
    assert _undo(csm, answer).status_code == 302
    assert people_of_account(account.pk) == []
    assert Person.objects.filter(archived_at=None).count() == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 301),
        ("tags", "x" * 61),
        ("mails", "hana at aomine"),
        ("phones", "none"),
        ("keys", "0031"),
        ("language", "xx-klingon"),
        ("timezone", "Mars"),
        ("role", "king"),
        ("influence", "9"),
        ("relation", "love"),
        ("reports_to", "99"),
        ("starts", "yesterday"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(csm, account, field, value):
    page = reverse("customers:person_add") + f"?account={account.uid}"
    answer = csm.post(page, {"name": "Taro the typed", field: value})
    body = answer.content.decode()
    assert answer.status_code == 422
    block = re.search(rf'data-invalid="true">(?:(?!class="field").)*?id="id_{field}"', body, re.DOTALL)
    assert block, f"no error beside {field}"
    assert field == "name" or "Taro the typed" in body
    assert not Person.objects.exists()


def test_an_address_that_somebody_has_offers_that_person(csm, account, now):
    create_person("山田 花", now=now, fields={"mails": ["hana@aomine.example"]})
    page = reverse("customers:person_add") + f"?account={account.uid}"
    answer = csm.post(page, {"name": "花", "mails": "hana@aomine.example"})
    assert answer.status_code == 422
    offered = re.search(r'href="(/people/[^"]+/contacts/new\?account=[^"]+)"', answer.content.decode())
    assert offered
    assert csm.post(offered[1], {"role": "sponsor"}).status_code == 302
    assert people_of_account(account.pk)[0].role == "sponsor"


def test_a_contact_is_changed_and_ended_and_taken_back(csm, account, now):
    contact = _hana(account, now)
    edit = reverse("customers:contact_edit", args=[contact.uid])
    assert csm.get(edit).status_code == 200
    answer = csm.post(edit, {"title": "物流部長", "role": "decision_maker", "relation": "good"})
    contact.refresh_from_db()
    assert (answer.status_code, contact.title, contact.relation) == (302, "物流部長", "good")
    end = reverse("customers:contact_end", args=[contact.uid])
    assert csm.post(end, {"ends": "", "end_reason": ""}).status_code == 422
    answer = csm.post(end, {"ends": "2026-03-31", "end_reason": "異動"})
    assert people_of_account(account.pk) == []
    _undo(csm, answer)
    assert len(people_of_account(account.pk)) == 1


@pytest.mark.requirement("R14")
def test_the_panel_has_map_gaps_and_table(csm, account, now):
    chief = _hana(account, now, role="decision_maker", influence=3, title="部長")
    taro = create_contact(
        create_person("<b>太郎</b>", now=now),
        account,
        now=now,
        fields={"role": "user", "influence": 1, "relation": "poor", "reports_to": chief.pk},
    )
    gone = create_contact(create_person("去った 人", now=now), account, now=now, fields={"role": "champion"})
    end_contact(gone, now=now, ends=timezone.localdate() - timedelta(days=10), end_reason="退職")
    page = csm.get(reverse("workspace:account_people", args=[account.uid])).content.decode()
    assert len(re.findall(r'<path [^>]*stroke-width="1.3"', page)) == 1
    assert "&lt;b&gt;太郎" in page
    assert "<b>太郎" not in page
    for word in ("推進者が不在", "スポンサーがいない", "話せる相手がいない", "退職"):
        assert word in page
    assert "意思決定者がいない" not in page
    assert reverse("customers:contact_edit", args=[taro.uid]) in page


def test_the_panel_takes_a_constant_number_of_queries(csm, account, now, django_assert_max_num_queries):
    for number in range(30):
        create_contact(create_person(f"人 {number}", now=now), account, now=now)
    with django_assert_max_num_queries(20):
        csm.get(reverse("workspace:account_people", args=[account.uid]))


def test_a_viewer_sees_and_changes_nothing(cast, account, now):
    contact = _hana(account, now)
    viewer = browser_of(cast.viewer)
    assert viewer.get(reverse("workspace:person", args=[contact.person.uid])).status_code == 200
    panel = viewer.get(reverse("customers:person_of", args=[contact.person.uid])).content.decode()
    assert "hana@aomine.example" in panel
    for address in (
        reverse("customers:contact_edit", args=[contact.uid]),
        reverse("customers:person_edit", args=[contact.person.uid]),
        reverse("customers:watch_add", args=[account.uid]),
    ):
        assert viewer.post(address, {"name": "x"}).status_code == 403
    assert browser_of(cast.stranger).get(reverse("workspace:person", args=[contact.person.uid])).status_code == 404


@pytest.mark.requirement("R12")
def test_the_watch_list_is_kept_and_taken_back(csm, account):
    add = reverse("customers:watch_add", args=[account.uid])
    assert csm.post(add, {"kind": "merger", "day": "tomorrow", "title": "合併"}).status_code == 422
    bad = csm.post(add, {"kind": "merger", "day": "2026-03-01", "title": "合併", "url": "javascript:alert(1)"})
    assert bad.status_code == 422
    answer = csm.post(add, {"kind": "merger", "day": "2026-03-01", "title": "合併", "url": "https://news.example/1"})
    assert answer.status_code == 302
    event = WatchEvent.objects.get()
    assert "合併" in csm.get(reverse("customers:watch_of", args=[account.uid])).content.decode()
    assert "合併" in csm.get(reverse("customers:watch")).content.decode()
    deleted = csm.post(reverse("customers:watch_delete", args=[event.uid]), HTTP_REFERER=reverse("customers:watch"))
    assert "合併" not in csm.get(reverse("customers:watch_of", args=[account.uid])).content.decode()
    assert deleted.status_code == 302
    _undo(csm, deleted)
    event.refresh_from_db()
    assert event.deleted_at is None


def test_a_partner_is_named_from_a_day_on(csm, account, now):
    partner = create_account("伴走商事", now=now, external_id="P-1")
    page = reverse("customers:partner_edit", args=[account.uid])
    assert csm.post(page, {"partner": "誰もいない", "since": ""}).status_code == 422
    assert csm.post(page, {"partner": "A-1", "since": ""}).status_code == 422
    assert csm.post(page, {"partner": "伴走商事", "since": "2025-10-01"}).status_code == 302
    assert "伴走商事" in csm.get(reverse("customers:partner_of", args=[account.uid])).content.decode()
    assert "青嶺物流" in csm.get(reverse("customers:partner_of", args=[partner.uid])).content.decode()


def test_duplicates_are_shown_merged_and_told_apart(csm, account, now):
    twin = create_account("青嶺物流株式会社", now=now, external_id="B-1", fields={"industry": "物流"})
    page = reverse("customers:account_duplicates")
    body = csm.get(page).content.decode()
    assert "青嶺物流株式会社" in body
    told = {"subject": "account", "uid": [account.uid, twin.uid]}
    assert csm.post(reverse("customers:different"), told, HTTP_REFERER=page).status_code == 302
    assert "青嶺物流株式会社" not in csm.get(page).content.decode().split("Merged")[0].split("<main")[1]
    merge = reverse("customers:account_merge")
    assert csm.get(merge).status_code == 200
    assert csm.get(merge + "?own=A-1&other=nothing").status_code == 422
    seen = csm.get(f"{merge}?own={account.uid}&other={twin.uid}").content.decode()
    assert "物流" in seen
    answer = csm.post(merge, {"own": account.uid, "other": twin.uid, "take": ["industry"]})
    assert answer.status_code == 302
    account.refresh_from_db()
    twin.refresh_from_db()
    assert (account.industry, twin.merged_into_id) == ("物流", account.pk)
    csm.post(reverse("customers:different"), {"subject": "account", "uid": twin.uid, "apart": "1"}, HTTP_REFERER=page)
    account.refresh_from_db()
    twin.refresh_from_db()
    assert (account.industry, twin.merged_into_id) == (None, None)


def test_two_people_are_merged_with_their_contacts(csm, account, now):
    one = _hana(account, now)
    other = create_person("山田花", now=now, fields={"mails": ["h.yamada@aomine.example"], "phones": ["03-1111-2222"]})
    assert "山田花" in csm.get(reverse("customers:person_duplicates")).content.decode()
    merge = reverse("customers:person_merge")
    assert csm.post(merge, {"own": one.person.uid, "other": other.uid}).status_code == 302
    page = csm.get(reverse("customers:person_of", args=[other.uid])).content.decode()
    assert "hana@aomine.example" in page
    assert "h.yamada@aomine.example" in page
    assert Contact.objects.count() == 1
