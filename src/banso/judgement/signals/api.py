"""The front door of signals and of Today."""

from banso.judgement.signals.actions.answer import (
    BadAnswer,
    answer_account,
    answer_signal,
    undo_answer,
)
from banso.judgement.signals.actions.refresh import Refreshed, refresh
from banso.judgement.signals.models import AnswerKind, EndReason, Signal, SignalAnswer, SignalState
from banso.judgement.signals.queries.answers import standing_then
from banso.judgement.signals.queries.before import SeenHealth, health_before
from banso.judgement.signals.queries.definitions import signal_rules, today_definition
from banso.judgement.signals.queries.overview import RuleLine, muted_signals, rule_lines, signal_day, signals_sentence
from banso.judgement.signals.queries.records import RuleRecord, rule_records
from banso.judgement.signals.queries.signals import (
    OpenSignal,
    find_answer,
    find_signal,
    open_signals,
    recent_signals,
    signals_of_account,
    stored_signals,
    told_until,
)
from banso.judgement.signals.queries.timeline import timeline
from banso.judgement.signals.queries.today import Today, TodayItem, today

__all__ = [
    "AnswerKind",
    "BadAnswer",
    "EndReason",
    "OpenSignal",
    "Refreshed",
    "RuleLine",
    "RuleRecord",
    "SeenHealth",
    "Signal",
    "SignalAnswer",
    "SignalState",
    "Today",
    "TodayItem",
    "answer_account",
    "answer_signal",
    "find_answer",
    "find_signal",
    "health_before",
    "muted_signals",
    "open_signals",
    "recent_signals",
    "refresh",
    "rule_lines",
    "rule_records",
    "signal_day",
    "signal_rules",
    "signals_of_account",
    "signals_sentence",
    "standing_then",
    "stored_signals",
    "timeline",
    "today",
    "today_definition",
    "told_until",
    "undo_answer",
]
