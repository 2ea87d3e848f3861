"""Making and changing one account, by a person or a program."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from banso.platform.attributes.api import attributes_of
from banso.platform.attributes.api import checked as checked_custom
from banso.platform.journal.api import Batch
from banso.platform.kit.errors import BansoError, Conflict
from banso.record.customers.actions.checking import BadAccount, checked
from banso.record.customers.actions.save import save
from banso.record.customers.declarations import SUBJECT
from banso.record.customers.models import Account, ExternalId
from banso.record.customers.queries.accounts import current_parents, custom_keys, pasts, values_now
from banso.record.customers.queries.plan import AccountRow, Draft, Knowing, Planner
from banso.record.customers.rules.family import cycle
from banso.record.customers.rules.fields import FIELDS, OWNER, PARENT, PARTNER
from banso.record.customers.rules.past import State

MANUAL = "manual"
"""The source of external ids that members give."""


def create_account(
    name: str,
    *,
    now: datetime,
    external_id: str = "",
    source: str = MANUAL,
    fields: Mapping[str, Any] | None = None,
    valid_from: datetime | None = None,
    batch: Batch | None = None,
    reason: str = "",
) -> Account:
    """Make an account, with its external id of ``source`` if one is given.

    ``fields`` are plain and custom fields, ``owner`` (a member's id) and ``parent`` (an account's id).
    Raises :class:`Conflict` when the external id is taken, and ``BadAccount`` naming the field.
    """
    values = checked_fields({"name": name, **(fields or {})})
    with transaction.atomic():
        if external_id and ExternalId.objects.filter(source=source, key=external_id).exists():
            raise Conflict(
                _("There is an account “%(key)s” already.") % {"key": external_id},
                code="duplicate_id",
                hint=_("Change that one, or give another external id."),
            )
        knowing = Knowing(now, dated=valid_from is not None)
        planner = Planner(source=source, knowing=knowing, custom=custom_keys())
        draft = Draft(external_id, None, State(past={} if valid_from is not None else None), is_new=True)
        draft.planned.append(planner.plan_row(draft, AccountRow(0, external_id, values, valid_from)))
        save([draft], source=source, batch=batch, now=now, reason=reason)
    if draft.account is None:
        raise AssertionError("save() gives every draft its account.")
    return draft.account


def change_account(
    account: Account,
    changes: Mapping[str, Any],
    *,
    now: datetime,
    valid_from: datetime | None = None,
    batch: Batch | None = None,
    reason: str = "",
) -> dict[str, tuple[Any, Any]]:
    """Change fields of an account from ``valid_from`` (default: now) on; returns ``{field: (old, new)}``.

    A statement about the past that a later one has overtaken is journaled and leaves the present as it is.
    Raises ``BadAccount`` naming the field, and :class:`BansoError` (``parent_cycle``).
    """
    values = checked_fields(changes)
    if values.get(PARTNER) == account.pk:
        raise BadAccount(PARTNER, _("An account is not its own partner."))
    with transaction.atomic():
        if values.get(PARENT) is not None:
            refuse_cycle(account, values[PARENT])
        custom = custom_keys()
        known = values_now({account.pk: account}, custom)[account.pk]
        known["known_since"] = account.known_since.isoformat()
        past = pasts([account.pk])[account.pk] if valid_from is not None else None
        draft = Draft("", account, State(known, past))
        planner = Planner(source=MANUAL, knowing=Knowing(now, dated=past is not None), custom=custom)
        planned = planner.plan_row(draft, AccountRow(0, "", values, valid_from))
        draft.planned.append(planned)
        save([draft], source=MANUAL, batch=batch, now=now, reason=reason)
    account.refresh_from_db()
    return dict(planned.changes)


def add_external_id(account: Account, source: str, key: str) -> ExternalId:
    """Let ``source`` call the account ``key`` too; raises :class:`Conflict` where that is another account."""
    found, _made = ExternalId.objects.get_or_create(source=source, key=key, defaults={"account": account})
    if found.account_id != account.pk:
        raise Conflict(_("“%(key)s” is another account.") % {"key": f"{source}:{key}"}, code="duplicate_id")
    return found


def checked_fields(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of plain and custom fields in the form accounts keep; raises ``BadAccount`` naming the field."""
    attributes = attributes_of(SUBJECT)
    found = {}
    for name, value in values.items():
        if name in FIELDS:
            found[name] = checked(name, value)
        elif name in attributes and attributes[name].source == "custom":
            found[name] = checked_custom(attributes[name], value)
        else:
            raise BansoError(
                _("An account has no field “%(name)s”.") % {"name": name},
                code="unknown_field",
                hint=_("Choose one of: %(names)s.") % {"names": ", ".join(FIELDS)},
            )
    return found


def refuse_cycle(account: Account, parent: int) -> None:
    """Raise :class:`BansoError` (``parent_cycle``) where ``parent`` stands below ``account``."""
    parents = current_parents() | {account.pk: parent}
    path = cycle(parents, account.pk)
    if path is None:
        return
    names = dict(Account.objects.filter(pk__in=path).values_list("pk", "name"))
    raise BansoError(
        _("Parents would go round in a circle: %(path)s") % {"path": " → ".join(names[one] for one in path)},
        code="parent_cycle",
        hint=_("Choose another parent, or take one of these away."),
    )


def set_owner(account: Account, member_id: int | None, *, now: datetime, reason: str = "") -> None:
    """Hand the account to a member from today on, or to nobody."""
    change_account(account, {OWNER: member_id}, now=now, reason=reason)
