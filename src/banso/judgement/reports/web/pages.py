"""The Revenue page and the parts of it that come when they are asked for: movements, lines, cohorts, ratios."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from banso.judgement.reports.queries import (
    acquisition,
    attributes,
    cohorts,
    moves,
    rates,
    ratios,
    revenue,
    shares,
    worth,
)
from banso.judgement.reports.queries.scale import Scale, scale_for
from banso.judgement.reports.queries.words import KIND_WORDS, STEP_WORDS, UNIT_WORDS, WINDOW_WORDS
from banso.judgement.reports.rules import periods
from banso.judgement.reports.web.asked import Asked, asked_of
from banso.judgement.reports.web.bar import bar_of
from banso.platform.identity.api import VIEW, MemberRequest, requires
from banso.platform.kit.errors import BansoError
from banso.platform.ui import formats
from banso.record.revenue.api import Waterfall, products

_MOST_LINES = 50
_HIDDEN = ("window", "filter", "view")
"""What the form of the switches sends along unseen."""


@requires(VIEW)
@require_safe
def revenue_page(request: MemberRequest) -> HttpResponse:
    """The waterfall with its table, rates, the split of what was lost; ``open`` names the figure that is open."""
    asked = asked_of(request)
    now = timezone.now()
    found = revenue.read(asked.first, asked.last, asked.reading, now=now)
    context: dict[str, Any] = {"asked": asked, "controls": _controls(asked), "none": found is None}
    context |= {"bar": bar_of(request, asked)}
    if found is not None:
        opened = asked.opened
        strong = asked.url(open=opened) if opened else ""
        page = revenue.shown(found, _opener(asked), exactly=asked.exact, reading=asked.reading, strong=strong)
        context |= {"page": page, "moves": _opened(asked, page.scale, opened, now=now)}
    return render(request, "reports/revenue.html", context)


@requires(VIEW)
@require_safe
def figures_part(request: MemberRequest) -> HttpResponse:
    """What stands beside the waterfall: rates, the split of what was lost, CMRR: a fragment."""
    asked = asked_of(request)
    now = timezone.now()
    found = revenue.read(asked.first, asked.last, replace(asked.reading, group=""), now=now)
    if found is None:
        return HttpResponse()
    amounts = [one for row in found.rows for one in (row.opening, row.closing)]
    scale = scale_for(amounts, found.currency, exactly=asked.exact)
    told = rates.rates_of(asked.first, asked.ends, asked.reading, scale, now=now)
    context = {
        "rates": told,
        "split": revenue.split_of(revenue.losses_of(found, asked.reading, now=now), scale),
        "cmrr": rates.cmrr_of(asked.ends, asked.reading, scale, now=now),
        "sentence": _sentence(asked, found, scale, told),
        "losses_url": reverse("reports:revenue")
        + _opener(asked)(asked.first, periods.month_end(asked.last), "losses", ""),
    }
    return render(request, "reports/_rate_blocks.html", context)


@requires(VIEW)
@require_safe
def moves_part(request: MemberRequest) -> HttpResponse:
    """The movements of the figure that ``open`` names: a fragment."""
    asked = asked_of(request)
    now = timezone.now()
    found = revenue.read(asked.first, asked.last, asked.reading, now=now)
    context: dict[str, Any] = {
        "asked": asked,
        "moves": None,
        "close_url": asked.url(open=None),
        "here_url": asked.url(),
    }
    if found is not None:
        amounts = [one for row in found.rows for one in (row.opening, row.closing)]
        scale = scale_for(amounts, found.currency, exactly=asked.exact)
        context["moves"] = _opened(asked, scale, asked.opened, now=now)
    return render(request, "reports/_moves.html", context)


@requires(VIEW)
@require_safe
def lines_part(request: MemberRequest) -> HttpResponse:
    """Lines with where they came from: a fragment; ``ids`` with dots between."""
    parts = request.GET.get("ids", "").split(".")[:_MOST_LINES]
    ids = [int(one) for one in parts if one.isascii() and one.isdigit() and len(one) < 19]
    lines = moves.lines_shown(ids, get_language() or "en") if ids else []
    return render(request, "reports/_lines.html", {"lines": lines})


@requires(VIEW)
@require_safe
def cohorts_part(request: MemberRequest) -> HttpResponse:
    """Retention by age, as curves and as a heat map: a fragment."""
    asked = asked_of(request)
    of = "logos" if request.GET.get("of") == "logos" else "money"
    by = "month" if request.GET.get("by") == "month" else "quarter"
    found = cohorts.heat_map(asked.first, asked.last, asked.reading, of=of, by=by, now=timezone.now())
    here = reverse("reports:cohorts") + asked.url()
    here += "&" if "=" in here else ""
    choices = [
        (word, f"{here}of={money}&by={period}", (money, period) == (of, by))
        for word, money, period in (
            (_("amount"), "money", by),
            (_("accounts"), "logos", by),
            (_("quarters"), of, "quarter"),
            (_("months"), of, "month"),
        )
    ]
    return render(request, "reports/_cohorts.html", {"map": found, "of": of, "choices": choices})


@requires(VIEW)
@require_safe
def ratios_part(request: MemberRequest) -> HttpResponse:
    """Growth, lifetime value, upgrades, attach ratios: a fragment."""
    asked = asked_of(request)
    found = ratios.ratios_of(asked.first, asked.ends, asked.reading, now=timezone.now())
    return render(request, "reports/_ratios.html", {"ratios": found})


@requires(VIEW)
@require_safe
def shares_part(request: MemberRequest) -> HttpResponse:
    """How accounts and MRR are spread over an attribute's values, month by month: a fragment."""
    asked = asked_of(request)
    by = asked.by or shares.usual(asked.reading)
    of = "logos" if request.GET.get("of") == "logos" else "money"
    mix = shares.mix_of(asked.first, asked.ends, by, asked.reading, now=timezone.now())
    here = reverse("reports:shares") + asked.url(open=None)
    words = {"money": _("MRR"), "logos": _("accounts")}
    context = {
        "shown": None if mix is None else shares.shown(mix, of),
        "of": of,
        "title": None if mix is None else mix.title(of),
        "carry": [*asked.state.items(), *([("view", asked.view)] if asked.view else [])],
        "measures": [(word, f"{here}&by={by}&of={key}", key == of) for key, word in words.items()],
        "files": f"{asked.url(open=None)}&by={by}",
    }
    return render(request, "reports/_shares.html", context)


