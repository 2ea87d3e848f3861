"""What changed in a closed month as a sheet."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banso.judgement.reports.queries.months import Sources, policy_since
from banso.judgement.reports.queries.sheets import Column, Report, Sheet, Value
from banso.judgement.reports.queries.words import KIND_WORDS
from banso.platform.ui import formats
from banso.record.customers.api import accounts_by_id
from banso.record.revenue import api as revenue
from banso.record.revenue.api import Reading


def restated_report(month: date, currency: str, *, now: datetime) -> Report:
    """Every account and movement that the month shows otherwise than when it was closed, or ended."""
    found = revenue.restated(month, Reading(currency=currency), now=now)
    accounts = accounts_by_id(sorted({one.account for one in found}))
    language = get_language() or "en"
    sources = Sources(found, language)
    rows: list[list[Value]] = []
    for one in found:
        account = accounts.get(one.account)
        why = "; ".join(said.text for said in sources.of(one))
        name = account.name if account else formats.MISSING
        rows.append([name, str(KIND_WORDS[one.kind]), one.before, one.after, one.after - one.before, why])
    columns = [
        Column(_("Account")),
        Column(_("Movement")),
        Column(_("Then"), "money"),
        Column(_("Now"), "money"),
        Column(_("Difference"), "money"),
        Column(_("What was said since")),
    ]
    label = {"month": formats.day(month, language, "month")}
    is_closed = month in revenue.frozen_months()
    title = (
        _("%(month)s: what changed since it was closed") if is_closed else _("%(month)s: what changed since it ended")
    )
    about = [currency, *([] if rows else [_("Nothing changed.")]), *policy_since(month, language)]
    sheet = Sheet(title=title % label, columns=columns, rows=rows, currency=currency)
    return Report(name=f"restated-{month:%Y-%m}", title=_("Closed months"), about=about, sheets=[sheet])
