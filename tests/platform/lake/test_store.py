"""The lake shows all of a part or nothing, to its own workspace alone."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pytest
from django.db import transaction

from banso.platform.kit.columns import Columns
from banso.platform.lake import api as lake
from banso.platform.lake.models import LakeFile
from banso.platform.lake.parts import root
from banso.platform.tenancy.api import NoWorkspace, Workspace, create_workspace, scope

NOW = datetime(2026, 4, 1, tzinfo=UTC)
SPEC = lake.declare(
    lake.TableSpec(
        name="test_fact",
        columns={"account": "int64", "at": "timestamp", "name": "string", "amount": "float64"},
        order=("account", "at"),
        month_of="at",
    )
)
pytestmark = pytest.mark.django_db


def workspace(slug: str = "ours") -> Workspace:
    return create_workspace(slug=slug, name=slug, timezone="UTC", currency="JPY", language="en", now=NOW)


def facts(*rows: tuple[int, str, str | None, float | None]) -> Columns:
    return {
        "account": np.array([row[0] for row in rows], dtype=np.int64),
        "at": np.array([row[1] for row in rows], dtype="datetime64[us]"),
        "name": np.array([row[2] for row in rows], dtype=object),
        "amount": np.array([np.nan if row[3] is None else row[3] for row in rows]),
    }


def names() -> list[str | None]:
    with lake.session() as engine:
        found = engine.fetch(engine.table("test_fact").order_by("at"))
    return list(found["name"])


THREE = facts((1, "2025-01-02", "a", 1.5), (2, "2025-01-03", None, None), (1, "2025-02-01", "c", 0))


def append_and_fail(offset: tuple[str, int] | None = None) -> None:
    with transaction.atomic():
        lake.append("test_fact", THREE, offset=offset)
        raise RuntimeError


def test_it_gives_back_what_was_put_in_with_types_and_nulls() -> None:
    with scope(workspace()), lake.session() as engine:
        lake.append("test_fact", THREE, batch=7)
        found = engine.fetch(engine.table("test_fact").order_by("at"))
    assert found["account"].dtype == np.int64
    assert found["at"].dtype == np.dtype("datetime64[us]")
    assert list(found["name"]) == ["a", None, "c"]
    assert np.isnan(found["amount"][1])
    assert list(found["batch"]) == [7, 7, 7]


def test_an_empty_table_has_its_columns() -> None:
    with scope(workspace()), lake.session() as engine:
        found = engine.fetch(engine.table("test_fact"))
    assert list(found) == ["account", "at", "name", "amount", "batch"]
    assert len(found["account"]) == 0


def test_a_rolled_back_part_is_never_seen() -> None:
    with scope(workspace()):
        with pytest.raises(RuntimeError):
            append_and_fail()
        assert names() == []


def test_the_offset_moves_with_its_part_or_not_at_all() -> None:
    with scope(workspace()):
        lake.append("test_fact", THREE, offset=("file", 3))
        assert lake.offset_of("file") == 3
        with pytest.raises(RuntimeError):
            append_and_fail(offset=("file", 6))
        assert lake.offset_of("file") == 3
        assert len(names()) == 3


def test_replacing_a_label_leaves_the_others() -> None:
    with scope(workspace()):
        lake.replace("test_fact", "day-1", facts((1, "2025-01-01", "old", 1)))
        lake.replace("test_fact", "day-2", facts((1, "2025-01-02", "other", 1)))
        lake.replace("test_fact", "day-1", facts((1, "2025-01-01", "new", 1)))
        assert names() == ["new", "other"]


@pytest.mark.parametrize("merged", [False, True])
def test_retracting_a_batch_takes_its_rows_and_no_other(merged: bool) -> None:
    with scope(workspace()):
        lake.append("test_fact", facts((1, "2025-01-01", "keep", 1)), batch=1)
        lake.append("test_fact", facts((1, "2025-01-02", "go", 1)), batch=2)
        if merged:
            assert lake.merge("test_fact") == 2
        assert lake.retract("test_fact", 2) == 1
        assert names() == ["keep"]
        assert lake.retract("test_fact", 2) == 0


def test_merging_keeps_every_row_and_vacuum_unlinks_what_ended() -> None:
    ours = workspace()
    with scope(ours):
        for day in range(1, 6):
            lake.append("test_fact", facts((day, f"2025-01-0{day}", str(day), 1)), batch=day)
        assert lake.merge("test_fact") == 5
        assert names() == ["1", "2", "3", "4", "5"]
        folder = Path(root()) / str(ours.uid)
        assert len(list(folder.rglob("*.parquet"))) == 6
        assert lake.vacuum(datetime.now(UTC)) == 0
        assert lake.vacuum(datetime.now(UTC) + timedelta(hours=2)) == 5
        assert len(list(folder.rglob("*.parquet"))) == 1
        assert len(names()) == 5


def test_merging_from_an_old_list_changes_nothing() -> None:
    from banso.platform.lake import store

    with scope(workspace()):
        lake.append("test_fact", facts((1, "2025-01-01", "a", 1)), batch=1)
        lake.append("test_fact", facts((1, "2025-01-02", "b", 1)), batch=2)
        seen = lake.parts("test_fact")
        lake.retract("test_fact", 2)
        assert not store._end(seen, LakeFile.objects.first().begun)  # type: ignore[union-attr]


def test_another_workspace_sees_nothing() -> None:
    with scope(workspace("ours")):
        lake.append("test_fact", THREE)
    with scope(workspace("theirs")):
        assert names() == []
        assert lake.parts("test_fact") == []
    with pytest.raises(NoWorkspace):
        names()


def test_the_engine_reads_nothing_outside_of_the_lake(tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")
    with scope(workspace()), lake.session() as engine:
        for sql in (
            f"SELECT * FROM read_csv('{secret}')",
            f"COPY (SELECT 1) TO '{tmp_path}/out.csv'",
            "SET enable_external_access = true",
            "INSTALL httpfs",
        ):
            with pytest.raises(duckdb.Error):
                engine.sql(sql)


def test_it_refuses_columns_that_were_not_declared() -> None:
    with scope(workspace()), pytest.raises(ValueError, match="unknown columns"):
        lake.append("test_fact", {**THREE, "surprise": np.zeros(3)})


def test_parts_of_an_older_release_read_with_the_newer_columns() -> None:
    """A column added later is null in the parts that were written before."""
    from banso.platform.lake import tables

    with scope(workspace()):
        lake.append("test_fact", THREE)
        wider = lake.TableSpec(
            name="test_fact",
            columns={**SPEC.columns, "country": "string"},
            order=SPEC.order,
            month_of="at",
        )
        tables._tables["test_fact"] = wider
        try:
            with lake.session() as engine:
                found = engine.fetch(engine.table("test_fact"))
        finally:
            tables._tables["test_fact"] = SPEC
    assert list(found["country"]) == [None, None, None]


def test_a_child_that_is_forked_leaves_the_waiting_engines_alone() -> None:
    """``banso serve`` starts its children after computing: the engines of that wait in the parent."""
    with scope(workspace()), lake.session() as engine:
        assert len(engine.sql("SELECT 1 AS one")["one"]) == 1
    child = subprocess.run([sys.executable, "-c", "pass"], check=False, preexec_fn=lambda: None)
    assert child.returncode == 0
