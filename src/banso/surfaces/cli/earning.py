"""What the commands about revenue do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Final, cast

from banso.platform.journal.api import acting, try_publish
from banso.platform.kit.errors import BansoError
from banso.platform.kit.money import minor_digits
from banso.platform.tenancy.api import scope
from banso.record.customers.api import external_ids
from banso.record.revenue import api as revenue
from banso.surfaces.cli.options import day_option, now, workspace_of
from banso.surfaces.cli.output import progress, say, show_json, show_rows

UNITS: Final = ("account", "contract", "product", "parent")
STEPS: Final = ("month", "quarter", "year")


@dataclass(frozen=True, slots=True)
class Asked:
    """The options that reports share, as they were written."""

    unit: str
    step: str
    as_known: str
    currency: str
    group: str = ""
    net: bool = False
    constant: bool = False
    frozen: bool = False
    as_was: bool = False

    def reading(self) -> revenue.Reading:
        """How books are read; refuses what is no unit, step or day."""
        for name, value, choices in (("unit", self.unit, UNITS), ("step", self.step, STEPS)):
            if value not in choices:
                raise BansoError(f"“{value}” is no {name}.", hint=f"Choose {', '.join(choices)}.")
        if self.net and self.step != "month":
            raise BansoError("--net is for months.", hint="Leave out --step.")
        return revenue.Reading(
            unit=cast("revenue.Unit", self.unit),
            step=cast("revenue.Step", self.step),
            group=self.group,
            as_was=self.as_was,
            currency=self.currency.upper(),
            constant=self.constant,
            known=day_option(self.as_known, "--as-known"),
            frozen=self.frozen,
            net=self.net,
        )


def movements(workspace: str, first: str, last: str, asked: Asked, *, as_json: bool) -> None:
    """Print the waterfall."""
    begin, end = month_option(first, "--from"), month_option(last, "--to")
    if begin > end:
        raise BansoError(f"--from {first} is after --to {last}.", hint="Turn them round.")
    with scope(workspace_of(workspace)), progress("computing movements"):
        bring_up()
        found = revenue.waterfall(begin, end, asked.reading(), now=now())
        rows = [_row(one, found, asked) for one in found.rows]
        for group in found.groups:
            rows += [{**_row(one, found, asked), "group": group.label} for one in found.by_group[group.key]]
    if found.groups:
        rows = [{"group": None, **row} for row in rows]
    show_rows(rows, list(rows[0]), as_json=as_json)


def _row(row: revenue.Row, found: revenue.Waterfall, asked: Asked) -> dict[str, Any]:
    def major(amount: Fraction) -> int | float:
        return _number(amount / 10 ** minor_digits(found.currency))

    said: dict[str, Any] = {"month": f"{row.first:%Y-%m}", "opening": major(row.opening)}
    said |= {kind: major(row.moves[kind]) for kind in revenue.KINDS}
    if found.groups:
        said["transfer"] = major(row.transfer)
    if asked.frozen:
        said["correction"] = major(row.correction)
    said |= {"fx": major(row.fx), "closing": major(row.closing)}
    if row.net is not None:
        said |= {f"net_{kind}_on_netting": major(row.net[kind]) for kind in revenue.KINDS}
        if found.groups:
            said["net_transfer"] = major(row.net_transfer)
    return said


def rates(workspace: str, first: str, last: str, asked: Asked, *, as_json: bool) -> None:
    """Print every figure of a window."""
    begin, end = _needed(first, "--from"), _needed(last, "--to")
    if begin > end:
        raise BansoError(f"--from {first} is after --to {last}.", hint="Turn them round.")
    with scope(workspace_of(workspace)), progress("computing rates"):
        bring_up()
        found = revenue.rates(begin, end, asked.reading(), now=now())
    values = {key: _figure(one, found.currency) for key, one in found.figures.items()}
    if as_json:
        show_json(values)
        return
    rows = []
    for key, value in values.items():
        said = revenue.definition_of(key)
        divided = f"{said.numerator} / {said.denominator}" if said.denominator else said.definition
        shown = None if value is None else f"{value:.4f}".rstrip("0").rstrip(".")
        rows.append({"figure": key, "value": shown, "definition": divided})
    show_rows(rows, ("figure", "value", "definition"), as_json=False)


def cmrr(workspace: str, as_of: str, asked: Asked, *, as_json: bool) -> None:
    """Print CMRR, and the accounts that it is made of."""
    day = _needed(as_of, "--as-of")
    with scope(workspace_of(workspace)), progress("computing CMRR"):
        bring_up()
        found = revenue.cmrr(day, asked.reading(), now=now())
        names = external_ids([one.account for one in found.accounts])
    scale = 10 ** minor_digits(found.currency)
    total = _parts(found.total, scale)
    accounts = [{"account": names.get(one.account), **_parts(one, scale)} for one in found.accounts]
    if as_json:
        show_json({**total, "currency": found.currency, "accounts": accounts})
        return
    show_rows([{"account": None, **total}, *accounts], ["account", *total], as_json=False)


def restated(workspace: str, month: str, asked: Asked, *, as_json: bool) -> None:
    """Print what changed in a month since."""
    first = month_option(month, "--month")
    with scope(workspace_of(workspace)), progress("comparing"):
        bring_up()
        reading = asked.reading()
        known = day_option(asked.as_known, "--as-known")
        plain = revenue.Reading(currency=reading.currency)
        found = revenue.restated(first, plain, now=now(), known=known)
        currency = revenue.report_currency(reading.currency)
        names = external_ids([one.account for one in found])
    scale = 10 ** minor_digits(currency)
    rows = [
        {
            "month": f"{one.month:%Y-%m}",
            "account": names.get(one.account),
            "kind": one.kind,
            "before": _number(one.before / scale),
            "after": _number(one.after / scale),
            "change": _number((one.after - one.before) / scale),
            "said": [{"known_at": said.known_at, "reason": said.reason} for said in one.since],
        }
        for one in found
    ]
    show_rows(rows, ("month", "account", "kind", "before", "after", "change"), as_json=as_json)


def freeze(workspace: str, month: str, *, as_json: bool) -> None:
    """Close a month."""
    first = month_option(month, "MONTH")
    with scope(workspace_of(workspace)), acting(actor_id=None, source="cli"):
        made = revenue.freeze_month(first, member=None, now=now())
    if as_json:
        show_json({"month": f"{made.month:%Y-%m}", "known_at": made.known_at})
        return
    say(f"{made.month:%Y-%m} is closed.")


def reopen(workspace: str, month: str, *, as_json: bool) -> None:
    """Open a closed month again."""
    first = month_option(month, "MONTH")
    with scope(workspace_of(workspace)), acting(actor_id=None, source="cli"):
        revenue.reopen_month(first, now=now())
    if as_json:
        show_json({"month": f"{first:%Y-%m}", "known_at": None})
        return
    say(f"{first:%Y-%m} is open again.")


def refresh(workspace: str, *, as_json: bool) -> None:
    """Bring the stored movements up to date."""
    with scope(workspace_of(workspace)), progress("computing movements"):
        try_publish(now())
        done = revenue.refresh_ledger(now())
    if as_json:
        show_json({"accounts": "all" if done.accounts is None else done.accounts, "rows": done.rows})
        return
    say(f"computed {'all accounts' if done.accounts is None else f'{done.accounts} accounts'}, {done.rows} rows")


def month_option(text: str, name: str) -> date:
    """The first day of the month that an option names; refuses what is no month."""
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text):
        raise BansoError(f"“{text}” is not a month for {name}.", hint="Write it as 2026-03.")
    return _needed(f"{text}-01", name)


def _needed(text: str, name: str) -> date:
    day = day_option(text, name)
    if day is None:
        raise BansoError(f"{name} is empty.", hint="Write it as 2026-03-31.")
    return day


def bring_up() -> None:
    """What was imported a moment ago counts."""
    try_publish(now())
    revenue.refresh_ledger(now())


def _parts(one: revenue.Committed, scale: int) -> dict[str, int | float]:
    return {
        "mrr": _number(one.mrr / scale),
        "paused": _number(one.paused / scale),
        "signed_not_live": _number(one.signed_not_live / scale),
        "notice_given": _number(one.notice_given / scale),
        "cmrr": _number(one.cmrr / scale),
    }


def _figure(one: revenue.Figure, currency: str) -> int | float | None:
    if one.value is None:
        return None
    return _number(one.value / 10 ** minor_digits(currency) if one.unit == "money" else one.value)


def _number(value: Fraction | float) -> int | float:
    return int(value) if value == int(value) else float(value)
