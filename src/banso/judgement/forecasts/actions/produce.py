"""The part of the book that forecasts make."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from banso.judgement.forecasts.actions.predict_frame import predict_frame
from banso.judgement.forecasts.declarations import SILENCE
from banso.judgement.forecasts.rules import STARTING_VERSION
from banso.judgement.metrics.api import Frame, Producer
from banso.platform.attributes.api import Attribute
from banso.platform.kit.columns import Columns

NAME = "forecasts"
SILENCE_LOW = "silence_low"
SILENCE_HIGH = "silence_high"


def _attribute(key: str, label: Any) -> Attribute:
    return Attribute(key=key, subject="account", type="number", label=label, unit="share", source="forecast")


ATTRIBUTES = {
    SILENCE: _attribute(SILENCE, _("Chance of no use in 180 days")),
    SILENCE_LOW: _attribute(SILENCE_LOW, _("Chance of no use in 180 days: low end")),
    SILENCE_HIGH: _attribute(SILENCE_HIGH, _("Chance of no use in 180 days: high end")),
}


def produce(given: Frame) -> Columns:
    """The columns of forecasts for a frame; NaN without an event in the last 90 days."""
    found = predict_frame(given)
    return {SILENCE: found.silence_180d, SILENCE_LOW: found.low, SILENCE_HIGH: found.high}


def version() -> dict[str, Any]:
    """What made a day's probabilities, kept with the day; the quarter's model follows from the day."""
    return {"starting": STARTING_VERSION}


PRODUCER = Producer(name=NAME, columns=ATTRIBUTES, produce=produce, version=version)
