"""An independent reading of the usage streams: the inputs of card and probability by plain numpy.

Nothing of the product is used here, so that a figure which agrees was computed twice. Formulas:
the day of an event is j days back from the snapshot (the snapshot's own day is 0), weeks are
j div 7, months j div 30; the snapshot day is closed, in UTC.
"""

import csv
import gzip
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[3]
DAY = 86_400.0
SILENCE_DAYS = 180
ELIGIBLE_DAYS = 90

Floats = NDArray[np.float64]


def shared_folder() -> Path:
    """Where the large sets live: BANSO_SHARED, else ../shared beside the project."""
    return Path(os.environ.get("BANSO_SHARED", ROOT.parent / "shared"))


@dataclass(frozen=True)
class Stream:
    """One account's events, oldest first: seconds since 1970, end user and feature as codes."""

    seconds: NDArray[np.int64]
    users: NDArray[np.int64]
    features: NDArray[np.int64]


def read_stream(folder: Path, *, domain_only: bool = True) -> dict[str, Stream]:
    """Read accounts.csv and events.csv.gz of a usage folder."""
    with (folder / "accounts.csv").open(encoding="utf-8") as file:
        kinds = {row["account"]: row["kind"] for row in csv.DictReader(file)}
    users: dict[str, int] = {}
    features: dict[str, int] = {}
    rows: dict[str, list[tuple[int, int, int]]] = {}
    with gzip.open(folder / "events.csv.gz", "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if domain_only and kinds[row["account"]] == "individual":
                continue
            second = int(np.datetime64(row["ts"].rstrip("Z"), "s").astype(np.int64))
            user = users.setdefault(row["user"], len(users))
            feature = features.setdefault(row["event"], len(features))
            rows.setdefault(row["account"], []).append((second, user, feature))
    return {account: stream_of(found) for account, found in rows.items()}


def stream_of(rows: list[tuple[int, int, int]]) -> Stream:
    """A stream from (second, user, feature) rows in any order."""
    table = np.array(sorted(rows), dtype=np.int64)
    return Stream(table[:, 0], table[:, 1], table[:, 2])


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - date(1970, 1, 1)).days


def decayed_weeks(weeks: NDArray[np.int64], half_life: float) -> float:
    """52 x the decayed share of active weeks over 260 weeks."""
    decay = 0.5 ** (np.arange(260) / half_life)
    active = np.zeros(260)
    active[weeks[weeks < 260]] = 1.0
    return float(52.0 * (decay * active).sum() / decay.sum())


def inputs(stream: Stream, day: date) -> dict[str, float] | None:
    """Every metric the reference figures need, as of the end of a day; None before the first event."""
    today = day_number(day)
    end = (today + 1) * DAY
    seen = stream.seconds < end
    if not seen.any():
        return None
    seconds, users, features = stream.seconds[seen], stream.users[seen], stream.features[seen]
    back = today - seconds // int(DAY)
    weeks = np.unique(back // 7)
    recent_users = users[back < 90]
    top = np.bincount(recent_users).max() / len(recent_users) if len(recent_users) else np.nan
    return {
        "events_30d": float((back < 30).sum()),
        "events_90d": float((back < 90).sum()),
        "active_days_90": float(len(np.unique(back[back < 90]))),
        "active_days_365": float(len(np.unique(back[back < 365]))),
        "active_weeks_4": float((weeks < 4).sum()),
        "active_weeks_13": float((weeks < 13).sum()),
        "active_weeks_26": float((weeks < 26).sum()),
        "active_weeks_52": float((weeks < 52).sum()),
        "active_months_24": float((np.unique(back // 30) < 24).sum()),
        "decayed_weeks_13": decayed_weeks(weeks, 13),
        "decayed_weeks_26": decayed_weeks(weeks, 26),
        "active_users_7d": float(len(np.unique(users[back < 7]))),
        "active_users_30d": float(len(np.unique(users[back < 30]))),
        "active_users_90d": float(len(np.unique(recent_users))),
        "features_90d": float(len(np.unique(features[back < 90]))),
        "features_365d": float(len(np.unique(features[back < 365]))),
        "top_user_share_90d": float(top),
        "days_since_last_event": (end - float(seconds[-1])) / DAY,
    }


def is_eligible(stream: Stream, day: date) -> bool:
    """An event in the 90 days up to the day."""
    back = day_number(day) - stream.seconds // int(DAY)
    return bool(((back >= 0) & (back < ELIGIBLE_DAYS)).any())


def is_silent_after(stream: Stream, day: date) -> bool:
    """No event in the 180 days after the day."""
    ahead = stream.seconds // int(DAY) - day_number(day)
    return not bool(((ahead > 0) & (ahead <= SILENCE_DAYS)).any())


@dataclass(frozen=True)
class Rows:
    """Eligible account-days with their outcome: one row per account and snapshot."""

    accounts: NDArray[np.int64]
    days: NDArray[np.int64]
    columns: dict[str, Floats]
    lost: NDArray[np.bool_]

    def where(self, keep: NDArray[np.bool_]) -> "Rows":
        """The rows that `keep` selects."""
        columns = {slug: column[keep] for slug, column in self.columns.items()}
        return Rows(self.accounts[keep], self.days[keep], columns, self.lost[keep])


def quarter_ends(first: date, last: date) -> list[date]:
    """Calendar quarter ends from first to last, both included."""
    ends = [
        date(year, month, last_day)
        for year in range(first.year, last.year + 1)
        for month, last_day in ((3, 31), (6, 30), (9, 30), (12, 31))
    ]
    return [day for day in ends if first <= day <= last]


def labelled_rows(
    streams: dict[str, Stream],
    days: list[date],
    keep: Callable[[Stream, date], bool] = is_eligible,
) -> Rows:
    """Inputs and outcome of every eligible account on every day."""
    found: list[tuple[int, int, dict[str, float], bool]] = []
    for day in days:
        for number, name in enumerate(sorted(streams)):
            stream = streams[name]
            if not keep(stream, day):
                continue
            values = inputs(stream, day)
            if values is not None:
                found.append((number, day_number(day), values, is_silent_after(stream, day)))
    slugs = list(found[0][2])
    return Rows(
        np.array([row[0] for row in found], dtype=np.int64),
        np.array([row[1] for row in found], dtype=np.int64),
        {slug: np.array([row[2][slug] for row in found]) for slug in slugs},
        np.array([row[3] for row in found], dtype=np.bool_),
    )
