"""How Banso uses allauth: nobody signs up, members are invited."""

from typing import Any, Final

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

SILENT: Final = ("account/messages/logged_in.txt", "account/messages/logged_out.txt")
"""What the next page shows by itself."""


class ClosedSignup(DefaultAccountAdapter):  # type: ignore[misc]
    """The account adapter: sign-up is closed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: an owner or admin invites (``members.invite``)."""
        return False

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """Log-ins have no username."""

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """As allauth does, but quiet about coming and going."""
        if message_template not in SILENT:
            super().add_message(request, level, message_template, *args, **kwargs)
