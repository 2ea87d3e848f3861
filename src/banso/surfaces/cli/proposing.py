"""What the commands about proposals do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Final, TypeVar

from banso.platform.identity.api import Member
from banso.platform.journal.api import acting
from banso.platform.kit.errors import BansoError, NotFound
from banso.platform.kit.money import to_minor
from banso.platform.tenancy.api import current_workspace, scope
from banso.record.customers.api import get_account
from banso.record.revenue import api as revenue
from banso.surfaces.cli.options import day_option, member_called, now, today_here, workspace_of
from banso.surfaces.cli.output import major, show_json, show_rows

if TYPE_CHECKING:
    from banso.record.revenue.api import Counted, Proposed

STATES: Final = ("open", "won", "lost", "all")
YEAR: Final = timedelta(days=365)
N = TypeVar("N")


def list_proposals(workspace: str, state: str, owner: str, product: str, as_of: str, *, as_json: bool) -> None:
    """Print proposals as they stood on a day."""
    if state not in STATES:
        raise BansoError(f"There is no state “{state}”.", hint=f"Choose one of: {', '.join(STATES)}.")
    with scope(workspace_of(workspace)):
        day = day_option(as_of, "--as-of") or today_here()
        found = [one for one in revenue.proposals(day) if state in ("all", "open" if one.is_open else one.stand.stage)]
        if owner:
            leads = member_called(owner).pk
            found = [one for one in found if one.row.owner_id == leads]
        if product:
            wanted = _named(revenue.products(), product, "product")
            found = [one for one in found if one.row.product_id == wanted.pk]
        rows = [_row(one) for one in found]
    _show(rows, as_json=as_json)


def add_proposal(workspace: str, account: str, said: dict[str, str], *, as_json: bool) -> None:
    """Open one, and print it."""
    with scope(workspace_of(workspace)), acting(actor_id=None, source="cli"):
        today = today_here()
        currency = said["currency"].upper() or current_workspace().currency
        product = _named(revenue.products(), said["product"], "product")
        wanted = revenue.NewProposal(
            product=product,
            plan=_named(list(product.plans.all()), said["plan"], "plan of it") if said["plan"] else None,
            kind=said["kind"],
            mrr=_minor(said["mrr"], currency, "MRR"),
            currency=currency,
            goal=said["goal"],
            owner=_member(said["owner"]),
            expected_on=day_option(said["expected"], "--expected"),
            note=said["note"],
        )
        made = revenue.open_proposal(
            get_account(account), wanted, opened_on=day_option(said["opened"], "--opened") or today,
            stage=said["stage"], today=today, member=_member(said["member"]), now=now(),
        )  # fmt: skip
        row = _row(revenue.proposal_now(made, today))
    _show([row], as_json=as_json)


def move_proposal(workspace: str, proposal: str, stage: str, member: str, *, as_json: bool) -> None:
    """Say how far it is, and print it."""
    with scope(workspace_of(workspace)), acting(actor_id=None, source="cli"):
        today, found = today_here(), revenue.find_proposal(proposal)
        revenue.move_proposal(found, stage, today=today, member=_member(member), now=now())
        row = _row(revenue.proposal_now(found, today))
    _show([row], as_json=as_json)


def close_proposal(workspace: str, proposal: str, stage: str, said: dict[str, str], *, as_json: bool) -> None:
    """Say how it ended, and print it."""
    with scope(workspace_of(workspace)), acting(actor_id=None, source="cli"):
        today, found = today_here(), revenue.find_proposal(proposal)
        decision = revenue.ProposalDecision(
            stage=stage,
            on=day_option(said["on"], "--on") or today,
            mrr=_minor(said["mrr"], found.currency, "--mrr") if said["mrr"] else None,
            line=revenue.find_line(said["line"]) if said["line"] else None,
            reason=said["reason"],
            note=said["note"],
        )
        revenue.decide_proposal(found, decision, today=today, member=_member(said["member"]), now=now())
        row = _row(revenue.proposal_now(found, today))
    _show([row], as_json=as_json)


def rates(workspace: str, first: str, last: str, by: str, *, as_json: bool) -> None:
    """Print what is counted of proposals in a window."""
    with scope(workspace_of(workspace)):
        end = day_option(last, "--to") or today_here()
        begin = day_option(first, "--from") or end - YEAR + timedelta(days=1)
        if begin > end:
            raise BansoError(f"--from {begin} is after --to {end}.", hint="Turn them round.")
        counted = revenue.proposals_counted(begin, end, by)
        currency = current_workspace().currency
        whole = _counted(counted.whole, currency)
        groups = [{"group": label, **_counted(one, currency)} for label, one in counted.groups]
        meanings = {key: revenue.definition_of(key).definition for key in revenue.OF_PROPOSALS}
        without = sorted(counted.without)
    if as_json:
        window = {"from": begin, "to": end, "currency": currency}
        show_json({**window, **whole, "groups": groups, "without_exchange_rate": without, "definitions": meanings})
        return
    show_rows([{"group": None, **whole}, *groups], ["group", *whole], as_json=False)


def _counted(one: Counted, currency: str) -> dict[str, Any]:
    rate, cycle = one.rate, one.cycle
    return {
        "open": one.n,
        "pipeline_mrr": major(one.mrr, currency),
        "won": rate.won,
        "decided": rate.decided,
        "win_rate": None if rate.by_count is None else round(float(rate.by_count), 4),
        "won_mrr": major(rate.won_mrr, currency),
        "decided_mrr": major(rate.decided_mrr, currency),
        "win_rate_mrr": None if rate.by_mrr is None else round(float(rate.by_mrr), 4),
        "more_needed_for_rate": rate.lacking,
        "cycle_days_low": cycle.low,
        "cycle_days": cycle.median,
        "cycle_days_high": cycle.high,
        "more_needed_for_cycle": cycle.lacking,
    }


def _row(one: Proposed) -> dict[str, Any]:
    row = one.row
    return {
        "id": str(row.uid),
        "account": one.account.name,
        "goal": row.goal,
        "product": row.product.key,
        "plan": row.plan.key if row.plan else None,
        "kind": row.kind,
        "mrr": major(one.mrr, row.currency),
        "currency": row.currency,
        "stage": one.stand.stage,
        "since": one.stand.since,
        "opened": row.opened_on,
        "expected": row.expected_on,
        "decided": None if one.is_open else one.stand.since,
        "reason": row.reason,
        "note": row.note,
        "line": str(row.line.uid) if row.line else None,
        "owner": row.owner.name if row.owner else None,
    }


def _show(rows: list[dict[str, Any]], *, as_json: bool) -> None:
    columns = ["expected", "account", "product", "kind", "mrr", "currency", "stage", "since", "owner", "goal", "id"]
    show_rows(rows, columns, as_json=as_json)


def _named(rows: Sequence[N], text: str, what: str) -> N:
    """The one whose key or name is ``text``."""
    found = [one for one in rows if text in (getattr(one, "key", ""), getattr(one, "name", ""))]
    if not found:
        raise NotFound(f"There is no {what} “{text}”.", hint="The page Definitions, Products lists them.")
    return found[0]


def _member(email: str) -> Member | None:
    return member_called(email) if email else None


def _minor(text: str, currency: str, name: str) -> int:
    try:
        amount = Decimal(text)
    except InvalidOperation as error:
        raise BansoError(f"“{text}” is no number for {name}.", hint="Write it as 1500 or 12.5.") from error
    return to_minor(amount, currency)
