"""Reading contracts and their lines as they are said to be now, with all that was said before."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from banso.platform.journal.api import folded
from banso.platform.kit.errors import NotFound
from banso.platform.kit.text import searched
from banso.record.customers.api import same_accounts
from banso.record.revenue.models import Contract, Line, Period, Product, Statement
from banso.record.revenue.rules.amending import Terms

_TERMS = tuple(Terms.__dataclass_fields__)
_COLUMNS = {"account": "account_id", "product": "product_id", "plan": "plan_id"}


@dataclass(frozen=True)
class Said:
    """A line with what is said of it now, and every statement about it, the newest first."""

    line: Line
    periods: list[Period] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)

    @property
    def terms(self) -> list[Terms]:
        """The periods as plain values."""
        return [terms_of(one) for one in self.periods]

    @property
    def holds(self) -> bool:
        """Whether anything is said of it still."""
        return bool(self.periods)


def find_contract(uid: UUID | str) -> Contract:
    """The workspace's contract with this ``uid`` or key; raises :class:`NotFound`."""
    try:
        return Contract.objects.select_related("account", "decision_maker", "created_by").get(uid=uid)
    except (Contract.DoesNotExist, ValueError, ValidationError) as error:
        found = list(Contract.objects.select_related("account", "decision_maker").filter(key=str(uid)[:200])[:2])
        if len(found) == 1:
            return found[0]
        raise NotFound(_("There is no such contract.")) from error


def find_line(uid: UUID | str) -> Line:
    """The workspace's line with this ``uid``; raises :class:`NotFound`."""
    try:
        return Line.objects.select_related("contract__account").get(uid=uid)
    except (Line.DoesNotExist, ValueError, ValidationError) as error:
        raise NotFound(_("There is no such contract line.")) from error


def last_statement(line_id: int) -> Statement | None:
    """What is said of a line now: its last statement that was not withdrawn."""
    rows = Statement.objects.filter(line_id=line_id, withdrawn_at=None)
    return rows.order_by("-known_at", "-pk").first()


def said_of(lines: Collection[Line]) -> list[Said]:
    """Lines with all that was said of them; a constant number of queries."""
    periods = Period.objects.select_related("product", "plan").order_by("start", "pk")
    rows = Statement.objects.filter(line__in=[one.pk for one in lines]).select_related("stated_by")
    rows = rows.order_by("-known_at", "-pk").prefetch_related(Prefetch("periods", queryset=periods))
    by_line: dict[int, list[Statement]] = {}
    for row in rows:
        by_line.setdefault(row.line_id, []).append(row)
    return [_said(line, by_line.get(line.pk, [])) for line in lines]


def said_of_line(line: Line) -> Said:
    """One line with all that was said of it."""
    return said_of([line])[0]


def lines_of_contract(contract: Contract) -> list[Said]:
    """The lines of a contract by when they start; those of which nothing is said any more last."""
    found = said_of(list(contract.lines.order_by("pk")))
    return sorted(found, key=lambda one: (not one.holds, one.periods[0].start if one.holds else None, one.line.pk))


def contracts_of_account(account_id: int) -> list[Contract]:
    """The contracts of an account and of those merged into it that hold anything, the newest first."""
    return list(_holding(Contract.objects.filter(account_id__in=same_accounts(account_id))).order_by("-pk"))


def newest_contracts(*, limit: int = 100) -> list[Contract]:
    """Contracts of the workspace that hold anything, the newest first."""
    return list(_holding(Contract.objects.select_related("account")).order_by("-pk")[:limit])


def holds(contract: Contract) -> bool:
    """Whether anything is said of its lines still."""
    return _holding(Contract.objects.filter(pk=contract.pk)).exists()


def products() -> list[Product]:
    """Every product, in its order."""
    return list(Product.objects.order_by("place", "name", "pk"))


def contracts_named(text: str, *, limit: int = 8) -> list[Contract]:
    """Contracts whose name, number or account's name has ``text`` in it; for the palette."""
    wanted = searched(text)
    if not wanted:
        return []
    rows = Contract.objects.select_related("account").alias(said=folded("name", "key"))
    rows = rows.filter(Q(said__contains=wanted) | Q(account__name_fold__contains=wanted))
    return list(_holding(rows).order_by("-pk")[:limit])


def terms_of(period: Period) -> Terms:
    """A period as plain values."""
    return Terms(**{name: getattr(period, _COLUMNS.get(name, name)) for name in _TERMS})


def _holding(rows: QuerySet[Contract]) -> QuerySet[Contract]:
    """Those about which something is said: what was taken back keeps its row and says nothing."""
    after = Q(known_at__gt=OuterRef("known_at")) | Q(known_at=OuterRef("known_at"), pk__gt=OuterRef("pk"))
    later = Statement.objects.filter(after, line=OuterRef("line"), withdrawn_at=None)
    said = Statement.objects.filter(line__contract=OuterRef("pk"), withdrawn_at=None, periods__isnull=False)
    return rows.filter(Exists(said.filter(~Exists(later))))


def _said(line: Line, statements: Iterable[Statement]) -> Said:
    every = list(statements)
    holds = next((one for one in every if one.withdrawn_at is None), None)
    return Said(line, list(holds.periods.all()) if holds else [], every)
