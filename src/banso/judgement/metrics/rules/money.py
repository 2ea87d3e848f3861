"""Metrics of money: lines of contracts as they were known at the end of a day, counted in memory for all accounts.

The same readings as the ledger's (trial, pause, notice, dunning, grace), on columns and in floats: a metric is looked
at, never tied out. Days are whole numbers, :data:`NO_DAY` where not set; instants are datetime64[us] in UTC; amounts
are of the workspace's currency.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from banso.judgement.metrics.rules.terms import Measure, Ratio, Reference, Term
from banso.platform.kit.columns import Array, Columns, take

NO_DAY = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Reading:
    """How lines are read; see the workspace's revenue policy."""

    grace_days: int = 30
    dunning_days: int = 30
    ignores_pause: bool = False
    ends_on_notice: bool = False


@dataclass(frozen=True)
class Books:
    """Lines as they were known at the end of ``day``, sorted by account; ``start`` to ``end`` (exclusive) in force.

    ``columns`` are those of the facts, with ``paid`` (the first day that charges), ``ends`` (as the policy reads it)
    and ``stays`` (the same, but open where a renewal may still come); ``amount`` is MRR in the workspace's currency.
    """

    day: int
    columns: Columns
    reading: Reading

    def __getitem__(self, name: str) -> Array:
        return self.columns[name]


def by_account(lines: Columns) -> Columns:
    """The facts in the order that :func:`books` wants: by account, then as they stood."""
    return take(lines, np.argsort(lines["account"], kind="stable"))


def books(lines: Columns, day: int, end: np.datetime64, rate: Array, reading: Reading) -> Books:
    """What was known of ``lines`` (by account) at ``end``, the end of ``day``; ``rate``: what one minor unit of each
    currency was worth then, NaN where nobody said so.
    """
    some = take(lines, (lines["known"] < end) & (lines["until"] >= end))
    some["paid"] = np.where(some["trial_end"] == NO_DAY, some["start"], np.maximum(some["start"], some["trial_end"]))
    ends, is_late = _ends(some, day, reading)
    some["ends"] = ends
    some["amount"] = some["mrr"] * rate[some["currency"]] if len(rate) else some["mrr"]
    some["stays"] = np.where(_awaited(some, is_late, day, reading), NO_DAY, ends)
    return Books(day, some, reading)


def _ends(some: Columns, day: int, reading: Reading) -> tuple[Array, Array]:
    """From when on each line is no longer in force, and whether that is because it was not paid."""
    end, notice, term = some["end"], some["notice"], some["term_end"]
    noticed = notice != NO_DAY
    if reading.ends_on_notice:
        end = np.where(noticed, np.minimum(end, notice), end)
    else:
        last = np.where(term == NO_DAY, notice, np.maximum(term, notice))
        end = np.where(noticed & (end == NO_DAY), last, end)
    owing = some["past_due_since"] != NO_DAY
    lost = np.where(owing, some["past_due_since"], 0) + reading.dunning_days + 1
    is_late = owing & (lost < end) & (lost <= day)
    return np.where(is_late, lost, end), is_late


def _awaited(some: Columns, is_late: Array, day: int, reading: Reading) -> Array:
    """Which lines ended without notice, not long ago, with nothing in their place: their renewal may still come."""
    end = some["end"]
    chosen = (end > day - reading.grace_days) & (end <= day) & (some["notice"] == NO_DAY)
    chosen &= (some["paid"] < end) & (some["ends"] == end) & ~is_late
    found = np.zeros(len(end), dtype=bool)
    at = np.flatnonzero(chosen)
    if reading.grace_days <= 0 or not len(at):
        return found
    ended, other = _pairs(some["account"], at)
    later = (other != at[ended]) & ((end[other] == NO_DAY) | (end[other] > end[at[ended]]))
    ended, other = ended[later], other[later]
    mine = at[ended]
    soonest = np.maximum(end[mine] - reading.grace_days, some["start"][mine] + 1)
    same = some["product"][other] == some["product"][mine]
    follows = same & (some["start"][other] >= soonest)
    swaps = ~same & (some["start"][other] == end[mine])
    swaps[swaps] = ~_had_before(some, other[swaps], end[mine[swaps]])
    followed = np.zeros(len(at), dtype=bool)
    followed[ended[follows | swaps]] = True
    found[at[~followed]] = True
    return found


