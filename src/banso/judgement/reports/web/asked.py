"""What the address of a revenue page asks for, and addresses of the same page that ask for something else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, cast, get_args
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.translation import gettext as _

from banso.judgement.reports.rules import periods
from banso.platform.identity.api import MemberRequest
from banso.platform.kit.errors import BansoError
from banso.platform.kit.money import is_currency
from banso.platform.ui.api import day_in
from banso.record.revenue.api import Reading, Step, Unit

MOST_MONTHS: Final = 120
_FIRST: Final = date(1990, 1, 1)
_LAST: Final = date(2100, 1, 1)
_FLAGS: Final = ("constant", "as_was", "net", "frozen", "exact")
KEYS: Final = ("from", "to", "step", "unit", "currency", "group", "as_of", "open", *_FLAGS)
_MONTH: Final = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Asked:
    """The months from ``first`` to ``last``, how books are read, and what stands in the address for it.

    ``closed`` is the last month that has ended; ``today`` the day that has begun.
    """

    first: date
    last: date
    reading: Reading
    exact: bool
    params: Mapping[str, str]
    today: date
    closed: date
    fiscal_start: int

    @property
    def ends(self) -> date:
        """The last day that is looked at: of the window, and ended."""
        end = periods.month_end(self.last)
        closed = self.reading.known or periods_yesterday(self.today)
        return min(end, max(closed, self.first))

    def url(self, **changes: str | None) -> str:
        """The query of this page with ``changes``; an empty one takes its part off."""
        params = {**self.params, **{key: value or "" for key, value in changes.items()}}
        kept = {key: value for key, value in params.items() if value}
        return "?" + urlencode(kept)

    def window_of(self) -> str:
        """The name of the window where it has one."""
        for name in periods.WINDOWS:
            if periods.window(name, self.closed, self.fiscal_start) == (self.first, self.last):
                return name
        return ""


def periods_yesterday(today: date) -> date:
    """The last day that has ended."""
    return date.fromordinal(today.toordinal() - 1)


def asked_of(request: MemberRequest) -> Asked:
    """What the address asks for. Raises :class:`BansoError` for what cannot be read."""
    params = {key: request.GET[key][:80] for key in KEYS if request.GET.get(key)}
    today = timezone.localdate()
    closed = periods.plus(periods.month_of(today), -1)
    fiscal = request.workspace.fiscal_start_month
    usual = periods.window(periods.WINDOWS[0], closed, fiscal)
    first, last = _month(params.get("from"), usual[0]), _month(params.get("to"), usual[1])
    if not first <= last or periods.months_between(first, last) > MOST_MONTHS:
        raise BansoError(
            _("These months cannot be shown."),
            hint=_("Choose a last month that is not before the first, and at most ten years."),
            code="bad_months",
        )
    currency = params.get("currency", "").upper()
    if currency and not is_currency(currency):
        raise BansoError(_("“%(code)s” is not a currency.") % {"code": currency[:10]}, code="bad_currency")
    reading = Reading(
        unit=cast("Unit", _one_of(params.get("unit"), get_args(Unit))),
        step=cast("Step", _one_of(params.get("step"), get_args(Step))),
        group=params.get("group", ""),
        as_was="as_was" in params,
        currency=currency or request.workspace.currency,
        constant="constant" in params,
        known=day_in(request),
        frozen="frozen" in params,
        net="net" in params,
    )
    return Asked(first, last, reading, "exact" in params, params, today, closed, fiscal)


def _month(text: str | None, usual: date) -> date:
    if not text:
        return usual
    if not _MONTH.fullmatch(text):
        raise BansoError(
            _("“%(text)s” is not a month.") % {"text": text[:40]},
            hint=_("Write it as year-month: 2026-03."),
            code="bad_month",
        )
    month = date(int(text[:4]), int(text[5:]), 1)
    if not _FIRST <= month < _LAST:
        raise BansoError(_("These months cannot be shown."), hint=_("Choose one after 1990."), code="bad_month")
    return month


def _one_of(text: str | None, values: tuple[str, ...]) -> str:
    if not text:
        return values[0]
    if text not in values:
        raise BansoError(
            _("“%(text)s” cannot be chosen here.") % {"text": text[:40]},
            hint=_("Choose one of: %(names)s.") % {"names": ", ".join(values)},
            code="bad_choice",
        )
    return text
