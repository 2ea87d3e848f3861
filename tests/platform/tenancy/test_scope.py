"""Nothing of a tenant is read or written outside of its workspace."""

from datetime import UTC, datetime

import pytest
from django.db import connection

from banso.platform.kit.errors import NotFound
from banso.platform.lake.models import IngestOffset
from banso.platform.tenancy.api import (
    NoWorkspace,
    Workspace,
    create_workspace,
    find_workspace,
    remove_workspace,
    scope,
    unscoped,
)
from banso.platform.tenancy.workspaces import BadWorkspace

NOW = datetime(2026, 4, 1, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def make(slug: str) -> Workspace:
    return create_workspace(slug=slug, name=slug.upper(), timezone="UTC", currency="JPY", language="en", now=NOW)


OUTSIDE = {
    "filter": lambda: list(IngestOffset.objects.filter(source="x")),
    "exists": IngestOffset.objects.exists,
    "count": IngestOffset.objects.count,
    "get": lambda: IngestOffset.objects.get(pk=1),
    "create": lambda: IngestOffset.objects.create(source="x"),
    "save": lambda: IngestOffset(source="x").save(),
    "bulk_create": lambda: IngestOffset.objects.bulk_create([IngestOffset(source="x")]),
    "update": lambda: IngestOffset.objects.update(offset=1),
    "delete": lambda: IngestOffset.objects.all().delete(),
    "raw": lambda: list(IngestOffset.objects.raw("SELECT * FROM lake_ingestoffset")),
    "base manager": IngestOffset._base_manager.exists,
    "cursor": lambda: connection.cursor().execute("SELECT * FROM lake_ingestoffset"),
    "quoted cursor": lambda: connection.cursor().execute('SELECT 1 FROM "lake_ingestoffset"'),
    "executemany": lambda: connection.cursor().executemany("UPDATE lake_ingestoffset SET workspace_id = %s", [(1,)]),
}


@pytest.mark.parametrize("touch", OUTSIDE.values(), ids=OUTSIDE.keys())
def test_it_fails_closed_outside_of_a_workspace(touch) -> None:
    with pytest.raises(NoWorkspace):
        touch()


def test_it_shows_only_the_rows_of_the_active_workspace() -> None:
    ours, theirs = make("ours"), make("theirs")
    with scope(theirs):
        row = IngestOffset.objects.create(source="secret")
    with scope(ours):
        IngestOffset.objects.create(source="own")
        assert [found.source for found in IngestOffset.objects.all()] == ["own"]
        assert not IngestOffset.objects.filter(pk=row.pk).exists()
        assert IngestOffset.objects.filter(pk=row.pk).update(offset=9) == 0
        with pytest.raises(IngestOffset.DoesNotExist):
            row.refresh_from_db()


def test_it_refuses_to_write_a_row_of_another_workspace() -> None:
    ours, theirs = make("ours"), make("theirs")
    with scope(ours):
        for write in (
            lambda: IngestOffset(source="x", workspace=theirs).save(),
            lambda: IngestOffset.objects.bulk_create([IngestOffset(source="x", workspace=theirs)]),
            lambda: IngestOffset.objects.update(workspace=theirs),
        ):
            with pytest.raises(NoWorkspace):
                write()


def test_raw_sql_must_name_the_workspace_inside_a_scope() -> None:
    with scope(make("ours")):
        with pytest.raises(NoWorkspace):
            connection.cursor().execute("SELECT * FROM lake_ingestoffset")
        connection.cursor().execute("SELECT * FROM lake_ingestoffset WHERE workspace_id = %s", [1])


def test_a_scope_ends_an_unscoped_block() -> None:
    with unscoped("test"), scope(make("ours")):
        assert list(IngestOffset.objects.all()) == []


def test_removing_a_workspace_leaves_the_others() -> None:
    ours, theirs = make("ours"), make("theirs")
    for workspace in (ours, theirs):
        with scope(workspace):
            IngestOffset.objects.create(source="x")
    remove_workspace(ours)
    assert [row.slug for row in Workspace.objects.all()] == ["theirs"]
    with unscoped("test"):
        assert IngestOffset.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "word"),
    [
        ("slug", "Not A Slug", "short name"),
        ("slug", "../etc", "short name"),
        ("name", "  ", "needs a name"),
        ("timezone", "Mars/Base", "time zone"),
        ("timezone", "../../etc/passwd", "time zone"),
        ("currency", "XXQ", "currency"),
        ("language", "fr", "language"),
    ],
)
def test_it_says_which_value_of_a_new_workspace_is_wrong(field: str, value: str, word: str) -> None:
    values = {
        "slug": "a", "name": "A", "timezone": "UTC", "currency": "JPY", "language": "ja",
    }  # fmt: skip
    with pytest.raises(BadWorkspace, match=word):
        create_workspace(**{**values, field: value}, now=NOW)  # type: ignore[arg-type]


def test_it_refuses_a_second_workspace_of_the_same_name() -> None:
    make("ours")
    with pytest.raises(BadWorkspace) as caught:
        make("ours")
    assert caught.value.code == "exists"


def test_it_finds_the_only_workspace_and_asks_among_several() -> None:
    with pytest.raises(NotFound):
        find_workspace()
    ours = make("ours")
    assert find_workspace() == ours
    make("theirs")
    with pytest.raises(Exception, match="several"):
        find_workspace()
    with pytest.raises(NotFound):
        find_workspace("nobody")
