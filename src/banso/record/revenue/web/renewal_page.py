"""What the page of renewals shows: whose, by month and stage, each with its state in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from banso.platform.kit.bands import BANDS
from banso.platform.tenancy.api import current_workspace
from banso.record.revenue.models import RenewalStage
from banso.record.revenue.queries.conversion import conversion
from banso.record.revenue.queries.pipeline import EVERYBODY, STANDING_NAMES, STATES, AskedRenewals, found_renewals
from banso.record.revenue.queries.renewals import Due, Look
from banso.record.revenue.rules.fx import NoRate
from banso.record.revenue.rules.renewals import CLOSED, STEP_IN_DAYS
from banso.record.revenue.web.words import STANDING_TONES, day, short_money
from banso.record.work.api import apart


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One month of the summary: what ends in it by stage, with the address that shows only that."""

    label: str
    url: str
    is_chosen: bool
    n: int
    total: str
    cells: list[tuple[str, str]]
    step_in: int


@dataclass(frozen=True)
class Pipeline:
    """The page's rows, its summary, and what could not be added up."""

    rows: list[Due]
    months: list[MonthRow]
    stages: list[tuple[str, str]]
    names: Mapping[int, str]
    owners: list[tuple[str, str]]
    total: str
    n: int
    looks: int
    late: int
    unconverted: int
    sums: Sums
    links: Mapping[str, str]


@dataclass(frozen=True)
class ShownRenewal:
    """One renewal in words."""

    due: Due
    url: tuple[str, str]
    amount: str
    then: str
    together: str
    standing: str
    tone: str
    band: str
    owner: str
    notice_words: str
    window: str
    looks: list[tuple[Look, str, str]]
    step_is_late: bool


def pipeline(asked: AskedRenewals, today: date) -> Pipeline:
    """Everything about the page; a constant number of queries."""
    found = found_renewals(asked, today)
    sums = Sums(today)
    months = _months(found.kept, asked, sums)
    owned = set(found.owners.values())
    return Pipeline(
        rows=found.rows,
        months=months,
        stages=_stages(asked),
        names={one.pk: one.name for one in found.everybody},
        owners=[(str(one.uid), one.name) for one in found.everybody if one.pk in owned],
        total=sums.said(found.rows),
        n=len(found.rows),
        looks=found.looks,
        late=found.late,
        unconverted=sums.missing,
        sums=sums,
        links=_links(asked),
    )


def shown_renewal(due: Due, names: Mapping[int, str], sums: Sums) -> ShownRenewal:
    """One of them in words; ``sums`` says what several currencies come to together."""
    today = due.today
    step = due.renewal.next_step_on if due.renewal else None
    return ShownRenewal(
        due=due,
        url=due.key,
        amount=_a_year(due.mrr),
        then=_a_year(due.then) if due.is_followed and due.is_changed else "",
        together=sums.together(due),
        standing=str(STANDING_NAMES[due.standing]),
        tone=STANDING_TONES.get(due.standing, "outline"),
        band=BANDS[due.band] if due.band is not None else "",
        owner=names.get(due.owner or 0, ""),
        notice_words=_notice(due),
        window=_window(due),
        looks=[(one, *_look(one)) for one in due.looks],
        step_is_late=step is not None and step < today and not due.is_closed,
    )


@dataclass(frozen=True)
class ShownLook:
    """A checkpoint in words: what the score saw, what the member did, and by how much they are apart."""

    look: Look
    word: str
    tone: str
    score: float | None
    score_band: str
    view_band: str
    difference: str


def shown_looks(due: Due) -> list[ShownLook]:
    """The checkpoints of a renewal."""
    found = []
    for one in due.looks:
        word, tone = _look(one)
        said = one.answer if one.is_answered else None
        view = said.view if said else None
        found.append(
            ShownLook(
                look=one,
                word=word,
                tone=tone,
                score=said.score if said else None,
                score_band=BANDS[said.score_band] if said and said.score_band is not None else "",
                view_band=BANDS[view] if view is not None else "",
                difference=difference(view, said.score_band) if said and view is not None else "",
            )
        )
    return found


