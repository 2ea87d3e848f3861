"""What inbox items say, in the language that is active, and as mails."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banso.platform.mail.api import Letter, Row, Section
from banso.record.work.models import InboxItem, InboxKind


def said(item: InboxItem, name: str) -> str:
    """A text of the item's ``params`` in the active language."""
    value: Any = item.params.get(name, "")
    if isinstance(value, dict):
        language = (get_language() or "en")[:2]
        value = value.get(language) or value.get("en") or next(iter(value.values()), "")
    return str(value)


def sentence(item: InboxItem) -> str:
    """What has happened, in one sentence."""
    title = said(item, "title") or (item.account.name if item.account else "")
    values = {"title": title, "actor": item.actor.name if item.actor else ""}
    match item.kind:
        case InboxKind.MENTION:
            text = _("%(actor)s mentioned you: %(title)s") if item.actor else _("You were mentioned: %(title)s")
        case InboxKind.ASSIGNMENT:
            text = _("%(actor)s gave you a task: %(title)s") if item.actor else _("A task for you: %(title)s")
        case InboxKind.HAND_OVER:
            text = _("%(actor)s handed over to you: %(title)s") if item.actor else _("Handed over to you: %(title)s")
        case InboxKind.COMMENT:
            text = _("%(actor)s commented: %(title)s") if item.actor else _("A comment: %(title)s")
        case InboxKind.APPROVAL:
            text = _approval(item)
        case _:
            return title
    return text % values


def _approval(item: InboxItem) -> str:
    if item.params.get("is_given"):
        return _("%(actor)s approved: %(title)s") if item.actor else _("Approved: %(title)s")
    return _("%(actor)s asks you to approve: %(title)s") if item.actor else _("To be approved: %(title)s")


def letter_of(item: InboxItem) -> Letter:
    """The item as a mail of its own."""
    heading = sentence(item)
    account = item.account.name if item.account else ""
    about = _("About %(account)s.") % {"account": account} if account and account not in heading else ""
    return Letter(
        subject=heading,
        heading=heading,
        paragraphs=[about] if about else [],
        quote=said(item, "text"),
        button=_("Open"),
        url=item.url or "/inbox/",
    )


def digest_of(items: list[InboxItem], left_out: int) -> Letter:
    """Signals that came into the inbox, in one mail."""
    rows = [
        Row(text=item.account.name if item.account else sentence(item), note=sentence(item), url=item.url)
        for item in items
    ]
    more = _("… and %(n)d more in the inbox.") % {"n": left_out} if left_out else ""
    heading = _("New signals on your accounts: %(n)d") % {"n": len(items) + left_out}
    return Letter(
        subject=heading,
        heading=heading,
        sections=[Section(title=_("Signals"), rows=rows, more=more)],
        button=_("Open the inbox"),
        url="/inbox/?kind=signal",
    )
