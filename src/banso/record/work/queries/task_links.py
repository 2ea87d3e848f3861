"""What a task is linked to beside its account: a signal, which a later app knows, and the play that made it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from banso.platform.definitions.api import active
from banso.record.work.models import Task

OpenOfAccount = Callable[[int], list[tuple[int, str]]]
WordsOf = Callable[[int], str]
PLAY: Final = "play"

_signals: list[tuple[OpenOfAccount, WordsOf]] = []


def register_signals(open_of_account: OpenOfAccount, words_of: WordsOf) -> None:
    """Tell how an account's open signals are read, ``(id, words)``, and the words of one of them ("" for none).

    Signals are judged above the record; so they are told to it, once at start.
    """
    _signals[:] = [(open_of_account, words_of)]


def open_signals_of(account_id: int) -> list[tuple[int, str]]:
    """The account's open signals to choose from."""
    return _signals[0][0](account_id) if _signals else []


def signal_words(signal_id: int) -> str:
    """What a signal is called; empty where it is gone."""
    return _signals[0][1](signal_id) if _signals else ""


def play_of(task: Task) -> tuple[str, str]:
    """The slug and name of the play that made a task; empty for a task of no play."""
    slug = str(task.cause.get("play") or "") if isinstance(task.cause, dict) else ""
    if not slug:
        return "", ""
    found = active(PLAY).get(slug)
    return slug, str(found.name) if found else slug
