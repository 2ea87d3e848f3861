"""The list of accounts."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from banso.platform.attributes.api import attributes_of
from banso.platform.identity.api import VIEW, MemberRequest, requires
from banso.platform.kit.errors import NotFound
from banso.surfaces.workspace.compose.accounts import accounts_page
from banso.surfaces.workspace.compose.rows import find_rows
from banso.surfaces.workspace.compose.words import as_text, leaf
from banso.surfaces.workspace.export import Echo, plain
from banso.surfaces.workspace.liststate import read_state
from banso.surfaces.workspace.views.common import day_in


@requires(VIEW)
@require_safe
def accounts(request: MemberRequest) -> HttpResponse:
    """The page."""
    state = read_state(request.GET, day_in(request))
    page = accounts_page(request.member, state, now=timezone.now())
    return render(request, "workspace/accounts.html", {"page": page})


@requires(VIEW)
@require_safe
def accounts_filter(request: MemberRequest) -> HttpResponse:
    """Add what was typed into the form to the filter, and go to the list."""
    state = read_state(request.GET, day_in(request))
    key = request.GET.get("attribute", "")
    attribute = attributes_of("account").get(key)
    if attribute is None:
        raise NotFound(_("There is no attribute “%(key)s”.") % {"key": key[:60]})
    made = leaf(attribute, request.GET.get("op", "eq"), request.GET.get("value", ""))
    return HttpResponseRedirect(state.with_condition(made).url(reverse("workspace:accounts")))


@requires(VIEW)
@require_safe
def accounts_csv(request: MemberRequest) -> StreamingHttpResponse:
    """The whole list, all pages, as a file."""
    state = read_state(request.GET, day_in(request))
    attributes = attributes_of("account")
    keys = list(dict.fromkeys(["external_id", "name", *(key for key in state.columns if key in attributes)]))
    found = find_rows(state, keys, now=timezone.now(), size=None)
    name = f"accounts-{found.day.isoformat()}.csv"
    return StreamingHttpResponse(
        _lines([str(attributes[key].label) for key in keys], keys, found.rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _lines(heading: list[str], keys: list[str], rows: list[dict[str, Any]]) -> Iterator[str]:
    writer = csv.writer(Echo())
    yield "\ufeff" + writer.writerow([plain(text) for text in heading])  # spreadsheets take it for UTF-8
    for row in rows:
        yield writer.writerow(
            [plain(as_text(row.get(key)), number=isinstance(row.get(key), int | float)) for key in keys]
        )
