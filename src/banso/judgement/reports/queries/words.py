"""The words of movements, rates and units, and what each figure is divided from."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from banso.record.revenue.api import KIND_NAMES, REASON_NAMES, TargetUnit

KIND_WORDS: Final[dict[str, str | Promise]] = {
    **KIND_NAMES,
    "transfer": pgettext_lazy("movement", "Transfer"),
    "correction": pgettext_lazy("movement", "Correction"),
    "fx": pgettext_lazy("movement", "Exchange"),
}
KIND_HELP: Final[dict[str, str | Promise]] = {
    "new": _("First MRR ever of this unit."),
    "upsell": _("More quantity of what it already has, at the old price."),
    "cross_sell": _("A product it did not have."),
    "price_up": _("A higher price, at the new quantity."),
    "reactivation": _("MRR again after none."),
    "downsell": _("Less quantity, at the old price; a pause as well, with its reason."),
    "product_drop": _("A product given up while others stay."),
    "price_down": _("A lower price, at the new quantity."),
    "churn": _("All MRR gone."),
    "transfer": _("Came from, or went to, another group. No money moves."),
    "correction": _("What changed in months that were closed."),
    "fx": _("Exchange rates alone; nothing was sold or lost."),
}
REASON_WORDS: Final[dict[str, str | Promise]] = {"": "", **REASON_NAMES}
UNIT_WORDS: Final[dict[str, str | Promise]] = dict(TargetUnit.choices)
STEP_WORDS: Final[dict[str, str | Promise]] = {
    "month": pgettext_lazy("step of a report", "Month"),
    "quarter": pgettext_lazy("step of a report", "Quarter"),
    "year": pgettext_lazy("step of a report", "Year"),
}
WINDOW_WORDS: Final[dict[str, str | Promise]] = {
    "last_12": _("Last 12 months"),
    "this_year": _("This fiscal year"),
    "last_year": _("Last fiscal year"),
    "this_quarter": _("This quarter"),
    "last_quarter": _("Last quarter"),
}


FIGURE_WORDS: Final[dict[str, str | Promise]] = {
    "grr_cohort_point_to_point": _("GRR"),
    "grr_by_movements": _("GRR by movements"),
    "nrr_cohort": _("NRR"),
    "nrr_by_movements_without_new_and_reactivation": _("NRR by movements"),
    "logo_retention": _("Logos"),
    "churn_count": _("Lost accounts"),
    "churn_rate": _("By count"),
    "mrr_churn_rate": _("By amount"),
    "annual_churn_rate": _("By count, as a yearly rate"),
    "monthly_churn_rate": _("By count, as a monthly rate"),
    "quick_ratio_classic_new_plus_expansion": _("Quick ratio"),
    "quick_ratio_with_reactivation": _("Quick ratio with returns"),
    "upsell_rate": _("Upsell by amount"),
    "cross_sell_rate": _("Cross-sell by amount"),
    "arpa": _("ARPA"),
    "logo_renewal_rate": _("By count"),
    "gross_dollar_renewal_rate": _("Gross, by amount"),
    "net_dollar_renewal_rate": _("Net, by amount"),
}
"""Short names for a narrow column; the whole name and the definition are those of the record."""
CLASS_WORDS: Final[dict[str, str | Promise]] = {
    "avoidable": pgettext_lazy("class of a loss", "Avoidable"),
    "unknown": pgettext_lazy("class of a loss", "No reason given (counts as avoidable)"),
    "unavoidable": pgettext_lazy("class of a loss", "Unavoidable"),
    "involuntary": pgettext_lazy("class of a loss", "Involuntary (payment)"),
    "pause": pgettext_lazy("class of a loss", "Paused, not lost yet"),
}
