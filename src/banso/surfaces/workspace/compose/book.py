"""Rows of the book for some accounts, and how a page stands to its day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from banso.judgement.health.api import HEALTH
from banso.judgement.metrics.api import METRICS, book, computed_day, series, stored, stored_days
from banso.surfaces.workspace import pages

Row = dict[str, float | None]
WEEKS = 13
"""How far a sparkline looks back."""
FEWEST = 3
"""So many points are needed for a line that says anything."""


def rows_of(day: date, ids: Sequence[int], keys: Sequence[str]) -> dict[int, Row]:
    """The values of ``keys`` for each account as of ``day``; None where there is none."""
    found: dict[int, Row] = {one: {} for one in ids}
    if not ids:
        return found
    frame = book(day, list(keys), accounts=ids)
    places = {int(account): at for at, account in enumerate(frame.accounts)}
    for account in ids:
        at = places.get(account)
        if at is not None:
            found[account] = {key: _known(frame.values[key][at]) for key in keys if key in frame.values}
    return found


def trends(day: date, ids: Sequence[int], key: str = HEALTH) -> dict[int, list[float | None]]:
    """Values of ``key`` at the ends of 13 weeks up to ``day``, where computed; {} with fewer than three days."""
    wanted = [day - timedelta(days=7 * back) for back in range(WEEKS - 1, -1, -1)]
    there = set(stored_days(wanted[0], day)).intersection(wanted) if ids else set()
    if len(there) < FEWEST:
        return {}
    lines: dict[int, list[float | None]] = {one: [None] * WEEKS for one in ids}
    columns = {at: number for number, at in enumerate(wanted)}
    frame = stored(sorted(there), [key], accounts=ids)
    rows = zip(frame.accounts.tolist(), frame.days.astype("datetime64[D]").tolist(), frame.values[key], strict=True)
    for account, at, value in rows:
        if account in lines:
            lines[account][columns[at]] = _known(value)
    return lines


def as_of(day: date, latest: date, *, current: bool, query: str = "") -> pages.AsOf:
    """How a page of ``day`` says which day it shows."""
    made = computed_day(day)
    return pages.AsOf(
        day=day,
        latest=latest,
        at=made.computed_at,
        is_past=not current,
        now_url=f"?{query}",
        assumed=made.rests_on_assumed,
        versions=list(_versions(made.versions)),
    )


def _versions(made: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """By which definitions a day was made, in words."""
    if card := made.get(HEALTH):
        words = _("card %(slug)s, version %(version)s")
        yield _("Health"), words % {"slug": card["slug"], "version": card["version"]}
        for one in card.get("scoped", ()):
            of = _("Health of the segment %(segment)s") % {"segment": one["segment"]}
            yield of, words % {"slug": one["slug"], "version": one["version"]}
    if model := made.get("forecasts"):
        yield _("No use in 180 days"), _("starting model, version %(version)s") % {"version": model.get("starting", "")}
    if metrics := made.get(METRICS):
        versions = ", ".join(map(str, sorted(set(metrics.values()))))
        words = ngettext("%(n)s metric, version %(version)s", "%(n)s metrics, version %(version)s", len(metrics))
        yield _("Metrics"), words % {"n": len(metrics), "version": versions}


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def health_line(account_id: int, day: date, weeks: int = 52) -> list[tuple[date, float | None]]:
    """Health on every day of the last ``weeks`` that has been computed."""
    found = series(account_id, [HEALTH], day - timedelta(days=7 * weeks), day)
    days = found.days.astype("datetime64[D]").tolist()
    return [(at, _known(value)) for at, value in zip(days, found.values[HEALTH], strict=True)]
