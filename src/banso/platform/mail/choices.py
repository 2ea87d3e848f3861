"""What members choose about their mails; every change is in the journal as subject ``mail_choice``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any, Final

from django.db import transaction

from banso.platform.identity.api import Member
from banso.platform.journal.api import record
from banso.platform.mail.models import MailChoice
from banso.platform.mail.quiet import Quiet
from banso.platform.mail.types import find_type, mail_types
from banso.platform.tenancy.api import current_workspace

SUBJECT: Final = "mail_choice"


@dataclass(frozen=True, slots=True)
class Choices:
    """A member's choices, with what is so by itself filled in."""

    types: Mapping[str, bool] = field(default_factory=dict)
    quiet_from: time | None = None
    quiet_to: time | None = None
    quiet_weekends: bool = False
    timezone: str = ""

    def wants(self, type_: str) -> bool:
        """Whether mails of this type are to come; one that no app knows is not wanted."""
        known = find_type(type_)
        return known is not None and self.types.get(type_, known.by_default)

    def quiet(self) -> Quiet:
        """When nothing is to come; call it inside the workspace."""
        zone = self.timezone or current_workspace().timezone
        return Quiet(zone, self.quiet_from, self.quiet_to, self.quiet_weekends)


def choices_of(member_ids: Iterable[int]) -> dict[int, Choices]:
    """The choices of each member, in one query."""
    ids = list(member_ids)
    found = {row.member_id: _read(row) for row in MailChoice.objects.filter(member_id__in=ids)}
    return {one: found.get(one, Choices()) for one in ids}


def choose(member: Member, values: Mapping[str, Any], now: datetime) -> None:
    """Change a member's choices: any of the fields of :class:`Choices`; ``types`` adds to those chosen before."""
    with transaction.atomic():
        row, _made = MailChoice.objects.select_for_update().get_or_create(member=member)
        wanted = dict(values)
        if "types" in wanted:
            known = {one.slug for one in mail_types()}
            chosen = {slug: bool(on) for slug, on in wanted["types"].items() if slug in known}
            wanted["types"] = {**row.types, **chosen}
        changes = {name: (_plain(getattr(row, name)), _plain(value)) for name, value in wanted.items()}
        for name, value in wanted.items():
            setattr(row, name, value)
        row.save(update_fields=list(wanted))
        record(subject=SUBJECT, subject_id=member.pk, changes=changes, now=now)


def _read(row: MailChoice) -> Choices:
    return Choices(row.types, row.quiet_from, row.quiet_to, row.quiet_weekends, row.timezone)


def _plain(value: Any) -> Any:
    return value.isoformat("minutes") if isinstance(value, time) else value
