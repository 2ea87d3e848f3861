"""Pages for what went wrong: what happened, what was kept, what to do."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from banso.platform.kit.errors import BansoError
from banso.platform.ui.api import say

View = Callable[[HttpRequest], HttpResponse]


class BansoErrorMiddleware:
    """Turns an expected failure of a view into a page, a fragment or JSON with its status."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, BansoError) or exception.status >= 500:
            return None
        return error_page(request, exception)


def error_page(request: HttpRequest, error: BansoError) -> HttpResponse:
    """The page for ``error`` in the reader's language."""
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"code": error.code, "message": error.message, "hint": error.hint}, status=error.status)
    if request.headers.get("HX-Request") == "true":
        return _fragment(request, error)
    return render(request, "ui/error.html", {"error": error}, status=error.status)


def _fragment(request: HttpRequest, error: BansoError) -> HttpResponse:
    """For htmx: in the place of what was asked for; as a toast for what was to be done, so that the page stays."""
    if request.method in {"GET", "HEAD"}:
        return render(request, "ui/error_fragment.html", {"error": error}, status=error.status)
    say(request, str(error), error=True)
    response = render(request, "ui/toasts_fragment.html", status=error.status)
    response.headers["HX-Reswap"] = "none"
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page for a form whose protection did not match."""
    return error_page(
        request,
        BansoError(
            _("The form was open for too long, or came from another site."),
            hint=_("Nothing was saved. Go back, reload the page and send it again."),
            code="csrf",
            status=403,
        ),
    )
