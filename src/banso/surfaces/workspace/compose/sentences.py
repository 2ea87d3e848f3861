"""One sentence for the boss of each page: its number, its error, its day.

What is estimated says its interval; what is counted says that it is counted, for then there is nothing to be off by.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banso.judgement.health.api import HEALTH
from banso.platform.ui import formats
from banso.surfaces.workspace import pages
from banso.surfaces.workspace.compose.quality import Line
from banso.surfaces.workspace.compose.segments import SegmentLine

_MOST_CHECKS = 3


def account_sentence(name: str, row: Mapping[str, float | None], chance: pages.Probability | None, day: date) -> str:
    """Health and the chance of silence of one account; empty while one of them is missing."""
    language = get_language() or "en"
    if row.get(HEALTH) is None or chance is None:
        return ""
    return _(
        "%(name)s: health %(score)s of 100, chance of no use in 180 days %(p)s "
        "(95%% interval %(low)s to %(high)s), as of %(day)s."
    ) % {"name": name, "score": formats.number(row[HEALTH], language), **_chance(chance, day)}


def today_sentence(items: Sequence[pages.QueueItem], day: date) -> str:
    """How many accounts stand on Today, and their mean chance of silence.

    Their estimates come from one model, so that their errors go together: the mean's interval reaches from the mean
    of the lower ends to the mean of the upper ones.
    """
    known = [item.silence for item in items if item.silence]
    count = formats.number(len(items), get_language() or "en")
    if not known:
        text = _("%(n)s accounts need a look as of %(day)s (counted; how likely they fall silent cannot be said).")
        return text % {"n": count, "day": formats.day(day, get_language() or "en")}
    mean = pages.Probability(*(sum(ends) / len(known) for ends in zip(*map(_ends, known), strict=True)))
    return _(
        "%(n)s accounts need a look as of %(day)s; their chance of no use in 180 days is %(p)s on average "
        "(95%% interval %(low)s to %(high)s)."
    ) % {"n": count, **_chance(mean, day)}


def list_sentence(page: pages.ListPage, day: date) -> str:
    """How many rows of a list match, of how many; empty where there is nothing."""
    language = get_language() or "en"
    if not page.total:
        return ""
    words = {
        "title": page.title,
        "found": formats.number(page.found, language),
        "all": formats.number(page.total, language),
        "share": formats.percent(page.found / page.total, language, digits=1),
        "day": formats.day(page.as_of.day if page.as_of else day, language),
    }
    conditions = [f"{one.attribute} {one.op} {one.value}".strip() for one in page.conditions]
    if page.search:
        conditions.append(f"“{page.search}”")
    if not conditions:
        return _("%(title)s: %(all)s as of %(day)s (all counted, none estimated).") % words
    return _(
        "%(title)s where %(conditions)s: %(found)s of %(all)s (%(share)s) as of %(day)s (all counted, none estimated)."
    ) % {**words, "conditions": _(" and ").join(conditions)}


def segment_sentence(line: SegmentLine, accounts: int, day: date) -> str:
    """How many accounts are in a segment, of how many, and who came and went."""
    language = get_language() or "en"
    return _(
        "%(name)s: %(n)s of %(all)s accounts (%(share)s) as of %(day)s; in 28 days %(came)s came and %(left)s left "
        "(all counted, none estimated)."
    ) % {
        "name": line.name,
        "n": formats.number(line.members, language),
        "all": formats.number(accounts, language),
        "share": formats.percent(line.members / accounts if accounts else 0, language, digits=1),
        "day": formats.day(day, language),
        "came": formats.number(line.entered, language),
        "left": formats.number(line.left, language),
    }


def quality_sentence(lines: Sequence[Line], day: date) -> str:
    """How many checks of the data found something, and what they found most of; empty where they found nothing."""
    language = get_language() or "en"
    found = sorted((line for line in lines if line.n), key=lambda line: -line.n)
    if not found:
        return ""
    most = [f"{line.label} {formats.number(line.n, language)}" for line in found[:_MOST_CHECKS]]
    return _(
        "Data quality as of %(day)s: %(n)s of %(all)s checks found something, most of all %(most)s "
        "(all counted, none estimated)."
    ) % {
        "day": formats.day(day, language),
        "n": formats.number(len(found), language),
        "all": formats.number(len(lines), language),
        "most": _(", ").join(most),
    }


def person_sentence(name: str, accounts: Sequence[str], last: date | None, day: date) -> str:
    """Where a person works, and how long ago we met."""
    language = get_language() or "en"
    words = {"name": name, "day": formats.day(day, language)}
    if accounts:
        words["name"] = _("%(name)s of %(accounts)s") % {"name": name, "accounts": _(", ").join(accounts)}
    if last is None:
        return _("%(name)s: no touch is recorded as of %(day)s.") % words
    words |= {"last": formats.day(last, language), "n": formats.number((day - last).days, language)}
    return _("%(name)s: last touch on %(last)s, %(n)s days ago as of %(day)s (all counted, none estimated).") % words


def _ends(one: pages.Probability) -> tuple[float, float, float]:
    return one.value, one.low, one.high


def _chance(one: pages.Probability, day: date) -> dict[str, str]:
    language = get_language() or "en"
    return {
        "p": formats.percent(one.value, language),
        "low": formats.percent(one.low, language),
        "high": formats.percent(one.high, language),
        "day": formats.day(day, language),
    }
