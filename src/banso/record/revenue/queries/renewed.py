"""Terms that were due in a window, and what became of their money, from the stored runs.

In the lake's SQL what :func:`banso.record.revenue.rules.renewing.renewals` says in plain Python.
"""

# ruff: noqa: S608 - the engine's own tables and columns; values are numbers

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Final

from banso.record.revenue.queries.ledger import RUNS, open_runs
from banso.record.revenue.queries.reports import Books, Reading
from banso.record.revenue.rules.grains import Grains
from banso.record.revenue.rules.storing import day_number

_WHEN: Final = {
    "due": "r.term_end = e.day AND NOT r.pending AND r.start < e.day",
    "before": "r.start < e.day",
    "after": "r.until > e.day",
}
"""Which runs of the product, among those on the day of the term or on the one before it, are counted as what."""


@dataclass(frozen=True, slots=True)
class Renewed:
    """``accounts`` had a term that ended, ``renewed_accounts`` of them renewed something; sums as in ``Renewals``."""

    accounts: int
    renewed_accounts: int
    total_due: Fraction
    total_kept: Fraction
    total_renewed: Fraction


def renewed_between(books: Books, first: date, last: date, reading: Reading) -> Renewed:
    """The terms that ended from ``first`` to ``last``, as far as they are known, in the currency of ``books``."""
    open_runs(books.engine, books.out, accounts=reading.accounts, products=reading.products)
    begin, end = day_number(first), day_number(min(last, books.known))
    rows = list(_terms(books, begin, end))
    grains = Grains({(row[3], row[4]) for row in rows}, lambda code: books.convert(Fraction(1), code, first))
    # By account: due, kept, renewed.
    sums: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
    terms: dict[tuple[int, int, int], list[int]] = {}
    for account, product, day, currency, den, *parts in rows:
        term = terms.setdefault((account, product, day), [0, 0, 0])
        for place in range(3):
            term[place] += grains.count(currency, parts[2 * place], parts[2 * place + 1], den)
    for (account, _product, _day), (due, before, after) in terms.items():
        # What the account has of the product beside the lines that were due is not counted as renewed.
        renewed = max(0, after - (before - due))
        total = sums[account]
        total[0] += due
        total[1] += min(due, renewed)
        total[2] += renewed
    whole = [grains.money(sum(one[place] for one in sums.values())) for place in range(3)]
    return Renewed(len(sums), sum(one[2] > 0 for one in sums.values()), *whole)


def _terms(books: Books, begin: int, end: int) -> Any:
    """Account, product, day, currency, den; then whole and num of what was due, before and after."""
    parts = ", ".join(
        f"coalesce(CAST(sum(r.{name}) FILTER ({when}) AS BIGINT), 0) AS {name}_{key}"
        for key, when in _WHEN.items()
        for name in ("whole", "num")
    )
    columns = books.engine.sql(
        f"WITH charged AS (SELECT * FROM {RUNS} WHERE NOT paused AND (whole > 0 OR num > 0)),"
        " ended AS (SELECT DISTINCT account, product, term_end AS day FROM charged WHERE NOT pending"
        f" AND term_end BETWEEN {begin} AND {end} AND start < term_end AND until >= term_end)"
        f" SELECT e.account, e.product, e.day, r.currency, r.den, {parts} FROM ended e JOIN charged r"
        " ON r.account = e.account AND r.product = e.product AND r.start <= e.day AND r.until >= e.day"
        " GROUP BY ALL"
    )
    return zip(*(column.tolist() for column in columns.values()), strict=True)
