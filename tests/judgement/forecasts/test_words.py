"""What a probability may be called."""

import pytest
from django.utils.translation import override

from banso.judgement.forecasts.queries.words import probability_text, state_text
from banso.judgement.forecasts.rules import State


@pytest.mark.requirement("R35")
@pytest.mark.parametrize(
    ("state", "engaged", "english"),
    [
        (State("unchecked", 0, 0), False, "Ranks well; its level is not yet checked on your data."),
        (
            State("provisional", 1200, 24),
            False,
            (
                "Provisional: checked on 1,200 closed account-quarters with 24 losses; "
                "from 25 losses on its level counts as checked."
            ),
        ),
        (
            State("updated", 1725, 558),
            True,
            (
                "Checked on 1,725 closed account-quarters of yours with 558 losses. "
                "Among engaged accounts it is an order, not a rate."
            ),
        ),
    ],
)
def test_the_state_in_words(state: State, engaged: bool, english: str) -> None:
    with override("en"):
        assert state_text(state, engaged=engaged) == english
    with override("ja"):
        assert state_text(state, engaged=engaged) != english


def test_a_probability_comes_with_its_interval() -> None:
    with override("en"):
        assert probability_text(0.32, 0.21, 0.453) == (
            "32% chance of no use in the next 180 days (95% interval 21% to 45%)"
        )
        assert "no use in the last 90 days" in probability_text(None, None, None)
    with override("ja"):
        assert probability_text(0.32, 0.21, 0.453) == "180 日使われない見込み 32%（95% 区間 21%〜45%）"
