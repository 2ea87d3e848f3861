"""Definitions as files: out to a directory, checked, and back in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from django.utils.translation import gettext as _

from banso.platform.definitions.actions import Wanted, put
from banso.platform.definitions.checks import faults_of
from banso.platform.definitions.faults import DefinitionsInvalid, Fault
from banso.platform.definitions.kinds import Body, DefinitionKind, kind_named, kinds
from banso.platform.definitions.models import DefinitionVersion, State
from banso.platform.definitions.queries import Definition, of_row, said, shipped
from banso.platform.definitions.text import MAX_BYTES, Unreadable, read
from banso.platform.kit.errors import BansoError
from banso.platform.kit.limits import limit

MAX_FILES = limit("definitions.files", 1_000)
MAX_LINES = 50


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What applying one file would do. ``lines`` say which values change, ``impact`` who would move."""

    kind: str
    slug: str
    file: str
    state: Literal["new", "changed", "same"]
    old: Definition | None
    body: Body
    text: str
    lines: tuple[str, ...] = ()
    impact: tuple[str, ...] = ()


def export(directory: Path) -> list[Path]:
    """Write every definition in force to ``directory/KIND/SLUG.yaml``; answers the files written.

    Files of other names stay as they are. Raises a ``BansoError`` when the folder cannot be written.
    """
    written = []
    try:
        for kind in _changeable():
            for slug, one in sorted(_newest(kind).items()):
                path = directory / kind.directory / f"{slug}.yaml"
                path.parent.mkdir(parents=True, exist_ok=True)
                temporary = path.with_name(f".{path.name}.tmp")
                temporary.write_text(one.text, encoding="utf-8", newline="\n")
                temporary.replace(path)
                written.append(path)
    except OSError as error:
        raise _no_access(directory, error) from error
    return written


def check(directory: Path, *, impact: bool = True) -> list[Difference]:
    """What applying ``directory`` would do; changes nothing.

    Definitions without a file stay as they are. Raises :class:`DefinitionsInvalid` with every fault of every
    file. ``impact`` asks each kind who would move, which may take a while.
    """
    faults: list[Fault] = []
    differences: list[Difference] = []
    for kind in _changeable():
        current = _newest(kind)
        for path in _files(directory, kind, faults):
            found = _read(kind, path, directory, current, faults)
            if found is not None:
                differences.append(found)
    if not faults and not differences:
        folders = ", ".join(f"{kind.directory}/" for kind in _changeable())
        raise BansoError(
            _("There are no definitions in %(directory)s.") % {"directory": directory},
            hint=_("They are expected in folders: %(folders)s.") % {"folders": folders},
        )
    faults.extend(_dangling(differences))
    if faults:
        raise DefinitionsInvalid(faults)
    return [_with_impact(one) if impact else one for one in differences]


def apply(directory: Path, *, author: int | None, reason: str, now: datetime) -> list[Definition]:
    """Make new versions of what differs in ``directory``, all or none; answers them.

    Raises what :func:`check` raises, and ``Conflict`` when a definition changed since it was checked.
    """
    wanted = [
        Wanted(
            kind=one.kind,
            body=one.body,
            after=one.old.version if one.old else None,
            text=one.text,
        )
        for one in check(directory, impact=False)
        if one.state != "same"
    ]
    return put(wanted, author=author, reason=reason, now=now) if wanted else []


def faults(kind: str, body: Body) -> list[Fault]:
    """What is wrong with a body that somebody typed; empty for one that can be saved."""
    return faults_of(kind_named(kind), body, file="", slug=str(body.get("slug", "")))


def impact_of(kind: str, body: Body) -> list[str]:
    """Who would move if ``body``, which has no faults, were in force: the dry run of its kind, in sentences."""
    found = kind_named(kind)
    if found.impact is None:
        return []
    old = _newest(found).get(str(body.get("slug", "")))
    return found.impact(old.body if old and not old.retired else None, body)


def changes_between(old: Body, new: Body) -> list[str]:
    """What differs between two bodies, one line a value: ``parameters.min_days: 14 → 21``."""
    lines = list(_changes("", said(old), said(new)))
    if len(lines) > MAX_LINES:
        return [*lines[:MAX_LINES], _("… and %(count)s more") % {"count": len(lines) - MAX_LINES}]
    return lines


def _changeable() -> list[DefinitionKind]:
    """The kinds that files may change."""
    return [kind for kind in kinds() if not kind.fixed]


def _newest(kind: DefinitionKind) -> dict[str, Definition]:
    """The newest version of each slug, those taken out of use too."""
    found = {slug: versions[max(versions)] for slug, versions in shipped(kind).items()}
    rows = DefinitionVersion.objects.filter(kind=kind.kind, state=State.ACTIVE)
    found.update((row.slug, of_row(row)) for row in rows)
    return found


