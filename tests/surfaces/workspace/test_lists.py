"""Today, the list of accounts, an account: what they show, as of any day, with how many queries."""

import json
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from banso.judgement.signals.api import Signal
from banso.platform.jobs.api import enqueue
from banso.platform.journal.api import Batch, publish
from banso.record.customers.api import change_account, create_account
from tests.cast import browser_of

ACCOUNTS = "workspace:accounts"


def queries(browser, address: str) -> int:
    browser.get(address)  # what is read once for the process is read now
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert browser.get(address).status_code == 200
    return len(caught)


@pytest.mark.requirement("R38")
def test_today_names_who_fell_silent_and_leaves_out_the_gone(morning, text):
    page = text(browser_of(morning.cast.csm).get(reverse("workspace:today")))
    assert "潮見倉庫" in page
    assert "ミナト精機" not in page.partition('id="queue"')[2].partition("</section>")[0].partition("<details")[0]
    assert reverse("workspace:today_start", args=[morning.accounts["潮見倉庫"].uid]) in page


def test_today_of_the_past_offers_nothing_to_do(morning, text):
    past = (morning.day - timedelta(days=1)).isoformat()
    page = text(browser_of(morning.cast.csm).get(reverse("workspace:today"), {"as_of": past}))
    assert 'class="asof' in page
    assert "/start" not in page


def test_an_answer_takes_the_account_from_the_queue_and_undo_brings_it_back(morning, text):
    browser, account = browser_of(morning.cast.csm), morning.accounts["潮見倉庫"]
    answer = browser.post(reverse("workspace:today_done", args=[account.uid]), headers={"HX-Request": "true"})
    assert f'id="item-{account.uid}"' not in text(answer)
    undo = text(answer).partition('action="/signals/answers/')[2].partition('"')[0]
    browser.post(f"/signals/answers/{undo}")
    assert f'id="item-{account.uid}"' in text(browser.get(reverse("workspace:today")))


def test_beside_today_stands_what_changed_and_whether_the_order_hits(morning, text):
    before, day = morning.day - timedelta(days=1), morning.day
    Signal.objects.filter(account=morning.accounts["潮見倉庫"]).update(began=day)
    browser = browser_of(morning.cast.owner)
    address = reverse("workspace:today_beside")
    page = text(browser.get(address, {"all": "1", "as_of": day.isoformat()}))
    assert "潮見倉庫" in page
    assert f"{before.month}月{before.day}日" in page
    assert reverse("workspace:proof") in page
    assert "潮見倉庫" not in text(browser.get(address)), "the owner does not look after it"


def test_nothing_computed_says_what_will_be_here(cast, now, text):
    browser = browser_of(cast.owner)
    assert reverse("workspace:data") in text(browser.get(reverse("workspace:today")))
    create_account("青嶺物流", now=now)
    assert "まだ計算していません" in text(browser.get(reverse("workspace:today")))
    assert browser.get(reverse("workspace:today_beside")).status_code == 404


def more_work(company, count: int) -> None:
    """Imports, their jobs, and changes of one account."""
    for number in range(count):
        batch = Batch.objects.create(
            kind="accounts", source="crm", file_name="x.csv", created_at=company.now, created_by=company.cast.csm.pk
        )
        enqueue("import.apply", {"batch": batch.pk}, now=company.now, created_by=company.cast.csm.pk)
        change_account(company.accounts["見本0"], {"stage": f"stage {number} of {count}"}, now=company.now)


@pytest.mark.requirement("R66")
def test_as_many_rows_need_as_many_queries(company):
    for number in range(4):
        company.add(f"見本{number}", quiet_since=20)
    more_work(company, 1)
    company.compute()
    browser = browser_of(company.cast.manager)
    addresses = {
        "today": f"{reverse('workspace:today')}?all=1&whole=1",
        "beside": f"{reverse('workspace:today_beside')}?all=1",
        "accounts": reverse(ACCOUNTS),
        "past": f"{reverse(ACCOUNTS)}?as_of={company.day - timedelta(days=1)}",
        "account": reverse("workspace:account", args=[company.accounts["見本0"].uid]),
        "data": reverse("workspace:data"),
        "work": reverse("workspace:data_work"),
    }
    few = {name: queries(browser, address) for name, address in addresses.items()}
    for number in range(4, 8):
        company.add(f"見本{number}", quiet_since=20)
    more_work(company, 4)
    company.compute()
    assert {name: queries(browser, address) for name, address in addresses.items()} == few


