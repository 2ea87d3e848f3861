"""Forms of contracts and their lines."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from banso.platform.kit.errors import WrongField
from banso.platform.kit.money import minor_digits, to_major, to_minor
from banso.platform.tenancy.api import current_workspace
from banso.record.customers.api import people_of_account
from banso.record.revenue.actions.contracts import (
    MOST_NOTICE_DAYS,
    BadContract,
    NewContract,
    plan_called,
    product_called,
)
from banso.record.revenue.actions.losses import MOST_NOTE
from banso.record.revenue.actions.proposals import MOST_GOAL, BadProposal, Decision, decide_proposal
from banso.record.revenue.models import Contract, Interval, Line, LineKind, Period, Proposal, ProposalStage
from banso.record.revenue.queries.contracts import products
from banso.record.revenue.queries.policy import class_name, policy, reason_name
from banso.record.revenue.queries.proposals import open_proposals_of
from banso.record.revenue.rules.amending import Terms
from banso.record.revenue.rules.policy import CLASSES

if TYPE_CHECKING:
    from banso.platform.identity.api import Member
    from banso.record.customers.models import Account, Person

MILLION: Final = 1_000_000
_MOST: Final = Decimal(10) ** 12
_PER_UNIT, _IN_ALL = "unit", "all"
_PRICED = (
    (_PER_UNIT, pgettext_lazy("price", "for each unit")),
    (_IN_ALL, pgettext_lazy("price", "in all")),
)
_AUTO = (("", "—"), ("yes", gettext_lazy("yes")), ("no", gettext_lazy("no")))
_YES_NO: Final = {"yes": True, "no": False}


def day_field(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DateField:
    """A day, typed or picked."""
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, help_text=help_text)


class ContractForm(forms.Form):
    """What is about the whole of a contract."""

    name = forms.CharField(label=gettext_lazy("Name of the contract"), required=False, max_length=200)
    key = forms.CharField(label=gettext_lazy("Contract number"), required=False, max_length=200)
    auto_renews = forms.ChoiceField(label=gettext_lazy("Renews itself"), required=False, choices=_AUTO)
    notice_days = forms.IntegerField(
        label=gettext_lazy("Notice period (days)"), required=False, min_value=0, max_value=MOST_NOTICE_DAYS
    )
    decision_maker = forms.ChoiceField(label=gettext_lazy("Decision maker"), required=False)

    def __init__(self, data: Any = None, *, account_id: int, contract: Contract | None = None, **more: Any) -> None:
        initial = {**_said_of(contract), **more.pop("initial", {})} if contract else more.pop("initial", {})
        super().__init__(data, initial=initial, **more)
        self.people: dict[str, Person] = {str(one.person.uid): one.person for one in people_of_account(account_id)}
        if contract is not None:
            del self.fields["key"]
            if (decides := contract.decision_maker) is not None:
                self.people.setdefault(str(decides.uid), decides)
        choices = [("", "—"), *((uid, one.name) for uid, one in self.people.items())]
        self.fields["decision_maker"].choices = choices  # type: ignore[attr-defined]

    @property
    def wanted(self) -> NewContract:
        """What a valid form says."""
        values = self.cleaned_data
        return NewContract(
            name=values["name"],
            key=values.get("key", ""),
            auto_renews=_YES_NO.get(values["auto_renews"]),
            notice_days=values["notice_days"],
            decision_maker=self.people.get(values["decision_maker"]),
        )


def minor_of(amount: Decimal, currency: str, wrong: type[WrongField], field: str) -> int:
    """An amount that was typed, in minor units; raises ``wrong`` for one with more decimals than its currency has."""
    digits = minor_digits(currency)
    if amount != round(amount, digits):
        raise wrong(field, _("%(currency)s has %(n)d decimals.") % {"currency": currency, "n": digits})
    return to_minor(amount, currency)


class PriceForm(forms.Form):
    """What a line costs from some day on."""

    plan = forms.CharField(label=pgettext_lazy("product", "Plan"), required=False, max_length=200)
    quantity = forms.DecimalField(
        label=gettext_lazy("Quantity"), required=False, min_value=0, max_value=_MOST, decimal_places=6
    )
    price = forms.DecimalField(label=gettext_lazy("Price"), min_value=0, max_value=_MOST, decimal_places=6)
    priced = forms.ChoiceField(label=gettext_lazy("The price is"), choices=_PRICED, initial=_PER_UNIT)
    interval = forms.ChoiceField(label=gettext_lazy("Paid for each"), choices=Interval.choices, initial=Interval.MONTH)
    interval_count = forms.IntegerField(
        label=gettext_lazy("How many of them"), min_value=1, max_value=60, initial=1, required=False
    )
    discount = forms.DecimalField(
        label=gettext_lazy("Discount (%)"), required=False, min_value=0, max_value=100, decimal_places=2
    )
    term_end = day_field(gettext_lazy("The term ends on"), help_text=gettext_lazy("The first day after it."))

    def priced_values(self, currency: str) -> dict[str, Any]:
        """The columns that the price is kept in. Raises :class:`BadContract`."""
        values = self.cleaned_data
        quantity, price = values["quantity"], values["price"]
        per_unit = values["priced"] == _PER_UNIT
        if per_unit and quantity is None:
            quantity = Decimal(1)
        return {
            "quantity": None if quantity is None else int(quantity * MILLION),
            "unit_price": int(price * MILLION) if per_unit else None,
            "amount": None if per_unit else minor_of(price, currency, BadContract, "price"),
            "interval": values["interval"],
            "interval_count": values["interval_count"] or 1,
            "discount": int((values["discount"] or 0) * 100),
        }


class GoalForm(forms.Form):
    """Asks what a sale is good for: no upsell without a goal of the customer behind it (see ``common.changing``)."""

    goal = forms.CharField(
        label=gettext_lazy("Which goal of theirs does it serve?"),
        required=False,
        max_length=MOST_GOAL,
        help_text=gettext_lazy("Needed where they will pay more: no upsell without a goal of the customer behind it."),
    )


class SaleForm(GoalForm):
    """Asks from which open proposal a sale follows, too: it is won with the line that is said here."""

    proposal = forms.ChoiceField(
        label=gettext_lazy("The proposal that this follows from"),
        required=False,
        help_text=gettext_lazy("It is won with this line; its goal is that of the sale."),
    )

    def offer_proposals(self, account: Account, today: date) -> None:
        """Let one of the account's open proposals be chosen; without any nothing is asked."""
        self.proposals = {str(one.row.uid): one.row for one in open_proposals_of(account.pk, today)}
        if not self.proposals:
            del self.fields["proposal"]
            return
        choices = [(uid, f"{one.product.name}: {one.goal[:80]}") for uid, one in self.proposals.items()]
        self.fields["proposal"].choices = [("", _("none")), *choices]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Proposal | None:
        """The proposal that was chosen."""
        return self.proposals.get(self.cleaned_data.get("proposal", ""))

    @property
    def goal_words(self) -> str:
        """The goal as the reason of what is said; empty where none was named."""
        goal = self.cleaned_data.get("goal", "") or (self.chosen.goal if self.chosen else "")
        return goal_words(goal)

    def win(self, line: Line, *, member: Member, today: date, now: datetime) -> None:
        """The chosen proposal is won with ``line``. Raises :class:`BadProposal` about the field of this form."""
        if self.chosen is None:
            return
        try:
            decide_proposal(
                self.chosen, Decision(stage=ProposalStage.WON, on=today, line=line), today=today, member=member, now=now
            )
        except BadProposal as error:
            raise BadProposal("proposal", error.message, hint=error.hint) from error


