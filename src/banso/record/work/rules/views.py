"""A member's own view of an account beside the score."""

from typing import Final

from banso.platform.kit.limits import limit

DAYS: Final = 90
"""A view expires after so many days unless somebody says otherwise."""
MOST_DAYS = limit("work.view_days", 366, "days")
APART: Final = 2
"""From so many bands on, the view and the score are said to disagree."""


def apart(view: int, score: int | None) -> int:
    """By how many bands the view is above (positive) or below the score; 0 where they agree or there is no score."""
    if score is None or abs(view - score) < APART:
        return 0
    return view - score
