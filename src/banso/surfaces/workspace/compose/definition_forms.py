"""The form of definitions that are made of plain values."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from banso.platform.definitions import api as definitions
from banso.platform.definitions.api import Definition
from banso.platform.kit.errors import BansoError
from banso.record.work.api import tier_name, tiers
from banso.surfaces.workspace.compose.definition_words import label, tones

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


def plain_values(found: Definition) -> list[tuple[str, Any]]:
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
    values = [
        FormField(path, label(path, rule), _typed(value), _kind(path, value)) for path, value in plain_values(found)
    ]
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
