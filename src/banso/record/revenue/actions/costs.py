"""Costs: said by a form or by files, corrected, taken off; each a change that can be undone."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from banso.platform.journal.api import EXISTS, Batch, Change, Entry, Revert, UndoConflict, record_many
from banso.platform.kit.errors import Conflict, WrongField
from banso.platform.kit.money import is_currency
from banso.record.revenue.models import Cost, CostPurpose
from banso.record.revenue.queries.costs import CostKey, cost_key, known_costs

COST: Final = "cost"
_REPLACES: Final = "replaces"
_MOST: Final = 10**15
_CHUNK: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCost:
    """What was spent in ``month`` (a first day): ``amount`` in minor units, and on which part of the accounts.

    ``attribute`` and ``value`` both empty: on all.
    """

    month: date
    purpose: str
    amount: int
    currency: str
    attribute: str = ""
    value: str = ""
    note: str = ""


def check_cost(new: NewCost) -> None:
    """Raise :class:`WrongField` for one that cannot be kept."""
    if new.month.day != 1:
        raise WrongField("month", _("A cost is of a whole month."))
    if new.purpose not in CostPurpose.values:
        hint = _("Choose one of: %(names)s.") % {"names": ", ".join(CostPurpose.values)}
        raise WrongField("purpose", _("Costs are not for that."), hint=hint)
    if bool(new.attribute) != bool(new.value):
        raise WrongField("value", _("A part needs its attribute and its value."))
    if not 0 <= new.amount <= _MOST:
        raise WrongField("amount", _("This is not an amount that can be spent."))
    if not is_currency(new.currency):
        raise WrongField("currency", _("“%(code)s” is not a currency.") % {"code": new.currency[:10]})


@transaction.atomic
def state_costs(
    said: Sequence[NewCost],
    *,
    now: datetime,
    known: Mapping[CostKey, datetime] | None = None,
    batch: Batch | None = None,
) -> list[Change]:
    """Say costs; one of the same month, purpose, part and currency is corrected. Raises :class:`WrongField`.

    ``known``: since when each was known; ``now`` for the others, and for every correction.
    """
    for one in said:
        check_cost(one)
    there = known_costs({one.month for one in said})
    pairs = [(one, there.get(cost_key(one))) for one in said]
    differ = [(new, old) for new, old in pairs if old is None or (old.amount, old.note) != (new.amount, new.note)]
    return _replace(differ, now=now, known=known or {}, batch=batch)


@transaction.atomic
def add_cost(new: NewCost, *, now: datetime) -> list[Change]:
    """Say one by hand. Raises :class:`WrongField`, also where there is one of the same part already."""
    check_cost(new)
    _refuse_second(new, None)
    return _replace([(new, None)], now=now)


@transaction.atomic
def change_cost(cost: Cost, new: NewCost, *, now: datetime) -> list[Change]:
    """Correct a cost; nothing is journaled where nothing differs. Raises :class:`WrongField`."""
    check_cost(new)
    there = _standing(cost)
    _refuse_second(new, there)
    if asdict(new) == {name: getattr(there, name) for name in asdict(new)}:
        return []
    return _replace([(new, there)], now=now)


@transaction.atomic
def take_off_cost(cost: Cost, *, now: datetime) -> list[Change]:
    """Take a cost off from now on: what was known before stays known then; undoing brings it back."""
    there = _standing(cost)
    Cost.objects.filter(pk=there.pk).update(withdrawn_at=now)
    said = {name: (value, None) for name, value in _told(there).items() if value}
    return record_many([Entry(subject=COST, subject_id=there.pk, changes={EXISTS: (True, False), **said}, now=now)])


def revert_costs(reverts: Sequence[Revert], now: datetime) -> list[UndoConflict]:
    """A cost that is taken back counts as never known, and what it replaced holds again, if nothing else does."""
    rows = Cost.objects.in_bulk([one.subject_id for one in reverts])
    conflicts = []
    for one in reverts:
        cost = rows.get(one.subject_id)
        made, before = one.changes.get(EXISTS, (None, None))
        replaced = [pk for pk in one.changes.get(_REPLACES, ()) if pk is not None]
        stands = cost is not None and cost.withdrawn_at is None
        if cost is None or made is before or stands is not made or not _goes_back(cost, replaced, now, was_made=made):
            conflicts += [
                UndoConflict(COST, one.subject_id, name, pair[0], stands) for name, pair in one.changes.items()
            ]
    return conflicts


def _goes_back(cost: Cost, replaced: Collection[int], now: datetime, *, was_made: bool) -> bool:
    """Whether it went back: two of one part cannot both hold."""
    others = list(Cost.objects.filter(pk__in=replaced))
    leaving, coming = ([cost], others) if was_made else (others, [cost])
    there = known_costs({one.month for one in coming})
    gone = {one.pk for one in leaving}
    if any((found := there.get(cost_key(one))) is not None and found.pk not in gone for one in coming):
        return False
    # What came to be goes from the moment it was known: no day sees it. What it replaced is replaced from now on.
    for one in leaving:
        Cost.objects.filter(pk=one.pk).update(withdrawn_at=one.known_at if was_made else now)
    Cost.objects.filter(pk__in=[one.pk for one in coming]).update(withdrawn_at=None)
    return True


def _replace(
    pairs: Sequence[tuple[NewCost, Cost | None]],
    *,
    now: datetime,
    known: Mapping[CostKey, datetime] | None = None,
    batch: Batch | None = None,
) -> list[Change]:
    Cost.objects.filter(pk__in=[old.pk for _new, old in pairs if old is not None]).update(withdrawn_at=now)
    made = [
        Cost(
            known_at=now if old is not None else (known or {}).get(cost_key(new), now),
            batch=batch.pk if batch else None,
            **asdict(new),
        )
        for new, old in pairs
    ]
    Cost.objects.bulk_create(made, batch_size=_CHUNK)
    entries = []
    for row, (_new, old) in zip(made, pairs, strict=True):
        before = {} if old is None else _told(old)
        said = {name: (before.get(name), value) for name, value in _told(row).items() if value or before.get(name)}
        changes = {EXISTS: (False, True), _REPLACES: (None, old.pk if old else None), **said}
        entries.append(Entry(subject=COST, subject_id=row.pk, changes=changes, now=now, batch=batch))
    return record_many(entries)


def _told(cost: Cost) -> dict[str, Any]:
    names = ("month", "purpose", "attribute", "value", "amount", "currency", "note")
    return {name: getattr(cost, name) for name in names}


def _standing(cost: Cost) -> Cost:
    found = Cost.objects.select_for_update().filter(pk=cost.pk, withdrawn_at=None).first()
    if found is None:
        raise Conflict(
            _("This cost was changed since."), hint=_("It may have been changed or taken off. Reload the page.")
        )
    return found


def _refuse_second(new: NewCost, but: Cost | None) -> None:
    found = known_costs({new.month}).get(cost_key(new))
    if found is not None and (but is None or found.pk != but.pk):
        raise WrongField(
            "month",
            _("There is a cost of this month, purpose, part and currency already."),
            hint=_("Change that one: add the two amounts together."),
        )
