"""Reading accounts, their identifiers and their people. Nothing here writes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

import ibis.expr.types as ir
from django.db.models import Q
from django.utils.translation import gettext as _

from banso.platform.attributes.api import attributes_of, rows
from banso.platform.identity.api import Member
from banso.platform.journal.api import EXISTS, BatchState, Change, values_as_of
from banso.platform.kit.errors import BansoError, NotFound
from banso.platform.kit.text import fold
from banso.platform.lake.api import LakeSession
from banso.record.customers.declarations import SUBJECT
from banso.record.customers.models import Account, AccountLink, Assignment, ExternalId
from banso.record.customers.rules.fields import FIELDS, OWNER, PARENT, PARTNER, PLAIN, loaded, stored
from banso.record.customers.rules.past import Past

CHUNK = 500
UNDONE = (BatchState.UNDOING, BatchState.UNDONE)
T = TypeVar("T")


def chunks(items: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """``items`` in lists of at most ``size``."""
    left = iter(items)
    while part := list(islice(left, size)):
        yield part


def get_account(ref: str) -> Account:
    """The account that ``ref`` names: its external id, ``source:id`` where that is ambiguous, or its ``uid``.

    Raises :class:`NotFound`, and :class:`BansoError` (``ambiguous_account``) naming the sources.
    """
    found = _by_external_id(ref)
    if len({one.account_id for one in found}) > 1:
        sources = ", ".join(sorted(f"{one.source}:{one.key}" for one in found))
        raise BansoError(
            _("Several accounts are called “%(ref)s”.") % {"ref": ref},
            code="ambiguous_account",
            hint=_("Name one of: %(names)s.") % {"names": sources},
        )
    account = found[0].account if found else _by_uid(ref)
    if account is None or (account.archived_at is not None and taken_back([account.pk])):
        raise NotFound(_("There is no account “%(ref)s”.") % {"ref": ref}, hint=_("Check its external id."))
    return account.merged_into or account


def _by_external_id(ref: str) -> list[ExternalId]:
    ids = ExternalId.objects.select_related("account").order_by("id")
    source, mark, key = ref.partition(":")
    if mark and (exact := list(ids.filter(source=source, key=key))):
        return exact
    return list(ids.filter(key=ref)[:20])


def _by_uid(ref: str) -> Account | None:
    try:
        return Account.objects.filter(uid=UUID(ref)).first()
    except ValueError:
        return None


def resolve_accounts(source: str, keys: Collection[str]) -> dict[str, int]:
    """``{key: account id}`` of the external ids that name one account.

    A key of ``source`` comes first; otherwise it counts where all sources that know it mean the same account.
    The key of a merged account names its survivor. Keys that are unknown or ambiguous are left out
    (:func:`ambiguous_keys` tells them apart). Archived accounts are found
    too, also those of an undone import (:func:`taken_back`).
    """
    return {key: next(iter(ids)) for key, ids in _accounts_by_key(source, keys).items() if len(ids) == 1}


def ambiguous_keys(source: str, keys: Collection[str]) -> set[str]:
    """Which of ``keys`` mean different accounts in sources other than ``source``."""
    return {key for key, ids in _accounts_by_key(source, keys).items() if len(ids) > 1}


def _accounts_by_key(source: str, keys: Collection[str]) -> dict[str, set[int]]:
    own: dict[str, set[int]] = {}
    others: dict[str, set[int]] = {}
    for part in chunks(dict.fromkeys(keys)):
        rows_ = ExternalId.objects.filter(key__in=part)
        found = rows_.values_list("source", "key", "account_id", "account__merged_into_id")
        for whose, key, account_id, survivor in found:
            (own if whose == source else others).setdefault(key, set()).add(survivor or account_id)
    return others | own


def external_ids(account_ids: Sequence[int]) -> dict[int, str]:
    """The first external id of each account, as lists and the command show it."""
    found: dict[int, str] = {}
    for part in chunks(account_ids):
        ids = ExternalId.objects.filter(account_id__in=part).order_by("id").values_list("account_id", "key")
        for account_id, key in ids:
            found.setdefault(account_id, key)
    return found


def accounts_by_id(account_ids: Collection[int]) -> dict[int, Account]:
    """Accounts by id; ids of other workspaces are left out."""
    found: dict[int, Account] = {}
    for part in chunks(account_ids):
        found.update(Account.objects.in_bulk(part))
    return found


def active_account_ids() -> list[int]:
    """Ids of the accounts that are neither archived nor merged into another."""
    rows_ = Account.objects.filter(archived_at=None, merged_into=None)
    return list(rows_.order_by("id").values_list("pk", flat=True))


def known_since(account_ids: Sequence[int] | None = None) -> dict[int, datetime]:
    """From when each account was known; of all accounts without ``account_ids``."""
    rows_ = Account.objects.all()
    if account_ids is None:
        return dict(rows_.values_list("pk", "known_since"))
    found: dict[int, datetime] = {}
    for part in chunks(account_ids):
        found.update(rows_.filter(pk__in=part).values_list("pk", "known_since"))
    return found


def last_said_otherwise(
    account_ids: Collection[int], fields: Collection[str], source: str
) -> dict[int, dict[str, Any]]:
    """``{account: {field: value}}`` as it was said last by anybody but ``source``, of fields that ``source`` has
    written since; what nobody else ever said is ``None``. Accounts without such a field are left out.
    """
    found: dict[int, dict[str, Any]] = {}
    for part in chunks(account_ids):
        rows_ = Change.objects.filter(subject=SUBJECT, subject_id__in=part, changes__has_any_keys=list(fields))
        last: dict[tuple[int, str], tuple[bool, Any]] = {}
        for account_id, changes, of in rows_.order_by("pk").values_list("subject_id", "changes", "source"):
            for name in fields:
                if name in changes:
                    before = last.get((account_id, name), (False, changes[name][0]))
                    last[account_id, name] = (True, before[1]) if of == source else (False, changes[name][1])
        for (account_id, name), (is_theirs, value) in last.items():
            if is_theirs:
                found.setdefault(account_id, {})[name] = loaded(name, value)
    return found


def current_parents(account_ids: Collection[int] | None = None) -> dict[int, int]:
    """``{account: its parent now}``; of all accounts without ``account_ids``."""
    return _current_links("parent", account_ids)


def current_partners(account_ids: Collection[int] | None = None) -> dict[int, int]:
    """``{account: its partner now}``; of all accounts without ``account_ids``."""
    return _current_links("partner", account_ids)


def accounts_of_partner(account_id: int) -> list[Account]:
    """The accounts that stand under a partner now, by reading."""
    rows_ = Account.objects.filter(links__kind="partner", links__ends=None, links__other_id=account_id)
    return list(rows_.filter(archived_at=None, merged_into=None).order_by("sort_key", "pk"))


def account_links(account_id: int, kind: str) -> list[AccountLink]:
    """The account's links of ``kind`` (``parent``, ``partner``) over time, with the other account; the newest first."""
    rows_ = AccountLink.objects.filter(account_id=account_id, kind=kind).select_related("other__merged_into")
    return sorted(rows_, key=lambda one: (one.ends is None, one.starts or date.min, one.pk), reverse=True)


