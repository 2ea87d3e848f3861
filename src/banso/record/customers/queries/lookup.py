"""Finding accounts by what people call them, and by how often one should be in touch."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q

from banso.platform.kit.text import searched
from banso.record.customers.models import Account


class Tiered(NamedTuple):
    """An account with the touch tier it is in."""

    id: int
    uid: UUID
    name: str
    tier: str
    known_since: datetime


def accounts_named(text: str, *, limit: int = 8) -> list[Account]:
    """Accounts that are called ``text``, then those whose name or reading has it in it; two queries.

    Width, case and kind of kana do not matter. Merged and archived ones are left out.
    """
    wanted = searched(text)
    if not wanted:
        return []
    rows = Account.objects.filter(merged_into=None, archived_at=None)
    exact = list(rows.filter(name_fold=wanted).order_by("sort_key", "pk")[:limit])
    if len(exact) == limit:
        return exact
    like = rows.filter(Q(name_fold__contains=wanted) | Q(sort_key__contains=wanted))
    return exact + list(like.exclude(name_fold=wanted).order_by("sort_key", "pk")[: limit - len(exact)])


def accounts_in_tiers(tiers: Collection[str]) -> list[Tiered]:
    """Every account that is in one of ``tiers``, merged and archived ones left out; one query."""
    rows = Account.objects.filter(merged_into=None, archived_at=None, tier__in=tiers)
    return [Tiered(row.pk, row.uid, row.name, row.tier or "", row.known_since) for row in rows.order_by("pk")]
