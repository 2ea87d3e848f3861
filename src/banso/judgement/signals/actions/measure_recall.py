"""Looking up how many of the losses of use each rule had spoken of; kept for a week, for it reads much."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from banso.judgement.signals.models import RuleRecall
from banso.judgement.signals.queries.definitions import signal_rules
from banso.judgement.signals.queries.ledger import Reader
from banso.judgement.signals.rules import NeverStarted, SignalRule, day_number, day_of_number
from banso.judgement.signals.rules.recall import first_asked, losses_of_use, seen_in_time

KEEP = timedelta(days=7)


def measured_rules() -> dict[str, SignalRule]:
    """The rules in force that can speak of losses of use: all but those about accounts that never had any."""
    return {slug: rule for slug, rule in signal_rules().items() if not isinstance(rule.detect, NeverStarted)}


def unmeasured(day: date) -> list[SignalRule]:
    """Rules whose recall is older than a week, or of another version."""
    kept = {one.rule: one for one in RuleRecall.objects.all()}
    return [
        rule
        for slug, rule in measured_rules().items()
        if slug not in kept or kept[slug].version != rule.version or kept[slug].day <= day - KEEP
    ]


def measure_recall(rules: list[SignalRule], day: date, now: datetime) -> None:
    """Look the rules up over the past, as known at the end of ``day``, and keep what they saw."""
    first = first_asked(day_number(day))
    reader = Reader(day, day_of_number(first))
    accounts, starts = losses_of_use(reader.usage)
    for rule in rules:
        found = rule.detect.episodes(reader.facts(rule), first) if len(accounts) else None
        values = {
            "version": rule.version,
            "day": day,
            "losses": len(accounts),
            "seen": seen_in_time(found, accounts, starts) if found is not None else 0,
            "measured_at": now,
        }
        with transaction.atomic():
            RuleRecall.objects.update_or_create(rule=rule.slug, defaults=values)
