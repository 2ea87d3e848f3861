"""Bring the stored signals to what the rules say as of a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from django.db import transaction
from django.db.models import Q

from banso.judgement.metrics.api import members_of
from banso.judgement.signals.actions.tell_owners import tell_owners
from banso.judgement.signals.declarations import SIGNAL
from banso.judgement.signals.models import EndReason, Signal, SignalState, Telling
from banso.judgement.signals.queries.definitions import signal_rules, today_definition
from banso.judgement.signals.queries.ledger import Reader
from banso.judgement.signals.rules import (
    Episodes,
    SignalRule,
    day_number,
    day_of_number,
    ended_of,
    evidence_of,
)
from banso.platform.jobs.api import give_way
from banso.platform.journal.api import EXISTS, Entry, record_many
from banso.platform.kit.columns import Array
from banso.platform.kit.days import day_end
from banso.platform.tenancy.api import current_workspace

_CHUNK = 500
_FIELDS = ("began", "ended", "end_reason", "state", "muted_until")


@dataclass(slots=True)
class Refreshed:
    """How many signals began, ended and were corrected."""

    began: int = 0
    ended: int = 0
    corrected: int = 0

    def __add__(self, other: Refreshed) -> Refreshed:
        return Refreshed(self.began + other.began, self.ended + other.ended, self.corrected + other.corrected)


@dataclass(frozen=True, slots=True)
class _Reading:
    """The day as of which signals are told, and the first from which on they are looked for."""

    day: date
    first: date
    first_time: bool


@dataclass(slots=True)
class _Plan:
    """Rows to write, with what they were before."""

    day: date
    made: list[Signal] = field(default_factory=list)
    changed: list[tuple[Signal, dict[str, Any]]] = field(default_factory=list)
    retold: list[Signal] = field(default_factory=list)
    """Only their evidence is newer: written, but not journaled, as it is derived."""


def refresh(day: date, now: datetime) -> Refreshed:
    """Tell signals as of ``day``: begin, end and correct stored ones by (rule, account, begin).

    Days go forward only: for a day before the last one told nothing is done. A signal that the rule does
    not find any more, because facts came later or were undone, moves its begin or ends as "corrected".
    The first time, what had begun before Today's window and is over is not told.
    """
    told = Telling.objects.order_by("-day").values_list("day", flat=True)
    if told.filter(day__gt=day).exists():
        return Refreshed()
    last = told.filter(day__lt=day).first()
    first = last or day - timedelta(days=today_definition().rules.window_days)
    rules = signal_rules()
    reader = Reader(day, first)
    found = {slug: rule.detect.episodes(reader.facts(rule), day_number(first)) for slug, rule in rules.items()}
    inside = {slug: set(members_of(rule.scope, day)) for slug, rule in rules.items() if rule.scope}
    for slug, members in inside.items():
        found[slug] = found[slug].pick(np.isin(found[slug].account, sorted(members)))
    reading = _Reading(day, first, first_time=last is None)
    total = Refreshed()
    for accounts in _chunks(found):
        some = {slug: of.pick(np.isin(of.account, accounts)) for slug, of in found.items()}
        with transaction.atomic():
            plan = _plan_of(accounts, some, rules, inside, reading)
            _write(plan, now)
            tell_owners(plan.made, rules, day=day, first_time=reading.first_time, now=now)
        give_way()
        total = total + _counts(plan)
    versions = {slug: rule.version for slug, rule in rules.items()}
    Telling.objects.update_or_create(day=day, defaults={"at": now, "versions": versions})
    return total


def _chunks(found: Mapping[str, Episodes]) -> Iterator[Array]:
    """The accounts that have or had a signal, some at a time: others wait for the lock of a transaction.

    Where this is killed between two of them, the next run finds the stored signals by (rule, account, begin).
    """
    stored = Signal.objects.filter(ended__isnull=True).values_list("account_id", flat=True).distinct()
    ids = np.unique(np.concatenate([np.array(list(stored), dtype=np.int64), *(of.account for of in found.values())]))
    for start in range(0, len(ids), _CHUNK):
        yield ids[start : start + _CHUNK]


def _plan_of(
    accounts: Array,
    found: Mapping[str, Episodes],
    rules: Mapping[str, SignalRule],
    inside: Mapping[str, set[int]],
    reading: _Reading,
) -> _Plan:
    plan = _Plan(reading.day)
    ids = accounts.tolist()
    for slug, rule in rules.items():
        stored = _stored(slug, ids, reading.first, found[slug])
        _match(plan, rule, found[slug], reading.first, stored, inside.get(slug))
    for signal in Signal.objects.exclude(rule__in=list(rules)).filter(account__in=ids, ended__isnull=True):
        _change(plan, signal, ended=_not_before(signal, reading.day), end_reason=EndReason.RULE_CHANGED)
    return plan


def _stored(slug: str, accounts: list[int], first: date, found: Episodes) -> list[Signal]:
    """What may meet an episode: also what had ended, for the use that ended it may have been undone."""
    wanted = Q(ended__isnull=True) | Q(ended__gt=first)
    if len(found):
        wanted |= Q(began__gte=day_of_number(found.began.min()))
    return list(Signal.objects.select_for_update().filter(wanted, rule=slug, account__in=accounts))


def _match(
    plan: _Plan, rule: SignalRule, found: Episodes, first: date, stored: list[Signal], inside: set[int] | None
) -> None:
    by_begin = {(signal.account_id, signal.began): signal for signal in stored}
    unmatched: dict[int, list[int]] = {}
    for at, (account, began) in enumerate(zip(found.account.tolist(), found.began.tolist(), strict=True)):
        signal = by_begin.pop((account, day_of_number(began)), None)
        if signal is None:
            unmatched.setdefault(account, []).append(at)
        else:
            _follow(plan, signal, found, at)
    muted = _muted(rule.slug, plan.day, {int(one) for one in found.account})
    for signal in by_begin.values():
        if signal.ended is not None:
            continue
        moved = [at for at in unmatched.get(signal.account_id, []) if _overlap(found, at, signal)]
        if moved:
            unmatched[signal.account_id].remove(moved[-1])
            _follow(plan, signal, found, moved[-1])
        else:
            reason = EndReason.CORRECTED if signal.rule_version == rule.version else EndReason.RULE_CHANGED
            if inside is not None and signal.account_id not in inside:
                reason = EndReason.OUT_OF_SCOPE
            _change(plan, signal, ended=_not_before(signal, plan.day), end_reason=reason)
    for account, positions in unmatched.items():
        for at in positions:
            if ended_of(found, at) is None or day_of_number(found.began[at]) > first:
                plan.made.append(_new(rule, found, at, muted.get(account)))


def _new(rule: SignalRule, found: Episodes, at: int, muted_until: date | None) -> Signal:
    ended = ended_of(found, at)
    state = SignalState.ENDED if ended else SignalState.MUTED if muted_until else SignalState.OPEN
    return Signal(
        rule=rule.slug,
        rule_version=rule.version,
        account_id=int(found.account[at]),
        began=day_of_number(found.began[at]),
        ended=ended,
        end_reason=str(found.reason[at]),
        evidence=evidence_of(found, at),
        state=state,
        muted_until=muted_until if state == SignalState.MUTED else None,
    )


def _follow(plan: _Plan, signal: Signal, found: Episodes, at: int) -> None:
    """Let a stored signal say what the rule says now."""
    evidence = evidence_of(found, at)
    if signal.evidence != evidence:
        signal.evidence = evidence
        plan.retold.append(signal)
    values: dict[str, Any] = {
        "began": day_of_number(found.began[at]),
        "ended": ended_of(found, at),
        "end_reason": str(found.reason[at]),
    }
    if values["ended"] is None and signal.state == SignalState.ENDED:
        values["state"] = SignalState.OPEN
    _change(plan, signal, **values)


def _change(plan: _Plan, signal: Signal, **values: Any) -> None:
    before = {name: getattr(signal, name) for name in _FIELDS}
    for name, value in values.items():
        setattr(signal, name, value)
    mute_over = signal.muted_until is not None and signal.muted_until <= plan.day
    if signal.state == SignalState.MUTED and mute_over:
        signal.state, signal.muted_until = SignalState.OPEN, None
    if signal.ended is not None and signal.state in (SignalState.OPEN, SignalState.MUTED):
        signal.state = SignalState.ENDED
    if any(getattr(signal, name) != value for name, value in before.items()):
        plan.changed.append((signal, before))


def _overlap(found: Episodes, at: int, signal: Signal) -> bool:
    ended = ended_of(found, at)
    return ended is None or ended > signal.began


def _not_before(signal: Signal, day: date) -> date:
    """The end of a signal that ends as of ``day``: at least one day after its begin."""
    return max(day, signal.began + timedelta(days=1))


def _muted(slug: str, day: date, accounts: set[int]) -> dict[int, date]:
    """Those of ``accounts`` for which the rule is muted beyond ``day``, and until when."""
    rows = Signal.objects.filter(rule=slug, muted_until__gt=day, account__in=accounts)
    found: dict[int, date] = {}
    for account, until in rows.values_list("account_id", "muted_until"):
        if until is not None:
            found[account] = max(until, found.get(account, until))
    return found


def _write(plan: _Plan, now: datetime) -> None:
    for signal in plan.made:
        signal.found_at = now
    Signal.objects.bulk_create(plan.made, batch_size=_CHUNK)
    changed = {signal.pk: signal for signal, _before in plan.changed}
    changed |= {signal.pk: signal for signal in plan.retold}
    Signal.objects.bulk_update(changed.values(), [*_FIELDS, "evidence"], batch_size=_CHUNK)
    zone = current_workspace().timezone
    record_many(
        Entry(
            subject=SIGNAL,
            subject_id=signal.pk,
            changes=_came_to_be(signal) if before is None else _changes(signal, before),
            now=now,
            valid_from=min(now, day_end(signal.ended or signal.began, zone)),
        )
        for signal, before in [*((signal, None) for signal in plan.made), *plan.changed]
    )


def _came_to_be(signal: Signal) -> Mapping[str, tuple[Any, Any]]:
    values = {name: (None, getattr(signal, name)) for name in ("rule", "account_id", *_FIELDS)}
    return {EXISTS: (False, True), **values}


def _changes(signal: Signal, before: Mapping[str, Any]) -> Mapping[str, tuple[Any, Any]]:
    return {name: (value, getattr(signal, name)) for name, value in before.items()}


def _counts(plan: _Plan) -> Refreshed:
    ended = [signal for signal, before in plan.changed if signal.ended and not before["ended"]]
    mended = {EndReason.CORRECTED, EndReason.RULE_CHANGED}
    return Refreshed(
        began=len(plan.made),
        ended=sum(signal.end_reason not in mended for signal in ended),
        corrected=sum(signal.end_reason in mended for signal in ended),
    )
