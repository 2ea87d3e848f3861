"""How accounts and MRR are spread over the values of an attribute, as they were at the end of each period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from typing import Final

from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from banso.judgement.reports.queries.revenue import label_of
from banso.judgement.reports.rules import periods
from banso.platform.attributes.api import attributes_of
from banso.platform.kit.errors import BansoError
from banso.platform.ui import formats
from banso.platform.ui.share_figure import TOLD_APART, Shares, stacked, swatch
from banso.record.revenue import api as revenue
from banso.record.revenue.api import Reading, Row, Step

USUAL: Final = "tier"
MEASURES: Final = ("money", "logos")
_DATED: Final = ("field", "custom")


@dataclass(frozen=True, slots=True)
class Share:
    """One group at the end of each period: MRR and accounts, each with its share of the whole."""

    name: str
    mrr: Sequence[Fraction]
    accounts: Sequence[int]
    mrr_shares: Sequence[Fraction | None]
    account_shares: Sequence[Fraction | None]


@dataclass(frozen=True, slots=True)
class Mix:
    """The groups, the greatest at the last end first. ``overlaps``: an account may be in several."""

    by: str
    label: str
    heads: Sequence[str]
    ticks: Sequence[str]
    groups: Sequence[Share]
    currency: str
    overlaps: bool

    def chart(self, of: str) -> SafeString:
        """The picture of one measure; groups beyond those that can be told apart are put together."""
        language = get_language() or "en"
        levels = [formats.percent(level, language) for level in (0, 0.5, 1)]
        return stacked(self.drawn(of), self.ticks, label=self.title(of), levels=levels)

    def title(self, of: str) -> str:
        """What the picture shows."""
        text = _("Share of MRR by %(attribute)s") if of == "money" else _("Share of accounts by %(attribute)s")
        return text % {"attribute": self.label}

    def drawn(self, of: str) -> list[Shares]:
        """What the picture is made of. Where groups overlap, the columns are of all that they come to."""
        language, every = get_language() or "en", [_shares(one, of) for one in self.groups]
        names = [one.name for one in self.groups]
        if len(every) > TOLD_APART:
            rest = [
                sum((one[at] or Fraction(0) for one in every[TOLD_APART - 1 :]), Fraction(0)) for at in _places(self)
            ]
            n = len(every) - TOLD_APART + 1
            every = [*every[: TOLD_APART - 1], rest]
            names = [*names[: TOLD_APART - 1], ngettext("%(n)s other", "%(n)s others", n) % {"n": n}]
        sums = [sum((one[at] or Fraction(0) for one in every), Fraction(0)) for at in _places(self)]
        return [
            Shares(
                name,
                [None if one is None else float(one / sums[at] if sums[at] else one) for at, one in enumerate(shares)],
                [formats.percent(None if one is None else float(one), language) for one in shares],
            )
            for name, shares in zip(names, every, strict=True)
        ]


@dataclass(frozen=True, slots=True)
class Shown:
    """The section as the page shows it: a choice of attributes, one measure as picture and table."""

    mix: Mix
    chart: SafeString
    legend: Sequence[tuple[SafeString, str]]
    lines: Sequence[tuple[str, Sequence[str], str]]
    choices: Sequence[tuple[str, str, bool]]


def groupings() -> dict[str, str]:
    """By what the whole can be spread: fields and custom fields, whose past is kept, owner, product."""
    declared = attributes_of("account")
    found = {
        key: word
        for key, word in revenue.groupings().items()
        if key == "owner" or (key in declared and declared[key].source in _DATED)
    }
    return {**found, revenue.PRODUCT: _("Product")}


def usual(reading: Reading) -> str:
    """What the page begins with: what it is grouped by, where that has a past, else the touch tier."""
    return reading.group if reading.group in groupings() else USUAL


def mix_of(first: date, last: date, by: str, reading: Reading, *, now: datetime) -> Mix | None:
    """The spread at the end of each period from day ``first`` to day ``last``; None where there is no MRR."""
    choices = groupings()
    if by not in choices:
        raise BansoError(
            _("There are no shares by “%(key)s”.") % {"key": by[:60]},
            hint=_("Choose one of: %(names)s.") % {"names": ", ".join(choices)},
            code="bad_group",
        )
    asked = replace(reading, unit="account", group=by, as_was=True, step=_step(first, last), net=False, frozen=False)
    found = revenue.waterfall(first, last, asked, now=now)
    if not any(row.closing for row in found.rows):
        return None
    groups = [_share(one.label or _("no value"), found.by_group[one.key], found.rows) for one in found.groups]
    groups = [one for one in groups if any(one.mrr) or any(one.accounts)]
    groups.sort(key=lambda one: (-one.mrr[-1], -one.accounts[-1], one.name))
    language, is_monthly = get_language() or "en", asked.step == "month"
    heads = [label_of(row, asked.step) for row in found.rows]
    ticks = [formats.day(row.first, language, "short_month" if is_monthly else "month") for row in found.rows]
    return Mix(by, choices[by], heads, ticks, groups, found.currency, by == revenue.PRODUCT)


def shown(mix: Mix, of: str) -> Shown:
    """One measure of the spread for the page."""
    language = get_language() or "en"
    drawn = mix.drawn(of)
    lines = []
    for one in mix.groups:
        last = formats.number(one.accounts[-1], language)
        if of == "money":
            last = formats.money(round(one.mrr[-1]), mix.currency, language)
        texts = [formats.percent(None if share is None else float(share), language) for share in _shares(one, of)]
        lines.append((one.name, texts, last))
    return Shown(
        mix,
        mix.chart(of),
        [(swatch(at), one.name) for at, one in enumerate(drawn)],
        lines,
        [(key, word, key == mix.by) for key, word in groupings().items()],
    )


def _shares(one: Share, of: str) -> Sequence[Fraction | None]:
    return one.mrr_shares if of == "money" else one.account_shares


def _places(mix: Mix) -> range:
    return range(len(mix.heads))


def _step(first: date, last: date) -> Step:
    months = periods.months_between(first, last)
    return "month" if months <= 24 else "quarter" if months <= 72 else "year"


def _share(name: str, rows: Sequence[Row], whole: Sequence[Row]) -> Share:
    def of(part: Fraction | int, all_: Fraction | int) -> Fraction | None:
        return Fraction(part) / all_ if all_ else None

    pairs = list(zip(rows, whole, strict=True))
    return Share(
        name,
        [row.closing for row in rows],
        [row.logos.closing for row in rows],
        [of(row.closing, all_.closing) for row, all_ in pairs],
        [of(row.logos.closing, all_.logos.closing) for row, all_ in pairs],
    )
