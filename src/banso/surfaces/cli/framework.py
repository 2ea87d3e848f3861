"""Setting the framework up when a command runs, so that help and wrong use answer at once."""

import os
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from banso.platform.kit.errors import BansoError

P = ParamSpec("P")
R = TypeVar("R")


def ready(command: Callable[P, R]) -> Callable[P, R]:
    """``command``, run in English once the framework is set up; its options stay what they are."""

    @wraps(command)
    def run(*arguments: P.args, **options: P.kwargs) -> R:
        start()
        from django.utils import translation

        # Documentation and scripts read what commands print: it does not follow the machine's language.
        with translation.override("en"):
            return command(*arguments, **options)

    return run


def start() -> None:
    """Set the framework up, once; raises :class:`BansoError` for settings that cannot be used."""
    from django.apps import apps

    if apps.ready:
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "banso.config.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured
    from environs import EnvError

    try:
        django.setup()
    except (EnvError, ImproperlyConfigured, OSError) as error:
        raise BansoError(f"The settings cannot be used: {error}", hint="docs/settings.md describes them.") from error
