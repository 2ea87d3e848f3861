"""Settings that would leave a door open are found, with a hint."""

import pytest

from banso.platform.identity.checks import check_settings


def found(settings, **values) -> list[str]:
    for name, value in values.items():
        setattr(settings, name, value)
    return [str(message.id) for message in check_settings(None)]


def test_the_shipped_settings_are_sound(settings):
    assert found(settings) == []


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"SECRET_KEY": "secret"}, ["identity.E001"]),
        ({"SECRET_KEY": "x" * 60}, ["identity.E001"]),
        ({"DEBUG": True}, []),
        ({"DEBUG": True, "ALLOWED_HOSTS": ["cs.example"], "BANSO_HTTPS": True}, ["identity.E002", "identity.W001"]),
        ({"CACHES": {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}}, ["identity.E003"]),
        ({"ACCOUNT_RATE_LIMITS": False}, ["identity.E004"]),
        ({"ACCOUNT_ADAPTER": "allauth.account.adapter.DefaultAccountAdapter"}, ["identity.E005"]),
        ({"ALLOWED_HOSTS": ["*"], "BANSO_HTTPS": True, "ALLAUTH_TRUSTED_PROXY_COUNT": 1}, ["identity.E006"]),
        ({"ALLOWED_HOSTS": ["cs.example"]}, ["identity.W002"]),
    ],
)
def test_each_danger_has_its_id_and_a_hint(settings, values, expected):
    assert found(settings, **values) == expected
    assert all(message.hint for message in check_settings(None))
