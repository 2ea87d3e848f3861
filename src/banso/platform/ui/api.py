"""The front door of the interface: menu entries, messages with undo, the way back, charts with their tables."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from banso.platform.ui.back import go_back
from banso.platform.ui.figures import (
    Bar,
    Figure,
    Mark,
    Rated,
    Said,
    calibration,
    comparison,
    line_over_time,
    weekly_bars,
)
from banso.platform.ui.forecast_figure import forecast
from banso.platform.ui.nav import NavItem, QuickAction, register, register_action
from banso.platform.ui.palette import Hit, SearchSource, register_search

__all__ = [
    "Bar",
    "Figure",
    "Hit",
    "Mark",
    "NavItem",
    "QuickAction",
    "Rated",
    "Said",
    "SearchSource",
    "calibration",
    "comparison",
    "forecast",
    "go_back",
    "line_over_time",
    "register",
    "register_action",
    "register_search",
    "say",
    "say_undone",
    "weekly_bars",
]


def say(request: HttpRequest, text: str, *, undo: str = "", error: bool = False) -> None:
    """Show ``text`` as a toast on this page or the next; ``undo`` is the address that a POST takes it back at."""
    level = messages.ERROR if error else messages.SUCCESS
    messages.add_message(request, level, text, extra_tags=undo)


def say_undone(request: HttpRequest, left: int = 0) -> None:
    """Say that something was taken back; ``left`` is how much of it was changed since and stays."""
    if left:
        say(request, _("Taken back, but for what was changed since."), error=True)
    else:
        say(request, _("Taken back."))
