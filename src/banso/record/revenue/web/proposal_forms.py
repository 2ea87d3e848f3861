"""Forms of proposals: what one is about, how it was won, why it was lost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from banso.platform.identity.api import Member, members
from banso.platform.kit.errors import BansoError
from banso.platform.kit.money import to_major
from banso.platform.tenancy.api import current_workspace
from banso.platform.ui.api import keep_error
from banso.record.customers.api import account_meant
from banso.record.revenue.actions.proposals import (
    MOST_GOAL,
    MOST_NOTE,
    MOST_REASON,
    BadProposal,
    Decision,
    NewProposal,
)
from banso.record.revenue.models import Plan, Product, Proposal, ProposalKind, ProposalStage
from banso.record.revenue.queries.contracts import products
from banso.record.revenue.queries.proposal_lines import Following
from banso.record.revenue.rules.proposing import OPEN
from banso.record.revenue.web.forms import day_field, goal_of, minor_of
from banso.record.revenue.web.words import day, price

if TYPE_CHECKING:
    from banso.record.customers.models import Account

_MOST: Final = Decimal(10) ** 12


def _amount(**more: Any) -> forms.DecimalField:
    label = gettext_lazy("It would add a month (MRR)")
    return forms.DecimalField(**{"label": label, "min_value": 0, "max_value": _MOST, "decimal_places": 6, **more})


def _note() -> forms.CharField:
    widget = forms.Textarea({"rows": 2})
    return forms.CharField(label=gettext_lazy("Note"), required=False, max_length=MOST_NOTE, widget=widget)


class ProposalForm(forms.Form):
    """A proposal: a new one of ``account``, if that is known, or what ``proposal`` is from now on."""

    account_name = forms.CharField(label=gettext_lazy("Account"), max_length=400)
    account = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    goal = forms.CharField(
        label=gettext_lazy("Which goal of theirs does it serve?"),
        max_length=MOST_GOAL,
        widget=forms.Textarea({"rows": 2}),
        help_text=gettext_lazy("In their words. There is no proposal without a goal of the customer behind it."),
        error_messages={
            "required": gettext_lazy("Say which goal of theirs it serves. Where there is none, ask for it first.")
        },
    )
    product = forms.ChoiceField(label=gettext_lazy("Product"))
    plan = forms.ChoiceField(label=pgettext_lazy("product", "Plan"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=ProposalKind.choices)
    mrr = _amount()
    currency = forms.CharField(label=gettext_lazy("Currency"), max_length=3, min_length=3)
    owner = forms.ChoiceField(label=gettext_lazy("Who leads it"), required=False)
    stage = forms.ChoiceField(
        label=gettext_lazy("Stage"), choices=[one for one in ProposalStage.choices if one[0] in OPEN]
    )
    opened_on = day_field(gettext_lazy("Opened on"), required=True)
    expected_on = day_field(gettext_lazy("Decision expected by"))
    note = _note()

    def __init__(
        self,
        data: Any = None,
        *,
        today: date,
        member: Member,
        account: Account | None = None,
        proposal: Proposal | None = None,
    ) -> None:
        super().__init__(data, initial=_said_of(proposal) if proposal else _usual(today, member, account))
        self.found = account
        if proposal is not None:
            for name in ("stage", "opened_on"):
                del self.fields[name]
        if account is not None:
            for name in ("account_name", "account"):
                del self.fields[name]
        self.products = {str(one.uid): one for one in products()}
        plans = Plan.objects.select_related("product").order_by("product__place", "product__name", "rank", "pk")
        self.plans = {str(one.uid): one for one in plans}
        self.owners = {str(one.uid): one for one in members()}
        if proposal is not None and proposal.owner is not None:
            self.owners.setdefault(str(proposal.owner.uid), proposal.owner)
        self._choose("product", [(uid, one.name) for uid, one in self.products.items()])
        self._choose("plan", [("", "—"), *_by_product(self.plans)])
        self._choose("owner", [("", "—"), *((uid, one.name) for uid, one in self.owners.items())])

    def clean_currency(self) -> str:
        """In capitals, as it is kept."""
        return str(self.cleaned_data["currency"]).upper()

    def clean(self) -> dict[str, Any]:
        """The account that was meant."""
        values = self.cleaned_data
        if self.found is None and values.get("account_name"):
            try:
                self.found = account_meant(values["account_name"], values.get("account", ""))
            except BansoError as error:
                keep_error(self, error, "account_name")
        return values

    @property
    def wanted(self) -> NewProposal:
        """What a valid form says. Raises :class:`BadProposal`."""
        values = self.cleaned_data
        currency = values["currency"]
        return NewProposal(
            product=self.products[values["product"]],
            plan=self.plans.get(values["plan"]),
            kind=values["kind"],
            mrr=minor_of(values["mrr"], currency, BadProposal, "mrr"),
            currency=currency,
            goal=values["goal"],
            owner=self.owners.get(values["owner"]),
            expected_on=values["expected_on"],
            note=values["note"],
        )

    def _choose(self, name: str, choices: Sequence[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]


class DecideForm(forms.Form):
    """How it ended: the base of the two ways."""

    on = day_field(gettext_lazy("Decided on"), required=True)
    note = _note()
    stage: str

    def __init__(self, data: Any = None, *, proposal: Proposal, today: date, lines: Sequence[Following] = ()) -> None:
        super().__init__(data, initial={"on": proposal.decided_on or today, "note": proposal.note})
        self.proposal = proposal
        self.lines = lines

    def decision(self) -> Decision:
        """What a valid form says."""
        return Decision(stage=self.stage, on=self.cleaned_data["on"], note=self.cleaned_data["note"])


class WonForm(DecideForm):
    """They took it: what it adds, and which line says so."""

    mrr = _amount(label=gettext_lazy("It adds a month (MRR)"))
    line = forms.ChoiceField(
        label=gettext_lazy("The contract line that followed"),
        required=False,
        help_text=gettext_lazy("Lines of this account and product that were signed after the proposal was opened."),
    )
    stage = ProposalStage.WON
    field_order = ("on", "mrr", "line", "note")

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.initial["mrr"] = to_major(self.proposal.mrr, self.proposal.currency)
        self.fields["mrr"].help_text = self.proposal.currency
        choices = [("", _("none yet")), *((str(one.line.uid), _line_words(one)) for one in self.lines)]
        self.fields["line"].choices = choices  # type: ignore[attr-defined]
        if self.proposal.line is not None:
            self.initial["line"] = str(self.proposal.line.uid)
        elif len(self.lines) == 1:
            self.initial["line"] = str(self.lines[0].line.uid)

    def decision(self) -> Decision:
        """What a valid form says. Raises :class:`BadProposal`."""
        found, values = super().decision(), self.cleaned_data
        return Decision(
            stage=found.stage,
            on=found.on,
            note=found.note,
            mrr=minor_of(values["mrr"], self.proposal.currency, BadProposal, "mrr"),
            line=next((one.line for one in self.lines if str(one.line.uid) == values["line"]), None),
        )


class LostForm(DecideForm):
    """They did not take it, and why."""

    reason = forms.CharField(
        label=gettext_lazy("Why it was lost"),
        max_length=MOST_REASON,
        error_messages={"required": gettext_lazy("Say why it was lost.")},
    )
    stage = ProposalStage.LOST
    field_order = ("on", "reason", "note")

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.initial["reason"] = self.proposal.reason

    def decision(self) -> Decision:
        """What a valid form says."""
        found = super().decision()
        return Decision(stage=found.stage, on=found.on, note=found.note, reason=self.cleaned_data["reason"])


DECIDE_FORMS: Final[dict[str, type[DecideForm]]] = {"won": WonForm, "lost": LostForm}


def _line_words(one: Following) -> str:
    return f"{one.line.contract} · {price(one.period)} · {day(one.day)}"


def _by_product(plans: dict[str, Plan]) -> list[tuple[str, list[tuple[str, str]]]]:
    groups: dict[Product, list[tuple[str, str]]] = {}
    for uid, one in plans.items():
        groups.setdefault(one.product, []).append((uid, one.name))
    return [(product.name, choices) for product, choices in groups.items()]


def _usual(today: date, member: Member, account: Account | None) -> dict[str, Any]:
    return {
        "currency": current_workspace().currency,
        "opened_on": today,
        "owner": str(member.uid),
        "goal": goal_of(account) if account else "",
    }


def _said_of(one: Proposal) -> dict[str, Any]:
    return {
        "goal": one.goal,
        "product": str(one.product.uid),
        "plan": str(one.plan.uid) if one.plan else "",
        "kind": one.kind,
        "mrr": to_major(one.mrr, one.currency),
        "currency": one.currency,
        "owner": str(one.owner.uid) if one.owner else "",
        "expected_on": one.expected_on,
        "note": one.note,
    }
