"""What ``banso compute``, ``today``, ``explain`` and ``backtest`` do."""

from datetime import date, timedelta
from typing import Any

from banso.judgement.health import api as health
from banso.judgement.metrics import api as metrics
from banso.judgement.proof import api as proof
from banso.judgement.signals import api as signals
from banso.platform.journal.api import acting, try_publish
from banso.platform.kit.days import each_day
from banso.platform.kit.errors import BansoError
from banso.platform.tenancy.api import scope
from banso.record.customers.api import get_account
from banso.surfaces.cli.listing import bring_up
from banso.surfaces.cli.options import closed, day_option, json_option, member_called, now, workspace_of
from banso.surfaces.cli.output import progress, say, show_json, show_table

DAYS_AT_MOST = 4000


def compute(workspace: str, as_of: str, first: str, last: str, *, step: int, as_json: bool) -> None:
    """Compute the days that the options name, else what is due."""
    with scope(workspace_of(workspace)), acting(actor_id=None, source="cli"):
        try_publish(now())
        days = _days(as_of, first, last, step)
        with progress("computing") as update:
            metrics.compute(days, now=now(), on_progress=update)
            if not (as_of or first):
                # Also where nothing was due: a run that was killed may have computed the day and told nobody.
                metrics.finish([metrics.closed_day(now())], now=now())
        done = [metrics.computed_day(day) for day in days]
    rows = [
        {
            "day": row.day.isoformat(),
            "accounts": row.accounts,
            "computed_at": row.computed_at.isoformat(),
            "versions": row.versions,
            "known_basis": "assumed" if row.rests_on_assumed else "observed",
        }
        for row in done
    ]
    if as_json:
        show_json(rows)
    elif not rows:
        say("Nothing is due.")
    else:
        show_table(["day", "accounts", "known"], [[r["day"], r["accounts"], r["known_basis"]] for r in rows])


def _days(as_of: str, first: str, last: str, step: int) -> list[date]:
    final = metrics.closed_day(now())
    if step < 1:
        raise BansoError("--step must be 1 or more.")
    if as_of and (first or last):
        raise BansoError("Give --as-of, or --from and --to, not both.")
    if not (as_of or first or last):
        return metrics.due_days(now())
    if as_of:
        return [closed(day_option(as_of, "--as-of") or final, final)]
    start, end = day_option(first, "--from"), closed(day_option(last, "--to") or final, final)
    if start is None:
        raise BansoError("--to needs --from.")
    if start > end:
        raise BansoError(f"--from {start} is after --to {end}.")
    days = [day for day in each_day(start, end) if (end - day) % timedelta(days=step) == timedelta(0)]
    if len(days) > DAYS_AT_MOST:
        raise BansoError(f"{len(days):,} days are too many at once.", hint=f"At most {DAYS_AT_MOST:,}.")
    return days


def today(workspace: str, member: str, as_of: str, *, as_json: bool) -> None:
    """Print the queue of a day: of one member, or of all."""
    day = day_option(as_of, "--as-of")
    with scope(workspace_of(workspace)), progress("reading the book"):
        try_publish(now())
        who = member_called(member) if member else None
        if day is None:
            bring_up(metrics.closed_day(now()))
        found = signals.today(day, now=now(), member=who).to_json()
    if as_json:
        show_json(found)
        return
    counts = f"{len(found['items'])} to help, {found['left_out']} more left out, {found['gone']} long gone"
    say(f"As of {found['as_of']}: {counts}.")
    for item in found["items"]:
        called = item["name"] if item["name"] == item["external_id"] else f"{item['name']} ({item['external_id']})"
        say(f"{item['rank']:>3}. {called}  score {item['score']:,.2f}")
        say(f"     {item['why']}")
        if item["play"]:
            say(f"     play: {item['play']}")


def explain(workspace: str, account: str, as_of: str, since: str, *, as_json: bool) -> None:
    """Print why a score is what it is, and why it changed."""
    with scope(workspace_of(workspace)), progress("reading the book"):
        try_publish(now())
        last = metrics.closed_day(now())
        day = closed(day_option(as_of, "--as-of") or last, last)
        before = day_option(since, "--since")
        if before is not None and before >= day:
            raise BansoError(f"--since {before} is not before {day}.")
        bring_up(day)
        found = health.explain(get_account(account).pk, day, before).to_json()
    if as_json:
        show_json(found)
        return
    say(f"score {_number(found['score'])}, coverage {found['coverage']:.0%}, as of {day}")
    if before is not None:
        scores = f"{_number(found['score_since'])} → {_number(found['score'])}"
        change = "not comparable" if found["change"] is None else f"{found['change']:+.2f}"
        say(f"since {before}: {scores}, change {change}")
    show_table(
        ["metric", "cause", "value", "points", "adds", "change"],
        [
            [part["metric"], part["cause"], part["value"], part["points"], part["contribution"], part["change"]]
            for part in found["parts"]
        ],
    )
    for part in found["parts"]:
        say(part["text"])


def _number(value: float | None) -> str:
    return "withheld" if value is None else f"{value:.2f}"


def backtest(
    workspace: str, subject: str, first: str, last: str, *, every: str, filter_json: str, target: str, as_json: bool
) -> None:
    """Print how well a subject told later silence, or lost contracts."""
    tree = json_option(filter_json, "--filter")
    start, end = day_option(first, "--from"), day_option(last, "--to")
    with scope(workspace_of(workspace)), progress("testing on past days"):
        try_publish(now())
        asked = proof.backtest(subject, now=now(), first=start, last=end, every=every, filter_tree=tree, target=target)
        found = asked.to_json()
    if as_json:
        show_json(found)
        return
    what = "lost their contract" if target == proof.CHURNED else "fell silent"
    say(f"{found['subject']}: {found['n']} rows, {found['events']} {what}, {found['from']} to {found['to']}")
    for name, figures in (("all", found), ("engaged", found["engaged"])):
        _show_figures(name, figures, "lost" if target == proof.CHURNED else "silent")


def _show_figures(name: str, figures: dict[str, Any], word: str) -> None:
    if figures.get("auc") is not None:
        low, high = figures["auc_interval"]
        say(f"{name}: AUC {figures['auc']:.3f} ({low:.3f}–{high:.3f}), {figures['n']} rows, {figures['events']} {word}")
        rest = {"PR-AUC": figures["pr_auc"], "Brier": figures["brier"], "log-loss": figures["log_loss"]}
        say("  " + ", ".join(f"{one} {value:.3f}" for one, value in rest.items() if value is not None))
        for slug, line in (figures.get("baselines") or {}).items():
            if line.get("auc") is not None:
                say(f"  beside it {slug}: AUC {line['auc']:.3f}")
    say(f"{name}: {figures['verdict']}")
