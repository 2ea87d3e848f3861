"""Amounts counted in grains come to the same as their fractions."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from banso.record.revenue.rules.grains import Grains
from banso.record.revenue.rules.mrr import apart

RATES = {"JPY": Fraction(1), "USD": Fraction(15_012_345_678, 100_000_000), "EUR": Fraction(1_000, 3)}
AMOUNTS = st.lists(
    st.tuples(st.sampled_from(sorted(RATES)), st.fractions(-10_000, 10_000, max_denominator=10_000)), max_size=30
)


@given(AMOUNTS)
def test_sums_are_those_of_the_fractions(amounts):
    rows = [(currency, *apart(amount)) for currency, amount in amounts]
    grains = Grains(((row[0], row[3]) for row in rows), RATES.__getitem__)
    counted = grains.money(sum(grains.count(*row) for row in rows))
    assert counted == sum(amount * RATES[currency] for currency, amount in amounts)


def test_of_nothing_there_is_nothing():
    assert Grains([], RATES.__getitem__).money(0) == 0
