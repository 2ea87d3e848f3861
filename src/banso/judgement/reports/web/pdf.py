"""A report as PDF, set by WeasyPrint: the extra ``[reports]``, and pango from the system."""

from __future__ import annotations

import logging
import re
from datetime import datetime
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banso.judgement.reports.queries.sheets import Report
from banso.judgement.reports.web.cells import shown
from banso.platform.kit.errors import BansoError

_STYLE = Path(__file__).parent / "print.css"
_LOOKS = {"text": "", "month": "day", "day": "day"}
"""How cells look that are no numbers."""
_WIDE = 12
"""A table of more columns than these is set smaller."""
_CLASSED = re.compile(r'<[^>]* class="([^"]*)"[^>]*>')
_COLOURS = {
    "t-good": "#047857",
    "t-risk": "#be123c",
    "text-muted-foreground": "#555555",
    "text-primary": "#4f46e5",
    "text-foreground": "#111111",
}
"""Styles of the page do not reach into a picture: its classes become colours."""


class NoPdf(BansoError):
    """What sets the pages is not installed."""

    code = "no_pdf"
    status = 409


def pdf_of(report: Report, *, workspace: str, now: datetime) -> bytes:
    """The report in the reader's language. Raises :class:`NoPdf` with what is to be installed."""
    weasyprint = engine()
    language = get_language() or "en"
    sheets = [
        {
            "sheet": sheet,
            "heads": [(column.label, _LOOKS.get(column.kind, "num")) for column in sheet.columns],
            "picture": painted(sheet.picture) if sheet.picture else "",
            "rows": [_row(sheet, row, language) for row in sheet.rows],
            "total": _row(sheet, sheet.total, language) if sheet.total else None,
            "is_wide": len(sheet.columns) > _WIDE,
        }
        for sheet in report.sheets
    ]
    context = {"report": report, "sheets": sheets, "workspace": workspace, "now": now, "language": language}
    html = render_to_string("reports/print.html", context)
    made: bytes = weasyprint.HTML(string=html, url_fetcher=_refuse).write_pdf(
        stylesheets=[weasyprint.CSS(filename=str(_STYLE))]
    )
    return made


def engine() -> Any:
    """WeasyPrint; raises :class:`NoPdf` where it, or pango, is missing."""
    try:
        import weasyprint  # noqa: PLC0415 – an extra, and slow to load
    except (ImportError, OSError) as error:
        raise NoPdf(
            _("PDF cannot be made here yet."),
            hint=_(
                "Install the extra and what it needs: pip install 'banso[reports]' and, on Debian or Ubuntu, "
                "apt install libpango-1.0-0 libpangoft2-1.0-0 fonts-noto-cjk. CSV works without."
            ),
        ) from error
    # Each page would be a line of the server's log.
    logging.getLogger("weasyprint").setLevel(logging.WARNING)
    logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)
    return weasyprint


def _row(sheet: Any, row: Any, language: str) -> list[tuple[str, str]]:
    return [
        (shown(value, column.kind, sheet.currency, language), _LOOKS.get(column.kind, "num"))
        for value, column in zip(row, sheet.columns, strict=True)
    ]


def painted(picture: str) -> SafeString:
    """The wide one of a picture's two sizes, with its colours."""
    wide = picture.split("</svg>", 1)[0] + "</svg>"
    wide = _CLASSED.sub(_coloured, wide)
    wide = wide.replace('stroke="currentColor"', 'stroke="#555555"')
    return mark_safe(wide.replace("<svg ", '<svg font-family="Noto Sans CJK JP, Noto Sans JP, sans-serif" ', 1))  # noqa: S308 – drawn by us


def _coloured(found: re.Match[str]) -> str:
    """A tag in the colour of its class: where it says that of the text around it, else in its area."""
    tag, colour = found[0], _COLOURS.get(found[1])
    if colour is None:
        return tag
    bare = tag.replace(f' class="{found[1]}"', "")
    if "currentColor" in bare:
        return bare.replace("currentColor", colour)
    end = "/>" if bare.endswith("/>") else ">"
    return f'{bare.removesuffix(end)} fill="{colour}"{end}'


def _refuse(url: str, *_args: object, **_options: object) -> dict[str, object]:
    """A report holds all that it shows: nothing is fetched, from nowhere."""
    raise ValueError(f"A report fetches nothing: {url[:80]}")
