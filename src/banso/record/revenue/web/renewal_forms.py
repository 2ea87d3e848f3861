"""Forms about the end of a term: the next step, the checkpoints, and how it is closed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banso.platform.kit.bands import BANDS
from banso.platform.ui import formats
from banso.record.revenue.actions.contracts import priced
from banso.record.revenue.actions.losses import MOST_NOTE
from banso.record.revenue.actions.renewals import MOST_STEP, BadRenewal, Closing
from banso.record.revenue.models import Line, Period, RenewalStage
from banso.record.revenue.queries.renewals import Due
from banso.record.revenue.web.forms import GoalForm, day_field, goal_of, goal_words, price_of, reasons_field

_MOST: Final = Decimal(10) ** 12


class StepForm(forms.Form):
    """What is done next."""

    next_step = forms.CharField(
        label=gettext_lazy("Next step"),
        required=False,
        max_length=MOST_STEP,
        widget=forms.TextInput({"autofocus": True}),
    )
    next_step_on = day_field(gettext_lazy("On"))


class LookForm(forms.Form):
    """How a member sees it at a checkpoint."""

    view = forms.TypedChoiceField(
        label=gettext_lazy("How do you see it?"),
        coerce=int,
        choices=[(at, formats.BANDS[band]) for at, band in enumerate(BANDS)],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how you see it.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=MOST_STEP,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": gettext_lazy("Say why you see it so: somebody will ask.")},
    )


class CloseForm(forms.Form):
    """How it ended: the base of the three ways."""

    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=MOST_NOTE, widget=forms.Textarea({"rows": 2})
    )
    stage: str

    def __init__(self, data: Any = None, *, due: Due, lines: Sequence[tuple[Line, Period]]) -> None:
        super().__init__(data)
        self.due = due
        self.lines = lines

    def closing(self) -> Closing:
        """What a valid form says."""
        return Closing(stage=self.stage, lines=[line for line, _period in self.lines], note=self.cleaned_data["note"])


class RenewedForm(CloseForm):
    """A new term at the same price."""

    new_end = day_field(gettext_lazy("The new term ends on"), required=True)
    stage = RenewalStage.RENEWED
    field_order = ("new_end", "note")

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.initial["new_end"] = self.due.usual_end

    def closing(self) -> Closing:
        """What a valid form says."""
        found = super().closing()
        return Closing(stage=found.stage, lines=found.lines, note=found.note, new_end=self.cleaned_data["new_end"])


class ChangedForm(RenewedForm, GoalForm):
    """A new term at another price: each line's quantity and price, or that it is not renewed."""

    stage = RenewalStage.CHANGED

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.initial["goal"] = goal_of(self.due.account)
        for line, period in self.lines:
            said = price_of(period)
            name = period.product.name
            if said["quantity"] is not None:
                label = _("Quantity of %(name)s") % {"name": name}
                self.fields[f"quantity_{line.pk}"] = _number(label, said["quantity"])
            label = _("Price of %(name)s") % {"name": name}
            self.fields[f"price_{line.pk}"] = _number(label, said["price"])
            self.fields[f"drop_{line.pk}"] = forms.BooleanField(
                label=_("%(name)s is not renewed") % {"name": name}, required=False
            )
        self.fields["reason"] = reasons_field(required=False)
        self.order_fields(("new_end", *(name for name in self.fields if name.partition("_")[2].isdigit())))

    def rows(self) -> list[list[forms.BoundField]]:
        """The fields of each line."""
        return [[self[name] for name in self.fields if name.endswith(f"_{line.pk}")] for line, _period in self.lines]

    def closing(self) -> Closing:
        """What a valid form says. Raises :class:`BadRenewal`."""
        values = self.cleaned_data
        changes: dict[int, dict[str, Any] | None] = {}
        for line, period in self.lines:
            if values[f"drop_{line.pk}"]:
                changes[line.pk] = None
            else:
                quantity = values.get(f"quantity_{line.pk}")
                changes[line.pk] = priced(period, quantity, values[f"price_{line.pk}"], field=f"price_{line.pk}")
        found = super().closing()
        if any(one is None for one in changes.values()) and not values["reason"]:
            raise BadRenewal("reason", _("Say why it is not renewed."))
        return Closing(
            stage=found.stage,
            lines=found.lines,
            new_end=found.new_end,
            changes=changes,
            reason=values["reason"],
            note="\n".join(one for one in (values["note"], goal_words(values["goal"])) if one),
        )


class LostForm(CloseForm):
    """It is not renewed, and why."""

    stage = RenewalStage.LOST

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["reason"] = reasons_field(required=True)
        self.order_fields(("reason", "note"))

    def closing(self) -> Closing:
        """What a valid form says."""
        found = super().closing()
        return Closing(stage=found.stage, lines=found.lines, note=found.note, reason=self.cleaned_data["reason"])


CLOSE_FORMS: Final[dict[str, type[CloseForm]]] = {
    "renewed": RenewedForm,
    "changed": ChangedForm,
    "lost": LostForm,
}


def _number(label: str, initial: Decimal) -> forms.DecimalField:
    return forms.DecimalField(label=label, min_value=0, max_value=_MOST, decimal_places=6, initial=initial)
