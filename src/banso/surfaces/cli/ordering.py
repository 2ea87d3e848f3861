"""What the commands about orders do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Final

from banso.platform.journal.api import acting
from banso.platform.kit.errors import BansoError
from banso.platform.kit.money import is_currency, minor_digits, to_minor
from banso.platform.tenancy.api import current_workspace, scope
from banso.record.customers.api import external_ids, get_account
from banso.record.revenue import api as revenue
from banso.surfaces.cli.options import day_option, now, today_here, workspace_of
from banso.surfaces.cli.output import show_rows

if TYPE_CHECKING:
    from datetime import date

    from banso.record.revenue.api import OrderTerms
    from banso.record.revenue.models import Order

MILLION: Final = 1_000_000
KINDS: Final = ("order", "project", "device")
COLUMNS: Final = ("ordered_on", "account", "kind", "product", "amount", "currency", "service_until", "id")
DAYS: Final = {"ordered_on": "--day", "delivered_on": "--delivered", "service_until": "--service-until"}


def list_orders(workspace: str, said: Mapping[str, str], limit: int, *, ending: bool, as_json: bool) -> None:
    """Print orders."""
    if said["kind"] and said["kind"] not in KINDS:
        raise BansoError(f"“{said['kind']}” is no kind of order.", hint=f"Choose one of: {', '.join(KINDS)}.")
    with scope(workspace_of(workspace)):
        asked = revenue.AskedOrders(
            kind=said["kind"],
            whose=str(get_account(said["account"]).uid) if said["account"] else "",
            product=_product(said["product"]) if said["product"] else "",
            first=day_option(said["from"], "--from"),
            last=day_option(said["to"], "--to"),
            text=said["search"],
            ending=ending,
        )
        rows = _rows(list(revenue.orders_asked(asked, today_here())[:limit]))
    show_rows(rows, COLUMNS, as_json=as_json)


def add(workspace: str, account: str, said: dict[str, str], key: str, *, as_json: bool) -> None:
    """Enter one, and print it."""
    with scope(workspace_of(workspace)), acting(actor_id=None, source="cli"):
        currency = said["currency"].upper() or current_workspace().currency
        blank = revenue.OrderTerms(
            account=get_account(account).pk, ordered_on=today_here(), amount=0, currency=currency
        )
        rows = _rows([revenue.enter_order(_terms(blank, said), key=key, now=now())])
    show_rows(rows, COLUMNS, as_json=as_json)


def amend(workspace: str, order: str, said: dict[str, str], reason: str, *, as_json: bool) -> None:
    """Say what one is instead, and print it."""
    with scope(workspace_of(workspace)), acting(actor_id=None, source="cli"):
        found = revenue.find_order(order)
        if said["currency"] and not said["amount"]:
            raise BansoError("Another currency needs an amount in it.", hint="Give --amount too.")
        terms = _terms(revenue.terms_of_order(found), said)
        rows = _rows([revenue.amend_order(found, terms, now=now(), reason=reason)])
    show_rows(rows, COLUMNS, as_json=as_json)


def take_back(workspace: str, order: str, reason: str, *, as_json: bool) -> None:
    """Take one back, and print it."""
    with scope(workspace_of(workspace)), acting(actor_id=None, source="cli"):
        found = revenue.find_order(order)
        revenue.take_order_back(found, now=now(), reason=reason)
        rows = _rows([found])
    show_rows(rows, COLUMNS, as_json=as_json)


def _product(text: str) -> str:
    found = next((one for one in revenue.products() if text in (one.key, one.name)), None)
    if found is None:
        raise BansoError(f"There is no product “{text}”.", hint="The page Products lists them.")
    return str(found.uid)


def _terms(before: OrderTerms, said: Mapping[str, str]) -> OrderTerms:
    """What an order is with what the options say put over it."""
    changes: dict[str, Any] = {}
    currency = said["currency"].upper() or before.currency
    if not is_currency(currency):
        raise BansoError(f"“{currency}” is no currency.", hint="Write it as EUR.")
    if said["amount"]:
        changes |= {"currency": currency, "amount": to_minor(said["amount"], currency)}
    if said["kind"]:
        changes["kind"] = said["kind"]
    if said["product"]:
        changes["product"] = revenue.product_called(said["product"], now=now())
    if said["quantity"]:
        changes["quantity"] = _millionths(said["quantity"])
    for name, option in DAYS.items():
        day: date | None = day_option(said[name], option)
        if day is not None:
            changes[name] = day
    return replace(before, **changes)


def _millionths(text: str) -> int:
    try:
        return int(Decimal(text) * MILLION)
    except (InvalidOperation, OverflowError, ValueError) as error:
        raise BansoError(f"“{text}” is not a number for --quantity.") from error


def _rows(found: list[Order]) -> list[dict[str, Any]]:
    accounts = revenue.accounts_of_orders(found)
    keys = external_ids([one.pk for one in accounts.values()])
    return [
        {
            "ordered_on": one.ordered_on,
            "account": keys.get(accounts[one.account_id].pk) or accounts[one.account_id].name,
            "kind": one.kind,
            "product": one.product.key if one.product else None,
            "quantity": None if one.quantity is None else float(Decimal(one.quantity) / MILLION),
            "amount": _major(one.amount, one.currency),
            "currency": one.currency,
            "delivered_on": one.delivered_on,
            "service_until": one.service_until,
            "number": one.key,
            "source": one.source,
            "id": str(one.uid),
        }
        for one in found
    ]


def _major(minor: int, currency: str) -> int | float:
    digits = minor_digits(currency)
    return minor if digits == 0 else minor / 10**digits
