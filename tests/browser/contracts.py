"""Contracts of the company in the browser: renewals that come, late ones, losses with and without a reason."""

from datetime import date, datetime, timedelta
from typing import Any

DEAR = 200_000
"""With it the quiet ones stay worth the most."""


def contract_samples(
    owner: Any, accounts: dict[str, Any], now: datetime, today: date, *, markup: str
) -> dict[str, str]:
    """Contracts of ``accounts`` (by their key in the CRM); what stands in the addresses of their pages."""
    from banso.platform.journal.api import acting
    from banso.record.revenue.actions.losses import class_loss
    from banso.record.revenue.actions.state_lines import name_plans
    from banso.record.revenue.api import policy
    from banso.record.revenue.queries.contracts import find_line

    maker = Maker(owner, now)
    with acting(actor_id=owner.pk, source="web"):
        shown = maker.contract(accounts["quiet-sato"], f"基本契約 {markup}", 75, notice=30, months=24, price=DEAR)
        maker.contract(accounts["quiet-smith"], "Master agreement", 75, notice=30, months=12, price=DEAR)
        maker.contract(accounts["fading-sato"], "年間契約", 170, notice=60, months=12)
        maker.contract(accounts["fading-smith"], "Yearly plan", 165, notice=60, months=12, quantity=40)
        maker.contract(accounts["fresh-sato"], "初年度契約", 330, notice=None, months=12)
        # It ended a week ago, and nobody has said anything: within the days of grace.
        maker.contract(accounts["markup-sato"], f"契約 {markup}", -7, notice=30, months=12)
        lost = maker.contract(accounts["image-sato"], "旧プラン", -80, notice=30, months=12)
        other = maker.contract(accounts["image-smith"], "Old plan", -140, notice=30, months=24)
        lost_line, other_line = lost.lines.get(), other.lines.get()
        class_loss(
            find_line(other_line.uid), today + timedelta(days=-140), "competitor", "値段ではなく機能",
            policy=policy(), member=owner, now=now,
        )  # fmt: skip
        proposed = propose(owner, accounts, now, today, markup=markup)
    line = shown.lines.order_by("pk").first()
    product = find_line(line.uid).statements.get().periods.get().product
    name_plans([(product.pk, "standard")], now=now)
    return {
        "order": maker.orders(accounts["quiet-sato"], accounts["quiet-smith"], markup),
        "product": str(product.uid),
        "plan": str(product.plans.get().uid),
        "contract": str(shown.uid),
        "line": str(line.uid),
        "line_start": maker.start_of(75, 24).isoformat(),
        "term_end": (today + timedelta(days=75)).isoformat(),
        "lost_line": str(lost_line.uid),
        "proposal": str(proposed.uid),
        "ended_on": (today + timedelta(days=-80)).isoformat(),
    }


def propose(owner: Any, accounts: dict[str, Any], now: datetime, today: date, *, markup: str) -> Any:
    """One of each kind of proposal: open at each stage, late, won, lost; the first is returned."""
    from banso.record.revenue.actions.contracts import product_called
    from banso.record.revenue.api import (
        NewProposal,
        ProposalDecision,
        decide_proposal,
        move_proposal,
        open_proposal,
        products,
    )

    product = next(one for one in products() if one.pk == product_called("基本プラン", now=now))
    made = []
    for place, (key, days) in enumerate(
        (("fading-sato", 40), ("fading-smith", -3), ("fresh-sato", 20), ("markup-sato", 0), ("image-sato", 0))
    ):
        wanted = NewProposal(
            product=product, kind="upsell", mrr=(place + 1) * 40_000, currency="JPY", owner=owner,
            goal=f"見積から受注までを短くする {markup if place == 0 else ''}", expected_on=today + timedelta(days=days),
        )  # fmt: skip
        opened = today - timedelta(days=60 + place)
        made.append(open_proposal(accounts[key], wanted, opened_on=opened, today=today, member=owner, now=now))
    move_proposal(made[0], "offered", today=today, member=owner, now=now)
    move_proposal(made[1], "agreed", today=today, member=owner, now=now)
    for one, stage in ((made[3], "won"), (made[4], "lost")):
        decision = ProposalDecision(stage=stage, on=today, reason="来期に見送り")
        decide_proposal(one, decision, today=today, member=owner, now=now)
    return made[0]


class Maker:
    """Makes contracts whose term ends some days from today."""

    def __init__(self, owner: Any, now: datetime) -> None:
        from banso.platform.kit.days import day_of

        self.owner, self.now, self.today = owner, now, day_of(now, "Asia/Tokyo")

    def start_of(self, days: int, months: int) -> date:
        """When a term of so many months began that ends in ``days``."""
        from banso.record.revenue.rules.terms import add_months

        return add_months(self.today + timedelta(days=days), -months)

    def contract(
        self,
        account: Any,
        name: str,
        days: int,
        *,
        notice: int | None,
        months: int,
        quantity: int = 20,
        price: int = 15_000,
    ) -> Any:
        """One line until the term ends in ``days``, at ``price`` yen for each of ``quantity`` a month."""
        from banso.record.revenue.actions.contracts import product_called
        from banso.record.revenue.api import NewContract, Terms, create_contract

        ends = self.today + timedelta(days=days)
        start = self.start_of(days, months)
        terms = Terms(
            account=account.pk,
            product=product_called("基本プラン", now=self.now),
            quantity=quantity * 1_000_000,
            unit_price=price * 1_000_000,
            currency="JPY",
            start=start,
            end=ends,
            term_end=ends,
            signed=start - timedelta(days=10),
        )
        wanted = NewContract(name=name, notice_days=notice)
        return create_contract(account, wanted, [terms], member=self.owner, now=self.now)

    def orders(self, first: Any, second: Any, markup: str) -> str:
        """A device whose service ends soon, amended once, and others; what stands in the address of the first."""
        from dataclasses import replace

        from banso.record.revenue.actions.contracts import product_called
        from banso.record.revenue.api import OrderTerms, amend_order, enter_order

        day = self.today - timedelta(days=320)
        device = OrderTerms(
            account=first.pk, kind="device", product=product_called(f"測定器 {markup}", now=self.now), ordered_on=day,
            delivered_on=day + timedelta(days=12), service_until=self.today + timedelta(days=45), amount=1_280_000,
            currency="JPY", quantity=2_000_000,
        )  # fmt: skip
        made = enter_order(device, key="D-1001", now=self.now - timedelta(days=300))
        made = amend_order(made, replace(device, amount=1_180_000), now=self.now, reason="値引きの反映")
        for account, kind, back in ((first, "project", 200), (second, "order", 90), (second, "project", 20)):
            terms = OrderTerms(
                account=account.pk,
                kind=kind,
                ordered_on=self.today - timedelta(days=back),
                amount=340_000,
                currency="JPY",
            )
            enter_order(terms, now=self.now)
        return str(made.uid)
