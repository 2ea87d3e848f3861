"""The panel on Today: of those who went silent in the last 12 months, how many were on the list."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banso.judgement.metrics.api import frame
from banso.judgement.proof.models import ListedDay
from banso.judgement.proof.rules import BEFORE_SILENCE, MINIMUM_LOSSES, SILENCE_DAYS, LeadTime, seen_before
from banso.platform.kit.days import EPOCH_DAY
from banso.platform.ui import formats
from banso.record.customers.api import active_account_ids

RECENCY = "days_since_last_event"
LOOKBACK_DAYS = 365
_A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class SilentSeen:
    """Who went silent in the 12 months up to `day` and was on Today's list in time.

    `length` and `candidates` are the list's mean length and the mean number it chose from;
    `weeks` of `weeks_wanted` weekly lists are known, the rest is still being computed.
    """

    day: date
    lead: LeadTime
    length: float
    candidates: float
    weeks: int
    weeks_wanted: int

    @property
    def text(self) -> str:
        """The panel's sentences, in the active language; empty while no list is known."""
        if not self.weeks or not self.lead.n:
            return ""
        language = get_language() or "en"
        words = {
            "n": formats.number(self.lead.n, language),
            "seen": formats.number(self.lead.alerted, language),
            "days": formats.number(self.lead.median, language),
            "length": formats.number(self.length, language),
            "candidates": formats.number(self.candidates, language),
        }
        length = _("The list named %(length)s of %(candidates)s accounts on average.") % words
        return f"{self._seen(words)} {length}{self._unfinished(language)}"

    def _seen(self, words: dict[str, str]) -> str:
        if self.lead.n < MINIMUM_LOSSES or self.lead.median is None:
            few = _(
                "Accounts that went silent in the last 12 months: %(n)s; on this list before: %(seen)s. "
                "Too few to say more."
            )
            return few % words
        text = _(
            "Of the %(n)s accounts that went silent in the last 12 months, %(seen)s were on this list, "
            "at the median %(days)s days before."
        )
        return text % words

    def _unfinished(self, language: str) -> str:
        if self.weeks >= self.weeks_wanted:
            return ""
        words = {
            "weeks": formats.number(self.weeks, language),
            "wanted": formats.number(self.weeks_wanted, language),
        }
        return " " + _("(%(weeks)s of %(wanted)s weekly lists are computed so far.)") % words


def weeks_wanted(day: date) -> list[date]:
    """The Sundays whose lists can have named somebody who went silent in the 12 months up to `day`."""
    first = day - timedelta(days=LOOKBACK_DAYS + SILENCE_DAYS + BEFORE_SILENCE)
    sunday = first + timedelta(days=6 - first.weekday())
    return [sunday + number * _A_WEEK for number in range((day - sunday).days // 7 + 1)]


def silent_seen(day: date) -> SilentSeen:
    """The panel as of a day, from the lists that are kept."""
    wanted = weeks_wanted(day)
    lists = list(ListedDay.objects.filter(day__in=wanted))
    return SilentSeen(
        day=day,
        lead=seen_before(_went_silent(day), [((one.day - EPOCH_DAY).days, one.accounts) for one in lists]),
        length=_mean([len(one.accounts) for one in lists]),
        candidates=_mean([one.candidates for one in lists]),
        weeks=len(lists),
        weeks_wanted=len(wanted),
    )


def _went_silent(day: date) -> dict[int, int]:
    """Accounts whose silence became certain in the 12 months up to `day`, with the day of last use."""
    given = frame([day], slugs=[RECENCY])
    # The day's own events are 0 to 1 days old at its end, so 180 whole days without use are 180 to 181.
    back = np.ceil(given.values[RECENCY]) - 1
    silent = (back >= SILENCE_DAYS) & (back < SILENCE_DAYS + LOOKBACK_DAYS)
    listed = set(active_account_ids())
    number = (day - EPOCH_DAY).days
    return {
        int(account): number - int(days)
        for account, days in zip(given.accounts[silent], back[silent], strict=True)
        if int(account) in listed
    }


def _mean(values: list[int]) -> float:
    return sum(values) / len(values) if values else 0.0
