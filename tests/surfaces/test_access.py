"""Every address × everybody × every method, generated from the URL patterns.

Nobody sees or changes what is not theirs, no call ends in a 500, and what the role forbids is refused.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from banso.connectors.files.api import SavedMapping
from banso.engagement.plays.api import start_play
from banso.judgement.signals.api import AnswerKind, Signal, answer_account
from banso.platform.attributes.api import save_view
from banso.platform.identity.api import PUBLIC, Member, Role, allowed
from banso.platform.jobs.api import Effect, enqueue
from banso.platform.journal.api import Batch, history
from banso.platform.kit.days import day_of
from banso.platform.tenancy.api import scope, unscoped
from banso.record.customers.api import add_watch_event, create_account, create_contact, create_person
from banso.record.work.api import (
    Meeting,
    NewTask,
    create_task,
    tell,
)
from banso.surfaces.workspace.lists.bulk import Edit, start
from banso.surfaces.workspace.lists.spec import list_named
from tests.architecture.house import own_models
from tests.cast import Cast, browser_of, make_member
from tests.surfaces.routes import ARGUMENTS, FIXED, Route, routes
from tests.surfaces.things import SECRET, contract_of, record_of

METHODS = ("GET", "POST", "PUT", "DELETE", "OPTIONS")
ALL_METHODS = (*METHODS, "HEAD", "PATCH", "TRACE")
READING = ("GET", "OPTIONS")
ALL_ROUTES = routes()
OURS = [route for route in ALL_ROUTES if route.permission not in {None, PUBLIC}]
ABOUT_THINGS = [route for route in ALL_ROUTES if route.things]

every_route = pytest.mark.parametrize("route", ALL_ROUTES, ids=lambda route: route.name)
every_route_of_ours = pytest.mark.parametrize("route", OURS, ids=lambda route: route.name)
every_route_about_things = pytest.mark.parametrize("route", ABOUT_THINGS, ids=lambda route: route.name)


@dataclass(frozen=True)
class World:
    """The cast, an admin, people who have lost or never had a membership, and one of each thing."""

    cast: Cast
    admin: Member
    gone: Member
    samples: dict[str, Any]

    @property
    def members(self) -> tuple[Member, ...]:
        return (self.cast.owner, self.admin, *self.cast.members[1:])


@pytest.fixture
def world(cast: Cast, now) -> World:
    admin = make_member(cast.workspace, "Abe", Role.ADMIN)
    gone = make_member(cast.workspace, "Goto", Role.OWNER)
    Member.objects.filter(pk=gone.pk).update(deactivated_at=now)
    other = make_member(cast.workspace, f"{SECRET}member", Role.VIEWER)
    return World(cast, admin, gone, things(cast, now) | {"member": other.uid})


def things(cast: Cast, now) -> dict[str, Any]:
    """One of each kind of thing that may stand in an address."""
    account = create_account(f"{SECRET}商事", now=now, external_id="secret-1")
    signal = Signal.objects.create(
        rule="silence", rule_version=1, account=account, began=date(2026, 3, 20), found_at=now, evidence={}
    )
    run, _tasks = start_play(account, signal, cast.csm, now, play="re_engage")
    task = create_task(
        NewTask(title=f"{SECRET}に電話", owner=cast.csm, account=account, steps=["聞く"]), member=None, now=now
    )
    answer = answer_account(account, AnswerKind.SNOOZE, member=cast.csm, now=now, days=3)
    batch = Batch.objects.create(kind="accounts", source="csv", file_name=f"{SECRET}.csv", created_at=now)
    person = create_person(f"{SECRET}太郎", now=now)
    contact = create_contact(person, account, now=now)
    watch = add_watch_event(account, {"kind": "other", "day": date(2026, 3, 1), "title": SECRET}, now=now)
    effect = Effect.objects.create(
        kind="mail", key="secret", state="dead", error=SECRET, payload={}, due_at=now, created_at=now
    )
    mapping = SavedMapping.objects.create(name=SECRET, kind="accounts", source="crm", created_at=now)
    [item] = tell([cast.csm], "comment", "secret", actor=cast.owner, params={"title": SECRET}, url="/tasks/", now=now)
    job = enqueue("import.apply", {"batch": batch.pk}, now=now)
    found = {
        "job": job,
        "account": account,
        "signal": signal,
        "run": run,
        "task": task,
        "answer": answer,
        "batch": batch,
        "person": person,
        "contact": contact,
        "watch": watch,
        "inbox": item,
        "effect": effect,
        "mapping": mapping,
        "meeting": Meeting.objects.create(
            member=cast.owner, account=account, ics_uid="x", title=SECRET, starts_at=now, ends_at=now, imported_at=now
        ),
    }
    found |= record_of(account, cast, now)
    found |= contract_of(account, cast, now)
    found["view"] = save_view("account", SECRET, {}, audience="private", member=cast.csm, now=now)
    found["bulk"], _job = start(list_named("accounts"), [account.pk], Edit("archive"), member=cast.csm, now=now)
    return {kind: thing.uid for kind, thing in found.items()} | {"change": history("task", task.pk)[0].uid}


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside leaves no trace."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def ask(client: Client, method: str, address: str) -> Any:
    with undone():
        return client.generic(method, address)


def state() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the product's tables."""
    with unscoped("comparing before and after"):
        return {model._meta.label: sorted(model._base_manager.values_list(), key=repr) for model in own_models()}


