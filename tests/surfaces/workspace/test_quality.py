"""What is missing in the data, with the very rows; and what a member did."""

import json
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from banso.platform.attributes.api import count
from banso.platform.identity.api import Member
from banso.platform.journal.api import Batch, acting
from banso.record.customers.api import (
    change_account,
    create_account,
    create_contact,
    create_person,
    quality_findings,
    quality_rows,
)
from banso.record.customers.models import Account, EndUser
from banso.record.work.api import NewTask, create_task, finish_task, member_activity
from banso.record.work.models import Touch
from banso.surfaces.workspace.compose.quality import quality_lines
from tests.cast import browser_of

NOW = datetime(2026, 4, 1, 0, 30, tzinfo=UTC)


@pytest.fixture
def company(cast) -> dict[str, Account]:
    """One account with everything, one with nothing."""
    whole = create_account(
        "青嶺物流",
        now=NOW,
        fields={
            "reading": "あおねぶつりゅう",
            "owner": cast.csm.pk,
            "yearly_value": 100,
            "notice_by": NOW.date(),
            "tier": "mid",
            "domains": ["aone.example"],
        },
    )
    bare = create_account("潮見倉庫", now=NOW)
    person = create_person("山田 花子", now=NOW)
    create_contact(person, whole, now=NOW)
    EndUser.objects.create(source="app", key="u1")
    return {"whole": whole, "bare": bare}


def counts() -> dict[str, int]:
    return {one.key: one.n for one in quality_findings(NOW)}


def test_each_check_counts_and_shows_its_rows(company):
    found = counts()
    for key in ("no_owner", "no_value", "no_notice_by", "no_tier", "no_domain", "no_people", "no_reading"):
        assert found[key] == 1, key
        assert [row.account_id for row in quality_rows(key, NOW)] == [company["bare"].pk], key
    assert found["no_role"] == 1
    assert [row.name for row in quality_rows("no_role", NOW)] == ["山田 花子"]
    assert [row.name for row in quality_rows("nobody_known", NOW)] == ["app:u1"]
    assert found["conflict"] == found["stale_source"] == 0


def test_sources_that_disagree(company):
    with acting(actor_id=None, source="crm"):
        change_account(company["bare"], {"industry": "倉庫", "country": "JP"}, now=NOW - timedelta(days=3))
    with acting(actor_id=None, source="billing"):
        change_account(company["bare"], {"industry": "物流"}, now=NOW - timedelta(days=2))
    (row,) = quality_rows("conflict", NOW)
    assert row.account_id == company["bare"].pk
    assert row.detail == "industry: crm 倉庫, billing 物流"
    assert not quality_rows("conflict", NOW + timedelta(days=40))


def test_a_source_that_fell_silent(company):
    for back in (40, 33, 26):
        at = NOW - timedelta(days=back)
        Batch.objects.create(kind="accounts", source="crm", state="applied", created_at=at, applied_at=at)
    assert [row.name for row in quality_rows("stale_source", NOW)] == ["crm: accounts"]
    assert not quality_rows("stale_source", NOW - timedelta(days=20))


def test_the_list_that_opens_shows_exactly_the_rows(company, cast):
    client = browser_of(cast.csm)
    for line in quality_lines(NOW):
        if line.n:
            answer = client.get(line.url)
            assert answer.status_code == 200, line.url
            if (tree := parse_qs(urlsplit(line.url).query).get("filter")) is not None:
                assert count("account", json.loads(tree[0])) == line.n
    page = client.get(reverse("workspace:quality")).content.decode()
    assert reverse("workspace:quality_rows", args=["no_people"]) in page
    assert client.get(reverse("workspace:quality_rows", args=["no_such"])).status_code == 404


def test_the_number_of_queries_does_not_grow(company, django_assert_max_num_queries):
    for number in range(30):
        create_account(f"会社{number}", now=NOW)
    with django_assert_max_num_queries(45):
        assert counts()["no_owner"] == 31


# --- what a member did --------------------------------------------------------------------------------------


def touch(member: Member, account: Account, at: datetime, **more) -> None:
    values = {"kind": "call", "subject": "電話", "subject_fold": "電話", "created_at": at} | more
    Touch.objects.create(account=account, at=at, author=member, **values)


@pytest.mark.requirement("R139")
def test_what_a_member_did(company, cast):
    touch(cast.csm, company["whole"], NOW - timedelta(days=9), next_step="資料を送る")
    touch(cast.csm, company["whole"], NOW - timedelta(days=2), kind="mail")
    touch(cast.csm, company["bare"], NOW - timedelta(days=1), next_step="見積もり")
    touch(cast.owner, company["bare"], NOW - timedelta(days=1))
    today = NOW.date()
    done = create_task(
        NewTask(title="資料", owner=cast.csm, account=company["whole"], due=today - timedelta(days=3)),
        member=cast.csm, now=NOW - timedelta(days=9),
    )  # fmt: skip
    finish_task(done, member=cast.csm, now=NOW - timedelta(days=4))
    create_task(
        NewTask(title="督促", owner=cast.csm, due=today - timedelta(days=3)),
        member=cast.csm, now=NOW - timedelta(days=9),
    )  # fmt: skip
    found = member_activity(cast.csm.pk, today, weeks=4)
    assert sum(sum(week.values()) for week in found.weeks.values()) == 3
    assert found.accounts == {company["whole"].pk, company["bare"].pk}
    assert (found.next_steps, found.followed) == (2, 1)
    assert (found.in_time, found.later, found.late) == (1, 0, 1)


@pytest.mark.requirement("R139")
def test_it_is_seen_by_themselves_and_those_who_lead(cast):
    url = reverse("workspace:member_activity", args=[cast.csm.uid])
    seen = {member.role: browser_of(member).get(url).status_code for member in cast.members}
    assert seen == {"owner": 200, "manager": 200, "csm": 200, "viewer": 404}
    assert browser_of(cast.stranger).get(url).status_code == 404
