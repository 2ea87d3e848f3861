"""What the commands about the worth of customers do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from banso.platform.kit.days import ONE_DAY, last_closed_day
from banso.platform.kit.errors import BansoError
from banso.platform.kit.money import minor_digits, to_minor
from banso.platform.tenancy.api import current_workspace, scope
from banso.record.customers.api import external_ids
from banso.record.revenue import api as revenue
from banso.surfaces.cli.earning import bring_up, month_option
from banso.surfaces.cli.options import day_option, now, workspace_of
from banso.surfaces.cli.output import progress, show_json, show_rows


def value(workspace: str, as_of: str, currency: str, cost: str, *, as_json: bool) -> None:
    """Print the lifetime value of a customer, and what it is made of."""
    with scope(workspace_of(workspace)), progress("computing lifetime value"):
        revenue.refresh_ledger(now())
        code = revenue.report_currency(currency.upper())
        spent = Fraction(to_minor(cost, code)) if cost else None
        found = revenue.lifetime_report(_day(as_of), currency=code, cost=spent, now=now())
    scale = 10 ** minor_digits(found.currency)
    survival = found.survival
    said: dict[str, Any] = {
        "as_of": found.as_of.isoformat(),
        "currency": found.currency,
        "average_mrr": _major(found.arpa, scale),
        "margin": float(found.margin),
        "monthly_churn": found.monthly_churn,
        "simple": _major(found.simple, scale),
        "survival": None if survival is None else survival.value / scale,
        "survival_tail": None if survival is None else survival.tail / scale,
        "months_watched": None if survival is None else survival.months,
        "customers": None if survival is None else survival.customers,
        "losses": None if survival is None else survival.losses,
        "is_thin": None if survival is None else survival.is_thin,
        "cost_to_win": _major(found.cost, scale),
        "cost_to_keep": _major(found.spending.to_keep, scale),
        "payback_months": _number(found.payback_months),
        "simple_per_cost": _number(found.simple / found.cost) if found.simple is not None and found.cost else None,
        "simple_net": _major(found.simple_net, scale),
        "survival_net": None if found.survival_net is None else found.survival_net.value / scale,
        "survival_net_tail": None if found.survival_net is None else found.survival_net.tail / scale,
        **_missing(found.spending),
    }
    if as_json:
        show_json(said)
        return
    show_rows([{"figure": key, "value": shown} for key, shown in said.items()], ("figure", "value"), as_json=False)


@dataclass(frozen=True, slots=True)
class Window:
    """The options of the command about acquisition, as they were written."""

    first: str
    last: str
    by: str
    as_was: bool
    as_of: str
    as_known: str
    currency: str


def acquisition(workspace: str, asked: Window, *, as_json: bool) -> None:
    """Print what winning and keeping customers cost, and who has paid it back, by group where one is asked for."""
    first, last = month_option(asked.first, "--from"), month_option(asked.last, "--to")
    if first > last:
        raise BansoError(f"--from {asked.first} is after --to {asked.last}.", hint="Turn them round.")
    with scope(workspace_of(workspace)), progress("computing acquisition"):
        bring_up()
        reading = revenue.Reading(
            currency=asked.currency.upper(), known=day_option(asked.as_known, "--as-known"), as_was=asked.as_was
        )
        end = revenue.add_months(last, 1) - ONE_DAY
        found = revenue.acquisition(first, end, reading, until=_day(asked.as_of), by=asked.by, now=now())
    told, scale = found.spending, 10 ** minor_digits(found.spending.currency)
    groups = [{"group": one.label or one.key or None, **_won(one, found, scale)} for one in found.groups]
    if not as_json:
        rows = [{"group": None, **_won(found.total, found, scale)}, *groups]
        show_rows(rows, list(rows[0]), as_json=False)
        return
    said = {
        "from": f"{first:%Y-%m}",
        "to": f"{last:%Y-%m}",
        "until": found.until.isoformat(),
        "currency": told.currency,
    }
    show_json(
        {
            **said,
            "margin": float(found.margin),
            **_won(found.total, found, scale),
            **_missing(told),
            "keeping_unknown": [f"{one:%Y-%m}" for one in found.unkept],
            "spent_on_nobody": _major(found.elsewhere, scale),
            "groups": groups,
        }
    )


def _won(one: revenue.Won, found: revenue.Acquisition, scale: int) -> dict[str, Any]:
    """The figures of a group; what hangs on the cost of keeping is none where months of it are missing."""
    is_known = not found.unkept
    return {
        "won": one.accounts,
        "cost": _major(one.cost, scale),
        "cost_to_win": _major(one.to_win, scale),
        "cost_to_keep": _major(one.to_keep, scale),
        "average_mrr": _major(one.arpa, scale),
        "payback_months": _number(one.payback(found.margin)),
        "margin_so_far": _major(one.margin, scale),
        "keeping_so_far": _major(one.keeping, scale) if is_known else None,
        "value_so_far": _major(one.value, scale) if is_known else None,
        "profitable": _number(one.profitable),
        "profitable_with_keeping": _number(one.profitable_kept) if is_known else None,
    }


def _missing(told: revenue.Spending) -> dict[str, list[str]]:
    """The months of a window for which no cost was given."""
    purposes = ("winning", "keeping")
    return {f"no_cost_of_{purpose}": [f"{one:%Y-%m}" for one in told.missing(purpose)] for purpose in purposes}


def orders(workspace: str, as_of: str, currency: str, *, as_json: bool) -> None:
    """Print who buys again, for how much, and what is likely to come."""
    with scope(workspace_of(workspace)), progress("reading orders"):
        found = revenue.order_report(_day(as_of), currency=currency.upper())
        names = external_ids([one.account for one in found.customers])
    scale = 10 ** minor_digits(found.currency)
    rows = _rows(found, names, scale)
    if as_json:
        show_json({**_totals(found, scale), "accounts": rows})
        return
    columns = ("account", "orders", "last", "recency_days", "value", "average", "still_buys", "value_in_12_months")
    show_rows(rows, columns, as_json=False)


def _rows(found: revenue.OrderReport, names: Mapping[int, str], scale: int) -> list[dict[str, Any]]:
    """One row for each account that ordered."""
    ahead = {one.account: one for one in found.predictions}
    rows = []
    for one in found.customers:
        guess = ahead.get(one.account)
        rows.append(
            {
                "account": names.get(one.account),
                "orders": one.orders,
                "last": one.last.isoformat(),
                "recency_days": one.recency_days,
                "value": _major(one.value, scale),
                "average": _major(one.average, scale),
                "still_buys": None if guess is None else round(guess.alive, 4),
                "orders_in_12_months": None if guess is None else round(guess.purchases, 4),
                "value_in_12_months": None if guess is None else round(guess.value / scale, 2),
            }
        )
    return rows


def _totals(found: revenue.OrderReport, scale: int) -> dict[str, Any]:
    """All accounts together, and the models."""
    total, services = found.orders, found.services
    return {
        "as_of": found.as_of.isoformat(),
        "currency": found.currency,
        "customers": total.customers,
        "repeat_customers": total.repeat_customers,
        "repeat_rate": _number(total.repeat_rate),
        "orders": total.orders,
        "value": _major(total.value, scale),
        "average_order": _major(total.average_order, scale),
        "repeat_share": _number(total.repeat_share),
        "usual_gap_days": total.usual_gap_days,
        "median_recency_days": total.median_recency_days,
        "services_due": services.due,
        "services_renewed": services.renewed,
        "service_renewal_rate": _number(services.rate),
        "repeat_customers_missing_for_prediction": found.missing,
        "frequency_model": None if found.frequency is None else asdict(found.frequency),
        "spend_model": None if found.spend is None else asdict(found.spend),
        "dependence": found.dependence,
    }


def _day(text: str) -> date:
    """The day that an option names; else the last one that is over."""
    return day_option(text, "--as-of") or last_closed_day(now(), current_workspace().timezone)


def _major(amount: Fraction | None, scale: int) -> int | float | None:
    return None if amount is None else _number(amount / scale)


def _number(amount: Fraction | None) -> int | float | None:
    if amount is None:
        return None
    return int(amount) if amount == int(amount) else float(amount)
