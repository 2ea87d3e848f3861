"""Signals as people see them: stored ones, and those of any day in the past."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import numpy as np
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from banso.judgement.metrics.api import members_of
from banso.judgement.signals.models import Signal, SignalAnswer, SignalState, Telling
from banso.judgement.signals.queries.definitions import signal_rules
from banso.judgement.signals.queries.ledger import Reader
from banso.judgement.signals.queries.why import evidence_lines, why
from banso.judgement.signals.rules import SignalRule, day_of_number, evidence_of, open_in
from banso.platform.definitions.api import in_language
from banso.platform.kit.errors import NotFound
from banso.record.customers.api import same_accounts


@dataclass(frozen=True, slots=True)
class OpenSignal:
    """A signal that holds at the end of ``day``. ``uid`` is None where it is computed for the past."""

    rule: SignalRule
    account_id: int
    began: date
    day: date
    evidence: Mapping[str, Any]
    uid: UUID | None = None

    @property
    def name(self) -> str:
        """The signal's name in the reader's language."""
        return in_language(self.rule.name)

    @property
    def why(self) -> str:
        """One sentence from the evidence, in the reader's language."""
        return why(self.rule, self.evidence, self.day)

    @property
    def evidence_lines(self) -> list[tuple[str, str]]:
        """What it rests on: label and value, in the reader's language."""
        return evidence_lines(self.rule, self.evidence, self.day)

    def to_json(self) -> dict[str, Any]:
        """Its stable form."""
        return {
            "rule": self.rule.slug,
            "version": self.rule.version,
            "name": self.name,
            "began": self.began.isoformat(),
            "why": self.why,
            "evidence": dict(self.evidence),
        }


def told_until() -> date | None:
    """The newest day as of which signals are stored."""
    return Telling.objects.order_by("-day").values_list("day", flat=True).first()


def open_signals(day: date, accounts: Collection[int] | None = None) -> list[OpenSignal]:
    """The signals that are open at the end of ``day``, of all accounts or of ``accounts``.

    Those of the newest stored day are read, without what people put away; those of any other day are
    computed from what was known then.
    """
    if day == told_until():
        return list(_stored(day, accounts))
    return list(_computed(day, accounts))


def _stored(day: date, accounts: Collection[int] | None) -> Iterator[OpenSignal]:
    rules = signal_rules()
    rows = Signal.objects.filter(state=SignalState.OPEN, rule__in=list(rules)).order_by("began", "pk")
    if accounts is not None and len(accounts) <= _FEW:
        rows = rows.filter(account_id__in=list(accounts))
    for row in rows:
        if accounts is None or row.account_id in accounts:
            yield OpenSignal(rules[row.rule], row.account_id, row.began, day, row.evidence, row.uid)


_FEW = 500


def _computed(day: date, accounts: Collection[int] | None) -> Iterator[OpenSignal]:
    reader = Reader(day, day)
    for rule in signal_rules().values():
        found = open_in(rule.detect, reader.facts(rule))
        if rule.scope:
            found = found.pick(np.isin(found.account, members_of(rule.scope, day)))
        for at, (account, began) in enumerate(zip(found.account.tolist(), found.began.tolist(), strict=True)):
            if accounts is None or account in accounts:
                yield OpenSignal(rule, account, day_of_number(began), day, evidence_of(found, at))


def find_signal(uid: UUID | str) -> Signal:
    """The workspace's signal with this ``uid``; raises :class:`NotFound`."""
    try:
        return Signal.objects.select_related("account").get(uid=uid)
    except (Signal.DoesNotExist, ValueError, ValidationError) as error:
        raise NotFound(_("There is no such signal.")) from error


def find_answer(uid: UUID | str) -> SignalAnswer:
    """The workspace's answer with this ``uid``; raises :class:`NotFound`."""
    try:
        return SignalAnswer.objects.select_related("signal", "account", "member").get(uid=uid)
    except (SignalAnswer.DoesNotExist, ValueError, ValidationError) as error:
        raise NotFound(_("There is no such answer.")) from error


def signals_of_account(account_id: int, *, limit: int = 50) -> list[Signal]:
    """Stored signals of an account and of those merged into it, the newest begin first, with their answers."""
    rows = Signal.objects.filter(account_id__in=same_accounts(account_id)).prefetch_related("answers__member")
    return list(rows.order_by("-began", "-pk")[:limit])


def recent_signals(
    *, rule: str | None = None, state: str | None = None, limit: int = 100, offset: int = 0
) -> tuple[int, list[Signal]]:
    """How many stored signals there are, and a page of them: the newest begin first, with their answers."""
    rows = Signal.objects.select_related("account").prefetch_related("answers__member")
    if rule:
        rows = rows.filter(rule=rule)
    if state:
        rows = rows.filter(state=state)
    return rows.count(), list(rows.order_by("-began", "-pk")[offset : offset + limit])


def stored_signals(wanted: Collection[tuple[str, int, date]]) -> dict[tuple[str, int, date], Signal]:
    """Those of (rule, account, begin) that are stored; one query."""
    accounts = {account for _rule, account, _began in wanted}
    rows = Signal.objects.filter(rule__in={rule for rule, _account, _began in wanted})
    if len(accounts) <= _FEW:
        rows = rows.filter(account_id__in=accounts)
    keys = set(wanted)
    return {key: one for one in rows if (key := (one.rule, one.account_id, one.began)) in keys}
