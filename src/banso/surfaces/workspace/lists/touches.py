"""The list of touches."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banso.platform.identity.api import READ_BODIES, Member
from banso.record.work.api import touches_saying
from banso.surfaces.workspace.lists.spec import BuiltIn, Inside, ListSpec


def _views(member: Member) -> list[BuiltIn]:
    week = {"attribute": "at", "op": "gt", "value": {"days_from_now": -7}}
    return [
        BuiltIn("mine", _("Mine"), {"attribute": "author", "op": "eq", "value": member.name}),
        BuiltIn("week", _("Last seven days"), week),
        BuiltIn("bad", _("Felt bad"), {"attribute": "sentiment", "op": "eq", "value": "-1"}),
        BuiltIn("next", _("With a next step"), {"not": {"attribute": "next_step", "op": "missing"}}),
    ]


TOUCHES = ListSpec(
    noun="touches",
    subject="touch",
    title=gettext_lazy("Touches"),
    icon="messages-square",
    url_name="workspace:touches",
    name="subject",
    row_urls=("work:touch",),
    columns=("at", "kind", "account", "person", "author", "direction", "sentiment", "next_step"),
    sort=(("at", "desc"),),
    search=(("subject", "contains"), ("account", "contains"), ("person", "contains")),
    inside=Inside(
        permission=READ_BODIES,
        key="touch_id",
        label=gettext_lazy("Subject, names, or what was said"),
        find=touches_saying,
    ),
    hidden=frozenset({"account_uid", "touch_id"}),
    links={"account": ("workspace:account", "account_uid")},
    views=_views,
    empty_title=gettext_lazy("No touches yet"),
    empty_text=gettext_lazy("Here will stand every mail, call, meeting, visit and chat with your customers."),
)