def _current_links(kind: str, account_ids: Collection[int] | None) -> dict[int, int]:
    rows_ = AccountLink.objects.filter(kind=kind, ends=None)
    if account_ids is None:
        return dict(rows_.values_list("account_id", "other_id"))
    found: dict[int, int] = {}
    for part in chunks(account_ids):
        found.update(rows_.filter(account_id__in=part).values_list("account_id", "other_id"))
    return found


def current_owners(account_ids: Collection[int] | None = None) -> dict[int, int]:
    """``{account: the id of the member who looks after it now}``; of all accounts without ``account_ids``."""
    rows_ = Assignment.objects.filter(role="owner", ends=None)
    if account_ids is None:
        return dict(rows_.values_list("account_id", "member_id"))
    found: dict[int, int] = {}
    for part in chunks(account_ids):
        found.update(rows_.filter(account_id__in=part).values_list("account_id", "member_id"))
    return found


def members_by_word() -> dict[str, set[int]]:
    """Members by folded e-mail address and by folded name, with and without the blank inside it."""
    found: dict[str, set[int]] = {}
    for member in Member.objects.filter(deactivated_at=None).select_related("login"):
        for word in {member.login.email, member.name, "".join(member.name.split())}:
            found.setdefault(fold(word), set()).add(member.pk)
    return found


