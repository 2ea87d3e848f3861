"""What signals tell to the timeline of an account: when one began and ended, what people answered."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from banso.judgement.signals.models import AnswerKind, Signal, SignalAnswer
from banso.judgement.signals.queries.definitions import signal_rules
from banso.platform.definitions.api import in_language
from banso.platform.journal.api import Asked, Item, about, at_day, folded, newest, newest_days
from banso.platform.kit.text import fold


def timeline(asked: Asked) -> list[list[Item]]:
    """The streams of signals, each newest first; persons have none."""
    if not asked.accounts:
        return []
    return [list(read(kind, asked)) for kind, read in _STREAMS.items() if asked.wants(kind)]


def _names() -> dict[str, str]:
    return {slug: in_language(rule.name) for slug, rule in signal_rules().items()}


def _signals(asked: Asked, names: dict[str, str]) -> QuerySet[Signal]:
    rows = Signal.objects.filter(about(asked))
    if asked.until is not None:
        rows = rows.filter(found_at__lt=asked.until)
    return rows.filter(rule__in=_called(names, asked.text)) if asked.text else rows


def _called(names: dict[str, str], text: str) -> list[str]:
    return [slug for slug, name in names.items() if text in fold(name)]


def _began(kind: str, asked: Asked) -> Iterator[Item]:
    names, rules = _names(), signal_rules()
    for row in newest_days(_signals(asked, names), kind, asked, day="began"):
        rule = rules.get(row.rule)
        yield Item(
            kind=kind,
            at=at_day(row.began),
            id=row.pk,
            uid=row.uid,
            title=_("Signal: %(name)s") % {"name": names.get(row.rule, row.rule)},
            icon="activity",
            tone=rule.tone if rule else "risk",
            is_day=True,
        )


def _ended(kind: str, asked: Asked) -> Iterator[Item]:
    names = _names()
    rows = _signals(asked, names).filter(ended__isnull=False)
    for row in newest_days(rows, kind, asked, day="ended"):
        yield Item(
            kind=kind,
            at=at_day(row.ended),  # type: ignore[arg-type]
            id=row.pk,
            uid=row.uid,
            title=_("Signal ended: %(name)s") % {"name": names.get(row.rule, row.rule)},
            detail=row.get_end_reason_display() if row.end_reason else "",
            icon="circle-check",
            tone="good",
            is_day=True,
        )


def _answers(kind: str, asked: Asked) -> Iterator[Item]:
    names = _names()
    rows = SignalAnswer.objects.filter(about(asked), undone_at__isnull=True).select_related("signal")
    # A started play stands there itself.
    rows = rows.exclude(kind=AnswerKind.START)
    if asked.text:
        rows = rows.alias(said=folded("because"))
        rows = rows.filter(Q(said__contains=asked.text) | Q(signal__rule__in=_called(names, asked.text)))
    for row in newest(rows, kind, asked):
        about_what = names.get(row.signal.rule, row.signal.rule) if row.signal else _("Today")
        words = {"about": about_what, "answer": row.get_kind_display()}
        yield Item(
            kind=kind,
            at=row.at,
            id=row.pk,
            uid=row.uid,
            title=_("Answer to “%(about)s”: %(answer)s") % words,
            detail=row.because,
            member=row.member_id,
            icon="reply",
        )


_STREAMS: dict[str, Callable[[str, Asked], Iterator[Item]]] = {
    "signal.began": _began,
    "signal.ended": _ended,
    "signal.answer": _answers,
}
