"""The metric language: a declaration (YAML) read into a :class:`Metric`, or refused with a reason.

A metric names one aggregation over the usage events of an account::

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
"""

from __future__ import annotations

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

SLUG = re.compile(r"[a-z][a-z0-9_]{1,59}")
LANGUAGES = ("en", "ja")
DIRECTIONS = ("higher_is_better", "lower_is_better", "neutral")
BUCKETS = {"day": 1, "week": 7, "month": 30}
KEYS = ("user", "feature")
KINDS = (
    "count",
    "count_distinct",
    "decayed",
    "share_of_max",
    "new",
    "days_since_last",
    "tenure",
    "ratio",
    "trend",
)
MAX_DAYS = 3650
"""The longest window. Longer ones say nothing that tenure does not."""
FADED = 100
"""The longest window of a faded sum, in half-lives."""


_TOP = {
    "slug", "version", "name", "description", "formula", "subject", "unit", "fact", "aggregation",
    "window", "offset", "where", "direction", "owner", "live",
}  # fmt: skip
_OPTIONS = {
    "count": set(),
    "count_distinct": {"of"},
    "decayed": {"of", "half_life", "scale"},
    "share_of_max": {"of"},
    "new": {"of"},
    "days_since_last": set(),
    "tenure": set(),
    "ratio": {"over", "under", "plus"},
    "trend": {"of", "plus"},
}  # fmt: skip
_NEEDS_WINDOW = {"decayed", "share_of_max", "new"}
_NO_WINDOW = {"days_since_last", "tenure", "ratio", "trend"}


def parse(body: Mapping[str, Any]) -> Metric:
    """The metric that ``body`` declares; raises :class:`BadMetric`."""
    where = f"metric {body.get('slug') or '?'}"
    _only(body, _TOP, where)
    slug = body.get("slug")
    if not isinstance(slug, str) or not SLUG.fullmatch(slug):
        raise BadMetric(
            f"{where}: slug {slug!r} is not a short name.",
            hint="Use a–z, 0–9 and _, starting with a letter.",
        )
    _choice(body, "subject", ("account",), where)
    _choice(body, "fact", ("event",), where)
    _choice(body, "direction", DIRECTIONS, where)
    version = _whole(body.get("version"), f"{where}: version")
    unit, owner = (_text(body, key, where) for key in ("unit", "owner"))
    live = body.get("live", False)
    if not isinstance(live, bool):
        raise BadMetric(f"{where}: live must be true or false.")
    term_body = {key: body[key] for key in ("aggregation", "window", "offset", "where") if key in body}
    return Metric(
        slug=slug,
        version=version,
        name=_by_language(body, "name", where),
        description=_by_language(body, "description", where),
        formula=_by_language(body, "formula", where),
        unit=unit,
        term=_term(term_body, where),
        direction=str(body["direction"]),
        owner=owner,
        live=live,
    )


def _term(body: Any, where: str) -> Term:
    """A term: ``{metric: slug, offset}`` or ``{aggregation, window, offset, where}``."""
    if not isinstance(body, Mapping):
        raise BadMetric(f"{where}: {body!r} is not a term.", hint="Give metric or aggregation.")
    if "metric" in body:
        _only(body, {"metric", "offset"}, where)
        return Reference(slug=str(body["metric"]), offset=_span(body, "offset", where))
    _only(body, {"aggregation", "window", "offset", "where"}, where)
    aggregation = body.get("aggregation")
    if isinstance(aggregation, str):
        aggregation = {"kind": aggregation}
    if not isinstance(aggregation, Mapping):
        raise BadMetric(f"{where}: aggregation is missing.", hint=f"Kinds: {', '.join(KINDS)}.")
    kind = _choice(aggregation, "kind", KINDS, f"{where}: aggregation")
    _only(aggregation, {"kind", *_OPTIONS[kind]}, f"{where}: aggregation {kind}")
    if kind in _NO_WINDOW and "window" in body:
        raise BadMetric(f"{where}: {kind} has no window.")
    if kind in _NEEDS_WINDOW and "window" not in body:
        raise BadMetric(f"{where}: {kind} needs a window.", hint="Such as window: {days: 90}.")
    if kind in UNSHIFTED and "offset" in body:
        raise BadMetric(f"{where}: {kind} has no offset.")
    if kind in ("ratio", "trend"):
        if "where" in body or "offset" in body:
            raise BadMetric(f"{where}: where and offset belong to the terms of a {kind}.")
        return _ratio(aggregation, where) if kind == "ratio" else _trend(aggregation, where)
    measure = Measure(
        kind=kind,
        window=_span(body, "window", where),
        offset=_span(body, "offset", where),
        features=_features(body.get("where"), where),
    )
    return _narrowed(_with_options(measure, aggregation, where), where)


