"""System checks: settings that would leave a door open. Ids are stable; each says what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register

MIN_KEY: Final = 32
PER_PROCESS: Final = ("locmem.LocMemCache", "dummy.DummyCache")


@register(Tags.security)
def check_settings(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Every finding about the settings that identity relies on."""
    return [*_secrets(), *_limits(), *_reach()]


def _secrets() -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if len(settings.SECRET_KEY) < MIN_KEY or len(set(settings.SECRET_KEY)) < 8:
        found.append(
            Error(
                "The secret key is too short or too plain: sessions and links could be forged.",
                hint="Remove BANSO_SECRET_KEY (a key is then made in BANSO_HOME/keys), or give 50 random characters.",
                id="identity.E001",
            )
        )
    if settings.DEBUG and not _local_only():
        found.append(
            Error(
                "BANSO_DEBUG is on while the installation answers to other machines.",
                hint="Error pages would show settings and data. Unset BANSO_DEBUG.",
                id="identity.E002",
            )
        )
    return found


def _limits() -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if settings.CACHES["default"]["BACKEND"].endswith(PER_PROCESS):
        found.append(
            Error(
                "The cache is each process's own: the limits of log-in would not hold.",
                hint="Use the database cache (the default), Redis or Valkey.",
                id="identity.E003",
            )
        )
    if getattr(settings, "ACCOUNT_RATE_LIMITS", None) is False:
        found.append(
            Error(
                "The limits of log-in are switched off.",
                hint="Remove ACCOUNT_RATE_LIMITS = False.",
                id="identity.E004",
            )
        )
    if settings.ACCOUNT_ADAPTER != "banso.platform.identity.adapter.ClosedSignup":
        found.append(
            Error(
                "Anybody could sign up: another account adapter is set.",
                hint="Set ACCOUNT_ADAPTER to banso.platform.identity.adapter.ClosedSignup.",
                id="identity.E005",
            )
        )
    if settings.BANSO_HTTPS and not getattr(settings, "ALLAUTH_TRUSTED_PROXY_COUNT", 0):
        found.append(
            checks.Warning(
                "Behind a proxy every log-in seems to come from one address, and shares its limit.",
                hint="Set BANSO_PROXIES to the number of proxies in front that set X-Forwarded-For.",
                id="identity.W001",
            )
        )
    return found


def _reach() -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if "*" in settings.ALLOWED_HOSTS:
        found.append(
            Error(
                "BANSO_HOSTS allows every host name: links in mails could be made to lead elsewhere.",
                hint="Name the hosts that people use, separated by commas.",
                id="identity.E006",
            )
        )
    if not settings.BANSO_HTTPS and not _local_only():
        found.append(
            checks.Warning(
                "The installation answers to other machines without HTTPS: cookies can be read on the way.",
                hint="Put a proxy with TLS in front and set BANSO_HTTPS=1.",
                id="identity.W002",
            )
        )
    return found


def _local_only() -> bool:
    return set(settings.ALLOWED_HOSTS) <= {"localhost", "127.0.0.1", "[::1]", "testserver"}
