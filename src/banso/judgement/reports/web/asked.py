"""What the address of a revenue page asks for, and addresses of the same page that ask for something else."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, cast, get_args
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banso.judgement.reports.queries.attributes import checked_group
from banso.judgement.reports.rules import periods
from banso.platform.attributes.api import matching, tree_from_json
from banso.platform.identity.api import Member, MemberRequest
from banso.platform.kit.errors import BansoError
from banso.platform.kit.money import is_currency
from banso.platform.tenancy.api import current_workspace
from banso.platform.ui.api import ended_day
from banso.platform.ui.viewed import Viewed, given_in, register_viewed
from banso.record.revenue.api import Reading, Step, Unit, products

MOST_MONTHS: Final = 120
_FIRST: Final = date(1990, 1, 1)
_LAST: Final = date(2100, 1, 1)
_FLAGS: Final = ("constant", "as_was", "net", "frozen", "exact")
FIELDS: Final = ("window", "from", "to", "step", "unit", "currency", "group", "filter", "product", "as_of", *_FLAGS)
"""What a saved view keeps of the address; ``open``, the figure that is open, is of the moment."""
_MONTH: Final = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Asked:
    """The months from ``first`` to ``last``, how books are read, and ``state``: what stands in the address for it.

    ``closed`` is the last month that has ended; ``today`` the day that has begun. ``tree`` is the filter of accounts.
    ``view`` names the saved view that the state began with; ``problem`` says what of it can no longer be shown.
    """

    first: date
    last: date
    reading: Reading
    exact: bool
    state: Mapping[str, str]
    today: date
    closed: date
    fiscal_start: int
    tree: Any = None
    view: str = ""
    opened: str = ""
    problem: str = ""
    by: str = ""
    """By what shares over time are asked for: of the moment too."""

    @property
    def ends(self) -> date:
        """The last day that is looked at: of the window, and ended."""
        end = periods.month_end(self.last)
        closed = self.reading.known or periods_yesterday(self.today)
        return min(end, max(closed, self.first))

    @property
    def counted(self) -> date:
        """The last day that has ended and was known."""
        return self.reading.known or periods_yesterday(self.today)

    def url(self, **changes: str | None) -> str:
        """The query of this page with ``changes``; an empty one takes its part off."""
        params = {**self.state, "view": self.view, "open": self.opened}
        params |= {key: value or "" for key, value in changes.items()}
        kept = {key: value for key, value in params.items() if value}
        return "?" + urlencode(kept)

    def filtered(self, tree: Any) -> str:
        """The same with another filter."""
        text = "" if tree is None else json.dumps(tree, ensure_ascii=False)
        return self.url(filter=text, open=None)

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
    """What the address asks for. Raises :class:`BansoError` for what cannot be read.

    What was in order when a view was saved, and is not any more, is left out and said.
    """
    given = given_in(REVENUE, request)
    opened, problem, state = request.GET.get("open", "")[:200], "", dict(given.state)
    if given.is_kept:
        problem = " ".join(_taken_out(state))
    asked = _asked(state)
    return replace(asked, view=given.view, opened=opened, problem=problem, by=request.GET.get("by", "")[:80])


def _keep(query: QueryDict, _member: Member) -> dict[str, str]:
    return dict(_asked({key: text for key in FIELDS if (text := query.get(key))}).state)


REVENUE: Final = Viewed(
    subject="revenue",
    noun="revenue",
    title=gettext_lazy("Revenue"),
    icon="chart-column",
    url_name="reports:revenue",
    keep=_keep,
    fields=FIELDS,
)
"""The page as one whose state can be saved."""
register_viewed(REVENUE)


def _taken_out(state: dict[str, str]) -> list[str]:
    """Take out of ``state`` what cannot be shown; why."""
    reasons = []
    for key, check in (("group", checked_group), ("filter", _accounts), ("product", _products)):
        try:
            if key in state:
                check(state[key])
        except BansoError as error:
            reasons.append(f"{error} {error.hint}".strip())
            del state[key]
    return reasons


def _asked(given: Mapping[str, str]) -> Asked:
    workspace, today = current_workspace(), timezone.localdate()
    closed, fiscal = periods.plus(periods.month_of(today), -1), workspace.fiscal_start_month
    first, last, window = _window(given, closed, fiscal)
    currency = given.get("currency", "").upper()
    if currency and not is_currency(currency):
        raise BansoError(_("“%(code)s” is not a currency.") % {"code": currency[:10]}, code="bad_currency")
    tree, accounts = _accounts(given.get("filter", ""))
    reading = Reading(
        unit=cast("Unit", _one_of(given.get("unit"), get_args(Unit))),
        step=cast("Step", _one_of(given.get("step"), get_args(Step))),
        group=checked_group(given.get("group", "")),
        as_was="as_was" in given,
        currency=currency or workspace.currency,
        constant="constant" in given,
        known=ended_day(given.get("as_of", "")),
        frozen="frozen" in given,
        net="net" in given,
        accounts=accounts,
        products=_products(given.get("product", "")),
    )
    # What is as usual is left out, so that one state is written in one way.
    state = {
        **window,
        "step": reading.step if reading.step != get_args(Step)[0] else "",
        "unit": reading.unit if reading.unit != get_args(Unit)[0] else "",
        "currency": currency if currency != workspace.currency else "",
        "filter": json.dumps(tree, ensure_ascii=False) if tree is not None else "",
        **{key: given.get(key, "") for key in ("group", "product", "as_of")},
        **{key: "1" for key in _FLAGS if key in given},
    }
    kept = {key: value for key, value in state.items() if value}
    return Asked(first, last, reading, "exact" in given, kept, today, closed, fiscal, tree)


def _window(given: Mapping[str, str], closed: date, fiscal: int) -> tuple[date, date, dict[str, str]]:
    """The months, and what stands for them: a window that moves with the calendar keeps its name.

    A form sends the months of the window that it was made with: only others than those are meant.
    """
    name = given.get("window") or periods.WINDOWS[0]
    usual = periods.window(_one_of(name, periods.WINDOWS), closed, fiscal)
    first, last = _month(given.get("from"), usual[0]), _month(given.get("to"), usual[1])
    if not first <= last or periods.months_between(first, last) > MOST_MONTHS:
        raise BansoError(
            _("These months cannot be shown."),
            hint=_("Choose a last month that is not before the first, and at most ten years."),
            code="bad_months",
        )
    if (first, last) == usual and ("window" in given or not ("from" in given or "to" in given)):
        return first, last, {"window": name}
    return first, last, {"from": f"{first:%Y-%m}", "to": f"{last:%Y-%m}"}


def _accounts(text: str) -> tuple[Any, list[int] | None]:
    """The filter, and the accounts that it lets through, archived ones too; none where there is no filter."""
    if not text:
        return None, None
    tree = tree_from_json(text)
    return tree, matching("account", tree, today=timezone.localdate())


def _products(text: str) -> list[int] | None:
    """The products that ``text`` names, by their keys with commas between; none where it names none."""
    keys = [part.strip() for part in text.split(",") if part.strip()]
    if not keys:
        return None
    known = {one.key: one.pk for one in products()}
    for key in keys:
        if key not in known:
            raise BansoError(
                _("There is no product “%(key)s”.") % {"key": key[:60]},
                hint=_("Definitions, Products lists them."),
                code="bad_product",
            )
    return [known[key] for key in keys]


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
