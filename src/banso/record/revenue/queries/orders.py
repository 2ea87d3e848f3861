"""Orders, projects and devices: which ones an address asks for, their sums, and what was said of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from banso.platform.journal.api import Batch, Change, folded
from banso.platform.kit.errors import NotFound
from banso.platform.kit.text import searched
from banso.platform.tenancy.api import current_workspace
from banso.platform.ui.api import day_said
from banso.record.customers.api import accounts_by_id, get_account, same_accounts, survivor_ids
from banso.record.revenue.models import Order, OrderKind, Product
from banso.record.revenue.queries.conversion import conversion
from banso.record.revenue.rules.fx import NoRate
from banso.record.revenue.rules.orders import OrderTerms

if TYPE_CHECKING:
    from banso.record.customers.models import Account

COLUMNS: Final = {
    one.name: f"{one.name}_id" if one.name in ("account", "product") else one.name for one in fields(OrderTerms)
}
ENDING_DAYS: Final = 90
"""A service that ends within so many days is one to talk about."""


@dataclass(frozen=True, slots=True)
class AskedOrders:
    """What an address asks for. ``ending``: only those whose service ends soon; ``whose`` is the uid of an account."""

    kind: str = ""
    whose: str = ""
    product: str = ""
    first: date | None = None
    last: date | None = None
    text: str = ""
    ending: bool = False

    def url(self, **changes: object) -> str:
        """The address with this, changed."""
        said = replace(self, **changes)  # type: ignore[arg-type]
        fields = {
            "kind": said.kind,
            "account": said.whose,
            "product": said.product,
            "from": said.first.isoformat() if said.first else "",
            "to": said.last.isoformat() if said.last else "",
            "q": said.text,
            "ending": "1" if said.ending else "",
        }
        return "?" + urlencode({name: value for name, value in fields.items() if value})

    @property
    def is_part(self) -> bool:
        """Whether anything narrows the list."""
        return self != AskedOrders()


@dataclass(frozen=True, slots=True)
class KindSum:
    """Orders of one kind: how many, and their amount in the workspace's currency."""

    kind: str
    n: int
    total: Fraction


@dataclass(frozen=True, slots=True)
class OrderSums:
    """All that an address asks for, at the rates of their days; ``missing`` have no rate and are in no sum."""

    currency: str
    kinds: tuple[KindSum, ...]
    missing: int

    @property
    def n(self) -> int:
        """How many orders."""
        return sum(one.n for one in self.kinds)

    @property
    def total(self) -> Fraction:
        """What they come to."""
        return sum((one.total for one in self.kinds), Fraction(0))


@dataclass(frozen=True, slots=True)
class SaidOrder:
    """One row that was said of an order: who or what said it, why, and until when it held."""

    row: Order
    member: int | None
    batch: Batch | None
    reason: str


def order_word(kind: str) -> str:
    """A kind of order in the reader's language."""
    return str(OrderKind(kind).label)


def asked_orders(query: Mapping[str, str]) -> AskedOrders:
    """What an address asks for; what makes no sense in it asks for nothing. Raises :class:`BansoError` for no day."""
    kind = query.get("kind", "")
    return AskedOrders(
        kind=kind if kind in OrderKind.values else "",
        whose=query.get("account", "")[:40],
        product=query.get("product", "")[:40],
        first=day_said(query.get("from", "")),
        last=day_said(query.get("to", "")),
        text=query.get("q", "").strip()[:100],
        ending=bool(query.get("ending")),
    )


def orders_asked(asked: AskedOrders, today: date) -> QuerySet[Order]:
    """The orders that are asked for, the newest first; those whose service ends, the next first."""
    rows = Order.objects.filter(withdrawn_at=None).select_related("account", "product")
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.whose:
        rows = rows.filter(account__in=same_accounts(get_account(asked.whose).pk))
    if asked.product:
        rows = rows.filter(product=product_asked(asked.product))
    if asked.first:
        rows = rows.filter(ordered_on__gte=asked.first)
    if asked.last:
        rows = rows.filter(ordered_on__lte=asked.last)
    if wanted := searched(asked.text):
        rows = rows.alias(said=folded("product__name", "key"))
        rows = rows.filter(Q(said__contains=wanted) | Q(account__name_fold__contains=wanted))
    if asked.ending:
        ends = rows.filter(service_until__gte=today, service_until__lte=today + timedelta(days=ENDING_DAYS))
        return ends.order_by("service_until", "pk")
    return rows.order_by("-ordered_on", "-pk")


def product_asked(uid: str) -> Product | None:
    """The product of an address; None where there is none such."""
    try:
        return Product.objects.filter(uid=uid).first()
    except (ValueError, ValidationError):
        return None


def order_sums(rows: QuerySet[Order]) -> OrderSums:
    """How many, and for how much, by kind; one query beside those for the rates."""
    currency = current_workspace().currency
    convert, missing = conversion(currency), 0
    counts = dict.fromkeys(OrderKind.values, 0)
    totals = dict.fromkeys(OrderKind.values, Fraction(0))
    parts = rows.order_by().values("kind", "currency", "ordered_on").annotate(n=Count("pk"), amount=Sum("amount"))
    for one in parts.values_list("kind", "currency", "ordered_on", "n", "amount"):
        kind, code, day, n, amount = one
        counts[kind] += n
        try:
            totals[kind] += convert(Fraction(amount), code, day)
        except NoRate:
            missing += n
    return OrderSums(currency, tuple(KindSum(kind, counts[kind], totals[kind]) for kind in counts), missing)


def accounts_of_orders(rows: Sequence[Order]) -> dict[int, Account]:
    """``{id of an order's account: the account that stands for it}``."""
    survivors = survivor_ids({one.account_id for one in rows})
    by_id = accounts_by_id(set(survivors.values()))
    return {pk: by_id[survivor] for pk, survivor in survivors.items()}


def find_order(ref: UUID | str | int) -> Order:
    """The order with this ``uid`` (or id), as it is said now where that row was amended; raises :class:`NotFound`."""
    try:
        found = Order.objects.filter(**{"pk" if isinstance(ref, int) else "uid": ref}).first()
    except (ValueError, ValidationError):
        found = None
    if found is None:
        raise NotFound(_("There is no such order."))
    now = Order.objects.filter(source=found.source, key=found.key, withdrawn_at=None)
    return now.select_related("account", "product").first() or found


def terms_of_order(order: Order) -> OrderTerms:
    """An order as plain values."""
    return OrderTerms(**{one.name: getattr(order, COLUMNS.get(one.name, one.name)) for one in fields(OrderTerms)})


def said_of_order(order: Order) -> list[SaidOrder]:
    """Every row that was said of the order, the newest first; a constant number of queries."""
    rows = Order.objects.filter(source=order.source, key=order.key).select_related("product", "account")
    found = list(rows.order_by("-known_at", "-pk"))
    batches = Batch.objects.in_bulk({one.batch for one in found if one.batch})
    told = Change.objects.filter(subject="order", subject_id__in=[one.pk for one in found], undoes=None)
    by_row = {one.subject_id: one for one in told.order_by("-pk")}
    return [
        SaidOrder(
            one,
            by_row[one.pk].actor if one.pk in by_row else None,
            batches.get(one.batch or 0),
            by_row[one.pk].reason if one.pk in by_row else "",
        )
        for one in found
    ]
