"""The list of people on the customers' side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banso.platform.identity.api import Member
from banso.record.work.api import last_touch_of_persons
from banso.surfaces.workspace.lists.spec import BuiltIn, Extra, ListSpec

LAST_TOUCH = "last_touch"


def _last_touch(day: date, ids: Sequence[int]) -> Mapping[int, Any]:
    return last_touch_of_persons(ids)


def _views(member: Member) -> list[BuiltIn]:
    deciding = {"attribute": "role", "op": "in", "value": ["decision_maker", "sponsor"]}
    return [
        BuiltIn("mine", _("At my accounts"), {"attribute": "owner", "op": "eq", "value": member.name}),
        BuiltIn("deciding", _("Decision makers and sponsors"), deciding),
        BuiltIn("sceptics", _("Sceptics"), {"attribute": "role", "op": "eq", "value": "sceptic"}),
        BuiltIn("nowhere", _("At no account"), {"attribute": "account", "op": "missing"}),
    ]


PEOPLE = ListSpec(
    noun="people",
    subject="person",
    title=gettext_lazy("People"),
    icon="contact",
    url_name="workspace:people",
    name="name",
    sub="reading",
    row_urls=("workspace:person", "customers:person"),
    columns=("account", "title", "role", "influence", "relation", LAST_TOUCH, "mail", "owner"),
    sort=(("name", "asc"),),
    search=(("name", "contains"), ("reading", "contains"), ("mail", "contains"), ("account", "contains")),
    hidden=frozenset({"account_uid"}),
    links={"account": ("workspace:account", "account_uid")},
    extras={LAST_TOUCH: Extra(gettext_lazy("Last touch"), "date", _last_touch)},
    views=_views,
    empty_title=gettext_lazy("No people yet"),
    empty_text=gettext_lazy("Here will stand the people at your customers: who decides, who uses, who is silent."),
)
