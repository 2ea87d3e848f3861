"""The kinds of definitions there are: metrics, scorecards, signals, plays and what comes."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from banso.platform.kit.errors import NotFound

Body = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class DefinitionKind:
    """One kind of definition.

    ``shipped`` is the folder of YAML files in the wheel (one file for each slug; an older version that
    results may still name stays beside it as ``SLUG.vN.yaml``).
    ``validate`` raises a ``BansoError`` that names every fault of a body. ``impact(old or None, new)`` says in
    sentences what would move. ``uses(body)`` answers the ``(kind, slug)`` of the definitions a body names.
    ``folder`` is the name of its folder in an export. A ``fixed`` kind says how the program itself computes: it is
    read and approved, and changed by nothing but an upgrade; each of its files holds several, by slug.
    """

    kind: str
    shipped: Path
    validate: Callable[[Body], None]
    impact: Callable[[Body | None, Body], list[str]] | None = None
    uses: Callable[[Body], Iterable[tuple[str, str]]] | None = None
    folder: str = ""
    fixed: bool = False

    @property
    def directory(self) -> str:
        """The folder of this kind in an export: ``metrics``."""
        return self.folder or f"{self.kind}s"


_kinds: dict[str, DefinitionKind] = {}


def register(kind: DefinitionKind) -> None:
    """Make a kind known; called once at start, from the app that owns it."""
    _kinds[kind.kind] = kind


def kinds() -> list[DefinitionKind]:
    """Every kind, in the order in which they came to be known."""
    return list(_kinds.values())


def kind_named(name: str) -> DefinitionKind:
    """The kind; raises :class:`~banso.platform.kit.errors.NotFound`."""
    try:
        return _kinds[name]
    except KeyError as error:
        raise NotFound(
            _("There is no kind of definition “%(name)s”.") % {"name": name},
            hint=_("Choose one of: %(choices)s.") % {"choices": ", ".join(_kinds)},
        ) from error
