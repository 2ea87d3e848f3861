"""What a signal says, in the reader's language, from its evidence."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banso.judgement.signals.queries import why_people
from banso.judgement.signals.rules import SignalRule
from banso.platform.definitions.api import in_language
from banso.platform.ui import formats

Evidence = Mapping[str, Any]


def why(rule: SignalRule, evidence: Evidence, day: date) -> str:
    """One sentence about the account as of ``day``, true of the evidence."""
    language = get_language() or "en"
    sentence, words = _WRITERS[rule.rule](rule, evidence, day, language)
    return in_language(rule.sentences[sentence], language).format(**words)


def _silence(rule: SignalRule, evidence: Evidence, day: date, language: str) -> tuple[str, dict[str, str]]:
    gap = (day - date.fromisoformat(evidence["last_active"])).days
    sentence = "longest" if evidence["longest_days"] < gap else "usual"
    return sentence, {
        "gap": formats.number(gap, language),
        "gaps": formats.number(evidence["gaps"], language),
        "longest": formats.number(evidence["longest_days"], language),
        "usual": _plain(evidence["usual_days"], language),
        "share": formats.percent(rule.parameters["quantile"], language),
    }


def _usage_fell(_rule: SignalRule, evidence: Evidence, day: date, language: str) -> tuple[str, dict[str, str]]:
    sentence = "fell" if evidence["latest_now_per_week"] else "none"
    return sentence, {
        "now": _plain(evidence["latest_now_per_week"], language),
        "before": _plain(evidence["latest_before_per_week"], language),
        "week": formats.day(date.fromisoformat(evidence["latest_week"]), language, "short"),
    }


def _never_started(_rule: SignalRule, evidence: Evidence, day: date, language: str) -> tuple[str, dict[str, str]]:
    known = (day - date.fromisoformat(evidence["known"])).days
    return "waiting", {"days": formats.number(known, language)}


_Writer = Callable[[SignalRule, Evidence, date, str], tuple[str, dict[str, str]]]
_WRITERS: dict[str, _Writer] = {
    "silence": _silence,
    "usage_fell": _usage_fell,
    "never_started": _never_started,
    **why_people.WRITERS,
}


def evidence_lines(rule: SignalRule, evidence: Evidence, day: date) -> list[tuple[str, str]]:
    """What a signal rests on as of ``day``: label and value, in the reader's language."""
    language = get_language() or "en"
    return list(_LINES[rule.rule](evidence, day, language))


_Lines = Iterator[tuple[str, str]]


def _silence_lines(evidence: Evidence, day: date, language: str) -> _Lines:
    last = date.fromisoformat(evidence["last_active"])
    yield _("Last active day"), formats.day(last, language)
    yield _("Days without use"), formats.number((day - last).days, language)
    yield _("Usual gap at most, days"), _plain(evidence["usual_days"], language)
    yield _("Longest gap before, days"), formats.number(evidence["longest_days"], language)
    yield _("Gaps before"), formats.number(evidence["gaps"], language)
    yield _("Active weeks in the year before"), formats.number(evidence["active_weeks"], language)


def _usage_fell_lines(evidence: Evidence, day: date, language: str) -> _Lines:
    week = date.fromisoformat(evidence["latest_week"])
    yield _("Four weeks up to"), formats.day(week, language)
    yield _("Events a week in these four weeks"), _plain(evidence["latest_now_per_week"], language)
    yield _("Events a week in the 26 weeks before"), _plain(evidence["latest_before_per_week"], language)
    yield _("Fall, less that of all (natural log)"), formats.number(evidence["latest_fall"], language, digits=2)
    yield _("Fall of the middle account"), formats.number(evidence["latest_peer_median"], language, digits=2)


def _never_started_lines(evidence: Evidence, day: date, language: str) -> _Lines:
    known = date.fromisoformat(evidence["known"])
    yield _("Known since"), formats.day(known, language)
    yield _("Days without a first use"), formats.number((day - known).days, language)


_LINES: dict[str, Callable[[Evidence, date, str], _Lines]] = {
    "silence": _silence_lines,
    "usage_fell": _usage_fell_lines,
    "never_started": _never_started_lines,
    **why_people.LINES,
}


def _plain(value: float, language: str) -> str:
    """One decimal where it says something."""
    return formats.number(value, language, digits=0 if round(value, 1) == round(value) else 1)
