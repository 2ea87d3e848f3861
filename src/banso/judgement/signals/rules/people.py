"""Rules of people: a sponsor or champion is missing, silent or gone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from banso.judgement.signals.rules.episodes import OPEN, Episodes
from banso.judgement.signals.rules.ledger import Ledger
from banso.judgement.signals.rules.spans import Span, as_episodes, holes, merged, of_spans, silences, spans_of
from banso.platform.kit.columns import Array, Columns

SPONSOR, CHAMPION = "sponsor", "champion"


@dataclass(frozen=True, slots=True)
class NoSponsor:
    """People are known at the account, and nobody of them is a sponsor, for ``after_days``.

    It ends when somebody is ("found"), or when nobody is known there any more ("nobody").
    """

    reads: ClassVar[tuple[str, ...]] = ("contact",)
    after_days: int = 30

    def episodes(self, ledger: Ledger, first: int) -> Episodes:
        """Evidence: since (the day from which there was none), people (known there then)."""
        contacts = ledger.of("contact")
        people = merged(spans_of(contacts, _begun(contacts, ledger)))
        sponsors = merged(spans_of(contacts, _begun(contacts, ledger) & (contacts["role"] == SPONSOR)))
        ends = {(account, stop) for account, _start, stop in people}
        counts = (
            dict(zip(*np.unique(contacts["account"], return_counts=True), strict=True))
            if len(contacts["account"])
            else {}
        )
        rows = (
            (account, start + self.after_days, stop, "nobody" if (account, stop) in ends else "found",
             {"since": start, "people": int(counts.get(account, 0))})
            for account, start, stop in holes(people, sponsors)
            if start + self.after_days < stop
        )  # fmt: skip
        return of_spans(rows, ("since", "people"), until=ledger.until, first=first)


@dataclass(frozen=True, slots=True)
class SponsorSilent:
    """Somebody is a sponsor, and none of them was met for more than ``after_days``.

    Counted from the last touch with a sponsor, or from the day on which there was one. It ends when one is met
    ("reached") or when there is none any more ("left").
    """

    reads: ClassVar[tuple[str, ...]] = ("contact", "reached", "touch")
    after_days: int = 60

    def episodes(self, ledger: Ledger, first: int) -> Episodes:
        """Evidence: last_touch (the day counted from), met (whether a sponsor was met then), limit_days."""
        contacts, reached, touches = ledger.of("contact"), ledger.of("reached"), ledger.of("touch")
        mask = _begun(contacts, ledger) & (contacts["role"] == SPONSOR)
        spans = merged(spans_of(contacts, mask))
        # Of several times with a sponsor the last one is looked at; what was before is over.
        last = {account: (start, stop) for account, start, stop in spans}
        accounts = np.array(sorted(last), dtype=np.int64)
        starts, stops = (np.array([last[one][at] for one in sorted(last)], dtype=np.int64) for at in (0, 1))
        begun = int(touches["day"].min()) if len(touches["day"]) else OPEN
        if begun == OPEN or not len(accounts):
            return of_spans((), ("last_touch", "met", "limit_days"), until=ledger.until, first=first)
        people = {(account, person) for account, person in zip(
            contacts["account"][mask].tolist(), contacts["person"][mask].tolist(), strict=True)}  # fmt: skip
        met = np.array(
            [pair in people for pair in zip(reached["account"].tolist(), reached["person"].tolist(), strict=True)],
            dtype=bool,
        )
        limit = np.full(len(accounts), self.after_days, dtype=np.int64)
        found = silences(
            accounts, np.maximum(starts, begun), limit, stops, reached["account"][met], reached["day"][met]
        )
        evidence: Columns = {
            "last_touch": found.last,
            "met": found.marked.astype(np.int64),
            "limit_days": np.full(len(found.account), self.after_days),
        }
        reason = np.where(found.by_mark, "reached", "left").astype(object)
        return as_episodes(found.account, found.began, found.ended, reason, evidence, until=ledger.until, first=first)


@dataclass(frozen=True, slots=True)
class ChampionGone:
    """The last champion of an account left.

    It ends when somebody else is one ("found"), or ``keep_days`` after ("past").
    """

    reads: ClassVar[tuple[str, ...]] = ("contact",)
    keep_days: int = 180

    def episodes(self, ledger: Ledger, first: int) -> Episodes:
        """Evidence: left_on (the day), person (an id)."""
        contacts = ledger.of("contact")
        mask = _begun(contacts, ledger) & (contacts["role"] == CHAMPION)
        spans = merged(spans_of(contacts, mask))
        last = {
            (account, end): person
            for account, end, person in zip(
                contacts["account"][mask].tolist(), contacts["ends"][mask].tolist(),
                contacts["person"][mask].tolist(), strict=True,
            )
        }  # fmt: skip
        rows = []
        for at, (account, _start, stop) in enumerate(spans):
            if stop == OPEN:
                continue
            after = spans[at + 1][1] if at + 1 < len(spans) and spans[at + 1][0] == account else OPEN
            end = min(after, stop + self.keep_days)
            evidence = {"left_on": stop, "person": last[account, stop]}
            rows.append((account, stop, end, "found" if end == after else "past", evidence))
        return of_spans(rows, ("left_on", "person"), until=ledger.until, first=first)


def _begun(contacts: Columns, ledger: Ledger) -> Array:
    """The contacts that had begun by the ledger's day."""
    begun: Array = contacts["starts"] <= ledger.until
    return begun


__all__ = ["ChampionGone", "NoSponsor", "Span", "SponsorSilent"]
