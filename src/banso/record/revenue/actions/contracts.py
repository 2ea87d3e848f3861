"""Contracts entered and amended by hand. Each change of a line is a new statement; see :mod:`.stating`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from banso.platform.identity.api import Member
from banso.platform.journal.api import EXISTS, record
from banso.platform.kit.errors import WrongField
from banso.platform.kit.limits import limit
from banso.platform.kit.money import is_currency, minor_digits, to_minor
from banso.platform.kit.text import clean
from banso.record.revenue.actions.state_lines import CONTRACT, name_plans, name_products
from banso.record.revenue.actions.stating import BY_HAND, new_line, state
from banso.record.revenue.models import Contract, Interval, Line, LineKind, Period, Plan, Product, Statement
from banso.record.revenue.queries.contracts import holds, said_of_line
from banso.record.revenue.rules import amending
from banso.record.revenue.rules.amending import NoSuchDay, Terms
from banso.record.revenue.rules.mrr import MILLION

if TYPE_CHECKING:
    from banso.record.customers.models import Account, Person

MOST_PERIODS = limit("revenue.periods", 120)
MOST_NOTICE_DAYS = limit("revenue.notice_days", 1_095, "days")
_EDITED = ("name", "auto_renews", "notice_days", "decision_maker")


class BadContract(WrongField):
    """A contract or a line cannot be kept like this; ``field`` says where."""

    code = "bad_contract"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewContract:
    """What a contract is made from, or becomes."""

    name: str = ""
    key: str = ""
    auto_renews: bool | None = None
    notice_days: int | None = None
    decision_maker: Person | None = None


def create_contract(
    account: Account,
    wanted: NewContract,
    lines: Sequence[Terms],
    *,
    member: Member | None,
    now: datetime,
    reason: str = "",
) -> Contract:
    """Enter a contract with its lines. Raises :class:`BadContract`."""
    values = _contract_values(wanted)
    key = (clean(wanted.key) or str(uuid4()))[:200]
    for one in lines:
        check_terms([one])
    with transaction.atomic():
        made = Contract.objects.filter(source=BY_HAND, key=key).first()
        if made is not None and holds(made):
            raise BadContract("key", _("There is a contract with this number already."))
        # One that was taken back keeps its row, and with it its number.
        made = made or Contract(source=BY_HAND, key=key)
        for name, value in {**values, "account": account, "created_at": now, "created_by": member}.items():
            setattr(made, name, value)
        made.save()
        record(subject=CONTRACT, subject_id=made.pk, changes={EXISTS: (False, True)}, now=now)
        for one in lines:
            new_line(made, [one], member=member, now=now, reason=reason)
    return made


def change_contract(contract: Contract, wanted: NewContract, *, now: datetime) -> Contract:
    """Change what is about the whole of a contract. Raises :class:`BadContract`."""
    values = _contract_values(wanted)
    with transaction.atomic():
        found = Contract.objects.select_for_update(of=("self",)).get(pk=contract.pk)
        before = {name: getattr(found, _attname(name)) for name in _EDITED}
        for name, value in values.items():
            setattr(found, name, value)
        found.save()
        changes = {name: (before[name], getattr(found, _attname(name))) for name in _EDITED}
        record(subject=CONTRACT, subject_id=found.pk, changes=changes, now=now)
    return found


def add_line(contract: Contract, terms: Terms, *, member: Member | None, now: datetime, reason: str = "") -> Line:
    """One more line of a contract. Raises :class:`BadContract`."""
    check_terms([terms])
    return new_line(contract, [terms], member=member, now=now, reason=reason)


def amend_line(
    line: Line, day: date, changes: dict[str, Any], *, member: Member | None, now: datetime, reason: str = ""
) -> Statement:
    """From ``day`` on the line is something else. Raises :class:`BadContract`."""
    return _restate(line, lambda said: amending.amended(said, day, changes), member, now, reason)


def correct_line(
    line: Line, start: date, changes: dict[str, Any], *, member: Member | None, now: datetime, reason: str = ""
) -> Statement:
    """The period of ``start`` was said wrongly all along: closed months are restated. Raises :class:`BadContract`."""
    return _restate(line, lambda said: amending.corrected(said, start, changes), member, now, reason)


def end_line(
    line: Line, day: date, *, notice: date | None, member: Member | None, now: datetime, reason: str = ""
) -> Statement:
    """The line is in force until ``day`` (exclusive) and no longer. Raises :class:`BadContract`."""
    return _restate(line, lambda said: amending.ended(said, day, notice), member, now, reason, field="day")


def record_notice(
    line: Line, notice: date | None, *, member: Member | None, now: datetime, reason: str = ""
) -> Statement:
    """Notice was given on ``notice``; None: it was taken back. Raises :class:`BadContract`."""

    def change(said: Sequence[Terms]) -> list[Terms]:
        found = amending.noticed(said, notice)
        last = max(found, key=lambda one: one.start)
        if notice is not None and last.end is None and last.term_end is None:
            raise BadContract(
                "notice",
                _("This line has neither an end nor the end of a term."),
                hint=_("Say until when it runs: end the line instead."),
            )
        return found

    return _restate(line, change, member, now, reason, field="notice")


def pause_line(
    line: Line, first: date, until: date | None, *, member: Member | None, now: datetime, reason: str = ""
) -> Statement:
    """The line is paused from ``first`` until ``until`` (exclusive). Raises :class:`BadContract`."""
    return _restate(line, lambda said: amending.paused(said, first, until), member, now, reason, field="pause_from")


def renew_line(
    line: Line,
    term_end: date,
    new_end: date,
    changes: dict[str, Any],
    *,
    member: Member | None,
    now: datetime,
    reason: str = "",
) -> Statement:
    """A new term follows the one that ends on ``term_end``. Raises :class:`BadContract`."""
    if new_end <= term_end:
        raise BadContract("new_end", _("The new term ends before it begins."), hint=_("Choose a later day."))
    return _restate(line, lambda said: amending.renewed(said, term_end, new_end, changes), member, now, reason)


def take_line_back(line: Line, *, member: Member | None, now: datetime, reason: str = "") -> Statement:
    """The line should never have been written down; what was said of it stays in its history."""
    return state(line, [], member=member, now=now, reason=reason)


def product_called(text: str, *, now: datetime) -> int:
    """The id of the product with this key or name; a new one where there is none. Raises :class:`BadContract`."""
    name = clean(text)
    if name is None:
        raise BadContract("product", _("Say which product it is."))
    found = Product.objects.filter(Q(key=name) | Q(name=name)).order_by("place", "pk").first()
    return found.pk if found else name_products([name[:200]], now=now)[name[:200]]


def plan_called(product: int, text: str, *, now: datetime) -> int | None:
    """The id of the product's plan with this key or name, made where there is none; None where none is named."""
    name = clean(text)
    if name is None:
        return None
    found = Plan.objects.filter(Q(key=name) | Q(name=name), product=product).order_by("rank", "pk").first()
    return found.pk if found else name_plans([(product, name[:200])], now=now)[product, name[:200]]


