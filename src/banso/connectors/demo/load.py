"""Puts the demo into a workspace through the same doors as a company's own data."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

import numpy as np

from banso.connectors.demo import names
from banso.connectors.demo.contract_plans import PlannedContract
from banso.connectors.demo.contracts import plan_contracts, sign_contracts, yen_of
from banso.connectors.demo.inbox import fill_inbox
from banso.connectors.demo.people import add_people
from banso.connectors.demo.spending import FIELD, make_field, source_of, spend
from banso.connectors.demo.stories import DemoAccount, make_accounts
from banso.connectors.demo.tasks import plan_days
from banso.connectors.demo.touches import write_down
from banso.connectors.demo.usage import events_of
from banso.platform.identity.api import Member
from banso.platform.journal.api import Batch, BatchState
from banso.platform.kit.columns import Array, Columns, as_instants
from banso.platform.kit.days import day_of, day_start
from banso.platform.lake import api as lake
from banso.platform.tenancy.api import current_workspace
from banso.record.customers import api as customers
from banso.record.usage import api as usage

SOURCE = "demo"
CHUNK = 100_000
"""Events written at once."""
NOTICE_EVERY = 365

Progress = Callable[[int, int | None], None]


def load(*, seed: int, count: int, members: Sequence[Member], now: datetime, on_progress: Progress) -> int:
    """Load ``count`` accounts and their events up to the last closed day; returns how many events."""
    zone = current_workspace().timezone
    today = day_of(now, zone)
    accounts = make_accounts(count, today, len(members), np.random.default_rng(seed))
    contracts = plan_contracts(accounts, today, seed)
    batch = Batch.objects.create(
        kind="accounts", source=SOURCE, file_name="demo", state=BatchState.APPLYING, created_at=now
    )
    make_field(now)
    customers.import_account_rows(
        _account_rows(accounts, contracts, members, today, seed), source=SOURCE, batch=batch, now=now, history=True
    )
    ids = customers.resolve_accounts(SOURCE, [_key(account) for account in accounts])
    add_people(accounts, [ids[_key(account)] for account in accounts], today, seed=seed, batch=batch, now=now)
    write_down(accounts, [ids[_key(account)] for account in accounts], members, seed=seed, now=now)
    plan_days(accounts, [ids[_key(account)] for account in accounts], members, seed=seed, now=now)
    sign_contracts(accounts, [ids[_key(account)] for account in accounts], contracts, members, seed=seed, now=now)
    spend(contracts, today, yen_of(today, seed), seed=seed, now=now)
    fill_inbox([ids[_key(account)] for account in accounts], members, now=now)
    events = Batch.objects.create(
        kind="events", source=SOURCE, file_name="demo", state=BatchState.APPLYING, created_at=now
    )
    written = 0
    for done, columns in _event_chunks(accounts, ids, today, seed, zone):
        usage.append_events(columns, batch=events, now=now)
        written += len(columns["account"])
        on_progress(done, len(accounts))
    lake.merge("event")
    for finished, rows in ((batch, len(accounts)), (events, written)):
        finished.state = BatchState.APPLIED
        finished.rows_total = finished.rows_done = rows
        finished.applied_at = now
        finished.save()
    return written


def _key(account: DemoAccount) -> str:
    return f"demo-{account.number + 1:04d}"


def _account_rows(
    accounts: Sequence[DemoAccount],
    contracts: Mapping[int, PlannedContract],
    members: Sequence[Member],
    today: date,
    seed: int,
) -> Iterator[customers.AccountRow]:
    zone = current_workspace().timezone
    rng = np.random.default_rng([seed, 1])
    yen = yen_of(today, seed)
    for account in accounts:
        who = account.identity
        notice = account.joined + timedelta(days=int(rng.integers(240, 330)))
        while notice < today:
            notice += timedelta(days=NOTICE_EVERY)
        age = (today - account.joined).days
        # Those with contracts are worth what their lines say.
        contract = contracts.get(account.number)
        value: int | None = account.yearly_value
        by: date | None = notice
        if contract is not None:
            value, by = contract.yearly_value(today, yen) or None, contract.notice_by(today)
        yield customers.AccountRow(
            account.number,
            _key(account),
            {
                "name": who.name,
                "reading": who.reading or None,
                "industry": who.industry,
                "size": account.size,
                "country": who.country,
                "language": who.language,
                "currency": current_workspace().currency,
                "yearly_value": value,
                "notice_by": by,
                "tier": account.tier,
                FIELD: source_of(account.number, seed),
                "stage": names.STAGES[(age > 90) + (age > 365)],
                "owner": members[account.owner].pk,
                "problem": account.problem,
                "success_statement": account.success,
            },
            day_start(account.joined, zone),
        )


def _event_chunks(
    accounts: Sequence[DemoAccount], ids: dict[str, int], today: date, seed: int, zone: str
) -> Iterator[tuple[int, Columns]]:
    """Columns for :func:`usage.append_events`, about :data:`CHUNK` rows at a time."""
    pending: list[Columns] = []
    rows = 0
    for done, account in enumerate(accounts, 1):
        drawn = events_of(account, today, np.random.default_rng([seed, 2, account.number]))
        if len(drawn["minute"]):
            pending.append(_columns(account, ids[_key(account)], drawn, zone))
            rows += len(drawn["minute"])
        if pending and (rows >= CHUNK or done == len(accounts)):
            yield done, {name: np.concatenate([part[name] for part in pending]) for name in pending[0]}
            pending, rows = [], 0


def _columns(account: DemoAccount, account_id: int, drawn: Columns, zone: str) -> Columns:
    key = _key(account)
    users = [f"{key}-u{number + 1}" for number in range(account.users)]
    found = customers.resolve_end_users(SOURCE, [(account_id, users[number]) for number in np.unique(drawn["user"])])
    of_user = np.array([found.get((account_id, name), 0) for name in users], dtype=np.int64)
    at = _to_utc(drawn["minute"], zone)
    size = len(at)
    feature = np.array(account.features, dtype=object)[drawn["feature"]]
    return {
        "account": np.full(size, account_id, dtype=np.int64),
        "end_user": of_user[drawn["user"]],
        "at": at,
        "known_at": at,
        "basis": np.full(size, "assumed", dtype=object),
        "name": feature,
        "feature": feature,
        "properties": np.full(size, "{}", dtype=object),
        "source": np.full(size, SOURCE, dtype=object),
        "message_id": np.array([f"{key}-{number}" for number in range(size)], dtype=object),
    }


def _to_utc(minutes: Array, zone: str) -> Array:
    """Local minutes as UTC instants; the offset is looked up once a day."""
    days, place = np.unique(minutes.astype("datetime64[D]"), return_inverse=True)
    starts = as_instants(day_start(day.item(), zone) for day in days)
    since_midnight = minutes - minutes.astype("datetime64[D]")
    moments: Array = starts[place] + since_midnight.astype("timedelta64[us]")
    return moments
