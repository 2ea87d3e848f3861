"""Commands about orders, projects and devices: what was bought once."""

from typing import Annotated

import typer

from banso.surfaces.cli.framework import ready
from banso.surfaces.cli.options import JsonOption, WorkspaceOption

orders_app = typer.Typer(help="Orders, projects and devices: list, add, amend, take-back.")
OrderArgument = Annotated[str, typer.Argument(metavar="ORDER", help="Id that list printed.", show_default=False)]
KindOption = Annotated[str, typer.Option(metavar="KIND", help="order, project or device.")]
ProductOption = Annotated[str, typer.Option(metavar="PRODUCT", help="Its key or name; made where it is new.")]
QuantityOption = Annotated[str, typer.Option(metavar="NUMBER", help="How many.")]
DayOption = Annotated[str, typer.Option(metavar="DAY", help="When it was ordered.")]
DeliveredOption = Annotated[str, typer.Option(metavar="DAY", help="When it was delivered.")]
ServiceOption = Annotated[str, typer.Option("--service-until", metavar="DAY", help="The first day without service.")]
CurrencyOption = Annotated[str, typer.Option(metavar="CUR", help="Such as EUR; else the workspace's.")]
ReasonOption = Annotated[str, typer.Option(metavar="TEXT", help="Why.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    orders_app.command("list")(ready(list_orders))
    orders_app.command("add")(ready(add))
    orders_app.command("amend")(ready(amend))
    orders_app.command("take-back")(ready(take_back))
    app.add_typer(orders_app, name="orders")


def list_orders(
    account: Annotated[str, typer.Option(metavar="ACCOUNT", help="Only those of this account.")] = "",
    kind: KindOption = "",
    product: Annotated[str, typer.Option(metavar="PRODUCT", help="Only of this product: its key or name.")] = "",
    first: Annotated[str, typer.Option("--from", metavar="DAY", help="First day of ordering.")] = "",
    last: Annotated[str, typer.Option("--to", metavar="DAY", help="Last day of ordering.")] = "",
    search: Annotated[str, typer.Option(metavar="TEXT", help="In account, product or number.")] = "",
    ending: Annotated[bool, typer.Option("--ending", help="Only those whose service ends within 90 days.")] = False,
    limit: Annotated[int, typer.Option(metavar="ROWS", help="So many at most.", min=1, max=10_000)] = 100,
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """Orders, the newest first; with --ending the next end of service first."""
    from banso.surfaces.cli import ordering

    said = {"account": account, "kind": kind, "product": product, "from": first, "to": last, "search": search}
    ordering.list_orders(workspace, said, limit, ending=ending, as_json=as_json)


def add(
    account: Annotated[str, typer.Argument(metavar="ACCOUNT", help="External id or id.", show_default=False)],
    amount: Annotated[str, typer.Argument(metavar="AMOUNT", help="All of it, as 1200.50.", show_default=False)],
    kind: KindOption = "order",
    product: ProductOption = "",
    quantity: QuantityOption = "",
    day: DayOption = "",
    delivered: DeliveredOption = "",
    service_until: ServiceOption = "",
    currency: CurrencyOption = "",
    key: Annotated[str, typer.Option("--number", metavar="TEXT", help="Its number.")] = "",
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """Enter an order; without a day it was ordered today."""
    from banso.surfaces.cli import ordering

    said = {
        "amount": amount, "kind": kind, "product": product, "quantity": quantity, "ordered_on": day,
        "delivered_on": delivered, "service_until": service_until, "currency": currency,
    }  # fmt: skip
    ordering.add(workspace, account, said, key, as_json=as_json)


def amend(
    order: OrderArgument,
    amount: Annotated[str, typer.Option(metavar="AMOUNT", help="All of it, as 1200.50.")] = "",
    kind: KindOption = "",
    product: ProductOption = "",
    quantity: QuantityOption = "",
    day: DayOption = "",
    delivered: DeliveredOption = "",
    service_until: ServiceOption = "",
    currency: CurrencyOption = "",
    reason: ReasonOption = "",
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """Say what an order is instead; what was said before is kept."""
    from banso.surfaces.cli import ordering

    said = {
        "amount": amount, "kind": kind, "product": product, "quantity": quantity, "ordered_on": day,
        "delivered_on": delivered, "service_until": service_until, "currency": currency,
    }  # fmt: skip
    ordering.amend(workspace, order, said, reason, as_json=as_json)


def take_back(
    order: OrderArgument, reason: ReasonOption = "", workspace: WorkspaceOption = "", as_json: JsonOption = False
) -> None:
    """An order was cancelled, or should not have been written down: it counts no more."""
    from banso.surfaces.cli import ordering

    ordering.take_back(workspace, order, reason, as_json=as_json)
