"""Commands about revenue: movements, rates, cmrr, forecast, restated, closed months, refresh, value, orders."""

from typing import Annotated

import typer

from banso.surfaces.cli.framework import ready
from banso.surfaces.cli.options import JsonOption, WorkspaceOption

revenue_app = typer.Typer(help="Recurring revenue: movements, rates, CMRR, closed months.")
KnownOption = Annotated[str, typer.Option("--as-known", metavar="DAY", help="As it was known at the end of this day.")]
CurrencyOption = Annotated[str, typer.Option(metavar="CUR", help="In this currency; else the workspace's.")]
AsOfOption = Annotated[str, typer.Option("--as-of", metavar="DAY", help="At the end of this day; else yesterday.")]
UnitOption = Annotated[str, typer.Option(metavar="UNIT", help="account, contract, product or parent.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    revenue_app.command("movements")(ready(movements))
    revenue_app.command("rates")(ready(rates))
    revenue_app.command("cmrr")(ready(cmrr))
    revenue_app.command("restated")(ready(restated))
    revenue_app.command("freeze")(ready(freeze))
    revenue_app.command("reopen")(ready(reopen))
    revenue_app.command("refresh")(ready(refresh))
    revenue_app.command("value")(ready(value))
    revenue_app.command("acquisition")(ready(acquisition))
    revenue_app.command("orders")(ready(orders))
    revenue_app.command("forecast")(ready(forecast))
    app.add_typer(revenue_app, name="revenue")


def forecast(workspace: WorkspaceOption = "", as_json: JsonOption = False) -> None:
    """CMRR of the next 12 months with its interval, past forecasts beside what came; what is due is issued and kept."""
    from banso.surfaces.cli import forecasting

    forecasting.forecast(workspace, as_json=as_json)


def movements(
    first: Annotated[str, typer.Option("--from", metavar="MONTH", help="First month.", show_default=False)],
    last: Annotated[str, typer.Option("--to", metavar="MONTH", help="Last month.", show_default=False)],
    unit: UnitOption = "account",
    net: Annotated[bool, typer.Option("--net", help="Class each month by its two ends too.")] = False,
    as_known: KnownOption = "",
    currency: CurrencyOption = "",
    constant: Annotated[
        bool, typer.Option("--constant", help="At the exchange rates of the day before the first month.")
    ] = False,
    frozen: Annotated[bool, typer.Option("--frozen", help="Closed months as they were closed.")] = False,
    step: Annotated[str, typer.Option(metavar="STEP", help="month, quarter or year (fiscal).")] = "month",
    group: Annotated[str, typer.Option(metavar="ATTRIBUTE", help="By an attribute of accounts, or cohort, too.")] = "",
    as_was: Annotated[bool, typer.Option("--as-was", help="By the attribute as it was at the time.")] = False,
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """The waterfall of MRR by month: opening, every kind of movement, closing."""
    from banso.surfaces.cli import earning

    asked = earning.Asked(unit, step, as_known, currency, group, net, constant, frozen, as_was)
    earning.movements(workspace, first, last, asked, as_json=as_json)


def rates(
    first: Annotated[str, typer.Option("--from", metavar="DAY", help="First day.", show_default=False)],
    last: Annotated[str, typer.Option("--to", metavar="DAY", help="Last day.", show_default=False)],
    unit: UnitOption = "account",
    as_known: KnownOption = "",
    currency: CurrencyOption = "",
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """Retention, churn, renewal rates and growth of a window, with what each is divided by."""
    from banso.surfaces.cli import earning

    earning.rates(workspace, first, last, earning.Asked(unit, "month", as_known, currency), as_json=as_json)


def cmrr(
    as_of: Annotated[str, typer.Option("--as-of", metavar="DAY", help="At the end of this day.", show_default=False)],
    as_known: KnownOption = "",
    currency: CurrencyOption = "",
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """Committed MRR: in force, plus signed and not live, less under notice."""
    from banso.surfaces.cli import earning

    earning.cmrr(workspace, as_of, earning.Asked("account", "month", as_known, currency), as_json=as_json)


def restated(
    month: Annotated[str, typer.Option("--month", metavar="MONTH", help="Which month.", show_default=False)],
    as_known: KnownOption = "",
    currency: CurrencyOption = "",
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """What changed in a month since it was closed, or since a day: how much, when it was said, and why."""
    from banso.surfaces.cli import earning

    earning.restated(workspace, month, earning.Asked("account", "month", as_known, currency), as_json=as_json)


def freeze(
    month: Annotated[str, typer.Argument(metavar="MONTH", help="Such as 2026-03.", show_default=False)],
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """Close a month with what is known now; reports of frozen books show it like that from then on."""
    from banso.surfaces.cli import earning

    earning.freeze(workspace, month, as_json=as_json)


def reopen(
    month: Annotated[str, typer.Argument(metavar="MONTH", help="Such as 2026-03.", show_default=False)],
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """Open a closed month again: what was known when it was closed is forgotten."""
    from banso.surfaces.cli import earning

    earning.reopen(workspace, month, as_json=as_json)


def refresh(workspace: WorkspaceOption = "", as_json: JsonOption = False) -> None:
    """Compute the stored movements of the accounts whose lines changed."""
    from banso.surfaces.cli import earning

    earning.refresh(workspace, as_json=as_json)


def value(
    as_of: AsOfOption = "",
    cost: Annotated[
        str, typer.Option(metavar="AMOUNT", help="What winning a customer would cost; else what it does.")
    ] = "",
    currency: CurrencyOption = "",
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """What a customer is worth: average MRR × margin ÷ churn, and by how long customers stayed; less what they cost."""
    from banso.surfaces.cli import worth

    worth.value(workspace, as_of, currency, cost, as_json=as_json)


def acquisition(
    first: Annotated[str, typer.Option("--from", metavar="MONTH", help="First month.", show_default=False)],
    last: Annotated[str, typer.Option("--to", metavar="MONTH", help="Last month.", show_default=False)],
    by: Annotated[str, typer.Option(metavar="ATTRIBUTE", help="By an attribute of accounts, or cohort, too.")] = "",
    as_was: Annotated[bool, typer.Option("--as-was", help="By the attribute as it was when they were won.")] = False,
    as_of: Annotated[str, typer.Option("--as-of", metavar="DAY", help="Counted to the end of this day.")] = "",
    as_known: KnownOption = "",
    currency: CurrencyOption = "",
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """What winning and keeping customers cost, and how many of those who were won have paid it back."""
    from banso.surfaces.cli import worth

    window = worth.Window(first, last, by, as_was, as_of, as_known, currency)
    worth.acquisition(workspace, window, as_json=as_json)


def orders(
    as_of: AsOfOption = "", currency: CurrencyOption = "", workspace: WorkspaceOption = "", as_json: JsonOption = False
) -> None:
    """Who orders again, how long ago, for how much; services renewed; what is likely in twelve months."""
    from banso.surfaces.cli import worth

    worth.orders(workspace, as_of, currency, as_json=as_json)