def _files(directory: Path, kind: DefinitionKind, faults: list[Fault]) -> list[Path]:
    folder = directory / kind.directory
    if not folder.is_dir():
        return []
    try:
        paths = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    except OSError as error:
        raise _no_access(folder, error) from error
    faults.extend(
        Fault(_shown(path, directory), "", _("The name must end with .yaml."), _("Rename the file."))
        for path in paths
        if path.suffix == ".yml"
    )
    chosen = [path for path in paths if path.suffix == ".yaml"]
    if len(chosen) > MAX_FILES:
        raise BansoError(_("%(folder)s has more than %(count)s files.") % {"folder": folder, "count": MAX_FILES})
    return chosen


def _read(
    kind: DefinitionKind, path: Path, directory: Path, current: Mapping[str, Definition], faults: list[Fault]
) -> Difference | None:
    file = _shown(path, directory)
    try:
        with path.open("rb") as opened:
            raw = opened.read(MAX_BYTES + 1)
        body = read(raw)
    except Unreadable as error:
        faults.append(error.fault._replace(file=file))
        return None
    except OSError as error:
        faults.append(Fault(file, "", _("The file cannot be read: %(why)s") % {"why": error.strerror}))
        return None
    wrong = faults_of(kind, body, file=file, slug=path.stem)
    old = current.get(path.stem)
    if not wrong and old is not None and _is_stale(old, body):
        wrong = [
            Fault(
                file,
                "version",
                _("The file was made from version %(file)s, version %(current)s is in force.")
                % {"file": body["version"], "current": old.version},
                _("Export again, or remove the line “version” to replace what is in force."),
            )
        ]
    faults.extend(wrong)
    if wrong:
        return None
    return _difference(kind, file, old, body, raw.decode("utf-8-sig"))


def _is_stale(old: Definition, body: Body) -> bool:
    return body.get("version", old.version) < old.version and said(body) != said(old.body)


def _difference(kind: DefinitionKind, file: str, old: Definition | None, body: Body, text: str) -> Difference:
    before, after = (said(old.body) if old else {}), said(body)
    state: Literal["new", "changed", "same"] = "new" if old is None else "same" if before == after else "changed"
    lines = list(_changes("", before, after)) if state == "changed" else []
    if len(lines) > MAX_LINES:
        lines = [*lines[:MAX_LINES], _("… and %(count)s more") % {"count": len(lines) - MAX_LINES}]
    return Difference(
        kind=kind.kind,
        slug=body["slug"],
        file=file,
        state=state,
        old=old,
        body=body,
        text=text,
        lines=tuple(lines),
    )


def _changes(path: str, old: Any, new: Any) -> Iterator[str]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in [*old, *(key for key in new if key not in old)]:
            yield from _changes(f"{path}.{key}" if path else key, old.get(key), new.get(key))
    elif isinstance(old, list) and isinstance(new, list):
        for number in range(max(len(old), len(new))):
            pair = [values[number] if number < len(values) else None for values in (old, new)]
            yield from _changes(f"{path}[{number}]", *pair)
    elif old != new or type(old) is not type(new):
        yield f"{path}: {_short(old)} → {_short(new)}"


def _short(value: Any) -> str:
    text = "–" if value is None else str(value)
    return text if len(text) <= 80 else text[:79] + "…"


def _dangling(differences: list[Difference]) -> Iterator[Fault]:
    """Definitions that name others which would not be there."""
    there: dict[str, set[str]] = {
        kind.kind: {slug for slug, one in _newest(kind).items() if not one.retired} for kind in kinds()
    }
    for one in differences:
        (there[one.kind].discard if one.body.get("retired") else there[one.kind].add)(one.slug)
    by_name = {kind.kind: kind for kind in kinds()}
    for one in differences:
        uses = by_name[one.kind].uses
        if uses is None or one.body.get("retired"):
            continue
        for kind, slug in sorted(set(uses(one.body))):
            if slug not in there.get(kind, set()):
                yield Fault(
                    one.file,
                    "",
                    _("It names the %(kind)s “%(slug)s”, which there is not.") % {"kind": kind, "slug": slug},
                    _("Add its file, or name another."),
                )


def _with_impact(one: Difference) -> Difference:
    kind = next(kind for kind in kinds() if kind.kind == one.kind)
    if one.state == "same" or kind.impact is None or one.body.get("retired"):
        return one
    return replace(one, impact=tuple(kind.impact(one.old.body if one.old else None, one.body)))


def _shown(path: Path, directory: Path) -> str:
    return path.relative_to(directory).as_posix()


def _no_access(path: Path, error: OSError) -> BansoError:
    return BansoError(
        _("%(path)s: %(why)s") % {"path": path, "why": error.strerror}, hint=_("Check the folder and its permissions.")
    )
