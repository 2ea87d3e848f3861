"""Words about tasks in the reader's language."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from banso.record.work.rules import recurrence

RECURRENCES: Final[dict[str, Promise]] = {
    recurrence.EVERY_DAY: pgettext_lazy("recurrence", "every day"),
    recurrence.EVERY_WEEKDAY: pgettext_lazy("recurrence", "every weekday"),
    recurrence.EVERY_WEEK: pgettext_lazy("recurrence", "every week"),
    recurrence.EVERY_2_WEEKS: pgettext_lazy("recurrence", "every two weeks"),
    recurrence.EVERY_MONTH: pgettext_lazy("recurrence", "every month"),
    recurrence.EVERY_QUARTER: pgettext_lazy("recurrence", "every three months"),
    recurrence.EVERY_YEAR: pgettext_lazy("recurrence", "every year"),
}
GROUPS: Final[dict[str, Promise]] = {
    "late": pgettext_lazy("tasks", "Late"),
    "today": pgettext_lazy("tasks", "Today"),
    "week": pgettext_lazy("tasks", "This week"),
    "later": pgettext_lazy("tasks", "Later"),
    "none": pgettext_lazy("tasks", "Without a day"),
}


def recurrence_words(rule: str) -> str:
    """A rule of repeating in words; one that the form does not offer is shown as it is written."""
    return str(RECURRENCES.get(recurrence.usual(rule), rule)) if rule else ""
