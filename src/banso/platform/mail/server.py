"""The mail server: whether there is one, and whether it answers."""

from __future__ import annotations

import smtplib
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import get_connection
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from banso.platform.tenancy.api import current_workspace

LOOK_SECONDS: Final = 5


@dataclass(frozen=True, slots=True)
class ServerState:
    """What looking at the mail server found."""

    ok: bool
    detail: str
    hint: str = ""


def has_server() -> bool:
    """Whether the installation has a mail server."""
    return bool(settings.BANSO_MAIL)


def mail_is_on() -> bool:
    """Whether mails of the current workspace go out: there is a server, and it is not a demonstration."""
    return has_server() and not current_workspace().is_demo


def check_server() -> ServerState:
    """Look at the settings, and greet the server without sending anything."""
    if not has_server():
        return ServerState(
            True, _("no mail server: mails are not made"), _("EMAIL_URL names one; see docs/settings.md.")
        )
    try:
        validate_email(parseaddr(settings.DEFAULT_FROM_EMAIL)[1])
    except ValidationError:
        text = _("“%(address)s” is no address to send from") % {"address": settings.DEFAULT_FROM_EMAIL}
        return ServerState(False, text, _("Set BANSO_MAIL_FROM, such as Banso <banso@example.com>."))
    where = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    connection = get_connection(timeout=LOOK_SECONDS)
    try:
        connection.open()
    except smtplib.SMTPAuthenticationError as error:
        return ServerState(False, f"{where}: {error.smtp_code}", _("User or password in EMAIL_URL is wrong."))
    except (OSError, smtplib.SMTPException) as error:
        return ServerState(False, f"{where}: {error}", _("Check host, port and encryption in EMAIL_URL."))
    finally:
        connection.close()
    return ServerState(True, where)


def base_url() -> str:
    """Where people reach this installation; links in mails begin with it."""
    return str(settings.BANSO_URL).rstrip("/")


def domain() -> str:
    """The right half of Message-IDs."""
    return urlsplit(base_url()).hostname or "localhost"
