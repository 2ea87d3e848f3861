"""Which renewals an address asks for: for the page, and for its files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from banso.platform.identity.api import Member, Role, members
from banso.record.customers.api import current_owners
from banso.record.revenue.models import RenewalStage
from banso.record.revenue.queries.renewals import Due, terms_due

BACK: Final = timedelta(days=120)
AHEAD: Final = timedelta(days=396)
"""Terms that ended, or end, so long before and after today are shown."""
EVERYBODY, NOBODY = "all", "none"
STATES: Final = ("open", "look", "late", "closed")
STANDING_NAMES: Final[dict[str, Promise]] = {
    "ahead": pgettext_lazy("renewal", "ahead"),
    "step_in": pgettext_lazy("renewal", "time to step in"),
    "noticed": pgettext_lazy("renewal", "notice given"),
    "late_notice": pgettext_lazy("renewal", "notice day is over"),
    "grace": pgettext_lazy("renewal", "within grace"),
    "overdue": pgettext_lazy("renewal", "overdue"),
    "closed": pgettext_lazy("renewal", "closed"),
}


@dataclass(frozen=True, slots=True)
class AskedRenewals:
    """What the address asks for. ``whose``: the uid of a member, or :data:`EVERYBODY`, or :data:`NOBODY`."""

    whose: str
    state: str = "open"
    month: str = ""
    stage: str = ""
    view: str = ""

    def url(self, **changes: str) -> str:
        """The address with this, changed."""
        said = replace(self, **changes)
        return "?" + urlencode({**said.kept(), **({"view": said.view} if said.view else {})})

    def kept(self) -> dict[str, str]:
        """What a saved view keeps."""
        fields = {"whose": self.whose, "state": self.state, "month": self.month, "stage": self.stage}
        return {name: value for name, value in fields.items() if value}


@dataclass(frozen=True)
class FoundRenewals:
    """``rows`` are what is asked for; ``kept`` the same without month and stage, which the summary is of.

    Where they are shown they have to be completed.
    """

    rows: list[Due]
    kept: list[Due]
    looks: int
    late: int
    everybody: list[Member]
    owners: Mapping[int, int]


def usual_whose(member: Member | None) -> str:
    """Whose a member sees unless they ask: a CSM their own, everybody else all."""
    return str(member.uid) if member is not None and member.role == Role.CSM else EVERYBODY


def asked_renewals(query: Mapping[str, str], member: Member) -> AskedRenewals:
    """What an address asks for; a CSM sees their own unless they ask for all."""
    state = query.get("state", "")
    stage = query.get("stage", "")
    return AskedRenewals(
        whose=query.get("whose", "")[:40] or usual_whose(member),
        state=state if state in STATES else "open",
        month=query.get("month", "")[:7],
        stage=stage if stage in RenewalStage.values else "",
        view=query.get("view", "")[:60],
    )


def found_renewals(asked: AskedRenewals, today: date) -> FoundRenewals:
    """The renewals that are asked for, the most urgent first; a constant number of queries."""
    everybody = list(members(with_deactivated=True))
    owners = current_owners()
    whose = _whose(asked, {str(one.uid): one.pk for one in everybody}, owners)
    chosen = terms_due(today - BACK, today + AHEAD, today, accounts=whose)
    if asked.whose == NOBODY:
        chosen = [one for one in chosen if one.owner is None]
    open_ = [one for one in chosen if not one.is_closed]
    looks = [one for one in open_ if one.waits_for_look]
    late = [one for one in open_ if one.standing in ("grace", "overdue", "late_notice")]
    kept = {"open": open_, "look": looks, "late": late, "closed": [one for one in chosen if one.is_closed]}[asked.state]
    rows = [one for one in kept if asked.month in ("", f"{one.term_end:%Y-%m}") and asked.stage in ("", one.stage)]
    if asked.state == "closed":
        rows.sort(key=lambda one: one.term_end, reverse=True)
    else:
        # What is over comes first: its days of grace run.
        rows.sort(key=lambda one: (one.term_end > today, one.last_notice, one.account.sort_key, one.contract.pk))
    return FoundRenewals(rows, kept, len(looks), len(late), everybody, owners)


def _whose(asked: AskedRenewals, by_uid: Mapping[str, int], owners: Mapping[int, int]) -> set[int] | None:
    """The accounts of one member, which are few; None where all are asked for, or those of nobody."""
    if asked.whose in (EVERYBODY, NOBODY):
        return None
    wanted = by_uid.get(asked.whose, -1)
    return {account for account, owner in owners.items() if owner == wanted}
