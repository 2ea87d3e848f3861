"""The list of signals; their page is the signals' own."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banso.platform.identity.api import Member
from banso.surfaces.workspace.lists.signals_then import signals_then
from banso.surfaces.workspace.lists.spec import BuiltIn, ListSpec

OPEN = {"attribute": "state", "op": "in", "value": ["open", "muted"]}


def _views(member: Member) -> list[BuiltIn]:
    mine = {"attribute": "owner", "op": "eq", "value": member.name}
    return [
        BuiltIn("open", _("Still open"), OPEN),
        BuiltIn("mine", _("At my accounts"), {"all": [mine, OPEN]}),
        BuiltIn("rules", _("By rule"), OPEN, group="rule"),
        BuiltIn("past", _("Past"), {"not": OPEN}, sort=(("ended", "desc"),)),
        BuiltIn("unanswered", _("Without an answer"), {"all": [OPEN, {"attribute": "answer", "op": "missing"}]}),
    ]


SIGNALS = ListSpec(
    noun="signals",
    subject="signal",
    title=gettext_lazy("Signals"),
    icon="radar",
    url_name="workspace:signal_list",
    name="rule",
    row_urls=("signals:signal",),
    columns=("account", "began", "ended", "state", "end_reason", "answer", "yearly_value", "owner"),
    sort=(("began", "desc"),),
    search=(("account", "contains"),),
    hidden=frozenset({"account_uid"}),
    links={"account": ("workspace:account", "account_uid")},
    views=_views,
    has_past=True,
    then=signals_then,
    empty_title=gettext_lazy("No signals yet"),
    empty_text=gettext_lazy(
        "Here will stand what began at your accounts: risks and opportunities, with their evidence."
    ),
)
