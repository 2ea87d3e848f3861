"""The words of movements and their reasons, for every page that shows one."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

KIND_NAMES: Final[dict[str, Promise]] = {
    "new": pgettext_lazy("movement", "New"),
    "upsell": pgettext_lazy("movement", "Upsell"),
    "cross_sell": pgettext_lazy("movement", "Cross-sell"),
    "price_up": pgettext_lazy("movement", "Price up"),
    "reactivation": pgettext_lazy("movement", "Reactivation"),
    "downsell": pgettext_lazy("movement", "Downsell"),
    "product_drop": pgettext_lazy("movement", "Product drop"),
    "price_down": pgettext_lazy("movement", "Price down"),
    "churn": pgettext_lazy("movement", "Churn"),
}
REASON_NAMES: Final[dict[str, Promise]] = {
    "pause": pgettext_lazy("reason of a movement", "pause"),
    "correction": pgettext_lazy("reason of a movement", "correction"),
    "swap": pgettext_lazy("reason of a movement", "swap"),
    "merge": pgettext_lazy("reason of a movement", "merge"),
    "past_due": pgettext_lazy("reason of a movement", "past due"),
}