def _had_before(some: Columns, lines: Array, day: Array) -> Array:
    """Whether the account of each of ``lines`` had its product until ``day`` already."""
    which, other = _pairs(some["account"], lines)
    had = (some["product"][other] == some["product"][lines[which]]) & (some["start"][other] < day[which])
    had &= some["end"][other] >= day[which]
    found = np.zeros(len(lines), dtype=bool)
    found[which[had]] = True
    return found


def _pairs(account: Array, at: Array) -> tuple[Array, Array]:
    """For each of the rows ``at`` every row of its account: places in ``at``, and rows. ``account`` is sorted."""
    start = np.searchsorted(account, account[at], side="left")
    size = np.searchsorted(account, account[at], side="right") - start
    which = np.repeat(np.arange(len(at)), size)
    before = np.cumsum(size) - size
    return which, np.arange(int(size.sum())) - before[which] + start[which]


def count_terms(terms: dict[str, Term], found: Books, accounts: Array) -> Columns:
    """One float64 column for each of the resolved ``terms``, as long as ``accounts`` (sorted); NaN is "no value"."""
    known: dict[Measure, Array] = {}
    return {slug: _value(term, found, accounts, known) for slug, term in terms.items()}


def _value(term: Term, found: Books, accounts: Array, known: dict[Measure, Array]) -> Array:
    if isinstance(term, Ratio):
        over, under = (_value(side, found, accounts, known) + term.plus for side in (term.over, term.under))
        return quotient(over, under)
    if isinstance(term, Reference):
        raise TypeError("resolve() comes first")
    if term not in known:
        known[term] = _KINDS[term.kind, term.of](found, term, accounts)
    return known[term]


def quotient(over: Array, under: Array) -> Array:
    """``over`` / ``under``, without a value where the lower side is 0 or has none."""
    share: Array = np.divide(over, under, out=np.full(len(over), np.nan), where=(under != 0) & ~np.isnan(under))
    return share


def _mrr(found: Books, measure: Measure, accounts: Array) -> Array:
    on = _on(found, found.day - measure.offset) & ~_paused(found, found.day - measure.offset)
    return _summed(found, np.where(on, found["amount"], 0.0), accounts)


def _cmrr(found: Books, measure: Measure, accounts: Array) -> Array:
    on = _on(found, found.day)
    leaves = on & (found["notice"] <= found.day) & (found["stays"] != NO_DAY)
    amount = np.where(on & ~leaves, found["amount"], 0.0) + _signed(found)
    return _summed(found, amount, accounts)


def _signed(found: Books) -> Array:
    """What each line adds that is signed and not live, and each line takes away that such a one takes the place of."""
    some, day = found.columns, found.day
    left = (some["notice"] > day) & (some["ends"] > some["paid"]) & (some["mrr"] != 0)
    ahead = left & (some["signed"] <= day) & (some["paid"] > day)
    change = np.where(ahead, some["amount"], 0.0)
    keys = set(zip(some["account"][ahead].tolist(), some["product"][ahead].tolist(), strict=True))
    if not keys:
        return change
    standing = left & (some["paid"] <= day) & (some["ends"] > day)
    rows = np.flatnonzero((ahead | standing) & np.isin(some["account"], some["account"][ahead]))
    groups: dict[tuple[int, int], list[int]] = {}
    for row in rows.tolist():
        key = int(some["account"][row]), int(some["product"][row])
        if key in keys:
            groups.setdefault(key, []).append(row)
    paid, ends = some["paid"], some["ends"]
    for group in groups.values():
        there = [row for row in group if not ahead[row]]
        for line in sorted((row for row in group if ahead[row]), key=lambda row: paid[row]):
            soonest = paid[line] - found.reading.grace_days
            replaced = [row for row in there if soonest <= ends[row] <= paid[line]]
            for row in replaced:
                change[row] -= some["amount"][row]
            there = [row for row in there if row not in replaced] + [line]
    return change


def _seats(found: Books, measure: Measure, accounts: Array) -> Array:
    on = _on(found, found.day - measure.offset) & ~np.isnan(found["quantity"])
    seats = _summed(found, np.where(on, found["quantity"], 0.0), accounts)
    seats[_summed(found, on.astype(np.float64), accounts) == 0] = np.nan
    return seats


def _renewal(found: Books, _measure: Measure, accounts: Array) -> Array:
    at, term = _terms(found)
    return _least(found, at, term - found.day, accounts)


