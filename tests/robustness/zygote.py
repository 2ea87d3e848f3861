"""A program: has the product loaded and runs its command in children, each of which may be killed.

    python -m tests.robustness.zygote CHUNK

Reads one JSON array a line: the files for the child's output and errors, then the arguments. Writes the child's process
id, and when it has ended its exit code (negative: the signal that killed it). ``@contents SLUG`` as arguments prints
what a workspace holds. CHUNK is how many rows an import writes at once: few, so that kills fall between.
"""

import json
import os
import sys
import traceback

from banso.surfaces.cli import framework

framework.start()

# What every command would spend a second on.
import duckdb  # noqa: E402, F401
import ibis.backends.duckdb  # noqa: E402
import ibis.formats.pandas  # noqa: E402, F401
import pyarrow.parquet  # noqa: E402, F401

from banso.connectors.files import event_rows, run  # noqa: E402
from banso.surfaces.cli import app, exchanging, importing, judging, listing  # noqa: E402, F401 - loaded once
from tests.robustness.contents import contents  # noqa: E402


def child(out: str, err: str, arguments: list[str]) -> int:
    """Run one command with its output in ``out`` and ``err``; the exit code."""
    for number, path in ((1, out), (2, err)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_TRUNC), number)
    try:
        if arguments[0] == "@contents":
            print(json.dumps(contents(arguments[1])))
            code = 0
        else:
            code = app.run(arguments)
    except BaseException:  # noqa: BLE001 - whatever it is, the child ends and tells
        traceback.print_exc()
        code = 70
    sys.stdout.flush()
    sys.stderr.flush()
    return code


def main() -> None:
    run.CHUNK = event_rows.CHUNK = int(sys.argv[1])  # type: ignore[attr-defined]
    while line := sys.stdin.readline():
        out, err, *arguments = json.loads(line)
        pid = os.fork()
        if not pid:
            os._exit(child(out, err, arguments))
        print(pid, flush=True)
        _pid, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    main()
