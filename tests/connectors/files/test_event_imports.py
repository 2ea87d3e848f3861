"""Event files through the front door."""

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from banso.connectors.files.api import FileRefused, Options, Report, apply, begin, check, check_batch, undo
from banso.connectors.files.reader import Layout, Row
from banso.connectors.files.row_keys import RowKeys
from banso.platform.jobs.api import run_job
from banso.platform.journal.api import Batch, BatchState, Change
from banso.platform.lake.api import session
from banso.record.customers.api import create_account, get_account
from banso.record.customers.models import Account, EndUser, Membership
from banso.record.usage.api import quarantined

pytestmark = pytest.mark.django_db

LOG = """ts,account,user,event,files
2026-03-01T10:00:00Z,a1,u1,save,2
2026-03-01T10:00:00Z,a1,u1,save,2
2026-03-02 09:00,a1,u2,open,1
2026-02-02T10:00:00Z,a2,u1,save,
"""


def _file(folder: Path, text: str | bytes, name: str = "log.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def _check(folder: Path, text: str | bytes, now, **options) -> Report:
    return check(_file(folder, text), "events", Options(**options), now=now)


def _import(folder: Path, text: str | bytes, now, name: str = "log.csv", **options) -> Batch:
    path = _file(folder, text, name)
    batch = begin(path, "events", Options(**options), file_name=name, now=now)
    check_batch(batch, now=now)
    run_job(apply(batch, now=now), lambda: now)
    batch.refresh_from_db()
    return batch


def _events() -> list[dict[str, object]]:
    with session() as lake:
        found = lake.fetch(lake.table("event").order_by("at", "message_id", "end_user"))
    return [dict(zip(found, row, strict=True)) for row in zip(*found.values(), strict=True)]


@pytest.fixture
def accounts(workspace, now):
    return {key: create_account(key, now=now, external_id=key, source="crm").pk for key in ("a1", "a2")}


@pytest.mark.requirement("R20")
def test_events_go_into_the_lake_with_both_clocks(accounts, now, tmp_path):
    report = _check(tmp_path, LOG, now, create_fields=True)
    assert (report.rows, report.outcomes) == (4, {"new": 4, "duplicate": 0})
    assert not _events()
    batch = _import(tmp_path, LOG, now, create_fields=True)
    assert batch.report["applied"] == {"new": 4}
    first, second, third, fourth = _events()
    assert (str(first["at"]), first["account"]) == ("2026-02-02T10:00:00.000000", accounts["a2"])
    assert (second["name"], second["feature"], second["basis"]) == ("save", "save", "observed")
    assert json.loads(str(second["properties"])) == {"files": 2}
    assert str(second["known_at"]) == "2026-04-01T00:30:00.000000"
    assert str(fourth["at"]) == "2026-03-02T00:00:00.000000"  # nine o'clock in Tokyo
    assert second["key_lo"] != third["key_lo"]
    assert (EndUser.objects.count(), Membership.objects.count()) == (2, 3)
    assert EndUser.objects.get(key="u1").first_seen == datetime(2026, 2, 2, 10, tzinfo=UTC)


@pytest.mark.requirement("R20")
def test_the_same_rows_again_add_nothing_in_any_dress(accounts, now, tmp_path):
    _import(tmp_path, LOG, now, create_fields=True)
    turned = "\r\n".join(";".join(reversed(line.split(","))) for line in LOG.splitlines())
    packed = gzip.compress(turned.encode("utf-16"))
    assert _check(tmp_path, packed, now, ignore=("files",)).outcomes == {"new": 0, "duplicate": 4}
    batch = _import(tmp_path, packed, now, name="again.csv.gz", ignore=("files",))
    assert batch.report["applied"] == {"duplicate": 4}
    # A later export of the same log has one repeat more: only that is new.
    longer = LOG + "2026-03-01T10:00:00Z,a1,u1,save,2\n"
    assert _import(tmp_path, longer, now, create_fields=True).report["applied"] == {"new": 1, "duplicate": 4}
    assert len(_events()) == 5


def test_message_ids_count_once(accounts, now, tmp_path):
    text = "message_id,at,account,event\nm1,2026-03-01,a1,x\nm2,2026-03-01,a1,x\nm1,2026-03-01,a1,x\n,2026-03-01,a1,x\n"
    assert _check(tmp_path, text, now, map={"message_id": "message_id"}).outcomes == {"new": 3, "duplicate": 1}
    batch = _import(tmp_path, text, now, map={"message_id": "message_id"})
    assert batch.report["applied"] == {"new": 3, "duplicate": 1}


def test_history_is_known_when_it_happened(accounts, now, tmp_path):
    _import(tmp_path, LOG, now, create_fields=True, history=True)
    assert {(one["at"] == one["known_at"], one["basis"]) for one in _events()} == {(True, "assumed")}


@pytest.mark.requirement("R20")
def test_unknown_accounts_are_faults_or_made(accounts, now, tmp_path):
    text = LOG + "2026-03-05T10:00:00Z,a3,u1,save,\n2025-03-05T10:00:00Z,a3,u1,save,\n"
    report = _check(tmp_path, text, now, create_fields=True)
    assert [(one.row, one.column, one.code, one.value) for one in report.problems] == [
        (6, "account", "unknown_account", "a3"), (7, "account", "unknown_account", "a3"),
    ]  # fmt: skip
    made = _check(tmp_path, text, now, create_fields=True, create_accounts=True)
    assert (made.outcomes["new"], made.fields) == (6, {"new_accounts": 1})
    batch = _import(tmp_path, text, now, create_fields=True, create_accounts=True, history=True)
    assert batch.report["applied"] == {"new": 6}
    assert get_account("csv:a3").known_since == datetime(2025, 3, 5, 10, tzinfo=UTC)
    run_job(undo(batch, now=now), lambda: now)
    assert not _events()
    assert Account.objects.filter(archived_at=None).count() == 2
    assert _check(tmp_path, text, now, create_fields=True).outcomes["refused"] == 2


def test_ambiguous_accounts_are_named(accounts, now, tmp_path):
    create_account("other", now=now, external_id="a1", source="billing")
    report = _check(tmp_path, "at,account,event\n2026-03-01,a1,x\n", now, create_accounts=True)
    assert [one.code for one in report.problems] == ["ambiguous_account"]
    assert _check(tmp_path, "at,account,event\n2026-03-01,a1,x\n", now, source="crm").outcomes["new"] == 1


def test_impossible_instants_go_to_quarantine(accounts, now, tmp_path):
    instants = ["0201-03-01T00:00:00Z", "2026-04-05", "2026-04-02T23:00:00+09:00", "1989-12-31T23:59:59Z"]
    text = "at,account,event\n" + "".join(f"{one},a1,x\n" for one in instants)
    assert _check(tmp_path, text, now).outcomes == {"new": 1, "duplicate": 0, "quarantined": 3}
    batch = _import(tmp_path, text, now)
    assert batch.report["applied"] == {"new": 1, "quarantined": 3}
    assert sorted((one.row_number, one.reason) for one in quarantined(batch.pk)) == [
        (2, "before_1990"), (3, "after_tomorrow"), (5, "before_1990"),
    ]  # fmt: skip
    run_job(undo(batch, now=now), lambda: now)
    assert not quarantined(batch.pk)


def test_faults_of_events_have_row_and_column(accounts, now, tmp_path):
    text = (
        "at,account,event,properties\nsoon,a1,x,\n2026-03-01,,x,\n2026-03-01,a1,,\n2026-03-01,a1,x,[1]\n2026-03-01,a1\n"
    )
    report = _check(tmp_path, text, now)
    assert [(one.row, one.column, one.code) for one in report.problems] == [
        (2, "at", "not_instant"), (3, "account", "required"), (4, "event", "required"), (5, "properties", "not_json"),
        (6, "", "ragged"),
    ]  # fmt: skip


def test_what_is_missing_is_asked_for(accounts, now, tmp_path):
    codes = [(one.code, one.params) for one in _check(tmp_path, "x,y\n1,2\n", now, ignore=("x", "y")).questions]
    assert codes == [("missing_field", {"field": field}) for field in ("at", "account", "name")]
    with pytest.raises(FileRefused) as refused:
        _check(tmp_path, "at,account,event\n", now)
    assert refused.value.code == "no_rows"


def test_an_undone_import_leaves_nothing_and_can_come_again(accounts, now, tmp_path):
    keep = _import(tmp_path, LOG, now, create_fields=True)
    more = "at,account,user,event\n2026-03-09,a2,u9,later\n"
    batch = _import(tmp_path, more, now, name="more.csv")
    run_job(undo(batch, now=now), lambda: now)
    batch.refresh_from_db()
    assert batch.state == BatchState.UNDONE
    assert {one["batch"] for one in _events()} == {keep.pk}
    assert _import(tmp_path, more, now, name="more.csv").report["applied"] == {"new": 1}
    told = [row.changes["state"] for row in Change.objects.filter(subject="batch").order_by("pk")]
    assert told == [["applying", "applied"], ["applying", "applied"], ["undoing", "undone"], ["applying", "applied"]]


def test_keys_do_not_depend_on_the_order_of_columns():
    def keys(header: tuple[str, ...], *cells: list[str]) -> list[tuple[int, int]]:
        rows = [Row(place, one) for place, one in enumerate(cells, 2)]
        keyed = RowKeys("csv", Layout("utf-8", ",", compressed=False, header=header), rows)
        return [keyed.key(one) for one in cells]

    straight = keys(("a", "b"), ["1", "2"], ["1", "2"], ["2", "1"])
    assert keys(("b", "a"), ["2", "1"], [" 2", "1 "], ["1", "2"]) == straight
    assert len(set(straight)) == 3
    assert keys(("a", "b"), ["1", "2"])[0] == straight[0]


def test_usage_dpdk_arrives_with_its_repeats(workspace, now, tmp_path, shared):
    folder = shared / "data" / "usage_dpdk"
    options = Options(create_fields=True, history=True)
    accounts = begin(folder / "accounts.csv", "accounts", options, file_name="accounts.csv", now=now)
    assert check_batch(accounts, now=now).outcomes == {"new": 440}
    run_job(apply(accounts, now=now), lambda: now)
    late = datetime(2026, 11, 25, tzinfo=UTC)
    batch = begin(folder / "events.csv.gz", "events", options, file_name="events.csv.gz", now=late)
    assert +check_batch(batch, now=late).outcomes == {"new": 55_195}
    run_job(apply(batch, now=late), lambda: late)
    batch.refresh_from_db()
    assert batch.report["applied"] == {"new": 55_195}
    assert EndUser.objects.count() == 1_641
    assert +check(folder / "events.csv.gz", "events", options, now=late).outcomes == {"duplicate": 55_195}
