"""Who would move if another card were in force: the dry run of a scorecard."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from banso.judgement.health.queries.scope import inside, segment_of
from banso.judgement.health.rules import ScoreColumns, read_card, score_columns
from banso.judgement.metrics.api import latest_book
from banso.platform.kit.bands import BANDS
from banso.platform.ui import formats


def impact(old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> list[str]:
    """Sentences on the newest computed day: how many accounts would come to which band.

    `old` is the body in force, None where the card is new. Empty where no day has been computed.
    """
    cards = [read_card(body) for body in (old, new) if body is not None]
    given = latest_book(list(dict.fromkeys(slug for card in cards for slug in card.slugs)))
    scope = segment_of(dict(new))
    if scope:
        given = given.take(inside(scope, given))
    if not len(given):
        return []
    after = score_columns(cards[-1], given.values)
    before = score_columns(cards[0], given.values) if old is not None else None
    lines = _moves(before, after)
    return lines or [_("No account changes its band.")]


def _moves(before: ScoreColumns | None, after: ScoreColumns) -> list[str]:
    language = get_language() or "en"
    came_from = np.full(len(after.band), -1.0) if before is None else before.band
    lines = []
    for number, band in enumerate(BANDS):
        count = int(((after.band == number) & (came_from != number)).sum())
        if count:
            text = ngettext("%(count)s account to %(band)s", "%(count)s accounts to %(band)s", count)
            lines.append(text % {"count": formats.number(count, language), "band": formats.BANDS[band]})
    withheld = int((np.isnan(after.band) & ~np.isnan(came_from)).sum())
    if withheld and before is not None:
        text = ngettext(
            "%(count)s account without a score: too little coverage",
            "%(count)s accounts without a score: too little coverage",
            withheld,
        )
        lines.append(text % {"count": formats.number(withheld, language)})
    return lines
