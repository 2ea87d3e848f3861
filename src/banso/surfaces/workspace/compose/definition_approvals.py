"""What pages say of approvals: who stands by a definition since when, and what has changed since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from banso.platform.definitions import api as definitions
from banso.platform.definitions.api import ApprovalState, Definition, Standing
from banso.surfaces.workspace.compose.common import names_of_members

STATE_NAMES: dict[ApprovalState, str | Promise] = {
    "approved": gettext_lazy("approved"),
    "changed": gettext_lazy("changed since it was approved"),
    "asked": gettext_lazy("approval asked for"),
    "none": gettext_lazy("not approved"),
}
LOOKS: dict[ApprovalState, str] = {"approved": "good", "changed": "warn", "asked": "info", "none": "outline"}


@dataclass(frozen=True)
class ApprovalNote:
    """How a definition stands. ``version``, ``by`` and ``at`` are of the last approval, if there was one.

    ``changes`` is what differs from it in what is in force; ``asked_by`` and ``asked_at`` are of an open request.
    """

    state: ApprovalState
    version: int | None = None
    by: str = ""
    at: datetime | None = None
    changes: tuple[str, ...] = ()
    asked_by: str = ""
    asked_at: datetime | None = None

    @property
    def name(self) -> str:
        """The state in the reader's language."""
        return str(STATE_NAMES[self.state])

    @property
    def look(self) -> str:
        """How its badge looks."""
        return LOOKS[self.state]


def notes_of(found: Iterable[Definition], *, with_changes: bool = False) -> dict[tuple[str, str], ApprovalNote]:
    """How each definition in force stands, by kind and slug; two queries."""
    standings = definitions.standings(found)
    given = [one.approved.approved_by for one in standings.values() if one.approved]
    asked = [one.asked.asked_by for one in standings.values() if one.asked]
    names = names_of_members([*given, *asked])
    return {key: _note(one, names, with_changes=with_changes) for key, one in standings.items()}


def _note(one: Standing, names: Mapping[int, str], *, with_changes: bool) -> ApprovalNote:
    given, asked = one.approved, one.asked
    differs = with_changes and given is not None and not one.is_approved
    return ApprovalNote(
        state=one.state,
        version=given.version if given else None,
        by=names.get(given.approved_by or 0, "") if given else "",
        at=given.approved_at if given else None,
        changes=tuple(definitions.changes_between(given.body, one.body)) if given and differs else (),
        asked_by=names.get(asked.asked_by or 0, "") if asked else "",
        asked_at=asked.asked_at if asked else None,
    )