def custom_keys() -> list[str]:
    """Keys of the workspace's custom fields of accounts."""
    return [key for key, one in attributes_of(SUBJECT).items() if one.source == "custom"]


def values_now(accounts: Mapping[int, Account], custom: Sequence[str]) -> dict[int, dict[str, Any]]:
    """Fields of accounts in the journal's form: plain ones, ``owner``, ``parent``, ``partner``, and ``custom``."""
    owners, parents, partners = current_owners(accounts), current_parents(accounts), current_partners(accounts)
    found = {}
    for account_id, account in accounts.items():
        values = {name: stored(name, getattr(account, name)) for name in PLAIN}
        values[OWNER], values[PARENT] = owners.get(account_id), parents.get(account_id)
        values[PARTNER] = partners.get(account_id)
        found[account_id] = values
    if custom:
        for row in rows(SUBJECT, list(accounts), custom):
            found[row["id"]].update({key: stored(key, row[key]) for key in custom})
    return found


def pasts(account_ids: Collection[int]) -> dict[int, Past]:
    """How the fields of accounts came to be, from the journal, for dated statements.

    What an undone batch said counts as never said, and so does its undoing.
    """
    found: dict[int, Past] = {account_id: {} for account_id in account_ids}
    gone = Q(batch__state__in=UNDONE) | Q(undoes__batch__state__in=UNDONE)
    for part in chunks(account_ids):
        changes = Change.objects.filter(subject=SUBJECT, subject_id__in=part).exclude(gone).order_by("valid_from", "pk")
        for subject_id, changed, at in changes.values_list("subject_id", "changes", "valid_from").iterator():
            past = found[subject_id]
            for name, (_old, new) in changed.items():
                past.setdefault(name, []).append((at, new))
    return found


def taken_back(account_ids: Collection[int]) -> set[int]:
    """Which of these accounts are gone because what made them was undone (a person's archiving does not count)."""
    archived = [
        account_id
        for part in chunks(account_ids)
        for account_id in Account.objects.filter(pk__in=part, archived_at__isnull=False).values_list("pk", flat=True)
    ]
    last: dict[int, bool] = {}
    for part in chunks(archived):
        changes = Change.objects.filter(subject=SUBJECT, subject_id__in=part, changes__has_key=EXISTS)
        for subject_id, changed in changes.order_by("pk").values_list("subject_id", "changes"):
            last[subject_id] = changed[EXISTS][1]
    return {account_id for account_id, exists in last.items() if not exists}


def fields_as_of(
    session: LakeSession,
    instant: datetime,
    *,
    fields: Sequence[str] | None = None,
    known_then: bool = True,
) -> ir.Table:
    """Fields of every account just before ``instant``, from the published journal.

    One row an account: ``subject_id``, one text column (JSON) for each of ``fields`` (default: all plain ones,
    owner, parent and custom fields) and ``assumed``. See :func:`banso.platform.journal.api.values_as_of`.
    """
    names = list(fields) if fields is not None else [EXISTS, *FIELDS, *custom_keys()]
    return values_as_of(session, SUBJECT, names, instant, known_then=known_then)
