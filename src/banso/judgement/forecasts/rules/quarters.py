"""Which quarters a model may learn from, and which model a day is judged by."""

from datetime import date, timedelta

from banso.judgement.forecasts.rules.model import HORIZON_DAYS
from banso.platform.kit.days import quarter_ends

FEED_GAP_DAYS = 14
"""How long a workspace may have no event at all before its later days count as not observed."""

_A_QUARTER = timedelta(days=92)


def quarter_of(day: date) -> date:
    """The newest quarter end up to a day: the model of that moment judges the day."""
    return list(quarter_ends(day - _A_QUARTER, day))[-1]


def observed_until(day: date, newest_event: date | None) -> date | None:
    """The last day whose silence is silence, as seen from `day`; None before any event.

    When no account has an event for longer than a feed may pause, it is the feed that is silent,
    and calling every account lost would teach and prove the wrong thing.
    """
    if newest_event is None:
        return None
    return min(day, newest_event + timedelta(days=FEED_GAP_DAYS))


def closed_quarters(first_event: date | None, observed: date | None) -> list[date]:
    """Quarter ends since the first event whose 180 days after are over by the day observed."""
    if first_event is None or observed is None:
        return []
    return list(quarter_ends(first_event, observed - timedelta(days=HORIZON_DAYS)))
