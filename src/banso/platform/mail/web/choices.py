"""A member's choices about mails."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from banso.platform.identity.api import VIEW, MemberRequest, requires
from banso.platform.identity.web.tabs import settings_tabs
from banso.platform.mail.choices import choices_of, choose
from banso.platform.mail.server import has_server, mail_is_on
from banso.platform.mail.types import mail_types
from banso.platform.mail.waiting import waiting_mails

CLOCK = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class ChoicesForm(forms.Form):
    """Which types come by mail, and when nothing may come."""

    quiet_from = forms.TimeField(label=gettext_lazy("Quiet from"), required=False, widget=CLOCK)
    quiet_to = forms.TimeField(label=gettext_lazy("until"), required=False, widget=CLOCK)
    quiet_weekends = forms.BooleanField(label=gettext_lazy("Quiet on Saturdays and Sundays"), required=False)
    timezone = forms.CharField(
        label=gettext_lazy("Time zone of these hours"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("Such as Asia/Tokyo; empty is the workspace's."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.types = mail_types()
        for one in self.types:
            self.fields[f"type_{one.slug}"] = forms.BooleanField(
                label=str(one.label), help_text=str(one.note), required=False
            )

    @property
    def type_fields(self) -> list[forms.BoundField]:
        """The boxes of the types, in order."""
        return [self[f"type_{one.slug}"] for one in self.types]

    @property
    def quiet_fields(self) -> list[forms.BoundField]:
        """The fields of the quiet hours."""
        return [self[name] for name in ("quiet_from", "quiet_to", "quiet_weekends", "timezone")]

    def clean_timezone(self) -> str:
        """A time zone that is known, or nothing."""
        name = str(self.cleaned_data["timezone"]).strip()
        if name and name not in available_timezones():
            raise forms.ValidationError(_("“%(name)s” is not a time zone."), params={"name": name})
        return name

    def clean(self) -> dict[str, Any]:
        """Quiet hours have two ends."""
        values = super().clean() or {}
        begin, end = values.get("quiet_from"), values.get("quiet_to")
        if not {"quiet_from", "quiet_to"} & set(self.errors):
            if (begin is None) != (end is None):
                self.add_error("quiet_to" if end is None else "quiet_from", _("Give both ends, or none."))
            elif begin is not None and begin == end:
                self.add_error("quiet_to", _("The two are the same: nothing would be quiet."))
        return values

    def values(self) -> dict[str, Any]:
        """What was chosen, for :func:`~banso.platform.mail.choices.choose`."""
        given = self.cleaned_data
        plain = {name: given[name] for name in ("quiet_from", "quiet_to", "quiet_weekends", "timezone")}
        return plain | {"types": {one.slug: given[f"type_{one.slug}"] for one in self.types}}


@requires(VIEW)
@require_http_methods(["GET", "POST"])
def choices(request: MemberRequest) -> HttpResponse:
    """The page, and saving it."""
    now = choices_of([request.member.pk])[request.member.pk]
    initial: dict[str, Any] = {f"type_{one.slug}": now.wants(one.slug) for one in mail_types()}
    initial |= {name: getattr(now, name) for name in ("quiet_from", "quiet_to", "quiet_weekends", "timezone")}
    form = ChoicesForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        choose(request.member, form.values(), timezone.now())
        messages.success(request, _("Your choices are saved."))
        return HttpResponseRedirect(reverse("mail:choices"))
    context = {
        "form": form,
        "tabs": settings_tabs(request),
        "waiting": waiting_mails(request.member),
        "has_server": has_server(),
        "is_on": mail_is_on(),
        "zone": request.workspace.timezone,
    }
    return render(request, "mail/choices.html", context, status=422 if form.is_bound else 200)
