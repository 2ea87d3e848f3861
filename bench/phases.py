"""Phases of a measurement, each in a process of its own, so that its peak of memory is its own."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from banso.platform.tenancy.api import Workspace

Parts = Mapping[str, float]


def measured(module: str, phases: Sequence[str], options: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Run ``module`` with ``--phase`` for each of ``phases`` on one home of its own; prints and returns the figures."""
    home = tempfile.mkdtemp(prefix="banso-bench-")
    try:
        return {phase: _measured(module, phase, home, options) for phase in phases}
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _measured(module: str, phase: str, home: str, options: Sequence[str]) -> dict[str, Any]:
    command = [sys.executable, "-m", module, "--phase", phase, *options]
    environment = {**os.environ, "BANSO_HOME": home, "DJANGO_SETTINGS_MODULE": "banso.config.settings"}
    environment.pop("DATABASE_URL", None)
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    print(f"{phase:9} {found['seconds']:7.1f} s  {found['cpu']:7.1f} s CPU  {found['mb']:6.0f} MB peak", flush=True)
    for name, seconds in found["parts"].items():
        print(f"  {name:40} {seconds:7.2f} s", flush=True)
    return found


def run_phase(work: Callable[[], Parts | None]) -> int:
    """In the phase's own process: do ``work`` and print what it took, with the parts that it tells of."""
    import django

    django.setup()
    start = time.perf_counter()
    parts = work() or {}
    seconds = time.perf_counter() - start
    used = resource.getrusage(resource.RUSAGE_SELF)
    said = {"seconds": seconds, "cpu": used.ru_utime + used.ru_stime, "mb": used.ru_maxrss / 1024, "parts": parts}
    print(json.dumps(said))
    return 0


def bench_scope() -> AbstractContextManager[Workspace]:
    """The scope of the workspace that is measured."""
    from banso.platform.tenancy.api import find_workspace, scope

    return scope(find_workspace("bench"))
