"""The front door of the interface: menu entries, messages with undo, the way back, charts with their tables."""

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
from banso.platform.ui.web import (
    WRONG,
    day_in,
    day_said,
    ended_day,
    is_fragment,
    keep_error,
    say,
    say_undone,
    show_done,
    show_form,
    take_back_act,
)

__all__ = [
    "WRONG",
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
    "day_in",
    "day_said",
    "ended_day",
    "forecast",
    "go_back",
    "is_fragment",
    "keep_error",
    "line_over_time",
    "register",
    "register_action",
    "register_search",
    "say",
    "say_undone",
    "show_done",
    "show_form",
    "take_back_act",
    "weekly_bars",
]
