"""What revenue tells to the timeline of an account: what was said of its lines, how renewals ended, losses, orders."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banso.platform.journal.api import Asked, Item, about, at_day, folded, newest, newest_days
from banso.platform.ui import formats
from banso.record.revenue.models import (
    Loss,
    Order,
    Period,
    ProposalStage,
    ProposalStep,
    Renewal,
    RenewalStage,
    Statement,
)
from banso.record.revenue.queries.orders import order_word
from banso.record.revenue.queries.policy import policy, reason_name

_TONES = {RenewalStage.RENEWED: "good", RenewalStage.CHANGED: "good", RenewalStage.LOST: "risk"}
_PROPOSAL_TONES = {ProposalStage.WON: "good", ProposalStage.LOST: "risk"}


def timeline(asked: Asked) -> list[list[Item]]:
    """The streams of revenue, each newest first; persons have none. A constant number of queries."""
    if not asked.accounts:
        return []
    return [list(read(kind, asked)) for kind, read in _STREAMS.items() if asked.wants(kind)]


def _statements(kind: str, asked: Asked) -> Iterator[Item]:
    """When something was said of a line. What was withdrawn was never said."""
    rows: QuerySet[Statement] = Statement.objects.filter(about(asked, account="line__contract__account_id"))
    rows = rows.filter(withdrawn_at=None)
    if asked.text:
        named = folded("reason", "line__contract__name")
        sold = Period.objects.alias(said=folded("product__name")).filter(said__contains=asked.text)
        rows = rows.alias(said=named).filter(Q(said__contains=asked.text) | Q(pk__in=sold.values("statement_id")))
    periods = Prefetch("periods", queryset=Period.objects.select_related("product").order_by("start", "pk"))
    rows = newest(rows, kind, asked, at="known_at").select_related("line__contract").prefetch_related(periods)
    found = list(rows)
    first = _first_of([one.line_id for one in found])
    for row in found:
        said = list(row.periods.all())
        yield Item(
            kind=kind,
            at=row.known_at,
            id=row.pk,
            uid=row.uid,
            title=_title(row, said, is_first=first.get(row.line_id) == row.pk),
            detail=" · ".join(one for one in (str(row.line.contract), row.reason) if one),
            member=row.stated_by_id,
            who="" if row.stated_by_id else row.line.source,
            icon="file-text",
        )


def _title(row: Statement, said: Sequence[Period], *, is_first: bool) -> str:
    if not said:
        return _("Contract line taken back")
    last = said[-1]
    words = {"name": last.product.name}
    if last.notice is not None:
        return _("Notice given: %(name)s") % words
    if is_first:
        return _("Contract line signed: %(name)s") % words
    if last.end is not None and last.term_end is not None and last.end < last.term_end:
        return _("Contract line ended early: %(name)s") % words
    return _("Contract line amended: %(name)s") % words


def _first_of(lines: Sequence[int]) -> dict[int, int]:
    rows = Statement.objects.filter(line__in=lines, withdrawn_at=None).order_by("-known_at", "-pk")
    return dict(rows.values_list("line_id", "pk"))


def _renewals(kind: str, asked: Asked) -> Iterator[Item]:
    rows = Renewal.objects.filter(about(asked, account="contract__account_id"), closed_at__isnull=False)
    if asked.text:
        rows = rows.alias(said=folded("note", "contract__name")).filter(said__contains=asked.text)
    for row in newest(rows, kind, asked, at="closed_at").select_related("contract"):
        day = formats.day(row.term_end, get_language() or "en")
        yield Item(
            kind=kind,
            at=row.closed_at or row.created_at,
            id=row.pk,
            uid=row.uid,
            title=_("Renewal of %(day)s: %(stage)s") % {"day": day, "stage": row.get_stage_display()},
            detail=" · ".join(one for one in (str(row.contract), row.note) if one),
            member=row.closed_by_id,
            icon="calendar-clock",
            tone=_TONES.get(RenewalStage(row.stage), "info"),
        )


def _losses(kind: str, asked: Asked) -> Iterator[Item]:
    rows = Loss.objects.filter(about(asked, account="line__contract__account_id"))
    if asked.until is not None:
        rows = rows.filter(said_at__lt=asked.until)
    if asked.text:
        rows = rows.alias(said=folded("note")).filter(said__contains=asked.text)
    policy_ = policy()
    for row in newest_days(rows, kind, asked, day="ended_on").select_related("line__contract"):
        yield Item(
            kind=kind,
            at=at_day(row.ended_on),
            id=row.pk,
            uid=row.uid,
            title=_("Contract line lost: %(reason)s") % {"reason": reason_name(row.reason, policy_)},
            detail=" · ".join(one for one in (str(row.line.contract), row.note) if one),
            member=row.said_by_id,
            icon="trending-down",
            tone="risk",
            is_day=True,
        )


def _orders(kind: str, asked: Asked) -> Iterator[Item]:
    rows = Order.objects.filter(about(asked), withdrawn_at=None).select_related("product")
    if asked.until is not None:
        rows = rows.filter(known_at__lt=asked.until)
    if asked.text:
        rows = rows.alias(said=folded("product__name", "key")).filter(said__contains=asked.text)
    for row in newest_days(rows, kind, asked, day="ordered_on"):
        amount = formats.money(row.amount, row.currency, get_language() or "en")
        yield Item(
            kind=kind,
            at=at_day(row.ordered_on),
            id=row.pk,
            uid=row.uid,
            title=f"{order_word(row.kind)}: {row.product.name if row.product else row.key}",
            detail=amount,
            # What a member entered has no source to name.
            who="" if row.source == "manual" else row.source,
            icon="shopping-cart",
            is_day=True,
        )


def _proposals(kind: str, asked: Asked) -> Iterator[Item]:
    """Every step of a proposal: opened, moved on, won or lost."""
    rows = ProposalStep.objects.filter(
        about(asked, account="proposal__account_id"), proposal__deleted_at=None
    ).select_related("proposal__product")
    if asked.text:
        named = folded("proposal__goal", "proposal__product__name", "proposal__reason")
        rows = rows.alias(said=named).filter(said__contains=asked.text)
    for row in newest(rows, kind, asked, at="said_at"):
        one = row.proposal
        amount = formats.money(row.mrr, one.currency, get_language() or "en")
        reason = one.reason if row.stage == ProposalStage.LOST else ""
        yield Item(
            kind=kind,
            at=row.said_at,
            id=row.pk,
            uid=row.uid,
            title=_("Proposal of %(name)s: %(stage)s") % {"name": one.product.name, "stage": row.get_stage_display()},
            detail=" · ".join(part for part in (amount, one.goal, reason) if part),
            member=row.said_by_id,
            icon="handshake",
            tone=_PROPOSAL_TONES.get(ProposalStage(row.stage), "info"),
        )


_STREAMS: dict[str, Callable[[str, Asked], Iterator[Item]]] = {
    "contract.line": _statements,
    "contract.loss": _losses,
    "contract.order": _orders,
    "contract.proposal": _proposals,
    "contract.renewal": _renewals,
}
