"""A mail server on loopback that counts what it is given and, as a receiver that removes doubles does, knows
Message-IDs again.
"""

from __future__ import annotations

import socket
from collections import Counter
from email import message_from_bytes
from email.message import Message
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Postbox:
    """``raw``: how often each Message-ID was handed in; ``mails``: each once. ``answers``: replies to DATA instead of
    taking the mail, one after another; ``refuses``: reply to a recipient.
    """

    def __init__(self) -> None:
        self.raw: Counter[str] = Counter()
        self.mails: dict[str, Message] = {}
        self.to: list[str] = []
        self.answers: list[str] = []
        self.refuses = ""
        self.port = free_port()
        self.controller: Controller | None = None

    def start(self) -> int:
        """Listen; returns the port."""
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self.controller.start()
        return self.port

    def stop(self) -> None:
        """Stop listening."""
        if self.controller is not None:
            self.controller.stop()
            self.controller = None

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take or refuse a recipient."""
        if self.refuses:
            return self.refuses
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take the mail."""
        if self.answers:
            return self.answers.pop(0)
        assert isinstance(envelope.content, bytes)
        mail = message_from_bytes(envelope.content, policy=default)
        self.raw[mail["Message-ID"]] += 1
        self.mails.setdefault(mail["Message-ID"], mail)
        self.to += envelope.rcpt_tos
        return "250 OK"
