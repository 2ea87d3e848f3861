"""Commands that look at the record: quality, limits, timeline."""

from dataclasses import asdict
from typing import Annotated, Any

import typer

from banso.surfaces.cli.framework import ready
from banso.surfaces.cli.options import AsOfOption, JsonOption, WorkspaceOption, closed, day_option, now, workspace_of
from banso.surfaces.cli.output import show_json, show_rows, show_table

LimitOption = Annotated[int, typer.Option("--limit", metavar="ROWS", min=1, max=10_000, help="So many at most.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("quality")(ready(quality))
    app.command("limits")(ready(limits))
    app.command("timeline")(ready(timeline))


def quality(
    check: Annotated[str, typer.Option(metavar="CHECK", help="List the rows of one check.")] = "",
    most: LimitOption = 100,
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """Say what is missing or contradicts itself in the data, with counts; of one check its rows."""
    from banso.platform.kit.errors import NotFound
    from banso.platform.tenancy.api import scope
    from banso.record.customers import api as customers

    if check and check not in customers.quality_checks():
        known = ", ".join(customers.quality_checks())
        raise NotFound(f"There is no check “{check}”.", hint=f"Choose one of: {known}.")
    with scope(workspace_of(workspace)):
        if check:
            rows: list[Any] = [asdict(one) for one in customers.quality_rows(check, now(), limit=most)]
        else:
            rows = [{"check": one.key, "rows": one.n} for one in customers.quality_findings(now())]
    if as_json:
        show_json(rows)
    elif check:
        show_table(["name", "detail"], [[row["name"], row["detail"]] for row in rows])
    else:
        show_table(["check", "rows"], [[row["check"], row["rows"]] for row in rows])


def limits(workspace: WorkspaceOption = "", as_json: JsonOption = False) -> None:
    """Say every limit of the product, and how much of it is in use."""
    from django.urls import get_resolver

    from banso.platform.kit import limits as known
    from banso.platform.tenancy.api import scope

    # A limit is known once its module is loaded: the pages load them all.
    get_resolver().url_patterns  # noqa: B018
    with scope(workspace_of(workspace)):
        found = [(one, known.use_of(one.name)) for one in known.limits()]
    rows = [
        {
            "limit": one.name,
            "most": one.most,
            "unit": one.unit,
            "used": use.n if use else None,
            "by": use.by if use else "",
        }
        for one, use in found
    ]
    show_rows(rows, ("limit", "most", "unit", "used", "by"), as_json=as_json)


def timeline(
    account: Annotated[
        str, typer.Argument(metavar="ACCOUNT", help="External id, source:id or uid.", show_default=False)
    ],
    kind: Annotated[list[str], typer.Option(metavar="KIND", help="Only this kind: touch, note, task …")] = [],  # noqa: B006 - typer's way
    text: Annotated[str, typer.Option(metavar="WORDS", help="Only what has these words in it.")] = "",
    most: LimitOption = 50,
    as_of: AsOfOption = "",
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """Tell what happened with an account, the newest first."""
    from banso.engagement.plays import api as plays
    from banso.judgement.signals import api as signals
    from banso.platform.journal.api import Asked, merged
    from banso.platform.kit.days import day_end, last_closed_day
    from banso.platform.kit.text import fold
    from banso.platform.tenancy.api import scope
    from banso.record.customers import api as customers
    from banso.record.usage import api as usage
    from banso.record.work import api as work

    day = day_option(as_of, "--as-of")
    place = workspace_of(workspace)
    with scope(place):
        last = last_closed_day(now(), place.timezone)
        shown = closed(day or last, last)
        asked = Asked(
            accounts=customers.same_accounts(customers.get_account(account).pk),
            until=day_end(shown, place.timezone) if day else None,
            limit=most,
            text=fold(text),
            groups=kind,
            bodies=True,
        )
        streams = [
            *work.timeline(asked),
            *customers.timeline(asked),
            *usage.timeline(asked, shown),
            *signals.timeline(asked),
            *plays.timeline(asked),
        ]
        items = merged(streams, most)
    if as_json:
        keys = ("kind", "at", "uid", "title", "detail", "html", "body", "who", "people")
        show_json([{key: getattr(item, key) for key in keys} for item in items])
        return
    show_table(["at", "kind", "title"], [[item.at.isoformat()[:16], item.kind, item.title] for item in items])
