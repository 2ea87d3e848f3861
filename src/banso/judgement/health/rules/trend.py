"""How health moves: its change over four weeks, and its pace over a quarter of a year.

The pace is a robust slope: the median of the slopes between scores that lie half the window apart (an incomplete
Theil-Sen estimator), so that one odd week does not turn it. Weeks without a score are left out.
"""

import numpy as np

from banso.platform.kit.columns import Array

WEEKS = 13
_APART = (WEEKS + 1) // 2
LEAST_PAIRS = 3
"""With fewer pairs of weeks there is no pace to speak of."""


def velocity(scores: Array) -> Array:
    """Points a week from ``scores``: one row an account, :data:`WEEKS` columns, the oldest first; NaN for too few."""
    slopes = np.sort((scores[:, _APART:] - scores[:, :-_APART]) / _APART, axis=1)
    known = (~np.isnan(slopes)).sum(axis=1)
    rows = np.arange(len(slopes))
    low = slopes[rows, np.maximum(known - 1, 0) // 2]
    high = slopes[rows, np.minimum(known // 2, slopes.shape[1] - 1)]
    return np.where(known >= LEAST_PAIRS, (low + high) / 2, np.nan)
