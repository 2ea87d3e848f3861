"""How each rule has done so far: what people answered, and how its signals ended."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banso.judgement.signals.models import AnswerKind, EndReason, RuleRecall, Signal, SignalAnswer
from banso.judgement.signals.queries.definitions import signal_rules
from banso.judgement.signals.rules import MINIMUM_ANSWERS, Precision, precision
from banso.judgement.signals.rules.recall import Recall, recall
from banso.platform.ui import formats


@dataclass(frozen=True, slots=True)
class RuleRecord:
    """The record of one rule: its precision by answers, and counts of its signals."""

    rule: str
    precision: Precision
    told: int
    open: int
    gone: int
    """How many ended with no use for half a year: what the alarm was about."""
    ended_otherwise: int
    recall: Recall | None = None
    """Of losses of use; None where it was not measured yet, or is nothing that the rule could see."""

    @property
    def recall_text(self) -> str:
        """How many losses of use it had spoken of, in words; empty where that was not measured."""
        found, language = self.recall, get_language() or "en"
        if found is None:
            return ""
        words = {"seen": formats.number(found.seen, language), "losses": formats.number(found.losses, language)}
        if found.share is None or found.low is None or found.high is None:
            return _("%(seen)s of %(losses)s losses of use seen; too few to judge") % words
        span = {"low": formats.percent(found.low, language), "high": formats.percent(found.high, language)}
        return _("%(seen)s of %(losses)s losses of use seen (%(low)s–%(high)s)") % {**words, **span}

    @property
    def text(self) -> str:
        """The precision in words, in the reader's language; "not yet" while too few have answered."""
        found, language = self.precision, get_language() or "en"
        if found.share is None or found.low is None or found.high is None:
            return _("This rule is not judged yet (%(n)s of %(least)s answers).") % {
                "n": found.answers,
                "least": MINIMUM_ANSWERS,
            }
        return _("This rule was right in %(share)s (%(low)s–%(high)s, %(n)s answers).") % {
            "share": formats.percent(found.share, language),
            "low": formats.percent(found.low, language),
            "high": formats.percent(found.high, language),
            "n": formats.number(found.answers, language),
        }


def rule_records() -> dict[str, RuleRecord]:
    """The record of every rule in force; three queries."""
    answers = _answers()
    measured = {(one.rule, one.version): recall(one.seen, one.losses) for one in RuleRecall.objects.all()}
    ends: dict[str, Counter[str]] = {}
    for row in Signal.objects.order_by().values("rule", "end_reason").annotate(n=Count("pk")):
        ends.setdefault(row["rule"], Counter())[row["end_reason"]] += row["n"]
    found = {}
    for slug, rule in signal_rules().items():
        end = ends.get(slug, Counter())
        said = answers.get(slug, Counter())
        found[slug] = RuleRecord(
            rule=slug,
            precision=precision(said[AnswerKind.RIGHT], said[AnswerKind.WRONG]),
            told=end.total(),
            open=end[""],
            gone=end[EndReason.GONE],
            ended_otherwise=end.total() - end[""] - end[EndReason.GONE],
            recall=measured.get((slug, rule.version)),
        )
    return found


def _answers() -> dict[str, Counter[str]]:
    """Right and wrong by rule; of several answers to one signal the last one counts."""
    rows = SignalAnswer.objects.filter(
        signal__isnull=False, kind__in=[AnswerKind.RIGHT, AnswerKind.WRONG], undone_at__isnull=True
    )
    last = {
        signal: (rule, kind)
        for signal, rule, kind in rows.order_by("at", "pk").values_list("signal_id", "signal__rule", "kind")
    }
    found: dict[str, Counter[str]] = {}
    for rule, kind in last.values():
        found.setdefault(rule, Counter())[kind] += 1
    return found
