"""Accounts through the front door: making, changing, dates, parents, owners, undo."""

from datetime import UTC, date, datetime, timedelta

import pytest

from banso.platform.attributes.api import create_field, rows, select
from banso.platform.jobs.api import run_job
from banso.platform.journal.api import Batch, BatchState, Change, acting, decode, history, publish, undo_batch
from banso.platform.kit.days import EPOCH
from banso.platform.kit.errors import BansoError, Conflict, NotFound
from banso.platform.lake.api import session
from banso.record.customers.api import (
    AccountRow,
    add_external_id,
    ambiguous_keys,
    change_account,
    create_account,
    create_missing,
    current_owners,
    current_parents,
    fields_as_of,
    get_account,
    import_account_rows,
    members_by_word,
    resolve_accounts,
    resolve_end_users,
    values_now,
)
from banso.record.customers.models import Account, AccountLink, Assignment, EndUser, Membership

pytestmark = pytest.mark.django_db


def _batch(now: datetime) -> Batch:
    return Batch.objects.create(kind="accounts", source="crm", state=BatchState.APPLIED, created_at=now)


def _undo(batch: Batch, now: datetime) -> Batch:
    run_job(undo_batch(batch, now), lambda: now)
    batch.refresh_from_db()
    return batch


def _rows(*given: dict[str, object]) -> list[AccountRow]:
    return [AccountRow(place, str(one.pop("key")), one) for place, one in enumerate(given, 2)]


@pytest.mark.requirement("R1")
def test_every_change_keeps_who_when_source_valid_from_and_known_from(cast, now):
    with acting(actor_id=cast.csm.pk, source="web"):
        account = create_account("青嶺物流", now=now, external_id="A-1", source="crm", fields={"tier": "mid"})
        since = now - timedelta(days=30)
        changed = change_account(account, {"tier": "high", "size": 120}, now=now, valid_from=since, reason="wrong")
    assert changed == {"tier": (None, "high"), "size": (None, 120)}
    assert (account.tier, account.size) == ("mid", 120)
    last, first = history("account", account.pk)
    assert (first.actor, first.source, first.changes["exists"]) == (cast.csm.pk, "web", [False, True])
    assert (last.valid_from, last.known_at, last.reason) == (since, now, "wrong")
    assert get_account("A-1") == get_account("crm:A-1") == get_account(str(account.uid)) == account


def test_an_account_can_be_found_by_what_lists_show(cast, now):
    account = create_account(
        "青嶺物流", now=now, external_id="A-1", fields={"owner": cast.csm.pk, "domains": ["a.example"], "tier": "high"}
    )
    parent = create_account("本社", now=now)
    change_account(account, {"parent": parent.pk}, now=now)
    (row,) = rows("account", [account.pk], ["owner", "external_id", "parent", "domains", "tier"])
    assert row == {"id": account.pk, "owner": "Sato", "external_id": "A-1", "parent": "本社", "domains": "a.example",
                   "tier": "high"}  # fmt: skip
    assert select("account", {"attribute": "owner", "op": "eq", "value": "sato"}).ids == [account.pk]


def test_unknown_fields_bad_values_and_taken_ids_are_refused(workspace, now):
    account = create_account("a", now=now, external_id="1")
    for changes in ({"colour": "red"}, {"tier": "gold"}, {"name": None}):
        with pytest.raises(BansoError):
            change_account(account, changes, now=now)
    with pytest.raises(Conflict):
        create_account("b", now=now, external_id="1")
    with pytest.raises(NotFound):
        get_account("nobody")


def test_ambiguous_ids_are_asked_about(workspace, now):
    one = create_account("a", now=now, external_id="1", source="crm")
    two = create_account("b", now=now, external_id="1", source="billing")
    with pytest.raises(BansoError, match="billing:1, crm:1"):
        get_account("1")
    assert resolve_accounts("crm", ["1", "2"]) == {"1": one.pk}
    assert resolve_accounts("events", ["1"]) == {}
    assert ambiguous_keys("events", ["1"]) == {"1"}
    add_external_id(one, "events", "1")
    assert resolve_accounts("events", ["1"]) == {"1": one.pk}
    with pytest.raises(Conflict):
        add_external_id(two, "events", "1")


def test_parents_do_not_go_round(workspace, now):
    a, b, c = (create_account(name, now=now) for name in "abc")
    change_account(b, {"parent": a.pk}, now=now)
    change_account(c, {"parent": b.pk}, now=now)
    with pytest.raises(BansoError, match="a → c → b → a"):
        change_account(a, {"parent": c.pk}, now=now)
    assert current_parents() == {b.pk: a.pk, c.pk: b.pk}


