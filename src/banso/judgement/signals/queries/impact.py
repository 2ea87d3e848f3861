"""What another version of a signal's rule would change, for the dry run of its definition."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from banso.judgement.metrics.api import members_of
from banso.judgement.signals.queries.ledger import Reader
from banso.judgement.signals.queries.signals import told_until
from banso.judgement.signals.rules import open_in, read_signal


def impact_of_signal(old: dict[str, Any] | None, new: dict[str, Any]) -> list[str]:
    """How many signals are open under each version, as of the newest day told, and how many differ."""
    day = told_until()
    if day is None:
        return []
    reader = Reader(day, day)
    before = _open(old, reader) if old else set()
    after = _open(new, reader)
    return [
        _("As of %(day)s %(after)s accounts would have this signal (now %(before)s): %(new)s new, %(less)s no more.")
        % {
            "day": day.isoformat(),
            "after": len(after),
            "before": len(before),
            "new": len(after - before),
            "less": len(before - after),
        }
    ]


def _open(body: dict[str, Any], reader: Reader) -> set[int]:
    rule = read_signal({"version": 1, **body})
    found = set(open_in(rule.detect, reader.facts(rule)).account.tolist())
    return found & set(members_of(rule.scope)) if rule.scope else found
