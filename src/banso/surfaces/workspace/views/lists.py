"""Lists: the page of each, adding a condition, the file."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from banso.platform.attributes.api import attributes_of, remembered
from banso.platform.identity.api import VIEW, MemberRequest, requires
from banso.platform.kit.errors import NotFound
from banso.platform.kit.sheets import Echo, plain
from banso.platform.ui.api import day_in
from banso.surfaces.workspace.compose.words import as_text, leaf
from banso.surfaces.workspace.lists.compose import dialog_page, list_page
from banso.surfaces.workspace.lists.find import find_rows
from banso.surfaces.workspace.lists.saved import counted_tabs, state_in
from banso.surfaces.workspace.lists.spec import ListSpec, list_named
from banso.surfaces.workspace.liststate import ListState

DIALOGS = ("filter", "columns", "view")


@requires(VIEW)
@require_safe
def accounts(request: MemberRequest) -> HttpResponse:
    """The list of accounts."""
    return _page(request, "accounts")


@requires(VIEW)
@require_safe
def people(request: MemberRequest) -> HttpResponse:
    """The list of people."""
    return _page(request, "people")


@requires(VIEW)
@require_safe
def tasks(request: MemberRequest) -> HttpResponse:
    """The list of tasks as a table."""
    return _page(request, "tasks")


@requires(VIEW)
@require_safe
def touches(request: MemberRequest) -> HttpResponse:
    """The list of touches."""
    return _page(request, "touches")


@requires(VIEW)
@require_safe
def signals(request: MemberRequest) -> HttpResponse:
    """The list of signals as a table."""
    return _page(request, "signals")


def _page(request: MemberRequest, noun: str) -> HttpResponse:
    spec = list_named(noun)
    with remembered():
        page = list_page(spec, request.member, state_of_request(request, spec), now=timezone.now())
    return render(request, "workspace/list.html", {"page": page})


def state_of_request(request: MemberRequest, spec: ListSpec) -> ListState:
    """The state that the address means, for the member who asks; a day only where the list has a past."""
    day = day_in(request)
    return state_in(spec, request.GET, day if spec.has_past else None, request.member)


@requires(VIEW)
@require_safe
def list_dialog(request: MemberRequest, noun: str, name: str) -> HttpResponse:
    """One of the dialogs of a list, in the state of the list: conditions, columns, the view."""
    if name not in DIALOGS:
        raise NotFound(_("There is no such dialog."))
    spec = list_named(noun)
    with remembered():
        page = dialog_page(spec, request.member, state_of_request(request, spec), now=timezone.now())
    template = "workspace/_columns_dialog.html" if name == "columns" else f"ui/_{name}_dialog.html"
    return render(request, template, {"page": page})


@requires(VIEW)
@require_safe
def list_tabs(request: MemberRequest, noun: str) -> HttpResponse:
    """The views of a list with how many rows each has: a part that the page asks for itself."""
    spec = list_named(noun)
    state = state_of_request(request, spec)
    with remembered():
        views = counted_tabs(spec, state, request.member, now=timezone.now())
    return render(request, "workspace/_list_tabs.html", {"page": {"views": views, "is_counted": True}})


@requires(VIEW)
@require_safe
def list_filter(request: MemberRequest, noun: str) -> HttpResponse:
    """Add what was typed into the form to the filter, and go to the list."""
    spec = list_named(noun)
    state = state_of_request(request, spec)
    key = request.GET.get("attribute", "")
    attribute = attributes_of(spec.subject).get(key)
    if attribute is None:
        raise NotFound(_("There is no attribute “%(key)s”.") % {"key": key[:60]})
    made = leaf(attribute, request.GET.get("op", "eq"), request.GET.get("value", ""))
    return HttpResponseRedirect(state.with_condition(made).url(spec.path))


@requires(VIEW)
@require_safe
def list_csv(request: MemberRequest, noun: str) -> StreamingHttpResponse:
    """The whole list, all pages, as a file."""
    spec = list_named(noun)
    state = state_of_request(request, spec)
    attributes = attributes_of(spec.subject)
    first = ["external_id", spec.name] if "external_id" in attributes else [spec.name]
    keys = list(dict.fromkeys([*first, *(key for key in state.columns if key in attributes)]))
    found = find_rows(spec, state, keys, now=timezone.now(), size=None)
    name = f"{spec.noun}-{found.day.isoformat()}.csv"
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
