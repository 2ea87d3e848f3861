"""Proposals for tests."""

from datetime import date, timedelta
from typing import Any

from banso.record.revenue.actions.proposals import Decision, NewProposal, decide_proposal, open_proposal

TODAY = date(2026, 4, 1)
DAY = timedelta(days=1)
GOAL = "見積から受注までを 3 日にする"


def make(account, product, now, *, member=None, opened_on=TODAY - 40 * DAY, **values):
    usual: dict[str, Any] = {"kind": "cross_sell", "mrr": 50_000, "currency": "JPY", "goal": GOAL}
    wanted = NewProposal(product=product, **usual | values)
    return open_proposal(account, wanted, opened_on=opened_on, today=TODAY, member=member, now=now)


def decide(one, stage, on, now, **more):
    more = {"reason": "予算がない"} | more if stage == "lost" else more
    return decide_proposal(one, Decision(stage=stage, on=on, **more), today=TODAY, member=None, now=now)


def values_of(product, **more):
    return {
        "goal": GOAL,
        "product": str(product.uid),
        "plan": "",
        "kind": "cross_sell",
        "mrr": "50000",
        "currency": "jpy",
        "owner": "",
        "stage": "identified",
        "opened_on": "2026-03-01",
        "expected_on": "2026-05-31",
        "note": "",
    } | more
