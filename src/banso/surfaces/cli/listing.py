"""What ``banso accounts`` lists."""

from datetime import date
from typing import Any

from banso.judgement.health import api as health
from banso.judgement.metrics import api as metrics
from banso.platform.tenancy.api import scope
from banso.surfaces.cli.options import closed, day_option, json_option, now, workspace_of
from banso.surfaces.cli.output import progress, show_json, show_table

SILENCE = "silence_180d"


def accounts(workspace: str, filter_json: str, as_of: str, *, as_json: bool) -> None:
    """Print the accounts that the filter chooses, as of a day."""
    tree = json_option(filter_json, "--filter")
    day = day_option(as_of, "--as-of")
    with scope(workspace_of(workspace)), progress("reading the book"):
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
    computed = metrics.computed_day(shown)
    found = metrics.listed_then(tree, [("name", "asc")], keys, book=metrics.book(shown), day=shown)
    basis = "assumed" if computed.rests_on_assumed else "observed"
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
