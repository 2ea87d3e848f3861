"""What ``banso accounts`` lists."""

from datetime import date
from typing import Any

from banso.judgement.health import api as health
from banso.judgement.metrics import api as metrics
from banso.platform.journal.api import publish_all
from banso.platform.tenancy.api import scope
from banso.surfaces.cli.options import closed, day_option, json_option, now, workspace_of
from banso.surfaces.cli.output import progress, show_json, show_table

SILENCE = "silence_180d"
BY_NAME = (("name", "asc"),)


def accounts(workspace: str, filter_json: str, as_of: str, *, as_json: bool) -> None:
    """Print the accounts that the filter chooses: now, or as of a day."""
    tree = json_option(filter_json, "--filter")
    day = day_option(as_of, "--as-of")
    with scope(workspace_of(workspace)), progress("reading the book"):
        publish_all(now())
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


def bring_up(day: date) -> None:
    """Compute ``day`` if it is the last closed one and is due, with all that waits for it."""
    if day == metrics.closed_day(now()) and day in metrics.due_days(now()):
        metrics.compute([day], now=now())
