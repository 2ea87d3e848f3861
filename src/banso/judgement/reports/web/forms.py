"""What is typed about a target, or a cost."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from banso.judgement.reports.queries.attributes import groupings
from banso.platform.identity.api import members
from banso.platform.kit.errors import BansoError
from banso.platform.kit.money import to_major, to_minor
from banso.platform.tenancy.api import current_workspace
from banso.record.revenue import api as revenue
from banso.record.revenue.api import (
    COHORT,
    RATES,
    Cost,
    CostPurpose,
    NewCost,
    NewTarget,
    Target,
    TargetMeasure,
    TargetUnit,
)

_MONTH: Final = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


class MonthField(forms.CharField):
    """A month as ``2026-03``; gives its first day."""

    widget = forms.TextInput(attrs={"type": "month", "placeholder": "2026-03"})

    def clean(self, value: Any) -> date:
        found = _MONTH.fullmatch(str(super().clean(value)).strip())
        if found is None or not 1990 <= int(found[1]) <= 2100:
            raise forms.ValidationError(_("Write it as year-month: 2026-03."))
        return date(int(found[1]), int(found[2]), 1)


class TargetForm(forms.Form):
    """Months, what is measured and of whom, how much is planned, who answers for it."""

    def __init__(self, data: Any = None, *, target: Target | None = None, month: date | None = None) -> None:
        super().__init__(data, initial=_initial(target, month))
        self.fields["first"] = MonthField(label=_("From month"))
        self.fields["last"] = MonthField(label=_("To month"))
        self.fields["measure"] = forms.ChoiceField(label=_("Measure"), choices=TargetMeasure.choices)
        self.fields["unit"] = forms.ChoiceField(
            label=_("Counted by"), choices=TargetUnit.choices, initial=TargetUnit.ACCOUNT,
            help_text=_("An account that takes a second product is new by product, and expansion by account."),
        )  # fmt: skip
        self.fields["amount"] = forms.DecimalField(
            label=_("Plan"), max_digits=15, min_value=Decimal(0), help_text=_("Of retention: percent, such as 95.")
        )
        self.fields |= _part_fields({key: word for key, word in groupings().items() if key != COHORT})
        people = [("", "—"), *((str(one.pk), one.name) for one in members())]
        self.fields["owner"] = forms.ChoiceField(label=_("Owner"), required=False, choices=people)

    def new(self) -> NewTarget:
        """What was said. Raises :class:`BansoError` for an amount that its currency does not know."""
        said = self.cleaned_data
        is_rate = said["measure"] in RATES
        currency = (said["currency"] or current_workspace().currency).upper()
        amount = int(said["amount"] * 100) if is_rate else _minor(said["amount"], currency)
        return NewTarget(
            first=said["first"],
            last=said["last"],
            measure=said["measure"],
            amount=amount,
            currency="" if is_rate else currency,
            unit=said["unit"],
            attribute=said["attribute"],
            value=said["value"],
            owner_id=int(said["owner"]) if said["owner"] else None,
        )


class CostForm(forms.Form):
    """A month, what the money was for and of whom, how much it was."""

    def __init__(self, data: Any = None, *, cost: Cost | None = None, month: date | None = None) -> None:
        super().__init__(data, initial=_initial_cost(cost, month))
        self.fields["month"] = MonthField(label=_("Month"))
        self.fields["purpose"] = forms.ChoiceField(
            label=_("What it was for"), choices=CostPurpose.choices,
            help_text=_("Winning: sales and marketing. Keeping: service, support, customer success."),
        )  # fmt: skip
        self.fields["amount"] = forms.DecimalField(
            label=_("Amount"), max_digits=15, min_value=Decimal(0),
            help_text=_("Money that is in no other cost of the month."),
        )  # fmt: skip
        self.fields |= _part_fields(revenue.groupings())
        self.fields["note"] = forms.CharField(label=_("Note"), required=False, max_length=500)

    def new(self) -> NewCost:
        """What was said. Raises :class:`BansoError` for an amount that its currency does not know."""
        said = self.cleaned_data
        currency = (said["currency"] or current_workspace().currency).upper()
        return NewCost(
            month=said["month"],
            purpose=said["purpose"],
            amount=_minor(said["amount"], currency),
            currency=currency,
            attribute=said["attribute"],
            value=said["value"],
            note=said["note"],
        )


def _part_fields(parts: Mapping[str, str]) -> dict[str, forms.Field]:
    """Of which part of the accounts money is, and in which currency."""
    return {
        "currency": forms.CharField(
            label=_("Currency"), required=False, max_length=3, help_text=_("Left empty: the workspace's.")
        ),
        "attribute": forms.ChoiceField(
            label=_("Of which part"), required=False, choices=[("", gettext("Everybody")), *parts.items()]
        ),
        "value": forms.CharField(
            label=_("Whose value is"),
            required=False,
            max_length=200,
            help_text=_("As the Revenue page names the group."),
        ),
    }


class BadAmount(BansoError):
    """An amount with more decimals than its currency knows."""

    code = "bad_amount"
    status = 422
    field = "amount"


def _minor(amount: Decimal, currency: str) -> int:
    try:
        return to_minor(amount, currency)
    except BansoError as error:
        raise BadAmount(error.message, hint=error.hint) from error


def _initial(target: Target | None, month: date | None) -> dict[str, Any]:
    if target is None:
        begin = f"{month:%Y-%m}" if month else ""
        return {"first": begin, "last": begin, "currency": current_workspace().currency}
    is_rate = target.measure in RATES
    amount = Decimal(target.amount) / 100 if is_rate else to_major(target.amount, target.currency)
    return {
        "first": f"{target.first:%Y-%m}",
        "last": f"{target.last:%Y-%m}",
        "measure": target.measure,
        "unit": target.unit,
        "amount": amount,
        "currency": target.currency,
        "attribute": target.attribute,
        "value": target.value,
        "owner": str(target.owner_id or ""),
    }


def _initial_cost(cost: Cost | None, month: date | None) -> dict[str, Any]:
    if cost is None:
        return {"month": f"{month:%Y-%m}" if month else "", "currency": current_workspace().currency}
    return {
        "month": f"{cost.month:%Y-%m}",
        "purpose": cost.purpose,
        "amount": to_major(cost.amount, cost.currency),
        "currency": cost.currency,
        "attribute": cost.attribute,
        "value": cost.value,
        "note": cost.note,
    }
