"""The names under which signals stand in the journal and among definitions."""

from typing import Final

SIGNAL: Final = "signal"
ANSWER: Final = "signal_answer"
TODAY: Final = "today"
