"""Targets: said by a form or by a file, changed, taken off; each a change that can be undone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from banso.platform.journal.api import EXISTS, Batch, Change, Revert, UndoConflict, record
from banso.platform.kit.errors import BansoError
from banso.platform.kit.money import is_currency
from banso.record.revenue.models import Target, TargetMeasure, TargetUnit

TARGET: Final = "target"
RATES: Final = (TargetMeasure.NRR, TargetMeasure.GRR)
"""Measures whose amount is ten-thousandths and has no currency."""
_KEY: Final = ("first", "last", "measure", "unit", "attribute", "value")
"""What one target has of its own: a second one with the same is the first, changed."""
_FIELDS: Final = (*_KEY, "amount", "currency", "owner_id", "batch")
_MOST: Final = 10**15


class BadTarget(BansoError):
    """A target that cannot be kept; ``field`` is the wrong one."""

    code = "bad_target"
    status = 422

    def __init__(self, field: str, message: str, *, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.field = field


@dataclass(frozen=True, kw_only=True)
class NewTarget:
    """What is planned for the months from ``first`` to ``last`` (first days), counted by ``unit``.

    ``attribute`` and ``value`` narrow it to a part of the accounts; both empty: all. ``amount`` is minor units of
    ``currency``, or ten-thousandths for rates. ``owner_id`` is the member who answers for it.
    """

    first: date
    last: date
    measure: str
    amount: int
    currency: str = ""
    unit: str = TargetUnit.ACCOUNT
    attribute: str = ""
    value: str = ""
    owner_id: int | None = None


def check_target(new: NewTarget) -> None:
    """Raise :class:`BadTarget` for one that cannot be kept."""
    _checked(new)


def set_target(new: NewTarget, *, now: datetime, batch: Batch | None = None) -> tuple[Target, Change | None]:
    """Say a target; one of the same months, measure and part is changed. Raises :class:`BadTarget`."""
    values = _checked(new)
    key = {name: values[name] for name in _KEY}
    with transaction.atomic():
        found = Target.objects.select_for_update().filter(**key).first()
        if found is not None:
            return found, _change(found, values, now=now, batch=batch)
        target = Target.objects.create(created_at=now, batch=batch.pk if batch else None, **values)
        said = {name: (None, kept) for name in _FIELDS if (kept := _stored(getattr(target, name))) is not None}
        changes = {EXISTS: (False, True), **said}
        return target, record(subject=TARGET, subject_id=target.pk, changes=changes, now=now, batch=batch)


def change_target(target: Target, new: NewTarget, *, now: datetime) -> Change | None:
    """Say a target anew; returns what changed. Raises :class:`BadTarget`, also where another one stands there."""
    values = _checked(new)
    key = {name: values[name] for name in _KEY}
    with transaction.atomic():
        if Target.objects.filter(**key).exclude(pk=target.pk).exists():
            raise BadTarget(
                "measure",
                _("There is a target for these months already."),
                hint=_("Change that one, or choose other months."),
            )
        return _change(Target.objects.select_for_update().get(pk=target.pk), values, now=now, batch=None)


def delete_target(target: Target, *, now: datetime) -> Change | None:
    """Take a target off; undoing brings it back."""
    with transaction.atomic():
        said = {name: (kept, None) for name in _FIELDS if (kept := _stored(getattr(target, name))) is not None}
        change = record(subject=TARGET, subject_id=target.pk, changes={EXISTS: (True, False), **said}, now=now)
        target.delete()
    return change


def revert_targets(reverts: Sequence[Revert], now: datetime) -> list[UndoConflict]:
    """Set back what still is as the change made it; what it made goes, what it took off comes back."""
    found = Target.objects.in_bulk([one.subject_id for one in reverts])
    conflicts = []
    for one in reverts:
        target = found.get(one.subject_id)
        changes: dict[str, tuple[Any, Any]] = {name: (made, before) for name, (made, before) in one.changes.items()}
        made, _before = changes.pop(EXISTS, (None, None))
        if made is False:
            _bring_back(one.subject_id, changes, now)
            continue
        if target is None:
            conflicts += [UndoConflict(TARGET, one.subject_id, name, pair[0], None) for name, pair in changes.items()]
            continue
        moved = [(name, pair[0], _stored(getattr(target, name))) for name, pair in changes.items()]
        conflicts += [UndoConflict(TARGET, target.pk, *each) for each in moved if each[1] != each[2]]
        if made is True and all(was == is_now for _name, was, is_now in moved):
            target.delete()
        elif made is None:
            kept = {name for name, was, is_now in moved if was == is_now}
            columns = {name: _read(name, before) for name, (_made, before) in changes.items() if name in kept}
            Target.objects.filter(pk=target.pk).update(**columns)
    return conflicts


def _bring_back(pk: int, changes: Mapping[str, tuple[Any, Any]], now: datetime) -> None:
    # What was taken off before targets had units was counted by account.
    values = {"unit": TargetUnit.ACCOUNT, **{name: _read(name, before) for name, (_made, before) in changes.items()}}
    key = {name: values.get(name, "") for name in _KEY}
    if not Target.objects.filter(**key).exists():
        Target.objects.create(pk=pk, created_at=now, **values)


def _change(target: Target, values: Mapping[str, Any], *, now: datetime, batch: Batch | None) -> Change | None:
    changes = {name: (_stored(getattr(target, name)), _stored(value)) for name, value in values.items()}
    for name, value in values.items():
        setattr(target, name, value)
    target.save(update_fields=list(values))
    return record(subject=TARGET, subject_id=target.pk, changes=changes, now=now, batch=batch)


def _checked(new: NewTarget) -> dict[str, Any]:
    if new.first.day != 1 or new.last.day != 1:
        raise BadTarget("first", _("A target is for whole months."))
    if new.last < new.first:
        raise BadTarget("last", _("The last month is before the first."))
    if new.measure not in TargetMeasure.values:
        hint = _("Choose one of: %(names)s.") % {"names": ", ".join(TargetMeasure.values)}
        raise BadTarget("measure", _("There is no such measure."), hint=hint)
    if new.unit not in TargetUnit.values:
        hint = _("Choose one of: %(names)s.") % {"names": ", ".join(TargetUnit.values)}
        raise BadTarget("unit", _("Nothing is counted by that."), hint=hint)
    if bool(new.attribute) != bool(new.value):
        raise BadTarget("value", _("A part needs its attribute and its value."))
    if not 0 <= new.amount <= _MOST:
        raise BadTarget("amount", _("This is not an amount that can be planned."))
    is_rate = new.measure in RATES
    if not is_rate and not is_currency(new.currency):
        raise BadTarget("currency", _("“%(code)s” is not a currency.") % {"code": new.currency[:10]})
    return {
        "first": new.first,
        "last": new.last,
        "measure": new.measure,
        "unit": new.unit,
        "attribute": new.attribute[:80],
        "value": new.value[:200],
        "amount": new.amount,
        "currency": "" if is_rate else new.currency,
        "owner_id": new.owner_id,
    }


def _stored(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else None if value == "" else value


def _read(name: str, value: Any) -> Any:
    if name in ("first", "last"):
        return parse_date(value)
    return "" if value is None and name in ("attribute", "value", "currency") else value
