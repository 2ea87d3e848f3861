"""YAML that is read as plain data and nothing else, and written so that it reads back equal.

Only JSON's types come out: no dates, no ``yes`` as true, no base-60 numbers, no objects, no aliases (a few
lines of them would unfold to gigabytes). Names may not come twice in one mapping.
"""

import math
import re
from typing import Any

import yaml
from django.utils.translation import gettext as _

from banso.platform.definitions.faults import Fault
from banso.platform.kit.errors import BansoError
from banso.platform.kit.limits import limit
from banso.platform.kit.text import clean

try:
    from yaml import CSafeLoader as _Base
except ImportError:  # built without libyaml: slower, otherwise equal
    from yaml import SafeLoader as _Base  # type: ignore[assignment]

MAX_BYTES = limit("definitions.bytes", 256 * 1024, "bytes")
MAX_DEPTH = limit("definitions.depth", 20, "levels")
MAX_VALUES = limit("definitions.values", 20_000)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""Characters that would steer a terminal; tab and line feed are text."""
_VERSION = re.compile(r"^version:[^\n]*", re.MULTILINE)
_SLUG = re.compile(r"^slug:[^\n]*", re.MULTILINE)
_RESOLVERS = (
    ("tag:yaml.org,2002:null", re.compile(r"(?:null|~|)\Z"), ["n", "~", ""]),
    ("tag:yaml.org,2002:bool", re.compile(r"(?:true|false)\Z"), ["t", "f"]),
    ("tag:yaml.org,2002:int", re.compile(r"-?(?:0|[1-9][0-9]*)\Z"), list("-0123456789")),
    (
        "tag:yaml.org,2002:float",
        re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?\Z"),
        list("-0123456789"),
    ),
)


class Unreadable(Exception):
    """A text that is no definition; carries the fault without its file."""

    def __init__(self, path: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.fault = Fault("", path, message, hint)


class _Loader(_Base):
    """The safe loader, with JSON's types and without doubled names."""

    yaml_implicit_resolvers: dict[str, Any] = {}

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002  (theirs)
        seen: set[str] = set()
        for key, _value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                continue
            if key.value in seen:
                raise yaml.MarkedYAMLError(
                    problem=_("the name “%(name)s” stands twice") % {"name": key.value[:80]},
                    problem_mark=key.start_mark,
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


class _Dumper(yaml.SafeDumper):
    """The safe dumper, which also quotes what our loader would read as a number."""

    yaml_implicit_resolvers = {key: list(value) for key, value in yaml.SafeDumper.yaml_implicit_resolvers.items()}


for _tag, _pattern, _first in _RESOLVERS:
    _Loader.add_implicit_resolver(_tag, _pattern, _first)
    _Dumper.add_implicit_resolver(_tag, _pattern, _first)


def read(raw: bytes) -> dict[str, Any]:
    """The mapping written in ``raw``; raises :class:`Unreadable` with line and column, or the place."""
    if len(raw) > MAX_BYTES:
        raise Unreadable("", _("The file is too long."), _("A definition has at most 256 KB."))
    try:
        body = yaml.load(raw.decode("utf-8-sig"), Loader=_Loader)  # noqa: S506  (our loader is a safe one)
    except UnicodeDecodeError as error:
        raise Unreadable("", _("The file is not UTF-8."), _("Save it as UTF-8.")) from error
    except yaml.MarkedYAMLError as error:
        raise _marked(error) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise Unreadable("", _("The file is not YAML: %(why)s") % {"why": str(error)[:200]}) from error
    if not isinstance(body, dict):
        raise Unreadable("", _("A definition must be a mapping of names to values."))
    _Inspector().look("", body, 1)
    return body


def write(body: dict[str, Any]) -> str:
    """``body`` as YAML that :func:`read` reads back equal."""
    return yaml.dump(body, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100)


def with_version(text: str, body: dict[str, Any]) -> str:
    """``text``, comments and all, with the version that ``body`` has; written anew where that cannot be done."""
    line = f"version: {body['version']}"
    changed, count = _VERSION.subn(line, text, count=1)
    if not count:
        changed = _SLUG.sub(lambda found: f"{found[0]}\n{line}", text, count=1)
    try:
        return changed if read(changed.encode()) == body else write(body)
    except Unreadable:
        return write(body)


def _marked(error: yaml.MarkedYAMLError) -> Unreadable:
    mark = error.problem_mark
    place = _("line %(line)s, column %(column)s") % {"line": mark.line + 1, "column": mark.column + 1} if mark else ""
    return Unreadable(place, _("The file is not YAML: %(why)s") % {"why": (error.problem or "")[:200]})


class _Inspector:
    """Walks a body once: only JSON's types, no shared parts, within the limits."""

    def __init__(self) -> None:
        self.containers: set[int] = set()
        self.values = 0

    def look(self, path: str, value: Any, depth: int) -> None:
        self.values += 1
        if depth > MAX_DEPTH or self.values > MAX_VALUES:
            raise Unreadable(path, _("The definition is too large or too deep."))
        if isinstance(value, dict | list):
            if id(value) in self.containers:
                raise Unreadable(path, _("Aliases are not allowed."), _("Write the value out."))
            self.containers.add(id(value))
        match value:
            case dict():
                for key, inner in value.items():
                    if not isinstance(key, str):
                        raise Unreadable(path, _("“%(key)s” must be a text.") % {"key": str(key)[:80]})
                    self.look(f"{path}.{key}" if path else key, inner, depth + 1)
            case list():
                for number, inner in enumerate(value):
                    self.look(f"{path}[{number}]", inner, depth + 1)
            case str():
                self._look_at_text(path, value)
            case float() if not math.isfinite(value):
                raise Unreadable(path, _("The number is too large."))
            case bool() | int() | float() | None:
                return
            case _:
                raise Unreadable(path, _("Only texts, numbers, true, false and null are allowed."))

    @staticmethod
    def _look_at_text(path: str, value: str) -> None:
        try:
            clean(value)
        except BansoError as error:
            raise Unreadable(path, error.message, error.hint) from error
        if _CONTROL.search(value):
            raise Unreadable(path, _("The text has a control character."), _("Remove it."))
