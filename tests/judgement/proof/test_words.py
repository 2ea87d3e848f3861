"""A verdict in words: no figure without interval and counts, none at all where the data is too thin."""

import re

import pytest
from django.utils.translation import override

from banso.judgement.proof.queries.words import verdict_text
from banso.judgement.proof.rules import Figures, Verdict


def figures_of(verdict: Verdict, interval: tuple[float, float] | None = (0.86, 0.91)) -> Figures:
    return Figures(911, 235, verdict, auc=0.8893 if interval else None, auc_interval=interval)


@pytest.mark.requirement("B2")
@pytest.mark.parametrize(
    ("found", "english"),
    [
        (
            figures_of(Verdict("works", (), 0.002, (-0.012, 0.015))),
            (
                "It ranks later silence: AUC 0.889 (95% interval 0.860 to 0.910; 235 losses in 911 rows). "
                "Not shown to be better than the line (0.887): +0.002 (95% interval −0.012 to +0.015)."
            ),
        ),
        (
            figures_of(Verdict("works", (), 0.02, (0.001, 0.03))),
            (
                "It ranks later silence: AUC 0.889 (95% interval 0.860 to 0.910; 235 losses in 911 rows). "
                "Better than the line (0.887): +0.020 (95% interval +0.001 to +0.030)."
            ),
        ),
        (
            figures_of(Verdict("works")),
            (
                "It ranks later silence: AUC 0.889 (95% interval 0.860 to 0.910; 235 losses in 911 rows). "
                "This is the line itself."
            ),
        ),
        (
            figures_of(Verdict("not_shown", ("wide", "line"), -0.1, (-0.2, 0.0))),
            (
                "Not shown to work yet: the interval is too wide; it does not rank better than the line. "
                "AUC 0.889 (95% interval 0.860 to 0.910; 235 losses in 911 rows). The line: 0.887."
            ),
        ),
    ],
)
def test_verdicts(found: Figures, english: str) -> None:
    with override("en"):
        assert verdict_text(found, line_auc=0.8873) == english
    with override("ja"):
        assert verdict_text(found, line_auc=0.8873) != english


@pytest.mark.parametrize("language", ["en", "ja"])
def test_too_few_losses_show_no_figure(language: str) -> None:
    with override(language):
        text = verdict_text(Figures(40, 9, Verdict("too_few")), line_auc=0.887)
    assert sorted(re.findall(r"\d+", text)) == ["10", "40", "9"]
