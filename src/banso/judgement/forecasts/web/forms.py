"""The scenario that somebody asks for."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from banso.judgement.forecasts.queries.asked import LIMITS
from banso.judgement.forecasts.rules.committed import Scenario


def _typed() -> forms.TextInput:
    # A number's own input throws away what is no number: what was typed is to stay, with the message at it.
    return forms.TextInput(attrs={"inputmode": "decimal"})


class ScenarioForm(forms.Form):
    """What if: percent of churn more or less, growth, prices, people."""

    churn = forms.FloatField(
        label=_("Losses, %"),
        min_value=LIMITS["churn"][0],
        max_value=LIMITS["churn"][1],
        required=False,
        widget=_typed(),
        help_text=_("-20: a fifth fewer."),
    )
    expansion = forms.FloatField(
        label=_("Growth, points a month"),
        min_value=LIMITS["expansion"][0],
        max_value=LIMITS["expansion"][1],
        required=False,
        widget=_typed(),
        help_text=_("Of what stays."),
    )
    price = forms.FloatField(
        label=_("Prices, %"),
        min_value=LIMITS["price"][0],
        max_value=LIMITS["price"][1],
        required=False,
        widget=_typed(),
        help_text=_("At each next renewal."),
    )
    hires = forms.IntegerField(
        label=_("More CSMs"),
        min_value=LIMITS["hires"][0],
        max_value=LIMITS["hires"][1],
        required=False,
        widget=_typed(),
        help_text=_("From now on."),
    )

    def scenario(self) -> Scenario:
        """The scenario of a form without faults."""
        given = {name: value for name, value in self.cleaned_data.items() if value is not None}
        return Scenario(**given)
