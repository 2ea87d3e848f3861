"""What signals do when the newest closed day has been computed."""

from datetime import date, datetime

from banso.judgement.signals.api import refresh


def on_computed(day: date, now: datetime) -> None:
    """Tell the signals of the day."""
    refresh(day, now)
