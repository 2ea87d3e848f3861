"""What ``banso revenue forecast`` does."""

from __future__ import annotations

from typing import Any

from banso.judgement.forecasts import api
from banso.platform.journal.api import try_publish
from banso.platform.kit.errors import BansoError
from banso.platform.tenancy.api import scope
from banso.record.customers.api import external_ids
from banso.surfaces.cli.options import now, workspace_of
from banso.surfaces.cli.output import progress, say, show_json, show_rows


def forecast(workspace: str, *, as_json: bool) -> None:
    """Print the newest forecast and what came of those before."""
    with scope(workspace_of(workspace)), progress("forecasting"):
        try_publish(now())
        held = api.current_forecast(now())
        if held is None:
            raise BansoError(
                "There is no forecast without contracts.", hint="Give some: banso import contracts FILE --history."
            )
        api.issue_forecast(now())
        known = api.known_now(held)
        told = api.issued(known)
        said = {**_figures(held.body), "came": [_came(one) for one in told.came], "record": _record(told.record)}
        said["why_not"] = api.refusal(held.body["standing"]) or None
        keys = external_ids([one["account"] for one in held.body.get("most", [])])
    said |= {"as_of": held.day.isoformat(), "currency": held.currency}
    said["accounts"] = [{**one, "account": keys.get(one["account"])} for one in held.body.get("most", [])]
    if as_json:
        show_json(said)
        return
    if said["why_not"]:
        say(said["why_not"])
    show_rows(said["months"], list(said["months"][0]), as_json=False)


def _figures(body: dict[str, Any]) -> dict[str, Any]:
    total, lost, new = (body.get(name) for name in ("total", "lost", "new_business"))
    is_full = body["standing"]["code"] == "full"
    months = [
        {
            "day": day,
            "cmrr": total["mean"][at] if total and is_full else None,
            "low": total["low"][at] if total else None,
            "high": total["high"][at] if total else None,
            "naive": body["naive"][at],
            "lost_low": lost["low"][at] if lost else None,
            "lost_high": lost["high"][at] if lost else None,
            "new_business": new["mean"][at] if new else None,
        }
        for at, day in enumerate(body["days"])
    ]
    return {
        "cmrr": body["value"] + body["signed"],
        "signed_not_live": body["signed"],
        "sigma": body["sigma"],
        "state": body["standing"],
        "months": months,
        "tried": {"record": body["record"], "origins": body["origins"]},
    }


def _came(one: api.Came) -> dict[str, Any]:
    return {name: getattr(one, name) for name in one.__dataclass_fields__ if name not in ("day", "issued_at")} | {
        "day": one.day.isoformat()
    }


def _record(found: api.Record) -> dict[str, Any]:
    return {name: getattr(found, name) for name in found.__slots__}