@pytest.mark.requirement("R19")
def test_the_list_of_a_past_day_knows_only_what_was_known(morning, text):
    account = morning.accounts["青嶺物流"]
    change_account(account, {"stage": "拡大中"}, now=morning.now)
    create_account("きのうまでなかった", now=morning.now)
    publish(morning.now)
    browser = browser_of(morning.cast.csm)
    query = {"as_of": morning.day.isoformat(), "columns": "stage,health"}
    past = text(browser.get(reverse(ACCOUNTS), query))
    assert "青嶺物流" in past
    assert "きのうまでなかった" not in past
    assert "拡大中" not in past
    assert f"{reverse('workspace:account', args=[account.uid])}?as_of={morning.day.isoformat()}" in past
    now = text(browser.get(reverse(ACCOUNTS), {"columns": "stage,health"}))
    assert "きのうまでなかった" in now
    assert "拡大中" in now


@pytest.mark.requirement("R9")
def test_the_address_holds_the_filter(morning, text):
    browser = browser_of(morning.cast.csm)
    tree = {"attribute": "days_since_last_event", "op": "ge", "value": 180}
    page = text(browser.get(reverse(ACCOUNTS), {"filter": json.dumps(tree), "sort": "-name", "columns": "health"}))
    assert "ミナト精機" in page
    assert "青嶺物流" not in page
    form = {"attribute": "name", "op": "contains", "value": "潮見", "filter": json.dumps(tree)}
    answer = browser.get(reverse("workspace:list_filter", args=["accounts"]), form)
    kept = json.loads(parse_qs(urlsplit(answer["Location"]).query)["filter"][0])
    assert kept == {"all": [tree, {"attribute": "name", "op": "contains", "value": "潮見"}]}


@pytest.mark.parametrize(
    ("filter_", "status"),
    [
        ("{", 400),
        ('{"attribute":"no_such","op":"eq","value":1}', 200),
        ('{"attribute":"health","op":"lt","value":"x"}', 200),
    ],
)
def test_a_filter_that_means_nothing_says_so(morning, text, filter_, status):
    answer = browser_of(morning.cast.csm).get(reverse(ACCOUNTS), {"filter": filter_})
    assert answer.status_code == status
    page = text(answer)
    assert status == 400 or 'role="alert"' in page
    assert "Traceback" not in page


def test_the_file_of_the_list_has_all_pages_and_no_formula(morning, text, monkeypatch):
    monkeypatch.setattr("banso.surfaces.workspace.liststate.PAGE_SIZE", 1)
    change_account(morning.accounts["青嶺物流"], {"name": '=HYPERLINK("https://evil.example")'}, now=morning.now)
    answer = browser_of(morning.cast.viewer).get(
        reverse("workspace:list_csv", args=["accounts"]), {"columns": "health,yearly_value"}
    )
    lines = text(answer).splitlines()
    assert answer["Content-Disposition"].startswith("attachment")
    assert len(lines) == 4
    assert lines[0].startswith("\ufeff")
    assert any("'=HYPERLINK" in line for line in lines)
    assert not any(cell.lstrip('"').startswith("=") for line in lines for cell in line.split(","))


@pytest.mark.requirement("R31")
def test_the_account_speaks_the_readers_language(morning, text):
    change_account(morning.accounts["青嶺物流"], {"industry": "物流", "size": 120}, now=morning.now)
    address = reverse("workspace:account", args=[morning.accounts["青嶺物流"].uid])
    for page in (address, f"{address}edit"):
        body = text(browser_of(morning.cast.csm).get(page))
        assert "業種" in body
        assert "規模" in body
        assert "担当" in body
        assert ">Industry<" not in body


def test_every_number_says_when_and_by_which_version(morning, text):
    browser = browser_of(morning.cast.csm)
    for name in ("workspace:today", ACCOUNTS):
        page = text(browser.get(reverse(name)))
        assert "計算した日時" in page
        assert "starter" in page


def test_the_form_keeps_what_was_typed(morning, text):
    account = morning.accounts["青嶺物流"]
    browser = browser_of(morning.cast.csm)
    address = reverse("workspace:account_edit", args=[account.uid])
    answer = browser.post(address, {"name": "", "stage": "拡大中", "notice_by": "2026-02-30"})
    assert answer.status_code == 422
    assert 'value="拡大中"' in text(answer)
    assert 'value="2026-02-30"' in text(answer)
