"""Stopping one type of mail from a mail itself, without a log-in.

A GET only shows the page: programs that look through mails follow links. A mail program that offers "unsubscribe"
posts to the same address (RFC 8058); it has no cookie and no token of a form, and the signed link is all that is
needed to be allowed this.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from banso.platform.identity.api import public
from banso.platform.journal.api import acting
from banso.platform.mail.choices import choices_of, choose
from banso.platform.mail.stopping import read_stop
from banso.platform.tenancy.api import scope


@csrf_exempt
@public
@never_cache
@require_http_methods(["GET", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Say what would be stopped, and on POST stop it; with ``again`` let it come again."""
    found = read_stop(token)
    if found is None:
        return render(request, "mail/stop_gone.html", status=404)
    member = found.member
    with scope(found.workspace), translation.override(member.language or found.workspace.language):
        if request.method == "POST":
            wanted = "again" in request.POST
            with acting(actor_id=member.pk, source="mail"):
                choose(member, {"types": {found.type.slug: wanted}}, timezone.now())
        comes = choices_of([member.pk])[member.pk].wants(found.type.slug)
        context = {"type": found.type.label, "email": member.login.email, "workspace": found.workspace, "comes": comes}
        return render(request, "mail/stop.html", context | {"done": request.method == "POST"})
