"""The front door of plays."""

from banso.engagement.plays.actions.start_play import start_play, tasks_of, under_way, undo_start
from banso.engagement.plays.models import PlayRun
from banso.engagement.plays.queries.definitions import name_of, play_named, plays, summary
from banso.engagement.plays.queries.runs import find_run, started_signals
from banso.engagement.plays.queries.timeline import timeline
from banso.engagement.plays.rules import Play, PlayStep

__all__ = [
    "Play",
    "PlayRun",
    "PlayStep",
    "find_run",
    "name_of",
    "play_named",
    "plays",
    "start_play",
    "started_signals",
    "summary",
    "tasks_of",
    "timeline",
    "under_way",
    "undo_start",
]
