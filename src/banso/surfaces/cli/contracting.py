"""What the commands about contracts, renewals and losses do."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from banso.platform.identity.api import members
from banso.platform.journal.api import acting
from banso.platform.kit.bands import BANDS
from banso.platform.kit.errors import BansoError
from banso.platform.tenancy.api import scope
from banso.record.customers.api import get_account
from banso.record.revenue import api as revenue
from banso.surfaces.cli.options import day_option, member_called, now, today_here, workspace_of
from banso.surfaces.cli.output import major, show_rows

if TYPE_CHECKING:
    from banso.record.revenue.api import Contract, Due, Lost

BACK, AHEAD, YEAR = timedelta(days=120), timedelta(days=396), timedelta(days=365)


def list_contracts(workspace: str, account: str, limit: int, *, as_json: bool) -> None:
    """Print contracts."""
    with scope(workspace_of(workspace)):
        if account:
            found = revenue.contracts_of_account(get_account(account).pk)[:limit]
        else:
            found = revenue.newest_contracts(limit=limit)
        rows = [_contract(one) for one in found]
    show_rows(rows, ["contract", "account", "name", "notice_days", "auto_renews", "id"], as_json=as_json)


def show_contract(workspace: str, contract: str, *, as_json: bool) -> None:
    """Print the periods of a contract's lines; JSON has every statement."""
    with scope(workspace_of(workspace)):
        found = revenue.find_contract(contract)
        rows = []
        for line in revenue.lines_of_contract(found):
            holds = {one.pk for one in line.periods}
            for said in line.statements:
                rows += [
                    {
                        "contract": found.key,
                        "line": line.line.key,
                        "line_id": str(line.line.uid),
                        "known": said.known_at,
                        "withdrawn": said.withdrawn_at,
                        "by": said.stated_by.name if said.stated_by else None,
                        "import": said.batch,
                        "reason": said.reason,
                        "holds": one.pk in holds,
                        "product": one.product.key,
                        "plan": one.plan.key if one.plan else None,
                        "start": one.start,
                        "end": one.end,
                        "term_end": one.term_end,
                        "notice": one.notice,
                        "signed": one.signed,
                        "mrr": major(revenue.monthly_of(one), one.currency),
                        "currency": one.currency,
                    }
                    for one in said.periods.all()
                ]
    shown = rows if as_json else [one for one in rows if one["holds"]]
    show_rows(shown, ["line", "product", "start", "end", "term_end", "notice", "mrr", "currency"], as_json=as_json)


def list_renewals(workspace: str, first: str, last: str, member: str, *, every: bool, as_json: bool) -> None:
    """Print terms that end."""
    with scope(workspace_of(workspace)):
        today = today_here()
        begin = day_option(first, "--from") or today - BACK
        end = day_option(last, "--to") or today + AHEAD
        found = [one for one in revenue.renewals(begin, end, today) if every or not one.is_closed]
        if member:
            owner = member_called(member).pk
            found = [one for one in found if one.owner == owner]
        names = {one.pk: one.name for one in members(with_deactivated=True)}
        rows = [_due(one, names) for one in found]
    _show_renewals(rows, as_json=as_json)


def close_renewal(workspace: str, contract: str, day: str, stage: str, said: dict[str, str], *, as_json: bool) -> None:
    """Close one, and print it."""
    with scope(workspace_of(workspace)), acting(actor_id=None, source="cli"):
        today = today_here()
        ends = _day(day, "DAY")
        found = revenue.find_contract(contract)
        due = revenue.renewal_of(found, ends, today)
        lines = revenue.lines_due(due)
        changes: dict[int, dict[str, Any] | None] = {}
        if said["quantity"] or said["price"]:
            if len(lines) != 1:
                raise BansoError(f"{len(lines)} lines end on {ends}.", hint="Change them on the page of the renewal.")
            [(line, period)] = lines
            quantity, price = (_number(said[name], f"--{name}") for name in ("quantity", "price"))
            changes[line.pk] = revenue.priced(period, quantity, price)
        closing = revenue.Closing(
            stage=stage,
            lines=[line for line, _period in lines],
            new_end=day_option(said["until"], "--until") or due.usual_end,
            changes=changes,
            reason=said["reason"],
            note=said["note"],
        )
        who = member_called(said["member"]) if said["member"] else None
        revenue.close_renewal(found, ends, closing, policy=revenue.policy(), member=who, today=today, now=now())
        row = _due(revenue.renewal_of(found, ends, today), {})
    _show_renewals([row], as_json=as_json)


