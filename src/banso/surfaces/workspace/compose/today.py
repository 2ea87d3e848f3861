"""The page of the morning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from banso.engagement.plays.api import started_signals
from banso.judgement.forecasts.api import SILENCE, SILENCE_HIGH, SILENCE_LOW
from banso.judgement.forecasts.api import state as state_of_silence
from banso.judgement.health.api import BAND, HEALTH
from banso.judgement.proof.api import silent_seen
from banso.judgement.signals.api import Today, TodayItem, rule_records, today, told_until
from banso.platform.identity.api import IMPORT, WORK, Member, Role, allowed
from banso.platform.kit.bands import BANDS
from banso.platform.kit.days import day_of, last_closed_day
from banso.platform.kit.limits import limit
from banso.platform.kit.money import minor_digits
from banso.platform.tenancy.api import current_workspace
from banso.platform.ui.formats import BANDS as WORDS
from banso.record.customers.api import accounts_by_id, active_account_ids
from banso.record.work.api import own_view_of, tasks_of_member
from banso.surfaces.workspace import pages
from banso.surfaces.workspace.compose import common
from banso.surfaces.workspace.compose.book import as_of, rows_of, trends
from banso.surfaces.workspace.compose.changes import change_lines, day_before
from banso.surfaces.workspace.compose.meetings import todays_meetings
from banso.surfaces.workspace.compose.sentences import today_sentence

CHANCE = (SILENCE, SILENCE_LOW, SILENCE_HIGH)
"""What :func:`probability` reads."""
KEYS = (HEALTH, BAND, *CHANCE, common.LINE)
MOST_OF_ALL = limit("lists.today", 200)
TASK_DAYS = 7


def today_page(
    member: Member, *, now: datetime, day: date | None = None, everybody: bool = False, whole: bool = False
) -> pages.TodayPage:
    """Today of ``member``, or of ``everybody``; ``whole`` shows what the capacity cuts off."""
    workspace = current_workspace()
    shown_day = day_of(now, workspace.timezone)
    blank = pages.TodayPage(
        today=shown_day,
        as_of=pages.AsOf(day=shown_day, latest=shown_day),
        currency=workspace.currency,
        items=(),
        can_work=allowed(member, WORK),
        can_import=allowed(member, IMPORT),
        can_see_all=member.role != Role.CSM or everybody,
        mine=not everybody,
        meetings=todays_meetings(member, shown_day, now) if day is None and not everybody else (),
    )
    if not active_account_ids():
        return replace(blank, waiting="data")
    if day is None and told_until() is None:
        return replace(blank, waiting="compute")
    found = today(day, now=now, member=None if everybody else member, limit=MOST_OF_ALL if whole else None)
    query = "all=1" if everybody else ""
    items = _items(found, shown_day, everybody=everybody)
    return replace(
        blank,
        sentence=today_sentence(items, found.as_of),
        as_of=as_of(found.as_of, last_closed_day(now, workspace.timezone), current=found.is_current, query=query),
        items=items,
        left_out=found.left_out,
        left_out_url="?" + "&".join(part for part in (query, "whole=1", _day_part(day)) if part),
        gone=found.gone,
        gone_url=reverse("workspace:accounts") + '?filter={"attribute":"days_since_last_event","op":"ge","value":180}',
        capacity=found.capacity,
        tasks=common.task_lines(tasks_of_member(member.pk, shown_day, days=TASK_DAYS), shown_day),
        silence_state=state_of_silence(found.as_of).text(),
        beside_url=reverse("workspace:today_beside")
        + "?"
        + "&".join(part for part in (query, f"as_of={found.as_of.isoformat()}") if part),
        carry=(("all", "1"),) if everybody else (),
        query="&".join(part for part in (query, _day_part(day)) if part),
    )


def _day_part(day: date | None) -> str:
    return f"as_of={day.isoformat()}" if day else ""


def _items(found: Today, shown_day: date, *, everybody: bool) -> list[pages.QueueItem]:
    ids = [item.account_id for item in found.items]
    values = rows_of(found.as_of, ids, KEYS)
    lines = trends(found.as_of, ids)
    accounts = accounts_by_id(ids)
    records = rule_records()
    offers = common.offers(slug for item in found.items for slug in _plays(item))
    started = started_signals([signal.uid for item in found.items for signal in item.signals if signal.uid])
    names = common.names_of_members(item.owner_id for item in found.items) if everybody else {}
    views = own_views(ids, shown_day) if found.is_current else {}
    digits = minor_digits(current_workspace().currency)
    drawn = []
    for item in found.items:
        row = values[item.account_id]
        notice = accounts[item.account_id].notice_by if found.is_current else None
        drawn.append(
            pages.QueueItem(
                uid=item.uid,
                rank=item.rank,
                name=item.name,
                url=pages.account_url(item.uid),
                health=common.health(row, lines.get(item.account_id, ())),
                why=item.why,
                money=round(item.value_at_risk * 10**digits) if item.value_at_risk is not None else None,
                is_monthly=found.is_monthly,
                notice_by=notice,
                notice_days=(notice - shown_day).days if notice else None,
                silence=probability(row),
                line=row.get(common.LINE),
                signals=common.chips(item.signals, records),
                play=_offer(item, common.offer(offers, _plays(item), accounts[item.account_id].tier), started),
                owner=names.get(item.owner_id or 0, _("no owner")) if everybody else "",
                own_view=views.get(item.account_id),
            )
        )
    return drawn


def own_views(ids: Sequence[int], today_: date) -> dict[int, pages.OwnViewMark]:
    """The views of members that stand beside the scores."""
    return {
        pk: pages.OwnViewMark(BANDS[view.band], str(WORDS[BANDS[view.band]]), f"{view.member.name}: {view.reason}")
        for pk, view in own_view_of(ids, today_).items()
    }


def _plays(item: TodayItem) -> list[str]:
    """What could be started, the first first: of its signals, else Today's own."""
    return list(dict.fromkeys([item.play, *(signal.rule.play for signal in item.signals if signal.rule.play)]))


def _offer(item: TodayItem, offer: pages.PlayOffer | None, started: set[str]) -> pages.PlayOffer | None:
    return replace(offer, started=any(str(signal.uid) in started for signal in item.signals)) if offer else None


def probability(row: dict[str, float | None]) -> pages.Probability | None:
    """``silence_180d`` with its interval; None without use in the last 90 days."""
    value, low, high = (row.get(key) for key in (SILENCE, SILENCE_LOW, SILENCE_HIGH))
    if value is None or low is None or high is None:
        return None
    return pages.Probability(value, low, high)


def beside(member: Member, *, day: date, everybody: bool) -> pages.Beside:
    """What stands beside the queue of ``day``: changes since the day before, and whether the order hits."""
    before = day_before(day)
    seen = silent_seen(day)
    return pages.Beside(
        since=before,
        changes=change_lines(day, before, None if everybody else member) if before else (),
        proof=seen.text,
        weeks=seen.weeks,
    )
