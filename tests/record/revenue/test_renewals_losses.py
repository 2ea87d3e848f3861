"""Lines that ended: why, and what was seen before; what the timeline tells of contracts."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from banso.platform.journal.api import Asked
from banso.record.customers.api import create_account
from banso.record.revenue.actions.renewals import Closing, close_renewal
from banso.record.revenue.models import Loss
from banso.record.revenue.queries.losses import losses
from banso.record.revenue.queries.policy import policy
from banso.record.revenue.queries.renewals import renewals
from banso.record.revenue.queries.timeline import timeline
from tests.cast import browser_of
from tests.record.revenue.contracts import contract, line_of, stop_clock
from tests.record.revenue.test_contract_page import take_back, way_back

TODAY = date(2026, 4, 1)
YEAR = timedelta(days=365)
END = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def _clock(monkeypatch, now):
    stop_clock(monkeypatch, now)


@pytest.fixture
def account(workspace, now):
    return create_account("青嶺物流", now=now)


@pytest.fixture
def made(account, now):
    """A year until the first of June, with notice 30 days before."""
    return contract(account, lines=[_term(END)], now=now, name="年間契約", notice_days=30)


@pytest.fixture
def client(cast):
    return browser_of(cast.csm)


def _term(end, **more):
    return {"start": date(end.year - 1, end.month, end.day), "term_end": end, "end": end} | more


def _found(first=TODAY - YEAR, last=TODAY + YEAR):
    return [(one.term_end, one.stage, one.standing) for one in renewals(first, last, TODAY)]


@pytest.mark.requirement("R47", "R51")
def test_losses_are_classed_and_what_nobody_knows_is_avoidable(cast, client, account, now):
    ends = date(2026, 2, 1)
    made = contract(account, lines=[_term(ends)], now=now)
    contract(
        account, lines=[{"start": date(2025, 4, 1), "past_due_since": date(2026, 1, 10), "product": "未払い"}],
        now=now, key="unpaid",
    )  # fmt: skip
    found = {one.product: one for one in losses(date(2026, 1, 1), TODAY, now)}
    assert (found["基本プラン"].reason, found["基本プラン"].class_) == ("", "avoidable")
    assert (found["未払い"].reason, found["未払い"].class_) == ("payment_failed", "involuntary")
    page = client.get(reverse("revenue:losses")).content.decode()
    assert "理由がまだ入っていません" in page
    assert 'data-copy="2025年5月1日から2026年4月1日までに失った契約：2 明細、MRR ' in page
    part = client.get(reverse("revenue:losses"), {"class": "avoidable"}).content.decode()
    assert "失った契約（防げた）：1 明細" in part
    assert "（100%。すべて数えた値で、推定はありません）" in part
    address = reverse("revenue:loss", args=[line_of(made).uid, ends])
    assert client.post(address, {"reason": "weather"}).status_code == 422
    answer = client.post(address, {"reason": "bankruptcy", "note": "倒産"})
    assert answer.status_code == 302
    [one] = losses(ends, ends, now)
    assert one.loss is not None
    assert (one.class_, one.loss.said_by) == ("unavoidable", cast.csm)
    take_back(client, way_back(client, answer))
    assert not Loss.objects.exists()
    assert client.get(reverse("revenue:loss", args=[line_of(made).uid, "2026-02-02"])).status_code == 404
    for query in ({"class": "avoidable"}, {"reason": "unknown"}, {"months": "3"}, {"months": "x"}, {"reason": "\x00"}):
        assert client.get(reverse("revenue:losses"), query).status_code == 200


@pytest.mark.requirement("R51")
def test_a_loss_shows_what_was_seen_before(client, account, made):
    address = reverse("signals:before", args=[account.uid, "2026-02-01"])
    page = client.get(address)
    assert page.status_code == 200
    assert "まだ記録されていません" in page.content.decode()
    assert "シグナルはありませんでした" in client.get(address, {"work_out": "1"}).content.decode()
    assert client.get(reverse("signals:before", args=[account.uid, "x"])).status_code == 404
    assert client.get(reverse("signals:before", args=[account.uid, "2027-02-01"])).status_code == 404


@pytest.mark.requirement("R127")
def test_the_timeline_tells_of_contracts(cast, account, made, now):
    line = line_of(made)
    closing = Closing(stage="lost", lines=[line], reason="price", note="高い")
    close_renewal(made, END, closing, policy=policy(), member=cast.csm, today=TODAY, now=now)
    asked = Asked(accounts=[account.pk])
    told = {item.kind: item.title for stream in timeline(asked) for item in stream}
    assert set(told) == {"contract.line", "contract.loss", "contract.renewal"}
    assert "価格" in told["contract.loss"] or "Price" in told["contract.loss"]
    found = [item for stream in timeline(Asked(accounts=[account.pk], text="高い")) for item in stream]
    assert {item.kind for item in found} == {"contract.loss", "contract.renewal", "contract.line"}
    assert timeline(Asked(persons=[1])) == []
