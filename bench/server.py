"""The product as ``banso serve`` runs it, on a home whose data a program of bench/ has built."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

START = 60
"""Seconds within which it must answer."""


def built(program: str, sizes: Sequence[str], made: Path, environment: Mapping[str, str]) -> dict[str, Any]:
    """What ``python -m PROGRAM --build SIZES`` printed as its last line, from ``made`` where that is there already."""
    if not made.exists():
        start = time.perf_counter()
        command = [sys.executable, "-m", program, "--build", *sizes]
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True, text=True)
        made.write_text(done.stdout.strip().splitlines()[-1])
        print(f"built in {time.perf_counter() - start:.0f} s", flush=True)
    facts: dict[str, Any] = json.loads(made.read_text())
    return facts


@contextmanager
def serving(environment: Mapping[str, str]) -> Iterator[int]:
    """A server without a worker while the block runs; its port on loopback."""
    port = _free_port()
    command = [sys.executable, "-m", "banso.surfaces.cli.main", "serve", "--no-worker", "--port", str(port)]
    server = subprocess.Popen(command, env=environment)
    try:
        _wait(port)
        yield port
    finally:
        server.terminate()
        server.wait(30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(port: int) -> None:
    until = time.monotonic() + START
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
        else:
            return
