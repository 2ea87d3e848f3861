"""Which proposals an address asks for: for the page, and for its files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from banso.platform.identity.api import Member, members
from banso.record.revenue.models import Product
from banso.record.revenue.queries.contracts import products
from banso.record.revenue.queries.conversion import Adding
from banso.record.revenue.queries.groups import BadGroup, groupings, groups_now
from banso.record.revenue.queries.pipeline import EVERYBODY, NOBODY, usual_whose
from banso.record.revenue.queries.proposals import Counted, Proposed, counted, counted_by, proposals
from banso.record.revenue.rules.figures import Group
from banso.record.revenue.rules.proposing import OPEN
from banso.record.revenue.rules.terms import add_months, first_of_month

SPANS: Final = (3, 6, 12, 24)
STATES: Final = ("open", "won", "lost")
USUAL_GROUP: Final = "tier"


@dataclass(frozen=True, slots=True)
class AskedProposals:
    """What the address asks for.

    ``whose``: the uid of the member who leads it, or :data:`EVERYBODY`, or :data:`NOBODY`. ``product`` is a uid.
    Those decided are looked at ``months`` back; ``group`` is the attribute of accounts that figures are split by.
    """

    whose: str
    state: str = "open"
    stage: str = ""
    product: str = ""
    months: int = 12
    group: str = USUAL_GROUP
    as_of: str = ""

    def url(self, **changes: object) -> str:
        """The address with this, changed."""
        said = replace(self, **changes)  # type: ignore[arg-type]
        fields = {
            "whose": said.whose,
            "state": said.state,
            "stage": said.stage,
            "product": said.product,
            "months": str(said.months),
            "group": said.group,
            "as_of": said.as_of,
        }
        return "?" + urlencode({name: value for name, value in fields.items() if value})

    def first(self, day: date) -> date:
        """The first day of the window that ends on ``day``."""
        return add_months(first_of_month(day), 1 - self.months)


@dataclass(frozen=True)
class FoundProposals:
    """``kept`` are those of whom and of which product is asked for, ``rows`` those of the state and stage too.

    ``by_product`` and ``by_group`` have those with anything to count, in their order, with their label;
    ``owners`` are members who lead any.
    """

    rows: list[Proposed]
    kept: list[Proposed]
    figures: Counted
    by_product: list[tuple[str, Counted]]
    by_group: list[tuple[str, Counted]]
    adding: Adding
    owners: list[Member]
    products: list[Product]
    groupings: Mapping[str, str]

    @property
    def without_rate(self) -> str:
        """Currencies that are in no sum, in words; empty where all are."""
        if not self.adding.without:
            return ""
        names = ", ".join(sorted(self.adding.without))
        return _("There is no exchange rate for %(names)s: proposals in it are in no sum.") % {"names": names}


def asked_proposals(query: Mapping[str, str], member: Member | None, day: date | None = None) -> AskedProposals:
    """What an address asks for; a CSM sees their own unless they ask for all. ``day``: as of when, if not now."""
    state, stage, months = (query.get(name, "") for name in ("state", "stage", "months"))
    group = query.get("group", USUAL_GROUP)
    return AskedProposals(
        whose=query.get("whose", "")[:40] or usual_whose(member),
        state=state if state in STATES else "open",
        stage=stage if stage in OPEN else "",
        product=query.get("product", "")[:40],
        months=int(months) if months in {str(one) for one in SPANS} else 12,
        group=group if group in groupings() else "",
        as_of=day.isoformat() if day else "",
    )


def found_proposals(asked: AskedProposals, day: date) -> FoundProposals:
    """The proposals that are asked for as they stood on ``day``; a constant number of queries."""
    everybody, sold, every = members(with_deactivated=True), products(), proposals(day)
    whose = {str(one.uid): one.pk for one in everybody}.get(asked.whose, 0 if asked.whose != NOBODY else None)
    leading = {one.row.owner_id for one in every}
    kept = [
        one
        for one in every
        if (asked.whose == EVERYBODY or one.row.owner_id == whose) and asked.product in ("", str(one.row.product.uid))
    ]
    first, adding = asked.first(day), Adding(day)
    return FoundProposals(
        rows=_rows(kept, asked, first),
        kept=kept,
        figures=counted(kept, first, day, adding),
        by_product=_by_product(kept, sold, first, day, adding),
        by_group=_by_group(kept, asked.group, first, day, adding),
        adding=adding,
        owners=[one for one in everybody if one.pk in leading],
        products=sold,
        groupings=groupings(),
    )


def _rows(kept: list[Proposed], asked: AskedProposals, first: date) -> list[Proposed]:
    if asked.state == "open":
        order = {stage: place for place, stage in enumerate(reversed(OPEN))}
        found = [one for one in kept if one.is_open and asked.stage in ("", one.stand.stage)]
        # What is nearest to its end comes first.
        return sorted(found, key=lambda one: order[one.stand.stage])
    found = [one for one in kept if one.stand.stage == asked.state and one.stand.since >= first]
    return sorted(found, key=lambda one: one.stand.since, reverse=True)


def _by_product(
    kept: list[Proposed], sold: list[Product], first: date, day: date, adding: Adding
) -> list[tuple[str, Counted]]:
    found = counted_by(kept, lambda one: one.row.product_id, first, day, adding)
    return [(one.name, found[one.pk]) for one in sold if one.pk in found]


def _by_group(kept: list[Proposed], key: str, first: date, day: date, adding: Adding) -> list[tuple[str, Counted]]:
    if not key:
        return []
    of, groups = groups_now(key, {one.account.pk for one in kept})
    found = counted_by(kept, lambda one: of[one.account.pk], first, day, adding)
    return [(_label(one), found[one.key]) for one in groups if one.key in found]


def _label(group: Group) -> str:
    return group.label or "—"


@dataclass(frozen=True, slots=True)
class CountedBy:
    """What is counted of all proposals, and of those of each group; ``without`` are currencies in no sum."""

    whole: Counted
    groups: list[tuple[str, Counted]]
    without: set[str]


def proposals_counted(first: date, last: date, by: str = "") -> CountedBy:
    """Proposals that stood open on ``last``, and those decided from ``first`` on; ``by`` is "product" or an attribute.

    Raises :class:`BadGroup`.
    """
    every, adding = proposals(last), Adding(last)
    groups: list[tuple[str, Counted]] = []
    if by == "product":
        groups = _by_product(every, products(), first, last, adding)
    elif by:
        if by not in groupings():
            raise BadGroup(
                _("Proposals cannot be grouped by “%(key)s”.") % {"key": by[:60]},
                hint=_("Choose an attribute with few values."),
            )
        groups = _by_group(every, by, first, last, adding)
    return CountedBy(counted(every, first, last, adding), groups, adding.without)