def _notice(found: Books, _measure: Measure, accounts: Array) -> Array:
    at, term = _terms(found)
    notice = np.maximum(found["notice_days"][at], 1)
    by = term - notice
    late = (by < found.day) & _renews(found)[at]
    by[late] = _next_of(found, at[late], found.day + notice[late] - 1) - notice[late]
    ahead = by >= found.day
    return _least(found, at[ahead], (by - found.day)[ahead], accounts)


def _terms(found: Books) -> tuple[Array, Array]:
    """The lines in force that may renew, and the end of the term each is in (exclusive)."""
    some, day = found.columns, found.day
    term = np.where(some["term_end"] == NO_DAY, some["end"], some["term_end"])
    lasts = (term != NO_DAY) & (term > some["start"]) & ((some["end"] == NO_DAY) | (some["end"] >= term))
    at = np.flatnonzero(lasts & _on(found, day) & ~(some["notice"] <= day) & (some["mrr"] != 0))
    term = term[at]
    over = (term <= day) & _renews(found)[at]
    term[over] = _next_of(found, at[over], np.full(int(over.sum()), day))
    ahead = term > day
    return at[ahead], term[ahead]


def _renews(found: Books) -> Array:
    """Lines whose terms follow each other until somebody gives notice."""
    renews: Array = found["auto_renews"] & (found["end"] == NO_DAY) & (found["term_end"] != NO_DAY)
    return renews


def _next_of(found: Books, at: Array, day: Array) -> Array:
    """The first end of a term after ``day`` of lines that renew themselves."""
    return _next_terms(found["start"][at], found["term_end"][at], day)


