"""The scenario that somebody asks for."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from banso.judgement.forecasts.rules.committed import Scenario


class ScenarioForm(forms.Form):
    """What if: percent of churn more or less, growth, prices, people."""

    churn = forms.FloatField(
        label=_("Losses, %"), min_value=-100, max_value=500, required=False, help_text=_("-20: a fifth fewer.")
    )
    expansion = forms.FloatField(
        label=_("Growth, points a month"), min_value=-20, max_value=20, required=False, help_text=_("Of what stays.")
    )
    price = forms.FloatField(
        label=_("Prices, %"), min_value=-90, max_value=200, required=False, help_text=_("At each next renewal.")
    )
    hires = forms.IntegerField(
        label=_("More CSMs"), min_value=-50, max_value=200, required=False, help_text=_("From now on.")
    )

    def scenario(self) -> Scenario:
        """The scenario of a form without faults."""
        given = {name: value for name, value in self.cleaned_data.items() if value is not None}
        return Scenario(**given)
