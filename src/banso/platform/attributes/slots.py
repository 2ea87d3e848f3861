"""What attributes a workspace has, and which slot keeps each one's values."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from banso.platform.attributes.attribute import Attribute, Choice, Subject
from banso.platform.attributes.models import FAMILY, SLOTS, VALUE_TABLES, AttributeSlot, slots_of_family
from banso.platform.attributes.registry import declared, subject_named
from banso.platform.definitions.words import bilingual
from banso.platform.kit.errors import BansoError
from banso.platform.tenancy.api import current_workspace


class NoRoom(BansoError):
    """Every slot of a family is in use."""

    code = "no_room"
    status = 409


@dataclass(frozen=True)
class Schema:
    """The attributes of one subject in the current workspace, and their slots (key → column)."""

    subject: Subject
    attributes: dict[str, Attribute]
    slots: dict[str, str]


def schema(subject: str) -> Schema:
    """What can be asked of ``subject`` in the current workspace. One query, beside the providers' own.

    Within :func:`remembered` it is looked up once.
    """
    memory = _memory.get()
    if memory is None:
        return _read(subject)
    key = (current_workspace().pk, subject)
    if key not in memory:
        memory[key] = _read(subject)
    return memory[key]


@contextmanager
def remembered() -> Iterator[None]:
    """For reading one page: declarations are looked up once. Nothing inside may make or retire fields."""
    token = _memory.set({})
    try:
        yield
    finally:
        _memory.reset(token)


_memory: ContextVar[dict[tuple[int, str], Schema] | None] = ContextVar("schemas", default=None)


def _read(subject: str) -> Schema:
    found = subject_named(subject)
    attributes = declared(subject, current_workspace())
    slots: dict[str, str] = {}
    for row in AttributeSlot.objects.filter(subject=subject, retired_at=None).order_by("id"):
        if row.custom and row.key not in attributes:
            attributes[row.key] = custom_attribute(row)
        attribute = attributes.get(row.key)
        if attribute is None or (attribute.source == "custom") != row.custom or row.slot is None:
            continue
        if FAMILY[attribute.type] == family_of(row.slot):  # else its declaration has changed the type
            slots[row.key] = row.slot
    return Schema(found, attributes, slots)


def custom_attribute(row: AttributeSlot) -> Attribute:
    """The declaration that a custom field's row stands for."""
    choices = tuple(Choice(one["value"], bilingual({"en": one["en"], "ja": one["ja"]})) for one in row.choices)
    return Attribute(
        key=row.key,
        subject=row.subject,
        type=row.type,  # type: ignore[arg-type]  # a constraint of the table keeps it to the known types
        label=bilingual({"en": row.label_en, "ja": row.label_ja}),
        unit=row.unit,
        choices=choices,
        source="custom",
        sensitivity=row.sensitivity,
    )


def family_of(slot: str) -> str:
    """``num`` of ``num_07``."""
    return slot.partition("_")[0]


def ensure_slots(found: Schema, keys: Sequence[str]) -> Schema:
    """``found`` with a slot for each of ``keys``; raises :class:`NoRoom` naming the limit."""
    missing = [found.attributes[key] for key in keys if key not in found.slots]
    for attribute in missing:
        row = AttributeSlot(subject=attribute.subject, key=attribute.key, type=attribute.type)
        try:
            found.slots[attribute.key] = take_slot(row)
        except IntegrityError:
            # Another process took the slot, or gave this key one, in between: look again, once.
            again = schema(found.subject.name)
            found.slots[attribute.key] = again.slots.get(attribute.key) or take_slot(row)
    return found


def take_slot(row: AttributeSlot) -> str:
    """Save ``row`` with a free slot of its type, in the place of an earlier row of its key.

    A slot that nobody has comes first, then those of retired attributes, the longest retired first;
    what they held goes. Raises :class:`NoRoom`.
    """
    family = FAMILY[row.type]  # type: ignore[index]  # the types of rows are those of attributes
    with transaction.atomic():
        rows = AttributeSlot.objects.filter(subject=row.subject)
        used = set(rows.filter(slot__isnull=False).values_list("slot", flat=True))
        free = next((slot for slot in slots_of_family(family) if slot not in used), None)
        if free is None:
            retired = rows.filter(retired_at__isnull=False, slot__startswith=family + "_")
            oldest = retired.order_by("retired_at", "id").first()
            if oldest is None or oldest.slot is None:
                raise _full(family)
            free = oldest.slot
            rows.filter(pk=oldest.pk).update(slot=None)
        former = rows.filter(key=row.key, custom=row.custom).first()
        if former is not None:
            row.pk, row.uid = former.pk, former.uid
        row.slot, row.retired_at = free, None
        row.save()
        _empty(row.subject, free)
    return free


def _full(family: str) -> NoRoom:
    messages = {
        "num": _("All %(count)s slots for numbers, money and yes/no are in use."),
        "day": _("All %(count)s slots for dates are in use."),
        "text": _("All %(count)s slots for texts, choices and links are in use."),
    }
    return NoRoom(
        messages[family] % {"count": SLOTS[family]},
        hint=_("Retire a field that nobody needs any more, then try again."),
    )


def _empty(subject: str, slot: str) -> None:
    """Remove what a former attribute left in ``slot``."""
    table = VALUE_TABLES[subject]._meta.db_table
    columns = [slot, slot.replace("text", "fold")] if family_of(slot) == "text" else [slot]
    with connection.cursor() as cursor:
        assignments = ", ".join(f'"{column}" = NULL' for column in columns)
        cursor.execute(
            f'UPDATE "{table}" SET {assignments} WHERE "workspace_id" = %s AND "{slot}" IS NOT NULL',
            [current_workspace().pk],
        )
