"""The page of losses: what ended, why, what was seen before; and the form that asks for the reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from banso.platform.identity.api import VIEW, WORK, MemberRequest, allowed, members, requires
from banso.platform.kit.errors import BansoError
from banso.platform.ui.api import WRONG, keep_error, show_form
from banso.platform.ui.viewed import given_in, view_bar
from banso.record.revenue.actions.losses import class_loss
from banso.record.revenue.queries.asked_losses import SPANS, UNKNOWN, AskedLosses, asked_losses
from banso.record.revenue.queries.contracts import find_line
from banso.record.revenue.queries.conversion import Adding
from banso.record.revenue.queries.losses import Ended, by_month, by_reason, ended, loss_of, told
from banso.record.revenue.queries.policy import class_name, policy, reason_name
from banso.record.revenue.rules.policy import CLASSES
from banso.record.revenue.web.common import day_in_address, done
from banso.record.revenue.web.forms import LossForm
from banso.record.revenue.web.sentences import losses_sentence
from banso.record.revenue.web.viewed import LOSSES
from banso.record.revenue.web.words import day, money, short_money

SIZE: Final = 100


@requires(VIEW)
@require_safe
def losses_page(request: MemberRequest) -> HttpResponse:
    """Lines that ended with nothing in their place, the newest first, with their reasons and how these go."""
    today = timezone.localdate()
    given = given_in(LOSSES, request)
    asked = asked_losses({**given.state, "view": given.view})
    found = ended(asked.first(today), today, timezone.now())
    shown = [one for one in found if asked.has(one)]
    adding = Adding(today)
    # What has no rate counts as nothing, and is still counted as a line.
    converted = [replace(one, mrr=adding.one(one.mrr, one.currency), currency=adding.currency) for one in found]
    page = Paginator(shown, SIZE).get_page(request.GET.get("page"))
    names = {one.pk: one.name for one in members(with_deactivated=True)}
    context = {
        "asked": asked,
        "views": view_bar(LOSSES, asked.kept(), asked.view, request.member),
        "page": page,
        "rows": [
            {"one": one, "mrr": money(one.mrr, one.currency), "owner": names.get(one.owner or 0, "")}
            for one in told(list(page.object_list))
        ],
        "n": len(shown),
        "sentence": losses_sentence(asked, [one for one in converted if asked.has(one)], today),
        "unknown": sum(not one.reason for one in found),
        "trend": _trend(converted, adding.currency),
        "reasons": _reasons(converted, asked, adding.currency),
        "classes": [(class_, class_name(class_)) for class_ in CLASSES],
        "spans": [(months, asked.url(months=months)) for months in SPANS],
        "links": {
            "whole": asked.url(class_="", reason=""),
            UNKNOWN: asked.url(class_="", reason=UNKNOWN),
            "here": asked.url(),
        },
        "can_work": allowed(request.member, WORK),
    }
    return render(request, "revenue/losses.html", context)


@requires(WORK)
@require_http_methods(["GET", "POST"])
def loss(request: MemberRequest, uid: UUID, ended_on: str) -> HttpResponse:
    """Say why a line ended."""
    line, now = find_line(uid), timezone.now()
    found = loss_of(line, day_in_address(ended_on), now)
    said = {"reason": found.reason, "note": found.loss.note if found.loss else ""}
    form = LossForm(request.POST or None, initial=said)
    if request.method == "POST" and form.is_valid():
        try:
            values = form.cleaned_data
            class_loss(
                line, found.ended_on, values["reason"], values["note"],
                policy=policy(), member=request.member, now=now,
            )  # fmt: skip
        except BansoError as error:
            keep_error(form, error)
        else:
            reason = reason_name(values["reason"], policy())
            return done(request, _("%(name)s: %(reason)s") % {"name": found.account, "reason": reason}, now)
    context = {"form": form, "lost": found, "mrr": money(found.mrr, found.currency)}
    title = _("Why it ended: %(name)s") % {"name": found.account}
    status = WRONG if form.is_bound else 200
    return show_form(request, "revenue/_loss_form.html", context, title=title, status=status, wide=True)


@dataclass(frozen=True, slots=True)
class TrendRow:
    """One month: lines and MRR by class; ``parts`` are those of its bar: class, start and length in percent."""

    label: str
    n: int
    total: str
    cells: list[str]
    parts: list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """One reason over the whole span."""

    name: str
    class_name: str
    url: str
    is_chosen: bool
    n: int
    mrr: str
    share: str


def _trend(found: Sequence[Ended], currency: str) -> list[TrendRow]:
    months = by_month(found)
    most = max((sum(mrr for _n, mrr in of.values()) for of in months.values()), default=Fraction(0)) or Fraction(1)
    rows = []
    for month, of in months.items():
        amounts = [of.get(class_, (0, Fraction(0))) for class_ in CLASSES]
        rows.append(
            TrendRow(
                label=day(month, "month"),
                n=sum(n for n, _mrr in amounts),
                total=short_money(sum((mrr for _n, mrr in amounts), Fraction(0)), currency),
                cells=[short_money(mrr, currency) if n else "" for n, mrr in amounts],
                parts=_parts([mrr / most * 100 for _n, mrr in amounts]),
            )
        )
    return rows


def _parts(shares: Sequence[Fraction]) -> list[tuple[str, str, str]]:
    found, start = [], Fraction(0)
    for class_, share in zip(CLASSES, shares, strict=True):
        if share:
            found.append((class_, f"{float(start):.2f}%", f"{float(share):.2f}%"))
        start += share
    return found


def _reasons(found: Sequence[Ended], asked: AskedLosses, currency: str) -> list[ReasonRow]:
    policy_ = policy()
    rows = by_reason(found)
    most = max((mrr for _reason, _n, mrr in rows), default=Fraction(0)) or Fraction(1)
    classes = {one.reason: one.class_name for one in found}
    return [
        ReasonRow(
            name=reason_name(reason, policy_) if reason else _("nobody has said why"),
            class_name=classes[reason],
            url=asked.url(reason="" if asked.reason == (reason or UNKNOWN) else reason or UNKNOWN, class_=""),
            is_chosen=asked.reason == (reason or UNKNOWN),
            n=n,
            mrr=short_money(mrr, currency),
            share=f"{float(mrr / most * 100):.2f}%",
        )
        for reason, n, mrr in rows
    ]
