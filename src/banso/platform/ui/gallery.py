"""Every component with sample values, for developers, screenshots and the tests of accessibility."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from banso.platform.identity.api import public
from banso.platform.ui import figures

_DAY = date(2026, 11, 23)


class SampleForm(forms.Form):
    """One field of each kind, and one with an error."""

    name = forms.CharField(label=gettext_lazy("Name"), help_text=gettext_lazy("As people say it."))
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False)
    tier = forms.ChoiceField(
        label=gettext_lazy("Touch tier"),
        choices=[("high", gettext_lazy("High")), ("mid", gettext_lazy("Mid"))],
    )
    note = forms.CharField(label=gettext_lazy("Note"), required=False, widget=forms.Textarea({"rows": 2}))


def _health() -> list[tuple[date, float | None]]:
    """Half a year of a score with a gap and a fall."""
    days = [_DAY - timedelta(days=7 * back) for back in range(29, -1, -1)]
    return [
        (day, None if at in {9, 10} else 58 + at * 1.1 if at < 20 else 80 - (at - 19) * 4.2)
        for at, day in enumerate(days)
    ]


def samples(language: str) -> dict[str, Any]:
    """The context of the gallery."""
    points = _health()
    marks = [
        figures.Mark(_DAY - timedelta(days=140), _("First use of planning")),
        figures.Mark(_DAY - timedelta(days=56), _("From here only one person used it")),
    ]
    return {
        "day": _DAY,
        "computed_at": datetime(2026, 11, 23, 20, 12, tzinfo=UTC),
        "bands": [("critical", 18), ("poor", 38), ("fair", 52), ("good", 72), ("strong", 88)],
        "falling": [72.0, 70.0, 71.0, None, 66.0, 61.0, 60.0, 52.0, 47.0, 45.0, 41.0, 38.0],
        "form": SampleForm({"email": "nobody", "tier": "mid"}),
        "tabs": [(_("Overview"), "#", True, 0), (_("Tasks"), "#", False, 4), (_("History"), "#", False, 218)],
        **_figures(points, marks, language),
        "option": {
            "xAxis": {"type": "category", "data": ["9", "10", "11"]},
            "yAxis": {"type": "value"},
            "series": [{"type": "bar", "data": [12, 8, 3]}],
        },
    }


def _figures(
    points: list[tuple[date, float | None]], marks: list[figures.Mark], language: str
) -> dict[str, figures.Figure]:
    return {
        "line": figures.line_over_time(
            points,
            label=_("Health by week"),
            name=_("Health"),
            language=language,
            levels=[(0, "0"), (20, "20"), (40, "40"), (60, "60"), (80, "80"), (100, "100")],
            span=(points[-14][0], points[-1][0]),
            marks=marks,
        ),
        "bars": figures.weekly_bars(
            [
                figures.Bar(day, max(0.0, (value or 0) * 0.4 - 12), shade=(value or 0) / 100, detail=at % 5)
                for at, (day, value) in enumerate(points)
            ],
            label=_("Events by week"),
            names=(_("Events"), _("End users")),
            language=language,
            marks=marks,
        ),
        "calibration": figures.calibration(
            [
                figures.Said(0.03, 0.02, 0.01, 0.05, 612),
                figures.Said(0.12, 0.11, 0.07, 0.17, 300),
                figures.Said(0.29, 0.27, 0.19, 0.37, 120),
                figures.Said(0.42, 0.38, 0.28, 0.49, 80),
            ],
            label=_("Said probability and what happened"),
            language=language,
        ),
        "comparison": figures.comparison(
            [
                figures.Rated(_("Starter card"), 0.885, 0.86, 0.91, strong=True),
                figures.Rated(_("The line"), 0.887, 0.862, 0.912),
                figures.Rated(_("Events in 90 days"), 0.822, 0.79, 0.85),
            ],
            label=_("AUC by method"),
            name=_("AUC"),
            language=language,
        ),
    }


@public
def gallery(request: HttpRequest) -> HttpResponse:
    """The page; where Banso runs for real it does not exist."""
    if not settings.BANSO_GALLERY:
        raise Http404
    return render(request, "ui/gallery.html", samples(get_language() or "en"))
