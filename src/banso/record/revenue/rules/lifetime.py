"""What a customer is worth: simple, by survival, and how soon one has paid what winning them cost.

*Simple*: average MRR × margin ÷ monthly churn. *By survival*: the Kaplan-Meier curve of how many customers are still
there after each month (those who are still there count as long as they were watched), the margin of each month
discounted; beyond what was watched nothing is added unless a tail is asked for.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from banso.record.revenue.rules.terms import add_months, whole_months

FEWEST_LOSSES = 10
"""Below this many losses a curve of survival is shown as cases, not as a value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SurvivalValue:
    """The value of a customer by survival: ``value`` over ``months`` watched, ``tail`` beyond, in minor units.

    ``median_months`` is none while more than half are still there. ``is_thin``: too few losses to rely on it.
    """

    value: float
    tail: float
    months: int
    expected_months: float
    median_months: int | None
    losses: int
    customers: int
    is_thin: bool


def simple_value(
    arpa: Fraction, churn: Fraction, margin: Fraction = Fraction(1), *, keeping: Fraction = Fraction(0)
) -> Fraction | None:
    """(ARPA × margin - keeping) ÷ churn, all of one period; none where nobody is lost: the formula says nothing then.

    ``keeping`` is what it costs to keep a customer for a period.
    """
    return (arpa * margin - keeping) / churn if churn > 0 else None


def tenures(spans: Iterable[tuple[date, date | None]], as_of: date) -> list[tuple[int, bool]]:
    """How many months each customer stayed, and whether they were lost by ``as_of``: of (first day, day of loss).

    A month that was begun counts as one for who was lost, because it was charged; for who is still there only those
    that are over.
    """
    found = []
    for first, lost in spans:
        is_lost = lost is not None and lost <= as_of
        until = lost if lost is not None and lost <= as_of else as_of
        months = whole_months(first, until)
        found.append((months + (is_lost and add_months(first, months) < until), is_lost))
    return found


def survival(tenures: Iterable[tuple[int, bool]]) -> list[float]:
    """Kaplan-Meier: the share still there after 0, 1, 2 … months, from (months, whether lost then) of each customer.

    Kaplan and Meier, *Nonparametric estimation from incomplete observations*, JASA 53 (1958): the product over months
    t of 1 - lost_t / at_risk_t.
    """
    lost: Counter[int] = Counter()
    left: Counter[int] = Counter()
    for months, is_lost in tenures:
        (lost if is_lost else left)[months] += 1
    at_risk = lost.total() + left.total()
    if not at_risk:
        return []
    curve = [1.0]
    last = max(*lost, *left, 0) if lost or left else 0
    at_risk -= left[0]
    if lost[0]:
        curve[0] = 1 - lost[0] / (at_risk or 1)
        at_risk -= lost[0]
    for month in range(1, last + 1):
        curve.append(curve[-1] * (1 - lost[month] / at_risk) if at_risk else curve[-1])
        at_risk -= lost[month] + left[month]
    return curve


def survival_value(
    tenures: Sequence[tuple[int, bool]],
    arpa: Fraction,
    margin: Fraction = Fraction(1),
    *,
    keeping: Fraction = Fraction(0),
    yearly_discount: float = 0.0,
    with_tail: bool = False,
) -> SurvivalValue | None:
    """The discounted margin of a customer month by month, less what ``keeping`` one costs; none without customers.

    A month counts with the share that is there at its beginning. The tail goes on with the rate of loss of all months
    watched (losses / months of customers), and is none where nobody was lost.
    """
    curve = survival(tenures)
    if not curve:
        return None
    factor = (1 + yearly_discount) ** (-1 / 12)
    monthly = float(arpa * margin - keeping)
    watched = curve[:-1]
    losses = sum(is_lost for _, is_lost in tenures)
    exposure = sum(months for months, _ in tenures)
    tail = 0.0
    if with_tail and losses and exposure:
        kept = (1 - losses / exposure) * factor
        tail = monthly * curve[-1] * factor ** len(watched) / (1 - kept)
    return SurvivalValue(
        value=monthly * sum(share * factor**month for month, share in enumerate(watched)),
        tail=tail,
        months=len(watched),
        expected_months=sum(watched),
        median_months=next((month for month, share in enumerate(curve) if share <= 0.5), None),
        losses=losses,
        customers=len(tenures),
        is_thin=losses < FEWEST_LOSSES,
    )


def payback_months(cost: Fraction, mrr: Fraction, margin: Fraction = Fraction(1)) -> Fraction | None:
    """Months until the margin of a customer's MRR has paid what winning it cost; none where there is no margin."""
    gain = mrr * margin
    return cost / gain if gain > 0 else None