def test_owners_and_parents_have_dates(cast, now):
    account = create_account("a", now=now, fields={"owner": cast.csm.pk})
    later = now + timedelta(days=10)
    change_account(account, {"owner": cast.manager.pk}, now=later)
    spans = [(one.member_id, one.starts, one.ends) for one in Assignment.objects.order_by("id")]
    assert spans == [(cast.csm.pk, None, date(2026, 4, 11)), (cast.manager.pk, date(2026, 4, 11), None)]
    # Told later: from the fifth to the eighth somebody else had it.
    change_account(account, {"owner": cast.owner.pk}, now=later, valid_from=datetime(2026, 4, 5, tzinfo=UTC))
    assert current_owners() == {account.pk: cast.manager.pk}
    spans = [(one.member_id, one.starts, one.ends) for one in Assignment.objects.order_by("id")]
    assert spans == [
        (cast.csm.pk, date(2026, 4, 1), date(2026, 4, 5)),
        (cast.owner.pk, date(2026, 4, 5), date(2026, 4, 11)),
        (cast.manager.pk, date(2026, 4, 11), None),
    ]
    change_account(account, {"owner": None}, now=later)
    assert current_owners() == {}


def test_members_are_found_by_address_and_name(cast):
    words = members_by_word()
    assert words["sato@ayumi.example"] == words["sato"] == {cast.csm.pk}


def test_rows_make_change_and_leave_accounts(cast, now):
    create_field("account", type="number", label={"en": "Depots"}, now=now, key="depots")
    first = _rows({"key": "1", "name": "a", "tier": "high", "depots": 4.0, "owner": cast.csm.pk}, {"key": "2"})
    assert import_account_rows(first, source="crm", batch=_batch(now), now=now) == {"new": 2}
    assert import_account_rows(first, source="crm", batch=_batch(now), now=now) == {"unchanged": 2}
    second = _rows({"key": "1", "name": "A", "tier": None, "depots": 5.0, "owner": None}, {"key": "2", "name": None})
    assert import_account_rows(second, source="crm", batch=_batch(now), now=now) == {"changed": 1, "unchanged": 1}
    account = get_account("1")
    values = values_now({account.pk: account}, ["depots"])[account.pk]
    assert (values["name"], values["tier"], values["depots"], values["owner"]) == ("A", None, 5.0, None)
    assert get_account("2").name == "2"


@pytest.mark.requirement("R1")
def test_history_is_known_when_it_happened(workspace, now):
    dated = [
        AccountRow(2, "1", {"tier": "high"}, datetime(2024, 1, 1, tzinfo=UTC)),
        AccountRow(3, "1", {"tier": "tech"}, datetime(2025, 1, 1, tzinfo=UTC)),
        AccountRow(4, "2", {"tier": "mid"}),
    ]
    counts = import_account_rows(dated, source="crm", batch=_batch(now), now=now, history=True, dated=True)
    assert counts == {"new": 2, "changed": 1}
    assert get_account("1").known_since == datetime(2024, 1, 1, tzinfo=UTC)
    assert get_account("2").known_since == EPOCH
    publish(now)
    with session() as lake:
        for year, expected in (
            (2023, {"2": "mid"}),
            (2024, {"1": "high", "2": "mid"}),
            (2025, {"1": "tech", "2": "mid"}),
        ):
            found = lake.fetch(fields_as_of(lake, datetime(year, 6, 1, tzinfo=UTC), fields=["tier"]))
            names = {get_account(key).pk: key for key in "12"}
            assert (
                dict(zip((names[one] for one in found["subject_id"]), decode(found["tier"]), strict=True)) == expected  # type: ignore[arg-type]
            )
            assert all(found["assumed"])
    # Earlier history, told later: the account was known before, the present stays.
    older = [AccountRow(2, "1", {"tier": "mid"}, datetime(2023, 1, 1, tzinfo=UTC))]
    import_account_rows(older, source="crm", batch=_batch(now), now=now, history=True, dated=True)
    assert (get_account("1").tier, get_account("1").known_since.year) == ("tech", 2023)


