"""Reading definitions: what is in force, what was, and who uses what."""

import re
from collections.abc import Iterator
from contextvars import Context
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple, Self

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from banso.platform.definitions.checks import faults_of
from banso.platform.definitions.faults import DefinitionsInvalid, Fault
from banso.platform.definitions.kinds import Body, DefinitionKind, kind_named, kinds
from banso.platform.definitions.models import DefinitionVersion, State
from banso.platform.definitions.text import Unreadable, read, write
from banso.platform.definitions.words import bilingual
from banso.platform.kit.errors import NotFound

_FILE = re.compile(r"([a-z][a-z0-9_]{0,62})(?:\.v([1-9][0-9]*))?\.yaml")


class Version(NamedTuple):
    """Which definition made a result; every result keeps one. As text: ``scorecard:starter@3``."""

    kind: str
    slug: str
    version: int

    def __str__(self) -> str:
        return f"{self.kind}:{self.slug}@{self.version}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """The version that :meth:`__str__` wrote; raises ``ValueError``."""
        kind, _colon, rest = text.partition(":")
        slug, _at, version = rest.rpartition("@")
        if not kind or not slug:
            raise ValueError(f"{text!r} names no version of a definition.")
        return cls(kind, slug, int(version))


@dataclass(frozen=True, kw_only=True)
class Definition:
    """One version of a definition. ``body`` is shared: read it, never change it.

    Shipped ones have no author, reason or time.
    """

    kind: str
    slug: str
    version: int
    body: Body
    source: Literal["shipped", "workspace"]
    state: str = State.ACTIVE
    author: int | None = None
    reason: str = ""
    created_at: datetime | None = None
    base_version: int | None = None
    text: str
    """The YAML it was written in, with its comments."""

    @property
    def id(self) -> Version:
        """What a result keeps of the definition that made it."""
        return Version(self.kind, self.slug, self.version)

    @property
    def name(self) -> Promise:
        """The name in the reader's language."""
        return bilingual(self.body["name"])

    @property
    def retired(self) -> bool:
        """Whether this version takes the definition out of use."""
        return bool(self.body.get("retired"))


def active(kind: str, *, at: datetime | None = None) -> dict[str, Definition]:
    """The definitions in force, by slug: the workspace's own where it has some, else the shipped default.

    ``at`` asks for those in force at a past instant; what was shipped then is taken to be what is now.
    """
    found = {slug: versions[max(versions)] for slug, versions in shipped(kind_named(kind)).items()}
    rows = DefinitionVersion.objects.filter(kind=kind).order_by("slug", "version")
    if at is None:
        rows = rows.filter(state=State.ACTIVE)
    else:
        rows = rows.filter(created_at__lte=at).exclude(retired_at__lte=at)
    found.update((row.slug, of_row(row)) for row in rows)
    return {slug: one for slug, one in found.items() if not one.retired}


def get(kind: str, slug: str, version: int | None = None) -> Definition:
    """One definition, the one in force unless ``version`` is given; raises ``NotFound``.

    A workspace's own version stands before a shipped one of the same number: it was there first.
    """
    defaults = shipped(kind_named(kind)).get(slug, {})
    # PostgreSQL does not even look for a text with a NUL in it.
    rows = DefinitionVersion.objects.filter(kind=kind, slug=slug.replace("\x00", "\ufffd"))
    if version is None:
        row = rows.filter(state=State.ACTIVE).first()
        found = of_row(row) if row else (defaults[max(defaults)] if defaults else None)
        if found is not None and not found.retired:
            return found
        raise NotFound(_("There is no %(kind)s “%(slug)s”.") % {"kind": kind, "slug": slug})
    row = rows.filter(version=version).first()
    if row is not None:
        return of_row(row)
    if version in defaults:
        return defaults[version]
    raise NotFound(
        _("There is no version %(version)s of %(kind)s “%(slug)s”.") % {"version": version, "kind": kind, "slug": slug}
    )


def history(kind: str, slug: str) -> list[Definition]:
    """Every version there was, the oldest first; shipped ones that were never in force here are left out."""
    rows = [of_row(row) for row in DefinitionVersion.objects.filter(kind=kind, slug=slug).order_by("version")]
    defaults = shipped(kind_named(kind)).get(slug, {})
    last = max(defaults, default=0) if not rows else rows[0].base_version or 0
    return [one for number, one in sorted(defaults.items()) if number <= last] + rows


def upgrades() -> list[Definition]:
    """Shipped defaults that are newer than what the workspace's own versions were made from, as drafts."""
    found = []
    for row in DefinitionVersion.objects.filter(state=State.ACTIVE).order_by("kind", "slug"):
        kind = next((one for one in kinds() if one.kind == row.kind), None)
        defaults = shipped(kind).get(row.slug, {}) if kind else {}
        newest = max(defaults, default=0)
        if newest > (row.base_version or 0):
            found.append(replace(defaults[newest], state=State.DRAFT))
    return found


def where_used(kind: str, slug: str) -> list[Definition]:
    """The definitions in force that name this one."""
    return [
        one
        for other in kinds()
        if other.uses
        for one in active(other.kind).values()
        if (kind, slug) in set(other.uses(one.body))
    ]


def of_row(row: DefinitionVersion) -> Definition:
    """The definition that a stored version is."""
    return Definition(
        kind=row.kind,
        slug=row.slug,
        version=row.version,
        body=row.body,
        source="workspace",
        state=row.state,
        author=row.author,
        reason=row.reason,
        created_at=row.created_at,
        base_version=row.base_version,
        text=row.text,
    )


def said(body: Body) -> Body:
    """What a body says, its number apart: equal bodies make no new version."""
    return {name: value for name, value in body.items() if name != "version"}


@cache
def shipped(kind: DefinitionKind) -> dict[str, dict[int, Definition]]:
    """What comes with the wheel: ``{slug: {version: definition}}``; read once.

    Raises :class:`DefinitionsInvalid`: a fault of the program, which a test of each kind finds.
    """
    found: dict[str, dict[int, Definition]] = {}
    faults: list[Fault] = []
    for path, name, body, text in _shipped_bodies(kind, faults):
        # What is shipped is the same for everybody: a kind that looks at the workspace's definitions, which begin with
        # these, would come back here for ever.
        slug, asked = name
        faults.extend(Context().run(faults_of, kind, body, file=path.name, slug=slug))
        number = body.get("version", 1)
        if asked and int(asked) != number:
            faults.append(Fault(path.name, "version", _("The version and the name of the file differ.")))
        if not faults:
            one = Definition(
                kind=kind.kind,
                slug=body["slug"],
                version=number,
                body=body,
                source="shipped",
                text=text,
            )
            found.setdefault(one.slug, {})[number] = one
    if faults:
        raise DefinitionsInvalid(faults)
    return found


def _shipped_bodies(kind: DefinitionKind, faults: list[Fault]) -> Iterator[tuple[Path, tuple[str, str], Body, str]]:
    """File, (slug, version) by its name, body and text of each shipped version; ``faults`` gets what is no YAML."""
    for path in sorted(kind.shipped.glob("*.yaml")):
        try:
            raw = path.read_bytes()
            found = read(raw)
        except Unreadable as error:
            faults.append(error.fault._replace(file=path.name))
            continue
        if kind.fixed:
            for slug, one in found.items():
                body = {"slug": slug, "version": 1, "owner": "Banso", **one}
                yield path, (slug, ""), body, write(body)
            continue
        name = _FILE.fullmatch(path.name)
        yield path, (name[1], name[2] or "") if name else ("", ""), found, raw.decode("utf-8-sig")
