"""The front door of mail."""

from banso.platform.mail.choices import Choices, choices_of, choose
from banso.platform.mail.letter import Letter, Row, Section
from banso.platform.mail.sending import MAIL, NewMail, language_of, message_id, put_mails, readers
from banso.platform.mail.server import ServerState, base_url, check_server, has_server, mail_is_on
from banso.platform.mail.types import MailType, mail_types, register_type

__all__ = [
    "MAIL",
    "Choices",
    "Letter",
    "MailType",
    "NewMail",
    "Row",
    "Section",
    "ServerState",
    "base_url",
    "check_server",
    "choices_of",
    "choose",
    "has_server",
    "language_of",
    "mail_is_on",
    "mail_types",
    "message_id",
    "put_mails",
    "readers",
    "register_type",
]