def _next_terms(start: Array, term: Array, day: Array) -> Array:
    """The first end after ``day`` of terms of one length that follow each other, always counted from the first one."""
    length = np.maximum(np.rint((term - start) * 12 / 365.2425).astype(np.int64), 1)
    month = term.astype("datetime64[D]").astype("datetime64[M]")
    back = (day.astype("datetime64[D]").astype("datetime64[M]") - month).astype(np.int64)
    times = np.maximum(back // length, 0)
    found_ = _months_on(term, times * length)
    later = found_ <= day
    found_[later] = _months_on(term[later], (times[later] + 1) * length[later])
    return found_


def _months_on(day: Array, months: Array) -> Array:
    """The day so many months later, or the last one of that month where it is shorter."""
    month = day.astype("datetime64[D]").astype("datetime64[M]")
    within = day - month.astype("datetime64[D]").astype(np.int64)
    wanted = month + months
    first = wanted.astype("datetime64[D]").astype(np.int64)
    following = (wanted + 1).astype("datetime64[D]").astype(np.int64)
    later: Array = np.minimum(first + within, following - 1)
    return later


def _tenure(found: Books, measure: Measure, accounts: Array) -> Array:
    """Days since the lines in force began, over gaps of at most ``window`` days; none where nothing is in force."""
    day = found.day
    at = np.flatnonzero((found["paid"] <= day) & (found["stays"] > found["paid"]) & (found["mrr"] != 0))
    order = at[np.lexsort((found["paid"][at], found["account"][at]))]
    account, paid = found["account"][order], found["paid"][order]
    if not len(account):
        return np.full(len(accounts), np.nan)
    rank = np.cumsum(np.diff(account, prepend=account[:1]) != 0)
    span = day + 2
    reached = np.maximum.accumulate(rank * span + np.minimum(found["stays"][order], day + 1)) - rank * span
    begins = np.ones(len(account), dtype=bool)
    begins[1:] = (np.diff(account) != 0) | (paid[1:] > reached[:-1] + measure.window)
    since = paid[np.maximum.accumulate(np.where(begins, np.arange(len(account)), 0))]
    last = np.append(np.diff(account) != 0, True)
    held = last & (reached > day)
    return _least(found, order[held], (day - since)[held], accounts)


@dataclass(frozen=True)
class Months:
    """What lines say of accounts month by month, all as known on the last of the past days.

    ``base``: MRR with what is paused and without what is under notice, at the end of each past day (a column).
    ``held``: the same with what is under notice: an account without it has left.
    ``term`` and ``notice``: whether a term ends, or a last day of notice passes, in the month after each day, the past
    ones and those ahead. ``signed``: what is signed and not live, on the last past day. ``since``: the day of the first
    line that charged.
    """

    base: Array
    held: Array
    term: Array
    notice: Array
    signed: Array
    since: Array


def months(found: Books, past: Sequence[int], ahead: Sequence[int], accounts: Array) -> Months:
    """Figures of ``accounts`` on the days ``past`` (the last is that of ``found``) and in the months to ``ahead``."""
    some, days = found.columns, [*past, *ahead]
    term = np.where(some["term_end"] == NO_DAY, some["end"], some["term_end"])
    lasts = (term != NO_DAY) & (term > some["start"]) & ((some["end"] == NO_DAY) | (some["end"] >= term))
    lasts &= some["mrr"] != 0
    renews, days_of_notice = _renews(found), np.maximum(some["notice_days"], 1)
    ends: list[Array] = []
    notices: list[Array] = []
    for day, following in pairwise(days):
        at = np.flatnonzero(lasts & _on(found, min(day, found.day)) & ~(some["notice"] <= min(day, found.day)))
        # Nobody knows whether a term ahead is renewed: it is asked of each that would follow.
        rolls = renews[at] | (day >= found.day)
        for kept, back in ((ends, np.zeros(len(at), dtype=np.int64)), (notices, days_of_notice[at])):
            own = term[at]
            over = rolls & (own - back <= day)
            own[over] = _next_terms(some["start"][at[over]], own[over], day + back[over])
            kept.append(_any(found, at[(own - back > day) & (own - back <= following)], accounts))
    base = [_summed(found, np.where(_stays_on(found, day), found["amount"], 0.0), accounts) for day in past]
    held = [_summed(found, np.where(_on(found, day), found["amount"], 0.0), accounts) for day in past]
    paid = np.flatnonzero((some["ends"] > some["paid"]) & (some["mrr"] != 0))
    return Months(
        base=np.nan_to_num(np.stack(base, axis=1)),
        held=np.nan_to_num(np.stack(held, axis=1)),
        term=np.stack(ends, axis=1) if ends else np.zeros((len(accounts), 0), dtype=bool),
        notice=np.stack(notices, axis=1) if notices else np.zeros((len(accounts), 0), dtype=bool),
        signed=np.nan_to_num(_summed(found, _signed(found), accounts)),
        since=_least(found, paid, some["paid"][paid], accounts),
    )


def _stays_on(found: Books, day: int) -> Array:
    held: Array = _on(found, day) & ~((found["notice"] <= day) & (found["stays"] != NO_DAY))
    return held


def _any(found: Books, at: Array, accounts: Array) -> Array:
    place, there = _places(found["account"][at], accounts)
    some = np.zeros(len(accounts), dtype=bool)
    some[place[there]] = True
    return some


def _on(found: Books, day: int) -> Array:
    held: Array = (found["paid"] <= day) & (found["stays"] > day) & (found["ends"] > found["paid"])
    return held


def _paused(found: Books, day: int) -> Array:
    if found.reading.ignores_pause:
        return np.zeros(len(found["paid"]), dtype=bool)
    paused: Array = (found["pause_from"] <= day) & (found["pause_to"] > day)
    return paused


def _summed(found: Books, amount: Array, accounts: Array) -> Array:
    """Sums by account; no value for those of whom no line was known."""
    place, there = _places(found["account"], accounts)
    sums = np.bincount(place[there], weights=amount[there], minlength=len(accounts)).astype(np.float64)
    sums[np.bincount(place[there], minlength=len(accounts)) == 0] = np.nan
    return sums


def _least(found: Books, at: Array, value: Array, accounts: Array) -> Array:
    place, there = _places(found["account"][at], accounts)
    least = np.full(len(accounts), np.inf)
    np.minimum.at(least, place[there], value[there].astype(np.float64))
    nearest: Array = np.where(np.isinf(least), np.nan, least)
    return nearest


def _places(account: Array, accounts: Array) -> tuple[Array, Array]:
    place = np.minimum(np.searchsorted(accounts, account), max(len(accounts) - 1, 0))
    there = accounts[place] == account if len(accounts) else np.zeros(len(account), dtype=bool)
    return place, there


_KINDS: dict[tuple[str, str], Callable[[Books, Measure, Array], Array]] = {
    ("sum", "mrr"): _mrr,
    ("sum", "cmrr"): _cmrr,
    ("sum", "seats"): _seats,
    ("days_until", "renewal"): _renewal,
    ("days_until", "notice"): _notice,
    ("tenure", ""): _tenure,
}
