"""Things of the first workspace that stand in addresses, for the crawl by everybody."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from banso.record.revenue.api import (
    NewCost,
    NewProposal,
    NewTarget,
    OrderTerms,
    add_cost,
    costs,
    create_product,
    enter_order,
    name_plans,
    open_proposal,
    set_target,
)
from banso.record.work.api import (
    NewPromise,
    NewTouch,
    add_comment,
    add_note,
    add_promise,
    keep_files,
    log_touch,
    set_own_view,
)
from tests.cast import Cast
from tests.record.revenue.contracts import contract

SECRET = "極秘の社名"
"""Stands in every thing of the first workspace; nobody else may ever read it."""


def record_of(account: Any, cast: Cast, now) -> dict[str, Any]:
    """One of each kind of thing that members write down."""
    wanted = NewTouch(kind="call", at=now, subject=SECRET, account=account, body=SECRET, next_step=SECRET)
    file = SimpleUploadedFile(f"{SECRET}.txt", SECRET.encode())
    set_own_view(account, 1, SECRET, member=cast.csm, today=now.date(), now=now)
    return {
        "touch": log_touch(wanted, member=cast.csm, now=now),
        "note": add_note(f"<p>{SECRET}</p>", member=cast.csm, now=now, account=account),
        "comment": add_comment("account", account.pk, SECRET, member=cast.csm, now=now),
        "promise": add_promise(account, NewPromise(text=SECRET, made_on=now.date()), member=cast.csm, now=now),
        "file": keep_files([file], member=cast.csm, now=now, account=account)[0],
    }


def contract_of(account: Any, cast: Cast, now) -> dict[str, Any]:
    """A contract with a line whose term ends, and one whose line has ended; the days stand in routes.py."""
    made = contract(account, lines=[{"start": date(2025, 7, 1), "term_end": date(2026, 7, 1)}], name=SECRET, now=now)
    lost = contract(account, lines=[{"start": date(2025, 2, 1), "end": date(2026, 2, 1)}], name=SECRET, now=now)
    plan = NewTarget(first=date(2026, 1, 1), last=date(2026, 3, 1), measure="new", amount=1, currency="JPY")
    target, _change = set_target(replace(plan, attribute="industry", value=SECRET), now=now)
    january = date(2026, 1, 1)
    add_cost(NewCost(month=january, purpose="winning", amount=1, currency="JPY", note=SECRET), now=now)
    return {
        "contract": made,
        "line": made.lines.get(),
        "lost_line": lost.lines.get(),
        "target": target,
        "cost": costs(january, january)[0],
        "order": enter_order(
            OrderTerms(account=account.pk, ordered_on=date(2026, 1, 1), amount=1, currency="JPY"), key=SECRET, now=now
        ),
        **(sold := products_of(now)),
        "proposal": proposal_of(account, sold["product"], cast, now),
    }


def proposal_of(account: Any, product: Any, cast: Cast, now) -> Any:
    """A proposal that is open."""
    wanted = NewProposal(product=product, kind="upsell", mrr=1, currency="JPY", goal=SECRET, note=SECRET)
    day = date(2026, 2, 1)
    return open_proposal(account, wanted, opened_on=day, today=day, member=cast.csm, now=now)


def products_of(now) -> dict[str, Any]:
    """A product and a plan of it."""
    product = create_product(SECRET, now=now)
    name_plans([(product.pk, SECRET)], now=now)
    return {"product": product, "plan": product.plans.get()}
