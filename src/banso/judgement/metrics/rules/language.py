"""The metric language: a declaration (YAML) read into a :class:`Metric`, or refused with a reason.

A metric names one aggregation over the facts of an account (``event``: usage; ``touch``; ``task``; ``line``: lines of
contracts)::

    slug: active_weeks_13
    subject: account
    fact: event
    aggregation: {kind: count_distinct, of: week}
    window: {weeks: 13}

Kinds of aggregation: ``count``; ``count_distinct`` of user, feature, day, week, month or
``{bucket: days}``; ``decayed`` (buckets that fade by half every ``half_life`` buckets);
``share_of_max`` of user or feature; ``new`` user or feature; ``days_since_last``; ``tenure``;
``ratio`` of two terms and ``trend`` of one metric against itself a window earlier. A window of n days
is the n closed days up to and including the day asked for; weeks are 7 and months 30 days, counted
back from that day. ``where: {feature: [...]}`` narrows to some features.

Of lines: ``sum`` of mrr, cmrr or seats (with an offset, but for cmrr: what was in force so many days earlier, as it is
known on the day asked for); ``days_until`` renewal or notice; ``tenure``, over gaps of at most ``bridge`` days. The
sides of a ratio may count different facts: active users for each seat.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from banso.judgement.metrics.rules.terms import (
    UNSHIFTED,
    BadMetric,
    Measure,
    Metric,
    Ratio,
    Reference,
    Term,
)
from banso.platform.kit.limits import limit

SLUG = re.compile(r"[a-z][a-z0-9_]{0,62}")
LANGUAGES = ("en", "ja")
DIRECTIONS = ("higher_is_better", "lower_is_better", "neutral")
BUCKETS = {"day": 1, "week": 7, "month": 30}
KEYS = ("user", "feature")
MAX_DAYS = limit("metrics.days", 3650, "days")
"""The longest window. Longer ones say nothing that tenure does not."""
FADED = 100
"""The longest window of a faded sum, in half-lives."""

_TERM = ("aggregation", "window", "offset", "where")
_TOP = (
    *("slug", "version", "name", "description", "formula", "subject", "unit", "fact"),
    *("direction", "owner", "live", *_TERM),
)
_OPTIONS: dict[str, tuple[str, ...]] = {
    "count": (),
    "count_distinct": ("of",),
    "decayed": ("of", "half_life", "scale"),
    "share_of_max": ("of",),
    "new": ("of",),
    "days_since_last": (),
    "tenure": ("bridge",),
    "sum": ("of",),
    "days_until": ("of",),
    "ratio": ("over", "under", "plus"),
    "trend": ("of", "plus"),
}
KINDS = tuple(_OPTIONS)
_OF_LINES = ("sum", "days_until")
FACTS: dict[str, tuple[str, ...]] = {
    "event": tuple(kind for kind in KINDS if kind not in _OF_LINES),
    "touch": ("count", "count_distinct", "days_since_last", "ratio", "trend"),
    "task": ("count", "ratio"),
    "line": (*_OF_LINES, "tenure", "ratio"),
}
"""What is counted, and the kinds of aggregation that it knows."""
TASK_STATES = ("open", "overdue")
_LINES_OF = {"sum": ("mrr", "cmrr", "seats"), "days_until": ("renewal", "notice")}
_NEEDS_WINDOW = ("decayed", "share_of_max", "new")
_COMPOSED = ("ratio", "trend")


def parse(body: Mapping[str, Any]) -> Metric:
    """The metric that ``body`` declares; raises :class:`BadMetric`."""
    _only(body, _TOP, "")
    slug = body.get("slug")
    if not isinstance(slug, str) or not SLUG.fullmatch(slug):
        raise BadMetric("slug", "slug")
    _choice(body, "subject", ("account",), "")
    fact = _choice(body, "fact", tuple(FACTS), "")
    live = body.get("live", False)
    if not isinstance(live, bool):
        raise BadMetric("live", "not_bool")
    return Metric(
        slug=slug,
        version=_whole(body.get("version"), "version"),
        name=_by_language(body, "name"),
        description=_by_language(body, "description"),
        formula=_by_language(body, "formula"),
        unit=_text(body.get("unit"), "unit"),
        term=_term({key: body[key] for key in _TERM if key in body}, "", fact),
        direction=_choice(body, "direction", DIRECTIONS, ""),
        owner=_text(body.get("owner"), "owner"),
        live=live,
    )


def _term(body: Any, path: str, fact: str) -> Term:
    """A term: ``{metric: slug, offset}`` or ``{aggregation, window, offset, where}``."""
    if not isinstance(body, Mapping):
        raise BadMetric(path.rstrip("."), "not_a_term")
    if "metric" in body:
        _only(body, ("metric", "offset"), path)
        return Reference(slug=_text(body["metric"], f"{path}metric"), offset=_span(body, "offset", path))
    _only(body, _TERM, path)
    given = body.get("aggregation")
    aggregation = {"kind": given} if isinstance(given, str) else given
    here = f"{path}aggregation."
    if not isinstance(aggregation, Mapping):
        raise BadMetric(f"{path}aggregation", "unknown_value", value=given, known=", ".join(FACTS[fact]))
    kind = _choice(aggregation, "kind", FACTS[fact], here)
    _only(aggregation, ("kind", *_OPTIONS[kind]), here)
    _fitting(kind, body, path, fact)
    if kind == "ratio":
        return Ratio(
            over=_term(aggregation.get("over"), f"{here}over.", fact),
            under=_term(aggregation.get("under"), f"{here}under.", fact),
            plus=_number(aggregation.get("plus", 0), f"{here}plus"),
        )
    if kind == "trend":
        slug = _text(aggregation.get("of"), f"{here}of")
        plus = _number(aggregation.get("plus", 0), f"{here}plus")
        return Ratio(over=Reference(slug=slug), under=Reference(slug=slug, windows=1), plus=plus)
    if fact == "task":
        return Measure(kind=kind, fact=fact, state=_task_state(body.get("where"), f"{path}where"))
    if fact == "line":
        return _of_lines(kind, body, aggregation, path)
    measure = Measure(
        kind=kind,
        fact=fact,
        window=_span(body, "window", path),
        offset=_span(body, "offset", path),
        features=_features(body.get("where"), f"{path}where"),
    )
    return _with_options(measure, aggregation, path)


def _fitting(kind: str, body: Mapping[str, Any], path: str, fact: str) -> None:
    """Refuse what this kind of aggregation cannot have beside it."""
    refused: tuple[str, ...] = ()
    if kind in _COMPOSED:
        refused = ("window", "offset", "where")
    elif kind in UNSHIFTED:
        # Roll-ups keep the last instant by user; tenure and recency speak about the account as a whole.
        refused = ("window", "offset", "where")
    elif fact == "touch":
        refused = ("where",)
    elif fact == "task":
        refused = ("window", "offset")
    elif fact == "line":
        refused = ("window", "where")
    for key in refused:
        if key in body:
            raise BadMetric(f"{path}{key}", "not_with", kind=kind)
    if kind == "tenure" and fact == "event" and "bridge" in (body["aggregation"] or ()):
        raise BadMetric(f"{path}aggregation.bridge", "not_with", kind=kind)
    if kind in _NEEDS_WINDOW and "window" not in body:
        raise BadMetric(f"{path}window", "needs_window", kind=kind)


def _of_lines(kind: str, body: Mapping[str, Any], aggregation: Mapping[str, Any], path: str) -> Measure:
    here = f"{path}aggregation."
    if kind == "tenure":
        bridge = aggregation.get("bridge", 0)
        return Measure(kind=kind, fact="line", window=_whole(bridge, f"{here}bridge") if bridge else 0)
    of = _choice(aggregation, "of", _LINES_OF[kind], here)
    if of == "cmrr" and "offset" in body:
        raise BadMetric(f"{path}offset", "not_with", kind=of)
    return Measure(kind=kind, fact="line", of=of, offset=_span(body, "offset", path))


def _with_options(measure: Measure, aggregation: Mapping[str, Any], path: str) -> Measure:
    here = f"{path}aggregation."
    of = aggregation.get("of")
    if measure.kind in ("share_of_max", "new"):
        measure = replace(measure, of=_choice(aggregation, "of", KEYS, here))
    elif measure.kind == "decayed":
        measure = _bucketed(measure, of, path, tuple(BUCKETS))
        half_life = _number(aggregation.get("half_life"), f"{here}half_life")
        scale = _number(aggregation.get("scale", 1), f"{here}scale")
        if half_life < 1:
            raise BadMetric(f"{here}half_life", "too_small", least=1)
        if measure.window > FADED * half_life * measure.bucket:
            raise BadMetric(f"{path}window", "faded", most=FADED)
        measure = replace(measure, half_life=half_life, scale=scale)
    elif measure.kind == "count_distinct" and measure.fact == "touch":
        measure = replace(measure, of=_choice(aggregation, "of", ("person",), here))
    elif measure.kind == "count_distinct":
        measure = replace(measure, of=of) if of in KEYS else _bucketed(measure, of, path, (*KEYS, *BUCKETS))
    if measure.features and measure.of == "user":
        # Roll-ups keep users and features apart.
        raise BadMetric(f"{path}where", "users_of_features")
    return measure


def _bucketed(measure: Measure, of: Any, path: str, known: tuple[str, ...]) -> Measure:
    here = f"{path}aggregation.of"
    if isinstance(of, Mapping) and set(of) == {"bucket"}:
        size = _whole(of["bucket"], f"{here}.bucket")
    elif isinstance(of, str) and of in BUCKETS:
        size = BUCKETS[of]
    else:
        raise BadMetric(here, "unknown_value", value=of, known=", ".join([*known, "{bucket: 14}"]))
    if not measure.window:
        raise BadMetric(f"{path}window", "needs_window", kind=f"{measure.kind} {of}")
    if measure.window % size:
        raise BadMetric(f"{path}window", "not_whole_buckets", days=measure.window, size=size)
    return replace(measure, of="bucket", bucket=size)


def _features(where: Any, path: str) -> tuple[str, ...]:
    if where is None:
        return ()
    if not isinstance(where, Mapping) or set(where) != {"feature"}:
        raise BadMetric(path, "where")
    names = [where["feature"]] if isinstance(where["feature"], str) else where["feature"]
    if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
        raise BadMetric(path, "where")
    return tuple(sorted(set(names)))


def _task_state(where: Any, path: str) -> str:
    if not isinstance(where, Mapping) or set(where) != {"state"} or where["state"] not in TASK_STATES:
        raise BadMetric(path, "task_state", known=", ".join(TASK_STATES))
    return str(where["state"])


def _span(body: Mapping[str, Any], key: str, path: str) -> int:
    """A length of time in days; 0 where it is not given."""
    if key not in body:
        return 0
    span = body[key]
    units = {"days": 1, "weeks": 7, "months": 30}
    if not isinstance(span, Mapping) or len(span) != 1 or next(iter(span)) not in units:
        raise BadMetric(f"{path}{key}", "length")
    unit, count = next(iter(span.items()))
    days = _whole(count, f"{path}{key}.{unit}") * units[unit]
    if days > MAX_DAYS:
        raise BadMetric(f"{path}{key}", "too_long", most=MAX_DAYS)
    return days


def _only(body: Mapping[str, Any], known: tuple[str, ...], path: str) -> None:
    for key in body:
        if key not in known:
            raise BadMetric(f"{path}{key}", "unknown_key", known=", ".join(sorted(known)))


def _choice(body: Mapping[str, Any], key: str, known: tuple[str, ...], path: str) -> str:
    value = body.get(key)
    if not isinstance(value, str) or value not in known:
        raise BadMetric(f"{path}{key}", "unknown_value", value=value, known=", ".join(known))
    return value


def _text(value: Any, path: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise BadMetric(path, "missing_text")
    return value


def _by_language(body: Mapping[str, Any], key: str) -> Mapping[str, str]:
    texts = body.get(key)
    if not isinstance(texts, Mapping) or set(texts) != set(LANGUAGES):
        raise BadMetric(key, "both_languages")
    return {language: _text(texts[language], f"{key}.{language}") for language in LANGUAGES}


def _whole(value: Any, path: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise BadMetric(path, "not_whole", value=value)
    return value


def _number(value: Any, path: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise BadMetric(path, "not_a_number", value=value)
    return float(value)
