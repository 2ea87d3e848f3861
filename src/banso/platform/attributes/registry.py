"""Which attributes there are: declared in code, provided for each workspace, made by members."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext as _

from banso.platform.attributes.attribute import Attribute, Subject
from banso.platform.kit.errors import NotFound
from banso.platform.tenancy.api import Workspace

Provider = Callable[[Workspace], Iterable[Attribute]]

_subjects: dict[str, Subject] = {}
_declared: dict[str, dict[str, Attribute]] = {}
_providers: dict[str, tuple[str, Provider]] = {}


class BadDeclaration(Exception):
    """Code declared something that cannot be: a fault in the program."""


def declare_subject(subject: Subject) -> None:
    """Say where the rows of ``subject`` are. Once for each name; saying the same twice is harmless."""
    if _subjects.setdefault(subject.name, subject) != subject:
        raise BadDeclaration(f"Subject {subject.name!r} is declared twice.")
    _declared.setdefault(subject.name, {})


def declare(*attributes: Attribute) -> None:
    """Declare attributes that every workspace has. A key is declared once for each subject."""
    for attribute in attributes:
        known = _declared.get(attribute.subject)
        if known is None:
            raise BadDeclaration(f"Declare the subject {attribute.subject!r} before its attributes.")
        if known.setdefault(attribute.key, attribute) != attribute:
            raise BadDeclaration(f"{attribute.subject}.{attribute.key} is declared twice.")


def register_provider(name: str, provider: Provider, *, subject: str = "") -> None:
    """Add attributes that differ from workspace to workspace, such as its metrics.

    Where ``subject`` is named, it is asked for that one alone.
    """
    _providers[name] = (subject, provider)


def subject_named(name: str) -> Subject:
    """The declared subject; raises :class:`NotFound`."""
    try:
        return _subjects[name]
    except KeyError as error:
        raise NotFound(
            _("There is nothing called “%(name)s” that has attributes.") % {"name": name},
            hint=_("Choose one of: %(choices)s.") % {"choices": ", ".join(sorted(_subjects))},
        ) from error


def declared_subjects() -> list[Subject]:
    """Every subject there is."""
    return list(_subjects.values())


def declared(subject: str, workspace: Workspace) -> dict[str, Attribute]:
    """Declared and provided attributes of ``subject``; the earlier declaration of a key stays."""
    found = dict(_declared.get(subject, {}))
    for about, provider in _providers.values():
        if about not in ("", subject):
            continue
        for attribute in provider(workspace):
            if attribute.subject == subject:
                found.setdefault(attribute.key, attribute)
    return found


def snapshot() -> Any:
    """The registry as it is, for :func:`restore`; tests that declare use both."""
    return dict(_subjects), {name: dict(keys) for name, keys in _declared.items()}, dict(_providers)


def restore(state: Any) -> None:
    """Put back what :func:`snapshot` answered."""
    targets: tuple[dict[str, Any], ...] = (_subjects, _declared, _providers)
    for target, source in zip(targets, state, strict=True):
        target.clear()
        target.update(source)
