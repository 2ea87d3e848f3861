"""What stands above the figures of Revenue: saved views, the filter of accounts with its conditions in words."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from banso.judgement.reports.web.asked import REVENUE, Asked, asked_of
from banso.platform.attributes.api import attributes_of
from banso.platform.identity.api import VIEW, MemberRequest, requires
from banso.platform.kit.errors import NotFound
from banso.platform.ui.filter_words import Condition, all_of, condition, conditions_of, leaf, ops
from banso.platform.ui.viewed import view_bar

_SUBJECT = "account"


def bar_of(request: MemberRequest, asked: Asked) -> dict[str, Any]:
    """Views, conditions and the dialog of the filter, as the page shows them."""
    attributes, parts = attributes_of(_SUBJECT), conditions_of(asked.tree)
    bar = view_bar(REVENUE, asked.state, asked.view, request.member)
    return {
        "views": bar,
        "conditions": [
            Condition(*condition(one, attributes), without=asked.filtered(all_of(parts[:at] + parts[at + 1 :])))
            for at, one in enumerate(parts)
        ],
        "clear_url": asked.url(filter=None, open=None),
        "filter": {
            "filter_url": reverse("reports:filter"),
            "path": bar.path,
            "carry": bar.carry,
            "attributes": [{"value": key, "label": one.label} for key, one in attributes.items()],
            "ops": [{"value": key, "label": word} for key, word in ops().items()],
            "filter_json": json.dumps(asked.tree, ensure_ascii=False, indent=1) if asked.tree is not None else "",
        },
    }


@requires(VIEW)
@require_safe
def filter_added(request: MemberRequest) -> HttpResponse:
    """Add what was typed into the form to the filter of accounts, and go to the page."""
    asked = asked_of(request)
    key = request.GET.get("attribute", "")
    attribute = attributes_of(_SUBJECT).get(key)
    if attribute is None:
        raise NotFound(_("There is no attribute “%(key)s”.") % {"key": key[:60]})
    made = leaf(attribute, request.GET.get("op", "eq"), request.GET.get("value", ""))
    return HttpResponseRedirect(REVENUE.path + asked.filtered(all_of([*conditions_of(asked.tree), made])))