def body(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(content, "utf-8") + repr(dict(answer.headers))


def test_every_argument_is_known():
    missing = [route.name for route in ALL_ROUTES if route.arguments and route.name not in ARGUMENTS]
    assert not missing, f"say in tests/surfaces/routes.py what stands in {missing}"
    assert set(ARGUMENTS) <= {route.name for route in ALL_ROUTES}
    assert not set(FIXED) & {"account", "task", "signal", "member"}


@every_route
def test_nothing_breaks(world, route: Route):
    for member in (world.cast.owner, world.cast.viewer, world.cast.stranger, world.gone, None):
        client = browser_of(member) if member else Client(raise_request_exception=False)
        for method in ALL_METHODS:
            status = ask(client, method, route.address(world.samples)).status_code
            assert status < 500, (route.name, method, member and member.role, status)


@pytest.mark.requirement("R170")
@every_route_of_ours
def test_the_role_decides(world, route: Route):
    for member in world.members:
        client = browser_of(member)
        for method in METHODS:
            status = ask(client, method, route.address(world.samples)).status_code
            assert (status == 403) != allowed(member, str(route.permission)), (route.name, method, member.role, status)


@every_route_of_ours
def test_nobody_is_sent_to_the_log_in(world, route: Route):
    client = Client(raise_request_exception=False)
    address = route.address(world.samples)
    for method in METHODS:
        answer = ask(client, method, address)
        assert answer.status_code == 302, (method, answer.status_code)
        assert answer["Location"].startswith(reverse("account_login")), method
        assert SECRET not in body(answer)


@every_route_of_ours
def test_a_former_member_sees_nothing(world, route: Route):
    client = browser_of(world.gone)
    for method in METHODS:
        answer = ask(client, method, route.address(world.samples))
        assert answer.status_code == 403, (method, answer.status_code)
        assert SECRET not in body(answer)


@every_route_about_things
def test_what_belongs_to_another_workspace_does_not_exist(world, route: Route):
    client = browser_of(world.cast.stranger)
    statuses = {method: ask(client, method, route.address(world.samples)).status_code for method in METHODS}
    assert set(statuses.values()) <= {404, 405}, statuses
    assert 404 in statuses.values(), "no method of this address was asked at all"


@every_route
def test_no_answer_to_a_stranger_tells_anything(world, route: Route):
    client = browser_of(world.cast.stranger)
    for method in ("GET", "POST"):
        assert SECRET not in body(ask(client, method, route.address(world.samples))), method


@every_route_of_ours
def test_who_may_not_changes_nothing(world, route: Route):
    outsiders = [member for member in world.members if not allowed(member, str(route.permission))]
    clients = [browser_of(member) for member in (*outsiders, world.gone)]
    if route.things:
        clients.append(browser_of(world.cast.stranger))
    before = state()
    for client in (*clients, Client(raise_request_exception=False)):
        for method in set(METHODS) - set(READING):
            client.generic(method, route.address(world.samples))
    assert state() == before


@every_route_of_ours
def test_reading_changes_nothing(world, route: Route):
    client = browser_of(world.cast.owner)
    before = state()
    for method in READING:
        answer = client.generic(method, route.address(world.samples))
        if answer.streaming:
            b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    after = state()
    # A page may compute the day it is asked for: that is kept, and tells nobody anything new.
    computed = {
        "metrics.ComputedDay",
        "forecasts.FittedQuarter",
        "forecasts.RevenueForecast",
        "lake.LakeFile",
        "lake.LakeSnapshot",
    }
    assert {name: rows for name, rows in after.items() if name not in computed} == {
        name: rows for name, rows in before.items() if name not in computed
    }


@every_route_of_ours
def test_a_form_of_another_site_is_refused(world, route: Route):
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(world.cast.owner.login)
    before = state()
    assert client.post(route.address(world.samples)).status_code in {403, 405}
    assert state() == before


# --- things of another workspace in forms ------------------------------------------------------------------


@pytest.fixture
def theirs(world, now):
    """The stranger's own account, to which things of the first workspace are handed."""
    with scope(world.cast.elsewhere):
        return create_account("Theirs Ltd", now=now)


@pytest.mark.parametrize("name", ["today_start", "today_wrong"])
def test_a_signal_of_another_workspace_does_not_exist(world, theirs, name):
    client = browser_of(world.cast.stranger)
    values = {"signal": world.samples["signal"], "play": "re_engage", "reason": "because"}
    before = state()
    assert client.post(reverse(f"workspace:{name}", args=[theirs.uid]), values).status_code == 404
    assert state() == before


def test_an_account_cannot_be_given_to_a_member_of_another_workspace(world, theirs):
    client = browser_of(world.cast.stranger)
    values = {"name": "Theirs Ltd", "owner": str(world.cast.csm.pk)}
    before = state()
    assert client.post(reverse("workspace:account_edit", args=[theirs.uid]), values).status_code == 422
    assert state() == before


def test_nobody_switches_into_another_workspace(world):
    client = browser_of(world.cast.stranger)
    for wanted in (world.cast.workspace.slug, str(world.cast.workspace.uid), str(world.cast.workspace.pk)):
        assert client.post(reverse("identity:switch"), {"workspace": wanted}).status_code == 404
    assert SECRET not in body(client.get(reverse("workspace:accounts")))


# --- addresses and forms that nobody means well --------------------------------------------------------------

DEEP = '{"not":' * 400 + "1" + "}" * 400
HOSTILE = {
    "as_of": ["tomorrow", "0000-00-00", "0001-01-01", "9999-12-31", "2026-02-30", "2026-03-31T00:00", "\x00"],
    "group": ["", "-", "no_such", "\x00", "a" * 5000],
    "size": ["0", "-1", "x", "9" * 40],
    "view": ["no_such", "\x00", "01a213bc-7445-7199-9f3f-c0a5387c3bd4"],
    "fold": ["x", "\x00"],
    "since": ["x", "0001-01-01", "9999-12-31"],
    "from": ["x", "0001-01-01", "9999-12-31"],
    "to": ["x", "0001-01-01", "9999-12-31"],
    "page": ["-1", "0", "x", "1e9", "9" * 40, "\u0663"],
    "sort": ["", "-", "no_such", "-name;drop", "name,-name,name", "\x00"],
    "columns": ["", "no_such", "name,name", "\x00", "a" * 5000],
    "q": ["%", "_", "\\", "'", '"', "\x00", "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"), "a" * 5000],
    "filter": [
        "{", "[]", "null", "1", '"x"', "{}", '{"all":[[]]}', '{"all":{}}', '{"any":[null]}', '{"not":[]}', DEEP,
        '{"attribute":"name","op":"eq","value":{"a":1}}', '{"attribute":"name","op":"in","value":"x"}',
        '{"attribute":"health","op":"lt","value":"x"}', '{"attribute":"health","op":"lt","value":1e400}',
        '{"attribute":"health","op":"eq","value":NaN}', '{"attribute":["a"],"op":"eq","value":1}',
        '{"attribute":"notice_by","op":"lt","value":"2026-99-99"}',
        '{"attribute":"name","op":"contains","value":"\\u0000"}',
        '{"attribute":"yearly_value","op":"gt","value":99999999999999999999999999}',
        '{"attribute":"name","op":"between","value":[1]}',
    ],
    "batch": ["", "x", "\x00", "-1", "01a213bc-7445-7199-9f3f-c0a5387c3bd4"],
    "stage": ["", "x", "\x00"],
    "subject": ["", "x", "model:", "metric:no_such", "scorecard:../../etc/passwd", "metric:events_30d'; drop table"],
    "attribute": ["", "no_such", "\x00"],
    "op": ["", "no_such"],
    "value": ["\x00", "9" * 400],
}  # fmt: skip


