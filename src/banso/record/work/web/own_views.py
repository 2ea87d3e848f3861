"""A member's own view of an account: beside the score, by one key."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from banso.platform.identity.api import VIEW, WORK, MemberRequest, allowed, requires
from banso.platform.kit.bands import BANDS
from banso.platform.ui.api import WRONG, show_form
from banso.platform.ui.formats import BANDS as BAND_WORDS
from banso.record.customers.api import get_account
from banso.record.work.actions.own_views import MOST_REASON, BadView, end_own_view, set_own_view
from banso.record.work.queries.promises import own_view_of, own_views_of_account, score_bands
from banso.record.work.rules.views import DAYS, apart
from banso.record.work.web.answering import done

CHANGED = "own-view-changed"


class ViewForm(forms.Form):
    """How somebody sees an account, why, and until when."""

    band = forms.TypedChoiceField(
        label=gettext_lazy("How it stands, as I see it"),
        coerce=int,
        choices=[(str(place), BAND_WORDS[name]) for place, name in enumerate(BANDS)],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one of the five.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Because"),
        max_length=MOST_REASON,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": gettext_lazy("Say why: without a reason nobody can weigh it against the score.")},
    )
    expires = forms.DateField(
        label=gettext_lazy("Holds until"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )


@requires(VIEW)
@require_safe
def own_view(request: MemberRequest, account: UUID) -> HttpResponse:
    """The view in force beside the score, and how far they are apart."""
    found, today = get_account(str(account)), timezone.localdate()
    view = own_view_of([found.pk], today).get(found.pk)
    score = score_bands([found.pk]).get(found.pk)
    context = {
        "account": found,
        "view": view,
        "band": BANDS[view.band] if view else "",
        "band_word": BAND_WORDS[BANDS[view.band]] if view else "",
        "difference": said_apart(apart(view.band, score)) if view else "",
        "past": [
            {"row": one, "band": BANDS[one.band], "band_word": BAND_WORDS[BANDS[one.band]]}
            for one in own_views_of_account(found.pk)
            if view is None or one.pk != view.pk
        ],
        "can_work": allowed(request.member, WORK),
    }
    return render(request, "work/own_view.html", context)


@requires(WORK)
@require_http_methods(["GET", "POST"])
def own_view_edit(request: MemberRequest, account: UUID) -> HttpResponse:
    """Say how one sees the account."""
    found, now, today = get_account(str(account)), timezone.now(), timezone.localdate()
    current = own_view_of([found.pk], today).get(found.pk)
    initial: dict[str, Any] = {"expires": today + timedelta(days=DAYS)}
    if current and current.member_id == request.member.pk:
        initial |= {"band": current.band, "reason": current.reason}
    form = ViewForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            set_own_view(
                found, values["band"], values["reason"],
                member=request.member, today=today, now=now, expires=values["expires"],
            )  # fmt: skip
        except BadView as error:
            form.add_error(error.field, str(error))
        else:
            text = _("Your view of %(account)s is kept beside the score.") % {"account": found.name}
            return done(request, text, now, changed=CHANGED)
    context = {"form": form, "account": found, "current": current}
    status = WRONG if form.is_bound else 200
    return show_form(
        request,
        "work/_view_form.html",
        context,
        title=_("My view of %(account)s") % {"account": found.name},
        status=status,
    )


@requires(WORK)
@require_POST
def own_view_end(request: MemberRequest, account: UUID) -> HttpResponse:
    """The view holds no longer."""
    found, now = get_account(str(account)), timezone.now()
    end_own_view(found, now=now)
    return done(request, _("The view of %(account)s holds no longer.") % {"account": found.name}, now, changed=CHANGED)


def said_apart(bands: int) -> str:
    """In words, by how much view and score disagree; empty where they do not."""
    if bands > 0:
        return ngettext("%(n)d band better than the score says", "%(n)d bands better than the score says", bands) % {
            "n": bands
        }
    if bands < 0:
        return ngettext("%(n)d band worse than the score says", "%(n)d bands worse than the score says", -bands) % {
            "n": -bands
        }
    return ""