def list_losses(workspace: str, first: str, last: str, *, as_json: bool) -> None:
    """Print lines that ended."""
    with scope(workspace_of(workspace)):
        today = today_here()
        begin = day_option(first, "--from") or today - YEAR
        end = day_option(last, "--to") or today
        rows = [_lost(one) for one in revenue.losses(begin, end, now())]
    _show_losses(rows, as_json=as_json)


def class_loss(workspace: str, line: str, day: str, reason: str, note: str, member: str, *, as_json: bool) -> None:
    """Say why a line ended, and print it."""
    with scope(workspace_of(workspace)), acting(actor_id=None, source="cli"):
        found = revenue.find_line(line)
        lost = revenue.loss_of(found, _day(day, "DAY"), now())
        policy = revenue.policy()
        known = (*policy.avoidable, *policy.unavoidable, *policy.involuntary)
        if reason not in known:
            raise BansoError(
                f"“{reason}” is no reason of the revenue policy.", hint=f"Choose one of: {', '.join(known)}."
            )
        who = member_called(member) if member else None
        revenue.class_loss(found, lost.ended_on, reason, note, policy=policy, member=who, now=now())
        row = _lost(revenue.loss_of(found, lost.ended_on, now()))
    _show_losses([row], as_json=as_json)


def _show_renewals(rows: list[dict[str, Any]], *, as_json: bool) -> None:
    columns = ["notice_by", "term_end", "account", "contract", "arr", "currency", "stage", "standing", "owner"]
    # In the table a row for each currency.
    shown = rows if as_json else [{**row, **one} for row in rows for one in row["amounts"]]
    show_rows(shown, columns, as_json=as_json)


def _show_losses(rows: list[dict[str, Any]], *, as_json: bool) -> None:
    show_rows(rows, ["ended_on", "account", "product", "mrr", "currency", "class", "reason", "line"], as_json=as_json)


def _contract(one: Contract) -> dict[str, Any]:
    return {
        "id": str(one.uid),
        "contract": one.key,
        "source": one.source,
        "name": one.name,
        "account": one.account.name,
        "notice_days": one.notice_days,
        "auto_renews": one.auto_renews,
    }


def _due(one: Due, names: dict[int, str]) -> dict[str, Any]:
    said = one.renewal
    amounts = [
        {
            "currency": currency,
            "arr": major(one.mrr.get(currency, Fraction(0)) * 12, currency),
            "then": major(one.then.get(currency, Fraction(0)) * 12, currency) if one.is_followed else None,
        }
        for currency in sorted({*one.mrr, *one.then})
    ]
    return {
        "contract": one.contract.key,
        "contract_id": str(one.contract.uid),
        "account": one.account.name,
        "term_end": one.term_end,
        "notice_by": one.last_notice,
        "notice": one.notice,
        # Of a contract in several currencies each stands in "amounts" alone: they cannot be added.
        **(amounts[0] if len(amounts) == 1 else {"currency": None, "arr": None, "then": None}),
        "amounts": amounts,
        "stage": one.stage,
        "standing": one.standing,
        "health": one.score,
        "decision_maker": one.decision_maker.name if one.decision_maker else None,
        "owner": names.get(one.owner or 0),
        "next_step": said.next_step if said else "",
        "next_step_on": said.next_step_on if said else None,
        "checkpoints": [
            {
                "months": look.months,
                "day": look.day,
                "due": look.is_due,
                "view": _band(look.answer.view if look.answer else None),
                "score": _band(look.answer.score_band if look.answer else None),
            }
            for look in one.looks
        ],
    }


def _lost(one: Lost) -> dict[str, Any]:
    return {
        "line": str(one.line.uid),
        "contract": one.line.contract.key,
        "account": one.account.name,
        "product": one.product,
        "ended_on": one.ended_on,
        "mrr": major(one.mrr, one.currency),
        "currency": one.currency,
        "customer_lost": one.is_whole,
        "class": one.class_,
        "reason": one.reason or None,
        "note": one.loss.note if one.loss else "",
    }


def _band(index: int | None) -> str | None:
    return None if index is None else BANDS[index]


def _day(text: str, name: str) -> date:
    found = day_option(text, name)
    if found is None:
        raise BansoError(f"Give a {name}.", hint="Write it as 2026-03-31.")
    return found


def _number(text: str, name: str) -> Decimal | None:
    if not text:
        return None
    try:
        found = Decimal(text)
    except InvalidOperation as error:
        raise BansoError(f"“{text}” is no number for {name}.", hint="Write it as 1500 or 12.5.") from error
    if not found.is_finite() or found < 0:
        raise BansoError(f"“{text}” is no number for {name}.", hint="Write it as 1500 or 12.5.")
    return found
