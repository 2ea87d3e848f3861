"""``banso serve``: a supervisor over the web server and one worker. The children end with it."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from types import FrameType

from django.conf import settings

from banso.platform.kit.errors import BansoError
from banso.surfaces.cli.output import say

GRACE = 15.0
PR_SET_PDEATHSIG = 1


def serve(host: str, port: int, *, worker: bool, on_ready: list[str] | None = None) -> int:
    """Run until a signal comes or a child ends; returns the exit code."""
    check_port(host, port)
    children = {"web": _web(host, port)}
    if worker:
        children["worker"] = _child([sys.executable, "-m", "banso.surfaces.cli.main", "worker"])
    stop = _Stop()
    if _wait_ready(host, port, children["web"], stop):
        for line in on_ready or [f"url: http://{host}:{port}/"]:
            say(line)
        sys.stdout.flush()
    code = 0
    while not stop.asked:
        ended = {name: child.poll() for name, child in children.items()}
        if ended["web"] is not None:
            code = ended["web"] or 1
            break
        if ended.get("worker") is not None:
            # The worker's jobs are rows with a lease: a new one takes them over.
            children["worker"] = _child([sys.executable, "-m", "banso.surfaces.cli.main", "worker"])
        time.sleep(0.5)
    _end(children)
    return code


def check_port(host: str, port: int) -> None:
    """Refuse a port that is none or is taken, before anything starts."""
    if not 0 < port < 2**16:
        raise BansoError(f"{port} is not a port.", hint="Give a number from 1 to 65535.")
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise BansoError(
                f"Port {port} on {host} cannot be used: {error.strerror}.",
                hint="Choose another: PORT=8001 make demo, or banso serve --port 8001.",
            ) from error


class _Stop:
    """Whether a signal asked to stop."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self.asked = True


def _web(host: str, port: int) -> subprocess.Popen[bytes]:
    return _child(
        [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host,
            "--port", str(port), "--workers", str(settings.WEB_PROCESSES), "--blocking-threads", "8",
            "--log-level", "error", "--no-ws", "banso.config.wsgi:application",
        ]
    )  # fmt: skip


def _child(command: list[str]) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "BANSO_SUPERVISOR": str(os.getpid())}
    return subprocess.Popen(  # noqa: S603 - our own commands
        command,
        env=environment,
        stdout=sys.stderr,  # stdout is the command's own: it says where the pages are
        preexec_fn=_end_with_parent,  # noqa: PLW1509 - no threads yet
    )


def _end_with_parent() -> None:
    """On Linux, let the kernel end a child whose supervisor was killed. Runs in the child."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _wait_ready(host: str, port: int, web: subprocess.Popen[bytes], stop: _Stop) -> bool:
    until = time.monotonic() + 60
    while time.monotonic() < until and web.poll() is None and not stop.asked:
        try:
            with socket.create_connection((host, port), timeout=1):
                return True
        except OSError:
            time.sleep(0.2)
    return False


def _end(children: dict[str, subprocess.Popen[bytes]]) -> None:
    """Ask every child to stop, then end those that do not."""
    for child in children.values():
        if child.poll() is None:
            child.terminate()
    until = time.monotonic() + GRACE
    for child in children.values():
        try:
            child.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
