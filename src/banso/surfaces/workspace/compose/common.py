"""What several pages show of an account."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from banso.engagement.plays.api import Play, name_of, plays, summary
from banso.judgement.health.api import BAND, HEALTH, band_name
from banso.judgement.signals.api import OpenSignal, RuleRecord
from banso.platform.identity.api import Member
from banso.record.work.api import Task
from banso.surfaces.workspace import pages

LINE = "decayed_weeks_13"


def task_lines(tasks: Iterable[Task], today: date) -> list[pages.TaskLine]:
    """Tasks as lines with a box."""
    return [
        pages.TaskLine(
            uid=str(task.uid),
            title=task.title,
            account=task.account.name if task.account else "",
            account_url=pages.account_url(str(task.account.uid)) if task.account else "",
            due=task.due,
            due_days=(task.due - today).days if task.due else None,
            done=task.is_finished,
        )
        for task in tasks
    ]


def chips(signals: Sequence[OpenSignal], records: dict[str, RuleRecord]) -> list[pages.SignalChip]:
    """Open signals with their evidence and how often their rule was right."""
    return [
        pages.SignalChip(
            uid=str(signal.uid) if signal.uid else "",
            name=signal.name,
            tone=signal.rule.tone,
            since=signal.began,
            precision=records[signal.rule.slug].text if signal.rule.slug in records else "",
            is_judged=signal.rule.slug in records and records[signal.rule.slug].precision.share is not None,
            evidence=signal.evidence_lines,
        )
        for signal in signals
    ]


def offers(slugs: Iterable[str]) -> dict[str, Play]:
    """The plays of these names that exist."""
    known = plays()
    return {slug: known[slug] for slug in set(slugs) if slug in known}


def offer(known: Mapping[str, Play], slugs: Iterable[str], tier: str | None) -> pages.PlayOffer | None:
    """The first of the plays that is meant for an account in ``tier``, in the reader's language."""
    found = next((known[slug] for slug in slugs if slug in known and known[slug].is_for(tier)), None)
    return pages.PlayOffer(found.slug, name_of(found), summary(found)) if found else None


def names_of_members(ids: Iterable[int | None]) -> dict[int, str]:
    """Members' names by id."""
    wanted = {one for one in ids if one}
    return dict(Member.objects.filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}


def health(values: dict[str, float | None], trend: Sequence[float | None] = (), why: str = "") -> pages.Health:
    """A score and its band from an account's row of the book."""
    return pages.Health(score=values.get(HEALTH), band=band_name(values.get(BAND)), trend=trend, why=why)
