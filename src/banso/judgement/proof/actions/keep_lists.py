"""Past weekly lists of Today, computed from what was known then and kept for the panel."""

from collections.abc import Sequence
from datetime import date, datetime

from banso.judgement.forecasts.api import KnownUse, known_uses
from banso.judgement.metrics.api import catalogue, compute
from banso.judgement.proof.actions.back_test import digest
from banso.judgement.proof.models import ListedDay
from banso.judgement.proof.queries.panel import weeks_wanted
from banso.judgement.signals.api import signal_rules, today, today_definition

METHOD = 1


def lists_missing(day: date) -> list[date]:
    """The weeks whose list is not kept, or rests on facts or versions that have changed."""
    wanted = weeks_wanted(day)
    kept = dict(ListedDay.objects.filter(day__in=wanted).values_list("day", "key"))
    versions, known = _versions(), known_uses(wanted)
    return [week for week in wanted if kept.get(week) != _key(week, versions, known[week])]


def keep_lists(days: Sequence[date], *, now: datetime) -> None:
    """Compute and keep the lists of some days; the book of all of them is made in one pass."""
    compute(list(days), now=now)
    versions, known = _versions(), known_uses(days)
    for day in days:
        found = today(day, now=now)
        ListedDay.objects.update_or_create(
            day=day,
            defaults={
                "key": _key(day, versions, known[day]),
                "accounts": [item.account_id for item in found.items],
                "candidates": len(found.items) + found.left_out,
            },
        )


def _versions() -> list[object]:
    metrics = {slug: metric.version for slug, metric in sorted(catalogue().items())}
    rules = {slug: rule.version for slug, rule in sorted(signal_rules().items())}
    return [METHOD, metrics, rules, today_definition().version]


def _key(day: date, versions: list[object], use: KnownUse) -> str:
    return digest([versions, day, use.fingerprint])
