"""Milestones of use for the timeline, from the roll-ups, as they were known on a day; kept until usage changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import NAMESPACE_OID, uuid5

from django.core.cache import cache
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from banso.platform.journal.api import Asked, Item, at_day, chosen
from banso.platform.kit.days import EPOCH_DAY
from banso.platform.kit.text import fold
from banso.platform.lake import api as lake
from banso.platform.tenancy.api import current_workspace
from banso.platform.ui import formats
from banso.record.usage.queries.activity import last_change
from banso.record.usage.queries.rollups import day_number, rollups
from banso.record.usage.rules import Milestone, milestones

KEPT = 7 * 86_400
"""Seconds for which milestones are kept."""
_VERSION = 1


def timeline(asked: Asked, until: date) -> list[list[Item]]:
    """The stream of usage of an account, as of ``until``; persons have none."""
    if not asked.accounts or not any(asked.wants(kind) for kind in _KINDS):
        return []
    listed = milestones_of(asked.accounts, until)
    items = (_item(number, one, asked.accounts[0]) for number, one in enumerate(listed, 1))
    found = (item for item in items if not asked.text or asked.text in fold(item.title))
    return [chosen(found, asked)]


_KINDS = ("usage.first_use", "usage.feature", "usage.record", "usage.returned")


def milestones_of(accounts: Sequence[int], until: date) -> list[Milestone]:
    """The milestones of one account (several ids where some were merged), known by the end of ``until``."""
    ids = sorted(accounts)
    key = f"milestones:{_VERSION}:{current_workspace().pk}:{'-'.join(map(str, ids[:20]))}:{until}:{last_change()}"
    found: list[Milestone] | None = cache.get(key)
    if found is None:
        found = _computed(ids, until)
        cache.set(key, found, KEPT)
    return found


def _computed(ids: Sequence[int], until: date) -> list[Milestone]:
    last = day_number(until)
    with lake.session() as engine:
        tables = rollups(engine, until=until)
        users, features = (
            rows.filter(rows.account.isin(list(ids)), rows.known_day <= last)
            for rows in (tables.user_day, tables.feature_day)
        )
        days = engine.fetch(users.group_by("day").agg(n=users.n.sum()).order_by("day"))
        firsts = engine.fetch(features.group_by("feature").agg(day=features.day.min()).order_by("feature"))
    return milestones(days, firsts, last)


def _item(number: int, one: Milestone, account: int) -> Item:
    day = EPOCH_DAY + timedelta(days=one.day)
    return Item(
        kind=f"usage.{one.kind}",
        at=at_day(day),
        id=number,
        uid=uuid5(NAMESPACE_OID, f"{account}:{one.kind}:{one.feature}:{one.day}"),
        title=_words(one),
        icon="chart-line",
        tone="good",
        is_day=True,
    )


def _words(one: Milestone) -> str:
    language = get_language() or "en"
    if one.kind == "first_use":
        return _("First use of the product")
    if one.kind == "feature":
        return _("First use of “%(feature)s”") % {"feature": one.feature}
    if one.kind == "record":
        return _("The busiest week so far: %(n)s events") % {"n": formats.number(one.n, language)}
    words = ngettext("Used again after %(n)s day", "Used again after %(n)s days", one.n)
    return words % {"n": formats.number(one.n, language)}
