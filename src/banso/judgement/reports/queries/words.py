"""The words of movements, rates and units, and what each figure is divided from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

KIND_WORDS: Final[dict[str, str | Promise]] = {
    "new": pgettext_lazy("movement", "New"),
    "upsell": pgettext_lazy("movement", "Upsell"),
    "cross_sell": pgettext_lazy("movement", "Cross-sell"),
    "price_up": pgettext_lazy("movement", "Price up"),
    "reactivation": pgettext_lazy("movement", "Reactivation"),
    "downsell": pgettext_lazy("movement", "Downsell"),
    "product_drop": pgettext_lazy("movement", "Product drop"),
    "price_down": pgettext_lazy("movement", "Price down"),
    "churn": pgettext_lazy("movement", "Churn"),
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
REASON_WORDS: Final[dict[str, str | Promise]] = {
    "": "",
    "pause": pgettext_lazy("reason of a movement", "pause"),
    "correction": pgettext_lazy("reason of a movement", "correction"),
    "swap": pgettext_lazy("reason of a movement", "swapped"),
    "merge": pgettext_lazy("reason of a movement", "merged"),
    "past_due": pgettext_lazy("reason of a movement", "not paid"),
}
UNIT_WORDS: Final[dict[str, str | Promise]] = {
    "account": pgettext_lazy("unit of revenue", "Account"),
    "contract": pgettext_lazy("unit of revenue", "Contract"),
    "product": pgettext_lazy("unit of revenue", "Product"),
    "parent": pgettext_lazy("unit of revenue", "Parent"),
}
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


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a figure says, and the words of its numerator and its denominator."""

    name: str | Promise
    says: str | Promise
    above: str | Promise = ""
    below: str | Promise = ""


_OPENING: Final = _("MRR at the opening of those who had any then")
_OPENING_COUNT: Final = _("accounts with MRR at the opening")
_DUE: Final = _("MRR whose term ended in the window")

MEANINGS: Final[dict[str, Meaning]] = {
    "grr_cohort_point_to_point": Meaning(
        _("Gross retention (GRR)"),
        _("Who was here at the opening, seen again at the closing; what each grew beyond its opening does not count."),
        _("smaller of opening and closing MRR, summed over them"),
        _OPENING,
    ),
    "grr_by_movements": Meaning(
        _("GRR by movements"),
        _("The same by movements: what shrank and grew again within the window counts as lost."),
        _("opening MRR less churn, downsell, product drop and price down of theirs"),
        _OPENING,
    ),
    "nrr_cohort": Meaning(
        _("Net retention (NRR)"),
        _("Who was here at the opening, seen again at the closing, growth included. New accounts do not count."),
        _("closing MRR of those who had any at the opening"),
        _OPENING,
    ),
    "nrr_by_movements_without_new_and_reactivation": Meaning(
        _("NRR by movements"),
        _("The same by movements, without new ones and without returns."),
        _("opening MRR, plus expansion, less contraction and churn of theirs"),
        _OPENING,
    ),
    "logo_retention": Meaning(
        _("Logo retention"),
        _("How many of those who were here at the opening are here at the closing."),
        _("accounts with MRR at both ends"),
        _OPENING_COUNT,
    ),
    "logo_churn_opening_cohort": Meaning(
        _("Logo churn"),
        _("How many of those who were here at the opening have no MRR at the closing."),
        _("accounts with MRR at the opening and none at the closing"),
        _OPENING_COUNT,
    ),
    "churn_count": Meaning(_("Lost accounts"), _("Accounts with MRR at the opening and none at the closing.")),
    "churn_rate": Meaning(
        _("Churn rate by count"), _("Lost accounts of those at the opening."), _("lost accounts"), _OPENING_COUNT
    ),
    "mrr_churn_rate": Meaning(
        _("Churn rate by amount"),
        _("Opening MRR of lost accounts, of all opening MRR."),
        _("opening MRR of lost accounts"),
        _OPENING,
    ),
    "annual_churn_rate": Meaning(
        _("As a yearly rate"), _("What this churn by count comes to in 365 days: 1 − (1 − c) to the power 365 ÷ days.")
    ),
    "monthly_churn_rate": Meaning(
        _("As a monthly rate"), _("What it comes to in a twelfth of a year: 1 − (1 − c) to the power 365 ÷ 12 ÷ days.")
    ),
    "quick_ratio_classic_new_plus_expansion": Meaning(
        _("Quick ratio"),
        _("How much is won for each unit that is lost."),
        _("new and expansion"),
        _("all that was lost"),
    ),
    "quick_ratio_with_reactivation": Meaning(
        _("Quick ratio with returns"),
        _("The same, with those who came back."),
        _("new, expansion and reactivation"),
        _("all that was lost"),
    ),
    "logo_renewal_rate": Meaning(
        _("Renewal rate by count"),
        _("Accounts whose term ended in the window and that had MRR of the same product after it."),
        _("accounts that renewed"),
        _("accounts whose term ended in the window"),
    ),
    "gross_dollar_renewal_rate": Meaning(
        _("Gross renewal rate"),
        _("What was renewed of what was due; more than was due does not count."),
        _("smaller of due and renewed MRR"),
        _DUE,
    ),
    "net_dollar_renewal_rate": Meaning(
        _("Net renewal rate"), _("What was renewed of what was due, growth included."), _("renewed MRR"), _DUE
    ),
    "arpa": Meaning(
        _("Average per account (ARPA)"),
        _("Average monthly revenue of an account at the closing."),
        _("closing MRR"),
        _("accounts with MRR at the closing"),
    ),
}
CLASS_WORDS: Final[dict[str, str | Promise]] = {
    "avoidable": pgettext_lazy("class of a loss", "Avoidable"),
    "unknown": pgettext_lazy("class of a loss", "No reason given (counts as avoidable)"),
    "unavoidable": pgettext_lazy("class of a loss", "Unavoidable"),
    "involuntary": pgettext_lazy("class of a loss", "Involuntary (payment)"),
}