@requires(VIEW)
@require_safe
def worth_part(request: MemberRequest) -> HttpResponse:
    """Lifetime value, and who orders again: a fragment."""
    asked = asked_of(request)
    found = worth.worth_of(asked.first, asked.ends, asked.reading, now=timezone.now())
    return render(request, "reports/_worth.html", {"worth": found})


@requires(VIEW)
@require_safe
def acquisition_part(request: MemberRequest) -> HttpResponse:
    """What winning and keeping customers cost, and who has paid it back: a fragment."""
    asked = asked_of(request)
    found = acquisition.acquired_of(asked.first, asked.ends, asked.reading, until=asked.counted, now=timezone.now())
    return render(request, "reports/_acquisition.html", {"found": found, "heads": acquisition.heads()})


def _opener(asked: Asked) -> Callable[[date, date, str, str], str]:
    def open_at(first: date, last: date, kind: str, group: str) -> str:
        # What a net figure is made of are all movements between the two ends.
        kind = "all" if asked.reading.net and kind in KIND_WORDS else kind
        return asked.url(open=f"{first.isoformat()}~{last.isoformat()}~{kind}~{group}")

    return open_at


def _opened(asked: Asked, scale: Any, text: str, *, now: Any) -> moves.Moves | None:
    """What ``open`` of the address names; None where it names nothing."""
    if not text:
        return None
    parts = text.split("~", 3)
    try:
        first, last = date.fromisoformat(parts[0]), date.fromisoformat(parts[1])
        kind, group = parts[2], parts[3]
    except (ValueError, IndexError) as error:
        raise BansoError(
            _("This figure cannot be opened."), hint=_("Choose one of the table."), code="bad_open"
        ) from error
    if kind not in moves.OPENED or first > last:
        raise BansoError(_("This figure cannot be opened."), hint=_("Choose one of the table."), code="bad_open")
    return moves.moves_of(first, last, kind, group or None, asked.reading, scale, now=now)