def _with_options(measure: Measure, aggregation: Mapping[str, Any], where: str) -> Measure:
    kind = measure.kind
    if kind in ("share_of_max", "new"):
        return replace(measure, of=_choice(aggregation, "of", KEYS, f"{where}: {kind}"))
    if kind == "decayed":
        measure = _bucketed(measure, aggregation.get("of"), where)
        half_life = _number(aggregation.get("half_life"), f"{where}: half_life")
        scale = _number(aggregation.get("scale", 1), f"{where}: scale")
        if half_life < 1 or scale <= 0:
            raise BadMetric(f"{where}: half_life must be 1 or more buckets, scale above 0.")
        if measure.window > FADED * half_life * measure.bucket:
            raise BadMetric(f"{where}: the window is longer than {FADED} half-lives; nothing is left by then.")
        return replace(measure, half_life=half_life, scale=scale)
    if kind == "count_distinct":
        of = aggregation.get("of")
        return replace(measure, of=of) if of in KEYS else _bucketed(measure, of, where)
    return measure


def _bucketed(measure: Measure, of: Any, where: str) -> Measure:
    if isinstance(of, Mapping) and set(of) == {"bucket"}:
        size = _whole(of["bucket"], f"{where}: bucket")
    elif of in BUCKETS:
        size = BUCKETS[of]
    else:
        known = ", ".join([*KEYS, *BUCKETS]) if measure.kind == "count_distinct" else ", ".join(BUCKETS)
        raise BadMetric(f"{where}: {measure.kind} of {of!r} is not known.", hint=f"Of: {known}, {{bucket: days}}.")
    if not measure.window:
        raise BadMetric(f"{where}: {measure.kind} of {of} needs a window.")
    if measure.window % size:
        raise BadMetric(f"{where}: the window of {measure.window} days is not a whole number of {size}-day buckets.")
    return replace(measure, of="bucket", bucket=size)


def _narrowed(measure: Measure, where: str) -> Measure:
    by_user = measure.of == "user" or measure.kind == "days_since_last"
    if measure.features and by_user:
        raise BadMetric(
            f"{where}: {measure.kind} of users cannot be narrowed to features.",
            hint="Roll-ups keep users and features apart; count events, days or weeks instead.",
        )
    return measure


def _ratio(aggregation: Mapping[str, Any], where: str) -> Ratio:
    return Ratio(
        over=_term(aggregation.get("over"), f"{where}: over"),
        under=_term(aggregation.get("under"), f"{where}: under"),
        plus=_number(aggregation.get("plus", 0), f"{where}: plus"),
    )


def _trend(aggregation: Mapping[str, Any], where: str) -> Ratio:
    slug = aggregation.get("of")
    if not isinstance(slug, str):
        raise BadMetric(f"{where}: trend needs of: the slug of a metric with a window.")
    plus = _number(aggregation.get("plus", 0), f"{where}: plus")
    return Ratio(over=Reference(slug=slug), under=Reference(slug=slug, windows=1), plus=plus)


def _features(where_body: Any, where: str) -> tuple[str, ...]:
    if where_body is None:
        return ()
    if not isinstance(where_body, Mapping) or set(where_body) != {"feature"}:
        raise BadMetric(f"{where}: where knows only feature.", hint="where: {feature: [a, b]}")
    names = where_body["feature"]
    listed = [names] if isinstance(names, str) else names
    if not isinstance(listed, list) or not listed or not all(isinstance(n, str) for n in listed):
        raise BadMetric(f"{where}: where.feature must be names.")
    return tuple(sorted(set(listed)))


def _span(body: Mapping[str, Any], key: str, where: str) -> int:
    """A length of time in days; 0 where it is not given."""
    if key not in body:
        return 0
    span = body[key]
    units = {"days": 1, "weeks": 7, "months": 30}
    if not isinstance(span, Mapping) or len(span) != 1 or next(iter(span)) not in units:
        raise BadMetric(f"{where}: {key} {span!r} is not a length.", hint=f"Such as {key}: {{days: 90}}.")
    unit, count = next(iter(span.items()))
    days = _whole(count, f"{where}: {key}.{unit}") * units[unit]
    if days > MAX_DAYS:
        raise BadMetric(f"{where}: {key} is longer than {MAX_DAYS} days.")
    return days


def _only(body: Mapping[str, Any], known: set[str], where: str) -> None:
    for key in body:
        if key not in known:
            raise BadMetric(f"{where}: {key!r} is not known here.", hint=f"Known: {', '.join(sorted(known))}.")


def _choice(body: Mapping[str, Any], key: str, known: tuple[str, ...], where: str) -> str:
    value = body.get(key)
    if value not in known:
        raise BadMetric(f"{where}: {key} {value!r} is not known.", hint=f"Known: {', '.join(known)}.")
    return str(value)


def _text(body: Mapping[str, Any], key: str, where: str) -> str:
    value = body.get(key)
    if not isinstance(value, str) or not value.strip():
        raise BadMetric(f"{where}: {key} is missing.")
    return value


def _by_language(body: Mapping[str, Any], key: str, where: str) -> Mapping[str, str]:
    texts = body.get(key)
    if not isinstance(texts, Mapping) or set(texts) != set(LANGUAGES):
        raise BadMetric(f"{where}: {key} needs a text in each language.", hint=f"{key}: {{en: …, ja: …}}")
    return {language: _text(texts, language, f"{where}: {key}") for language in LANGUAGES}


def _whole(value: Any, where: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise BadMetric(f"{where} must be a whole number of 1 or more, not {value!r}.")
    return value


def _number(value: Any, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:  # noqa: PLR0124
        raise BadMetric(f"{where} must be a number, not {value!r}.")
    return float(value)
