"""The catalogue of definitions, one with its history, and the form of those that are made of plain values."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banso.judgement.health.api import bands_without_play
from banso.judgement.signals.api import rule_records
from banso.platform.definitions import api as definitions
from banso.platform.definitions.api import Definition, in_language
from banso.platform.kit.errors import BansoError
from banso.platform.ui import formats
from banso.record.work.api import tier_name, tiers
from banso.surfaces.workspace.compose.common import names_of_members
from banso.surfaces.workspace.compose.definition_words import label, shown, tones

NAMES: dict[str, str | Promise] = {
    "metric": gettext_lazy("Metrics"),
    "scorecard": gettext_lazy("Scorecards"),
    "signal": gettext_lazy("Signals"),
    "segment": gettext_lazy("Segments"),
    "tier": gettext_lazy("Touch tiers"),
    "play": gettext_lazy("Plays"),
    "today": gettext_lazy("Today"),
    "revenue_policy": gettext_lazy("Revenue policy"),
}
FORMS = ("signal", "tier", "today", "play", "metric", "scorecard", "revenue_policy")
"""Kinds with a form of values. What a form cannot say is changed as YAML; segments have a form of their own."""
_VALUES = {
    "signal": ("parameters", "chance", "tone", "play", "scope"),
    "today": ("parameters", "play"),
    "tier": None,
    "revenue_policy": None,
    "scorecard": ("scope", "plays"),
    "play": ("tiers",),
}
_TEXTS = ("name", "description")
_NEVER = {"slug", "version", "retired", "rule"}
_OPTIONAL = ("scope", "tiers", "play", "plays.critical", "plays.poor", "cadence_days")
_LONGEST = 2_000


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


@dataclass(frozen=True)
class DefinitionPage:
    """One definition."""

    kind: str
    title: str
    line: CatalogueLine
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


def catalogue(kind: str, words: str) -> list[CataloguePart]:
    """Every definition in force by kind, narrowed to one kind and to those whose words contain ``words``."""
    parts = []
    for one in definitions.kinds():
        if kind and one.kind != kind:
            continue
        lines = [_line(found) for found in definitions.active(one.kind).values()]
        asked = words.casefold()
        lines = [line for line in lines if asked in f"{line.name} {line.slug} {line.description}".casefold()]
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
    authors = names_of_members([one.author for one in past])
    upgrade = next((one for one in definitions.upgrades() if (one.kind, one.slug) == (kind, slug)), None)
    play = str(found.body.get("play") or "")
    plays = definitions.active("play") if play else {}
    formula, rule = found.body.get("formula"), str(found.body.get("rule") or kind)
    return DefinitionPage(
        kind=kind,
        title=str(NAMES.get(kind, kind)),
        line=_line(found),
        formula=in_language(formula) if isinstance(formula, dict) else "",
        text=found.text,
        values=[(label(path, rule), shown(path, value)) for path, value in _plain(found)],
        used_by=[_line(one) for one in definitions.where_used(kind, slug)],
        history=list(_history(past, found, authors)),
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


def _history(past: list[Definition], found: Definition, authors: dict[int, str]) -> Iterator[VersionLine]:
    for at in range(len(past) - 1, -1, -1):
        one = past[at]
        before = past[at - 1].body if at else None
        yield VersionLine(
            version=one.version,
            author=authors.get(one.author or 0, ""),
            at=one.created_at,
            reason=one.reason,
            in_force=one.version == found.version and one.source == found.source,
            changes=definitions.changes_between(before, one.body) if before is not None else [],
            shipped=one.source == "shipped",
        )


def _line(one: Definition) -> CatalogueLine:
    description = one.body.get("description")
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


def _plain(found: Definition) -> list[tuple[str, Any]]:
    """The values of a definition that a form can show: path and value."""
    wanted = _VALUES.get(found.kind, ())
    body = found.body
    keys = [key for key in body if key not in _NEVER | {*_TEXTS, "formula", "sentences", "owner"}]
    chosen = keys if wanted is None else [key for key in wanted if key in body]
    return [pair for key in chosen for pair in _leaves(key, body[key])]


def _leaves(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(f"{path}.{key}", inner)
    elif isinstance(value, list) and not all(isinstance(one, str | int | float) for one in value):
        return
    else:
        yield path, value


@dataclass
class FormField:
    """One value of a definition in the form; ``text`` is what was typed, right or wrong."""

    path: str
    label: str
    text: str
    kind: str
    error: str = ""

    @property
    def is_choice(self) -> bool:
        """Whether it names a play or a segment."""
        return self.path in ("play", "plays.critical", "plays.poor", "scope")

    @property
    def words(self) -> list[tuple[str, str]]:
        """What is chosen from a few words: value and word; what is not among them stays choosable."""
        if self.path != "tone":
            return []
        known = tones()
        return known if self.text in dict(known) else [(self.text, self.text or "—"), *known]

    @property
    def boxes(self) -> list[tuple[str, str, bool]]:
        """The tiers to be ticked: slug, name, whether it is."""
        ticked = {part.strip() for part in self.text.split(",")}
        return [(slug, tier_name(one), slug in ticked) for slug, one in tiers().items()]

    @property
    def language(self) -> str:
        """The language of a text that is kept in both: a reader aloud must know it."""
        folder, _dot, name = self.path.rpartition(".")
        return name if folder in _TEXTS else ""


@dataclass
class DefinitionForm:
    """The form of a definition; it keeps everything that was typed."""

    found: Definition
    fields: list[FormField]
    reason: str = ""
    problem: str = ""
    impact: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)

    def body(self) -> dict[str, Any]:
        """The body with what was typed; a number that is none stands beside its field."""
        body = deepcopy(self.found.body)
        for one in self.fields:
            place: dict[str, Any] = body
            *folders, name = one.path.split(".")
            for folder in folders:
                place = place.setdefault(folder, {})
            if not one.text and one.path in _OPTIONAL:
                place.pop(name, None)
                continue
            try:
                place[name] = _read(one.kind, one.text)
            except (ValueError, OverflowError):
                one.error = _("Write a number.")
        return body


def form_of(kind: str, slug: str) -> DefinitionForm:
    """The form of a definition as it stands; raises NotFound for a kind without one."""
    found = definitions.get(kind, slug)
    if kind not in FORMS:
        raise BansoError(_("This is not changed by a form."), hint=_("Export it, change the file, and apply it."))
    rule = str(found.body.get("rule") or kind)
    texts = [
        FormField(f"{name}.{language}", label(f"{name}.{language}"), str(found.body.get(name, {}).get(language, "")),
                  "long" if name == "description" else "text")
        for name in _TEXTS
        for language in ("en", "ja")
    ]  # fmt: skip
    values = [FormField(path, label(path, rule), _typed(value), _kind(path, value)) for path, value in _plain(found)]
    there = {one.path for one in values}
    for path, kinds_, type_ in (
        ("scope", "signal", "text"),
        ("scope", "scorecard", "text"),
        ("play", "signal", "text"),
        ("plays.critical", "scorecard", "text"),
        ("plays.poor", "scorecard", "text"),
        ("cadence_days", "tier", "number"),
        ("tiers", "play", "tiers"),
    ):
        if kind == kinds_ and path not in there:
            values.append(FormField(path, label(path), "", type_))
    owner = FormField("owner", label("owner"), str(found.body.get("owner", "")), "text")
    return DefinitionForm(found, [*texts, *values, owner])


def filled(form: DefinitionForm, data: QueryDict) -> dict[str, Any]:
    """Take what was sent into the form; the body that it says. Problems stand in the form."""
    for one in form.fields:
        # Boxes that are not ticked are not sent.
        sent = ", ".join(data.getlist(one.path)) if one.kind == "tiers" else data.get(one.path, one.text)
        one.text = sent.strip()[:_LONGEST]
    form.reason = data.get("reason", "").strip()[:500]
    body = form.body()
    if any(one.error for one in form.fields):
        form.problem = _("Some values are not numbers.")
        return body
    wrong = definitions.faults(form.found.kind, body)
    by_path = {one.path: one for one in form.fields}
    for fault in wrong:
        at = by_path.get(fault.path)
        if at is not None:
            at.error = f"{fault.message} {fault.hint}".strip()
    form.problem = "; ".join(dict.fromkeys(f"{one.path}: {one.message}".lstrip(": ") for one in wrong))
    return body


def try_out(form: DefinitionForm, body: dict[str, Any]) -> None:
    """Put beside the form what would change and who would move."""
    form.changes = definitions.changes_between(form.found.body, body)
    form.impact = definitions.impact_of(form.found.kind, body) if form.changes else [_("Nothing differs.")]


def _kind(path: str, value: Any) -> str:
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, list):
        return "tiers" if path == "tiers" else "list"
    return "number" if isinstance(value, int | float) else "text"


def _typed(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return ", ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)


def _read(kind: str, text: str) -> Any:
    if kind == "number":
        number = float(text)
        return int(number) if number == int(number) and "." not in text and "e" not in text.lower() else number
    if kind == "bool":
        return text == "true"
    if kind in ("list", "tiers"):
        return [part.strip() for part in text.split(",") if part.strip()]
    return text