LIST = ("as_of", "page", "sort", "columns", "q", "filter", "group", "size", "view", "fold")
ASKED = {
    "today": ("as_of",),
    **dict.fromkeys(("accounts", "people", "task_list", "touches", "signal_list"), LIST),
    **dict.fromkeys(("list_csv", "list_tabs"), LIST),
    "list_filter": (*LIST, "attribute", "op", "value"),
    "account": ("as_of", "since"),
    "proof": ("subject", "from", "to"),
    "proof_panel": ("subject", "from", "to"),
    "data": ("page",),
    "quarantine": ("page", "batch"),
    "import_progress": ("stage",),
}
USUAL = {
    "list_filter": {"attribute": "name", "op": "eq", "value": "x"},
    "proof_panel": {"subject": "scorecard:starter"},
}


@pytest.mark.parametrize(("name", "key"), [(name, key) for name, keys in ASKED.items() for key in keys])
def test_an_address_that_means_nothing_says_so(world, name, key):
    route = next(route for route in ALL_ROUTES if route.name == f"workspace:{name}")
    client = browser_of(world.cast.owner)
    for text in HOSTILE[key]:
        answer = client.get(route.address(world.samples).partition("?")[0], USUAL.get(name, {}) | {key: text})
        assert answer.status_code < 500, (key, text[:60])


