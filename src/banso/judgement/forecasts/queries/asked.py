"""Which scenario an address asks for: for the page, and for its files."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext as _

from banso.judgement.forecasts.rules.committed import Scenario
from banso.platform.kit.errors import BansoError

LIMITS: Final = {"churn": (-100, 500), "expansion": (-20, 20), "price": (-90, 200), "hires": (-50, 200)}
"""The names that a scenario has in an address, with the least and the most of each."""


def asked_scenario(query: Mapping[str, str]) -> Scenario | None:
    """The scenario of an address; none where it asks for none. Raises :class:`BansoError` for what cannot be read."""
    given: dict[str, float] = {}
    for name, (least, most) in LIMITS.items():
        text = query.get(name, "").strip()
        if not text:
            continue
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not least <= value <= most or (name == "hires" and value != int(value)):
            raise BansoError(
                _("“%(text)s” cannot be worked out.") % {"text": text[:40]},
                hint=_("Write a number from %(least)s to %(most)s.") % {"least": least, "most": most},
                code="bad_scenario",
            )
        given[name] = value
    if not given:
        return None
    hires = int(given.pop("hires", 0))
    return Scenario(**given, hires=hires)
