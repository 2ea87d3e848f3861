"""Which terms were due in a window, and what became of their money."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from banso.record.revenue.rules.facts import Policy, Stretch
from banso.record.revenue.rules.fx import Convert, unconverted
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
    """Renewal rates of a window, none where nothing was due; ``pending``: MRR whose renewal may still come.

    Logo: accounts that renewed anything / accounts due. Gross: of each term at most what was due. Net: all of it.
    """

    due: tuple[Due, ...]
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
    pending = NOTHING
    for run in runs:
        day = run.term_end
        if day is None or not first <= day <= until or not run.on(day - ONE_DAY):
            continue
        if run.pending:
            pending += convert(run.mrr, run.currency, first - ONE_DAY)
        else:
            ending[run.account, run.product, day].append(run)
    wanted = {(account, product) for account, product, _ in ending}
    of_product: dict[tuple[int, int], list[Run]] = defaultdict(list)
    for run in runs:
        if (run.account, run.product) in wanted:
            of_product[run.account, run.product].append(run)
    sums: dict[int, list[Fraction]] = defaultdict(lambda: [NOTHING, NOTHING, NOTHING])
    for (account, product, day), ended in ending.items():
        due = _mrr(ended, convert, first)
        beside = _mrr((run for run in of_product[account, product] if run.on(day - ONE_DAY)), convert, first) - due
        after = _mrr((run for run in of_product[account, product] if run.on(day)), convert, first)
        renewed = max(NOTHING, after - beside)
        for place, amount in enumerate((due, min(due, renewed), renewed)):
            sums[account][place] += amount
    return _rates([Due(account=account, due=a, kept=b, renewed=c) for account, (a, b, c) in sums.items()], pending)


def _mrr(runs: Iterable[Run], convert: Convert, first: date) -> Fraction:
    return sum((convert(run.mrr, run.currency, first - ONE_DAY) for run in runs), NOTHING)


def _rates(due: list[Due], pending: Fraction) -> Renewals:
    total = sum((one.due for one in due), NOTHING)
    return Renewals(
        due=tuple(sorted(due, key=lambda one: one.account)),
        logo_renewal_rate=Fraction(sum(one.renewed > 0 for one in due), len(due)) if due else None,
        gross_dollar_renewal_rate=sum((one.kept for one in due), NOTHING) / total if total else None,
        net_dollar_renewal_rate=sum((one.renewed for one in due), NOTHING) / total if total else None,
        pending=pending,
    )
