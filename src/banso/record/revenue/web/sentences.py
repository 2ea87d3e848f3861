"""One sentence for the boss of the pages of renewals and losses: their numbers, counted, and their day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from banso.platform.tenancy.api import current_workspace
from banso.platform.ui import formats
from banso.record.revenue.models import RenewalStage
from banso.record.revenue.queries.asked_losses import UNKNOWN, AskedLosses
from banso.record.revenue.queries.losses import Ended
from banso.record.revenue.queries.pipeline import EVERYBODY, NOBODY, AskedRenewals
from banso.record.revenue.queries.policy import class_name, policy, reason_name
from banso.record.revenue.web.renewal_page import Pipeline
from banso.record.revenue.web.words import day, language, short_money


def renewals_sentence(asked: AskedRenewals, found: Pipeline, today: date) -> str:
    """How many terms end, and what they are worth; empty where none is asked for."""
    if not found.n:
        return ""
    states = {
        "open": pgettext("renewals", "Open"),
        "look": _("Checkpoint due"),
        "late": pgettext("renewals", "Late"),
        "closed": _("Closed"),
    }
    whose = {EVERYBODY: _("Everybody’s"), NOBODY: _("Nobody’s"), **dict(found.owners)}
    parts = [whose.get(asked.whose, ""), states[asked.state]]
    # All rows of a month that is asked for end in it.
    parts += [day(found.rows[0].term_end, "month")] if asked.month else []
    parts += [str(RenewalStage(asked.stage).label)] if asked.stage else []
    words = {
        "what": " · ".join(part for part in parts if part),
        "day": day(today),
        "n": formats.number(found.n, language()),
        "total": found.total,
        "left": formats.number(found.unconverted, language()),
    }
    if found.unconverted:
        return (
            _(
                "Renewals (%(what)s) as of %(day)s: %(n)s terms, %(total)s a year (all counted, none estimated; "
                "%(left)s without a rate of exchange are in no sum)."
            )
            % words
        )
    return _("Renewals (%(what)s) as of %(day)s: %(n)s terms, %(total)s a year (all counted, none estimated).") % words


def losses_sentence(asked: AskedLosses, shown: Sequence[Ended], today: date) -> str:
    """How much MRR was lost, and how much of it could have been kept; empty where nothing was.

    ``shown`` are in the workspace's currency.
    """
    if not shown:
        return ""
    total, avoidable = (
        sum((one.mrr for one in part), Fraction(0))
        for part in (shown, [one for one in shown if one.class_ == "avoidable"])
    )
    currency = current_workspace().currency
    return _(
        "Lost from %(first)s to %(day)s%(what)s: %(n)s lines, %(mrr)s MRR, of it avoidable %(avoidable)s (%(share)s) "
        "(all counted, none estimated)."
    ) % {
        "first": day(asked.first(today)),
        "day": day(today),
        "what": _what(asked),
        "n": formats.number(len(shown), language()),
        "mrr": short_money(total, currency),
        "avoidable": short_money(avoidable, currency),
        "share": formats.percent(float(avoidable / total) if total else None, language()),
    }


def _what(asked: AskedLosses) -> str:
    """Which part is asked for, in brackets; empty where all is."""
    parts = [class_name(asked.class_)] if asked.class_ else []
    if asked.reason:
        parts.append(_("nobody has said why") if asked.reason == UNKNOWN else reason_name(asked.reason, policy()))
    return _(" (%(what)s)") % {"what": " · ".join(parts)} if parts else ""
