"""Following a one-time link. Looking at it (GET) spends nothing: mail scanners look at links too."""

from django.contrib.auth import login as log_in
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from banso.platform.identity import members
from banso.platform.identity.access import public
from banso.platform.identity.forms import NewPasswordForm
from banso.platform.identity.links import OpenLink, open_link, spend
from banso.platform.identity.middleware import SESSION_KEY
from banso.platform.identity.models import Purpose
from banso.platform.journal.api import acting
from banso.platform.tenancy.api import scope

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@public
@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "POST"])
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind a one-time link: says what it does, and does it once, on POST."""
    now = timezone.now()
    link = open_link(token, now)
    if link is None:
        return render(request, "identity/link_gone.html", status=404)
    if _is_somebodys(link) and request.user != link.login:
        # Whoever made the link must not get into a log-in that already has its owner.
        return render(request, "identity/link_login_first.html", _context(link))
    asks_password = link.row.purpose == Purpose.RESET or (link.row.purpose == Purpose.INVITE and not link.has_password)
    form = NewPasswordForm(request.POST or None, login=link.login) if asks_password else None
    if request.method != "POST" or (form is not None and not form.is_valid()):
        return render(request, "identity/link.html", _context(link) | {"form": form})
    if not spend(link, now):
        return render(request, "identity/link_gone.html", status=404)
    if form is not None:
        link.login.set_password(form.cleaned_data["password"])
        link.login.save(update_fields=["password"])
    if link.member is not None:
        with scope(link.member.workspace), acting(actor_id=link.member.pk, source="web"):
            members.join(link.member, now)
    if request.user != link.login or form is not None:
        log_in(request, link.login, backend=BACKEND)
    if link.member is not None:
        request.session[SESSION_KEY] = link.member.workspace_id
    if not link.login.has_usable_password():
        return HttpResponseRedirect(reverse("account_set_password"))
    return HttpResponseRedirect("/")


def _is_somebodys(link: OpenLink) -> bool:
    return link.row.purpose == Purpose.INVITE and link.has_password


def _context(link: OpenLink) -> dict[str, object]:
    return {
        "purpose": link.row.purpose,
        "email": link.login.email,
        "into": link.member.workspace if link.member else None,
    }
