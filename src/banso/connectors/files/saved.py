"""Mappings under a name: what was chosen once for files with these headers is chosen by itself the next time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from banso.connectors.files.batches import choose
from banso.connectors.files.keeping import place_of
from banso.connectors.files.models import SavedMapping
from banso.connectors.files.opening import known_of
from banso.connectors.files.options import DEFAULT_SOURCE, Options
from banso.connectors.files.problems import FileRefused
from banso.connectors.files.reader import inspect
from banso.connectors.files.report import Report
from banso.connectors.files.synonyms import header_key
from banso.platform.journal.api import EXISTS, Batch, record
from banso.platform.kit.errors import BansoError, Conflict, NotFound
from banso.platform.kit.text import clean

SUBJECT: Final = "saved_mapping"
NAME_LENGTH: Final = 80


def save_mapping(
    name: str, kind: str, options: Options, report: Report, *, now: datetime, created_by: int | None = None
) -> SavedMapping:
    """Save the choices ``options`` for files like that of ``report`` under ``name``; an older one of it is replaced.

    Every column of the report is named, also those that were guessed, so that the next file is read alike. Whether the
    past is filled in is not saved: it is said of one file. Raises :class:`BansoError` for a name that cannot be, and
    while the file has open questions.
    """
    called = clean(name) or ""
    if not called or len(called) > NAME_LENGTH or not called.isprintable():
        raise BansoError(
            _("A saved mapping needs a name of at most %(most)d characters.") % {"most": NAME_LENGTH},
            hint=_("Such as “CRM, nightly”."),
            code="bad_name",
        )
    if report.layout is None or report.questions:
        raise BansoError(
            _("Something is still to be said about this file."), hint=_("Answer it first, then save."), code="open"
        )
    headers = header_set(report.layout.header)
    values = {
        "kind": kind,
        "source": options.source,
        "headers": headers,
        "headers_key": _key(headers),
        "options": explicit(options, report).as_json(),
    }
    with transaction.atomic():
        old = SavedMapping.objects.filter(name=called, removed_at=None).first()
        if old is not None:
            before = {field: getattr(old, field) for field in values}
            SavedMapping.objects.filter(pk=old.pk).update(**values)
            record(
                subject=SUBJECT,
                subject_id=old.pk,
                changes={field: (before[field], value) for field, value in values.items()},
                now=now,
            )
            old.refresh_from_db()
            return old
        made = SavedMapping.objects.create(name=called, created_by=created_by, created_at=now, **values)
        new: dict[str, tuple[Any, Any]] = {EXISTS: (False, True), "name": (None, called), "kind": (None, kind)}
        record(subject=SUBJECT, subject_id=made.pk, changes=new, now=now)
        return made


def explicit(options: Options, report: Report) -> Options:
    """The options with every column of the report named."""
    placed: dict[str, str] = {}
    create: dict[str, str] = {}
    ignored = []
    for column in report.columns:
        if column.use in ("field", "custom"):
            placed[column.target] = column.header
        elif column.use in ("create", "property"):
            create[column.header] = column.type
        else:
            ignored.append(column.header)
    orders = {column.header: column.order for column in report.columns if column.order is not None}
    return replace(
        options,
        map=placed,
        create=create,
        ignore=tuple(ignored),
        orders={**orders, **options.orders},
        create_fields=False,
        history=False,
    )


def saved_mappings() -> list[SavedMapping]:
    """The workspace's saved mappings, by name."""
    return list(SavedMapping.objects.filter(removed_at=None).order_by("name"))


def mapping_named(name: str) -> SavedMapping:
    """The saved mapping of this name; raises :class:`NotFound`, naming those that there are."""
    found = SavedMapping.objects.filter(name=name.strip(), removed_at=None).first()
    if found is None:
        names = ", ".join(one.name for one in saved_mappings())
        hint = _("There are: %(names)s.") % {"names": names} if names else _("None is saved yet; the page Data saves.")
        raise NotFound(_("There is no saved mapping “%(name)s”.") % {"name": name}, hint=hint)
    return found


def find_mapping(uid: UUID | str) -> SavedMapping:
    """The saved mapping with this ``uid``, also a removed one; raises :class:`NotFound`."""
    try:
        return SavedMapping.objects.get(uid=uid)
    except (SavedMapping.DoesNotExist, ValueError, ValidationError) as error:
        raise NotFound(_("There is no such saved mapping.")) from error


def remove_mapping(mapping: SavedMapping, *, now: datetime) -> None:
    """Forget a mapping; what was imported with it stays. :func:`restore_mapping` takes it back."""
    _move(mapping, now, now=now)


def restore_mapping(mapping: SavedMapping, *, now: datetime) -> None:
    """Take a removal back; raises :class:`Conflict` where the name was given anew."""
    try:
        _move(mapping, None, now=now)
    except IntegrityError as error:
        raise Conflict(_("There is a saved mapping of this name already.")) from error


def mapping_for(header: Sequence[str], *, kind: str = "", source: str = "") -> SavedMapping | None:
    """The mapping saved last for files with these columns (in any order), of ``kind`` and ``source`` if given."""
    rows = SavedMapping.objects.filter(headers_key=_key(header_set(header)), removed_at=None)
    if kind:
        rows = rows.filter(kind=kind)
    if source:
        rows = rows.filter(source=source)
    return rows.order_by("-pk").first()


def use_mapping(mapping: SavedMapping, now: datetime) -> Options:
    """The mapping's options, noted as used; a field that was to be made and is there by now is filled."""
    SavedMapping.objects.filter(pk=mapping.pk).update(used_at=now)
    options = Options.from_json(mapping.options)
    words = known_of(mapping.kind, options).words
    there = {header: words[header_key(header)] for header in options.create if header_key(header) in words}
    return replace(
        options,
        map={**options.map, **{key: header for header, key in there.items() if key not in options.map}},
        create={header: type_ for header, type_ in options.create.items() if header not in there},
    )


def choose_saved(batch: Batch, *, now: datetime) -> SavedMapping | None:
    """Give a fresh batch the choices saved for its headers, if there are any; a file that cannot be read has none."""
    before = Options.from_json(batch.options)
    try:
        layout = inspect(place_of(batch.file_path), batch.file_name)
    except FileRefused:
        return None
    given = before.source if before.source != DEFAULT_SOURCE else ""
    found = mapping_for(layout.header, kind=batch.kind, source=given)
    if found is not None:
        choose(batch, replace(use_mapping(found, now), history=before.history))
    return found


def header_set(header: Sequence[str]) -> list[str]:
    """Columns as they are compared: folded, sorted."""
    return sorted({header_key(title) for title in header})


def _key(headers: Sequence[str]) -> str:
    return hashlib.sha256(json.dumps(list(headers), ensure_ascii=False).encode()).hexdigest()


def _move(mapping: SavedMapping, removed_at: datetime | None, *, now: datetime) -> None:
    with transaction.atomic():
        was = mapping.removed_at
        SavedMapping.objects.filter(pk=mapping.pk).update(removed_at=removed_at)
        mapping.removed_at = removed_at
        changes = {EXISTS: (was is None, removed_at is None)}
        record(subject=SUBJECT, subject_id=mapping.pk, changes=changes, now=now)
