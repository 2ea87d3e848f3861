"""What is missing or contradicts itself in the record: counts, and the very rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet

from banso.platform.attributes.api import count, select
from banso.platform.journal.api import EXISTS, Batch, BatchState, Change
from banso.record.customers.declarations import SUBJECT
from banso.record.customers.models import Account, Contact, EndUser
from banso.record.customers.queries.duplicates import likely_accounts, likely_persons

CONFLICT_DAYS = 30
"""Sources that said different things within so many days disagree."""
KANJI = r"[\u3005\u4e00-\u9fff]"
FEWEST_IMPORTS = 3
"""Imports of one source from which its rhythm is known."""
LATE = 2.0
"""A source is stale after so many of its usual pauses."""
MISSING_FIELDS: Mapping[str, str] = {
    "no_owner": "owner",
    "no_value": "yearly_value",
    "no_notice_by": "notice_by",
    "no_tier": "tier",
    "no_domain": "domains",
}
"""Checks that the list of accounts shows by a filter, with the attribute that is missing."""
_CHECKS = (
    *MISSING_FIELDS,
    "no_people",
    "no_reading",
    "no_role",
    "nobody_known",
    "conflict",
    "stale_source",
    "same_account",
    "same_person",
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: how many rows it found."""

    key: str
    n: int


@dataclass(frozen=True, slots=True)
class QualityRow:
    """One row that a check found: what it is called, the account it belongs to, and what is wrong in particular."""

    name: str
    account_id: int | None = None
    person_id: int | None = None
    detail: str = ""


Found = Callable[[datetime], list[QualityRow]]


def add_quality_check(key: str, found: Found) -> None:
    """Let an app above this one find rows too; called when it starts."""
    _FOUND[key] = found


def quality_checks() -> tuple[str, ...]:
    """The keys of every check, in the order in which they are shown."""
    return (*_CHECKS, *(key for key in _FOUND if key not in _CHECKS))


def quality_findings(now: datetime) -> list[Finding]:
    """Every check with its count; a constant number of queries."""
    return [Finding(key, _count(key, now)) for key in quality_checks()]


def quality_rows(key: str, now: datetime, *, limit: int = 100, offset: int = 0) -> list[QualityRow]:
    """The rows of one check, a page of them; of pairs that may be one see the page of duplicates."""
    end = offset + limit
    if key in MISSING_FIELDS:
        ids = select(SUBJECT, missing_tree(key), sort=[("name", "asc")], limit=limit, offset=offset).ids
        names = dict(Account.objects.filter(pk__in=ids).values_list("pk", "name"))
        return [QualityRow(names[one], one) for one in ids]
    if key == "nobody_known":
        users = _nobody_known().order_by("pk").prefetch_related("memberships")[offset:end]
        return [QualityRow(f"{one.source}:{one.key}", _first_account(one)) for one in users]
    if key == "no_role":
        contacts = _no_role().select_related("person", "account").order_by("account__sort_key", "pk")[offset:end]
        return [QualityRow(one.person.name, one.account_id, one.person_id, one.account.name) for one in contacts]
    if key in _ACCOUNTS:
        accounts = _ACCOUNTS[key]().order_by("sort_key", "pk")[offset:end]
        return [QualityRow(one.name, one.pk) for one in accounts]
    rows = _FOUND.get(key)
    return rows(now)[offset:end] if rows else []


def missing_tree(key: str) -> dict[str, Any]:
    """The filter of the list of accounts that shows exactly the rows of a check of :data:`MISSING_FIELDS`."""
    return {"attribute": MISSING_FIELDS[key], "op": "missing"}


def _count(key: str, now: datetime) -> int:
    if key in MISSING_FIELDS:
        return count(SUBJECT, missing_tree(key))
    if key in _FOUND:
        return len(_FOUND[key](now))
    many: dict[str, Callable[[], int]] = {
        "no_role": lambda: _no_role().count(),
        "nobody_known": lambda: _nobody_known().count(),
        "same_account": lambda: len(likely_accounts()),
        "same_person": lambda: len(likely_persons()),
    }
    return many[key]() if key in many else _ACCOUNTS[key]().count()


def _shown() -> QuerySet[Account]:
    return Account.objects.filter(merged_into=None, archived_at=None)


def _no_people() -> QuerySet[Account]:
    return _shown().filter(~Exists(Contact.objects.filter(account_id=OuterRef("pk"), ends=None)))


def _no_reading() -> QuerySet[Account]:
    return _shown().filter(reading="", name__regex=KANJI)


_ACCOUNTS: Mapping[str, Callable[[], QuerySet[Account]]] = {"no_people": _no_people, "no_reading": _no_reading}


def _no_role() -> QuerySet[Contact]:
    return Contact.objects.filter(
        role=None, ends=None, account__merged_into=None, account__archived_at=None, person__archived_at=None
    )


def _nobody_known() -> QuerySet[EndUser]:
    return EndUser.objects.filter(person=None, internal=False)


def _first_account(user: EndUser) -> int | None:
    return next((one.account_id for one in user.memberships.all()), None)


def _conflicts(now: datetime) -> list[QualityRow]:
    """Fields of accounts for which the last words of two sources differ."""
    recent = Change.objects.filter(subject=SUBJECT, recorded_at__gte=now - timedelta(days=CONFLICT_DAYS))
    several = (
        recent.order_by().values("subject_id").annotate(n=Count("source", distinct=True)).filter(n__gt=1)
    ).values_list("subject_id", flat=True)
    said: dict[tuple[int, str], dict[str, str]] = defaultdict(dict)
    changes = recent.filter(subject_id__in=several).order_by("pk")
    for subject_id, source, changed in changes.values_list("subject_id", "source", "changes"):
        if EXISTS not in changed:
            for field, (_old, new) in changed.items():
                said[subject_id, field][source] = str(new)
    differing = {place: words for place, words in said.items() if len(set(words.values())) > 1}
    names = dict(_shown().filter(pk__in={one for one, _field in differing}).values_list("pk", "name"))
    return [
        QualityRow(
            names[one], one, detail=f"{field}: " + ", ".join(f"{source} {value}" for source, value in words.items())
        )
        for (one, field), words in sorted(differing.items())
        if one in names
    ]


def _stale(now: datetime) -> list[QualityRow]:
    """Sources whose last import is older than twice the usual pause between two of them."""
    rows = Batch.objects.filter(state=BatchState.APPLIED).order_by("applied_at")
    moments: dict[tuple[str, str], list[datetime]] = defaultdict(list)
    for source, kind, applied in rows.values_list("source", "kind", "applied_at"):
        if applied is not None:
            moments[source, kind].append(applied)
    found = []
    for (source, kind), at in sorted(moments.items()):
        pauses = [(later - earlier).total_seconds() for earlier, later in pairwise(at)]
        if len(at) < FEWEST_IMPORTS:
            continue
        usual = max(median(pauses), timedelta(days=1).total_seconds())
        if (now - at[-1]).total_seconds() > LATE * usual:
            found.append(QualityRow(f"{source}: {kind}", detail=at[-1].date().isoformat()))
    return found


_FOUND: dict[str, Found] = {"conflict": _conflicts, "stale_source": _stale}
"""Checks that read all of their rows; other apps add theirs."""
