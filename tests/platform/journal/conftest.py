"""A subject for the journal's tests: rows in a dictionary, with a reverter."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest

from banso.platform.journal import deliver, undo
from banso.platform.journal.api import EXISTS, Revert, UndoConflict, register_reverter


class Things(dict[int, dict[str, Any]]):
    """The "table": id → fields."""

    def revert(self, reverts: Sequence[Revert], now: datetime) -> list[UndoConflict]:
        assert len({revert.subject_id for revert in reverts}) == len(reverts)
        conflicts = []
        for revert in reverts:
            if EXISTS in revert.changes:
                self.pop(revert.subject_id)
                continue
            row = self[revert.subject_id]
            for name, (expected, old) in revert.changes.items():
                if row.get(name) == expected:
                    row[name] = old
                else:
                    conflicts.append(UndoConflict("thing", revert.subject_id, name, expected, row.get(name)))
        return conflicts


@pytest.fixture
def things(monkeypatch: pytest.MonkeyPatch) -> Things:
    rows = Things()
    monkeypatch.setattr(undo, "_reverters", {})
    register_reverter("thing", rows.revert)
    return rows


@pytest.fixture(autouse=True)
def no_subscriptions(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the product's apps subscribe to is their tests' business."""
    monkeypatch.setattr(deliver, "_subscriptions", {})
