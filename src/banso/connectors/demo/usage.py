"""Draws the events of a demo account from its story. Pure, from a seed."""

from datetime import date

import numpy as np

from banso.connectors.demo.stories import DemoAccount
from banso.platform.kit.columns import Columns

WEEKDAY = np.array([1.0, 1.05, 1.0, 1.0, 0.9, 0.08, 0.05])
MINUTES_FROM = 8 * 60
MINUTES_TO = 19 * 60


def events_of(account: DemoAccount, today: date, rng: np.random.Generator) -> Columns:
    """Events from joining until the day before ``today``.

    Columns: ``minute`` (datetime64[m], local), ``user`` (number within the account), ``feature``
    (position in ``account.features``).
    """
    days = (today - account.joined).days
    first = np.datetime64(account.joined, "D")
    day = np.arange(days)
    calendar = first + day
    weekday = (calendar.astype("int64") + 3) % 7
    intensity = account.weekly[np.minimum(day // 7, len(account.weekly) - 1)] * WEEKDAY[weekday]
    users = np.arange(account.users)
    # A few people do most of the work in every company.
    appetite = 0.5 / (1 + users) ** 0.8
    chance = np.clip(intensity[:, None] * appetite[None, :], 0, 0.97)
    present = rng.random((days, account.users)) < chance
    if account.story == "key_user_left":
        gone = account.weekly < 0.26
        week = int(np.argmax(gone[9:]) + 9) if gone[9:].any() else len(gone)
        present[week * 7 :, 0] = False
    which_day, which_user = np.nonzero(present)
    # How much one visit does differs from company to company and says little about leaving.
    many = 1 + rng.poisson(account.volume, size=len(which_day))
    row = np.repeat(np.arange(len(which_day)), many)
    minute = rng.integers(MINUTES_FROM, MINUTES_TO, size=len(row))
    # New features are found over time; the first ones stay the favourites.
    known = 1 + (which_day[row] // 45)
    pick = np.floor(len(account.features) * rng.random(len(row)) ** 1.8).astype(int)
    return {
        "minute": calendar[which_day[row]].astype("datetime64[m]") + minute,
        "user": which_user[row],
        "feature": np.minimum(pick, np.minimum(known, len(account.features) - 1)),
    }
