"""The list of what is missing or contradicts itself in the data, in words, each line with what to do."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from banso.platform.kit.errors import NotFound
from banso.record.customers.api import (
    MISSING_FIELDS,
    accounts_by_id,
    missing_tree,
    persons_by_id,
    quality_checks,
    quality_findings,
    quality_rows,
)
from banso.surfaces.workspace.pages.shared import account_url

PAGE = 100
_PAIRS = {"same_account": "customers:account_duplicates", "same_person": "customers:person_duplicates"}


@dataclass(frozen=True)
class Line:
    """One check: how many rows, where they are, what one does about them."""

    key: str
    label: str
    todo: str
    n: int
    url: str


@dataclass(frozen=True)
class RowLine:
    """One row of a check."""

    name: str
    url: str
    detail: str = ""


@dataclass(frozen=True)
class RowsPage:
    """The rows of one check, a page of them."""

    label: str
    todo: str
    rows: Sequence[RowLine]
    total: int
    previous_url: str = ""
    next_url: str = ""


def words() -> dict[str, tuple[str, str]]:
    """What each check says, and what to do."""
    return {
        "no_owner": (_("Accounts without an owner"), _("Give each to a member: nobody is told of its signals.")),
        "no_value": (_("Accounts without a yearly value"), _("Write it down: Today ranks by it.")),
        "no_notice_by": (_("Accounts without a day to give notice by"), _("Renewals are led by it.")),
        "no_tier": (_("Accounts without a touch tier"), _("Choose one: it says how often to be in touch.")),
        "no_domain": (_("Accounts without a mail domain"), _("Meetings and mails find their account by it.")),
        "no_people": (_("Accounts without people"), _("Record whom you talk to there.")),
        "no_reading": (_("Accounts in kanji without a reading"), _("Write it in kana: lists sort and search by it.")),
        "no_role": (_("Contacts without a role"), _("Say who decides, who champions, who uses.")),
        "nobody_known": (_("End users who are nobody we know"), _("Give a person the address they use it with.")),
        "no_rate": (
            _("Accounts whose money has no exchange rate"),
            _("Their yearly value is not known until the rate is: import it."),
        ),
        "conflict": (
            _("Fields about which sources disagree"),
            _("Within 30 days two sources said different things: choose one, and stop the other."),
        ),
        "stale_source": (_("Sources that have fallen silent"), _("Their last import is older than usual: look why.")),
        "same_account": (_("Accounts that may be one"), _("Compare and merge them, or say that they are two.")),
        "same_person": (_("People who may be one"), _("Compare and merge them, or say that they are two.")),
    }


def quality_lines(now: datetime) -> list[Line]:
    """Every check, those that found something first."""
    said = words()
    lines = [Line(one.key, *said[one.key], one.n, _url(one.key)) for one in quality_findings(now)]
    return sorted(lines, key=lambda line: line.n == 0)


def rows_page(key: str, page: int, now: datetime) -> RowsPage:
    """The rows of one check."""
    if key not in quality_checks() or key in _PAIRS:
        raise NotFound(_("There is no such check."))
    found = quality_rows(key, now, limit=PAGE + 1, offset=(page - 1) * PAGE)
    accounts = accounts_by_id({one.account_id for one in found if one.account_id})
    people = persons_by_id([one.person_id for one in found if one.person_id])
    lines = []
    for one in found[:PAGE]:
        url = account_url(str(accounts[one.account_id].uid)) if one.account_id in accounts else ""
        if one.person_id in people:
            url = reverse("workspace:person", args=[people[one.person_id].uid])
        lines.append(RowLine(one.name, url, one.detail))
    here = reverse("workspace:quality_rows", args=[key])
    label, todo = words()[key]
    return RowsPage(
        label,
        todo,
        lines,
        total=len(found),
        previous_url=f"{here}?page={page - 1}" if page > 1 else "",
        next_url=f"{here}?page={page + 1}" if len(found) > PAGE else "",
    )


def _url(key: str) -> str:
    if key in MISSING_FIELDS:
        return f"{reverse('workspace:accounts')}?{urlencode({'filter': json.dumps(missing_tree(key))})}"
    return reverse(_PAIRS[key]) if key in _PAIRS else reverse("workspace:quality_rows", args=[key])
