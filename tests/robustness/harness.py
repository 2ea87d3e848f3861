"""An installation of its own whose commands run in processes that may be killed at any moment."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Done:
    """How a command ended. ``code`` is negative where a signal killed it."""

    code: int
    out: str
    err: str
    seconds: float


class Installation:
    """A home with one workspace. Close it, or use it in a ``with``."""

    def __init__(self, home: Path, *, chunk: int = 50_000) -> None:
        self.home = home
        environment = {**os.environ, "BANSO_HOME": str(home), "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
        environment.pop("DATABASE_URL", None)
        environment["DJANGO_SETTINGS_MODULE"] = "banso.config.settings"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.robustness.zygote", str(chunk)],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process; what it wrote stays."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait(60)
        self._process.stdout.close()

    def init(self, slug: str = "main", zone: str = "UTC") -> None:
        """Make the workspace."""
        options = ["--name", slug, "--timezone", zone, "--currency", "JPY", "--language", "en"]
        self.must("init", "--workspace", slug, *options, "--owner", f"owner@{slug}.example")

    def run(self, *arguments: str, kill_after: float | None = None) -> Done:
        """Run a command to its end, or kill it after so many seconds."""
        assert self._process.stdin
        assert self._process.stdout
        with (
            tempfile.NamedTemporaryFile("r", encoding="utf-8") as out,
            tempfile.NamedTemporaryFile("r", encoding="utf-8") as err,
        ):
            self._process.stdin.write(json.dumps([out.name, err.name, *arguments]) + "\n")
            self._process.stdin.flush()
            pid = int(self._process.stdout.readline())
            began = time.monotonic()
            with _killing(pid, kill_after):
                code = int(self._process.stdout.readline())
            return Done(code, out.read(), err.read(), time.monotonic() - began)

    def must(self, *arguments: str) -> Done:
        """Run a command that has to do its work."""
        done = self.run(*arguments)
        assert done.code == 0, done.out + done.err
        return done

    def contents(self, slug: str = "main") -> dict[str, Any]:
        """What the workspace holds, comparable between installations."""
        found: dict[str, Any] = json.loads(self.must("@contents", slug).out)
        return found


@contextmanager
def _killing(pid: int, after: float | None) -> Iterator[None]:
    """Kill ``pid`` after so many seconds. The zygote has not reaped it before it has told its exit code."""
    if after is None:
        yield
        return
    timer = threading.Timer(after, _kill, [pid])
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return
