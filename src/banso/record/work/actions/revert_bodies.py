"""Taking back what was written into touches, for the journal's undo."""

from collections.abc import Sequence
from datetime import datetime

from banso.platform.journal.api import Revert, UndoConflict
from banso.record.work.actions.log_touch import BODY_SUBJECT, put_body
from banso.record.work.models import TouchBody


def revert_bodies(reverts: Sequence[Revert], now: datetime) -> list[UndoConflict]:
    """Set each body that is still what the change made it to what it was; see the journal."""
    ids = [revert.subject_id for revert in reverts]
    texts = dict(TouchBody.objects.filter(touch_id__in=ids).values_list("touch_id", "text"))
    conflicts = []
    for revert in reverts:
        made, before = revert.changes["text"]
        found = texts.get(revert.subject_id)
        if found != made:
            # What was said is not told in a conflict, which more people may read.
            conflicts.append(UndoConflict(BODY_SUBJECT, revert.subject_id, "text", None, None))
        else:
            put_body(revert.subject_id, before)
    return conflicts
