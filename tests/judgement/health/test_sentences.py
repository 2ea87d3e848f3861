"""Each reason has a sentence in both languages."""

import pytest
from django.utils.translation import override
from hypothesis import given

from banso.judgement.health.queries.faults import BadScorecard, validate
from banso.judgement.health.queries.sentences import sentence
from banso.judgement.health.rules import Card, Row, explain
from tests.judgement.health.cards import any_card, any_values

pytestmark = pytest.mark.requirement("B6")

NAMES = {"a": {"en": "Active weeks", "ja": "稼働週"}}


@pytest.mark.parametrize(
    ("row", "english", "japanese"),
    [
        (
            Row("a", "level", value=12, points=60, weight=0.5, contribution=30, change=0.0),
            "Active weeks is 12: 60.0 of 100 points, 30.0 at a weight of 50.0%.",
            "稼働週は 12：100 点中 60.0 点で、重み 50.0% では 30.0 点になります。",
        ),
        (
            Row("a", "level", points=50, weight=0.5, contribution=25),
            "Active weeks has no value and counts with 50.0 neutral points: 25.0 at a weight of 50.0%.",
            "稼働週は値がないため中立の 50.0 点として数え、重み 50.0% で 25.0 点になります。",
        ),
        (
            Row("a", "data", value=12.25, value_since=30, contribution=0.0, change=-16.875),
            "Active weeks went from 30 to 12.2: −16.9 points.",
            "稼働週が 30 から 12.2 に変わりました：−16.9 点。",
        ),
        (
            Row("a", "arrived", value=0.125, change=4.0),
            "Active weeks has a value now, 0.12: +4.0 points.",
            "稼働週の値が入りました（0.12）：+4.0 点。",
        ),
        (
            Row("a", "cap", contribution=-60.0, change=-60.0),
            "Active weeks is so low that it caps the score: −60.0 points, a change of −60.0.",
            "稼働週が低いため、スコアに上限がかかっています：−60.0 点（変化 −60.0 点）。",
        ),
        (
            Row(None, "cap", contribution=0.0, change=0.0),
            "No cap holds the score down.",
            "スコアを抑える上限は働いていません。",
        ),
    ],
)
def test_sentences(row: Row, english: str, japanese: str) -> None:
    with override("en"):
        assert sentence(row, NAMES) == english
    with override("ja"):
        assert sentence(row, NAMES) == japanese


@given(any_card(), any_card(), any_values(), any_values())
def test_every_row_of_any_explanation_can_be_said(
    card0: Card, card1: Card, values0: dict[str, float | None], values1: dict[str, float | None]
) -> None:
    for language in ("en", "ja"):
        with override(language):
            for row in explain(card1, values1, card0, values0).rows:
                text = sentence(row, {})
                assert text
                assert "%(" not in text


def test_all_faults_stand_in_one_message_with_their_place() -> None:
    body = {"slug": "mine", "bands": [1], "metrics": [{"metric": "zz", "weight": -1, "neutral": 50}]}
    with override("en"), pytest.raises(BadScorecard) as caught:
        validate(body)
    for part in ("mine", "bands: give", "metrics[0].weight: write", "metrics[0].curve: give"):
        assert part in caught.value.message
    with override("ja"), pytest.raises(BadScorecard) as caught:
        validate(body)
    assert "metrics[0].weight: 0 以上の数を書いてください" in caught.value.message


def test_what_is_no_mapping_is_refused_in_words() -> None:
    with override("en"), pytest.raises(BadScorecard, match="mapping"):
        validate(["a"])
