"""What customers without a contract are likely to buy: BG/NBD for how often, gamma-gamma for how much.

BG/NBD: Fader, Hardie and Lee, *"Counting your customers" the easy way: an alternative to the Pareto/NBD model*,
Marketing Science 24 (2005), equations 6 (likelihood), 10 (purchases expected), and the chance of still being a customer
from *Computing P(alive) using the BG/NBD model* (2008). Gamma-gamma: Fader and Hardie, *The gamma-gamma model of
monetary value* (2013), equations 1a and 5. Both are fitted by maximum likelihood.

Purchases are repeat purchases: the first one only begins the watch. Times are days since it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import exp, isfinite
from typing import Any

FEWEST_REPEATERS = 30
"""Below this many customers who came back the models are not fitted."""
FAR = 1e6
"""Parameters beyond this have run away: the data do not hold the model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """One customer: ``repeats`` after the first purchase, days to the last one, days watched, their average amount.

    ``recency`` is 0 and ``average`` nothing for who never came back.
    """

    account: int
    repeats: int
    recency: float
    watched: float
    average: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Frequency:
    """The BG/NBD model: purchases at a gamma rate (``r``, ``alpha``), leaving with a beta chance (``a``, ``b``)."""

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float = 0.0
    customers: int = 0

    def alive(self, buyer: Buyer) -> float:
        """The chance that the customer has not left for good."""
        return 1.0 / (1.0 + self._left(buyer))

    def expected(self, buyer: Buyer, days: float) -> float:
        """Purchases expected in the next ``days``."""
        from scipy.special import hyp2f1

        x, until = buyer.repeats, self.alpha + buyer.watched
        late = until + days
        total = self.a + self.b + x - 1
        series = float(hyp2f1(self.r + x, self.b + x, total, days / late))
        grown = 1.0 - (until / late) ** (self.r + x) * series
        return float(total / (self.a - 1) * grown / (1.0 + self._left(buyer)))

    def _left(self, buyer: Buyer) -> float:
        """The odds of having left."""
        if not buyer.repeats:
            return 0.0
        ratio = (self.alpha + buyer.watched) / (self.alpha + buyer.recency)
        return float(self.a / (self.b + buyer.repeats - 1) * ratio ** (self.r + buyer.repeats))


