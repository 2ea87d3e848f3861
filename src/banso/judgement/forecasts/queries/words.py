"""What a probability of silence may be called, in the reader's language.

A probability never stands without its interval, its state and the counts the state rests on.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banso.judgement.forecasts.rules import State
from banso.judgement.forecasts.rules.renewing import MINIMUM_ACCOUNTS, MINIMUM_LOSSES
from banso.platform.ui import formats


def state_text(state: State, *, engaged: bool = False) -> str:
    """The state in words; `engaged` adds what holds among engaged accounts."""
    language = get_language() or "en"
    words = {
        "rows": formats.number(state.rows, language),
        "losses": formats.number(state.losses, language),
        "needed": formats.number(state.needed, language),
    }
    text = {
        "unchecked": _("Ranks well; its level is not yet checked on your data."),
        "provisional": _(
            "Provisional: checked on %(rows)s closed account-quarters with %(losses)s losses; "
            "from %(needed)s losses on its level counts as checked."
        ),
        "updated": _("Checked on %(rows)s closed account-quarters of yours with %(losses)s losses."),
    }[state.code] % words
    if not engaged:
        return text
    caution = _("Among engaged accounts it is an order, not a rate.")
    return f"{text} {caution}"


def probability_text(probability: float | None, low: float | None, high: float | None) -> str:
    """The probability with its interval, or why there is none."""
    if probability is None or low is None or high is None:
        return _("No probability: no use in the last 90 days.")
    language = get_language() or "en"
    return _("%(probability)s chance of no use in the next 180 days (95%% interval %(low)s to %(high)s)") % {
        "probability": formats.percent(probability, language),
        "low": formats.percent(low, language),
        "high": formats.percent(high, language),
    }


def caution() -> str:
    """What silence does not mean."""
    return _("Silence is not cancellation: that needs a contract.")


def refusal(standing: Mapping[str, Any]) -> str:
    """Why no probability is said of renewals, and what it takes; empty where one is."""
    language = get_language() or "en"
    words = {
        "losses": formats.number(standing["losses"], language),
        "months": formats.number(standing["months"], language),
        "accounts": formats.number(standing["accounts"], language),
        "needed": formats.number(MINIMUM_LOSSES, language),
        "accounts_needed": formats.number(MINIMUM_ACCOUNTS, language),
    }
    if standing["code"] == "thin":
        return (
            _(
                "No probability yet: %(losses)s losses in %(months)s account-months are known, and %(needed)s are "
                "needed. Import older contracts with --history, or wait; until then the naive forecast stands alone."
            )
            % words
        )
    if standing["code"] == "range":
        return (
            _(
                "A range only: %(accounts)s accounts have something to lose, and a figure needs "
                "%(accounts_needed)s. One account more or less moves it all."
            )
            % words
        )
    return ""


def naive_words(rate: str) -> str:
    """What the naive forecast is."""
    return _("The naive forecast goes on with the last closed rate: %(rate)s of the value was lost in six months.") % {
        "rate": rate
    }
