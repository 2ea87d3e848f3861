"""Reports as files: CSV for spreadsheets, PDF for people, both in the reader's language."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from banso.judgement.reports.queries import paper_ratios, paper_shares, papers, shares
from banso.judgement.reports.queries.sheets import Report, Sheet
from banso.judgement.reports.web.asked import Asked, asked_of
from banso.judgement.reports.web.cells import raw
from banso.judgement.reports.web.pages import window_title
from banso.judgement.reports.web.pdf import pdf_of
from banso.platform.identity.api import VIEW, MemberRequest, requires
from banso.platform.kit.errors import NotFound
from banso.platform.kit.sheets import Echo, plain


def _revenue(asked: Asked, now: datetime) -> Report:
    return papers.revenue_report(asked.first, asked.last, asked.ends, asked.reading, window_title(asked), now=now)


def _rates(asked: Asked, now: datetime) -> Report:
    sheet = papers.rates_sheet(asked.first, asked.ends, asked.reading, now=now)
    about = papers.about(window_title(asked), asked.reading)
    return Report(name="rates", title=_("Rates"), about=about, sheets=[sheet])


def _moves(asked: Asked, now: datetime) -> Report:
    return papers.moves_report(asked.first, asked.last, asked.reading, window_title(asked), now=now)


def _cohorts(asked: Asked, now: datetime) -> Report:
    return papers.cohorts_report(asked.first, asked.last, asked.reading, window_title(asked), now=now)


def _ratios(asked: Asked, now: datetime) -> Report:
    return paper_ratios.ratios_report(asked.first, asked.ends, asked.reading, window_title(asked), now=now)


def _shares(asked: Asked, now: datetime) -> Report:
    by = asked.by or shares.usual(asked.reading)
    return paper_shares.shares_report(asked.first, asked.ends, by, asked.reading, window_title(asked), now=now)


def _worth(asked: Asked, now: datetime) -> Report:
    return paper_ratios.worth_report(asked.first, asked.ends, asked.reading, now=now)


def _acquisition(asked: Asked, now: datetime) -> Report:
    title = window_title(asked)
    return paper_ratios.acquisition_report(asked.first, asked.ends, asked.reading, title, until=asked.counted, now=now)


FORMS: Final = ("csv", "pdf")
REPORTS: Final[dict[str, Callable[[Asked, datetime], Report]]] = {
    "revenue": _revenue,
    "rates": _rates,
    "movements": _moves,
    "cohorts": _cohorts,
    "ratios": _ratios,
    "shares": _shares,
    "worth": _worth,
    "acquisition": _acquisition,
}


@requires(VIEW)
@require_safe
def file(request: MemberRequest, name: str, form: str) -> HttpResponseBase:
    """A report of revenue as a file; ``form`` is csv or pdf."""
    make = REPORTS.get(name)
    if make is None:
        raise NotFound(_("There is no such report."))
    checked_form(form)
    asked = asked_of(request)
    now = timezone.now()
    return answer(request, make(asked, now), form, now=now)


def checked_form(form: str) -> None:
    """Raises :class:`NotFound` for a form that no file has, before anything is computed."""
    if form not in FORMS:
        raise NotFound(_("There is no such report."))


def answer(request: MemberRequest, report: Report, form: str, *, now: datetime) -> HttpResponseBase:
    """The report as a file that is downloaded. A CSV holds one table: the first, or the one that ``table`` names."""
    table = request.GET.get("table", "")
    sheet = next((one for one in report.sheets if table in ("", one.key)), None)
    if sheet is None:
        raise NotFound(_("There is no such report."))
    named = f"{report.name}-{table}" if table and form == "csv" else report.name
    name = f"{named}-{timezone.localdate(now).isoformat()}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    if form == "pdf":
        return HttpResponse(
            pdf_of(report, workspace=request.workspace.name, now=now), content_type="application/pdf", headers=headers
        )
    return StreamingHttpResponse(_lines(sheet), content_type="text/csv; charset=utf-8", headers=headers)


def _lines(sheet: Sheet) -> Iterator[str]:
    writer = csv.writer(Echo())
    # Spreadsheets take it for UTF-8 by the mark.
    yield "\ufeff" + writer.writerow([plain(column.label) for column in sheet.columns])
    for row in sheet.rows:
        yield writer.writerow(
            [raw(value, column.kind, sheet.currency) for value, column in zip(row, sheet.columns, strict=True)]
        )
