"""The page of orders, projects and devices, the page of one, and the forms by which they are entered and changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from banso.platform.identity.api import EDIT_ACCOUNTS, VIEW, MemberRequest, allowed, members, requires
from banso.platform.kit.errors import BansoError
from banso.platform.ui import formats
from banso.platform.ui.api import WRONG, keep_error, show_form
from banso.record.customers.api import get_account
from banso.record.revenue.actions.orders import amend_order, enter_order, take_order_back
from banso.record.revenue.models import Order
from banso.record.revenue.queries.contracts import products
from banso.record.revenue.queries.orders import (
    ENDING_DAYS,
    AskedOrders,
    OrderSums,
    accounts_of_orders,
    asked_orders,
    find_order,
    order_sums,
    order_word,
    orders_asked,
    said_of_order,
)
from banso.record.revenue.web.common import done
from banso.record.revenue.web.order_forms import OrderForm, ReasonForm
from banso.record.revenue.web.words import day, language, money, quantity, short_money

if TYPE_CHECKING:
    from banso.record.customers.models import Account

SIZE: Final = 100


@dataclass(frozen=True, slots=True)
class ShownOrder:
    """An order in words."""

    row: Order
    account: Account
    kind: str
    amount: str
    quantity: str
    ends_soon: bool
    is_over: bool


@requires(VIEW)
@require_safe
def orders_page(request: MemberRequest) -> HttpResponse:
    """What was bought once, the newest first, with its sums by kind."""
    today = timezone.localdate()
    asked = asked_orders(request.GET.dict())
    rows = orders_asked(asked, today)
    sums = order_sums(rows)
    page = Paginator(rows, SIZE).get_page(request.GET.get("page"))
    found = list(page.object_list)
    context = {
        "asked": asked,
        "page": page,
        "rows": _shown(found, today),
        "sums": sums,
        "kinds": _kinds(asked, sums),
        "total": short_money(sums.total, sums.currency),
        "account": get_account(asked.whose) if asked.whose else None,
        "products": products(),
        "ending_days": ENDING_DAYS,
        "links": {
            "ending": asked.url(ending=not asked.ending),
            "account": asked.url(whose=""),
            "here": asked.url(),
        },
        "sentence": _sentence(asked, sums, today),
        "can_edit": allowed(request.member, EDIT_ACCOUNTS),
    }
    return render(request, "revenue/orders.html", context)


@requires(VIEW)
@require_safe
def order(request: MemberRequest, uid: UUID) -> HttpResponse:
    """One of them, with everything that was ever said of it."""
    found, today = find_order(uid), timezone.localdate()
    [shown] = _shown([found], today)
    said = said_of_order(found)
    names = {one.pk: one.name for one in members(with_deactivated=True)}
    context = {
        "order": found,
        "shown": shown,
        "said": [
            {"said": one, "shown": two, "who": names.get(one.member or 0, "")}
            for one, two in zip(said, _shown([one.row for one in said], today), strict=True)
        ],
        "can_edit": allowed(request.member, EDIT_ACCOUNTS) and found.withdrawn_at is None,
    }
    return render(request, "revenue/order.html", context)


@requires(EDIT_ACCOUNTS)
@require_http_methods(["GET", "POST"])
def order_new(request: MemberRequest) -> HttpResponse:
    """Enter an order; ``account`` in the address is whose."""
    now, whose = timezone.now(), request.GET.get("account", "")
    account = get_account(whose) if whose else None
    form = OrderForm(request.POST or None, today=timezone.localdate(), account=account)
    if request.method == "POST" and form.is_valid():
        try:
            made = enter_order(form.terms(now), key=form.cleaned_data["key"], now=now)
        except BansoError as error:
            keep_error(form, error)
        else:
            return done(request, _("Entered: %(name)s") % {"name": _name(made)}, now)
    return _show(request, form, _("A new order"))


@requires(EDIT_ACCOUNTS)
@require_http_methods(["GET", "POST"])
def order_amend(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Say what an order is instead; what was said before stays in its history."""
    found, now = find_order(uid), timezone.now()
    account = accounts_of_orders([found])[found.account_id]
    form = OrderForm(request.POST or None, today=timezone.localdate(), account=account, order=found)
    if request.method == "POST" and form.is_valid():
        try:
            made = amend_order(found, form.terms(now), now=now, reason=form.cleaned_data["reason"])
        except BansoError as error:
            keep_error(form, error)
        else:
            return done(request, _("Changed: %(name)s") % {"name": _name(made)}, now)
    return _show(request, form, _("Amend the order"))


@requires(EDIT_ACCOUNTS)
@require_http_methods(["GET", "POST"])
def order_take_back(request: MemberRequest, uid: UUID) -> HttpResponse:
    """It should not have been written down, or was cancelled."""
    found, now = find_order(uid), timezone.now()
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            take_order_back(found, now=now, reason=form.cleaned_data["reason"])
        except BansoError as error:
            keep_error(form, error)
        else:
            to = reverse("revenue:orders")
            return done(request, _("The order was taken back: %(name)s") % {"name": _name(found)}, now, to=to)
    title = _("Take back: %(name)s") % {"name": _name(found)}
    status = WRONG if form.is_bound else 200
    return show_form(request, "revenue/_form.html", {"form": form}, title=title, status=status)


def _show(request: MemberRequest, form: OrderForm, title: str) -> HttpResponse:
    status = WRONG if form.is_bound else 200
    return show_form(request, "revenue/_order_form.html", {"form": form}, title=title, status=status, wide=True)


def _name(order: Order) -> str:
    return order.product.name if order.product else order_word(order.kind)


def _shown(rows: Sequence[Order], today: date) -> list[ShownOrder]:
    accounts = accounts_of_orders(rows)
    return [
        ShownOrder(
            row=one,
            account=accounts[one.account_id],
            kind=order_word(one.kind),
            amount=money(Fraction(one.amount), one.currency),
            quantity=quantity(one.quantity),
            ends_soon=one.service_until is not None and 0 <= (one.service_until - today).days <= ENDING_DAYS,
            is_over=one.service_until is not None and one.service_until < today,
        )
        for one in rows
    ]


def _kinds(asked: AskedOrders, sums: OrderSums) -> list[tuple[str, str, int, str, bool]]:
    """Each kind with the address that shows only it, how many there are and for how much, whether it is chosen."""
    return [
        (
            order_word(one.kind),
            asked.url(kind="" if asked.kind == one.kind else one.kind),
            one.n,
            short_money(one.total, sums.currency),
            asked.kind == one.kind,
        )
        for one in sums.kinds
    ]


def _sentence(asked: AskedOrders, sums: OrderSums, today: date) -> str:
    """One sentence for the boss; empty where nothing is shown."""
    if not sums.n:
        return ""
    words = {
        "day": day(today),
        "n": formats.number(sums.n, language()),
        "total": short_money(sums.total, sums.currency),
        "left": formats.number(sums.missing, language()),
        "part": _(" (a part)") if asked.is_part else "",
    }
    if sums.missing:
        return (
            _("Orders%(part)s as of %(day)s: %(n)s, %(total)s; %(left)s without a rate of exchange are in no sum.")
            % words
        )
    return _("Orders%(part)s as of %(day)s: %(n)s, %(total)s (all counted, none estimated).") % words