def _controls(asked: Asked) -> dict[str, Any]:
    """The switches of the page, each an address."""
    reading = asked.reading
    clean: dict[str, str | None] = {"open": None}
    windows = []
    for name, word in WINDOW_WORDS.items():
        url = asked.url(**{"from": None, "to": None, "window": name, **clean})
        windows.append((word, url, name == asked.window_of()))
    return {
        "title": window_title(asked),
        "windows": windows,
        "unit_choices": [(key, word, key == reading.unit) for key, word in UNIT_WORDS.items()],
        "units": [(word, asked.url(unit=key, **clean), key == reading.unit) for key, word in UNIT_WORDS.items()],
        "steps": [(key, word, key == reading.step) for key, word in STEP_WORDS.items()],
        "groups": [(key, word, key == reading.group) for key, word in attributes.groupings().items()],
        "products": _products(asked.state.get("product", "")),
        "hidden": [(key, asked.state.get(key, "") or (asked.view if key == "view" else "")) for key in _HIDDEN],
        "flags": [
            ("constant", _("Constant exchange rates (those at the opening)"), reading.constant),
            ("as_was", _("Groups as they were then, with transfers"), reading.as_was),
            ("net", _("Net: only the two ends of each month"), reading.net),
            ("frozen", _("Closed months as they were closed"), reading.frozen),
            ("exact", _("Exact amounts"), asked.exact),
        ],
        "currency": reading.currency,
        "query": asked.url(**clean),
        "here": asked.url(),
        "now_url": asked.url(as_of=None, **clean),
        "known_url": asked.url(as_of=None),
        "latest": date.fromordinal(asked.today.toordinal() - 1),
        "unit": reading.unit,
    }


def _products(chosen: str) -> list[tuple[str, str, bool]]:
    """Every product, and what an address that names several says."""
    found = [(one.key, one.name, one.key == chosen) for one in products()]
    return found if not chosen or any(current for _key, _name, current in found) else [*found, (chosen, chosen, True)]


def window_title(asked: Asked) -> str:
    """The months that are shown, with the fiscal year where they are one."""
    language = get_language() or "en"
    first, last = (formats.day(one, language, "month") for one in (asked.first, asked.last))
    if asked.window_of() in ("this_year", "last_year") and asked.fiscal_start != 1:
        year = pgettext("fiscal year", "FY %(year)s") % {"year": asked.first.year}
        return f"{year} ({first}–{last})"
    return first if first == last else f"{first}–{last}"


def _sentence(asked: Asked, found: Waterfall, scale: Scale, told: rates.Rates) -> str:
    """One sentence for the boss: how MRR went, and what was kept."""
    figures = {rate.key: rate for block in told.blocks for rate in block.rates}
    grr, nrr = figures.get("grr_cohort_point_to_point"), figures.get("nrr_cohort")
    if grr is None or nrr is None:
        return ""
    text = _("MRR %(window)s: %(opening)s → %(closing)s (%(unit)s); gross retention %(grr)s, net %(nrr)s.")
    return text % {
        "window": window_title(asked),
        "opening": scale.write(found.rows[0].opening),
        "closing": scale.write(found.rows[-1].closing),
        "unit": scale.words,
        "grr": grr.text,
        "nrr": nrr.text,
    }
