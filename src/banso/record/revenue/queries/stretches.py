"""Lines as the stretches that rules read, as they are said to be now or as they were known on a day."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final

from django.db.models import CharField, F, Q, QuerySet, Window
from django.db.models.functions import Cast, RowNumber

from banso.platform.kit.days import day_end
from banso.platform.kit.money import minor_digits
from banso.platform.tenancy.api import current_workspace
from banso.record.customers.api import merged_accounts
from banso.record.revenue.models import Line, Period, Statement
from banso.record.revenue.rules.facts import Stretch
from banso.record.revenue.rules.mrr import monthly

_DAYS: Final = (
    "start",
    "end",
    "signed",
    "term_end",
    "notice",
    "trial_end",
    "pause_from",
    "pause_to",
    "past_due_since",
)
_PRICE: Final = ("amount", "unit_price", "quantity", "interval", "interval_count", "discount", "currency")
_FEW: Final = 2_000
"""Accounts that are asked for by their ids at a time."""
MANY: Final = 20_000
"""Of more accounts everything is read, and the others are left out."""
_MILLION: Final = 1_000_000


def stretches(
    accounts: Collection[int] | None = None, *, known: date | None = None, since: date | None = None
) -> list[Stretch]:
    """Every stretch of every line, of all accounts or of those that ``accounts`` stand for, by line and start.

    ``known``: as it was known at the end of that day in the workspace; else as it is known now. All kinds of lines
    are there. Accounts are the survivors of merging, and a line whose account changed is given to each of them.
    ``since`` leaves out what ended before that day.
    """
    merged = merged_accounts()
    if accounts is None:
        return _read(_periods(last_statements(known), since), merged)
    wanted = sorted(set(accounts))
    if len(wanted) > MANY:
        every = set(wanted)
        return [one for one in _read(_periods(last_statements(known), since), merged) if one.account in every]
    found: list[Stretch] = []
    for start in range(0, len(wanted), _FEW):
        some = set(wanted[start : start + _FEW])
        same = some | {one for one, survivor in merged.items() if survivor in some}
        # Before the window is made, else it is made of every line there is.
        last = last_statements(known, lines=Period.objects.filter(account__in=same).values("statement__line"))
        found += (one for one in _read(_periods(last, since), merged) if one.account in some)
    if len(wanted) > _FEW:
        found.sort(key=lambda one: (one.line, one.start))
    return found


def _periods(statements: QuerySet[Statement], since: date | None) -> QuerySet[Period]:
    rows = Period.objects.filter(statement__in=statements.values("pk"))
    return rows if since is None else rows.filter(Q(end=None) | Q(end__gte=since))


def last_statements(known: date | None, *, lines: QuerySet[Any, Any] | None = None) -> QuerySet[Statement]:
    """The statement of each line (or of ``lines``) that holds; a withdrawn one was never said."""
    said = Statement.objects.filter(withdrawn_at=None)
    if lines is not None:
        said = said.filter(line__in=lines)
    if known is not None:
        said = said.filter(known_at__lt=day_end(known, current_workspace().timezone))
    newest = Window(RowNumber(), partition_by="line_id", order_by=[F("known_at").desc(), F("pk").desc()])
    return said.annotate(place=newest).filter(place=1)


def _read(rows: QuerySet[Period], merged: dict[int, int]) -> list[Stretch]:
    # Days come as text and are read once each: a quarter of a million lines name a few thousand days.
    texts = {f"text_{name}": Cast(name, CharField()) for name in _DAYS}
    order = ("statement__line_id", "start", "pk")
    columns = ("statement__line_id", "account_id", "statement__line__contract_id", "product_id", "plan_id", "kind")
    tuples = rows.annotate(**texts).order_by(*order).values_list(*columns, *_PRICE, *texts)
    day, pieces = _Days({None: None}), _Pieces({None: None})
    price = prices()
    return [
        Stretch(
            line=line,
            account=merged.get(account, account),
            contract=contract,
            product=product,
            plan=plan or 0,
            kind=kind,
            mrr=price(amount, unit_price, quantity, interval, count, discount, currency),
            quantity=pieces[quantity],
            currency=currency,
            start=day[start],
            end=day[end],
            signed=day[signed],
            term_end=day[term_end],
            notice=day[notice],
            trial_end=day[trial_end],
            pause_from=day[pause_from],
            pause_to=day[pause_to],
            past_due_since=day[past_due_since],
        )
        for (
            line, account, contract, product, plan, kind,
            amount, unit_price, quantity, interval, count, discount, currency,
            start, end, signed, term_end, notice, trial_end, pause_from, pause_to, past_due_since,
        ) in tuples.iterator(chunk_size=5_000)
    ]  # fmt: skip


class _Days(dict[Any, Any]):
    """Days by their text, each read once."""

    def __missing__(self, text: str) -> date:
        self[text] = found = date.fromisoformat(text[:10])
        return found


class _Pieces(dict[Any, Any]):
    """Quantities by their millionths, each made once."""

    def __missing__(self, millionths: int) -> Fraction:
        self[millionths] = found = Fraction(millionths, _MILLION)
        return found


def prices() -> Callable[..., Fraction]:
    """What a period's price comes to a month, computed once for each price."""

    @lru_cache(maxsize=200_000)
    def price(
        amount: int | None, unit_price: int | None, quantity: int | None, interval: str, count: int, discount: int,
        currency: str,
    ) -> Fraction:  # fmt: skip
        return monthly(
            amount=amount,
            unit_price=unit_price,
            quantity=quantity,
            interval=interval,
            count=count,
            discount=discount,
            digits=minor_digits(currency),
        )

    return price


def accounts_of_lines(lines: Collection[int]) -> set[int]:
    """Every account that any statement about these lines names, as it survived merging."""
    merged = merged_accounts()
    named = Period.objects.filter(statement__line__in=lines).values_list("account_id", flat=True).distinct()
    payers = Line.objects.filter(pk__in=lines).values_list("contract__account_id", flat=True).distinct()
    return {merged.get(one, one) for one in (*named, *payers)}
