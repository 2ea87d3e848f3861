"""Run a back-test, or take the kept one while everything it rests on is unchanged."""

import json
from dataclasses import asdict
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _

from banso.judgement.forecasts.api import known_use
from banso.judgement.metrics.api import catalogue
from banso.judgement.proof.models import StoredBacktest
from banso.judgement.proof.queries.backtests import Backtest, BadTarget, Case, closed_days, run, silence_seen
from banso.judgement.proof.queries.losses import CHURNED, SILENT, TARGETS, Losses
from banso.judgement.proof.queries.reports import figures_kept
from banso.judgement.proof.queries.subjects import subject_named
from banso.platform.kit.days import last_closed_day
from banso.platform.tenancy.api import current_workspace
from banso.record.revenue.api import policy_version, state_of_lines

METHOD = 1
"""Of the calculation; raise it when a figure would come out differently."""


def back_test(
    subject: str,
    *,
    now: datetime,
    first: date | None = None,
    last: date | None = None,
    every: str = "quarter",
    filter_tree: Any = None,
    capacity: int | None = None,
    target: str = SILENT,
) -> Backtest:
    """Judge `scorecard:SLUG`, `metric:SLUG` or `model:silence` by later silence, or by lost contracts.

    Days from `first` to `last` (default: all that are closed) in the rhythm `every` (quarter or
    month). Eligible: an event in the 90 days up to the day; lost: none in the 180 days after.
    `filter_tree` narrows to a segment as of each day; `capacity` adds the lift of that many
    accounts a day. With the `target` "churned" eligible is who has MRR, and lost who has none 180 days later,
    late renewals within the grace counted. Raises NotFound, NothingClosed, BadRhythm, BadTarget or FilterError.
    """
    if target not in TARGETS:
        raise BadTarget(
            _("“%(target)s” is nothing to test against.") % {"target": target},
            hint=_("Choose one of: %(choices)s.") % {"choices": ", ".join(TARGETS)},
        )
    found = subject_named(subject)
    today = last_closed_day(now, current_workspace().timezone)
    use = known_use(today)
    losses = Losses(today) if target == CHURNED else None
    days = closed_days(first, last, every, seen=losses.seen() if losses else silence_seen(today, use))
    asked: list[Any] = [subject, str(days[0]), str(days[-1]), every, filter_tree, capacity]
    versions = {slug: metric.version for slug, metric in sorted(catalogue().items())}
    rests_on = [METHOD, asked, found.version, versions, use.fingerprint]
    if losses:
        asked.append(target)
        rests_on += [state_of_lines(), policy_version()]
    question, key = digest(asked), digest(rests_on)
    kept = StoredBacktest.objects.filter(question=question, key=key).first()
    if kept is not None:
        return _kept(kept.body)
    result = run(found, days, every=every, tree=filter_tree, capacity=capacity, losses=losses)
    StoredBacktest.objects.update_or_create(
        question=question, defaults={"key": key, "body": _body(result), "computed_at": now}
    )
    return result


def digest(value: Any) -> str:
    """A short key of a JSON value."""
    return sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()


def _body(result: Backtest) -> dict[str, Any]:
    """A back-test as JSON: days become texts."""
    body: dict[str, Any] = json.loads(json.dumps(asdict(result), default=str))
    return body


def _kept(body: dict[str, Any]) -> Backtest:
    return Backtest(
        **{
            **body,
            "days": tuple(date.fromisoformat(day) for day in body["days"]),
            "everybody": figures_kept(body["everybody"]),
            "engaged": figures_kept(body["engaged"]),
            "cases": tuple(
                Case(one["account_id"], date.fromisoformat(one["day"]), one["value"]) for one in body["cases"]
            ),
        }
    )
