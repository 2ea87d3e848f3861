"""What ``banso accounts``, ``touches`` and ``views`` list."""

from datetime import date
from typing import Any

from django.urls import get_resolver

from banso.judgement.health import api as health
from banso.judgement.metrics import api as metrics
from banso.platform.attributes.api import attributes_of, rows, select, shared_views, uids_of, views_of
from banso.platform.journal.api import try_publish
from banso.platform.tenancy.api import scope
from banso.platform.ui.viewed import viewed_pages
from banso.surfaces.cli.options import closed, day_option, json_option, member_called, now, workspace_of
from banso.surfaces.cli.output import progress, show_json, show_rows, show_table

SILENCE = "silence_180d"
BY_NAME = (("name", "asc"),)


def accounts(workspace: str, filter_json: str, as_of: str, *, as_json: bool) -> None:
    """Print the accounts that the filter chooses: now, or as of a day."""
    tree = json_option(filter_json, "--filter")
    day = day_option(as_of, "--as-of")
    with scope(workspace_of(workspace)), progress("reading the book"):
        try_publish(now())
        listed = _listed(tree, day)
    if as_json:
        show_json(listed)
        return
    show_table(
        ["account", "name", "health", "band", "silence 180 d"],
        [[row["external_id"], row["name"], row["health"], row["band"], row[SILENCE]] for row in listed],
    )


def _listed(tree: Any, day: date | None) -> list[dict[str, Any]]:
    last = metrics.closed_day(now())
    shown = closed(day or last, last)
    slugs = list(metrics.catalogue())
    keys = ["external_id", "name", health.HEALTH, health.BAND, health.COVERAGE, SILENCE, *slugs]
    bring_up(shown)
    if day is None:
        # Today's accounts and fields, with the values of the last day that has ended.
        found = metrics.listed_now(tree, BY_NAME, keys, today=last)
    else:
        found = metrics.listed_then(tree, BY_NAME, keys, book=metrics.book(shown), day=shown)
    basis = "assumed" if metrics.computed_day(shown).rests_on_assumed else "observed"
    return [
        {
            "external_id": row["external_id"],
            "name": row["name"],
            "health": row[health.HEALTH],
            "band": health.band_name(row[health.BAND]),
            "coverage": row[health.COVERAGE],
            SILENCE: row[SILENCE],
            "metrics": {slug: row[slug] for slug in slugs},
            "as_of": shown.isoformat(),
            "known_basis": basis,
        }
        for row in found.rows
    ]


SHOWN = {
    "touch": ("at", "kind", "account", "person", "subject", "author"),
}
"""The columns of the table; JSON has every attribute."""


def rows_of(workspace: str, subject: str, filter_json: str, sort: str, limit: int, *, as_json: bool) -> None:
    """Print the rows of ``subject`` that the filter chooses, in order."""
    tree = json_option(filter_json, "--filter")
    by = [(part.strip().lstrip("-"), "desc" if part.strip().startswith("-") else "asc") for part in sort.split(",")]
    with scope(workspace_of(workspace)):
        keys = [key for key in attributes_of(subject) if not key.endswith(("_uid", "_id"))]
        today = metrics.closed_day(now())
        page = select(subject, tree, sort=[pair for pair in by if pair[0]], limit=limit or None, today=today)
        uids = uids_of(subject, page.ids)
        found = [
            {"uid": str(uids[row["id"]]), **{key: row[key] for key in keys}} for row in rows(subject, page.ids, keys)
        ]
    show_rows(found, SHOWN[subject], as_json=as_json)


def views(workspace: str, email: str, *, as_json: bool) -> None:
    """Print saved views of lists and reports: those that a member sees, or those of everybody."""
    # A page says that it has views once its module is loaded: the addresses load them all.
    get_resolver().url_patterns  # noqa: B018
    with scope(workspace_of(workspace)):
        member = member_called(email) if email else None
        shown = [
            view
            for page in viewed_pages()
            for view in (views_of(page.subject, member) if member else shared_views(page.subject))
        ]
        found = [
            {
                "uid": str(view.uid),
                "list": view.subject,
                "name": view.name,
                "audience": view.audience,
                "owner": view.owner.name,
                "state": view.state,
            }
            for view in shown
        ]
    if as_json:
        show_json(found)
        return
    show_table(
        ["list", "name", "who sees it", "owner"],
        [[row["list"], row["name"], row["audience"], row["owner"]] for row in found],
    )


def bring_up(day: date) -> None:
    """Compute ``day`` if it is the last closed one and is due, with all that waits for it."""
    if day == metrics.closed_day(now()) and day in metrics.due_days(now()):
        metrics.compute([day], now=now())
