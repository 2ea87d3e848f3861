"""Scoring and its explanation: values in, values out."""

from banso.judgement.health.rules.card import Card, CardMetric, Critical, Curve, read_card
from banso.judgement.health.rules.explanation import Explanation, Row, explain
from banso.judgement.health.rules.problems import Problem, problems_of
from banso.judgement.health.rules.scoring import (
    MINIMUM_COVERAGE,
    Score,
    ScoreColumns,
    points,
    score,
    score_columns,
)

__all__ = [
    "MINIMUM_COVERAGE",
    "Card",
    "CardMetric",
    "Critical",
    "Curve",
    "Explanation",
    "Problem",
    "Row",
    "Score",
    "ScoreColumns",
    "explain",
    "points",
    "problems_of",
    "read_card",
    "score",
    "score_columns",
]
