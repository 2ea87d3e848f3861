"""What another revenue policy would make of the same facts, in sentences."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import Count, Max
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banso.platform.kit.days import day_of
from banso.platform.tenancy.api import current_workspace
from banso.platform.ui import formats
from banso.record.revenue.models import Loss, Statement
from banso.record.revenue.queries.policy import class_name
from banso.record.revenue.queries.stretches import stretches
from banso.record.revenue.rules.facts import Policy, Stretch
from banso.record.revenue.rules.policy import CLASSES, class_of, read_policy
from banso.record.revenue.rules.stretches import in_force


def impact_of_policy(old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> list[str]:
    """How MRR would read on the day of the newest statement, and how losses that have a reason would be classed."""
    before, after = (None if body is None else read_policy(body) for body in (old, new))
    if after is None:
        return []
    return [*_of_money(before, after), *_of_losses(before, after)]


def _of_money(before: Policy | None, after: Policy) -> list[str]:
    newest = Statement.objects.filter(withdrawn_at=None).aggregate(at=Max("known_at"))["at"]
    if newest is None or before is None:
        return []
    day, lines = day_of(newest, current_workspace().timezone), stretches()
    was, becomes = _mrr(lines, before, day), _mrr(lines, after, day)
    language = get_language() or "en"
    return [
        _("MRR on %(day)s: %(after)s (now %(before)s).")
        % {
            "day": day.isoformat(),
            "after": formats.money(round(becomes[currency]), currency, language),
            "before": formats.money(round(was[currency]), currency, language),
        }
        for currency in sorted({*was, *becomes})
        if was[currency] != becomes[currency]
    ]


def _mrr(lines: Sequence[Stretch], policy: Policy, day: date) -> dict[str, Fraction]:
    found: dict[str, Fraction] = defaultdict(Fraction)
    for run in in_force(lines, policy, day):
        if run.on(day) and not run.paused:
            found[run.currency] += run.mrr
    return found


def _of_losses(before: Policy | None, after: Policy) -> list[str]:
    said = dict(Loss.objects.values_list("reason").annotate(n=Count("pk")).order_by("reason"))
    was, becomes = _classed(said, before), _classed(said, after)
    return [
        _("Losses that are %(class)s: %(after)s (now %(before)s).")
        % {"class": class_name(class_), "after": becomes[class_], "before": was[class_]}
        for class_ in CLASSES
        if was[class_] != becomes[class_]
    ]


def _classed(said: Mapping[str, int], policy: Policy | None) -> Counter[str]:
    found: Counter[str] = Counter(dict.fromkeys(CLASSES, 0))
    for reason, n in said.items():
        if policy is not None:
            found[class_of(reason, policy)] += n
    return found
