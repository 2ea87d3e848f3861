"""The rules with how they have done, for the page of signals; and what is muted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banso.judgement.signals.models import Signal, SignalState
from banso.judgement.signals.queries.definitions import signal_rules
from banso.judgement.signals.queries.records import RuleRecord, rule_records
from banso.judgement.signals.rules import SignalRule, precision
from banso.platform.definitions.api import active, in_language
from banso.platform.ui import formats


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule: its name, its signals, what people said, the play that is proposed (empty: none)."""

    rule: SignalRule
    name: str
    description: str
    record: RuleRecord
    muted: int
    play: str
    play_name: str

    @property
    def answers(self) -> str:
        """Right of all answers, in words, with what may be concluded."""
        found, language = self.record.precision, get_language() or "en"
        if not found.answers:
            return _("nobody has answered yet")
        words = {"right": formats.number(found.right, language), "all": formats.number(found.answers, language)}
        if found.share is None or found.low is None or found.high is None:
            return _("%(right)s of %(all)s right; too few to judge") % words
        span = {"low": formats.percent(found.low, language), "high": formats.percent(found.high, language)}
        return _("%(right)s of %(all)s right (%(low)s–%(high)s)") % {**words, **span}


def rule_lines() -> list[RuleLine]:
    """Every rule in force, those with open signals first; a fixed number of queries."""
    records, plays = rule_records(), active("play")
    muted: dict[str, int] = {}
    for slug in Signal.objects.filter(state=SignalState.MUTED).values_list("rule", flat=True):
        muted[slug] = muted.get(slug, 0) + 1
    lines = [
        RuleLine(
            rule=rule,
            name=in_language(rule.name),
            description=in_language(rule.description),
            record=records[slug],
            muted=muted.get(slug, 0),
            play=rule.play if rule.play in plays else "",
            play_name=str(plays[rule.play].name) if rule.play in plays else "",
        )
        for slug, rule in signal_rules().items()
    ]
    return sorted(lines, key=lambda line: (-line.record.open, line.name))


def signals_sentence(lines: Sequence[RuleLine], told: date | None) -> str:
    """The page in one sentence: what is open, and how often people found the rules right, with the interval."""
    if told is None:
        return ""
    language = get_language() or "en"
    found = precision(
        sum(line.record.precision.right for line in lines), sum(line.record.precision.wrong for line in lines)
    )
    words = {
        "open": formats.number(sum(line.record.open for line in lines), language),
        "rules": formats.number(sum(1 for line in lines if line.record.open), language),
        "day": formats.day(told, language),
        "right": formats.number(found.right, language),
        "answers": formats.number(found.answers, language),
    }
    if found.share is None or found.low is None or found.high is None:
        text = _(
            "%(open)s signals of %(rules)s rules are open as of %(day)s; people found %(right)s of "
            "%(answers)s right, too few to judge."
        )
        return text % words
    span = {name: formats.percent(getattr(found, name), language) for name in ("share", "low", "high")}
    return _(
        "%(open)s signals of %(rules)s rules are open as of %(day)s; people found %(right)s of %(answers)s right: "
        "%(share)s (95%% interval %(low)s to %(high)s)."
    ) % {**words, **span}


def muted_signals(limit: int = 100) -> list[Signal]:
    """What somebody wanted to hear nothing of, the one that comes back first on top."""
    rows = Signal.objects.filter(state=SignalState.MUTED).select_related("account")
    return list(rows.order_by("muted_until", "pk")[:limit])


def signal_day(signal: Signal, told: date | None) -> date:
    """The day as of which a signal is told: its last while it held, else the newest told."""
    return signal.ended or told or signal.began
