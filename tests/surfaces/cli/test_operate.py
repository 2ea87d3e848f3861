"""init, doctor, demo, worker and serve."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from banso.platform.identity.api import Member, member_by_email
from banso.platform.journal.api import Batch
from banso.platform.tenancy.api import Workspace, find_workspace, scope, unscoped
from banso.record.customers.models import Account
from banso.record.work.api import keep_files, place_of
from tests.architecture.house import own_models

INIT = {
    "--workspace": "kaze", "--name": "風ソフト", "--timezone": "Asia/Tokyo", "--currency": "JPY", "--language": "ja",
    "--owner": "kaze@kaze.example",
}  # fmt: skip


def given(**changes: str) -> list[str]:
    options = INIT | {f"--{name}": value for name, value in changes.items()}
    return [word for pair in options.items() for word in pair]


def test_init_makes_a_workspace_whose_owner_logs_in_once(banso):
    said = banso("init", *given(), "--json").json
    assert set(said) == {"workspace", "owner", "link"}
    with scope(find_workspace("kaze")):
        member = member_by_email("kaze@kaze.example")
        assert member is not None
        assert member.role == "owner"
    path = re.sub(r"^https?://[^/]+", "", said["link"])
    browser = Client()
    assert browser.get(path).status_code == 200
    assert browser.post(path).status_code == 302
    assert Client().post(path).status_code != 302


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"workspace": "Kaze!"}, "is not a short name"),
        ({"timezone": "Mars/Base"}, "is not a time zone"),
        ({"currency": "YEN"}, "is not a currency"),
        ({"language": "fr"}, "is not a language"),
        ({"name": " "}, "needs a name"),
        ({"owner": "nobody"}, "nobody"),
    ],
    ids=lambda value: "" if isinstance(value, str) else next(iter(value)),
)
def test_init_refuses_and_leaves_nothing(banso, changes, words):
    said = banso("init", *given(**changes))
    assert said.code == 1
    assert words in said.err
    assert not Workspace.objects.exists()


def test_init_twice_is_refused(banso):
    assert "Log in once with: http" in banso("init", *given()).out
    again = banso("init", *given())
    assert again.code == 1
    assert "There is a workspace “kaze” already." in again.err


def test_doctor_looks_at_everything(banso, filled):
    said = banso("doctor", "--json")
    found = {one["what"]: one for one in said.json}
    assert set(found) >= {"home", "disk", "database", "workspaces", "lake", "jobs", "assets"}
    assert set(found["lake"]) == {"what", "ok", "detail", "hint"}
    assert (found["database"]["ok"], found["lake"]["ok"]) == (True, True)
    assert banso("doctor", "--workspace", "nope").code == 1


def test_doctor_misses_a_part_that_is_lost(banso, filled, settings):
    with scope(filled.workspace):
        from banso.platform.lake.api import parts

        part = Path(settings.LAKE_ROOT) / parts("event")[0].path
        kept = part.read_bytes()
    part.unlink()
    try:
        said = banso("doctor")
    finally:
        part.write_bytes(kept)
    assert said.code == 1
    assert "!!" in said.out
    assert "1 missing on disk" in said.out


@pytest.mark.django_db(transaction=True)
def test_the_worker_does_what_waits_and_ends(banso, company, files, monkeypatch):
    # The panel's lists of past weeks take a minute.
    monkeypatch.setattr("banso.judgement.proof.jobs.lists_missing", lambda day: [])
    banso("import", "accounts", files[0], "-w", "ayumi")
    assert banso("worker", "--until-idle", "--json").json["attempts"] >= 1
    assert banso("compute", "-w", "ayumi", "--json").json == []


def test_ports_are_checked_before_anything_starts(banso, monkeypatch):
    assert "is not a port" in banso("serve", "--port", 99_999).err
    monkeypatch.setenv("PORT", "many")
    assert "PORT=many is not a port" in banso("serve").err
    with socket.create_server(("127.0.0.1", 0)) as taken:
        said = banso("serve", "--port", taken.getsockname()[1])
    assert said.code == 1
    assert "cannot be used" in said.err


def test_serve_answers_says_where_and_ends_cleanly(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {**os.environ, "BANSO_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "banso.config.settings"}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "banso.surfaces.cli.main", "serve", "--port", str(port), "--json"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        try:
            url = json.loads(server.stdout.readline())["url"]
            assert url == f"http://127.0.0.1:{port}/"
            with urllib.request.urlopen(f"{url}healthz", timeout=30) as answer:  # noqa: S310 - our own address
                assert answer.status == 200
        finally:
            server.send_signal(signal.SIGTERM)
            began = time.monotonic()
            assert server.wait(60) == 0
        assert time.monotonic() - began < 30


def leave_files(settings) -> list[Path]:
    """Somebody attaches a file, and a file is imported."""
    demo = find_workspace("demo")
    now = datetime.now(UTC)
    with scope(demo):
        member, account = Member.objects.all()[0], Account.objects.all()[0]
        sent = SimpleUploadedFile("notes.txt", b"what was said")
        attached = place_of(keep_files([sent], member=member, now=now, account=account)[0])
        imported = Path(settings.FILES_ROOT) / "kept.csv"
        imported.write_text("id,name")
        Batch.objects.create(kind="accounts", source="csv", file_path="kept.csv", created_at=now)
    assert attached.exists()
    return [attached, imported, Path(settings.BANSO_HOME) / "keys" / "demo_password"]


def test_a_small_demo_comes_and_goes(banso, settings):
    said = banso("demo", "--accounts", 30, "--json")
    assert said.code == 0, said.err
    access = said.json
    lake = Path(settings.LAKE_ROOT) / str(find_workspace("demo").uid)
    assert list(lake.rglob("*.parquet"))
    assert set(access) == {"url", "email", "password"}
    assert Client().get("/").status_code == 302
    again = banso("demo", "--accounts", 30)
    assert again.out.splitlines() == [
        f"url: {access['url']}",
        f"email: {access['email']}",
        f"password: {access['password']}",
    ]
    files = leave_files(settings)
    assert banso("demo", "--remove", "--json").json == {"removed": True}
    assert not Workspace.objects.exists()
    assert not lake.exists()
    assert not [path for path in files if path.exists()]
    with unscoped("looking for what is left"):
        assert not {model._meta.label: n for model in own_models() if (n := model._base_manager.count())}
    assert banso("demo", "--remove").out == "There was no demo.\n"
