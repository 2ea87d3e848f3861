"""The catalogue of definitions, and one with its history and what is thought of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banso.judgement.health.api import bands_without_play
from banso.judgement.signals.api import rule_records
from banso.platform.definitions import api as definitions
from banso.platform.definitions.api import Definition, in_language
from banso.platform.ui import formats
from banso.surfaces.workspace.compose.common import names_of_members
from banso.surfaces.workspace.compose.definition_approvals import ApprovalNote, notes_of
from banso.surfaces.workspace.compose.definition_forms import FORMS, plain_values
from banso.surfaces.workspace.compose.definition_words import label, shown

if TYPE_CHECKING:
    from banso.platform.definitions.models import Approval

NAMES: dict[str, str | Promise] = {
    "metric": gettext_lazy("Metrics"),
    "scorecard": gettext_lazy("Scorecards"),
    "signal": gettext_lazy("Signals"),
    "segment": gettext_lazy("Segments"),
    "tier": gettext_lazy("Touch tiers"),
    "play": gettext_lazy("Plays"),
    "today": gettext_lazy("Today"),
    "revenue_policy": gettext_lazy("Revenue policy"),
    "rate": gettext_lazy("Figures of revenue"),
}


@dataclass(frozen=True)
class CatalogueLine:
    """One definition in the catalogue."""

    kind: str
    slug: str
    name: str
    description: str
    version: int
    owner: str
    own: bool
    note: str = ""
    url: str = ""
    approval: ApprovalNote | None = None


@dataclass(frozen=True)
class CataloguePart:
    """The definitions of one kind."""

    kind: str
    title: str
    lines: list[CatalogueLine]


@dataclass(frozen=True)
class VersionLine:
    """One version: who made it, when, why, and what differs from the one before."""

    version: int
    author: str
    at: datetime | None
    reason: str
    in_force: bool
    changes: list[str]
    shipped: bool
    approved_by: str = ""
    approved_at: datetime | None = None


@dataclass(frozen=True)
class DefinitionPage:
    """One definition."""

    kind: str
    title: str
    line: CatalogueLine
    approval: ApprovalNote
    formula: str
    text: str
    values: list[tuple[str, str]]
    used_by: list[CatalogueLine]
    history: list[VersionLine]
    upgrade: VersionLine | None
    edit_url: str
    play: CatalogueLine | None
    lacks_play: bool
    bands_without_play: str
    record: str


def catalogue(kind: str, words: str, state: str = "") -> list[CataloguePart]:
    """Every definition in force by kind: of one kind, with these words, standing so with those who approve."""
    kinds_ = [one for one in definitions.kinds() if not kind or one.kind == kind]
    in_force = {one.kind: list(definitions.active(one.kind).values()) for one in kinds_}
    notes = notes_of(found for many in in_force.values() for found in many)
    asked = words.casefold()
    parts = []
    for one in kinds_:
        lines = [_line(found, notes[found.kind, found.slug]) for found in in_force[one.kind]]
        lines = [
            line
            for line in lines
            if asked in f"{line.name} {line.slug} {line.description}".casefold()
            and (not state or (line.approval and line.approval.state == state))
        ]
        if lines:
            parts.append(CataloguePart(one.kind, str(NAMES.get(one.kind, one.kind)), sorted(lines, key=_by_name)))
    return parts


def kinds() -> list[tuple[str, str]]:
    """The kinds there are, with their names."""
    return [(one.kind, str(NAMES.get(one.kind, one.kind))) for one in definitions.kinds()]


def waiting() -> list[CatalogueLine]:
    """Newer shipped defaults that wait to be taken in place of the workspace's own versions."""
    return [_line(one) for one in definitions.upgrades()]


