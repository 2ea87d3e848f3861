"""What a metric consists of: measures over facts (events, touches, tasks, lines), and ratios of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from banso.platform.kit.errors import BansoError


class BadMetric(BansoError):
    """A declaration that cannot be used.

    ``path`` is the place in the body (``over.window``), ``fault`` what is wrong there, ``given`` what the
    words of it need; :mod:`banso.judgement.metrics.queries.faults` says it in the reader's language.
    """

    code = "bad_metric"

    def __init__(self, path: str, fault: str, **given: object) -> None:
        self.path, self.fault, self.given = path, fault, given
        super().__init__(f"{path}: {fault} {given or ''}".rstrip())


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One aggregation over facts; equal measures are computed once.

    ``window`` and ``offset`` are in days (``window`` 0: all time); ``of`` is a key (user, feature) or
    ``bucket``, then ``bucket`` is its length in days; ``half_life`` (in buckets) and ``scale`` belong
    to ``decayed``; ``features`` narrows to events of these features, ``state`` to tasks in it. ``fact`` is what
    is counted: event, touch, task or line. Of lines ``of`` is what is summed or waited for, and the ``window`` of a
    tenure the longest gap that does not end it.
    """

    kind: str
    fact: str = "event"
    of: str = ""
    bucket: int = 0
    window: int = 0
    offset: int = 0
    half_life: float = 0.0
    scale: float = 0.0
    features: tuple[str, ...] = ()
    state: str = ""


@dataclass(frozen=True, kw_only=True)
class Ratio:
    """``(over + plus) / (under + plus)``; missing where a side is missing or the lower side is 0."""

    over: Term
    under: Term
    plus: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Reference:
    """Another metric: ``offset`` days and ``windows`` of its own windows earlier.

    Earlier in time of the events; what is known is as of the day asked for.
    """

    slug: str
    offset: int = 0
    windows: int = 0


Term = Measure | Ratio | Reference


@dataclass(frozen=True, kw_only=True)
class Metric:
    """A declared number about an account. Texts are by language."""

    slug: str
    version: int
    name: Mapping[str, str]
    description: Mapping[str, str]
    formula: Mapping[str, str]
    unit: str
    term: Term
    direction: str
    owner: str
    live: bool = False


UNSHIFTED = ("days_since_last", "tenure", "days_until")
"""Kinds that speak about the day asked for and cannot be moved back."""


def resolve(slug: str, metrics: Mapping[str, Metric]) -> Term:
    """The term of a metric with its references replaced; raises on unknown ones and on circles."""
    return _resolved(metrics[slug].term, metrics, (slug,))


def facts_of(term: Term) -> set[str]:
    """What a resolved term counts: event, touch, task, line."""
    return {measure.fact for measure in measures(term)}


def apart(slug: str, term: Term) -> tuple[Term, dict[str, Term]]:
    """A resolved term whose sides count different facts as a ratio of columns, and what each of these columns is."""
    parts: dict[str, Term] = {}

    def taken(one: Term) -> Term:
        if isinstance(one, Ratio) and len(facts_of(one)) > 1:
            return replace(one, over=taken(one.over), under=taken(one.under))
        name = f"{slug}__{len(parts)}"
        parts[name] = one
        return Reference(slug=name)

    return taken(term), parts


def measures(term: Term) -> set[Measure]:
    """The measures that a resolved term rests on."""
    if isinstance(term, Ratio):
        return measures(term.over) | measures(term.under)
    if isinstance(term, Reference):
        raise TypeError("resolve() comes first")
    return {term}


def _resolved(term: Term, metrics: Mapping[str, Metric], path: tuple[str, ...]) -> Term:
    if isinstance(term, Measure):
        return term
    if isinstance(term, Ratio):
        over, under = (_resolved(side, metrics, path) for side in (term.over, term.under))
        return replace(term, over=over, under=under)
    if term.slug in path:
        raise BadMetric("aggregation", "circle", steps=" → ".join([*path, term.slug]))
    if term.slug not in metrics:
        raise BadMetric("aggregation", "unknown_metric", metric=term.slug)
    found = _resolved(metrics[term.slug].term, metrics, (*path, term.slug))
    if term.windows and not (isinstance(found, Measure) and found.window):
        raise BadMetric("aggregation", "no_own_window", metric=term.slug)
    back = term.offset
    if isinstance(found, Measure):
        back += term.windows * found.window
    return _shifted(found, back) if back else found


def _shifted(term: Term, offset: int) -> Term:
    if isinstance(term, Ratio):
        over, under = (_shifted(side, offset) for side in (term.over, term.under))
        return replace(term, over=over, under=under)
    if isinstance(term, Reference) or term.kind in UNSHIFTED or term.of == "cmrr":
        raise BadMetric("aggregation", "unshifted", kind=getattr(term, "kind", ""))
    return replace(term, offset=term.offset + offset)
