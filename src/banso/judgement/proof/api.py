"""The front door of proof: back-tests with their error and verdict."""

from banso.judgement.proof.actions.back_test import back_test as backtest
from banso.judgement.proof.queries.backtests import RHYTHMS, Backtest, BadRhythm, BadTarget, Case, NothingClosed
from banso.judgement.proof.queries.losses import CHURNED, SILENT, TARGETS
from banso.judgement.proof.queries.panel import SilentSeen, silent_seen
from banso.judgement.proof.queries.subjects import EVENTS, LINE
from banso.judgement.proof.rules import Baseline, Bin, Calibration, Figures, Verdict

__all__ = [
    "CHURNED",
    "EVENTS",
    "LINE",
    "RHYTHMS",
    "SILENT",
    "TARGETS",
    "Backtest",
    "BadRhythm",
    "BadTarget",
    "Baseline",
    "Bin",
    "Calibration",
    "Case",
    "Figures",
    "NothingClosed",
    "SilentSeen",
    "Verdict",
    "backtest",
    "silent_seen",
]
