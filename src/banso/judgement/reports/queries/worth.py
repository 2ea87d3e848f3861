"""What a customer is worth, by contracts and by orders, as the page says it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banso.judgement.reports.queries.acquisition import SpentWords
from banso.judgement.reports.queries.ratios import LEAST, Ratio, too_thin
from banso.platform.ui import formats
from banso.record.revenue import api as revenue
from banso.record.revenue.api import Reading


@dataclass(frozen=True, slots=True)
class Worth:
    """Lifetime value, and orders where there are any. ``day`` is the one at whose end it is said."""

    day: date
    lifetime: list[Ratio]
    orders: list[Ratio]


def worth_of(first: date, day: date, reading: Reading, *, now: datetime) -> Worth:
    """What customers are worth at the end of ``day``, and less what they cost in the months from ``first`` on."""
    found = revenue.lifetime_report(day, currency=reading.currency, since=first, known=reading.known, now=now)
    bought = revenue.order_report(day, currency=reading.currency)
    words = _Words(found.currency)
    lifetime = [words.simple(found), words.predicted(found), words.simple_net(found), words.survival_net(found)]
    return Worth(day, lifetime, list(words.orders(bought)))


class _Words:
    """Writes figures in one currency."""

    def __init__(self, currency: str) -> None:
        self.currency, self.language = currency, get_language() or "en"

    def money(self, minor: Fraction | float | None) -> str:
        return formats.MISSING if minor is None else formats.money(round(minor), self.currency, self.language)

    def number(self, value: Fraction | float | None, digits: int = 0) -> str:
        return formats.number(None if value is None else float(value), self.language, digits=digits)

    def share(self, value: Fraction | float | None, digits: int = 1) -> str:
        return formats.percent(None if value is None else float(value), self.language, digits=digits)

    def simple(self, found: revenue.LifetimeReport) -> Ratio:
        name = _("Lifetime value, simple")
        says = _("Average per account × gross margin ÷ monthly churn by count, of twelve months.")
        if found.simple is None:
            reason = _("Nobody was lost in twelve months, or nobody was there: no lifetime follows from that.")
            return Ratio(name, formats.MISSING, says, "", reason)
        parts = f"{self.money(found.arpa)} × {self.share(found.margin, 0)} ÷ {self.share(found.monthly_churn, 2)}"
        return Ratio(name, self.money(found.simple), says, parts, value=found.simple, kind="money")

    def predicted(self, found: revenue.LifetimeReport) -> Ratio:
        name = _("Lifetime value, predicted")
        says = _(
            "Average × margin, month by month, with the share of accounts that is still there after as many months."
        )
        curve = found.survival
        if curve is None or curve.is_thin:
            reason = _("Too few losses: %(n)s. From %(least)s on a curve of survival says something.") % {
                "n": curve.losses if curve else 0,
                "least": revenue.FEWEST_LOSSES,
            }
            return Ratio(name, formats.MISSING, says, "", reason)
        parts = _("%(months)s months expected of %(watched)s watched; %(lost)s of %(n)s lost; beyond it %(tail)s") % {
            "months": self.number(curve.expected_months, 1),
            "watched": curve.months,
            "lost": self.number(curve.losses),
            "n": self.number(curve.customers),
            "tail": self.money(curve.tail),
        }
        return Ratio(name, self.money(curve.value), says, parts, value=curve.value, kind="money")

    def simple_net(self, found: revenue.LifetimeReport) -> Ratio:
        """The simple value less what the customer costs."""
        refused = self.simple(found).refused or self._costs_missing(found)
        parts = ""
        if not refused:
            margin = f"{self.money(found.arpa)} × {self.share(found.margin, 0)} − {self.money(found.spending.to_keep)}"
            parts = f"({margin}) ÷ {self.share(found.monthly_churn, 2)} − {self.money(found.cost)}"
        return self._net("value_simple_net", found.simple_net, parts, refused)

    def survival_net(self, found: revenue.LifetimeReport) -> Ratio:
        """The predicted value less what the customer costs."""
        refused = self.predicted(found).refused or self._costs_missing(found)
        value, parts = None, ""
        if not refused and found.survival is not None and found.survival_net is not None:
            value = found.survival_net.value
            months = self.number(found.survival.expected_months, 1)
            kept = f"{months} × {self.money(found.spending.to_keep)}"
            parts = f"{self.money(found.survival.value)} − {kept} − {self.money(found.cost)}"
        return self._net("value_survival_net", value, parts, refused)

    def _net(self, key: str, value: Fraction | float | None, parts: str, refused: str) -> Ratio:
        meaning = revenue.definition_of(key)
        return Ratio(meaning.name, self.money(value), meaning.definition, parts, refused, value, "money")

    def _costs_missing(self, found: revenue.LifetimeReport) -> str:
        words = SpentWords(found.spending)
        return words.to_win().refused or words.to_keep().refused

    def orders(self, found: revenue.OrderReport) -> Iterator[Ratio]:
        """Who buys again; nothing where nobody ordered."""
        total = found.orders
        if not total.customers:
            return
        parts = f"{self.number(total.repeat_customers)} ÷ {self.number(total.customers)}"
        refused = too_thin(total.customers) if total.customers < LEAST else ""
        says = _("Accounts with a second order, of those that ordered.")
        text = formats.MISSING if refused else self.share(total.repeat_rate)
        yield Ratio(_("Repeat rate"), text, says, parts, refused, None if refused else total.repeat_rate)
        says = _("All amounts ÷ all orders.")
        parts = f"{self.money(total.value)} ÷ {self.number(total.orders)}"
        yield Ratio(_("Average order"), self.money(total.average_order), says, parts, "", total.average_order, "money")
        says = _("The middle of the days between one order and the next, and of those since the last.")
        parts = _("last order %(days)s days ago") % {"days": self.number(total.median_recency_days)}
        yield Ratio(
            _("Days between orders"), self.number(total.usual_gap_days), says, parts, "", total.usual_gap_days, "count"
        )
        if found.services.due:
            parts = f"{self.number(found.services.renewed)} ÷ {self.number(found.services.due)}"
            says = _("Services that ended in twelve months and go on.")
            refused = too_thin(found.services.due) if found.services.due < LEAST else ""
            text = formats.MISSING if refused else self.share(found.services.rate)
            share = None if refused else found.services.rate
            yield Ratio(_("Service renewal rate"), text, says, parts, refused, share)
        yield self._ahead(found)

    def _ahead(self, found: revenue.OrderReport) -> Ratio:
        name = _("Orders of the next 12 months")
        says = _("Discounted margin expected by BG/NBD and gamma-gamma of those who ordered so far.")
        if not found.predictions:
            reason = _("The models are not fitted: %(n)s more customers have to come back first.") % {
                "n": max(found.missing, 1)
            }
            return Ratio(name, formats.MISSING, says, "", reason)
        parts = _("%(orders)s orders, of %(n)s accounts") % {
            "orders": self.number(sum(one.purchases for one in found.predictions)),
            "n": self.number(len(found.predictions)),
        }
        value = sum(one.value for one in found.predictions)
        return Ratio(name, self.money(value), says, parts, value=value, kind="money")
