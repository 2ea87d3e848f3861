"""Taking starts of plays back for the journal's undo."""

from collections.abc import Sequence
from datetime import datetime

from banso.engagement.plays.actions.start_play import SUBJECT, take_back
from banso.engagement.plays.models import PlayRun
from banso.platform.journal.api import EXISTS, Revert, UndoConflict


def revert_runs(reverts: Sequence[Revert], now: datetime) -> list[UndoConflict]:
    """Take each start back with its tasks; one that was taken back already is a conflict."""
    conflicts = []
    for revert in reverts:
        run = PlayRun.objects.filter(pk=revert.subject_id, undone_at__isnull=True).first()
        if run is None:
            conflicts.append(UndoConflict(SUBJECT, revert.subject_id, EXISTS, True, False))
        else:
            take_back(run, now)
    return conflicts
