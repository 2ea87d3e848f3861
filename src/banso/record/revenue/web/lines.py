"""What is done with one line of a contract: amended, corrected, ended, put under notice, paused, taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from banso.platform.identity.api import EDIT_ACCOUNTS, MemberRequest, requires
from banso.platform.kit.errors import NotFound
from banso.record.revenue.actions.contracts import (
    amend_line,
    correct_line,
    end_line,
    pause_line,
    record_notice,
    take_line_back,
)
from banso.record.revenue.actions.losses import class_loss
from banso.record.revenue.models import Line, Period
from banso.record.revenue.queries.contracts import find_line, said_of_line
from banso.record.revenue.queries.policy import policy
from banso.record.revenue.rules.amending import holding
from banso.record.revenue.web.common import changing, day_in_address
from banso.record.revenue.web.forms import AmendForm, EndForm, NoticeForm, PauseForm


@requires(EDIT_ACCOUNTS)
@require_http_methods(["GET", "POST"])
def line_amend(request: MemberRequest, uid: UUID) -> HttpResponse:
    """From a day on it costs something else."""
    line, now, today = find_line(uid), timezone.now(), timezone.localdate()
    periods = _periods(line)
    at = holding(said_of_line(line).terms, today)
    period = next((one for one in periods if at and one.start == at.start), periods[0])
    form = AmendForm(request.POST or None, account=line.contract.account, period=period, today=today)

    def write() -> Any:
        values = form.cleaned_data
        reason = "\n".join(one for one in (values["reason"], form.goal_words) if one)
        with transaction.atomic():
            made = amend_line(line, values["day"], form.changes(now), member=request.member, now=now, reason=reason)
            form.win(line, member=request.member, today=today, now=now)
        return made

    return _change(request, line, form, write, now, title=_("Amend the line"))


@requires(EDIT_ACCOUNTS)
@require_http_methods(["GET", "POST"])
def line_correct(request: MemberRequest, uid: UUID, start: str) -> HttpResponse:
    """One of its periods was said wrongly: the past is restated."""
    line, now = find_line(uid), timezone.now()
    wanted = day_in_address(start)
    period = next((one for one in _periods(line) if one.start == wanted), None)
    if period is None:
        raise NotFound(_("The line has no period that begins on that day."))
    account, today = line.contract.account, timezone.localdate()
    form = AmendForm(request.POST or None, account=account, period=period, today=today, correcting=True)

    def write() -> Any:
        reason = form.cleaned_data["reason"]
        return correct_line(line, wanted, form.changes(now), member=request.member, now=now, reason=reason)

    return _change(request, line, form, write, now, title=_("Correct a period"))


@requires(EDIT_ACCOUNTS)
@require_http_methods(["GET", "POST"])
def line_end(request: MemberRequest, uid: UUID) -> HttpResponse:
    """It ends, and why."""
    line, now, today = find_line(uid), timezone.now(), timezone.localdate()
    last = _periods(line)[-1]
    initial = {"day": last.end or last.term_end or today, "notice": last.notice or today}
    form = EndForm(request.POST or None, initial=initial)

    def write() -> None:
        values = form.cleaned_data
        with transaction.atomic():
            end_line(
                line, values["day"], notice=values["notice"], member=request.member, now=now, reason=values["note"]
            )
            if values["reason"]:
                class_loss(
                    line, values["day"], values["reason"], values["note"],
                    policy=policy(), member=request.member, now=now,
                )  # fmt: skip

    return _change(request, line, form, write, now, title=_("End the line"))


@requires(EDIT_ACCOUNTS)
@require_http_methods(["GET", "POST"])
def line_notice(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Notice was given, or taken back."""
    line, now = find_line(uid), timezone.now()
    last = _periods(line)[-1]
    form = NoticeForm(request.POST or None, initial={"notice": last.notice or timezone.localdate()})

    def write() -> Any:
        values = form.cleaned_data
        return record_notice(line, values["notice"], member=request.member, now=now, reason=values["reason"])

    return _change(request, line, form, write, now, title=pgettext("contract", "Notice"))


@requires(EDIT_ACCOUNTS)
@require_http_methods(["GET", "POST"])
def line_pause(request: MemberRequest, uid: UUID) -> HttpResponse:
    """It is paused."""
    line, now = find_line(uid), timezone.now()
    _periods(line)
    form = PauseForm(request.POST or None, initial={"pause_from": timezone.localdate()})

    def write() -> Any:
        values = form.cleaned_data
        first, until = values["pause_from"], values["pause_to"]
        return pause_line(line, first, until, member=request.member, now=now, reason=values["reason"])

    return _change(request, line, form, write, now, title=_("Pause the line"))


@requires(EDIT_ACCOUNTS)
@require_http_methods(["GET", "POST"])
def line_take_back(request: MemberRequest, uid: UUID) -> HttpResponse:
    """It should never have been written down."""
    line, now = find_line(uid), timezone.now()
    _periods(line)
    form = forms.Form(request.POST if request.method == "POST" else None)

    def write() -> Any:
        return take_line_back(line, member=request.member, now=now)

    return _change(request, line, form, write, now, title=_("Take the line back"))


def _change(
    request: MemberRequest, line: Line, form: forms.Form, write: Callable[[], Any], now: datetime, *, title: str
) -> HttpResponse:
    said = _("%(what)s: %(name)s") % {"what": title, "name": line.contract}
    return changing(
        request,
        form,
        title=title,
        template="revenue/_form.html",
        write=write,
        accounts=[line.contract.account_id, *{one.account_id for one in said_of_line(line).periods}],
        said=lambda _made: said,
        now=now,
        context={"movements": True},
    )


def _periods(line: Line) -> list[Period]:
    """What is said of a line now; raises :class:`NotFound` where nothing is any more."""
    found = said_of_line(line).periods
    if not found:
        raise NotFound(_("This line was taken back."))
    return found
