"""CMRR: what is in force or paused, plus what is signed and not live, less what is under notice."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

from django.db.models import Q

from banso.record.revenue.models import Period
from banso.record.revenue.queries.families import survivors
from banso.record.revenue.queries.ledger import uncollected
from banso.record.revenue.queries.policy import policy
from banso.record.revenue.queries.reports import PLAIN, Reading, opened
from banso.record.revenue.queries.stretches import stretches
from banso.record.revenue.queries.sums import balances
from banso.record.revenue.rules.cmrr import Cmrr, cmrr_by_account
from banso.record.revenue.rules.figures import Committed, CommittedReport
from banso.record.revenue.rules.grains import Grains
from banso.record.revenue.rules.terms import ONE_DAY


def cmrr(as_of: date, reading: Reading = PLAIN, *, now: datetime) -> CommittedReport:
    """CMRR at the end of ``as_of`` by what was signed and given notice of by then, as it is known now or then.

    For a day that is still to come: what is committed for it today. Amounts are at the rates of ``as_of``.
    """
    held = Reading(
        unit="account",
        currency=reading.currency,
        known=reading.known,
        accounts=reading.accounts,
        products=reading.products,
    )
    with uncollected(), opened(held, now, first=as_of + ONE_DAY) as books:
        day = min(as_of, books.known)
        wanted = _changing(day)
        if reading.accounts is not None:
            wanted &= set(reading.accounts)
        parts: dict[int, Cmrr] = {}
        lines = stretches(wanted, known=reading.known) if wanted else []
        if reading.products is not None:
            lines = [one for one in lines if one.product in reading.products]
        horizon = as_of if as_of > day else None
        for (account, currency), one in cmrr_by_account(lines, day, policy(), books.known, horizon=horizon).items():
            if reading.accounts is not None and account not in reading.accounts:
                continue
            part = one.converted(currency, lambda amount, code: books.convert(amount, code, as_of))
            parts[account] = parts.get(account, Cmrr()) + part
        seen = {one.account for one in lines}
        rest = [row for row in balances(books.engine, day) if row[0] not in seen]
        grains = Grains(((row[1], row[4]) for row in rest), lambda code: books.convert(Fraction(1), code, as_of))
        plain = grains.by_entity(rest)
        code = books.currency
        total = sum(parts.values(), Cmrr(mrr=grains.money(sum(plain.values()))))
        found = [_committed(account, one) for account, one in parts.items()]
        for account, count in plain.items():
            mrr = grains.money(count)
            found.append(Committed(account=account, mrr=mrr, cmrr=mrr))
        found.sort(key=lambda one: (-float(one.cmrr), one.account))
    return CommittedReport(as_of=as_of, currency=code, total=_committed(0, total), accounts=tuple(found))


def _changing(day: date) -> set[int]:
    """The accounts of which not all is in force as it stands; of the others CMRR is MRR."""
    later = Q(end=None) | Q(end__gt=day)
    noticed = Q(notice__lte=day) & later
    ahead = Q(signed__lte=day) & (Q(start__gt=day) | Q(trial_end__gt=day))
    paused = Q(pause_from__lte=day) & (Q(pause_to=None) | Q(pause_to__gt=day))
    rows = Period.objects.filter(noticed | ahead | paused)
    return survivors(rows.values_list("account_id", flat=True).distinct())


def _committed(account: int, one: Cmrr) -> Committed:
    return Committed(
        account=account,
        mrr=one.mrr,
        paused=one.paused,
        signed_not_live=one.signed_not_live,
        notice_given=one.notice_given,
        cmrr=one.cmrr,
    )
