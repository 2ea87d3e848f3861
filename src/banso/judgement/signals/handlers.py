"""What signals do when the newest closed day has been computed."""

from datetime import date, datetime

from banso.judgement.signals.api import refresh
from banso.record.revenue.api import has_lines, show_on_accounts


def on_computed(day: date, now: datetime) -> None:
    """Tell the signals of the day; lines began and ended, days of notice passed: accounts show that too."""
    if has_lines():
        show_on_accounts(now)
    refresh(day, now)
