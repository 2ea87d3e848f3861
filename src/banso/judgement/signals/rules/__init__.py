"""Rules of signals: facts in, episodes out. No framework, no clock."""

from banso.judgement.signals.rules.against_money import HealthyFalls, ViewAgainstMoney, WeakGrows
from banso.judgement.signals.rules.agreement import Happened, PromiseMissed, ViewDiffers
from banso.judgement.signals.rules.definition import (
    RULES,
    SignalRule,
    TodayDefinition,
    problems_of_signal,
    problems_of_today,
    read_signal,
    read_today,
)
from banso.judgement.signals.rules.episodes import OPEN, Episodes, gather, join
from banso.judgement.signals.rules.evidence import ended_of, evidence_of
from banso.judgement.signals.rules.history import Facts, History, day_number, day_of_number, history_of, known_by
from banso.judgement.signals.rules.key_user import KeyUserGone
from banso.judgement.signals.rules.ledger import Ledger, ledger_by
from banso.judgement.signals.rules.never_started import NeverStarted
from banso.judgement.signals.rules.people import ChampionGone, NoSponsor, SponsorSilent
from banso.judgement.signals.rules.precision import MINIMUM_ANSWERS, Precision, precision, wilson
from banso.judgement.signals.rules.ranking import Ranked, TodayRules, rank
from banso.judgement.signals.rules.replay import Rule, as_of, open_in, replay
from banso.judgement.signals.rules.silence import Silence
from banso.judgement.signals.rules.touches import NoTouch, SingleThreaded
from banso.judgement.signals.rules.usage_fell import UsageFell

__all__ = [
    "MINIMUM_ANSWERS",
    "OPEN",
    "RULES",
    "ChampionGone",
    "Episodes",
    "Facts",
    "Happened",
    "HealthyFalls",
    "History",
    "KeyUserGone",
    "Ledger",
    "NeverStarted",
    "NoSponsor",
    "NoTouch",
    "Precision",
    "PromiseMissed",
    "Ranked",
    "Rule",
    "SignalRule",
    "Silence",
    "SingleThreaded",
    "SponsorSilent",
    "TodayDefinition",
    "TodayRules",
    "UsageFell",
    "ViewAgainstMoney",
    "ViewDiffers",
    "WeakGrows",
    "as_of",
    "day_number",
    "day_of_number",
    "ended_of",
    "evidence_of",
    "gather",
    "history_of",
    "join",
    "known_by",
    "ledger_by",
    "open_in",
    "precision",
    "problems_of_signal",
    "problems_of_today",
    "rank",
    "read_signal",
    "read_today",
    "replay",
    "wilson",
]