def definition_page(kind: str, slug: str) -> DefinitionPage:
    """One definition with everything that is known of it; raises NotFound."""
    found = definitions.get(kind, slug)
    past = definitions.history(kind, slug)
    approvals = definitions.approvals_of(kind, slug)
    who = names_of_members([*(one.author for one in past), *(one.approved_by for one in approvals.values())])
    upgrade = next((one for one in definitions.upgrades() if (one.kind, one.slug) == (kind, slug)), None)
    play = str(found.body.get("play") or "")
    plays = definitions.active("play") if play else {}
    rule = str(found.body.get("rule") or kind)
    notes = notes_of([found], with_changes=True)
    return DefinitionPage(
        kind=kind,
        title=str(NAMES.get(kind, kind)),
        line=_line(found),
        approval=notes[kind, slug],
        formula=_formula(found),
        text=found.text,
        values=[(label(path, rule), shown(path, value)) for path, value in plain_values(found)],
        used_by=[_line(one) for one in definitions.where_used(kind, slug)],
        history=list(_history(past, found, who, approvals)),
        upgrade=VersionLine(
            upgrade.version, "", None, "", in_force=False,
            changes=definitions.changes_between(found.body, upgrade.body), shipped=True,
        ) if upgrade else None,
        edit_url=edit_url(kind, slug),
        play=_line(plays[play]) if play in plays else None,
        lacks_play=kind == "signal" and play not in plays,
        bands_without_play=_bands_without_play(found),
        record=_record(slug) if kind == "signal" else "",
    )  # fmt: skip


def _record(slug: str) -> str:
    """How a rule of signals has done: what people answered, and what it saw coming."""
    found = rule_records().get(slug)
    return f"{found.text} {found.recall_text}".strip() if found else ""


def edit_url(kind: str, slug: str) -> str:
    """Where a definition is changed by a form; empty where it is not."""
    if kind == "segment":
        return reverse("workspace:segment_edit", args=[slug])
    return reverse("workspace:definition_edit", args=[kind, slug]) if kind in FORMS else ""


def _formula(found: Definition) -> str:
    """How it is computed, in words: what it says itself, or what is divided by what."""
    texts = [in_language(found.body[name]) for name in ("formula", "numerator", "denominator") if name in found.body]
    return " ÷ ".join(texts)


def _history(
    past: list[Definition], found: Definition, who: dict[int, str], approvals: dict[int, Approval]
) -> Iterator[VersionLine]:
    for at in range(len(past) - 1, -1, -1):
        one = past[at]
        before = past[at - 1].body if at else None
        given = approvals.get(one.version)
        yield VersionLine(
            version=one.version,
            author=who.get(one.author or 0, ""),
            at=one.created_at,
            reason=one.reason,
            in_force=one.version == found.version and one.source == found.source,
            changes=definitions.changes_between(before, one.body) if before is not None else [],
            shipped=one.source == "shipped",
            approved_by=who.get(given.approved_by or 0, "") if given else "",
            approved_at=given.approved_at if given else None,
        )


def _line(one: Definition, approval: ApprovalNote | None = None) -> CatalogueLine:
    description = one.body.get("description") or one.body.get("definition")
    return CatalogueLine(
        kind=one.kind,
        slug=one.slug,
        name=str(one.name),
        description=in_language(description) if isinstance(description, dict) else "",
        version=one.version,
        owner=str(one.body.get("owner") or ""),
        own=one.source == "workspace",
        note=_note(one),
        url=_url(one.kind, one.slug),
        approval=approval,
    )


def _note(one: Definition) -> str:
    if one.kind == "signal" and not one.body.get("play"):
        return _("no play")
    bands = _bands_without_play(one)
    return _("no play for: %(bands)s") % {"bands": bands} if bands else ""


def _bands_without_play(one: Definition) -> str:
    """The bands of a scorecard that ask for something to be done, but propose no play."""
    if one.kind != "scorecard":
        return ""
    lacking = bands_without_play(one.body, definitions.active("play"))
    return _(", ").join(str(formats.BANDS[band]) for band in lacking)


def _url(kind: str, slug: str) -> str:
    try:
        return reverse("workspace:definition", args=[kind, slug])
    except NoReverseMatch:
        return ""


def _by_name(line: CatalogueLine) -> str:
    return line.name.casefold()
