"""Files that come by themselves: saved mappings and the drop folder; and what was to be sent and needs a person."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from banso.connectors.files import api as files
from banso.platform.identity.api import IMPORT, Member, allowed
from banso.platform.jobs.api import Effect, EffectState, effects_to_decide
from banso.platform.mail.api import MAIL
from banso.platform.tenancy.api import current_workspace
from banso.surfaces.workspace import pages
from banso.surfaces.workspace.compose.common import names_of_members
from banso.surfaces.workspace.compose.kinds import kind_words

MOST_DROPPED = 8
_EFFECTS: dict[str, Promise] = {MAIL: gettext_lazy("Mail")}
_DROP_TONES = {"done": "good", "failed": "risk", "working": "info"}


def feeds_panel(member: Member) -> pages.FeedsPanel:
    """Saved mappings and the files that came last; call it for those who may import."""
    mappings = files.saved_mappings()
    names = names_of_members(one.created_by for one in mappings)
    return pages.FeedsPanel(
        folder=str(files.folder_of(current_workspace())),
        mappings=[
            pages.MappingLine(
                uid=str(one.uid),
                name=one.name,
                kind=kind_words(one.kind).label,
                source=one.source,
                columns=one.headers,
                by=names.get(one.created_by or 0, ""),
                used_at=one.used_at,
            )
            for one in mappings
        ],
        dropped=[
            pages.DroppedLine(
                name=one.file_name,
                state_word=one.get_state_display(),
                tone=_DROP_TONES.get(one.state, "outline"),
                at=one.at,
                mapping=one.mapping,
                error=one.error,
                hint=one.hint,
                url=pages.import_url(str(one.batch.uid)) if one.batch else "",
            )
            for one in files.dropped_files(limit=MOST_DROPPED)
        ],
    )


def effect_lines(member: Member) -> list[pages.EffectLine]:
    """Mails and the like that failed, or of which nobody knows whether they arrived."""
    effects = effects_to_decide(limit=20)
    may = allowed(member, IMPORT)
    names = names_of_members(effect.payload.get("member") for effect in effects)
    return [_line(effect, names, may=may) for effect in effects]


def _line(effect: Effect, names: dict[int, str], *, may: bool) -> pages.EffectLine:
    unknown = effect.state == EffectState.UNKNOWN
    return pages.EffectLine(
        uid=str(effect.uid),
        name=str(_EFFECTS.get(effect.kind, effect.kind)),
        to=names.get(effect.payload.get("member", 0), ""),
        state_word=effect.get_state_display(),
        tone="warn" if unknown else "risk",
        since=effect.finished_at or effect.due_at,
        error=effect.error if may else "",
        can_decide=may,
    )