def priced(period: Period, quantity: Decimal | None, price: Decimal | None, *, field: str = "price") -> dict[str, Any]:
    """A period's columns at another quantity and price, paid as it is now; None: as it is.

    ``price`` is for each unit where the period has a unit price, else for all of it. Raises :class:`BadContract`.
    """
    said: dict[str, Any] = {} if quantity is None else {"quantity": int(quantity * MILLION)}
    if price is None:
        return said
    if period.unit_price is not None:
        return said | {"unit_price": int(price * MILLION)}
    digits = minor_digits(period.currency)
    if price != round(price, digits):
        raise BadContract(field, _("%(currency)s has %(n)d decimals.") % {"currency": period.currency, "n": digits})
    return said | {"amount": to_minor(price, period.currency)}


def check_terms(periods: Sequence[Terms]) -> None:
    """Whether a line can be this; raises :class:`BadContract` that names the field."""
    if len(periods) > MOST_PERIODS:
        raise BadContract("start", _("A line has at most %(most)d periods.") % {"most": MOST_PERIODS})
    before: Terms | None = None
    for one in sorted(periods, key=lambda one: one.start):
        _check_one(one)
        if before is not None and (before.end is None or before.end > one.start):
            raise BadContract("start", _("Two periods of this line overlap."), hint=_("End the earlier one before."))
        before = one


def _check_one(one: Terms) -> None:
    if one.kind not in LineKind.values or one.interval not in Interval.values:
        raise BadContract("kind", _("“%(value)s” is not one of the choices.") % {"value": f"{one.kind} {one.interval}"})
    if not is_currency(one.currency):
        raise BadContract("currency", _("“%(value)s” is no currency.") % {"value": one.currency[:10]})
    if (one.amount is None) == (one.unit_price is None):
        raise BadContract("price", _("Give either a price per unit or an amount."))
    if one.unit_price is not None and one.quantity is None:
        raise BadContract("quantity", _("A price per unit needs a quantity."))
    if min(one.quantity or 0, one.amount or 0, one.unit_price or 0) < 0:
        raise BadContract("price", _("Amounts and quantities are not negative."))
    later = _("It comes before the start.")
    for field, value in (("end", one.end), ("term_end", one.term_end), ("trial_end", one.trial_end)):
        if value is not None and value <= one.start:
            raise BadContract(field, later, hint=_("Choose a later day."))
    if one.pause_from and one.pause_to and one.pause_to <= one.pause_from:
        raise BadContract("pause_to", _("The pause ends before it begins."), hint=_("Choose a later day."))


def _restate(
    line: Line,
    change: Callable[[Sequence[Terms]], list[Terms]],
    member: Member | None,
    now: datetime,
    reason: str,
    *,
    field: str = "start",
) -> Statement:
    with transaction.atomic():
        Line.objects.select_for_update(of=("self",)).get(pk=line.pk)
        said = said_of_line(line).terms
        if not said:
            raise BadContract(field, _("This line was taken back."))
        try:
            found = change(said)
        except NoSuchDay as error:
            raise BadContract(
                field, _("The line has no period on that day."), hint=_("Choose a day after its start.")
            ) from error
        check_terms(found)
        return state(line, found, member=member, now=now, reason=clean(reason) or "")


def _contract_values(wanted: NewContract) -> dict[str, Any]:
    if wanted.notice_days is not None and not 0 <= wanted.notice_days <= MOST_NOTICE_DAYS:
        raise BadContract("notice_days", _("At most %(most)d days.") % {"most": MOST_NOTICE_DAYS})
    return {
        "name": (clean(wanted.name) or "")[:200],
        "auto_renews": wanted.auto_renews,
        "notice_days": wanted.notice_days,
        "decision_maker": wanted.decision_maker,
    }


def _attname(name: str) -> str:
    return "decision_maker_id" if name == "decision_maker" else name
