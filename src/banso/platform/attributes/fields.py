"""Custom fields: made, renamed and retired by members."""

import itertools
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from banso.platform.attributes.attribute import KINDS, Attribute, Kind
from banso.platform.attributes.models import AttributeSlot
from banso.platform.attributes.slots import custom_attribute, schema, take_slot
from banso.platform.journal.api import EXISTS, record
from banso.platform.kit.errors import BansoError, Conflict, NotFound
from banso.platform.kit.limits import limit
from banso.platform.kit.text import clean

_KEY = re.compile(r"[a-z][a-z0-9_]{0,62}")
MAX_LABEL = limit("fields.label", 200, "characters")
MAX_CHOICES = limit("fields.choices", 200)


class BadField(BansoError):
    """A custom field cannot be made from these values."""

    code = "bad_field"


def create_field(
    subject: str,
    *,
    type: Kind,  # noqa: A002  (the word of the product)
    label: Mapping[str, str],
    now: datetime,
    key: str | None = None,
    unit: str = "",
    choices: Sequence[Mapping[str, str]] = (),
) -> Attribute:
    """Make a custom field. ``label`` and each choice come as ``{"en", "ja"}``, one language is enough;
    a choice has its stored ``value`` too. Without ``key`` one is made from the label.

    Raises :class:`BadField`, :class:`~banso.platform.kit.errors.Conflict` when the key is in use, and
    :class:`~banso.platform.attributes.slots.NoRoom` when the limit of its type is reached.
    """
    if type not in KINDS:
        raise BadField(_("There is no type “%(type)s”.") % {"type": type})
    names = _both(label)
    found = schema(subject)
    if key is None:
        key = _free_key(names, set(found.attributes))
    elif not _KEY.fullmatch(key):
        raise BadField(
            _("“%(key)s” is not a key.") % {"key": key[:80]},
            hint=_("Use a–z, 0–9 and _, beginning with a letter, 63 characters at most."),
        )
    if key in found.attributes:
        raise Conflict(_("There is an attribute “%(key)s” already.") % {"key": key})
    row = AttributeSlot(
        subject=subject,
        key=key,
        type=type,
        custom=True,
        label_en=names["en"],
        label_ja=names["ja"],
        unit=unit,
        choices=_choices(choices) if type == "choice" else [],
    )
    with transaction.atomic():
        take_slot(row)
        _tell(row, {EXISTS: (False, True), "label": (None, names), "type": (None, type)}, now)
    return custom_attribute(row)


def own_fields(subject: str) -> list[AttributeSlot]:
    """The custom fields of ``subject`` in use, with their names in both languages as they were said."""
    return list(AttributeSlot.objects.filter(subject=subject, custom=True, retired_at=None).order_by("pk"))


def change_field(
    subject: str,
    key: str,
    *,
    now: datetime,
    label: Mapping[str, str] | None = None,
    unit: str | None = None,
    choices: Sequence[Mapping[str, str]] | None = None,
) -> Attribute:
    """Rename a custom field, change its unit, or rename and add choices. Its values stay as they are.

    Choices cannot be taken away, since values may have them: raises :class:`BadField`.
    """
    row = _row(subject, key)
    before = _shown(row)
    if label is not None:
        names = _both(label)
        row.label_en, row.label_ja = names["en"], names["ja"]
    if unit is not None:
        row.unit = unit
    if choices is not None:
        new = _choices(choices)
        lost = {one["value"] for one in row.choices} - {one["value"] for one in new}
        if lost:
            raise BadField(
                _("The choice “%(value)s” cannot be taken away.") % {"value": min(lost)},
                hint=_("Keep it, and rename it if it is out of use."),
            )
        row.choices = new
    after = _shown(row)
    with transaction.atomic():
        row.save()
        _tell(row, {name: (before[name], after[name]) for name in after}, now)
    return custom_attribute(row)


def retire_field(subject: str, key: str, *, now: datetime) -> None:
    """Take a custom field out of use. Its values stay until another field needs the room."""
    row = _row(subject, key)
    with transaction.atomic():
        row.retired_at = now
        row.save()
        _tell(row, {EXISTS: (True, False)}, now)


def restore_field(subject: str, key: str, *, now: datetime) -> Attribute:
    """Bring a retired field back with its values; raises ``Conflict`` when they are gone."""
    row = AttributeSlot.objects.filter(subject=subject, key=key, custom=True, retired_at__isnull=False).first()
    if row is None:
        raise NotFound(_("There is no retired field “%(key)s”.") % {"key": key})
    if row.slot is None:
        raise Conflict(
            _("The values of “%(key)s” have made room for another field.") % {"key": key},
            hint=_("Make the field anew."),
        )
    with transaction.atomic():
        row.retired_at = None
        row.save()
        _tell(row, {EXISTS: (False, True)}, now)
    return custom_attribute(row)


def _row(subject: str, key: str) -> AttributeSlot:
    row = AttributeSlot.objects.filter(subject=subject, key=key, custom=True, retired_at=None).first()
    if row is None:
        raise NotFound(_("There is no custom field “%(key)s”.") % {"key": key})
    return row


def _shown(row: AttributeSlot) -> dict[str, Any]:
    return {
        "label": {"en": row.label_en, "ja": row.label_ja},
        "unit": row.unit,
        "choices": row.choices,
    }


def _tell(row: AttributeSlot, changes: Mapping[str, tuple[Any, Any]], now: datetime) -> None:
    record(subject="attribute", subject_id=row.pk, changes=changes, now=now)


def _both(label: Mapping[str, str]) -> dict[str, str]:
    """The label in both languages; one alone stands for both."""
    given = {language: clean(label.get(language, "")) or "" for language in ("en", "ja")}
    name = given["en"] or given["ja"]
    if not name or max(map(len, given.values())) > MAX_LABEL:
        raise BadField(_("The field needs a name."), hint=_("At most %(count)s characters.") % {"count": MAX_LABEL})
    return {"en": given["en"] or name, "ja": given["ja"] or name}


def _free_key(names: Mapping[str, str], taken: set[str]) -> str:
    """A key made from a Latin label, else ``field``; numbered where it is taken."""
    plain = unicodedata.normalize("NFKD", names["en"]).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:50]
    if not stem or not stem[0].isalpha():
        stem = f"field_{stem}".rstrip("_")
    return next(key for key in itertools.chain([stem], (f"{stem}_{n}" for n in itertools.count(2))) if key not in taken)


def _choices(given: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    result = []
    for one in given:
        value = clean(one.get("value", ""))
        if value is None or len(value) > MAX_LABEL:
            raise BadField(_("A choice needs a value of at most %(count)s characters.") % {"count": MAX_LABEL})
        name = one.get("en") or one.get("ja") or value
        result.append({"value": value, "en": one.get("en") or name, "ja": one.get("ja") or name})
    if len({one["value"] for one in result}) < len(result):
        raise BadField(_("Two choices have the same value."))
    if len(result) > MAX_CHOICES:
        raise BadField(_("A field has at most %(count)s choices.") % {"count": MAX_CHOICES})
    return result