def test_a_batch_can_be_taken_back_and_told_again(cast, now):
    create_field(
        "account", type="choice", label={"en": "Kind"}, now=now, key="kind", choices=[{"value": "x"}, {"value": "y"}]
    )
    old = create_account(
        "old", now=now, external_id="1", source="crm", fields={"tier": "mid", "owner": cast.csm.pk, "kind": "x"}
    )
    before = values_now({old.pk: old}, ["kind"])
    content = _rows(
        {
            "key": "1",
            "name": "new name",
            "tier": "high",
            "owner": cast.manager.pk,
            "kind": "y",
            "domains": ["a.example"],
        },
        {"key": "2", "name": "b", "parent": old.pk, "kind": "x"},
    )
    batch = _batch(now)
    assert import_account_rows(content, source="crm", batch=batch, now=now) == {"changed": 1, "new": 1}
    made = get_account("2")
    _undo(batch, now)
    assert batch.state == BatchState.UNDONE
    assert batch.report["undo"]["conflicts"] == 0
    old.refresh_from_db()
    assert values_now({old.pk: old}, ["kind"]) == before
    assert old.name_fold == "old"
    assert Assignment.objects.get().member_id == cast.csm.pk
    assert not AccountLink.objects.exists()
    made.refresh_from_db()
    assert made.archived_at == now
    assert select("account").ids == [old.pk]
    again = _batch(now)
    assert import_account_rows(content, source="crm", batch=again, now=now) == {"changed": 1, "new": 1}
    assert get_account("2") == made
    made.refresh_from_db()
    assert (made.archived_at, made.name) == (None, "b")  # type: ignore[comparison-overlap]
    assert current_parents() == {made.pk: old.pk}
    assert set(select("account").ids) == {old.pk, made.pk}


def test_undo_leaves_what_was_changed_since(workspace, now):
    batch = _batch(now)
    import_account_rows(_rows({"key": "1", "tier": "high", "size": 5}), source="crm", batch=batch, now=now)
    second = _batch(now)
    import_account_rows(_rows({"key": "1", "tier": "mid", "size": 6}), source="crm", batch=second, now=now)
    change_account(get_account("1"), {"tier": "tech"}, now=now)
    _undo(second, now)
    account = get_account("1")
    assert (account.tier, account.size) == ("tech", 5)
    assert second.report["undo"]["conflicts"] == 1


def test_an_undone_history_counts_as_never_known(workspace, now):
    batch = _batch(now)
    told = [AccountRow(2, "1", {"tier": "high"}, datetime(2024, 1, 1, tzinfo=UTC))]
    import_account_rows(told, source="crm", batch=batch, now=now, history=True, dated=True)
    publish(now)
    _undo(batch, now)
    publish(now)
    with session() as lake:
        found = lake.fetch(fields_as_of(lake, datetime(2025, 1, 1, tzinfo=UTC), fields=["tier"]))
    assert all(one is None for one in decode(found["tier"]))  # type: ignore[arg-type]
    import_account_rows(told, source="crm", batch=_batch(now), now=now, history=True, dated=True)
    assert get_account("1").tier == "high"


def test_a_chunk_takes_the_same_number_of_queries_for_twice_the_rows(workspace, now, django_assert_max_num_queries):
    def some(first: int, count: int) -> list[AccountRow]:
        return _rows(*({"key": str(one), "name": f"n{one}", "tier": "mid"} for one in range(first, first + count)))  # type: ignore[arg-type]

    with django_assert_max_num_queries(60):
        import_account_rows(some(0, 20), source="crm", batch=_batch(now), now=now)
    with django_assert_max_num_queries(160):
        import_account_rows(some(100, 400), source="crm", batch=_batch(now), now=now)
    with django_assert_max_num_queries(25):
        import_account_rows(some(100, 400), source="crm", batch=_batch(now), now=now)


def test_end_users_and_memberships_are_made_once(workspace, now):
    a, b = (create_account(name, now=now).pk for name in "ab")
    found = resolve_end_users("app", [(a, "u1"), (a, "u2"), (b, "u1"), (a, "u1")], first_seen={"u1": now})
    assert found[(a, "u1")] == found[(b, "u1")] != found[(a, "u2")]
    assert resolve_end_users("app", [(b, "u2"), (a, "u1")])[(b, "u2")] == found[(a, "u2")]
    assert (EndUser.objects.count(), Membership.objects.count()) == (2, 4)
    assert EndUser.objects.get(key="u1").first_seen == now


def test_missing_accounts_are_made_known_since_their_first_event(workspace, now):
    since = now - timedelta(days=400)
    found = create_missing(["x", "y", "x"], source="app", batch=_batch(now), known={"x": since}, now=now, history=True)
    assert set(found) == {"x", "y"}
    assert Account.objects.get(pk=found["x"]).known_since == since
    assert Change.objects.count() == 2
