"""Which terms were due in a window, and what became of their money."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from banso.record.revenue.rules.facts import Policy, Stretch
from banso.record.revenue.rules.fx import Convert, unconverted
from banso.record.revenue.rules.grains import Grains
from banso.record.revenue.rules.stretches import Run, in_force
from banso.record.revenue.rules.terms import ONE_DAY

NOTHING = Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What one account had due in the window: MRR under terms that ended, of it kept, and what came of it in all."""

    account: int
    due: Fraction
    kept: Fraction
    renewed: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewals:
    """What was due in a window, and what became of it; ``pending``: MRR whose renewal may still come.

    ``total_due``, ``total_kept`` and ``total_renewed`` are the sums of ``due``; ``renewed_accounts`` renewed anything.
    Rates are none where nothing was due. Logo: accounts that renewed anything / accounts due. Gross: of each term at
    most what was due. Net: all of it.
    """

    due: tuple[Due, ...]
    total_due: Fraction
    total_kept: Fraction
    total_renewed: Fraction
    renewed_accounts: int
    logo_renewal_rate: Fraction | None
    gross_dollar_renewal_rate: Fraction | None
    net_dollar_renewal_rate: Fraction | None
    pending: Fraction = NOTHING


def renewals(
    stretches: Iterable[Stretch],
    first: date,
    last: date,
    policy: Policy,
    known_until: date | None = None,
    *,
    convert: Convert = unconverted,
) -> Renewals:
    """The terms that ended from ``first`` to ``last`` of lines in force the day before, and what was in force then.

    What an account has of the product beside the lines that were due is not counted as renewed. Terms that end
    after ``known_until``, and those within the grace, are not decided yet and left out.
    """
    until = last if known_until is None else min(last, known_until)
    runs = [run for run in in_force(stretches, policy, known_until) if run.mrr and not run.paused]
    ending: dict[tuple[int, int, date], list[Run]] = defaultdict(list)
    pending: list[Run] = []
    for run in runs:
        day = run.term_end
        if day is None or not first <= day <= until or not run.on(day - ONE_DAY):
            continue
        if run.pending:
            pending.append(run)
        else:
            ending[run.account, run.product, day].append(run)
    wanted = {(account, product) for account, product, _ in ending}
    of_product: dict[tuple[int, int], list[Run]] = defaultdict(list)
    for run in runs:
        if (run.account, run.product) in wanted:
            of_product[run.account, run.product].append(run)
    asked = [*pending, *(run for some in of_product.values() for run in some)]
    kinds = ((run.currency, run.mrr.denominator) for run in asked)
    grains = Grains(kinds, lambda currency: convert(Fraction(1), currency, first - ONE_DAY))
    sums: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
    for (account, product, day), ended in ending.items():
        due = _mrr(ended, grains)
        beside = _mrr((run for run in of_product[account, product] if run.on(day - ONE_DAY)), grains) - due
        after = _mrr((run for run in of_product[account, product] if run.on(day)), grains)
        renewed = max(0, after - beside)
        for place, amount in enumerate((due, min(due, renewed), renewed)):
            sums[account][place] += amount
    return _together(sums, _mrr(pending, grains), grains)


def _mrr(runs: Iterable[Run], grains: Grains) -> int:
    return sum(grains.count(run.currency, 0, run.mrr.numerator, run.mrr.denominator) for run in runs)


def _together(sums: Mapping[int, Sequence[int]], pending: int, grains: Grains) -> Renewals:
    money = grains.money
    due, kept, renewed = (money(sum(one[place] for one in sums.values())) for place in range(3))
    again = sum(one[2] > 0 for one in sums.values())
    return Renewals(
        due=tuple(
            Due(account=account, due=money(a), kept=money(b), renewed=money(c))
            for account, (a, b, c) in sorted(sums.items())
        ),
        total_due=due,
        total_kept=kept,
        total_renewed=renewed,
        renewed_accounts=again,
        logo_renewal_rate=Fraction(again, len(sums)) if sums else None,
        gross_dollar_renewal_rate=kept / due if due else None,
        net_dollar_renewal_rate=renewed / due if due else None,
        pending=money(pending),
    )