def goal_words(goal: str) -> str:
    """A goal as the reason of what is said of a line; empty where none was named."""
    return _("For their goal: %(goal)s") % {"goal": goal} if goal else ""


class LineForm(PriceForm, SaleForm):
    """A line of a contract, whole."""

    product = forms.CharField(
        label=gettext_lazy("Product"),
        max_length=200,
        widget=forms.TextInput({"list": "products", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=LineKind.choices, initial=LineKind.RECURRING)
    currency = forms.CharField(label=gettext_lazy("Currency"), max_length=3, min_length=3)
    start = day_field(gettext_lazy("Starts on"), required=True)
    end = day_field(gettext_lazy("Ends on"), help_text=gettext_lazy("Empty where it runs on."))
    signed = day_field(gettext_lazy("Signed on"))
    trial_end = day_field(gettext_lazy("Free until"))

    field_order = (
        "product", "plan", "kind", "quantity", "price", "priced", "interval", "interval_count", "currency", "discount",
        "start", "term_end", "end", "signed", "trial_end", "proposal", "goal",
    )  # fmt: skip

    def __init__(self, data: Any = None, *, account: Account, today: date, **more: Any) -> None:
        usual = {"currency": current_workspace().currency, "start": today, "signed": today, "goal": goal_of(account)}
        super().__init__(data, initial={**usual, **more.pop("initial", {})}, **more)
        self.offer_proposals(account, today)
        self.products = products()

    def clean_currency(self) -> str:
        """In capitals, as it is kept."""
        return str(self.cleaned_data["currency"]).upper()

    def terms(self, account_id: int, now: datetime) -> Terms:
        """What a valid form says; makes the product where it is new. Raises :class:`BadContract`."""
        values = self.cleaned_data
        product = product_called(values["product"], now=now)
        days = {name: values[name] for name in ("start", "end", "signed", "term_end", "trial_end")}
        return Terms(
            account=account_id,
            product=product,
            plan=plan_called(product, values["plan"], now=now),
            kind=values["kind"],
            currency=values["currency"],
            **self.priced_values(values["currency"]),
            **days,
        )


class NewContractForm(ContractForm, LineForm):
    """A contract with its first line, in one form."""

    field_order = (*ContractForm.base_fields, *LineForm.field_order)  # type: ignore[assignment]

    def __init__(self, data: Any = None, *, account: Account, today: date) -> None:
        super().__init__(data, account_id=account.pk, account=account, today=today)


class AmendForm(PriceForm, SaleForm):
    """From a day on a line costs something else; or, ``correcting``, a period was said wrongly."""

    day = day_field(gettext_lazy("From"), required=True)
    reason = forms.CharField(label=gettext_lazy("Why"), required=False, max_length=500)

    field_order = (
        "day", "plan", "quantity", "price", "priced", "interval", "interval_count", "discount", "term_end",
        "proposal", "goal", "reason",
    )  # fmt: skip

    def __init__(
        self, data: Any = None, *, account: Account, period: Period, today: date, correcting: bool = False
    ) -> None:
        self.period = period
        initial = {**price_of(period), "day": max(today, period.start), "goal": goal_of(account)}
        super().__init__(data, initial=initial)
        self.offer_proposals(account, today)
        if correcting:
            # What was said wrongly is no sale.
            for name in ("day", "goal", "proposal"):
                self.fields.pop(name, None)
            self.fields["start"] = day_field(gettext_lazy("Starts on"), required=True)
            self.fields["end"] = day_field(gettext_lazy("Ends on"), help_text=gettext_lazy("Empty where it runs on."))
            self.fields["signed"] = day_field(gettext_lazy("Signed on"))
            self.order_fields(("start", *self.field_order[1:-1], "end", "signed", "reason"))
            self.initial = {**self.initial, "start": period.start, "end": period.end, "signed": period.signed}

    def changes(self, now: datetime) -> dict[str, Any]:
        """What a valid form says anew. Raises :class:`BadContract`."""
        values = self.cleaned_data
        said: dict[str, Any] = {name: values[name] for name in ("start", "end", "signed") if name in self.fields}
        return {
            "plan": plan_called(self.period.product_id, values["plan"], now=now),
            "term_end": values["term_end"],
            **self.priced_values(self.period.currency),
            **said,
        }


def reasons_field(*, required: bool) -> forms.ChoiceField:
    """The reasons of the policy under their classes."""
    policy_ = policy()
    groups: list[Any] = [
        (class_name(class_), [(slug, reason_name(slug, policy_)) for slug in getattr(policy_, class_)])
        for class_ in CLASSES
        if getattr(policy_, class_)
    ]
    empty = ("", _("choose a reason") if required else _("nobody knows yet (counts as avoidable)"))
    return forms.ChoiceField(label=_("Why it ended"), required=required, choices=[empty, *groups])


class LossForm(forms.Form):
    """Why a line ended."""

    note = forms.CharField(
        label=gettext_lazy("In their words, or yours"),
        required=False,
        max_length=MOST_NOTE,
        widget=forms.Textarea({"rows": 3}),
    )

    field_order = ("reason", "note")

    def __init__(self, data: Any = None, *, required: bool = True, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["reason"] = reasons_field(required=required)
        self.order_fields(("day", "notice", "reason", "note"))


class EndForm(LossForm):
    """A line ends: when, when they said so, and why."""

    day = day_field(gettext_lazy("Ends on"), required=True, help_text=gettext_lazy("The first day without it."))
    notice = day_field(gettext_lazy("Notice was given on"))

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, required=False, **more)


class NoticeForm(forms.Form):
    """Notice was given; empty takes it back."""

    notice = day_field(gettext_lazy("Notice was given on"), help_text=gettext_lazy("Empty: it was taken back."))
    reason = forms.CharField(label=gettext_lazy("Why"), required=False, max_length=500)


class PauseForm(forms.Form):
    """A line is paused."""

    pause_from = day_field(gettext_lazy("Paused from"), required=True)
    pause_to = day_field(gettext_lazy("Goes on from"), help_text=gettext_lazy("Empty where nobody knows yet."))
    reason = forms.CharField(label=gettext_lazy("Why"), required=False, max_length=500)


def goal_of(account: Account) -> str:
    """What success means to an account, as far as it fits into a field."""
    return (account.success_statement or "")[:400]


def price_of(period: Period) -> dict[str, Any]:
    """A period's price as the form shows it."""
    per_unit = period.unit_price is not None
    price = _decimal(period.unit_price or 0) if per_unit else to_major(period.amount or 0, period.currency)
    return {
        "plan": period.plan.name if period.plan else "",
        "quantity": None if period.quantity is None else _decimal(period.quantity),
        "price": price,
        "priced": _PER_UNIT if per_unit else _IN_ALL,
        "interval": period.interval,
        "interval_count": period.interval_count,
        "discount": trimmed(Decimal(period.discount) / 100) if period.discount else None,
        "term_end": period.term_end,
    }


def _decimal(millionths: int) -> Decimal:
    return trimmed(Decimal(millionths) / MILLION)


def trimmed(value: Decimal) -> Decimal:
    """Without needless zeros behind the point, and never as 1E+3."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def _said_of(contract: Contract) -> dict[str, Any]:
    auto = {True: "yes", False: "no", None: ""}[contract.auto_renews]
    decides = contract.decision_maker
    return {
        "name": contract.name,
        "auto_renews": auto,
        "notice_days": contract.notice_days,
        "decision_maker": str(decides.uid) if decides else "",
    }
