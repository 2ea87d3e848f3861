"""The starting probability of silence: eight inputs and frozen constants.

Formula (science, section 2): p = expit(b0 + sum b_i z_i), z_i = clip((x_i - mean_i)/sd_i, +-4),
x the natural log of 1 + the metric (the share of the most active user without a log). A missing
input takes its mean. The constants were fitted on account streams with real drop-out; counts of
events are left out because they do not travel between products.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

HORIZON_DAYS = 180
ELIGIBLE_SLUG = "active_days_90"
"""Above 0 for accounts with an event in the last 90 days; only they have a probability."""
_CLIP = 4.0

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Input:
    """One input: the metric is divided by `unit`, logged as ln(1 + x) when `log`, then scaled."""

    slug: str
    mean: float
    sd: float
    unit: float = 1.0
    log: bool = True

    def scaled(self, values: Floats) -> Floats:
        """The z of the metric's values; a missing one takes the mean, which is 0."""
        x = values / self.unit
        x = np.log1p(x) if self.log else x
        z = np.clip((x - self.mean) / self.sd, -_CLIP, _CLIP)
        return np.where(np.isnan(z), 0.0, z)


INPUTS = (
    Input("decayed_weeks_13", 2.273, 0.892),
    Input("decayed_weeks_26", 2.156, 0.965),
    Input("days_since_last_event", 1.345, 0.787, unit=7.0),
    Input("active_days_90", 1.512, 0.929),
    Input("active_days_365", 2.382, 1.307),
    Input("active_months_24", 2.108, 0.867),
    Input("active_users_90d", 1.032, 0.666),
    Input("top_user_share_90d", 0.851, 0.249, log=False),
)
INPUT_SLUGS = tuple(given.slug for given in INPUTS)


@dataclass(frozen=True, slots=True)
class Model:
    """Coefficients (intercept first, then one slope per input) and their covariance.

    `rows` closed account-quarters and `losses` among them have updated it; 0 before an update.
    """

    coefficients: tuple[float, ...]
    covariance: tuple[tuple[float, ...], ...]
    rows: int = 0
    losses: int = 0


STARTING_VERSION = 1
"""Of the shipped constants below and of INPUTS; raise it when they change."""
PRIOR_SD = (0.5, *(0.1 for _ in INPUTS))
STARTING = Model(
    coefficients=(-1.842, -0.394, -0.133, 0.306, -0.437, -0.361, -0.463, -0.164, 0.177),
    covariance=tuple(tuple(row) for row in np.diag(np.square(PRIOR_SD)).tolist()),
)


def design(columns: Mapping[str, Floats]) -> Floats:
    """The rows a model reads: 1, then z of each input; one row per account.

    `columns` needs at least one column; an input that is not among them counts as missing.
    """
    length = len(next(iter(columns.values())))
    missing = np.full(length, np.nan)
    scaled = [given.scaled(columns.get(given.slug, missing)) for given in INPUTS]
    return np.column_stack([np.ones(length), *scaled])
