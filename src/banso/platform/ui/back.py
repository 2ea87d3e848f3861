"""Where to go after a plain form was sent: back to the page that sent it, never to another site."""

from django.http import HttpRequest, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme


def page_before(request: HttpRequest) -> str:
    """The form's ``next``, else the page that held the form, if it is one of ours; else the first page."""
    wanted = request.POST.get("next") or request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    return "/"


def go_back(request: HttpRequest) -> HttpResponseRedirect:
    """The answer to a plain form: its page again."""
    return HttpResponseRedirect(page_before(request))
