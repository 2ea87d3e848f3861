"""What can be back-tested: a scorecard, a metric, the probability of silence."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from banso.judgement.forecasts.api import INPUT_SLUGS, predict_frame
from banso.judgement.health.api import card_named, score_frame
from banso.judgement.metrics.api import Frame, catalogue
from banso.platform.kit.errors import NotFound

LINE = "decayed_weeks_13"
EVENTS = "events_90d"

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing to judge: the metrics it reads and its risk, higher where silence is expected.

    `risk` is NaN where the subject has no value; `sign` turns a risk back into the value people see.
    """

    name: str
    version: int
    slugs: tuple[str, ...]
    risk: Callable[[Frame], Floats]
    sign: float
    is_probability: bool = False

    @property
    def is_line(self) -> bool:
        """Whether the subject is the line itself, which has no bar to beat."""
        return self.name == f"metric:{LINE}"


def subject_named(name: str) -> Subject:
    """The subject of `scorecard:SLUG`, `metric:SLUG` or `model:silence`; raises NotFound."""
    kind, _colon, slug = name.partition(":")
    if kind == "scorecard":
        return _scorecard(slug)
    if kind == "metric":
        return _metric(slug)
    if name == "model:silence":
        return Subject(name, 1, INPUT_SLUGS, lambda given: predict_frame(given).silence_180d, 1.0, True)
    raise NotFound(
        _("There is nothing called “%(name)s” to test.") % {"name": name},
        hint=_("Give scorecard:SLUG, metric:SLUG or model:silence, such as scorecard:starter."),
    )


def _scorecard(slug: str) -> Subject:
    card = card_named(slug)
    return Subject(f"scorecard:{slug}", card.version, card.slugs, lambda given: -score_frame(given, card).score, -1.0)


def _metric(slug: str) -> Subject:
    found = catalogue().get(slug)
    if found is None:
        raise NotFound(
            _("There is no metric “%(slug)s”.") % {"slug": slug},
            hint=_("Choose one of: %(slugs)s.") % {"slugs": ", ".join(sorted(catalogue()))},
        )
    # Where no direction is declared, little counts as the risk, as with every measure of use.
    sign = 1.0 if found.direction == "lower_is_better" else -1.0
    return Subject(f"metric:{slug}", found.version, (slug,), lambda given: sign * given.values[slug], sign)
