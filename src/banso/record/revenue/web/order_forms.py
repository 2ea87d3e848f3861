"""The form of an order, a project or a device."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy

from banso.platform.kit.errors import BansoError
from banso.platform.kit.money import to_major
from banso.platform.tenancy.api import current_workspace
from banso.platform.ui.api import keep_error
from banso.record.customers.api import account_meant
from banso.record.revenue.actions.contracts import product_called
from banso.record.revenue.actions.orders import MOST_KEY, BadOrder
from banso.record.revenue.models import Order, OrderKind
from banso.record.revenue.queries.contracts import products
from banso.record.revenue.rules.orders import OrderTerms
from banso.record.revenue.web.forms import MILLION, day_field, minor_of, trimmed

if TYPE_CHECKING:
    from banso.record.customers.models import Account

_MOST = Decimal(10) ** 12


class OrderForm(forms.Form):
    """What was bought once, whole: a new order, or what ``order`` is from now on."""

    account = forms.CharField(
        label=gettext_lazy("Account"),
        max_length=400,
        widget=forms.TextInput({"list": "accounts-named", "autocomplete": "off", "data-suggest": "accounts-named"}),
    )
    account_uid = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=OrderKind.choices, initial=OrderKind.ORDER)
    product = forms.CharField(
        label=gettext_lazy("Product"),
        required=False,
        max_length=200,
        widget=forms.TextInput({"list": "products", "autocomplete": "off"}),
    )
    quantity = forms.DecimalField(
        label=gettext_lazy("Quantity"), required=False, min_value=0, max_value=_MOST, decimal_places=6
    )
    amount = forms.DecimalField(label=gettext_lazy("Amount"), min_value=0, max_value=_MOST, decimal_places=6)
    currency = forms.CharField(label=gettext_lazy("Currency"), max_length=3, min_length=3)
    ordered_on = day_field(gettext_lazy("Order date"), required=True)
    delivered_on = day_field(gettext_lazy("Delivered on"))
    service_until = day_field(gettext_lazy("Service until"), help_text=gettext_lazy("The first day without it."))
    key = forms.CharField(label=gettext_lazy("Number"), required=False, max_length=MOST_KEY)
    reason = forms.CharField(label=gettext_lazy("Why"), required=False, max_length=500)

    def __init__(
        self, data: Any = None, *, today: date, account: Account | None = None, order: Order | None = None
    ) -> None:
        initial = {"currency": current_workspace().currency, "ordered_on": today}
        if account is not None:
            initial |= {"account": account.name, "account_uid": str(account.uid)}
        super().__init__(data, initial=initial | (_said_of(order) if order else {}))
        del self.fields["key" if order else "reason"]
        self.products = products()

    def clean_currency(self) -> str:
        """In capitals, as it is kept."""
        return str(self.cleaned_data["currency"]).upper()

    def clean(self) -> dict[str, Any]:
        """The account that was meant."""
        values = self.cleaned_data
        if values.get("account"):
            try:
                values["found"] = account_meant(values["account"], values.get("account_uid", ""))
            except BansoError as error:
                keep_error(self, error, "account")
        return values

    def terms(self, now: datetime) -> OrderTerms:
        """What a valid form says; makes the product where it is new. Raises :class:`BadOrder`."""
        values = self.cleaned_data
        currency, amount, quantity = values["currency"], values["amount"], values["quantity"]
        # Before a product is made.
        minor = minor_of(amount, currency, BadOrder, "amount")
        return OrderTerms(
            account=values["found"].pk,
            product=product_called(values["product"], now=now) if values["product"].strip() else None,
            kind=values["kind"],
            ordered_on=values["ordered_on"],
            delivered_on=values["delivered_on"],
            service_until=values["service_until"],
            amount=minor,
            currency=currency,
            quantity=None if quantity is None else int(quantity * MILLION),
        )


class ReasonForm(forms.Form):
    """Why something is taken back."""

    reason = forms.CharField(label=gettext_lazy("Why"), required=False, max_length=500)


def _said_of(order: Order) -> dict[str, Any]:
    quantity = order.quantity
    return {
        "kind": order.kind,
        "product": order.product.name if order.product else "",
        "quantity": None if quantity is None else trimmed(Decimal(quantity) / MILLION),
        "amount": to_major(order.amount, order.currency),
        "currency": order.currency,
        "ordered_on": order.ordered_on,
        "delivered_on": order.delivered_on,
        "service_until": order.service_until,
    }
