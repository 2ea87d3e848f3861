"""The page of one account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banso.engagement.plays.api import started_signals, under_way
from banso.judgement.forecasts.api import ENGAGED_SLUG, ENGAGED_WEEKS, SILENCE, SILENCE_HIGH, SILENCE_LOW
from banso.judgement.forecasts.api import state as state_of_silence
from banso.judgement.health.api import (
    BAND,
    HEALTH,
    NEED_PLAY,
    AccountExplanation,
    band_name,
    explain,
    play_for_band,
)
from banso.judgement.signals.api import OpenSignal, open_signals, rule_records, told_until
from banso.platform.attributes.api import Attribute, attributes_of, rows
from banso.platform.definitions.words import in_language
from banso.platform.identity.api import EDIT_ACCOUNTS, WORK, Member, allowed
from banso.platform.kit.days import day_of, last_closed_day
from banso.platform.tenancy.api import current_workspace
from banso.platform.ui import formats
from banso.platform.ui.api import Bar, Figure, line_over_time, weekly_bars
from banso.record.customers.api import current_owners
from banso.record.usage.api import weekly_usage
from banso.surfaces.workspace import pages
from banso.surfaces.workspace.compose import common, words
from banso.surfaces.workspace.compose.book import as_of, health_line, rows_of
from banso.surfaces.workspace.compose.sentences import account_sentence
from banso.surfaces.workspace.compose.today import probability

if TYPE_CHECKING:
    from banso.record.customers.models import Account

BACK = timedelta(days=91)
"""The other day of a comparison, unless one is asked for."""
WEEKS_OF_USE = 40
EVENTS = "events_90d"
_FACTS = ("industry", "size", "country", "domains", "parent", "language", "timezone", "currency")
_LEVELS = [(0.0, "0"), (20.0, "20"), (40.0, "40"), (60.0, "60"), (80.0, "80"), (100.0, "100")]


def account_page(
    account: Account, member: Member, *, now: datetime, day: date | None, since: date | None
) -> pages.AccountPage:
    """Everything about ``account`` as of ``day`` (default: the newest day told), compared with ``since``."""
    workspace = current_workspace()
    closed = last_closed_day(now, workspace.timezone)
    shown = day or told_until() or closed
    today_ = day_of(now, workspace.timezone)
    other = since if since and since < shown else shown - BACK
    keys = (HEALTH, BAND, SILENCE, SILENCE_LOW, SILENCE_HIGH, common.LINE, EVENTS, ENGAGED_SLUG)
    row = rows_of(shown, [account.pk], keys)[account.pk]
    signals = open_signals(shown, [account.pk])
    band = band_name(row.get(BAND))
    play = _play(account, signals, band)
    owner = current_owners([account.pk]).get(account.pk)
    attributes = attributes_of("account")
    return pages.AccountPage(
        uid=str(account.uid),
        name=account.name,
        reading=account.reading,
        sub=account.industry or "",
        as_of=as_of(shown, closed, current=day is None),
        currency=workspace.currency,
        tier=words.choice_label(attributes["tier"], account.tier) if account.tier else "",
        stage=account.stage or "",
        owner=common.names_of_members([owner]).get(owner or 0, ""),
        success_statement=account.success_statement or "",
        purchase_reason=account.purchase_reason or "",
        problem=account.problem or "",
        health=_health(account, row, shown, other),
        silence=_silence(row, shown),
        notice_by=account.notice_by,
        notice_days=(account.notice_by - today_).days if account.notice_by else None,
        money=account.yearly_value,
        signals=common.chips(signals, rule_records()) if signals else (),
        why=" ".join(signal.why for signal in signals) or _band_words(band, play),
        play=play,
        lacks_play=play is None and band in NEED_PLAY,
        facts=_facts(account, attributes),
        custom=_custom(account, attributes),
        external_ids=[str(one) for one in account.external_ids.all()],
        carry=(("since", since.isoformat()),) if since else (),
        sentence=account_sentence(account.name, row, probability(row), shown),
        can_work=allowed(member, WORK),
        can_edit=allowed(member, EDIT_ACCOUNTS),
    )


def _play(account: Account, signals: Sequence[OpenSignal], band: str | None) -> pages.PlayOffer | None:
    """What is proposed: by the first signal, else by the band of the score."""
    slugs = [slug for slug in (*(one.rule.play for one in signals[:1]), play_for_band(band, account.pk)) if slug]
    found = common.offer(common.offers(slugs), slugs, account.tier)
    if found is None:
        return None
    uids = [signal.uid for signal in signals if signal.uid]
    started = started_signals(uids) if uids else under_way(account, found.slug)
    return replace(found, started=bool(started))


def _band_words(band: str | None, play: pages.PlayOffer | None) -> str:
    """Why something should be done for an account without a signal; empty where nothing has to be."""
    if band is None or (play is None and band not in NEED_PLAY):
        return ""
    return _("Health is in the band “%(band)s”.") % {"band": formats.BANDS[band]}


def _health(account: Account, row: dict[str, float | None], day: date, since: date) -> pages.HealthPanel:
    language = get_language() or "en"
    found = explain(account.pk, day, since)
    score = found.found.now
    parts = _parts(found, found.values_since or {})
    change = found.found.change
    points = health_line(account.pk, day)
    return pages.HealthPanel(
        health=pages.Health(score.score, score.band, why="" if score.score is not None else _withheld(row)),
        card=_("card %(slug)s, version %(version)s") % {"slug": found.card.slug, "version": found.card.version},
        coverage=_("%(share)s of the values are there") % {"share": formats.percent(score.coverage, language)},
        since=since,
        until=day,
        score_since=found.found.since.score if found.found.since else None,
        change=change,
        parts=parts,
        sentences=[found.text(one) for one in found.found.rows if one.change] if change is not None else [],
        scale=max((abs(part.change or 0) for part in parts), default=0) or 1,
        figure=line_over_time(
            points,
            label=_("Health of %(name)s by week") % {"name": account.name},
            name=_("Health"),
            language=language,
            levels=_LEVELS,
            span=(since, day) if since >= points[0][0] else None,
        )
        if len(points) > 1
        else None,
    )


def _withheld(row: dict[str, float | None]) -> str:
    if not row:
        return _("No score: no use has been recorded by this day.")
    return _("No score: less than 60% of the card’s values are there.")


def _parts(found: AccountExplanation, before: dict[str, float | None]) -> list[pages.Part]:
    """One line a metric: its level, and the sum of all reasons why it changed."""
    language = get_language() or "en"
    changes: dict[str | None, float] = {}
    for one in found.found.rows:
        if one.change is not None:
            changes[one.metric if one.cause != "cap" else None] = (
                changes.get(one.metric if one.cause != "cap" else None, 0.0) + one.change
            )
    parts = []
    for one in found.found.rows:
        if one.cause not in ("level", "cap") or (one.cause == "cap" and not one.contribution and not changes.get(None)):
            continue
        is_cap = one.cause == "cap"
        name = (
            _("Cap") if is_cap else in_language(found.names.get(one.metric or "", {"en": one.metric or ""}), language)
        )
        parts.append(
            pages.Part(
                name=name,
                url="",
                value="" if is_cap else _plain(one.value, language),
                value_since="" if is_cap else _plain(before.get(one.metric or ""), language),
                points=None if is_cap else one.points,
                contribution=one.contribution,
                change=changes.get(None if is_cap else one.metric),
                text=found.text(one),
            )
        )
    return parts


def _plain(value: float | None, language: str) -> str:
    whole = value is None or round(value, 1) == round(value)
    return formats.number(value, language, digits=0 if whole else 1)


def _silence(row: dict[str, float | None], day: date) -> pages.SilencePanel:
    language = get_language() or "en"
    standing = state_of_silence(day)
    weeks = row.get(ENGAGED_SLUG)
    found = probability(row)
    return pages.SilencePanel(
        probability=found,
        state=standing.text(engaged=weeks is not None and weeks >= ENGAGED_WEEKS) if found else "",
        caution=standing.caution,
        beside=[
            (
                _("The line"),
                _("active weeks, halved every 13"),
                f"{formats.number(row.get(common.LINE), language, digits=1)} / 52",
                "",
            ),
            (_("Events in 90 days"), _("only a count"), formats.number(row.get(EVENTS), language), ""),
        ],
        why=_("No probability: no use in the last 90 days."),
    )


def usage_figure(account: Account, *, now: datetime, day: date | None) -> Figure | None:
    """Use by week up to ``day`` (default: the newest day told); None where there is none."""
    shown = day or told_until() or last_closed_day(now, current_workspace().timezone)
    weeks = weekly_usage(account.pk, shown, WEEKS_OF_USE)
    if not weeks["n"].any():
        return None
    most = int(weeks["users"].max()) or 1
    rows_ = zip(
        weeks["week_end"].astype("datetime64[D]").tolist(), weeks["n"].tolist(), weeks["users"].tolist(), strict=True
    )
    return weekly_bars(
        [Bar(end - timedelta(days=6), count, shade=users / most, detail=users) for end, count, users in rows_],
        label=_("Use by week; the darker, the more people"),
        names=(_("Events"), _("End users")),
        language=get_language() or "en",
    )


def _facts(account: Account, attributes: dict[str, Attribute]) -> list[pages.Fact]:
    return _said(account, [attributes[key] for key in _FACTS])


def _custom(account: Account, attributes: dict[str, Attribute]) -> list[pages.Fact]:
    return _said(account, [one for one in attributes.values() if one.source == "custom"])


def _said(account: Account, wanted: Sequence[Attribute]) -> list[pages.Fact]:
    """Those of the fields that have a value, in words."""
    found: Sequence[dict[str, Any]] = rows("account", [account.pk], [one.key for one in wanted]) if wanted else ()
    return [
        pages.Fact(str(one.label), words.said(one, row[one.key]))
        for row in found
        for one in wanted
        if row.get(one.key) not in (None, "")
    ]
