"""When a promise is late."""

from datetime import date


def is_late(state: str, due: date | None, today: date) -> bool:
    """An open promise is missed from the day after it was due."""
    return state == "open" and due is not None and due < today