def difference(view: int, band: int | None) -> str:
    """How far a member's view is from the score's, in words; empty where they agree or there is no score."""
    by = apart(view, band)
    if by == 0:
        return ""
    if by > 0:
        return ngettext("%(n)d band better than the score", "%(n)d bands better than the score", by) % {"n": by}
    return ngettext("%(n)d band worse than the score", "%(n)d bands worse than the score", -by) % {"n": -by}


def _look(one: Look) -> tuple[str, str]:
    if one.is_answered:
        said = one.answer
        is_apart = said is not None and bool(apart(said.view or 0, said.score_band))
        return (_("they disagree"), "warn") if is_apart else (_("answered"), "good")
    if one.is_due:
        return _("due since %(day)s") % {"day": day(one.day, "short")}, "risk"
    return day(one.day), "outline"


def _notice(due: Due) -> str:
    if due.notice is not None:
        return _("notice was given on %(day)s") % {"day": day(due.notice)}
    if due.runs_on and due.contract.auto_renews:
        return _("renews itself")
    if due.standing == "grace":
        return _("may still be renewed until %(day)s") % {"day": day(due.grace_until)}
    if due.runs_on and due.term_end <= due.today:
        return _("runs on without a new term")
    return ""


def _window(due: Due) -> str:
    found = due.window
    said = {"first": day(found.opens), "last": day(found.closes), "n": STEP_IN_DAYS}
    return (
        _("Time to step in is from %(first)s to %(last)s: what is agreed later comes after the day of notice.") % said
    )


def _a_year(monthly: Mapping[str, Fraction]) -> str:
    return " + ".join(short_money(amount * 12, currency) for currency, amount in monthly.items())


def _links(asked: AskedRenewals) -> dict[str, str]:
    """Addresses of the states, of this very list, of it without its narrower choices, and of everybody's."""
    states = {state: asked.url(state=state, month="", stage="") for state in STATES}
    whole = {"whole": asked.url(month="", stage=""), "all": asked.url(whose=EVERYBODY, month="", stage="")}
    return {**states, **whole, "here": asked.url()}


class Sums:
    """Adds amounts up in the workspace's currency; what has no rate is counted and left out."""

    def __init__(self, today: date) -> None:
        self.currency = current_workspace().currency
        self.missing = 0
        self._convert = conversion(self.currency, on=today)

    def of(self, rows: Sequence[Due]) -> Fraction:
        total = Fraction(0)
        for one in rows:
            try:
                total += one.worth(self._convert) * 12
            except NoRate:
                self.missing += 1
        return total

    def together(self, due: Due) -> str:
        """What the several currencies of a term come to; empty where it has one, or nobody can say."""
        if len(due.mrr) < 2:
            return ""
        try:
            return short_money(due.worth(self._convert) * 12, self.currency)
        except NoRate:
            return ""

    def said(self, rows: Sequence[Due]) -> str:
        self.missing = 0
        return short_money(self.of(rows), self.currency)


def _months(rows: Sequence[Due], asked: AskedRenewals, sums: Sums) -> list[MonthRow]:
    by_month: dict[date, list[Due]] = defaultdict(list)
    for one in rows:
        by_month[one.term_end.replace(day=1)].append(one)
    found = []
    for month, dues in sorted(by_month.items()):
        key = f"{month:%Y-%m}"
        cells = []
        for stage in _shown_stages(asked):
            part = [one for one in dues if one.stage == stage]
            text = short_money(sums.of(part), sums.currency) if part else ""
            cells.append((text, asked.url(month=key, stage=stage)))
        found.append(
            MonthRow(
                label=day(month, "month"),
                url=asked.url(month="" if asked.month == key else key, stage=""),
                is_chosen=asked.month == key,
                n=len(dues),
                total=short_money(sums.of(dues), sums.currency),
                cells=cells,
                step_in=sum(one.standing == "step_in" for one in dues),
            )
        )
    return found


def _shown_stages(asked: AskedRenewals) -> list[str]:
    closed = asked.state == "closed"
    return [one for one in RenewalStage.values if (one in CLOSED) == closed]


def _stages(asked: AskedRenewals) -> list[tuple[str, str]]:
    return [(stage, str(RenewalStage(stage).label)) for stage in _shown_stages(asked)]
