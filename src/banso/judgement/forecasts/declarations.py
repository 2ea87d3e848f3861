"""Names of the book's columns that forecasts write and read."""

from typing import Final

SILENCE: Final = "silence_180d"
HEALTH: Final = "health"
REVENUE_JOB: Final = "forecasts.revenue"
