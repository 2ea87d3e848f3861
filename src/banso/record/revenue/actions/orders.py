"""Orders, projects and devices entered, amended and taken back by hand. An amendment is a new row beside the old."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from banso.platform.journal.api import EXISTS, record
from banso.platform.kit.errors import WrongField
from banso.platform.kit.money import is_currency
from banso.platform.kit.text import clean
from banso.record.revenue.actions.state_orders import ORDER, known_orders, state_orders
from banso.record.revenue.actions.stating import BY_HAND
from banso.record.revenue.models import Order, OrderKind
from banso.record.revenue.queries.orders import find_order
from banso.record.revenue.rules.orders import OrderTerms

MOST_KEY = 200


class BadOrder(WrongField):
    """An order cannot be kept like this; ``field`` says where."""

    code = "bad_order"


def enter_order(terms: OrderTerms, *, key: str = "", now: datetime) -> Order:
    """Write down an order; without ``key`` (its number) it gets one. Raises :class:`BadOrder`."""
    number = (clean(key) or str(uuid4()))[:MOST_KEY]
    _check(terms)
    with transaction.atomic():
        if known_orders(BY_HAND, [number]):
            raise BadOrder("key", _("There is an order with this number already."), hint=_("Amend that one instead."))
        return find_order(state_orders({number: terms}, source=BY_HAND, now=now)[number])


def amend_order(order: Order, terms: OrderTerms, *, now: datetime, reason: str = "") -> Order:
    """The order is something else than was said; the old row stays for what was known. Raises :class:`BadOrder`."""
    _check(terms)
    _check_holds(order)
    made = state_orders({order.key: terms}, source=order.source, now=now, reason=reason[:500])
    return find_order(made[order.key]) if made else order


def take_order_back(order: Order, *, now: datetime, reason: str = "") -> None:
    """It was never ordered, or was cancelled: it counts no more, and its history says so. Raises :class:`BadOrder`."""
    with transaction.atomic():
        if not Order.objects.filter(pk=order.pk, withdrawn_at=None).update(withdrawn_at=now):
            _check_holds(None)
        record(subject=ORDER, subject_id=order.pk, changes={EXISTS: (True, False)}, now=now, reason=reason[:500])


def _check_holds(order: Order | None) -> None:
    if order is None or order.withdrawn_at is not None:
        raise BadOrder(
            "", _("Somebody has amended this order, or taken it back, since."), hint=_("Open it from the list again.")
        )


def _check(terms: OrderTerms) -> None:
    if terms.kind not in OrderKind.values:
        raise BadOrder("kind", _("“%(value)s” is not one of the choices.") % {"value": terms.kind[:40]})
    if not is_currency(terms.currency):
        raise BadOrder("currency", _("“%(value)s” is no currency.") % {"value": terms.currency[:10]})
    if min(terms.amount, terms.quantity or 0) < 0:
        raise BadOrder("amount", _("Amounts and quantities are not negative."))
    for field, day in (("delivered_on", terms.delivered_on), ("service_until", terms.service_until)):
        if day is not None and day < terms.ordered_on:
            raise BadOrder(field, _("It comes before the day of the order."), hint=_("Choose a later day."))
