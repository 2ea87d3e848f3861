"""The pages of segments: which there are, who is in one, and the form that makes and changes them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from banso.judgement.metrics import api as metrics
from banso.judgement.metrics.api import PREFIX, SEGMENT, Segment
from banso.platform.attributes.api import attributes_of, tree_from_json
from banso.platform.definitions import api as definitions
from banso.platform.definitions.api import in_language
from banso.platform.kit.errors import BansoError
from banso.record.customers.api import accounts_by_id
from banso.surfaces.workspace import pages
from banso.surfaces.workspace.compose import words

WEEKS = 13
MONTH = timedelta(days=28)
MOST = 100
"""Members and movements shown on the page of a segment; the list has all."""


@dataclass(frozen=True)
class SegmentLine:
    """One segment in the list."""

    slug: str
    name: str
    description: str
    picked: bool
    members: int
    entered: int
    left: int
    trend: list[float | None]
    list_url: str


@dataclass(frozen=True)
class Moved:
    """An account that entered or left, and why."""

    name: str
    url: str
    day: date
    entered: bool
    cause: str


@dataclass(frozen=True)
class SegmentPage:
    """One segment: its definition, its members, who came and went."""

    line: SegmentLine
    version: int
    owner: str
    conditions: list[tuple[str, str, str]]
    any_of: bool
    members: list[tuple[str, str, str]]
    moved: list[Moved]
    day: date | None
    list_url: str


def segment_lines(today: date) -> list[SegmentLine]:
    """Every segment with its figures; a fixed number of queries."""
    sizes, moved, counts = metrics.sizes(), metrics.moved_since(today - MONTH), metrics.counts(today - MONTH * 4)
    return [
        _line(one, sizes.get(slug, 0), moved.get(slug, (0, 0)), counts.get(slug, []))
        for slug, one in metrics.segments().items()
    ]


def segment_page(slug: str, today: date, day: date | None) -> SegmentPage:
    """One segment; with ``day`` its members as of the end of a past day."""
    segment = metrics.segment_named(slug)
    members = metrics.members_of(slug, day)
    line = next(one for one in segment_lines(today) if one.slug == slug)
    moved = metrics.movements(slug, today - MONTH, limit=MOST)
    accounts = accounts_by_id([*members[:MOST], *(one.account_id for one in moved)])
    labels = dict(metrics.SegmentCause.choices)
    shown = sorted((accounts[one] for one in members[:MOST] if one in accounts), key=lambda account: account.sort_key)
    return SegmentPage(
        line=line if day is None else _line(segment, len(members), (line.entered, line.left), []),
        version=segment.version,
        owner=segment.owner,
        conditions=said(segment.tree),
        any_of=isinstance(segment.tree, dict) and "any" in segment.tree,
        members=[(str(one.uid), one.name, pages.account_url(str(one.uid))) for one in shown],
        moved=[
            Moved(
                accounts[one.account_id].name,
                pages.account_url(str(accounts[one.account_id].uid)),
                one.day,
                one.entered,
                str(labels.get(one.cause, one.cause)),
            )
            for one in moved
            if one.account_id in accounts
        ],
        day=day,
        list_url=list_url(slug, day),
    )


def list_url(slug: str, day: date | None = None) -> str:
    """The list of accounts, filtered to a segment."""
    tree = {"attribute": PREFIX + slug, "op": "eq", "value": True}
    query = {"filter": json.dumps(tree), **({"as_of": day.isoformat()} if day else {})}
    return f"{reverse('workspace:accounts')}?{urlencode(query)}"


def said(tree: Any) -> list[tuple[str, str, str]]:
    """The conditions of a filter in words: attribute, comparison, value."""
    if tree is None:
        return []
    attributes = attributes_of("account")
    return [words.condition(one, attributes) for one in parts_of(tree)]


def parts_of(tree: Any) -> list[Any]:
    """The conditions that must all hold (or any of which), as trees."""
    for kind in ("all", "any"):
        if isinstance(tree, dict) and list(tree) == [kind] and isinstance(tree[kind], list):
            return list(tree[kind])
    return [] if tree is None else [tree]


def _line(one: Segment, members: int, moved: tuple[int, int], counts: list[tuple[date, int]]) -> SegmentLine:
    trend: list[float | None] = [float(count) for _day, count in counts[-WEEKS:]]
    return SegmentLine(
        slug=one.slug,
        name=in_language(one.name),
        description=in_language(one.description) if one.description else "",
        picked=one.picked,
        members=members,
        entered=moved[0],
        left=moved[1],
        trend=trend if len(trend) > 1 else [],
        list_url=list_url(one.slug),
    )


@dataclass
class SegmentForm:
    """What was typed into the form of a segment; it keeps everything, also what is wrong."""

    values: dict[str, str]
    tree: Any = None
    picked: bool = False
    version: int | None = None
    problem: str = ""
    hint: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    impact: list[str] = field(default_factory=list)

    @property
    def is_new(self) -> bool:
        """Whether there is no such segment yet."""
        return self.version is None

    @property
    def filter_json(self) -> str:
        """The filter as text."""
        return "" if self.tree is None else json.dumps(self.tree, ensure_ascii=False)

    @property
    def conditions(self) -> list[tuple[str, str, str]]:
        """The conditions in words."""
        return said(self.tree)

    def body(self) -> dict[str, Any]:
        """The definition that the form says."""
        value = self.values
        texts = {name: {"en": value[f"{name}_en"], "ja": value[f"{name}_ja"]} for name in ("name", "description")}
        found: dict[str, Any] = {"slug": value["slug"], "owner": value["owner"], "name": texts["name"]}
        if any(texts["description"].values()):
            found["description"] = texts["description"]
        return found | ({"picked": True} if self.picked else {"filter": self.tree} if self.tree is not None else {})


_FIELDS = ("slug", "owner", "name_en", "name_ja", "description_en", "description_ja", "reason", "value", "text")


def form_of(slug: str | None, owner: str, query: QueryDict) -> SegmentForm:
    """The form as it is before anything is typed: of a segment, or of a new one with the filter of a list."""
    values = dict.fromkeys(_FIELDS, "")
    if slug is None:
        text = query.get("filter", "")
        tree = tree_from_json(text) if text else None
        return SegmentForm({**values, "owner": owner}, tree=tree, picked=query.get("picked") == "1")
    found = definitions.get(SEGMENT, slug)
    body = found.body
    texts = {
        f"{name}_{language}": (body.get(name) or {}).get(language, "")
        for name in ("name", "description")
        for language in ("en", "ja")
    }
    own = {"slug": slug, "owner": str(body.get("owner") or "")}
    return SegmentForm(
        {**values, **texts, **own}, tree=body.get("filter"), picked=bool(body.get("picked")), version=found.version
    )


def form_from(slug: str | None, data: QueryDict) -> SegmentForm:
    """The form as it was sent. A filter that is no JSON is said to be so, and kept as text."""
    values = {name: data.get(name, "").strip()[:4000] for name in _FIELDS}
    if slug is not None:
        values["slug"] = slug
    elif not values["slug"]:
        values["slug"] = _slug(values["name_en"])
    # One language is enough to begin with.
    for name in ("name", "description"):
        for one, other in (("en", "ja"), ("ja", "en")):
            values[f"{name}_{one}"] = values[f"{name}_{one}"] or values[f"{name}_{other}"]
    version = data.get("version", "")
    form = SegmentForm(values, picked=data.get("picked") == "1", version=int(version) if version.isdigit() else None)
    try:
        text = data.get("filter", "").strip()
        form.tree = tree_from_json(text) if text and not form.picked else None
        _do(form, data)
    except BansoError as error:
        form.problem, form.hint = error.message, error.hint
    return form


def _do(form: SegmentForm, data: QueryDict) -> None:
    """What a button of the form does to the filter."""
    if (at_ := str(data.get("remove", ""))).isdigit():
        left = [one for at, one in enumerate(parts_of(form.tree)) if str(at) != at_]
        form.tree = _together(left)
    elif data.get("do") == "add":
        attribute = attributes_of("account").get(data.get("attribute", ""))
        if attribute is None:
            raise BansoError(_("Choose an attribute."))
        made = words.leaf(attribute, data.get("op", "eq"), form.values["value"])
        form.tree = _together([*parts_of(form.tree), made])
        form.values["value"] = ""


def _together(conditions: list[Any]) -> Any:
    return None if not conditions else conditions[0] if len(conditions) == 1 else {"all": conditions}


def _slug(name: str) -> str:
    plain = "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in name.lower()).strip("_")
    return plain[:60] if plain[:1].isalpha() else ""


def try_out(form: SegmentForm) -> None:
    """Put what saving would do beside the form, or what is wrong."""
    try:
        body = form.body()
        found = definitions.faults(SEGMENT, body)
        if found:
            form.errors = {one.path.partition(".")[0]: one.message for one in found}
            form.problem = " ".join(one.message for one in found)
            form.hint = " ".join(dict.fromkeys(one.hint for one in found if one.hint))
            return
        form.impact = definitions.impact_of(SEGMENT, body)
    except BansoError as error:
        form.problem, form.hint = error.message, error.hint
