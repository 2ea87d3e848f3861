"""End users and the accounts they are seen at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from banso.record.customers.actions.end_users_of_people import know
from banso.record.customers.models import EndUser, Membership
from banso.record.customers.queries.accounts import chunks


def resolve_end_users(
    source: str,
    pairs: Iterable[tuple[int, str]],
    *,
    first_seen: Mapping[str, datetime] | None = None,
) -> dict[tuple[int, str], int]:
    """``{(account id, key): end user id}`` for end users of ``source``; unknown ones and memberships are made.

    One key is one end user of the source, whichever accounts it is seen at. ``first_seen`` (by key) is kept for new
    ones. Chunks of 500 are a transaction each.
    """
    wanted = list(dict.fromkeys(pairs))
    seen = first_seen or {}
    ids: dict[str, int] = {}
    for part in chunks(dict.fromkeys(key for _account, key in wanted)):
        with transaction.atomic():
            ids.update(_known(source, part))
            missing = [EndUser(source=source, key=key, first_seen=seen.get(key)) for key in part if key not in ids]
            if missing:
                # Somebody else may be making the same ones.
                EndUser.objects.bulk_create(missing, ignore_conflicts=True)
                made = _known(source, [one.key for one in missing])
                know(list(made.values()))
                ids.update(made)
    for members in chunks(wanted):
        with transaction.atomic():
            users = {ids[key] for _account, key in members}
            there = set(Membership.objects.filter(end_user__in=users).values_list("account_id", "end_user_id"))
            Membership.objects.bulk_create(
                [
                    Membership(account_id=account, end_user_id=ids[key])
                    for account, key in members
                    if (account, ids[key]) not in there
                ],
                ignore_conflicts=True,
            )
    return {(account, key): ids[key] for account, key in wanted}


def _known(source: str, keys: list[str]) -> dict[str, int]:
    return dict(EndUser.objects.filter(source=source, key__in=keys).values_list("key", "pk"))