@dataclass(frozen=True, slots=True, kw_only=True)
class Spend:
    """The gamma-gamma model: amounts vary about a customer's own mean (``p``), means between them (``q``, ``v``)."""

    p: float
    q: float
    v: float
    log_likelihood: float = 0.0
    customers: int = 0

    def average(self, buyer: Buyer) -> float:
        """The amount expected of each purchase: between what they spent and what everybody does."""
        x = buyer.repeats if buyer.average > 0 else 0
        return self.p * (self.v + x * buyer.average) / (self.p * x + self.q - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """What one customer is likely to bring: ``value`` is the discounted margin, in minor units."""

    account: int
    alive: float
    purchases: float
    average: float
    value: float


def fit_frequency(buyers: Sequence[Buyer]) -> Frequency | None:
    """The BG/NBD model of ``buyers``, or none where too few came back or nothing fits."""
    import numpy as np  # noqa: PLC0415
    from scipy.special import gammaln

    if sum(one.repeats > 0 for one in buyers) < FEWEST_REPEATERS:
        return None
    x = np.array([one.repeats for one in buyers], dtype=float)
    scale = max(one.watched for one in buyers) / 10 or 1.0
    recency = np.array([one.recency for one in buyers]) / scale
    watched = np.array([one.watched for one in buyers]) / scale
    came_back = x > 0

    def loss(logs: Any) -> float:
        r, alpha, a, b = np.exp(logs)
        common = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
        common += gammaln(a + b) + gammaln(b + x) - gammaln(b) - gammaln(a + b + x)
        here = -(r + x) * np.log(alpha + watched)
        left = np.log(a) - np.log(np.where(came_back, b + x - 1, 1.0)) - (r + x) * np.log(alpha + recency)
        return -float(np.sum(common + np.logaddexp(here, np.where(came_back, left, -np.inf))))

    found = _minimum(loss, ([0.0, 0.0, 0.0, 0.0], [-1.0, 1.0, -0.5, 1.0], [0.5, 2.0, -1.0, 0.5]))
    if found is None:
        return None
    (r, alpha, a, b), least = found
    # The likelihood of times in days: each of the purchases has a density per day.
    likelihood = -least - float(x.sum()) * float(np.log(scale))
    return Frequency(r=r, alpha=alpha * scale, a=a, b=b, log_likelihood=likelihood, customers=len(buyers))


def fit_spend(buyers: Sequence[Buyer]) -> Spend | None:
    """The gamma-gamma model of those who came back, or none where they are too few or nothing fits.

    It holds only where how much somebody spends does not hang on how often: see :func:`dependence`.
    """
    import numpy as np  # noqa: PLC0415
    from scipy.special import gammaln

    spent = [one for one in buyers if one.repeats and one.average > 0]
    if len(spent) < FEWEST_REPEATERS:
        return None
    x = np.array([one.repeats for one in spent], dtype=float)
    scale = sum(one.average for one in spent) / len(spent)
    mean = np.array([one.average for one in spent]) / scale

    def loss(logs: Any) -> float:
        p, q, v = np.exp(logs)
        terms = gammaln(p * x + q) - gammaln(p * x) - gammaln(q) + q * np.log(v)
        terms += (p * x - 1) * np.log(mean) + p * x * np.log(x) - (p * x + q) * np.log(v + x * mean)
        return -float(np.sum(terms))

    found = _minimum(loss, ([1.0, 1.0, 0.0], [0.0, 0.5, 0.5], [2.0, 1.5, 1.0]))
    if found is None or found[0][1] <= 1:
        # With q at or below 1 the mean of all customers is not finite.
        return None
    (p, q, v), least = found
    likelihood = -least - len(spent) * float(np.log(scale))
    return Spend(p=p, q=q, v=v * scale, log_likelihood=likelihood, customers=len(spent))


def dependence(buyers: Sequence[Buyer]) -> float | None:
    """The correlation of how often with how much; far from 0 the model of spend misleads."""
    import numpy as np  # noqa: PLC0415

    spent = [one for one in buyers if one.repeats and one.average > 0]
    often, much = [one.repeats for one in spent], [one.average for one in spent]
    if len(set(often)) < 2 or len(set(much)) < 2:
        return None
    return float(np.corrcoef(often, much)[0, 1])


def predict(
    buyer: Buyer,
    frequency: Frequency,
    spend: Spend,
    *,
    months: int = 12,
    margin: Fraction = Fraction(1),
    yearly_discount: float = 0.0,
) -> Prediction:
    """What ``buyer`` is likely to bring in the next ``months`` of 365/12 days, each discounted to today."""
    month, average = 365 / 12, spend.average(buyer)
    bought = [frequency.expected(buyer, month * number) if number else 0.0 for number in range(months + 1)]
    value = sum(
        (later - earlier) * average * float(margin) * (1 + yearly_discount) ** (-number / 12)
        for number, (earlier, later) in enumerate(pairwise(bought), start=1)
    )
    return Prediction(
        account=buyer.account, alive=frequency.alive(buyer), purchases=bought[-1], average=average, value=value
    )


def _minimum(loss: Any, starts: Sequence[Sequence[float]]) -> tuple[list[float], float] | None:
    """The parameters (as they are, not their logarithms) with the least loss from any of ``starts``."""
    from scipy.optimize import minimize

    best: tuple[list[float], float] | None = None
    for start in starts:
        found = minimize(loss, start, method="Nelder-Mead", options={"maxiter": 4000, "xatol": 1e-7, "fatol": 1e-7})
        values = [exp(min(float(one), 700.0)) for one in found.x]
        good = found.success and isfinite(found.fun) and all(1 / FAR < one < FAR for one in values)
        if good and (best is None or found.fun < best[1]):
            best = values, float(found.fun)
    return best
