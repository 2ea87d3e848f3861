"""How the product looks to one person: language, theme, density, keys."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from banso.platform.identity.api import Member, public
from banso.platform.ui.back import go_back
from banso.platform.ui.context import SESSION_LOOK

_CHOICES = {
    "language": {code for code, _name in settings.LANGUAGES},
    "theme": {"system", "light", "dark"},
    "density": {"comfortable", "compact"},
}


@public
@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """Keep a wish: with the member, else in the session and, for the language, in its cookie."""
    wishes = {key: request.POST[key] for key, choices in _CHOICES.items() if request.POST.get(key) in choices}
    member: Member | None = getattr(request, "member", None)
    if member is not None and wishes:
        Member.objects.filter(pk=member.pk).update(**wishes)
    response = go_back(request)
    if member is None and "theme" in wishes:
        kept: dict[str, Any] = request.session.get(SESSION_LOOK, {})
        request.session[SESSION_LOOK] = {**kept, "theme": wishes["theme"]}
    if "language" in wishes:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            wishes["language"],
            max_age=365 * 24 * 3600,
            samesite="Lax",
            secure=request.is_secure(),
        )
    return response
