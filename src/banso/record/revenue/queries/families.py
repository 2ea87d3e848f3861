"""Which account is the root of which, and which stands for which."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping

from banso.record.customers.api import current_parents, merged_accounts
from banso.record.revenue.models import Period


def roots() -> dict[int, int]:
    """``{account: the root of its hierarchy now}`` of every account that stands under another."""
    merged = merged_accounts()
    above = {merged.get(one, one): merged.get(other, other) for one, other in current_parents().items()}
    found: dict[int, int] = {}
    for account in above:
        seen = {account}
        top = account
        while (parent := above.get(top)) is not None and parent not in seen:
            seen.add(parent)
            top = parent
        if top != account:
            found[account] = top
    return found


def digest_of(pairs: Mapping[int, int]) -> str:
    """A short name of a mapping: another one has another."""
    text = ",".join(f"{one}:{other}" for one, other in sorted(pairs.items()))
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def relatives(accounts: Collection[int], tops: Mapping[int, int]) -> set[int]:
    """``accounts`` with everybody of their hierarchies; ``tops`` as :func:`roots` gives them."""
    wanted = {tops.get(one, one) for one in accounts}
    return {*accounts, *wanted, *(one for one, top in tops.items() if top in wanted)}


def survivors(accounts: Iterable[int]) -> set[int]:
    """The accounts that stand for ``accounts``."""
    merged = merged_accounts()
    return {merged.get(one, one) for one in accounts}


def sharing(accounts: Collection[int]) -> set[int]:
    """``accounts`` with all that share a contract with them, as they survived merging."""
    merged = merged_accounts()
    same: dict[int, list[int]] = {}
    for one, survivor in merged.items():
        same.setdefault(survivor, []).append(one)
    found, new = set(accounts), set(accounts)
    while new:
        ids = [every for one in new for every in (one, *same.get(one, ()))]
        beside: set[int] = set()
        for start in range(0, len(ids), 500):
            contracts = Period.objects.filter(account__in=ids[start : start + 500]).values("statement__line__contract")
            others = Period.objects.filter(statement__line__contract__in=contracts)
            beside |= {merged.get(one, one) for one in others.values_list("account_id", flat=True).distinct()}
        new = beside - found
        found |= new
    return found
