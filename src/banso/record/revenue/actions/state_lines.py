"""Saying many lines at once, as imports and the demo do: contracts, lines, statements and their journal, in bulk."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from operator import attrgetter
from typing import Any, Final

from django.db import transaction

from banso.platform.identity.api import Member
from banso.platform.journal.api import EXISTS, Batch, Entry, record_many
from banso.platform.tenancy.api import insert_rows
from banso.record.revenue.actions.stating import LINE
from banso.record.revenue.models import Contract, Line, Period, Plan, Product, Statement
from banso.record.revenue.rules.amending import Terms
from banso.record.revenue.rules.knowing import Saying

CONTRACT: Final = "contract"
PRODUCT: Final = "product"
PLAN: Final = "plan"
CHUNK: Final = 500
_DEFAULTS: Final[dict[str, Any]] = {"name": "", "auto_renews": None, "notice_days": None, "decision_maker_id": None}
_LINKS: Final = frozenset({"account", "product", "plan"})
_NAMES: Final = tuple(one.name for one in fields(Terms))
_COLUMNS: Final = tuple(f"{name}_id" if name in _LINKS else name for name in _NAMES)
_values: Final = attrgetter(*_NAMES)


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidLine:
    """All that is now said about one line, the first first. ``contract`` is its key; ``account`` is who pays."""

    key: str
    contract: str
    account: int
    known: Sequence[Saying]
    contract_fields: Mapping[str, Any] | None = None
    reason: str = ""


@transaction.atomic
def state_lines(
    said: Sequence[SaidLine],
    *,
    source: str,
    now: datetime,
    batch: Batch | None = None,
    member: Member | None = None,
) -> dict[str, int]:
    """Say lines; returns ``{key: line id}``. Contracts and lines are made where missing.

    At most a few hundred at a time: each call is a constant number of statements a chunk. ``contract_fields`` (name,
    auto_renews, notice_days) are set on contracts where they differ.
    """
    contracts = _contracts(said, source=source, now=now, batch=batch, member=member)
    lines, new = _lines(said, contracts, source=source, now=now, batch=batch)
    before = last_statement_ids([pk for key, pk in lines.items() if key not in new])
    whole = [(lines[one.key], one.reason[:500], known) for one in said for known in one.known]
    about = (member.pk if member else None, now, batch.pk if batch else None)
    statements = insert_rows(
        Statement,
        ("line_id", "reason", "known_at", "basis", "row_number", "stated_by_id", "stated_at", "batch"),
        [(line, reason, known.at, known.basis, known.row, *about) for line, reason, known in whole],
    )
    insert_rows(
        Period,
        ("statement_id", *_COLUMNS),
        [
            (statement, *_values(one))
            for statement, (_line, _reason, known) in zip(statements, whole, strict=True)
            for one in known.periods
        ],
    )
    last = {line: statement for statement, (line, _reason, _known) in zip(statements, whole, strict=True)}
    record_many(
        Entry(
            subject=LINE,
            subject_id=line,
            changes={"statement": (before.get(line), statement)} | ({EXISTS: (False, True)} if line in new_ids else {}),
            now=now,
            batch=batch,
        )
        for new_ids in ({lines[key] for key in new},)
        for line, statement in last.items()
    )
    return lines


def last_statement_ids(lines: Collection[int]) -> dict[int, int]:
    """``{line: the statement that holds}``; lines about which nothing is said are not in it."""
    found: dict[int, int] = {}
    ids = list(lines)
    for place in range(0, len(ids), CHUNK):
        rows = Statement.objects.filter(line__in=ids[place : place + CHUNK], withdrawn_at=None)
        found.update(rows.order_by("known_at", "pk").values_list("line_id", "pk"))
    return found


def _contracts(
    said: Sequence[SaidLine], *, source: str, now: datetime, batch: Batch | None, member: Member | None
) -> dict[str, int]:
    first: dict[str, SaidLine] = {}
    for one in said:
        first.setdefault(one.contract, one)
    found = {one.key: one for one in Contract.objects.filter(source=source, key__in=list(first))}
    missing = [key for key in first if key not in found]
    # Keys of one file name the same fields of contracts.
    named = sorted({name for key in missing for name in first[key].contract_fields or ()})
    made = insert_rows(
        Contract,
        ("source", "key", "account_id", "created_at", "created_by_id", "batch", *named),
        [
            (source, key, first[key].account, now, member.pk if member else None, batch.pk if batch else None,
             *((first[key].contract_fields or {}).get(name, _DEFAULTS[name]) for name in named))
            for key in missing
        ],
    )  # fmt: skip
    new = dict(zip(missing, made, strict=True))
    entries = [
        # A line without a contract of its own is one: its own journal row tells of both.
        Entry(subject=CONTRACT, subject_id=pk, changes={EXISTS: (False, True)}, now=now, batch=batch)
        for key, pk in new.items()
        if key != first[key].key
    ]
    for one in said:
        contract = found.get(one.contract)
        if contract is not None and one.contract_fields:
            changes = {
                name: (getattr(contract, name), value)
                for name, value in one.contract_fields.items()
                if getattr(contract, name) != value
            }
            if changes:
                for name, (_old, value) in changes.items():
                    setattr(contract, name, value)
                contract.save(update_fields=list(changes))
                entries.append(Entry(subject=CONTRACT, subject_id=contract.pk, changes=changes, now=now, batch=batch))
    record_many(entries)
    return {key: one.pk for key, one in found.items()} | new


def _lines(
    said: Sequence[SaidLine], contracts: Mapping[str, int], *, source: str, now: datetime, batch: Batch | None
) -> tuple[dict[str, int], set[str]]:
    """``{key: id}`` of all, and the keys of those that nothing was said of before."""
    keys = [one.key for one in said]
    found = dict(Line.objects.filter(source=source, key__in=keys).values_list("key", "pk"))
    missing = [one for one in said if one.key not in found]
    made = insert_rows(
        Line,
        ("contract_id", "source", "key", "created_at", "batch"),
        [(contracts[one.contract], source, one.key, now, batch.pk if batch else None) for one in missing],
    )
    empty = found.values() - last_statement_ids(found.values()).keys()
    new = {one.key for one in missing} | {key for key, pk in found.items() if pk in empty}
    return found | {one.key: pk for one, pk in zip(missing, made, strict=True)}, new


def name_products(names: Iterable[str], *, now: datetime, batch: Batch | None = None) -> dict[str, int]:
    """``{key: id}`` of products; those that nobody named before are made, behind the others."""
    wanted = list(dict.fromkeys(names))
    found = dict(Product.objects.filter(key__in=wanted).values_list("key", "pk"))
    missing = [name for name in wanted if name not in found]
    if missing:
        place = Product.objects.count()
        made = Product.objects.bulk_create(
            [
                Product(key=name, name=name, place=place + n, created_at=now, batch=batch.pk if batch else None)
                for n, name in enumerate(missing)
            ]
        )
        record_many(
            Entry(subject=PRODUCT, subject_id=one.pk, changes={EXISTS: (False, True)}, now=now, batch=batch)
            for one in made
        )
        found |= {one.key: one.pk for one in made}
    return found


def name_plans(
    names: Iterable[tuple[int, str]], *, now: datetime, batch: Batch | None = None
) -> dict[tuple[int, str], int]:
    """``{(product id, key): id}`` of plans; those that nobody named before are made, of the highest rank."""
    wanted = list(dict.fromkeys(names))
    rows = Plan.objects.filter(product__in={product for product, _name in wanted})
    ranks: dict[int, int] = {}
    found: dict[tuple[int, str], int] = {}
    for product, key, pk, rank in rows.values_list("product_id", "key", "pk", "rank"):
        found[product, key] = pk
        ranks[product] = max(ranks.get(product, -1), rank)
    missing = [one for one in wanted if one not in found]
    made = []
    for product, name in missing:
        ranks[product] = ranks.get(product, -1) + 1
        made.append(
            Plan(
                product_id=product,
                key=name,
                name=name,
                rank=ranks[product],
                created_at=now,
                batch=batch.pk if batch else None,
            )
        )
    Plan.objects.bulk_create(made)
    record_many(
        Entry(subject=PLAN, subject_id=one.pk, changes={EXISTS: (False, True)}, now=now, batch=batch) for one in made
    )
    return found | {(one.product_id, one.key): one.pk for one in made}
