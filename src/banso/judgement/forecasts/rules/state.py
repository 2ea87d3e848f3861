"""What may be said of a probability: as codes; the words are made elsewhere."""

from dataclasses import dataclass
from typing import Literal

from banso.judgement.forecasts.rules.model import Model

PROVISIONAL_LOSSES = 25
MINIMUM_ROWS = 20
"""Closed account-quarters before the first update: fewer say nothing of the level that the shipped
constants would not outweigh, and a state must not call that checked."""

StateCode = Literal["unchecked", "provisional", "updated"]


@dataclass(frozen=True, slots=True)
class State:
    """`unchecked`: no closed quarter of this workspace yet, so the level is not checked;
    `provisional`: fewer than 25 closed losses; `updated`: at least 25.

    `rows` and `losses` are what the update rests on.
    """

    code: StateCode
    rows: int
    losses: int

    @property
    def needed(self) -> int:
        """How many closed losses make the level count as checked."""
        return PROVISIONAL_LOSSES


def state_of(model: Model) -> State:
    """The state of a model's probabilities."""
    code: StateCode = "updated"
    if model.rows == 0:
        code = "unchecked"
    elif model.losses < PROVISIONAL_LOSSES:
        code = "provisional"
    return State(code, model.rows, model.losses)
