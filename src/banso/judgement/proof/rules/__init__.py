"""How good a score was: values and outcomes in, figures with their error out."""

from banso.judgement.proof.rules.calibration import Bin, Calibration, brier, calibration, log_loss, wilson
from banso.judgement.proof.rules.figures import (
    LIFT_SHARES,
    Baseline,
    Figures,
    Sample,
    figures,
)
from banso.judgement.proof.rules.lead import LeadTime, lead_time
from banso.judgement.proof.rules.ranking import (
    auc,
    average_precision,
    bootstrap_auc,
    lift_by_day,
    lift_of_share,
)
from banso.judgement.proof.rules.seen import BEFORE_SILENCE, SILENCE_DAYS, seen_before
from banso.judgement.proof.rules.verdict import MINIMUM_LOSSES, Verdict, verdict_of

__all__ = [
    "BEFORE_SILENCE",
    "LIFT_SHARES",
    "MINIMUM_LOSSES",
    "SILENCE_DAYS",
    "Baseline",
    "Bin",
    "Calibration",
    "Figures",
    "LeadTime",
    "Sample",
    "Verdict",
    "auc",
    "average_precision",
    "bootstrap_auc",
    "brier",
    "calibration",
    "figures",
    "lead_time",
    "lift_by_day",
    "lift_of_share",
    "log_loss",
    "seen_before",
    "verdict_of",
    "wilson",
]
