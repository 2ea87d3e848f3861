"""What a day's probabilities rest on, and what may be said of them."""

from dataclasses import dataclass
from datetime import date

from banso.judgement.forecasts.queries.fitted import stored_model
from banso.judgement.forecasts.queries.words import caution, state_text
from banso.judgement.forecasts.rules import State, quarter_of, state_of

ENGAGED_SLUG = "active_weeks_52"
ENGAGED_WEEKS = 8
"""An account is engaged from so many active weeks of 52 on."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The state of a day's probabilities; `quarter` is the quarter end whose model judges the day."""

    quarter: date
    state: State

    def text(self, *, engaged: bool = False) -> str:
        """The state in words, in the active language; `engaged` for an engaged account."""
        return state_text(self.state, engaged=engaged)

    @property
    def caution(self) -> str:
        """What silence does not mean."""
        return caution()


def standing(day: date) -> Standing:
    """What the stored probabilities of a day rest on."""
    return Standing(quarter_of(day), state_of(stored_model(day)))
