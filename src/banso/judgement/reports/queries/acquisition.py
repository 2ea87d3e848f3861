"""What winning and keeping customers cost and who has paid it back, as pages and files say it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banso.judgement.reports.queries.ratios import LEAST, Ratio, too_thin
from banso.judgement.reports.queries.sheets import Kind, Value
from banso.platform.ui import formats
from banso.record.revenue import api as revenue
from banso.record.revenue.api import COHORT, Acquisition, Reading, Spending, Won

PURPOSES: Final = (revenue.CostPurpose.WINNING, revenue.CostPurpose.KEEPING)


@dataclass(frozen=True, slots=True)
class Line:
    """A group (or all): as written, and the same for files."""

    label: str
    cells: Sequence[str]
    values: Sequence[Value]


@dataclass(frozen=True, slots=True)
class Acquired:
    """The section: figures, and the same by ``attribute`` where there is one; ``total`` is the last line.

    ``until`` is the day by whose end it is counted; ``notes`` say what is left out.
    """

    ratios: Sequence[Ratio]
    attribute: str
    lines: Sequence[Line]
    total: Line
    until: date
    currency: str
    notes: Sequence[str]


def acquired_of(first: date, last: date, reading: Reading, *, until: date, now: datetime) -> Acquired:
    """Who was won from day ``first`` to day ``last`` and what came of it, by the group of ``reading``.

    Without one it is by the attribute that most of the costs are given by.
    """
    names = {COHORT: _("Month of the first MRR"), **revenue.groupings()}
    by = reading.group if reading.group in names else _usual(first, last, reading.known, names)
    found = revenue.acquisition(first, last, reading, until=until, by=by, now=now)
    words = Words(found)
    is_whole = reading.accounts is None
    return Acquired(
        ratios=list(words.ratios(is_whole=is_whole)),
        attribute=names.get(by, ""),
        lines=[words.line(one) for one in found.groups],
        total=words.line(found.total),
        until=found.until,
        currency=found.spending.currency,
        notes=list(words.notes(is_whole=is_whole, of_products=reading.products is not None)),
    )


def _usual(first: date, last: date, known: date | None, names: dict[str, str]) -> str:
    """The attribute that most costs of the window are given by."""
    given = Counter(one.attribute for one in revenue.costs(first, last, known=known) if one.attribute in names)
    return given.most_common(1)[0][0] if given else ""


class SpentWords:
    """Writes what was spent in a window."""

    def __init__(self, told: Spending) -> None:
        self.told, self.currency, self.language = told, told.currency, get_language() or "en"

    def money(self, minor: Fraction | None) -> str:
        return formats.MISSING if minor is None else formats.money(round(minor), self.currency, self.language)

    def number(self, value: Fraction | int | None, digits: int = 0) -> str:
        return formats.number(None if value is None else float(value), self.language, digits=digits)

    def month(self, day: date) -> str:
        return formats.day(day, self.language, "month")

    def to_win(self, cost: Fraction | None = None, won: int | None = None) -> Ratio:
        """The cost of a new customer; ``cost`` and ``won`` are those of some accounts only."""
        cost, won = (self.told.winning, self.told.won) if cost is None or won is None else (cost, won)
        refused = self._not_given("winning")
        if not refused and not won:
            refused = _("Nobody was won in the months for which a cost is given.")
        return self._divided("cost_to_win", cost, won, refused, self._of_months("winning"))

    def to_keep(self) -> Ratio:
        """The cost to keep a customer for a month."""
        refused = self._not_given("keeping")
        if not refused and not self.told.account_months:
            refused = _("Nobody had MRR in the months for which a cost is given.")
        return self._divided(
            "cost_to_keep", self.told.keeping, self.told.account_months, refused, self._of_months("keeping")
        )

    def _not_given(self, purpose: str) -> str:
        if len(self.told.missing(purpose)) < len(self.told.months):
            return ""
        if not self.told.months:
            return _("No month of the window is over yet.")
        if purpose == "winning":
            return _("What winning customers cost is given for no month of the window. Enter it under Costs.")
        return _("What keeping customers cost is given for no month of the window. Enter it under Costs.")

    def _of_months(self, purpose: str) -> str:
        """For how many months a cost is given, where that is not all."""
        all_, missing = len(self.told.months), len(self.told.missing(purpose))
        if not missing:
            return ""
        return _("%(n)s of %(all)s months have a cost") % {"n": all_ - missing, "all": all_}

    def _divided(self, key: str, above: Fraction, below: int, refused: str, more: str = "") -> Ratio:
        meaning = revenue.definition_of(key)
        if refused:
            return Ratio(meaning.name, formats.MISSING, meaning.definition, "", refused, kind="money")
        divided = f"{self.money(above)} ÷ {self.number(below)}"
        parts = " · ".join(filter(None, (divided, f"{meaning.numerator} ÷ {meaning.denominator}", more)))
        value = above / below
        return Ratio(meaning.name, self.money(value), meaning.definition, parts, value=value, kind="money")


class Words(SpentWords):
    """Writes what came of those who were won."""

    def __init__(self, found: Acquisition) -> None:
        super().__init__(found.spending)
        self.found, self.total = found, found.total

    def ratios(self, *, is_whole: bool) -> Sequence[Ratio]:
        """Every figure of the section."""
        total = self.total
        win = self.to_win() if is_whole else self.to_win(total.cost, total.accounts)
        return [win, self.to_keep(), self._payback(win), self._value(), self._profitable(), self._kept()]

    def _payback(self, win: Ratio) -> Ratio:
        meaning = revenue.definition_of("payback_months")
        months = self.total.payback(self.found.margin)
        if win.refused or months is None:
            reason = win.refused or _("There is no margin that could pay it.")
            return Ratio(meaning.name, formats.MISSING, meaning.definition, "", reason, kind="ratio")
        share = formats.percent(float(self.found.margin), self.language)
        parts = f"{self.money(self.total.to_win)} ÷ ({self.money(self.total.arpa)} × {share})"
        return Ratio(meaning.name, self.number(months, 1), meaning.definition, parts, value=months, kind="ratio")

    def _value(self) -> Ratio:
        one = self.total
        brought = one.margin - one.cost - one.keeping
        return self._divided("value_actual", brought, one.accounts, self._nobody() or self._unkept())

    def _nobody(self) -> str:
        return self.to_win(self.total.cost, self.total.accounts).refused

    def _unkept(self) -> str:
        months = self.found.unkept
        if not months:
            return ""
        return _("What keeping customers cost is missing for %(n)s months since they were won: %(months)s.") % {
            "n": len(months),
            "months": self._named(months),
        }

    def _named(self, months: Sequence[date]) -> str:
        if len(months) <= 3:
            return ", ".join(map(self.month, months))
        return f"{self.month(months[0])} … {self.month(months[-1])}"

    def _profitable(self) -> Ratio:
        return self._share("profitable_share", self.total.covered, "")

    def _kept(self) -> Ratio:
        return self._share("profitable_kept_share", self.total.covered_all, self._unkept())

    def _share(self, key: str, n: int, refused: str) -> Ratio:
        meaning, all_ = revenue.definition_of(key), self.total.accounts
        refused = self._nobody() or refused
        parts = "" if refused else f"{self.number(n)} ÷ {self.number(all_)}"
        if not refused and all_ < LEAST:
            refused = too_thin(all_)
        if refused:
            return Ratio(meaning.name, formats.MISSING, meaning.definition, parts, refused)
        share = Fraction(n, all_)
        text = formats.percent(float(share), self.language, digits=1)
        return Ratio(meaning.name, text, meaning.definition, parts, value=share)

    def line(self, one: Won) -> Line:
        """A group as written; a share of few accounts is a number of cases."""
        is_known, margin = not self.found.unkept, self.found.margin
        months = one.payback(margin)
        value, keeping = (one.value, one.keeping) if is_known else (None, None)
        shares = [
            self._cases(one.covered, one.accounts),
            self._cases(one.covered_all if is_known else None, one.accounts),
        ]
        cells = [
            self.number(one.accounts),
            self.money(one.cost),
            self.money(one.to_win),
            self.number(months, 1),
            self.money(one.margin),
            self.money(keeping),
            self.money(value),
            *(text for text, _share in shares),
        ]
        values: list[Value] = [one.accounts, one.cost, one.to_win, months, one.margin, keeping, value]
        return Line(one.label or _("no value"), cells, [*values, *(share for _text, share in shares)])

    def _cases(self, n: int | None, all_: int) -> tuple[str, Fraction | None]:
        if n is None or not all_:
            return formats.MISSING, None
        cases = f"{self.number(n)} ÷ {self.number(all_)}"
        if all_ < LEAST:
            return cases, None
        return f"{formats.percent(n / all_, self.language)} ({cases})", Fraction(n, all_)

    def notes(self, *, is_whole: bool, of_products: bool) -> Sequence[str]:
        """What is left out, and what must be known to read the figures."""
        found = [
            _("Each new customer bears an equal share of what was spent on everybody, and on each part it belongs to.")
        ]
        if (missing := self.told.missing("winning")) and len(missing) < len(self.told.months):
            said = {"months": self._named(missing)}
            found.append(_("Who was won in months without a cost is left out: %(months)s.") % said)
        if self.found.elsewhere:
            said = {"amount": self.money(self.found.elsewhere)}
            found.append(
                _("%(amount)s was spent on parts in which nobody was won: it is in the whole and in no group.") % said
            )
        if not is_whole:
            found.append(_("Only the accounts of the filter; the cost to keep one is that of all."))
        if of_products:
            found.append(_("Costs are not by product: these figures are of all products."))
        return found


def heads() -> list[tuple[str, Kind]]:
    """What stands over the cells of a line."""
    return [
        (_("Customers won"), "count"),
        (_("Cost of winning"), "money"),
        (_("Cost of a new customer"), "money"),
        (_("Payback, months"), "ratio"),
        (_("Margin so far"), "money"),
        (_("Keeping so far"), "money"),
        (_("Value of a customer so far"), "money"),
        (_("Profitable"), "share"),
        (_("With keeping"), "share"),
    ]
