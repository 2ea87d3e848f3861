"""What the page of the forecast shows: amounts in words, the chart, tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from banso.judgement.forecasts.models import RevenueForecast
from banso.judgement.forecasts.queries.issued import Came, Issued, growth_in
from banso.judgement.forecasts.queries.picture import Writer, ahead_chart, tried_chart, writer_of
from banso.judgement.forecasts.queries.revenue import Known
from banso.judgement.forecasts.queries.words import naive_words, refusal
from banso.judgement.forecasts.rules.committed import CLOSED_AFTER, Outcome
from banso.platform.ui import formats
from banso.record.customers.api import accounts_by_id


def context_of(held: RevenueForecast, now: Known | None, told: Issued) -> dict[str, Any]:
    """Everything but the scenario."""
    write, body = writer_of(held), held.body
    days = [date.fromisoformat(one) for one in body["days"]]
    thin = "total" not in body
    return {
        "day": held.day,
        "thin": thin,
        "range_only": body["standing"]["code"] == "range",
        "state": refusal(body["standing"]),
        "chart": ahead_chart(held, now),
        "tried_chart": tried_chart(held),
        "rows": _rows(body, days, write),
        "parts": _parts(body, write),
        "most": [] if thin else _most(body, days, write),
        "origins": [_tried(one, write) for one in reversed(body["origins"])],
        "tried": _record(body["record"], write),
        "came": [_came(one, write) for one in told.came],
        "record": _record({name: getattr(told.record, name) for name in told.record.__slots__}, write),
        "naive": naive_words(write.share(body["rate"], 1)),
        "sentence": "" if thin else sentence(body, days, write),
        "months": CLOSED_AFTER,
    }


def sentence(body: dict[str, Any], days: Sequence[date], write: Writer) -> str:
    """One sentence, with the interval and what it rests on."""
    total = body["total"]
    return _(
        "CMRR of today's customers in %(month)s: %(low)s to %(high)s (80 %% interval), %(now)s now; "
        "naive forecast %(naive)s."
    ) % {
        "month": write.month(days[-1]),
        "low": write.money(total["low"][-1]),
        "high": write.money(total["high"][-1]),
        "now": write.money(body["value"] + body["signed"]),
        "naive": write.money(body["naive"][-1]),
    }


def compared(plain: Outcome, changed: Outcome, csms: int, hires: int, write: Writer) -> dict[str, Any]:
    """A scenario beside the expected path, in the last month ahead."""

    def load(one: Outcome) -> str:
        if one.accounts_each is None or one.value_each is None:
            return _("nobody looks after accounts")
        return _("%(accounts)s accounts and %(money)s CMRR each") % {
            "accounts": formats.number(one.accounts_each, write.language, digits=1),
            "money": write.money(one.value_each),
        }

    difference = float(changed.path[-1] - plain.path[-1])
    sign = "+" if difference > 0 else ""
    return {
        "plain": write.money(float(plain.path[-1])),
        "changed": write.money(float(changed.path[-1])),
        "difference": f"{sign}{write.money(difference)}",
        "plain_load": load(plain),
        "changed_load": load(changed),
        "csms": formats.number(csms, write.language),
        "csms_then": formats.number(csms + hires, write.language),
    }


def _rows(body: dict[str, Any], days: Sequence[date], write: Writer) -> list[dict[str, str]]:
    total, lost, new = (body.get(name) for name in ("total", "lost", "new_business"))
    is_full = body["standing"]["code"] == "full"
    return [
        {
            "month": write.month(day),
            "mean": write.money(total["mean"][at]) if total and is_full else "—",
            "interval": _between(total, at, write.money),
            "lost": _between(lost, at, write.money),
            "naive": write.money(body["naive"][at]),
            "new": write.money(new["mean"][at]) if new else "—",
        }
        for at, day in enumerate(days)
    ]


def _between(band: dict[str, list[float]] | None, at: int, write: Callable[[float], str]) -> str:
    return f"{write(band['low'][at])} – {write(band['high'][at])}" if band else "—"


def _parts(body: dict[str, Any], write: Writer) -> list[tuple[str, str]]:
    growth = growth_in(body)
    found = [
        (_("In force, not under notice"), write.money(body["value"])),
        (_("Signed, not live yet"), write.money(body["signed"])),
        (_("Growth of what stays, a month"), write.share(growth.mean, 2)),
    ]
    if "lost" in body:
        found += [
            (_("Expected loss in 12 months"), _between(body["lost"], -1, write.money)),
            (_("New business in 12 months, beside"), _between(body["new_business"], -1, write.money)),
            (_("Shared shock, σ"), formats.number(body["sigma"], write.language, digits=2)),
        ]
    return found


def _most(body: dict[str, Any], days: Sequence[date], write: Writer) -> list[dict[str, Any]]:
    accounts = accounts_by_id([one["account"] for one in body["most"]])
    shown = []
    for one in body["most"]:
        account = accounts.get(one["account"])
        if account is None:
            continue
        next_term = one["next_term"]
        shown.append(
            {
                "name": account.name,
                "url": reverse("workspace:account", args=[account.uid]),
                "value": write.money(one["value"]),
                "lost": write.share(one["lost"]),
                "loss": write.money(one["loss"]),
                "term": "—" if next_term is None else write.month(days[next_term]),
            }
        )
    return shown


def _tried(one: dict[str, Any], write: Writer) -> dict[str, Any]:
    return {
        "month": write.month(date.fromisoformat(one["day"])),
        "said": write.money(one["expected"]),
        "interval": f"{write.money(one['low'])} – {write.money(one['high'])}",
        "naive": write.money(one["naive"]),
        "came": write.money(one["observed"]),
        "inside": one["low"] <= one["observed"] <= one["high"],
    }


def _came(one: Came, write: Writer) -> dict[str, Any]:
    is_said = one.lost_low is not None and one.lost_high is not None
    return {
        "month": write.month(one.day),
        "after": one.months,
        "said": f"{write.money(one.low)} – {write.money(one.high)}" if is_said else _("no probability said"),
        "left": write.money(one.left),
        "said_lost": f"{write.money(one.lost_low)} – {write.money(one.lost_high)}" if is_said else "—",
        "lost": write.money(one.lost),
        "inside": is_said and (one.lost_low or 0) <= one.lost <= (one.lost_high or 0),
        "said_something": is_said,
        "closed": one.closed,
    }


def _record(found: dict[str, Any], write: Writer) -> dict[str, Any]:
    return {
        "n": found["origins"],
        "error": write.share(found["error"]),
        "naive_error": write.share(found["naive_error"]),
        "bias": write.share(found["bias"], 1),
        "coverage": write.share(found["coverage"]),
    }
