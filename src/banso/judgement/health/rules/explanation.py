"""Why a score is what it is, and why it changed: an exact split, across versions of a card.

Formulas (science, "Change explained exactly"), versions 0 -> 1, curve f, value v, share w:
a = f0(v0), ab = f0(v1), ba = f1(v0), b = f1(v1); a version without the metric borrows the other's
curve with weight 0.

    data    (w0 + w1)/2 * ((ab - a) + (b - ba))/2    "arrived" or "went_missing" where a value
    curve   (w0 + w1)/2 * ((ba - a) + (b - ab))/2     came or went
    weight  (w1 - w0) * ((a + b)/2 - (R0 + R1)/2)
    cap     (S1 - R1) - (S0 - R0)
"""

from collections.abc import Mapping
from dataclasses import dataclass

from banso.judgement.health.rules.card import Card, CardMetric
from banso.judgement.health.rules.scoring import Score, is_missing, points_or_neutral, score

# Below this a change is what floating point leaves behind, not something that happened.
_NOTHING = 1e-12

Values = Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Row:
    """One reason. `*_since` describe the earlier day; None where there is none.

    Contributions of `level` and `cap` rows add up to the score, changes of all rows to its
    change. `contribution` is None when the score is withheld, `change` when there is no change
    to explain. `metric` of a cap row is the metric that holds the cap, None where none does.
    """

    metric: str | None
    cause: str
    value: float | None = None
    value_since: float | None = None
    points: float | None = None
    points_since: float | None = None
    weight: float | None = None
    weight_since: float | None = None
    contribution: float | None = None
    change: float | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """A score with its reasons; `since` is the earlier score when a change was asked for."""

    now: Score
    since: Score | None
    rows: tuple[Row, ...]

    @property
    def change(self) -> float | None:
        """Score now less score then, None unless both stand."""
        if self.since is None or self.now.score is None or self.since.score is None:
            return None
        return self.now.score - self.since.score


def explain(
    card: Card, values: Values, card_since: Card | None = None, values_since: Values | None = None
) -> Explanation:
    """Explain a score and, with an earlier card and values, how it came from there to here.

    `card_since` defaults to the same card. Absent, None and NaN values are missing.
    """
    now = score(card, values)
    if values_since is None:
        return Explanation(now, None, (*_levels(card, values, now, None), _cap(now, None)))
    before = card_since or card
    since = score(before, values_since)
    change = 0.0 if now.score is not None and since.score is not None else None
    rows = _levels(card, values, now, change)
    if change is not None:
        for slug in _slugs(card, before):
            rows += _changes(slug, (before, values_since, since.raw), (card, values, now.raw))
    return Explanation(now, since, (*rows, _cap(now, since)))


def _slugs(card: Card, before: Card) -> list[str]:
    return list(dict.fromkeys((*card.slugs, *before.slugs)))


def _levels(card: Card, values: Values, now: Score, change: float | None) -> list[Row]:
    stands = now.score is not None
    return [
        Row(
            metric.slug,
            "level",
            value=_known(values.get(metric.slug)),
            points=now.points[metric.slug],
            weight=metric.weight,
            contribution=metric.weight * now.points[metric.slug] if stands else None,
            change=change,
        )
        for metric in card.metrics
    ]


def _changes(slug: str, before: tuple[Card, Values, float], after: tuple[Card, Values, float]) -> list[Row]:
    (card0, values0, raw0), (card1, values1, raw1) = before, after
    metric0, metric1 = card0.metric(slug), card1.metric(slug)
    old = metric0 or _given(metric1)
    new = metric1 or _given(metric0)
    w0 = metric0.weight if metric0 else 0.0
    w1 = metric1.weight if metric1 else 0.0
    v0, v1 = _known(values0.get(slug)), _known(values1.get(slug))
    a, ab = points_or_neutral(old, v0), points_or_neutral(old, v1)
    ba, b = points_or_neutral(new, v0), points_or_neutral(new, v1)
    mean_weight = (w0 + w1) / 2
    parts = {
        _data_cause(v0, v1): mean_weight * ((ab - a) + (b - ba)) / 2,
        "curve": mean_weight * ((ba - a) + (b - ab)) / 2,
        "weight": (w1 - w0) * ((a + b) / 2 - (raw0 + raw1) / 2),
    }
    return [
        Row(slug, cause, v1, v0, b, a, w1, w0, contribution=0.0, change=change)
        for cause, change in parts.items()
        if abs(change) > _NOTHING
    ]


def _data_cause(before: float | None, after: float | None) -> str:
    if before is None and after is not None:
        return "arrived"
    if before is not None and after is None:
        return "went_missing"
    return "data"


def _cap(now: Score, since: Score | None) -> Row:
    held = _held_back(now)
    held_since = _held_back(since) if since is not None else None
    caps = now.caps or (since.caps if since is not None else ())
    change = held - held_since if held is not None and held_since is not None else None
    return Row(caps[0] if caps else None, "cap", contribution=held, change=change)


def _held_back(found: Score) -> float | None:
    return None if found.score is None else found.score - found.raw


def _known(value: float | None) -> float | None:
    return None if is_missing(value) or value is None else float(value)


def _given(metric: CardMetric | None) -> CardMetric:
    if metric is None:  # a slug comes from one of the two cards
        raise LookupError("metric in neither card")
    return metric
