"""Options that several commands share, and what they are read as."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from banso.platform.kit.errors import BansoError, NotFound

if TYPE_CHECKING:
    from banso.platform.identity.api import Member
    from banso.platform.tenancy.api import Workspace

WorkspaceOption = Annotated[
    str, typer.Option("--workspace", "-w", metavar="SLUG", help="The workspace, where there are several.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
AsOfOption = Annotated[str, typer.Option(metavar="DAY", help="As of the end of a day, as it was known then.")]
FilterOption = Annotated[str, typer.Option("--filter", metavar="JSON", help="Which accounts; see docs/filters.md.")]
MappingOption = Annotated[
    str, typer.Option("--mapping", metavar="NAME", help="Choices saved under a name; other options add to them.")
]
SkipErrorsOption = Annotated[bool, typer.Option("--skip-errors", help="Import the good rows of a file with bad ones.")]

FIRST_DAY = date(1990, 1, 1)
"""Facts from before are refused on their way in, so no earlier day has anything to say."""

MANY = 100
"""Workspaces that a hint names."""


def now() -> datetime:
    """The clock of the edge."""
    return datetime.now(UTC)


def workspace_of(slug: str) -> Workspace:
    """The workspace that a command is for: the one that is named, or the only one there is."""
    from banso.platform.tenancy.api import Workspace, find_workspace

    slugs = list(Workspace.objects.order_by("slug").values_list("slug", flat=True)[:MANY])
    if 1 < len(slugs) < MANY and slug not in slugs:
        what = f"There is no workspace “{slug}”." if slug else "There are several workspaces."
        raise BansoError(what, hint=f"Name one with --workspace: {', '.join(slugs)}.")
    return find_workspace(slug or None)


def member_called(email: str) -> Member:
    """The active member with this address; refuses one that nobody has. Call it within the workspace's scope."""
    from banso.platform.identity.api import member_by_email

    found = member_by_email(email)
    if found is None:
        raise NotFound(f"There is no member {email}.", hint="The page Settings, Members lists them.")
    return found


def today_here() -> date:
    """The workspace's own day, now."""
    from banso.platform.kit.days import day_of
    from banso.platform.tenancy.api import current_workspace

    return day_of(now(), current_workspace().timezone)


def day_option(text: str, name: str) -> date | None:
    """The day that an option names, or None where it is not given; refuses what is no day since 1990."""
    if not text:
        return None
    hint = "Write it as 2026-03-31."
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        raise BansoError(f"“{text}” is not a day for {name}.", hint=hint)
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise BansoError(f"“{text}” is not a day for {name}.", hint=hint) from error
    if day < FIRST_DAY:
        raise BansoError(f"{name} {text} is before {FIRST_DAY}.", hint="Nothing is kept from before that day.")
    return day


def closed(day: date, last: date) -> date:
    """``day``, refused where it has not ended; ``last`` is the last one that has."""
    if day > last:
        raise BansoError(f"{day} has not ended yet.", hint=f"The last day that has ended is {last}.")
    return day


def json_option(text: str, name: str) -> Any:
    """JSON given on the command line, or None where it is not given; refuses what is no JSON."""
    if not text:
        return None
    try:
        return json.loads(text)
    except ValueError as error:
        where = f"{error.msg} at character {error.pos + 1}" if isinstance(error, json.JSONDecodeError) else str(error)
        raise BansoError(f"{name} is not JSON: {where}.", hint="See docs/filters.md.") from error
    except RecursionError as error:
        raise BansoError(f"{name} is nested too deeply.", hint="See docs/filters.md.") from error


def pairs_option(texts: list[str]) -> dict[str, str]:
    """``FIELD=COLUMN`` options as a mapping."""
    pairs: dict[str, str] = {}
    for text in texts:
        field, _equals, column = (part.strip() for part in text.partition("="))
        if not field or not column:
            raise BansoError(f"--map {text} is not understood.", hint="Write --map FIELD=COLUMN.")
        if pairs.get(field, column) != column:
            raise BansoError(f"--map gives {field} two columns.", hint=f"Choose {pairs[field]} or {column}.")
        pairs[field] = column
    return pairs
