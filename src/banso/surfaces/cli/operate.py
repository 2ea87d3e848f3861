"""Commands that run the installation: init, serve, worker, doctor, demo."""

import os
from typing import Annotated

import typer

from banso.platform.kit.errors import BansoError
from banso.surfaces.cli.framework import ready
from banso.surfaces.cli.options import JsonOption, WorkspaceOption, now
from banso.surfaces.cli.output import progress, say, show_json, show_table

DEFAULT_PORT = 8000


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("init")(ready(init))
    app.command("serve")(ready(run_server))
    app.command("worker")(ready(run_worker))
    app.command("doctor")(ready(run_doctor))
    app.command("demo")(ready(demo))


def base_url() -> str:
    """Where people reach this installation."""
    given = os.environ.get("BANSO_URL", "").rstrip("/")
    return given or f"http://localhost:{default_port()}"


def default_port() -> int:
    """The port of the environment, else 8000."""
    text = os.environ.get("PORT", str(DEFAULT_PORT))
    if not text.isdecimal() or not 0 < int(text) < 2**16:
        raise BansoError(f"PORT={text} is not a port.", hint="Give a number from 1 to 65535.")
    return int(text)


def init(
    workspace: Annotated[
        str,
        typer.Option("--workspace", "-w", metavar="SLUG", help="Short name: a–z, 0–9, hyphens.", show_default=False),
    ],
    name: Annotated[str, typer.Option(metavar="NAME", help="The company's name.", show_default=False)],
    timezone: Annotated[
        str, typer.Option(metavar="ZONE", help="Such as Asia/Tokyo. It cannot change later.", show_default=False)
    ],
    currency: Annotated[str, typer.Option(metavar="CODE", help="Such as JPY.", show_default=False)],
    language: Annotated[str, typer.Option(metavar="CODE", help="ja or en.", show_default=False)],
    owner: Annotated[str, typer.Option(metavar="EMAIL", help="E-mail address of the first owner.", show_default=False)],
    as_json: JsonOption = False,
) -> None:
    """Make a workspace with its first owner, and print a one-time log-in link."""
    from django.db import transaction

    from banso.platform.identity import api as identity
    from banso.platform.tenancy.api import create_workspace, scope
    from banso.surfaces.cli import database

    database.prepare()
    # A workspace without an owner would be one that nobody can come into.
    with transaction.atomic():
        made = create_workspace(
            slug=workspace, name=name, timezone=timezone, currency=currency, language=language, now=now()
        )
        with scope(made):
            member = identity.add_member(email=owner, name=owner.split("@")[0], role="owner", now=now())
            link = base_url() + identity.make_link("login", login=member.login, now=now()).path
    if as_json:
        show_json({"workspace": workspace, "owner": owner, "link": link})
        return
    say(f"Workspace {workspace} is ready.")
    say(f"Log in once with: {link}")


def run_server(
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int | None, typer.Option(metavar="PORT", help="Port; else PORT, else 8000.")] = None,
    worker: Annotated[bool, typer.Option(help="Run a worker beside it.")] = True,
    as_json: JsonOption = False,
) -> int:
    """Serve the pages, with a worker and the schedule, until stopped."""
    from banso.surfaces.cli import database, serve

    database.prepare()
    chosen = port or default_port()
    url = f"http://{host}:{chosen}/"
    ready_lines = [f'{{"url": "{url}"}}'] if as_json else None
    return serve.serve(host, chosen, worker=worker, on_ready=ready_lines)


def run_worker(
    until_idle: Annotated[bool, typer.Option("--until-idle", help="End when nothing is left to do.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Do background work until stopped."""
    from banso.platform.jobs import api as jobs
    from banso.surfaces.cli import database

    database.prepare()
    with jobs.stop_on_signals() as stop:
        attempts = jobs.work(stop, now, until_idle=until_idle)
    if as_json:
        show_json({"attempts": attempts})


def run_doctor(workspace: WorkspaceOption = "", as_json: JsonOption = False) -> int:
    """Look for what is wrong with this installation; 1 where something is."""
    from banso.surfaces.cli import doctor

    findings = doctor.examine(workspace)
    if as_json:
        show_json(doctor.as_json(findings))
    else:
        show_table(
            ["", "what", "found", "what to do"],
            [["ok" if item.ok else "!!", item.what, item.detail, item.hint] for item in findings],
        )
    return 0 if all(item.ok for item in findings) else 1


def demo(
    seed: Annotated[int, typer.Option(help="Another seed makes other accounts.")] = 7,
    accounts: Annotated[int, typer.Option(help="How many accounts.")] = 1500,
    serve_it: Annotated[bool, typer.Option("--serve", help="Serve it afterwards.")] = False,
    remove: Annotated[bool, typer.Option("--remove", help="Remove the demo without trace.")] = False,
    as_json: JsonOption = False,
) -> int:
    """Make the demo workspace, its accounts and their history; run again, it keeps the data."""
    from banso.connectors.demo import api as demos
    from banso.surfaces.cli import database, serve

    database.prepare()
    if remove:
        gone = demos.remove()
        if as_json:
            show_json({"removed": gone})
        else:
            say("The demo is gone." if gone else "There was no demo.")
        return 0
    if serve_it:
        serve.check_port("127.0.0.1", default_port())
    with progress("demo") as update:
        access = demos.ensure(seed=seed, accounts=accounts, now=now(), on_progress=update)
    url = f"{base_url()}/"
    lines = [f"url: {url}", f"email: {access.email}", f"password: {access.password}"]
    if serve_it:
        return serve.serve("127.0.0.1", default_port(), worker=True, on_ready=lines)
    if as_json:
        show_json({"url": url, "email": access.email, "password": access.password})
        return 0
    for line in lines:
        say(line)
    return 0