VALUES = ["", "\x00", "a" * 20_000, "-1", "9" * 40, "2026-99-99", "<script>alert(1)</script>", "=1+1", "\u202e", "NaN"]


@pytest.mark.parametrize("value", VALUES, ids=[ascii(value)[:12] for value in VALUES])
def test_a_form_that_means_nothing_says_so(world, value):
    names = [
        "name", "reading", "email", "role", "language", "theme", "density", "capacity", "size", "yearly_value",
        "notice_by", "owner", "tier", "kind", "because", "reason", "signal", "play", "title", "due", "days", "done",
        "workspace", "currency", "timezone", "password", "again", "next", "domains", "fiscal_start_month",
    ]  # fmt: skip
    client = browser_of(world.cast.owner)
    for route in OURS:
        with undone():
            answer = client.post(route.address(world.samples), dict.fromkeys(names, value))
        assert answer.status_code < 500, (route.name, value[:40])


def test_a_day_that_has_not_ended_is_refused(world):
    client = browser_of(world.cast.owner)
    for name in ("today", "accounts"):
        for ahead in (0, 1, 30, 40_000):
            today = day_of(timezone.now(), world.cast.workspace.timezone)
            day = (today + timedelta(days=ahead)).isoformat()
            assert client.get(reverse(f"workspace:{name}"), {"as_of": day}).status_code == 400, (name, day)
