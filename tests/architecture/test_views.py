"""Every address decides who may call it: its view is marked by ``requires`` or ``public``, or listed here."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from banso.platform.identity.api import PERMISSIONS, PUBLIC

# View modules that are not ours, and who decides there. An entry that matches no address fails.
DECIDED_ELSEWHERE = {
    "allauth.account": "log-in and log-out pages; allauth sends anybody else to the log-in",
    "django.views.i18n": "sets the language of one's own session",
}


def views(patterns: list[Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from views(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route, pattern.callback


def owner(view: Any) -> str:
    return str(getattr(view, "view_class", view).__module__)


def listed(view: Any) -> str | None:
    module = owner(view)
    return next((name for name in DECIDED_ELSEWHERE if f"{module}.".startswith(f"{name}.")), None)


def test_every_view_decides():
    wrong = [
        f"/{route} ({owner(view)})"
        for route, view in views(get_resolver().url_patterns)
        if getattr(view, "banso_permission", None) not in {*PERMISSIONS, PUBLIC} and not listed(view)
    ]
    assert not wrong, f"Mark these with identity.api.requires or public: {wrong}"


def test_the_list_is_not_stale():
    used = {listed(view) for _route, view in views(get_resolver().url_patterns)}
    assert set(DECIDED_ELSEWHERE) <= used
