"""One filter, one answer: SQLite or PostgreSQL, the mirror, DuckDB, and a reading of the language in plain Python."""

import random

import numpy as np
import pytest
from django.db import connection

from banso.platform.attributes.api import select, select_columns, write_values
from banso.platform.attributes.filters import Context, parse, parse_sort
from banso.platform.attributes.mirror import Mirror
from banso.platform.attributes.queries import locator
from banso.platform.attributes.slots import schema
from banso.platform.kit.text import fold, reading_key
from banso.platform.lake.api import session
from banso.record.customers.models import Account
from tests.platform.attributes import oracle

ACCOUNTS = 150
TREES = 500
"""A round; the nightly set runs all four."""
SLOTTED = ("health", "spend", "last_seen", "nickname", "homepage", "is_pilot", "band")


@pytest.fixture
def rows(workspace, declared, now) -> dict[int, oracle.Row]:
    rng = random.Random(5)
    made = [oracle.random_row(rng) for _ in range(ACCOUNTS)]
    accounts = Account.objects.bulk_create(
        Account(
            name=row["name"],
            name_fold=fold(row["name"]),
            sort_key=reading_key(row["name"]),
            industry=row["industry"],
            size=row["size"],
            yearly_value=row["yearly_value"],
            notice_by=row["notice_by"],
            known_since=now,
        )
        for row in made
    )
    ids = [account.pk for account in accounts]
    half = ids[: ACCOUNTS // 2]  # the rest have no row of slots at all
    write_values("account", half, {key: [row[key] for row in made[: len(half)]] for key in SLOTTED})
    for row in made[len(half) :]:
        row.update(dict.fromkeys(SLOTTED))
    return dict(zip(ids, made, strict=True))


@pytest.mark.requirement("R9", "B3")
@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.nightly) for seed in (2, 3, 4))])
def test_random_filters_give_equal_ids_everywhere(rows, seed):
    rng = random.Random(seed)
    sort_key = {one: reading_key(row["name"]) for one, row in rows.items()}
    ids = np.array(list(rows))
    columns = {key: np.array([row[key] for row in rows.values()], dtype=object) for key in oracle.FIELDS}
    known = schema("account")
    mirror = _mirror(known)
    found = 0
    with session() as engine:
        for number in range(TREES):
            tree, sort = oracle.random_tree(rng), oracle.random_sort(rng)
            kept = {one: row for one, row in rows.items() if oracle.matches(tree, row)}
            expected = oracle.ordered(kept, sort, sort_key)
            stored = select("account", tree, sort=sort).ids
            framed = ids[select_columns(tree, sort, columns, ids=ids, engine=engine)].tolist()
            assert stored == expected, (number, tree, sort)
            assert framed == expected, (number, tree, sort)
            if mirror is not None:
                node, by = parse(tree, known.attributes, Context("JPY")), parse_sort(sort, known.attributes)
                assert mirror.select(node, by, locator(known), None, 0) == (len(expected), expected), (
                    number,
                    tree,
                    sort,
                )
            found += 0 < len(expected) < ACCOUNTS
    assert found > TREES / 2  # most filters tell accounts apart


def _mirror(known) -> Mirror | None:
    """The copy that SQLite's lists have; PostgreSQL scans."""
    if connection.vendor != "sqlite":
        return None
    mirror = Mirror(known, locator(known))
    mirror.load()
    return mirror
