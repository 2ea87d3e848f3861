"""The running product for browser tests: a data set of its own, served by ``banso serve`` on a free loopback port."""

import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

ROOT = Path(__file__).resolve().parents[2]
START = 90.0
"""Seconds a start or an end may take on a busy machine."""


@dataclass(frozen=True)
class Product:
    """Where it answers, who can log in, and one of each thing that stands in an address."""

    url: str
    password: str
    people: dict[str, str]
    samples: dict[str, str]
    links: dict[str, str]
    today: str
    past: str
    log: Path

    def errors(self) -> list[str]:
        """What the server and the worker complained about."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return [line for line in lines if "Traceback" in line or " ERROR " in line or "[ERROR]" in line]


class Asker:
    """Asks the product without a browser, which is much quicker."""

    def __init__(self, product: Product, who: str | None) -> None:
        self.base = product.url
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()), _Stay())
        if who is not None:
            login = f"{product.url}/account/login/"
            form = self._opener.open(login, timeout=60).read().decode()
            token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)
            assert token
            values = {"login": product.people[who], "password": product.password, "csrfmiddlewaretoken": token[1]}
            self.status_of(login, urllib.parse.urlencode(values).encode())

    def status_of(self, url: str, data: bytes | None = None) -> tuple[int, str]:
        """The status of an answer, and its text where that is HTML; redirects are not followed."""
        try:
            with self._opener.open(url, data, timeout=120) as answer:
                is_html = answer.headers.get_content_type() == "text/html"
                return answer.status, answer.read().decode() if is_html else ""
        except urllib.error.HTTPError as error:
            return error.code, ""

    def sees_a_page(self, address: str) -> bool:
        """Whether the address is a page: no target of a form, file, part of a page, or way elsewhere."""
        status, text = self.status_of(self.base + address)
        assert status < 400 or status in {401, 403, 405}, f"{address} answered {status}"
        return status == 200 and "<html" in text


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: Any, **_more: Any) -> None:
        """Do not follow."""


@dataclass(frozen=True)
class Company:
    """A company that was built and is not served: its home, its database (None: in the home), what it tells."""

    home: Path
    database: str | None
    made: dict[str, Any]


@contextmanager
def built(home: Path) -> Iterator[Company]:
    """Build the company in ``home``; it is there until the block ends."""
    with _database() as url:
        yield Company(home, url, _build(_environment(home, url)))


@contextmanager
def running(company: Company, home: Path) -> Iterator[Product]:
    """Serve a copy of ``company`` in ``home`` until the block ends: what its tests do is nobody else's."""
    shutil.copytree(company.home, home, dirs_exist_ok=True)
    with _database(company.database) as url:
        port = _free_port()
        log = home / "serve.log"
        with log.open("wb") as output:
            server = subprocess.Popen(
                [sys.executable, "-m", "banso.surfaces.cli.main", "serve", "--port", str(port)],
                env=_environment(home, url),
                cwd=ROOT,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
            try:
                base = f"http://127.0.0.1:{port}"
                _wait(f"{base}/readyz", server, log)
                yield Product(url=base, log=log, **company.made)
            finally:
                server.send_signal(signal.SIGTERM)
                server.wait(START)


def _environment(home: Path, database: str | None) -> dict[str, str]:
    return {
        **os.environ,
        **({"DATABASE_URL": database} if database else {}),
        "BANSO_HOME": str(home),
        "BANSO_GALLERY": "1",
        "DJANGO_SETTINGS_MODULE": "banso.config.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
    }


def _build(environment: dict[str, str]) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.browser.company"],
        env=environment, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    made: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return made


@contextmanager
def _database(like: str | None = None) -> Iterator[str | None]:
    """On PostgreSQL a database of its own, a copy of ``like`` if any; None for SQLite, where it lies in BANSO_HOME."""
    given = os.environ.get("DATABASE_URL", "")
    if not given.startswith("postgres"):
        yield None
        return
    name = f"banso_browser_{os.getpid()}_{secrets.token_hex(3)}"
    with psycopg.connect(given, autocommit=True) as connection:
        copied = f' TEMPLATE "{urlsplit(like).path.lstrip("/")}"' if like else ""
        connection.execute(f'CREATE DATABASE "{name}"{copied}')
        try:
            yield urlunsplit(urlsplit(given)._replace(path=f"/{name}"))
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own server
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"The product did not start: {log.read_text(encoding='utf-8', errors='replace')[-4000:]}")
