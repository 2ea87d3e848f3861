"""The model of each quarter from what was known by its end: fitted once and kept."""

from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import sha256

import numpy as np

from banso.judgement.forecasts.models import FittedQuarter
from banso.judgement.forecasts.queries.fitted import model_from
from banso.judgement.forecasts.queries.labels import (
    KnownUse,
    eligible_frames,
    known_uses,
    row_days,
    use_known_after,
)
from banso.judgement.forecasts.rules import (
    INPUT_SLUGS,
    MINIMUM_ROWS,
    STARTING,
    STARTING_VERSION,
    Model,
    closed_quarters,
    design,
    observed_until,
    update,
)
from banso.judgement.metrics.api import catalogue
from banso.record.usage.api import day_number


def models_of_quarters(quarters: Iterable[date]) -> dict[date, Model]:
    """The model that holds from the end of each quarter on.

    A quarter learns from account-quarters whose 180 days were over by its end, with inputs known
    then and outcomes known by its end. One that is stored is taken unless what was known by that
    time has changed since (a back-filled or undone import).
    """
    known = known_uses(list(quarters))
    versions = _versions()
    stored = {row.quarter: row for row in FittedQuarter.objects.filter(quarter__in=known)}
    found = {
        quarter: model_from(stored[quarter])
        for quarter, use in known.items()
        if quarter in stored and stored[quarter].facts == _facts(use, versions)
    }
    missing = {quarter: use for quarter, use in known.items() if quarter not in found}
    for quarter, model in _fitted(missing).items():
        found[quarter] = model
        FittedQuarter.objects.update_or_create(
            quarter=quarter,
            defaults={
                "facts": _facts(known[quarter], versions),
                "coefficients": list(model.coefficients),
                "covariance": [list(line) for line in model.covariance],
                "rows": model.rows,
                "losses": model.losses,
            },
        )
    return found


def _versions() -> str:
    """What the inputs mean now: another version of one of them asks for another fit."""
    metrics = catalogue()
    return " ".join(f"{slug}@{metrics[slug].version}" for slug in INPUT_SLUGS if slug in metrics)


def _facts(use: KnownUse, versions: str) -> str:
    return sha256(f"{STARTING_VERSION} {versions} {use.fingerprint}".encode()).hexdigest()


def _fitted(known: Mapping[date, KnownUse]) -> dict[date, Model]:
    closed = {
        quarter: closed_quarters(use.first_event, observed_until(quarter, use.newest_event))
        for quarter, use in known.items()
    }
    days = sorted(set().union(*closed.values()))
    accounts, numbers = np.empty(0, np.int64), np.empty(0, np.int64)
    rows = np.empty((0, len(INPUT_SLUGS) + 1))
    for part in eligible_frames(days, INPUT_SLUGS):
        accounts = np.concatenate([accounts, part.accounts])
        numbers = np.concatenate([numbers, row_days(part)])
        rows = np.concatenate([rows, design(part.values)])
    # The engine answers in any order; sums of floats must not depend on it.
    order = np.lexsort((accounts, numbers))
    accounts, numbers, rows = accounts[order], numbers[order], rows[order]
    known_from = use_known_after(accounts, numbers)
    found = {}
    for quarter, mine in closed.items():
        here = numbers <= (day_number(mine[-1]) if mine else -1)
        lost = known_from[here] > day_number(quarter)
        enough = len(lost) >= MINIMUM_ROWS
        found[quarter] = update(rows[here], lost, accounts[here]) if enough else STARTING
    return found
