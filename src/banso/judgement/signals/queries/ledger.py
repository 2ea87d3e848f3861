"""What the rules of signals read as of a day: use, touches, people, promises, views, news. Each kind is read once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, timedelta
from functools import cached_property
from typing import Any

import numpy as np

from banso.judgement.metrics.api import stored, stored_days
from banso.judgement.signals.queries.history import history_by
from banso.judgement.signals.rules import History, SignalRule, day_number, day_of_number, ledger_by
from banso.judgement.signals.rules.against_money import PER_MILLE
from banso.platform.journal.api import EXISTS, decode
from banso.platform.kit.columns import Array, Columns
from banso.platform.kit.days import ONE_DAY, day_end, day_of
from banso.platform.lake import api as lake
from banso.platform.tenancy.api import current_workspace
from banso.record.customers import api as customers
from banso.record.revenue.api import has_lines
from banso.record.usage.api import quiet_users
from banso.record.work import api as work

HEALTH_BAND = "health_band"
GROWTH = "mrr_growth_90d"
_USUAL_CADENCE = {"high": 14, "mid": 30}
_LONGEST_VIEW = timedelta(days=400)
_LONGEST_GROWTH = timedelta(weeks=30)
"""Longer than a change of MRR counts."""
_GONE = 270
"""How far back the end of a contact matters: half a year and the window before it."""


class Reader:
    """Reads what rules ask for as of the end of ``day``; episodes are wanted from ``first`` on."""

    def __init__(self, day: date, first: date) -> None:
        self.day, self.first = day, first
        self.zone = current_workspace().timezone
        self.raw: dict[str, Columns] = {}

    def facts(self, rule: SignalRule) -> Any:
        """The history of use for a rule of use, else a ledger with the kinds of facts that the rule reads."""
        kinds: Sequence[str] | None = getattr(rule.detect, "reads", None)
        if kinds is None:
            return self.usage
        for kind in kinds:
            if kind not in ("usage", "user") and kind not in self.raw:
                self.raw[kind] = getattr(self, f"_{kind}")()
        raw = {kind: self.raw[kind] for kind in kinds if kind not in ("usage", "user")}
        if "user" in kinds:
            raw["user"] = self._user(rule.detect)
        return ledger_by(day_number(self.day), *self._accounts, raw, usage=self.usage if "usage" in kinds else None)

    @cached_property
    def usage(self) -> History:
        """Use of every account as it was known."""
        return history_by(self.day)

    @cached_property
    def _accounts(self) -> tuple[Array, Array]:
        since = customers.known_since()
        accounts = [one for one in customers.active_account_ids() if one in since]
        days = {instant: day_number(day_of(instant, self.zone)) for instant in {since[one] for one in accounts}}
        return (
            np.array(accounts, dtype=np.int64),
            np.array([days[since[one]] for one in accounts], dtype=np.int64),
        )

    @cached_property
    def _touches(self) -> Columns:
        found = work.touch_facts()
        days = {name: self._days(found[name]) for name in ("at", "known", "gone")}
        return {
            "touch": found["touch"], "account": found["account"],
            "day": days["at"], "known": days["known"], "gone": days["gone"],
        }  # fmt: skip

    def _touch(self) -> Columns:
        return {name: values for name, values in self._touches.items() if name != "touch"}

    def _reached(self) -> Columns:
        people, touches = work.touch_people(), self._touches
        order = np.argsort(touches["touch"])
        place = np.minimum(np.searchsorted(touches["touch"], people["touch"], sorter=order), max(len(order) - 1, 0))
        at = order[place] if len(order) else place[:0]
        there = touches["touch"][at] == people["touch"] if len(order) else np.zeros(0, dtype=bool)
        at, person = at[there], people["person"][: len(there)][there]
        whose = customers.surviving_persons(set(person.tolist()))
        return {
            "person": np.array([whose.get(one, one) for one in person.tolist()], dtype=np.int64),
            **{name: touches[name][at] for name in ("account", "day", "known", "gone")},
        }

    def _contact(self) -> Columns:
        with lake.session() as session:
            found = customers.contact_facts(session, day_end(self.day, self.zone))
        whose = customers.surviving_persons(set(found["person"].tolist()))
        known = self._days(found.pop("known"))
        return {
            **found,
            "person": np.array([whose.get(one, one) for one in found["person"].tolist()], dtype=np.int64),
            "starts": np.where(found["starts"] < 0, known, found["starts"]),
        }

    def _promise(self) -> Columns:
        found = work.promise_facts()
        return {**found, "known": self._days(found["known"]), "closed": self._days(found["closed"])}

    def _watch(self) -> Columns:
        found = customers.watch_facts()
        known = self._days(found["known"])
        return {**found, "known": known, "gone": np.full(len(known), np.iinfo(np.int64).max)}

    def _view(self) -> Columns:
        found = work.own_view_facts()
        until = np.minimum(found["expires"], self._days(found["ended"]))
        return {
            "account": found["account"], "band": found["band"], "since": self._days(found["since"]), "until": until,
        }  # fmt: skip

    def _score(self) -> Columns:
        """Bands of the accounts that somebody has a view of, on the computed days since."""
        views = self.raw.get("view") or self._view()
        live = (views["since"] <= day_number(self.day)) & (views["until"] > day_number(self.first))
        empty = {"account": views["account"][:0], "day": views["account"][:0], "band": views["account"][:0]}
        if not live.any():
            return empty
        since = max(day_of_number(int(views["since"][live].min())), self.day - _LONGEST_VIEW)
        days = stored_days(since, self.day)
        ids = sorted(set(views["account"][live].tolist()))
        book = stored(days, [HEALTH_BAND], accounts=ids) if days else None
        if book is None:
            return empty
        known = ~np.isnan(book.values[HEALTH_BAND])
        return {
            "account": book.accounts[known],
            "day": book.days[known].astype("datetime64[D]").astype(np.int64),
            "band": book.values[HEALTH_BAND][known].astype(np.int64),
        }

    def _paying(self) -> Columns:
        """Band and growth of MRR on the first computed day of each of the last weeks; nothing without contracts."""
        nothing = np.zeros(0, dtype=np.int64)
        if not has_lines():
            return dict.fromkeys(("account", "day", "band", "growth"), nothing)
        weeks = {one.isocalendar()[:2]: one for one in reversed(stored_days(self.day - _LONGEST_GROWTH, self.day))}
        book = stored(sorted(weeks.values()), [HEALTH_BAND, GROWTH])
        known = ~np.isnan(book.values[GROWTH])
        growth = np.clip(book.values[GROWTH][known], 0, 10**6) * PER_MILLE
        return {
            "account": book.accounts[known],
            "day": book.days[known].astype("datetime64[D]").astype(np.int64),
            "band": np.nan_to_num(book.values[HEALTH_BAND][known], nan=-1).astype(np.int64),
            "growth": np.rint(growth).astype(np.int64),
        }

    def _cadence(self) -> Columns:
        """The days of each account's tier, as the tier was known then."""
        with lake.session() as session:
            end = day_end(self.day, self.zone)
            found = session.fetch(customers.fields_as_of(session, end, fields=[EXISTS, "tier"]))
        days = {tier: cadence_days(tier) for tier in ("high", "mid", "tech", "community")}
        tiers = [days.get(tier) for tier in decode(found["tier"].tolist())]
        rows = [place for place, limit in enumerate(tiers) if limit is not None]
        return {
            "account": found["subject_id"][rows].astype(np.int64),
            "days": np.array([tiers[place] for place in rows], dtype=np.int64),
        }

    def _user(self, asks: Any) -> Columns:
        """The use of those whom the rule can be about; not kept, for it is by far the most."""
        also = sorted(set(self._left()["user"].tolist()))
        return quiet_users(
            self.day,
            self.first,
            least=asks.min_days,
            past=asks.gone_days + asks.window_days,
            share=asks.min_share,
            window=asks.window_days,
            also=also,
        )

    def _left(self) -> Columns:
        """The end users of people whose contact has ended."""
        if "contact" not in self.raw:
            self.raw["contact"] = self._contact()
        contacts = self.raw["contact"]
        late = day_number(self.first) - _GONE
        over = (contacts["ends"] <= day_number(self.day)) & (contacts["ends"] > late)
        users = customers.end_users_of_persons(set(contacts["person"][over].tolist())) if over.any() else {}
        rows = [
            (account, user, day)
            for account, person, day in zip(
                *(contacts[name][over].tolist() for name in ("account", "person", "ends")), strict=True
            )
            for user in users.get(person, ())
        ]
        table = np.array(rows, dtype=np.int64).reshape(len(rows), 3)
        return {"account": table[:, 0], "user": table[:, 1], "day": table[:, 2]}

    def _days(self, instants: Array) -> Array:
        """The workspace's day of each instant; the last of days where it never comes."""
        found = np.full(len(instants), np.iinfo(np.int64).max)
        real = instants < work.NEVER
        if real.any():
            low = instants[real].min().astype("datetime64[D]").item() - ONE_DAY
            high = instants[real].max().astype("datetime64[D]").item() + ONE_DAY
            span = [low + ONE_DAY * back for back in range((high - low).days + 1)]
            ends = [day_end(one, self.zone).astimezone(UTC).replace(tzinfo=None) for one in span]
            place = np.searchsorted(np.array(ends, dtype="datetime64[us]"), instants[real], side="right")
            found[real] = day_number(low) + place
        return found


def cadence_days(tier: str) -> int | None:
    """After how many days without a touch one is due; None for a tier that is not met by people."""
    given = getattr(work, "cadence_days", None)
    if given is not None:
        found: int | None = given(tier)
        return found
    return _USUAL_CADENCE.get(tier)
