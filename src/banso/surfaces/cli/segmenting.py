"""What ``banso segments`` and ``banso signals`` do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from banso.judgement.metrics import api as metrics
from banso.judgement.signals import api as signals_api
from banso.platform.definitions.api import in_language
from banso.platform.journal.api import acting, try_publish
from banso.platform.kit.errors import BansoError
from banso.platform.tenancy.api import scope
from banso.record.customers.api import accounts_by_id, external_ids, get_account
from banso.surfaces.cli.options import closed, day_option, now, workspace_of
from banso.surfaces.cli.output import progress, say, show_json, show_table

_MONTH = timedelta(days=28)
_STATES = ("open", "muted", "dismissed", "ended")


def show_all(workspace: str, *, as_json: bool) -> None:
    """Print every segment."""
    with scope(workspace_of(workspace)):
        since = metrics.closed_day(now()) - _MONTH
        sizes, moved = metrics.sizes(), metrics.moved_since(since)
        rows = [
            {
                "slug": slug,
                "name": in_language(one.name, "en"),
                "version": one.version,
                "picked": one.picked,
                "members": sizes.get(slug, 0),
                "entered_28d": moved.get(slug, (0, 0))[0],
                "left_28d": moved.get(slug, (0, 0))[1],
            }
            for slug, one in metrics.segments().items()
        ]
    if as_json:
        show_json(rows)
        return
    show_table(
        ["segment", "name", "accounts", "came", "left"],
        [[row["slug"], row["name"], row["members"], row["entered_28d"], row["left_28d"]] for row in rows],
    )


def show_one(workspace: str, slug: str, *, as_json: bool) -> None:
    """Print one segment with who came and went."""
    with scope(workspace_of(workspace)):
        one = metrics.segment_named(slug)
        moved = metrics.movements(slug, metrics.closed_day(now()) - _MONTH)
        keys = external_ids([row.account_id for row in moved])
        found: dict[str, Any] = {
            "slug": slug,
            "version": one.version,
            "name": dict(one.name),
            "owner": one.owner,
            "picked": one.picked,
            "filter": one.tree,
            "members": metrics.sizes().get(slug, 0),
            "moved_28d": [
                {
                    "external_id": keys.get(row.account_id, ""),
                    "day": row.day.isoformat(),
                    "entered": row.entered,
                    "cause": row.cause,
                }
                for row in moved
            ],
        }
    if as_json:
        show_json(found)
        return
    say(f"{in_language(one.name, 'en')}, version {one.version}: {found['members']} accounts")
    show_table(
        ["day", "", "account", "why"],
        [[row["day"], "+" if row["entered"] else "-", row["external_id"], row["cause"]] for row in found["moved_28d"]],
    )


def members(workspace: str, slug: str, as_of: str, *, as_json: bool) -> None:
    """Print the accounts in a segment."""
    day = day_option(as_of, "--as-of")
    with scope(workspace_of(workspace)), progress("reading the book"):
        try_publish(now())
        if day is not None:
            closed(day, metrics.closed_day(now()))
        ids = metrics.members_of(slug, day)
        accounts, keys = accounts_by_id(ids), external_ids(ids)
    rows = [
        {"external_id": keys.get(one, ""), "name": accounts[one].name, "as_of": day.isoformat() if day else None}
        for one in ids
        if one in accounts
    ]
    if as_json:
        show_json(rows)
    else:
        show_table(["account", "name"], [[row["external_id"], row["name"]] for row in rows])


def pick(workspace: str, slug: str, refs: Sequence[str], *, inside: bool, as_json: bool) -> None:
    """Put accounts into a hand-picked segment, or take them out."""
    with scope(workspace_of(workspace)), acting(actor_id=None, source="cli"):
        accounts = [get_account(ref).pk for ref in refs]
        if inside:
            count = metrics.pick(slug, accounts, member=None, now=now())
        else:
            count = metrics.unpick(slug, accounts, now=now())
        try_publish(now())
    if as_json:
        show_json({"segment": slug, "changed": count})
    else:
        say(f"{count} accounts {'put in' if inside else 'taken out'}.")


def signals(workspace: str, rule: str, state: str, limit: int, *, as_json: bool) -> None:
    """Print stored signals."""
    if state and state not in _STATES:
        raise BansoError(f"There is no state {state}.", hint=f"One of: {', '.join(_STATES)}.")
    if not 1 <= limit <= 100_000:
        raise BansoError("--limit must be from 1 to 100,000.")
    with scope(workspace_of(workspace)):
        known = signals_api.signal_rules()
        if rule and rule not in known:
            raise BansoError(f"There is no rule {rule}.", hint=f"One of: {', '.join(sorted(known))}.")
        total, listed = signals_api.recent_signals(rule=rule or None, state=state or None, limit=limit)
        keys = external_ids([one.account_id for one in listed])
    rows = [
        {
            "uid": str(one.uid),
            "rule": one.rule,
            "version": one.rule_version,
            "external_id": keys.get(one.account_id, ""),
            "name": one.account.name,
            "began": one.began.isoformat(),
            "ended": one.ended.isoformat() if one.ended else None,
            "end_reason": one.end_reason or None,
            "state": one.state,
            "evidence": one.evidence,
        }
        for one in listed
    ]
    if as_json:
        show_json(rows)
        return
    say(f"{len(rows)} of {total} signals")
    show_table(
        ["began", "rule", "account", "name", "state", "signal"],
        [[row["began"], row["rule"], row["external_id"], row["name"], row["state"], row["uid"]] for row in rows],
    )


def answer(workspace: str, signal: str, kind: str, because: str, days: int, *, as_json: bool) -> None:
    """Keep an answer to a signal."""
    if not 1 <= days <= 400:
        raise BansoError("--days must be from 1 to 400.")
    with scope(workspace_of(workspace)), acting(actor_id=None, source="cli"):
        found = signals_api.find_signal(signal)
        until = metrics.closed_day(now()) + timedelta(days=days + 1) if kind == "mute" else None
        given = signals_api.answer_signal(found, kind, member=None, now=now(), because=because, until=until)
        try_publish(now())
        found.refresh_from_db()
    if as_json:
        show_json({"signal": signal, "answer": given.kind, "state": found.state})
    else:
        say(f"Noted: {given.kind}. The signal is {found.state}.")
