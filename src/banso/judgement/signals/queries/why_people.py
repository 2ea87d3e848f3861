"""What signals of touches, people and promises say. Names of people are not in the evidence and not in the words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from banso.judgement.signals.rules import SignalRule
from banso.platform.kit.bands import BANDS
from banso.platform.ui import formats

Evidence = Mapping[str, Any]
Said = tuple[str, dict[str, str]]
Lines = Iterator[tuple[str, str]]


def _days_since(evidence: Evidence, name: str, day: date) -> int:
    return (day - date.fromisoformat(evidence[name])).days


def _no_touch(_rule: SignalRule, evidence: Evidence, day: date, language: str) -> Said:
    return "last" if evidence["met"] else "never", {
        "days": formats.number(_days_since(evidence, "last_touch", day), language),
        "cadence": formats.number(evidence["cadence_days"], language),
    }


def _no_touch_lines(evidence: Evidence, day: date, language: str) -> Lines:
    last = date.fromisoformat(evidence["last_touch"])
    yield _("Last touch") if evidence["met"] else _("Counted from"), formats.day(last, language)
    yield _("Days since"), formats.number((day - last).days, language)
    yield _("A touch is due every, days"), formats.number(evidence["cadence_days"], language)


def _single_threaded(rule: SignalRule, evidence: Evidence, _day: date, language: str) -> Said:
    return "one", {
        "touches": formats.number(evidence["touches"], language),
        "window": formats.number(rule.parameters["window_days"], language),
    }


def _single_threaded_lines(evidence: Evidence, _day: date, language: str) -> Lines:
    yield _("Touches when it began"), formats.number(evidence["touches"], language)
    yield _("People met"), formats.number(1, language)


def _no_sponsor(_rule: SignalRule, evidence: Evidence, day: date, language: str) -> Said:
    return "none", {
        "days": formats.number(_days_since(evidence, "since", day), language),
        "people": formats.number(evidence["people"], language),
    }


def _no_sponsor_lines(evidence: Evidence, day: date, language: str) -> Lines:
    yield _("Without a sponsor since"), formats.day(date.fromisoformat(evidence["since"]), language)
    yield _("Days since"), formats.number(_days_since(evidence, "since", day), language)
    yield _("People known there"), formats.number(evidence["people"], language)


def _sponsor_silent(_rule: SignalRule, evidence: Evidence, day: date, language: str) -> Said:
    return "last" if evidence["met"] else "never", {
        "days": formats.number(_days_since(evidence, "last_touch", day), language),
        "limit": formats.number(evidence["limit_days"], language),
    }


def _sponsor_silent_lines(evidence: Evidence, day: date, language: str) -> Lines:
    last = date.fromisoformat(evidence["last_touch"])
    yield _("Last touch with a sponsor") if evidence["met"] else _("Counted from"), formats.day(last, language)
    yield _("Days since"), formats.number((day - last).days, language)


def _champion_gone(_rule: SignalRule, evidence: Evidence, day: date, language: str) -> Said:
    return "left", {
        "day": formats.day(date.fromisoformat(evidence["left_on"]), language),
        "days": formats.number(_days_since(evidence, "left_on", day), language),
    }


def _champion_gone_lines(evidence: Evidence, day: date, language: str) -> Lines:
    yield _("Left on"), formats.day(date.fromisoformat(evidence["left_on"]), language)
    yield _("Days since"), formats.number(_days_since(evidence, "left_on", day), language)


def _promise_missed(_rule: SignalRule, evidence: Evidence, _day: date, language: str) -> Said:
    return "one" if evidence["promises"] == 1 else "several", {
        "due": formats.day(date.fromisoformat(evidence["due"]), language),
        "promises": formats.number(evidence["promises"], language),
    }


def _promise_missed_lines(evidence: Evidence, _day: date, language: str) -> Lines:
    yield _("Was due on"), formats.day(date.fromisoformat(evidence["due"]), language)
    yield _("Missed promises"), formats.number(evidence["promises"], language)


def _view_differs(_rule: SignalRule, evidence: Evidence, _day: date, _language: str) -> Said:
    words = {name: str(formats.BANDS[BANDS[evidence[name]]]) for name in ("view", "score")}
    return "lower" if evidence["view"] < evidence["score"] else "higher", words


def _view_differs_lines(evidence: Evidence, _day: date, _language: str) -> Lines:
    yield _("The member's view"), str(formats.BANDS[BANDS[evidence["view"]]])
    yield _("The score's band"), str(formats.BANDS[BANDS[evidence["score"]]])


def _percent(evidence: Evidence, language: str) -> str:
    return formats.percent(abs(evidence["change"]) / 100, language)


def _score_against_money(rule: SignalRule, evidence: Evidence, _day: date, language: str) -> Said:
    return "fell" if rule.rule == "healthy_falls" else "grew", {
        "score": str(formats.BANDS[BANDS[evidence["score"]]]),
        "change": _percent(evidence, language),
    }


def _score_against_money_lines(evidence: Evidence, _day: date, language: str) -> Lines:
    yield _("The score's band"), str(formats.BANDS[BANDS[evidence["score"]]])
    yield _("MRR against 90 days before"), _signed_percent(evidence, language)


def _view_against_money(_rule: SignalRule, evidence: Evidence, _day: date, language: str) -> Said:
    return "fell" if evidence["change"] < 0 else "grew", {
        "view": str(formats.BANDS[BANDS[evidence["view"]]]),
        "change": _percent(evidence, language),
    }


def _view_against_money_lines(evidence: Evidence, _day: date, language: str) -> Lines:
    yield _("The member's view"), str(formats.BANDS[BANDS[evidence["view"]]])
    yield _("MRR against 90 days before"), _signed_percent(evidence, language)


def _signed_percent(evidence: Evidence, language: str) -> str:
    return f"{'+' if evidence['change'] > 0 else '−'}{_percent(evidence, language)}"


def _happened(_rule: SignalRule, evidence: Evidence, _day: date, language: str) -> Said:
    return "one" if evidence["events"] == 1 else "several", {
        "day": formats.day(date.fromisoformat(evidence["day"]), language),
        "events": formats.number(evidence["events"], language),
    }


def _happened_lines(evidence: Evidence, _day: date, language: str) -> Lines:
    yield _("Happened on"), formats.day(date.fromisoformat(evidence["day"]), language)
    yield _("Events on the watch list"), formats.number(evidence["events"], language)


def _key_user_gone(_rule: SignalRule, evidence: Evidence, day: date, language: str) -> Said:
    return "left" if evidence["left"] else "silent", {
        "share": formats.percent(evidence["share"] / 100, language),
        "days": formats.number(_days_since(evidence, "last_active", day), language),
        "usual": formats.number(evidence["usual_days"], language),
    }


def _key_user_gone_lines(evidence: Evidence, day: date, language: str) -> Lines:
    yield _("Last use by this person"), formats.day(date.fromisoformat(evidence["last_active"]), language)
    yield _("Days without use"), formats.number(_days_since(evidence, "last_active", day), language)
    yield _("Share of the account's use before"), formats.percent(evidence["share"] / 100, language)
    if evidence["usual_days"]:
        yield _("Usual gap at most, days"), formats.number(evidence["usual_days"], language)


WRITERS: dict[str, Callable[[SignalRule, Evidence, date, str], Said]] = {
    "no_touch": _no_touch,
    "single_threaded": _single_threaded,
    "no_sponsor": _no_sponsor,
    "sponsor_silent": _sponsor_silent,
    "champion_gone": _champion_gone,
    "promise_missed": _promise_missed,
    "view_differs": _view_differs,
    "happened": _happened,
    "key_user_gone": _key_user_gone,
    "healthy_falls": _score_against_money,
    "weak_grows": _score_against_money,
    "view_against_money": _view_against_money,
}
LINES: dict[str, Callable[[Evidence, date, str], Lines]] = {
    "no_touch": _no_touch_lines,
    "single_threaded": _single_threaded_lines,
    "no_sponsor": _no_sponsor_lines,
    "sponsor_silent": _sponsor_silent_lines,
    "champion_gone": _champion_gone_lines,
    "promise_missed": _promise_missed_lines,
    "view_differs": _view_differs_lines,
    "happened": _happened_lines,
    "key_user_gone": _key_user_gone_lines,
    "healthy_falls": _score_against_money_lines,
    "weak_grows": _score_against_money_lines,
    "view_against_money": _view_against_money_lines,
}
