"""The money panel of an account's page."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Final
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from banso.platform.identity.api import EDIT_ACCOUNTS, VIEW, WORK, MemberRequest, allowed, requires
from banso.platform.kit.bands import BANDS
from banso.platform.tenancy.api import current_workspace
from banso.record.customers.api import get_account
from banso.record.revenue.models import Product
from banso.record.revenue.queries.money import money_of_account
from banso.record.revenue.queries.orders import order_word
from banso.record.revenue.queries.proposals import Proposed, proposals
from banso.record.revenue.queries.unconverted import without_rate
from banso.record.revenue.web.chart import time_line
from banso.record.revenue.web.proposal_page import shown_proposal
from banso.record.revenue.web.words import money, monies

_MOST_DECIDED: Final = 3


@requires(VIEW)
@require_safe
def money_of(request: MemberRequest, account: UUID) -> HttpResponse:
    """What an account is worth: MRR, CMRR, the next day of notice, its contracts on a time line, orders."""
    found, today = get_account(str(account)), timezone.localdate()
    held = money_of_account(found.pk, today)
    names = dict(Product.objects.values_list("pk", "name"))
    due = held.next
    committed = {currency: one.cmrr for currency, one in held.cmrr.items()}
    context = {
        "account": found,
        "held": held,
        "mrr": monies(held.mrr),
        "arr": monies({currency: amount * 12 for currency, amount in held.mrr.items()}),
        "cmrr": monies(committed),
        "signed": monies({currency: one.signed_not_live for currency, one in held.cmrr.items()}),
        "unconverted": without_rate(held.cmrr, today),
        "own_currency": current_workspace().currency,
        "noticed": monies({currency: one.notice_given for currency, one in held.cmrr.items()}),
        "paused": monies({currency: one.paused for currency, one in held.cmrr.items()}),
        "growth": None if held.growth is None else float(held.growth),
        "due": due,
        "due_band": BANDS[due.band] if due and due.band is not None else "",
        "chart": time_line(held.lines, names, today, label=_("Contracts over time"), wide=680),
        "orders": [
            {"row": one, "word": order_word(one.kind), "amount": money(Fraction(one.amount), one.currency)}
            for one in held.orders
        ],
        "proposed": [shown_proposal(one) for one in _newest(proposals(today, accounts=[found.pk]))],
        "can_work": allowed(request.member, WORK),
        "can_edit": allowed(request.member, EDIT_ACCOUNTS),
    }
    return render(request, "revenue/money_of.html", context)


def _newest(found: Sequence[Proposed]) -> list[Proposed]:
    """Those that are open, and the few that were decided last."""
    decided = [one for one in found if not one.is_open]
    decided.sort(key=lambda one: one.stand.since, reverse=True)
    return [*(one for one in found if one.is_open), *decided[:_MOST_DECIDED]]
