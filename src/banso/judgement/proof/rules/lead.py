"""How early a warning came.

Formula (science, section 2): lead time = the day the loss was certain (for silence: the end of its
180-day window) minus the first alert in the horizon; median, 25th percentile, share of >= 60 days.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

USEFUL_DAYS = 60


@dataclass(frozen=True, slots=True)
class LeadTime:
    """Of `n` losses `alerted` had an alert before; days over those, None when there are none."""

    n: int
    alerted: int
    median: float | None
    p25: float | None
    share_useful: float | None


def lead_time(certain: NDArray[np.float64], first_alert: NDArray[np.float64]) -> LeadTime:
    """From day numbers, one per loss; `first_alert` is NaN where no alert came.

    An alert on or after the day of certainty is none.
    """
    days = certain - first_alert
    early = days[days > 0]  # a comparison with NaN is false
    if len(early) == 0:
        return LeadTime(len(certain), 0, None, None, None)
    return LeadTime(
        n=len(certain),
        alerted=len(early),
        median=float(np.median(early)),
        p25=float(np.percentile(early, 25)),
        share_useful=float((early >= USEFUL_DAYS).mean()),
    )
