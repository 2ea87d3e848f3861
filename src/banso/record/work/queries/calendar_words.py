"""What is wrong with a calendar file, in the reader's language."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banso.platform.kit.errors import BansoError
from banso.record.work.rules.calendar_files import MOST_BYTES, MOST_EVENTS, BadCalendar, Skipped

_MB: Final = 1024 * 1024
_FILES: Final[dict[str, tuple[Promise, Promise]]] = {
    "empty": (gettext_lazy("The file “%(file)s” is empty."), gettext_lazy("Save it from your calendar again.")),
    "large": (
        gettext_lazy("The file “%(file)s” is larger than %(mb)d MB."),
        gettext_lazy("Save a shorter time from your calendar: the last 30 days and the next 90 are enough."),
    ),
    "encoding": (
        gettext_lazy("The file “%(file)s” is no text: it is neither UTF-8 nor Shift_JIS."),
        gettext_lazy("Save it from your calendar as iCalendar (.ics)."),
    ),
    "none": (
        gettext_lazy("The file “%(file)s” is no calendar."),
        gettext_lazy("Save it from your calendar as iCalendar (.ics); it begins with BEGIN:VCALENDAR."),
    ),
    "broken": (
        gettext_lazy("The file “%(file)s” is broken: %(detail)s"),
        gettext_lazy("Nothing was taken from it. Save it from your calendar again."),
    ),
    "many": (
        gettext_lazy("The file “%(file)s” has more than %(most)d meetings between 30 days ago and 90 days ahead."),
        gettext_lazy("Nothing was taken from it. Save fewer calendars at once."),
    ),
}
_MEETINGS: Final[dict[str, Promise]] = {
    "no_uid": gettext_lazy("“%(title)s” has no UID"),
    "no_start": gettext_lazy("“%(title)s” has no beginning"),
    "broken": gettext_lazy("“%(title)s” is not understood (%(detail)s)"),
    "often": gettext_lazy("“%(title)s” repeats within a day"),
}


class CalendarRefused(BansoError):
    """Nothing was taken from a calendar file."""

    code = "bad_calendar"


def refusal_of(error: BadCalendar, file: str) -> CalendarRefused:
    """``error`` as a person is told it: which file, what, where, what to do."""
    message, hint = _FILES[error.code]
    words = {"file": file[:80], "mb": MOST_BYTES // _MB, "detail": error.detail, "most": MOST_EVENTS}
    return CalendarRefused(str(message) % words, hint=str(hint) % words)


def skipped_words(skipped: Skipped) -> str:
    """Why one meeting of a file was left out."""
    title = skipped.title or _("(no title)")
    return str(_MEETINGS[skipped.code]) % {"title": title, "detail": skipped.detail}
