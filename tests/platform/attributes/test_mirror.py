"""The mirror follows every write, whoever makes it, and shows nothing that is not committed."""

import time
from collections.abc import Iterator

import pytest
from django.db import connection, transaction

from banso.platform.attributes import mirror
from banso.platform.attributes.api import count, create_field, select, write_custom, write_values
from banso.platform.attributes.models import RowVersion
from banso.platform.attributes.queries import locator
from banso.platform.attributes.slots import schema
from banso.platform.tenancy.api import scope, unscoped
from banso.platform.tenancy.workspaces import remove_workspace
from banso.record.customers.models import Account
from tests import cast as players

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL scans"),
]
LARGE = {"attribute": "size", "op": "ge", "value": 100}
HEALTHY = {"attribute": "health", "op": "ge", "value": 50}


@pytest.fixture
def ids(monkeypatch, transactional_db, workspace, declared, now) -> Iterator[list[int]]:
    """Three accounts of sizes 90, 100, 110, in a mirror."""
    mirror.forget_mirrors()
    monkeypatch.setattr(mirror, "LEAST_ROWS", 0)
    monkeypatch.setattr(mirror, "REST", 0.0)
    made = [_account(size, now) for size in (90, 100, 110)]
    write_values("account", made, {"health": [10.0, 60.0, None]})
    _ready()
    yield made
    mirror.forget_mirrors()


def _account(size: int, now) -> int:
    name = f"of {size}"
    return Account.objects.create(name=name, name_fold=name, sort_key=name, size=size, known_since=now).pk


def _copy() -> mirror.Mirror | None:
    known = schema("account")
    return mirror.mirror_of(known, list(known.attributes.values()), locator(known))


def _ready() -> None:
    until = time.monotonic() + 20
    while _copy() is None:
        assert time.monotonic() < until, "no mirror was made"
        time.sleep(0.02)


def _large() -> list[int]:
    assert _copy() is not None, "a scan would answer"
    return select("account", LARGE, sort=[("size", "desc")]).ids


def test_every_kind_of_write_shows_in_the_next_list(ids, workspace, now):
    first, second, third = ids
    assert _large() == [third, second]
    Account.objects.filter(pk=first).update(size=500)
    assert _large() == [first, third, second]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE customers_account SET size = 1 WHERE id = %s AND workspace_id = %s", [second, workspace.pk]
        )
    assert _large() == [first, third]
    fourth = _account(200, now)
    assert _large() == [first, fourth, third]
    Account.objects.filter(pk=third).update(archived_at=now)
    assert _large() == [first, fourth]
    Account.objects.filter(pk=third).update(archived_at=None)
    assert _large() == [first, fourth, third]
    Account.objects.filter(pk=fourth).delete()
    assert _large() == [first, third]
    assert count("account") == 3


def test_values_in_slots_show_in_the_next_list(ids, now):
    first, second, third = ids
    assert select("account", HEALTHY).ids == [second]
    write_values("account", [first, second], {"health": [90.0, None]})
    assert _copy() is not None
    assert select("account", HEALTHY).ids == [first]
    made = create_field("account", type="text", label={"en": "Colour"}, now=now)
    write_custom("account", {third: {made.key: "Blue"}})
    blue = {"attribute": made.key, "op": "eq", "value": "blue"}
    assert select("account", blue).ids == [third]  # by a scan: the copy has no such column
    _ready()
    assert select("account", blue).ids == [third]


def test_rows_that_are_inserted_or_ignored_are_numbered(ids, now):
    Account.objects.bulk_create(
        [Account(name="x", name_fold="x", sort_key="x", size=300, known_since=now)], ignore_conflicts=True
    )
    assert len(_large()) == 3


def test_an_open_transaction_is_scanned_and_leaves_no_trace_when_it_fails(ids):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        Account.objects.filter(pk=ids[0]).update(size=700)
        assert _copy() is None
        assert select("account", LARGE, sort=[("size", "desc")]).ids[0] == ids[0]
        raise ZeroDivisionError
    assert _large() == [ids[2], ids[1]]


def test_many_changes_are_scanned_until_a_new_copy_is_there(ids, monkeypatch):
    monkeypatch.setattr(mirror, "MOST_CHANGED", 1)
    Account.objects.all().update(size=100)
    assert _copy() is None
    assert select("account", LARGE).total == 3
    _ready()
    assert len(_large()) == 3


def test_a_workspace_has_a_copy_of_its_own(ids, now):
    other = players.make_workspace(slug="other")
    with scope(other):
        mine = _account(900, now)
        _ready()
        assert _large() == [mine]
    assert _large() == [ids[2], ids[1]]


def test_nothing_is_left_of_a_removed_workspace(ids, workspace):
    workspace_id = workspace.pk
    remove_workspace(workspace)
    with unscoped("looking at all of them"):
        assert not RowVersion.objects.filter(workspace_id=workspace_id).exists()


def test_few_accounts_are_scanned(ids, monkeypatch):
    mirror.forget_mirrors()
    monkeypatch.setattr(mirror, "LEAST_ROWS", 10)
    assert _copy() is None
    assert select("account", LARGE).total == 2
    assert not mirror._making
